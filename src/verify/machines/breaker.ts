/** The circuit breaker of resilience4j with its count-based window, call by call. */
import type { DocumentedMachine } from './contract.ts';

const SOURCE = 'resilience4j documentation, CircuitBreaker';

/**
 * A call every 10 ms, from 10 ms on, that takes 1 ms and is ok; while a fault of `failing` lasts it fails
 * at once.
 */
function calls(breaker: object, ms: number, failing: readonly object[], more: readonly object[] = []) {
  const faults = failing.map((fault, i) => ({
    errors: 'web',
    share: '100%',
    name: `failing-${i + 1}`,
    ...fault,
  }));
  return {
    run: { length: `${ms}ms` },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies: [{ breaker }] },
    ],
    faults: [...faults, ...more],
  };
}

export const breaker: readonly DocumentedMachine[] = [
  {
    name: 'breaker-opens',
    title: 'It opens when the failure rate equals the threshold',
    source: SOURCE,
    rule: 'failureRateThreshold 50, slidingWindowSize 4: open as soon as two of the last four calls have failed; then calls are not permitted.',
    system: calls({ 'failure-rate': '50%', window: 4, minimum: 4, open: '1s', probes: 1 }, 65, [
      { at: '25ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '11ms ended: ok',
      '21ms ended: ok',
      '30ms ended: error',
      '40ms ended: error',
      '50ms ended: rejected',
      '60ms ended: rejected',
    ],
  },
  {
    name: 'breaker-minimum',
    title: 'It does not open before the minimum of calls',
    source: SOURCE,
    rule: 'minimumNumberOfCalls 5: with four calls recorded it stays closed, even if all four have failed.',
    system: calls({ 'failure-rate': '50%', window: 10, minimum: 5, open: '1s', probes: 1 }, 65, [
      { at: '0ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '10ms ended: error',
      '20ms ended: error',
      '30ms ended: error',
      '40ms ended: error',
      '50ms ended: error',
      '60ms ended: rejected',
    ],
  },
  {
    name: 'breaker-window',
    title: 'Only the last calls of the window count',
    source: SOURCE,
    rule: 'COUNT_BASED, slidingWindowSize 2: the oldest result goes when a new one comes; two failures apart do not open it, two in a row do.',
    system: calls({ 'failure-rate': '100%', window: 2, minimum: 2, open: '1s', probes: 1 }, 75, [
      { at: '25ms', for: '10ms' },
      { at: '45ms', for: '20ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '11ms ended: ok',
      '21ms ended: ok',
      '30ms ended: error',
      '41ms ended: ok',
      '50ms ended: error',
      '60ms ended: error',
      '70ms ended: rejected',
    ],
  },
  {
    name: 'breaker-half-open',
    title: 'The first call after its time probes; a good one closes it',
    source: SOURCE,
    rule: 'waitDurationInOpenState 29 ms, one permitted call: nothing wakes it; the first call after that decides.',
    // Open from 20 to 49 ms.
    system: calls({ 'failure-rate': '100%', window: 2, minimum: 2, open: '29ms', probes: 1 }, 75, [
      { at: '0ms', for: '45ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '10ms ended: error',
      '20ms ended: error',
      '30ms ended: rejected',
      '40ms ended: rejected',
      '51ms ended: ok',
      '61ms ended: ok',
      '71ms ended: ok',
    ],
  },
  {
    name: 'breaker-reopens',
    title: 'A bad probe opens it for its whole time again',
    source: SOURCE,
    rule: 'Half open and the failure rate at the threshold again: back to open, for another waitDurationInOpenState.',
    system: calls({ 'failure-rate': '100%', window: 2, minimum: 2, open: '29ms', probes: 1 }, 95, [
      { at: '0ms', for: '60ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '10ms ended: error',
      '20ms ended: error',
      '30ms ended: rejected',
      '40ms ended: rejected',
      '50ms ended: error',
      '60ms ended: rejected',
      '70ms ended: rejected',
      '81ms ended: ok',
      '91ms ended: ok',
    ],
  },
  {
    name: 'breaker-still-open',
    title: 'A call at the very end of its time is not permitted yet',
    source: 'resilience4j, CircuitBreakerStateMachine.OpenState: isAfter(retryAfterWaitDuration)',
    rule: 'waitDurationInOpenState 30 ms from 20 ms on: the call of 50 ms is not later than that, the call of 60 ms is.',
    system: calls({ 'failure-rate': '100%', window: 2, minimum: 2, open: '30ms', probes: 1 }, 65, [
      { at: '0ms', for: '45ms' },
    ]),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '10ms ended: error',
      '20ms ended: error',
      '30ms ended: rejected',
      '40ms ended: rejected',
      '50ms ended: rejected',
      '61ms ended: ok',
    ],
  },
  {
    name: 'breaker-half-open-minimum',
    title: 'Half open, as many calls decide as mean anything',
    source: 'resilience4j, CircuitBreakerMetrics.forHalfOpen',
    rule: 'minimumNumberOfCalls 2 and 10 permitted calls: two decide; closed with the second.',
    // Open from 20 to 39 ms; closed at 51 ms by the probes of 40 and 50 ms.
    system: calls({ 'failure-rate': '50%', window: 2, minimum: 2, open: '19ms', probes: 10 }, 85, [
      { at: '0ms', for: '25ms' },
    ]),
    facts: ['policy'],
    where: 'people -> web.ask',
    expected: [
      '20ms policy: layer 0 of client 1: 1',
      '40ms policy: layer 0 of client 1: 2',
      '51ms policy: layer 0 of client 1: 0',
    ],
  },
  {
    name: 'breaker-permits',
    title: 'Half open, no more calls go through than are permitted',
    source: SOURCE,
    rule: 'permittedNumberOfCallsInHalfOpenState 2: further calls are rejected until both have completed.',
    // Open from 20 to 39 ms. The probes of 40 and 50 ms take 35 ms each.
    system: calls(
      { 'failure-rate': '50%', window: 2, minimum: 2, open: '19ms', probes: 2 },
      105,
      [{ at: '0ms', for: '25ms' }],
      [{ slow: 'web', factor: 35, name: 'slow', at: '35ms', for: '22ms' }],
    ),
    facts: ['ended'],
    where: 'people -> web.ask',
    expected: [
      '10ms ended: error',
      '20ms ended: error',
      '30ms ended: rejected',
      '60ms ended: rejected',
      '70ms ended: rejected',
      '75ms ended: ok',
      '80ms ended: rejected',
      '85ms ended: ok',
      '91ms ended: ok',
      '101ms ended: ok',
    ],
  },
];
