/** Networks, dispatching, fan-out, priorities. */
import { describe, expect, it } from 'vitest';
import {
  choicesResponseMean,
  shareWithAtLeast,
  shortestOfTwoResponseMean,
} from '../../../src/verify/formulas/choices.ts';
import { randomSplit, roundRobin } from '../../../src/verify/formulas/dispatch.ts';
import { finiteSource } from '../../../src/verify/formulas/finite-source.ts';
import { forkJoinTwo } from '../../../src/verify/formulas/fork-join.ts';
import { feedbackResponseMean, jackson, tandem } from '../../../src/verify/formulas/jackson.ts';
import {
  harmonic,
  maximumMean,
  maximumMeanOf,
  maximumPercentile,
} from '../../../src/verify/formulas/maximum.ts';
import { mg1 } from '../../../src/verify/formulas/mg1.ts';
import { mm1 } from '../../../src/verify/formulas/mm1.ts';
import { mmc } from '../../../src/verify/formulas/mmc.ts';
import { constant, exponential } from '../../../src/verify/formulas/moments.ts';
import { closedNetwork } from '../../../src/verify/formulas/mva.ts';
import { priorityWaitMeans, priorityWaitMeansOfMany } from '../../../src/verify/formulas/priority.ts';

describe('open networks', () => {
  it('let each station of a tandem behave as if it were alone', () => {
    const means = tandem(4, [
      { serviceMean: 0.2, servers: 1 },
      { serviceMean: 0.4, servers: 3 },
    ]);
    const alone =
      mm1({ arrivalRate: 4, serviceMean: 0.2 }).responseMean +
      mmc({ arrivalRate: 4, serviceMean: 0.4, servers: 3 }).responseMean;
    expect(means.responseMean).toBeCloseTo(alone, 12);
  });

  it('solve the traffic equations of a network with a loop', () => {
    // 0 sends half on to 1; 1 sends a fifth back to 0. λ0 = 1 + λ1/5, λ1 = 1 + λ0/2: λ0 = 4/3, λ1 = 5/3.
    const means = jackson(
      [
        { outsideRate: 1, serviceMean: 0.5, servers: 1 },
        { outsideRate: 1, serviceMean: 0.25, servers: 1 },
      ],
      [
        [0, 0.5],
        [0.2, 0],
      ],
    );
    expect(means.arrivalRates[0]).toBeCloseTo(4 / 3, 12);
    expect(means.arrivalRates[1]).toBeCloseTo(5 / 3, 12);
    // ρ = 2/3 and 5/12, so L = 2 + 5/7 and the response is L/2.
    expect(means.responseMean).toBeCloseTo((2 + 5 / 7) / 2, 12);
  });

  it('agree with feedback to a single server', () => {
    const network = jackson([{ outsideRate: 1, serviceMean: 0.1, servers: 1 }], [[0.5]]);
    expect(feedbackResponseMean(1, 0.1, 0.5)).toBeCloseTo(0.25, 12);
    expect(network.responseMean).toBeCloseTo(0.25, 12);
  });
});

describe('closed networks', () => {
  it('agree with the worked example of Lazowska et al.: demands 0.605, 2.1 and 1.35, thinking 15', () => {
    const stations = [
      { kind: 'queue', demand: 0.605 },
      { kind: 'queue', demand: 2.1 },
      { kind: 'queue', demand: 1.35 },
      { kind: 'delay', demand: 15 },
    ] as const;
    expect(closedNetwork(stations, 1).inSystemMeans[1]).toBeCloseTo(0.11, 3);
    const two = closedNetwork(stations, 2);
    // By hand: each demand × (1 + the queue one user leaves).
    expect(two.responseMeans[0]).toBeCloseTo(0.605 * (1 + 0.605 / 19.055), 12);
    const byHand = [0.605, 2.1, 1.35].reduce((sum, demand) => sum + demand * (1 + demand / 19.055), 15);
    expect(two.throughput).toBeCloseTo(2 / byHand, 12);
    expect(two.throughput).toBeCloseTo(0.103, 3);
  });

  it('are N/(D(N + M − 1)) when M stations are alike', () => {
    const three = [1, 2, 3].map(() => ({ kind: 'queue', demand: 0.5 }) as const);
    expect(closedNetwork(three, 7).throughput).toBeCloseTo(7 / (0.5 * 9), 12);
  });

  it('agree with the machine repairman for one server and for several', () => {
    for (const servers of [1, 3]) {
      const closed = closedNetwork(
        [
          { kind: 'delay', demand: 4 },
          { kind: 'queue', demand: 0.3, servers },
        ],
        20,
      );
      const repair = finiteSource({ users: 20, thinkMean: 4, serviceMean: 0.3, servers });
      expect(closed.throughput).toBeCloseTo(repair.throughput, 10);
      expect(closed.responseMeans[1]).toBeCloseTo(repair.responseMean, 10);
    }
  });
});

describe('dispatching', () => {
  const pool = { arrivalRate: 1, serviceMean: 1, servers: 2 };

  it('orders random, round robin, shortest queue and one shared queue', () => {
    const random = randomSplit(pool).responseMean;
    const robin = roundRobin(pool).responseMean;
    const shortest = shortestOfTwoResponseMean(1, 1);
    const shared = mmc(pool).responseMean;
    expect(random).toBeCloseTo(2, 12);
    expect(robin).toBeCloseTo(1 / (1 - (3 - Math.sqrt(5)) / 2), 8);
    expect(shared).toBeCloseTo(4 / 3, 12);
    expect(shortest).toBeLessThan(robin);
    expect(shortest).toBeGreaterThan(shared);
  });

  it('solves the shortest of two queues the same on a larger grid', () => {
    expect(shortestOfTwoResponseMean(1.6, 1, 60)).toBeCloseTo(shortestOfTwoResponseMean(1.6, 1, 90), 6);
    // With nearly nobody there, nobody waits.
    expect(shortestOfTwoResponseMean(0.001, 1, 20)).toBeCloseTo(1, 5);
  });

  it('reproduces Mitzenmacher’s table of two choices', () => {
    const response = (rho: number) => choicesResponseMean({ arrivalRate: rho, serviceMean: 1 }, 2);
    expect(response(0.5)).toBeCloseTo(1.2657, 4);
    expect(response(0.7)).toBeCloseTo(1.6145, 4);
    expect(response(0.9)).toBeCloseTo(2.6141, 4);
    expect(response(0.99)).toBeCloseTo(5.432, 3);
  });

  it('is M/M/1 with one choice', () => {
    expect(choicesResponseMean({ arrivalRate: 0.8, serviceMean: 1 }, 1)).toBeCloseTo(5, 10);
    expect(shareWithAtLeast(0.8, 2, 3)).toBeCloseTo(0.8 ** 7, 12);
  });
});

describe('the slowest of several', () => {
  it('takes the harmonic number times the mean', () => {
    expect(harmonic(10)).toBeCloseTo(2.9289682539682538, 12);
    expect(maximumMean(5, 2)).toBeCloseTo(7.5, 12);
    expect(maximumMeanOf([5, 5])).toBeCloseTo(7.5, 12);
    // E[max] = 5 + 10 − 1/(1/5 + 1/10).
    expect(maximumMeanOf([5, 10])).toBeCloseTo(15 - 10 / 3, 12);
    expect(maximumMeanOf(new Array(10).fill(2))).toBeCloseTo(2 * harmonic(10), 10);
  });

  it('has the percentile share^(1/n) of one', () => {
    expect(maximumPercentile(1, 1, 0.5)).toBeCloseTo(Math.LN2, 12);
    const t = maximumPercentile(1, 100, 0.99);
    expect((1 - Math.exp(-t)) ** 100).toBeCloseTo(0.99, 12);
  });
});

describe('fork and join', () => {
  it('starts at one and a half and is (12 − ρ)/8 of M/M/1', () => {
    expect(forkJoinTwo({ arrivalRate: 1e-9, serviceMean: 1 })).toBeCloseTo(1.5, 8);
    expect(forkJoinTwo({ arrivalRate: 0.5, serviceMean: 1 })).toBeCloseTo(2.875, 12);
  });
});

describe('priorities', () => {
  const classes = [
    { arrivalRate: 0.2, service: exponential(1) },
    { arrivalRate: 0.3, service: constant(1.5) },
    { arrivalRate: 0.1, service: exponential(0.5) },
  ];

  it('split the wait by Cobham’s formula', () => {
    // W0 = (0.2·2 + 0.3·2.25 + 0.1·0.5)/2 = 0.5625; loads 0.2, 0.45, 0.05.
    const [first, second, third] = priorityWaitMeans(classes);
    expect(first).toBeCloseTo(0.5625 / 0.8, 12);
    expect(second).toBeCloseTo(0.5625 / (0.8 * 0.35), 12);
    expect(third).toBeCloseTo(0.5625 / (0.35 * 0.3), 12);
  });

  it('conserve the waiting work: what one class gains another loses', () => {
    const waits = priorityWaitMeans(classes);
    const loads = classes.map(({ arrivalRate, service }) => arrivalRate * service.mean);
    const waiting = waits.reduce((sum, wait, i) => sum + wait * loads[i], 0);
    const upsideDown = priorityWaitMeans(classes.toReversed()).toReversed();
    expect(upsideDown.reduce((sum, wait, i) => sum + wait * loads[i], 0)).toBeCloseTo(waiting, 12);
    expect(waiting).toBeCloseTo((0.7 * 0.5625) / 0.3, 12);
  });

  it('are the plain queue with one class, on one server or several', () => {
    expect(priorityWaitMeans(classes.slice(0, 1))[0]).toBeCloseTo(mg1(0.2, exponential(1)).waitMean, 12);
    const many = priorityWaitMeansOfMany([8], 1, 10);
    expect(many[0]).toBeCloseTo(mmc({ arrivalRate: 8, serviceMean: 1, servers: 10 }).waitMean, 12);
    const [high, low] = priorityWaitMeansOfMany([4, 4], 1, 10);
    expect((high + low) / 2).toBeCloseTo(many[0], 12);
    expect(high).toBeLessThan(low);
  });
});
