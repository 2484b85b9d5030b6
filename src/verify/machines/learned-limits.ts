/** Limits that are learned, burst by burst: as many start as the limit has come to. */
import type { DocumentedMachine } from './contract.ts';

/**
 * Every 100 ms so many come at once, for a service that answers each in 10 ms. Those whose answers come back
 * in the same instant are heard in the order in which they went in, each with how many were in then: 1, 2, 3, …
 */
function bursts(size: number, ms: number, limit: object) {
  return {
    run: { length: `${ms}ms` },
    services: {
      web: {
        concurrency: { threads: 100 },
        admission: [{ 'adaptive-concurrency': limit }],
        operations: { ask: [{ work: '10ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size, every: '100ms' } } }],
  };
}

/** So many start with each burst. */
function started(...counts: number[]): string[] {
  return counts.flatMap((count, i) => Array.from({ length: count }, () => `${100 * (i + 1)}ms start`));
}

const where = 'people -> web.ask';
const SOURCE = 'Netflix concurrency-limits';

export const learnedLimits: readonly DocumentedMachine[] = [
  {
    name: 'aimd-limit',
    title: 'AIMD: one more for each answer while half of the limit is in use',
    source: `${SOURCE}, AIMDLimit`,
    rule: 'If inflight · 2 ≥ limit, the limit grows by one.',
    system: bursts(9, 350, { kind: 'aimd', initial: 2, min: 1 }),
    facts: ['start'],
    where,
    // 2 → 3 → 4. Of four: 1 · 2 < 4, then 5, 6, 7. Of seven: not before the fourth: 8, 9, 10, 11.
    expected: started(2, 4, 7),
  },
  {
    name: 'aimd-drop',
    title: 'AIMD: a drop takes a tenth, rounded down',
    source: `${SOURCE}, AIMDLimit, backoffRatio 0.9 and timeout`,
    rule: 'An answer that took longer than the timeout is a drop: limit ← ⌊limit · 0.9⌋, and not below the minimum.',
    system: bursts(5, 450, { kind: 'aimd', initial: 5, min: 1, timeout: '5ms' }),
    facts: ['start'],
    where,
    // 5 → 4 → 3 → 2 → 1 → 1.
    expected: started(5, 1, 1, 1),
  },
  {
    name: 'vegas-limit',
    title: 'Vegas: with no queue it grows by β at once',
    source: `${SOURCE}, VegasLimit, with α = 3 and β = 6`,
    rule: 'The first answer says how fast it can be. Then, unless inflight · 2 < limit, a queue of at most log₁₀ limit makes it grow by 6 · log₁₀ limit.',
    system: bursts(15, 350, { kind: 'vegas', initial: 2, max: 20 }),
    facts: ['start'],
    where,
    // 2 → 8 at the second answer. Of eight the fourth makes it 14 and the seventh 20.
    expected: started(2, 8, 15),
  },
  {
    name: 'gradient2-limit',
    title: 'Gradient2: with steady answers it grows by a fifth of its headroom',
    source: `${SOURCE}, Gradient2Limit, with queueSize 4, smoothing 0.2 and rttTolerance 1.5`,
    rule: 'Unless inflight < limit / 2: limit ← 0.8 · limit + 0.2 · (limit · gradient + 4), where answers as fast as ever have the gradient 1.',
    system: bursts(9, 450, { kind: 'gradient2', initial: 2, min: 1 }),
    facts: ['start'],
    where,
    // 2.8, 3.6 | the first of three is too few: 4.4, 5.2 | of five the third makes it 6, then 6.8, 7.6.
    expected: started(2, 3, 5, 7),
  },
  {
    name: 'vegas-queue',
    title: 'Vegas: a queue beyond β makes it shrink, one between α and β does not',
    source: `${SOURCE}, VegasLimit, with α = 3 and β = 6`,
    rule: 'The queue is ⌈limit · (1 − rtt of no load / rtt)⌉: of more than 6 one less, from 3 to 6 none.',
    system: {
      ...bursts(15, 350, { kind: 'vegas', initial: 2, max: 20 }),
      faults: [{ slow: 'web', factor: 9, at: '150ms' }],
    },
    facts: ['start'],
    where,
    // 2 → 8. Then 90 ms for 10: a queue of ⌈7.1⌉ makes it 7, one of ⌈6.2⌉ makes it 6, and one of ⌈5.3⌉ leaves it.
    expected: started(2, 8, 6),
  },
  {
    name: 'envoy-gradient',
    title: 'Envoy lets three in while it measures, and in between ever more',
    source: 'Envoy documentation, Adaptive Concurrency; GradientController',
    rule: 'min_concurrency 3 until request_count (here 6) answers say what the least time is, and again after the interval (here 300 ms); in between, each window: limit ← g · limit + √(g · limit), g being 1.25 · least / median.',
    system: bursts(30, 650, {
      preset: 'envoy',
      requests: 6,
      update: '50ms',
      remeasure: '300ms',
      jitter: '0%',
    }),
    facts: ['start'],
    where,
    // Measured at 210 ms. The first window with an answer is over after the third burst: 3.75 + 1.94, 6.25 + 2.5,
    // rounded down. From 510 ms on it measures again.
    expected: started(3, 3, 3, 5, 8, 3),
  },
];
