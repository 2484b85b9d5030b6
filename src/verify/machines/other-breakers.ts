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

/** As above for 90 ms, bad from 15 to 35 ms; the call of 10 ms takes 61 ms, and those of 60 and 70 ms take 100 ms. */
function lateAnswer(breaker: object) {
  const system = calls(breaker, 1, [[15, 35]]);
  const slow = (name: string, factor: number, at: string, length: string) => ({
    slow: 'web',
    factor,
    name,
    at,
    for: length,
  });
  return {
    ...system,
    run: { length: '90ms' },
    faults: [...system.faults, slow('first', 61, '5ms', '10ms'), slow('probes', 100, '55ms', '20ms')],
  };
}

const where = 'people -> web.ask';
const change = (at: string, state: number) => `${at} policy: layer 0 of client 1: ${state}`;

export const otherBreakers: readonly DocumentedMachine[] = [
  {
    name: 'hystrix-breaker',
    title: 'Hystrix looks every half a second and lets one request probe',
    source: 'Hystrix wiki, How it Works and Configuration; HystrixCircuitBreaker.isAfterSleepWindow',
    rule: 'At 20 requests and 50 % errors in the snapshot it opens; the first request later than sleepWindow 5 s goes through; an error opens it for 5 s more, a success closes it. Snapshots are taken from the first request on.',
    system: calls({ preset: 'hystrix' }, 12, [[95, 6000]]),
    facts: ['policy'],
    where,
    expected: [
      change('510ms', 1),
      change('5520ms', 2),
      change('5520ms', 1),
      change('10530ms', 2),
      change('10531ms', 0),
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
    name: 'polly-late-answer',
    title: 'Polly closes at any success while half-open, whoever asked',
    source: 'Polly 8, CircuitStateController.OnActionSuccessAsync',
    rule: 'A call of 10 ms answers well at 71 ms; the circuit has broken at 30 ms for 30 ms and its own probe, of 60 ms, is slow: closed at 71 ms.',
    system: lateAnswer({ preset: 'polly', minimum: 2, open: '30ms' }),
    facts: ['policy'],
    where,
    expected: [change('30ms', 1), change('60ms', 2), change('71ms', 0)],
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
