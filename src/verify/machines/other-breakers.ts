/** The breakers of Hystrix, Polly and Linkerd, by their changes of state: 1 is open, 2 half-open, 0 closed. */
import type { DocumentedMachine } from './contract.ts';

/** A call every 10 ms that takes 1 ms and is ok; from `bad[0]` to `bad[1]` (ms) each fails at once. */
function calls(breaker: object, seconds: number, bad: readonly (readonly [number, number])[]) {
  return {
    run: { length: `${seconds}s` },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies: [{ breaker }] },
    ],
    faults: bad.map(([from, to], i) => ({
      errors: 'web',
      share: '100%',
      name: `bad-${i + 1}`,
      at: `${from}ms`,
      for: `${to - from}ms`,
    })),
  };
}

const where = 'people -> web.ask';
const change = (at: string, state: number) => `${at} policy: layer 0 of client 1: ${state}`;

export const otherBreakers: readonly DocumentedMachine[] = [
  {
    name: 'hystrix-breaker',
    title: 'Hystrix looks every half a second and lets one request probe',
    source: 'Hystrix wiki, How it Works and Configuration',
    rule: 'At 20 requests and 50 % errors in the snapshot it opens; after sleepWindow 5 s one request goes through; an error opens it for 5 s more, a success closes it.',
    system: calls({ preset: 'hystrix' }, 12, [[95, 6000]]),
    facts: ['policy'],
    where,
    expected: [
      change('500ms', 1),
      change('5500ms', 2),
      change('5500ms', 1),
      change('10500ms', 2),
      change('10501ms', 0),
    ],
  },
  {
    name: 'polly-breaker',
    title: 'Polly opens at a failure, with enough calls and a tenth of them failed',
    source: 'pollydocs.org, Circuit breaker resilience strategy',
    rule: 'FailureRatio 0.1 with MinimumThroughput 10 (here) in the sampling duration; the break lasts 5 s, then one call probes.',
    system: calls({ preset: 'polly', minimum: 10 }, 6, [
      [15, 25],
      [105, 115],
    ]),
    facts: ['policy'],
    where,
    expected: [change('110ms', 1), change('5110ms', 2), change('5111ms', 0)],
  },
  {
    name: 'linkerd-breaker',
    title: 'Linkerd opens after seven failures in a row and waits twice as long after each bad probe',
    source: 'linkerd.io, Circuit breaking (failure accrual), with jitter 0',
    rule: 'max-failures 7; min-penalty 1 s doubles up to max-penalty; one request probes, a success resets it.',
    system: calls({ preset: 'linkerd', 'open-jitter': '0%' }, 16, [[0, 7500]]),
    facts: ['policy'],
    where,
    expected: [
      change('70ms', 1),
      change('1070ms', 2),
      change('1070ms', 1),
      change('3070ms', 2),
      change('3070ms', 1),
      change('7070ms', 2),
      change('7070ms', 1),
      change('15070ms', 2),
      change('15071ms', 0),
    ],
  },
];
