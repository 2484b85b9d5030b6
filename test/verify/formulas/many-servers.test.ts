/** Several servers, limits, impatience, finite and infinite populations. */
import { describe, expect, it } from 'vitest';
import { stationaryDistribution } from '../../../src/verify/formulas/birth-death.ts';
import { erlangA } from '../../../src/verify/formulas/erlang-a.ts';
import { erlangB, erlangBCarried } from '../../../src/verify/formulas/erlang-b.ts';
import { finiteSource } from '../../../src/verify/formulas/finite-source.ts';
import { poissonProbability } from '../../../src/verify/formulas/infinite-servers.ts';
import { mm1, mm1ResponseTail } from '../../../src/verify/formulas/mm1.ts';
import {
  erlangC,
  mmc,
  mmcResponsePercentile,
  mmcResponseTail,
  mmcWaitPercentile,
  mmcWaitTail,
} from '../../../src/verify/formulas/mmc.ts';
import { mmcImpatient, mmcWaitLimit, mmcWaitLimitTail } from '../../../src/verify/formulas/mmc-impatient.ts';
import { mmck, mmckDistribution, mmckWaitTail } from '../../../src/verify/formulas/mmck.ts';

describe('birth and death', () => {
  it('gives a Poisson number for infinitely many servers', () => {
    const p = stationaryDistribution({ birth: () => 3, death: (n) => n });
    expect(p[0]).toBeCloseTo(Math.exp(-3), 12);
    expect(p[4]).toBeCloseTo(poissonProbability(3, 4), 12);
  });

  it('survives weights beyond the range of a double', () => {
    const p = stationaryDistribution({ birth: () => 2, death: () => 1, last: 5000 });
    expect(p[5000]).toBeCloseTo(0.5, 12);
  });
});

describe('Erlang B', () => {
  it('agrees with the printed tables of one per cent blocking', () => {
    expect(erlangB(4.461, 10)).toBeCloseTo(0.01, 5);
    expect(erlangB(12.031, 20)).toBeCloseTo(0.01, 5);
    expect(erlangB(84.064, 100)).toBeCloseTo(0.01, 5);
  });

  it('blocks two in five of two erlangs on two slots', () => {
    expect(erlangB(2, 2)).toBeCloseTo(0.4, 12);
    expect(erlangBCarried(2, 2)).toBeCloseTo(1.2, 12);
  });
});

describe('M/M/c', () => {
  it('agrees with the eye clinic of Gross and Harris: three doctors, six patients an hour, 20 minutes each', () => {
    const means = mmc({ arrivalRate: 6, serviceMean: 1 / 3, servers: 3 });
    expect(erlangC(2, 3)).toBeCloseTo(4 / 9, 12);
    expect(means.inQueueMean).toBeCloseTo(8 / 9, 12);
    expect(means.responseMean * 60).toBeCloseTo(28.9, 1);
  });

  it('is M/M/1 with one server', () => {
    const one = { arrivalRate: 0.8, serviceMean: 1, servers: 1 };
    expect(mmc(one).responseMean).toBeCloseTo(mm1(one).responseMean, 12);
    expect(mmcResponseTail(one, 7)).toBeCloseTo(mm1ResponseTail(one, 7), 12);
  });

  it('has a tail of the wait that its percentile inverts', () => {
    const station = { arrivalRate: 9, serviceMean: 1, servers: 10 };
    expect(mmcWaitTail(station, mmcWaitPercentile(station, 0.99))).toBeCloseTo(0.01, 12);
    expect(mmcWaitPercentile(station, 0.3)).toBe(0);
    expect(mmcResponseTail(station, mmcResponsePercentile(station, 0.99))).toBeCloseTo(0.01, 10);
  });

  it('has a tail of the response whose area is the mean, also where the formula divides by nothing', () => {
    for (const arrivalRate of [1, 2, 2.5]) {
      const station = { arrivalRate, serviceMean: 1, servers: 3 };
      let area = 0;
      for (let t = 0.0005; t < 60; t += 0.001) area += mmcResponseTail(station, t) * 0.001;
      expect(area).toBeCloseTo(mmc(station).responseMean, 5);
    }
  });
});

describe('M/M/c/K', () => {
  it('agrees with the car inspection of Gross and Harris: three bays, four waiting, one a minute, six minutes each', () => {
    // Weights of 0 … 7 cars: 1, 6, 18, 36, 72, 144, 288, 576, together 1141.
    const means = mmck({ arrivalRate: 1, serviceMean: 6, servers: 3, queueLimit: 4 });
    expect(means.blocking).toBeCloseTo(576 / 1141, 12);
    expect(means.inSystemMean).toBeCloseTo(6918 / 1141, 12);
    expect(means.inQueueMean).toBeCloseTo((72 + 2 * 144 + 3 * 288 + 4 * 576) / 1141, 12);
    expect(means.responseMean).toBeCloseTo(6918 / 565, 12);
  });

  it('is Erlang B without a queue and M/M/c with an endless one', () => {
    expect(mmck({ arrivalRate: 8, serviceMean: 1, servers: 10, queueLimit: 0 }).blocking).toBeCloseTo(
      erlangB(8, 10),
      12,
    );
    const station = { arrivalRate: 8, serviceMean: 1, servers: 10 };
    const roomy = mmck({ ...station, queueLimit: 400 });
    expect(roomy.waitMean).toBeCloseTo(mmc(station).waitMean, 10);
    expect(mmckWaitTail({ ...station, queueLimit: 400 }, 0.7)).toBeCloseTo(mmcWaitTail(station, 0.7), 10);
  });

  it('passes what the servers can do when overloaded', () => {
    const means = mmck({ arrivalRate: 30, serviceMean: 1, servers: 10, queueLimit: 50 });
    expect(means.throughput).toBeCloseTo(10, 6);
    expect(mmckDistribution({ arrivalRate: 30, serviceMean: 1, servers: 10, queueLimit: 50 })).toHaveLength(
      61,
    );
  });

  it('has a tail of the wait whose area is the mean', () => {
    const station = { arrivalRate: 12, serviceMean: 1, servers: 10, queueLimit: 8 };
    let area = 0;
    for (let t = 0.0005; t < 8; t += 0.001) area += mmckWaitTail(station, t) * 0.001;
    expect(area).toBeCloseTo(mmck(station).waitMean, 6);
  });
});

describe('Erlang A', () => {
  it('agrees with the published call centre: 48 calls a minute, 50 agents, patience of two minutes', () => {
    // Garnett, Mandelbaum & Reiman (2002): 3.1 % abandon, queue of 3 on average, 3.7 s of wait, agents 93 % busy.
    const means = erlangA({ arrivalRate: 48, serviceMean: 1, servers: 50, patienceMean: 2 });
    expect(means.abandonment).toBeCloseTo(0.031, 3);
    expect(means.waitMean * 60).toBeCloseTo(3.7, 1);
    expect(means.inQueueMean).toBeCloseTo(3, 0);
    expect(means.utilisation).toBeCloseTo(0.93, 2);
  });

  it('becomes Erlang C with endless patience and Erlang B with none', () => {
    const station = { arrivalRate: 8, serviceMean: 1, servers: 10 };
    expect(erlangA({ ...station, patienceMean: 1e7 }).waitMean).toBeCloseTo(mmc(station).waitMean, 5);
    expect(erlangA({ ...station, patienceMean: 1e-9 }).abandonment).toBeCloseTo(erlangB(8, 10), 7);
  });

  it('is a Poisson number in system when patience equals service', () => {
    const means = erlangA({ arrivalRate: 3, serviceMean: 1, servers: 2, patienceMean: 1 });
    const queue = 3 - 2 + 2 * poissonProbability(3, 0) + poissonProbability(3, 1);
    expect(means.inQueueMean).toBeCloseTo(queue, 12);
  });
});

describe('a queue-wait limit', () => {
  it('is Barrer’s formula on one server', () => {
    // ρ = 0.8, limit 2: ρE(1−ρ)/(1−ρ²E) with E = e^(−0.4).
    const e = Math.exp(-0.4);
    const barrer = (0.8 * e * 0.2) / (1 - 0.64 * e);
    expect(mmcWaitLimit({ arrivalRate: 0.8, serviceMean: 1, servers: 1 }, 2).abandonment).toBeCloseTo(
      barrer,
      12,
    );
  });

  it('becomes Erlang B at zero and Erlang C without end', () => {
    const station = { arrivalRate: 8, serviceMean: 1, servers: 10 };
    expect(mmcWaitLimit(station, 0).abandonment).toBeCloseTo(erlangB(8, 10), 12);
    const patient = mmcWaitLimit(station, 100);
    expect(patient.abandonment).toBeCloseTo(0, 12);
    expect(patient.waitMean).toBeCloseTo(mmc(station).waitMean, 10);
    expect(mmcWaitLimitTail(station, 100, 0.5)).toBeCloseTo(mmcWaitTail(station, 0.5), 12);
  });

  it('agrees with the integral for any patience, below, at and above capacity', () => {
    for (const arrivalRate of [3, 4, 7]) {
      const station = { arrivalRate, serviceMean: 1, servers: 4 };
      const closed = mmcWaitLimit(station, 1.5);
      const integral = mmcImpatient(station, (u) => (u < 1.5 ? 1 : 0), 15, 100_000);
      expect(integral.abandonment).toBeCloseTo(closed.abandonment, 4);
      expect(integral.delayed).toBeCloseTo(closed.delayed, 4);
      expect(integral.waitMean).toBeCloseTo(closed.waitMean, 4);
      // What enters is served or leaves, and the servers cannot do more than they can.
      expect(arrivalRate * (1 - closed.abandonment)).toBeLessThan(4);
    }
  });

  it('has a tail of the wait whose area up to the limit is the mean time in the queue', () => {
    const station = { arrivalRate: 5, serviceMean: 1, servers: 4 };
    let area = 0;
    for (let t = 0.00005; t < 1.5; t += 0.0001) area += mmcWaitLimitTail(station, 1.5, t) * 0.0001;
    const means = mmcWaitLimit(station, 1.5);
    expect(area).toBeCloseTo(means.waitMean, 6);
    expect(mmcWaitLimitTail(station, 1.5, 1.5)).toBeCloseTo(means.abandonment, 12);
    expect(mmcWaitLimitTail(station, 1.5, 0)).toBeCloseTo(means.delayed, 12);
  });

  it('with exponential patience is Erlang A', () => {
    const station = { arrivalRate: 5, serviceMean: 1, servers: 4 };
    const integral = mmcImpatient(station, (u) => Math.exp(-u / 2), 40);
    const means = erlangA({ ...station, patienceMean: 2 });
    expect(integral.abandonment).toBeCloseTo(means.abandonment, 8);
    expect(integral.delayed).toBeCloseTo(means.delayed, 8);
    expect(integral.waitMean).toBeCloseTo(means.waitMean, 8);
  });
});

describe('users who think', () => {
  it('keep one server busy four fifths of the time when two think as long as they are served', () => {
    // Weights 1, 2, 2 for none, one, both at the server.
    const means = finiteSource({ users: 2, thinkMean: 1, serviceMean: 1, servers: 1 });
    expect(means.utilisation).toBeCloseTo(0.8, 12);
    expect(means.inSystemMean).toBeCloseTo(1.2, 12);
    expect(means.responseMean).toBeCloseTo(1.5, 12);
  });

  it('obey the response-time law: users = throughput × (response + think)', () => {
    const means = finiteSource({ users: 50, thinkMean: 4, serviceMean: 0.3, servers: 3 });
    expect(means.throughput * (means.responseMean + 4)).toBeCloseTo(50, 10);
  });
});
