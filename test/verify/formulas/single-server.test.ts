/** One server: M/M/1, LIFO, M/D/1, M/G/1, GI/M/1, processor sharing. */
import { describe, expect, it } from 'vitest';
import {
  constantGaps,
  erlangGaps,
  gim1,
  gim1ResponsePercentile,
  hyperexponentialGaps,
} from '../../../src/verify/formulas/gim1.ts';
import { integrate } from '../../../src/verify/formulas/integrate.ts';
import { md1, md1WaitAtMost } from '../../../src/verify/formulas/md1.ts';
import { mg1, mg1WaitSecondMoment } from '../../../src/verify/formulas/mg1.ts';
import {
  mm1,
  mm1ResponsePercentile,
  mm1ResponseTail,
  mm1WaitPercentile,
  mm1WaitTail,
} from '../../../src/verify/formulas/mm1.ts';
import {
  mm1Lifo,
  mm1LifoWaitPercentile,
  mm1LifoWaitTail,
  waitSecondMomentFifo,
  waitSecondMomentLifo,
} from '../../../src/verify/formulas/mm1-lifo.ts';
import {
  balancedHyperexponential,
  boundedPareto,
  constant,
  erlang,
  exponential,
  hyperexponential,
  lognormal,
  lognormalThrough,
  squaredVariation,
  uniform,
} from '../../../src/verify/formulas/moments.ts';
import {
  psCoresResponseMean,
  psResponseMean,
  psResponseMeanOf,
  psSlowdown,
} from '../../../src/verify/formulas/processor-sharing.ts';

const busy = { arrivalRate: 0.8, serviceMean: 1 };

describe('M/M/1', () => {
  it('has four in system and a response of five service times at utilisation 0.8', () => {
    const means = mm1(busy);
    expect(means.inSystemMean).toBeCloseTo(4, 12);
    expect(means.inQueueMean).toBeCloseTo(3.2, 12);
    expect(means.waitMean).toBeCloseTo(4, 12);
    expect(means.responseMean).toBeCloseTo(5, 12);
  });

  it('has an exponential response: its 95th percentile is ln 20 means', () => {
    expect(mm1ResponsePercentile(busy, 0.95)).toBeCloseTo(5 * Math.log(20), 12);
    expect(mm1ResponseTail(busy, mm1ResponsePercentile(busy, 0.95))).toBeCloseTo(0.05, 12);
  });

  it('makes one in five start at once at utilisation 0.8', () => {
    expect(mm1WaitTail(busy, 0)).toBeCloseTo(0.8, 12);
    expect(mm1WaitPercentile(busy, 0.2)).toBe(0);
    expect(mm1WaitTail(busy, mm1WaitPercentile(busy, 0.9))).toBeCloseTo(0.1, 12);
  });

  it('refuses to answer without a steady state', () => {
    expect(() => mm1({ arrivalRate: 1, serviceMean: 1 })).toThrow('no steady state');
  });

  it('keeps its mean under last come, first served, and spreads the wait by 1/(1 − ρ)', () => {
    expect(mm1Lifo(busy).waitMean).toBe(mm1(busy).waitMean);
    // E[W²] first come: 2ρ/(1−ρ)² = 40 at ρ = 0.8; last come: 200.
    expect(waitSecondMomentFifo(busy)).toBeCloseTo(40, 10);
    expect(waitSecondMomentLifo(busy)).toBeCloseTo(200, 10);
  });

  it('has a distribution of the wait under last come, first served with that mean and second moment', () => {
    const quiet = { arrivalRate: 0.3, serviceMean: 1 };
    const mean = integrate((t) => mm1LifoWaitTail(quiet, t), 0, 60, 240);
    const second = integrate((t) => 2 * t * mm1LifoWaitTail(quiet, t), 0, 60, 240);
    expect(mean).toBeCloseTo(mm1(quiet).waitMean, 3);
    expect(second).toBeCloseTo(waitSecondMomentLifo(quiet), 3);
    expect(mm1LifoWaitPercentile(quiet, 0.5)).toBe(0);
    expect(mm1LifoWaitTail(quiet, mm1LifoWaitPercentile(quiet, 0.9))).toBeCloseTo(0.1, 9);
  });
});

describe('moments', () => {
  it('know the variation of each distribution', () => {
    expect(squaredVariation(constant(3))).toBeCloseTo(0, 12);
    expect(squaredVariation(exponential(3))).toBeCloseTo(1, 12);
    expect(squaredVariation(erlang(3, 4))).toBeCloseTo(0.25, 12);
    expect(squaredVariation(uniform(0, 2))).toBeCloseTo(1 / 3, 12);
    expect(squaredVariation(lognormal(1, 1))).toBeCloseTo(Math.E - 1, 12);
    // Half at mean 1, half at mean 3: E[S] = 2, E[S²] = 2·(1 + 9)/2 = 10.
    expect(
      squaredVariation(
        hyperexponential([
          { share: 0.5, mean: 1 },
          { share: 0.5, mean: 3 },
        ]),
      ),
    ).toBeCloseTo(1.5, 12);
  });

  it('of a balanced hyperexponential are those asked for', () => {
    const branches = balancedHyperexponential(2, 3);
    expect(hyperexponential(branches).mean).toBeCloseTo(2, 12);
    expect(squaredVariation(hyperexponential(branches))).toBeCloseTo(9, 10);
    expect(branches[0].share * branches[0].mean).toBeCloseTo(1, 12);
  });

  it('of a bounded Pareto are integrals of its density', () => {
    // Shape 4 from 1 to 2: density (64/15) x^-5, so E[S] = (64/15)(1 - 1/8)/3, E[S²] = (64/15)(1 - 1/4)/2.
    const { mean, second, third } = boundedPareto(1, 2, 4);
    expect(mean).toBeCloseTo((64 / 15) * (7 / 24), 12);
    expect(second).toBeCloseTo((64 / 15) * (3 / 8), 12);
    expect(third).toBeCloseTo((64 / 15) * (1 / 2), 12);
  });

  it('agree where distributions coincide', () => {
    expect(erlang(2, 1)).toEqual(exponential(2));
    expect(hyperexponential([{ share: 1, mean: 2 }])).toEqual(exponential(2));
    expect(erlang(2, 1e9).third).toBeCloseTo(constant(2).third, 6);
    expect(uniform(2, 2)).toEqual(constant(2));
    expect(lognormal(2, 0)).toEqual(constant(2));
  });

  it('put the lognormal through its median and its p99', () => {
    // σ = ln(5)/2.3263 = 0.69183; mean = 8 e^(σ²/2) = 10.163.
    expect(lognormalThrough(8, 40).mean).toBeCloseTo(10.163, 3);
  });
});

describe('M/G/1', () => {
  it('is M/M/1 with exponential and M/D/1 with constant service', () => {
    expect(mg1(0.8, exponential(1)).waitMean).toBeCloseTo(4, 12);
    expect(md1(0.8, 1).waitMean).toBeCloseTo(2, 12);
    expect(mg1WaitSecondMoment(0.8, exponential(1))).toBeCloseTo(waitSecondMomentFifo(busy), 10);
  });

  it('waits in proportion to 1 + squared variation', () => {
    const service = lognormal(1, 1);
    const likeExponential = mm1({ arrivalRate: 0.3, serviceMean: service.mean }).waitMean;
    expect(mg1(0.3, service).waitMean).toBeCloseTo(
      (likeExponential * (1 + squaredVariation(service))) / 2,
      12,
    );
  });
});

describe('M/D/1', () => {
  it('follows Erlang: at utilisation a half, P(W ≤ t) is e^(t/2)/2 up to one service time', () => {
    expect(md1WaitAtMost(0.5, 1, 0)).toBeCloseTo(0.5, 12);
    expect(md1WaitAtMost(0.5, 1, 0.5)).toBeCloseTo(0.5 * Math.exp(0.25), 12);
    expect(md1WaitAtMost(0.5, 1, 1.5)).toBeCloseTo(0.5 * (Math.exp(0.75) - Math.exp(0.25) * 0.25), 12);
  });

  it('has a distribution of the wait whose mean is Pollaczek–Khinchine', () => {
    let mean = 0;
    const h = 0.001;
    for (let t = h / 2; t < 15; t += h) mean += (1 - md1WaitAtMost(0.7, 1, t)) * h;
    expect(mean).toBeCloseTo(md1(0.7, 1).waitMean, 4);
  });
});

describe('GI/M/1', () => {
  it('is M/M/1 when gaps are exponential', () => {
    const means = gim1(erlangGaps(1.25, 1), 1);
    expect(means.sigma).toBeCloseTo(0.8, 9);
    expect(means.responseMean).toBeCloseTo(5, 7);
  });

  it('finds the root of D/M/1', () => {
    // σ = e^(−(1−σ)/ρ); the roots at 0.5 and 0.8 as tabulated, e.g. −W(−2e^(−2))/2 = 0.20319 by Lambert's function.
    expect(gim1(constantGaps(2), 1).sigma).toBeCloseTo(0.20319, 5);
    const { sigma } = gim1(constantGaps(1.25), 1);
    expect(sigma).toBeCloseTo(Math.exp(-1.25 * (1 - sigma)), 9);
    expect(sigma).toBeCloseTo(0.6286, 4);
  });

  it('finds the root of E2/M/1 at utilisation a half: (3 − √5)/2', () => {
    expect(gim1(erlangGaps(2, 2), 1).sigma).toBeCloseTo((3 - Math.sqrt(5)) / 2, 9);
  });

  it('waits longer when gaps vary more', () => {
    const bursty = hyperexponentialGaps([
      { share: 0.5, mean: 0.25 },
      { share: 0.5, mean: 2.25 },
    ]);
    const means = gim1(bursty, 1);
    // At mean gap 1.25: A*(s) = ½/(1+s/4) + ½/(1+9s/4) with s = 1 − σ.
    const s = 1 - means.sigma;
    expect(0.5 / (1 + s / 4) + 0.5 / (1 + (9 * s) / 4)).toBeCloseTo(means.sigma, 9);
    expect(means.responseMean).toBeGreaterThan(mm1(busy).responseMean);
    expect(gim1ResponsePercentile(bursty, 1, 0.5)).toBeCloseTo(Math.LN2 * means.responseMean, 12);
  });

  it('refuses to answer without a steady state', () => {
    expect(() => gim1(constantGaps(0.9), 1)).toThrow('no steady state');
  });
});

describe('processor sharing', () => {
  it('slows short and long work alike', () => {
    expect(psResponseMean(busy)).toBeCloseTo(5, 12);
    expect(psResponseMeanOf(busy, 0.1)).toBeCloseTo(0.5, 12);
    expect(psResponseMeanOf(busy, 10)).toBeCloseTo(50, 12);
  });

  it('on several cores is as full as M/M/c', () => {
    const cores = { arrivalRate: 1, serviceMean: 1, servers: 2 };
    expect(psCoresResponseMean(cores)).toBeCloseTo(4 / 3, 12);
    expect(psSlowdown({ ...cores, serviceMean: 0.001 })).toBeCloseTo(1, 6);
  });
});
