/** Rate limiters at the door of a service, request by request: who is let in, and when. */
import type { DocumentedMachine } from './contract.ts';

const where = 'people -> web.ask';

/** A request every 10 ms, from 10 ms on, for a service that needs 1 ms and has room for all of them. */
function asked(
  ms: number,
  admission: object | undefined,
  call: object = {},
  arrivals: object = { constant: '100/s' },
) {
  return {
    run: { length: `${ms}ms` },
    services: {
      web: {
        concurrency: { threads: 100 },
        ...(admission === undefined ? {} : { admission: [{ limiter: admission }] }),
        operations: { ask: [{ work: '1ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals, ...call }],
  };
}

/** Of requests that come ten ms apart: `+` is let in, `-` is turned away. */
function answers(signs: string): string[] {
  return [...signs].map((sign, i) => `${10 * (i + 1)}ms ${sign === '+' ? 'start' : 'turned-away: shed'}`);
}

export const limiters: readonly DocumentedMachine[] = [
  {
    name: 'token-bucket',
    title: 'A token bucket lets a burst pass, then the rate',
    source: 'RFC 2697, A Single Rate Three Color Marker, section 3, with one token a packet',
    rule: 'The bucket of 3 is full at the start; a token comes every 25 ms, and whoever finds a whole one takes it.',
    system: asked(95, { kind: 'token-bucket', rate: '40/s', burst: 3 }),
    facts: ['start', 'turned-away'],
    where,
    // Tokens met: 3, 2.4, 1.8, 1.2, 0.6, 1, 0.4, 0.8, 1.2.
    expected: answers('++++-+--+'),
  },
  {
    name: 'gcra',
    title: 'The generic cell rate algorithm, by theoretical arrival times',
    source: 'ITU-T Recommendation I.371, annex A, virtual scheduling',
    rule: 'T = 25 ms, τ = 50 ms: conforming unless the theoretical arrival time is more than τ ahead; then it moves on by T from itself or from now, whichever is later.',
    system: asked(95, { kind: 'gcra', rate: '40/s', burst: 3 }),
    facts: ['start', 'turned-away'],
    where,
    // Theoretical arrival times met: 0, 35, 60, 85, 110, 110, 135, 135, 135 ms.
    expected: answers('++++-+--+'),
  },
  {
    name: 'leaky-bucket',
    title: 'nginx sends a burst on evenly and refuses what the bucket does not hold',
    source: 'nginx, ngx_http_limit_req_module: limit_req zone=… burst=2, without nodelay',
    rule: 'At 50 requests a second, of five that come at once the first passes, two are delayed so that they follow 20 ms apart, and the others are refused.',
    system: asked(
      199,
      { kind: 'leaky-bucket', rate: '50/s', queue: 2 },
      {},
      { bursts: { size: 5, every: '100ms' } },
    ),
    facts: ['start', 'turned-away'],
    where,
    expected: [
      '100ms start',
      '100ms turned-away: shed',
      '100ms turned-away: shed',
      '120ms start',
      '140ms start',
    ],
  },
  {
    name: 'fixed-window',
    title: 'resilience4j gives each cycle its permits, and who waits takes those of the next',
    source: 'resilience4j documentation, RateLimiter, and AtomicRateLimiter',
    rule: 'limitForPeriod 2, limitRefreshPeriod 50 ms, timeoutDuration 25 ms: a permit of the next cycle may be reserved if it comes within the timeout; otherwise the caller waits for the timeout and is refused.',
    system: asked(124, undefined, {
      policies: [{ limiter: { preset: 'resilience4j', limit: 2, window: '50ms', wait: '25ms' } }],
    }),
    facts: ['try', 'ended'],
    where,
    // Cycles begin at 0, 50 and 100 ms. Those of 30 and 40 ms take both permits of the second, those of 80
    // and 90 ms both of the third; those of 50, 60 and 70 ms find none near enough.
    expected: [
      '10ms try',
      '11ms ended: ok',
      '20ms try',
      '21ms ended: ok',
      '50ms try',
      '50ms try',
      '51ms ended: ok',
      '51ms ended: ok',
      '75ms ended: rejected',
      '85ms ended: rejected',
      '95ms ended: rejected',
      '100ms try',
      '100ms try',
      '101ms ended: ok',
      '101ms ended: ok',
    ],
  },
  {
    name: 'sliding-log',
    title: 'A sliding log lets no window of its length have more, wherever it lies',
    source:
      'Kong documentation, Rate Limiting Advanced, window type sliding; a log of instants instead of counters',
    rule: 'Three in any 50 ms: a place is free again 50 ms after it was taken.',
    system: asked(115, { kind: 'sliding-window', count: 'log', limit: 3, window: '50ms' }),
    facts: ['start', 'turned-away'],
    where,
    expected: answers('+++--+++--+'),
  },
  {
    name: 'sliding-counter',
    title: 'A sliding counter lets the window before count by the part of it that still lies within',
    source:
      'J. Desgats, How we built rate limiting capable of scaling to millions of domains, Cloudflare 2017',
    rule: 'Five in 50 ms: before · (1 − part of this window that is over) + current, the new one included, must not be more.',
    system: asked(115, { kind: 'sliding-window', count: 'counter', limit: 5, window: '50ms' }),
    facts: ['start', 'turned-away'],
    where,
    // 1, 2, 3, 4; then 4 · 1 + 1 = 5, 5.2, 4.4, 4.6, 4.8; then 4 · 1 + 1 = 5, and 5.2.
    expected: answers('+++++-++++-'),
  },
];
