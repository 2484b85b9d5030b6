/** Policies around a call against theory: bulkheads that lose and that queue, hedges, and calls that share one. */
import { describe, test } from 'vitest';
import { callsSent, callsSentOver, coalescedMean } from '../../src/verify/formulas/coalescing.ts';
import { erlangB, erlangBCarried } from '../../src/verify/formulas/erlang-b.ts';
import {
  type Hedge,
  hedgedExponentialMean,
  hedgedExponentialPercentile,
  hedgedExponentialTries,
  hedgedTwoPointMean,
} from '../../src/verify/formulas/hedging.ts';
import { mmc, mmcResponsePercentile } from '../../src/verify/formulas/mmc.ts';
import { mmcWaitLimit } from '../../src/verify/formulas/mmc-impatient.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

/** Nobody waits at the callee: whatever waiting there is, the policies do it. */
const roomy = { concurrency: { async: 1_000_000 } };

describe('a bulkhead before a callee with room for all', () => {
  test('without a room rejects by Erlang B, for exponential times as well', () => {
    const system = station({
      seconds: 500,
      service: roomy,
      step: { sleep: { exponential: '40ms' } },
      rate: 120,
      load: { bulkhead: { limit: 6 } },
    });
    expectTheory(
      system,
      [
        { metric: 'rejected', of: 'load users', is: erlangB(4.8, 6) },
        { metric: 'in-flight', of: 'service station', is: erlangBCarried(4.8, 6) },
        { metric: 'latency-mean', of: 'load users', is: 0.04 },
      ],
      { loose: true },
    );
  });

  test('with a room without limit lets wait by Erlang C', () => {
    const queue = { arrivalRate: 66, serviceMean: 0.04, servers: 4 };
    const system = station({
      seconds: 1000,
      service: roomy,
      step: { sleep: { exponential: '40ms' } },
      rate: 66,
      load: { bulkhead: { limit: 4, queue: 'none' } },
    });
    expectTheory(
      system,
      [
        { metric: 'latency-mean', of: 'load users', is: mmc(queue).responseMean },
        { metric: 'latency-p50', of: 'load users', is: mmcResponsePercentile(queue, 0.5) },
        { metric: 'latency-p99', of: 'load users', is: mmcResponsePercentile(queue, 0.99) },
        { metric: 'in-flight', of: 'load users', is: mmc(queue).inSystemMean },
        { metric: 'in-flight', of: 'service station', is: 66 * 0.04 },
      ],
      { loose: true },
    );
  });

  test('with a longest wait rejects those whom M/M/c+D loses', () => {
    const theory = mmcWaitLimit({ arrivalRate: 90, serviceMean: 0.04, servers: 3 }, 0.03);
    const system = station({
      seconds: 400,
      service: roomy,
      step: { sleep: { exponential: '40ms' } },
      rate: 90,
      load: { bulkhead: { limit: 3, queue: 'none', wait: '30ms' } },
    });
    expectTheory(
      system,
      [
        { metric: 'rejected', of: 'load users', is: theory.abandonment },
        { metric: 'latency-mean', of: 'load users', is: theory.servedWaitMean + 0.04 },
      ],
      { loose: true },
    );
  });
});

describe('a hedge before a callee with room for all', () => {
  const hedged = (step: object, seconds: number, hedge: object) =>
    station({ seconds, service: roomy, step, rate: 100, load: { hedge } });

  const settings: (Hedge & { written: string })[] = [
    { delay: 0, tries: 2, written: '0ms' },
    { delay: 0.015, tries: 4, written: '15ms' },
  ];
  for (const { written, ...hedge } of settings) {
    test(`up to ${hedge.tries} exponential tries ${written} apart answer like the minimum of as many shifted draws`, () => {
      const system = hedged({ sleep: { exponential: '40ms' } }, 200, { delay: written, max: hedge.tries });
      expectTheory(
        system,
        [
          { metric: 'latency-mean', of: 'load users', is: hedgedExponentialMean(0.04, hedge) },
          { metric: 'latency-p99', of: 'load users', is: hedgedExponentialPercentile(0.04, hedge, 0.99) },
          { metric: 'amplification', of: 'load users', is: hedgedExponentialTries(0.04, hedge) },
        ],
        { loose: true },
      );
    });
  }

  test('saves nearly all of those who meet a rare slow one', () => {
    const work = { usual: 0.01, rare: 0.2, probability: 0.05 };
    const steps = {
      branch: [
        { share: '5%', steps: [{ sleep: '200ms' }] },
        { share: '95%', steps: [{ sleep: '10ms' }] },
      ],
    };
    const system = hedged(steps, 200, { delay: '20ms' });
    expectTheory(
      system,
      [
        { metric: 'latency-mean', of: 'load users', is: hedgedTwoPointMean(work, 0.02) },
        // One in twenty meets the slow one; one in four hundred meets it twice.
        { metric: 'latency-p90', of: 'load users', is: 0.01 },
        { metric: 'latency-p99', of: 'load users', is: 0.03 },
        { metric: 'amplification', of: 'load users', is: 1.05 },
      ],
      { loose: true },
    );
  });

  for (const { name, sleep } of [
    { name: 'an exponential', sleep: { exponential: '40ms' } },
    { name: 'a lognormal', sleep: { median: '10ms', p99: '80ms' } },
  ]) {
    test(`after the 95th percentile of ${name} time sends one call in twenty again`, () => {
      // What is learned is read from buckets an eighth wide, in a memory of a thousand or two answers.
      const system = hedged({ sleep }, 400, { delay: 'p95' });
      const claims = [{ metric: 'amplification', of: 'load users', is: 1.05, slack: 0.003 }] as const;
      expectTheory(system, claims, { loose: true });
    });
  }
});

describe('calls that share one', () => {
  const shared = (sleep: unknown, keys: object) =>
    station({ seconds: 250, service: roomy, step: { sleep }, rate: 100, load: { keys, coalesce: {} } });

  test('are sent as often as a single server without a queue would begin, for exponential times as well', () => {
    const exponential = [
      { metric: 'attempts', of: 'load users', is: callsSent(100, 0.02) },
      { metric: 'latency-mean', of: 'load users', is: coalescedMean(100, 0.02, 2 * 0.02 * 0.02) },
    ] as const;
    expectTheory(shared({ exponential: '20ms' }, { count: 1 }), exponential, { loose: true });
  });

  test('about many things of uneven popularity are sent once for each thing at a time', () => {
    const weights = Array.from({ length: 20 }, (_, i) => 1 / (i + 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const rates = weights.map((weight) => (100 * weight) / total);
    const claims = [{ metric: 'attempts', of: 'load users', is: callsSentOver(rates, 0.05) }] as const;
    expectTheory(shared('50ms', { count: 20, zipf: 1 }), claims, { loose: true });
  });
});
