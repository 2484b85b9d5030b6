/** Who is let in: limiters and shedding beside the queues that they are. */
import { describe, expect, test } from 'vitest';
import { erlangB, erlangBCarried } from '../../src/verify/formulas/erlang-b.ts';
import { md1k } from '../../src/verify/formulas/md1k.ts';
import { mmck } from '../../src/verify/formulas/mmck.ts';
import { factsOf } from '../timelines/facts.ts';
import { servedWhileTurningAway } from './formulas/turning-away.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

/** A door in front of a service that has room for everybody and needs 1 ms for each. */
const door = (limiter: object, rate: number, seconds: number) =>
  station({
    seconds,
    service: { concurrency: { async: 100_000 }, admission: [{ limiter }] },
    step: { sleep: '1ms' },
    rate,
  });

const LOADS = [
  { rate: 40, name: 'less than its rate', seconds: 800 },
  { rate: 120, name: 'more than its rate', seconds: 200 },
];

describe('token bucket', () => {
  for (const { rate, name, seconds } of LOADS) {
    test(`under Poisson arrivals at ${name} it sheds as M/D/1/K blocks`, () => {
      const theory = md1k({ arrivalRate: rate, service: 0.02, places: 4 });
      expectTheory(door({ kind: 'token-bucket', rate: '50/s', burst: 4 }, rate, seconds), [
        { metric: 'shed', of: 'load users', is: theory.blocking, halfWidthMax: 0.035 },
        { metric: 'throughput', of: 'load users', is: theory.throughput },
      ]);
    });
  }

  test('of requests that come evenly it lets its rate pass, once it is empty', () => {
    const system = {
      ...door({ kind: 'token-bucket', rate: '30/s', burst: 10 }, 1, 100),
      load: [{ name: 'users', operation: 'station.serve', arrivals: { constant: '80/s' } }],
    };
    expectTheory(system, [
      { metric: 'throughput', of: 'load users', is: 30 },
      { metric: 'shed', of: 'load users', is: 50 / 80 },
    ]);
  });

  test('in no stretch of time it lets more pass than its burst and its rate for that long', () => {
    const limits = [
      { limiter: { kind: 'token-bucket', rate: '50/s', burst: 4 }, most: (t: number) => 4 + 50 * t },
      { limiter: { kind: 'leaky-bucket', rate: '50/s', queue: 3 }, most: (t: number) => 1 + 50 * t },
      {
        limiter: { kind: 'sliding-window', limit: 6, window: '100ms' },
        most: (t: number) => 6 * Math.ceil(t / 0.1 + 1e-9),
      },
      {
        limiter: { kind: 'fixed-window', limit: 6, window: '100ms' },
        most: (t: number) => 6 * (Math.floor(t / 0.1 + 1e-9) + 2),
      },
    ];
    for (const { limiter, most } of limits) {
      const starts = factsOf(door(limiter, 120, 20))
        .filter(({ what }) => what === 'start')
        .map(({ at }) => at / 1e9);
      expect(starts.length).toBeGreaterThan(800);
      const tooMany = starts.filter((first, i) =>
        starts.slice(i, i + 60).some((last, k) => k + 1 > most(last - first) + 1e-6),
      );
      expect(tooMany, limiter.kind).toEqual([]);
    }
  });
});

describe('leaky bucket', () => {
  for (const { rate, name, seconds } of LOADS) {
    test(`under Poisson arrivals at ${name} its requests wait as in M/D/1/K`, () => {
      const theory = md1k({ arrivalRate: rate, service: 0.02, places: 4 });
      const system = door({ kind: 'leaky-bucket', rate: '50/s', queue: 3 }, rate, seconds);
      // Who is held at the door has neither a slot nor a place in the queue, so presence is not to be had.
      expectTheory(
        system,
        [
          { metric: 'shed', of: 'load users', is: theory.blocking, halfWidthMax: 0.035 },
          { metric: 'latency-mean', of: 'load users', is: theory.waitMean + 0.001 },
        ],
        { loose: true },
      );
    });
  }
});

describe('Erlang B', () => {
  for (const work of ['40ms', { exponential: '40ms' }, { hyperexponential: { mean: '40ms', cv: 2 } }]) {
    const limiter = { kind: 'concurrency', limit: 6 };
    const name = typeof work === 'string' ? 'constant' : Object.keys(work)[0];

    test(`six at a time at the door lose what six slots would of ${name} work`, () => {
      const system = station({
        seconds: name === 'hyperexponential' ? 800 : 400,
        threads: 100,
        service: { admission: [{ limiter }] },
        step: { work },
        rate: 120,
      });
      expectTheory(system, [
        { metric: 'shed', of: 'load users', is: erlangB(4.8, 6) },
        { metric: 'in-flight', of: 'service station', is: erlangBCarried(4.8, 6) },
      ]);
    });
  }

  test('six at a time around a call lose the same', () => {
    const system = station({
      seconds: 400,
      threads: 100,
      step: { work: { exponential: '40ms' } },
      rate: 120,
      load: { limiter: { kind: 'concurrency', limit: 6 } },
    });
    expectTheory(system, [
      { metric: 'rejected', of: 'load users', is: erlangB(4.8, 6) },
      { metric: 'in-flight', of: 'service station', is: erlangBCarried(4.8, 6) },
    ]);
  });
});

describe('shedding by queue length', () => {
  for (const rate of [80, 130]) {
    test(`at ${rate} a second for a capacity of 100 it is M/M/1/K, and what is let in waits as there`, () => {
      const theory = mmck({ arrivalRate: rate, serviceMean: 0.01, servers: 1, queueLimit: 5 });
      const system = station({
        seconds: 600,
        service: { admission: [{ shed: { by: 'queue-length', limit: 5 } }] },
        step: { work: { exponential: '10ms' } },
        rate,
      });
      expectTheory(system, [
        { metric: 'shed', of: 'load users', is: theory.blocking, halfWidthMax: 0.03 },
        { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean },
        { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
        { metric: 'utilisation', of: 'service station', is: theory.utilisation },
      ]);
    });
  }

  test('two classes with levels are a birth–death chain: both come below the level, the first one alone above it', () => {
    // Loads of 80 and 60 a second; the second class is let in while fewer than two wait. p(n) by hand.
    const rates = [140, 140, 140, 80, 80, 80];
    const weights = [1];
    for (const rate of rates) weights.push((weights.at(-1) as number) * (rate / 100));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const above = (n: number) => weights.slice(n).reduce((sum, weight) => sum + weight, 0) / total;
    const [one, two] = [80, 60].map((rate, priority) => ({
      name: `class-${priority}`,
      operation: 'station.serve',
      priority,
      arrivals: { poisson: `${rate}/s` },
    }));
    const shed = { by: 'queue-length', limit: 5, levels: ['100%', '40%'] };
    const system = {
      ...station({
        seconds: 600,
        service: { admission: [{ shed }] },
        step: { work: { exponential: '10ms' } },
      }),
      load: [one, two],
    };
    expectTheory(system, [
      { metric: 'shed', of: 'load class-0', is: above(6), halfWidthMax: 0.03 },
      { metric: 'shed', of: 'load class-1', is: above(3) },
    ]);
  });
});

describe('turning away that is work', () => {
  const crowd = (rate: number, service: object, admission: object) =>
    station({
      seconds: 25,
      service: { ...service, admission: [{ ...admission, 'reject-cost': '1ms' }] },
      step: { work: '10ms' },
      rate,
    });
  const shed = { shed: { by: 'queue-length', limit: 20 } };
  const limiter = { limiter: { kind: 'concurrency', limit: 24 } };

  for (const rate of [1000, 2000, 3000]) {
    const served = servedWhileTurningAway(rate, 4, 0.01, 0.001);
    test(`four slots that are asked ${rate} times a second serve what turning away leaves them`, () => {
      for (const admission of [shed, limiter])
        expectTheory(
          crowd(rate, { concurrency: { threads: 4 } }, admission),
          [
            { metric: 'throughput', of: 'load users', is: served, halfWidthMax: 0.03 },
            { metric: 'utilisation', of: 'service station', is: 1 },
            {
              metric: 'rejecting',
              of: 'service station',
              is: ((rate - served) * 0.001) / 4,
              halfWidthMax: 0.03,
            },
          ],
          { loose: true, seeds: 12 },
        );
    });

    test(`and so do four cores`, () => {
      expectTheory(
        crowd(rate, { concurrency: { threads: 1000 }, cores: 4 }, limiter),
        [
          { metric: 'throughput', of: 'load users', is: served, halfWidthMax: 0.03 },
          { metric: 'cores-utilisation', of: 'service station', is: 1 },
          {
            metric: 'rejecting',
            of: 'service station',
            is: ((rate - served) * 0.001) / 4,
            halfWidthMax: 0.03,
          },
        ],
        { loose: true, seeds: 12 },
      );
    });
  }

  test('from four thousand a second on nothing is left', () => {
    const system = crowd(4500, { concurrency: { threads: 4 } }, shed);
    const late = factsOf({ ...system, run: { length: '3s' } }).filter(
      ({ what, at }) => what === 'start' && at > 1e9,
    );
    expect(late).toEqual([]);
  });
});
