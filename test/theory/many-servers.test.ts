/** Many servers and limited room: M/M/c, M/M/c/K, Erlang B, M/G/∞, and the insensitive ones among them. */
import { describe, test } from 'vitest';
import { erlangB, erlangBCarried } from '../../src/verify/formulas/erlang-b.ts';
import {
  mmc,
  mmcResponsePercentile,
  mmcResponseTail,
  mmcWaitPercentile,
} from '../../src/verify/formulas/mmc.ts';
import { mmck } from '../../src/verify/formulas/mmck.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

/** Three works of one mean, steady to wild: what is insensitive cannot tell them apart. The wild one needs longer. */
const WORKS = [
  { name: 'constant', work: '40ms', seconds: 400 },
  { name: 'exponential', work: { exponential: '40ms' }, seconds: 400 },
  { name: 'hyperexponential', work: { hyperexponential: { mean: '40ms', cv: 2 } }, seconds: 800 },
];

describe('M/M/c', () => {
  const queue = { arrivalRate: 66, serviceMean: 0.04, servers: 4 };

  test('four threads with exponential work wait and answer by Erlang C', () => {
    const theory = mmc(queue);
    const system = station({
      seconds: 1000,
      threads: 4,
      step: { work: { exponential: '40ms' } },
      rate: 66,
      load: { within: '100ms' },
    });
    expectTheory(system, [
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.035 },
      {
        metric: 'queue-wait-p90',
        of: 'service station',
        is: mmcWaitPercentile(queue, 0.9),
        halfWidthMax: 0.03,
      },
      { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean, halfWidthMax: 0.035 },
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'latency-p50', of: 'load users', is: mmcResponsePercentile(queue, 0.5) },
      { metric: 'latency-p99', of: 'load users', is: mmcResponsePercentile(queue, 0.99) },
      { metric: 'goodput', of: 'load users', is: 1 - mmcResponseTail(queue, 0.1) },
      { metric: 'utilisation', of: 'service station', is: theory.utilisation },
    ]);
  });
});

describe('M/M/c/K', () => {
  for (const { rate, name, seconds } of [
    { rate: 65, name: 'a load it can bear', seconds: 850 },
    { rate: 130, name: 'more than it can do', seconds: 200 },
  ]) {
    test(`three threads and five places refuse by the birth–death chain under ${name}`, () => {
      const theory = mmck({ arrivalRate: rate, serviceMean: 0.04, servers: 3, queueLimit: 5 });
      const system = station({
        seconds,
        threads: 3,
        service: { queue: { limit: 5 } },
        step: { work: { exponential: '40ms' } },
        rate,
      });
      expectTheory(system, [
        { metric: 'refused', of: 'load users', is: theory.blocking, halfWidthMax: 0.03 },
        { metric: 'turned-away', of: 'service station', is: theory.blocking, halfWidthMax: 0.03 },
        { metric: 'throughput', of: 'load users', is: theory.throughput },
        { metric: 'utilisation', of: 'service station', is: theory.utilisation },
        { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean },
        { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean },
        { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      ]);
    });
  }
});

describe('Erlang B', () => {
  for (const { name, work, seconds } of WORKS) {
    test(`six threads and no queue refuse the same share of ${name} work`, () => {
      const system = station({
        seconds,
        threads: 6,
        service: { queue: { limit: 0 } },
        step: { work },
        rate: 120,
      });
      expectTheory(system, [
        { metric: 'refused', of: 'load users', is: erlangB(4.8, 6) },
        { metric: 'in-flight', of: 'service station', is: erlangBCarried(4.8, 6) },
        { metric: 'utilisation', of: 'service station', is: erlangBCarried(4.8, 6) / 6 },
      ]);
    });
  }
});

describe('M/G/∞', () => {
  for (const { name, work } of WORKS) {
    test(`an async service far from its limit holds rate × time of ${name} sleep`, () => {
      const system = station({
        seconds: 80,
        service: { concurrency: { async: 100_000 } },
        step: { sleep: work },
        rate: 400,
      });
      expectTheory(system, [
        { metric: 'in-flight', of: 'service station', is: 16 },
        { metric: 'latency-mean', of: 'load users', is: 0.04 },
      ]);
    });
  }
});
