/** Retries and timeouts as libraries and proxies document them. */
import type { DocumentedMachine } from './contract.ts';

/** One request, after 10 s; whatever follows it is over by 20 s, when the next would come. */
function oneRequest(steps: readonly unknown[], policies: readonly unknown[]) {
  return {
    run: { length: '19s' },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: steps } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, policies }],
  };
}

const FAILS_AFTER_1_MS = [{ work: '1ms' }, { fail: '100%' }];

export const retry: readonly DocumentedMachine[] = [
  {
    name: 'retry-exponential',
    title: 'Exponential backoff: each pause is 1.5 times the last one',
    source: 'resilience4j, IntervalFunction.ofExponentialBackoff() and its defaults',
    rule: 'Waits 500 ms after the first attempt, and 1.5 times as long after each further one; maxAttempts counts the first.',
    system: oneRequest(FAILS_AFTER_1_MS, [
      { retry: { attempts: 4, backoff: { base: '500ms', factor: 1.5 } } },
    ]),
    facts: ['try', 'ended'],
    where: 'people -> web.ask',
    // 10 s + 1 + 500, + 1 + 750, + 1 + 1125, and 1 ms of the last.
    expected: ['10000ms try', '10501ms try', '11252ms try', '12378ms try', '12379ms ended: error'],
  },
  {
    name: 'retry-capped',
    title: 'Exponential backoff up to a longest pause',
    source: 'resilience4j, IntervalFunction.ofExponentialBackoff(500, 2, 1500)',
    rule: 'Pauses double from 500 ms and none is longer than 1500 ms.',
    system: oneRequest(FAILS_AFTER_1_MS, [
      { retry: { attempts: 5, backoff: { base: '500ms', factor: 2, max: '1500ms' } } },
    ]),
    facts: ['try', 'ended'],
    where: 'people -> web.ask',
    // Pauses of 500, 1000, 1500 and 1500 ms.
    expected: [
      '10000ms try',
      '10501ms try',
      '11502ms try',
      '13003ms try',
      '14504ms try',
      '14505ms ended: error',
    ],
  },
  {
    name: 'timeout-over-retries',
    title: 'A timeout around retries leaves the retry the rest',
    source: 'Envoy, router filter, x-envoy-max-retries',
    rule: 'With a timeout of 3 s and a first attempt of 2.7 s, the retry has 0.3 s, its backoff included.',
    system: oneRequest(
      [{ sleep: '2700ms' }, { fail: '100%' }],
      [{ timeout: '3s' }, { retry: { attempts: 2, backoff: { base: '20ms' } } }],
    ),
    facts: ['try', 'tried', 'ended'],
    where: 'people -> web.ask',
    expected: [
      '10000ms try',
      '12700ms tried: error',
      '12720ms try',
      '13000ms tried: timed-out',
      '13000ms ended: timed-out',
    ],
  },
  {
    name: 'deadline-exceeded',
    title: 'A deadline: the caller has left, the server works on',
    source: 'gRPC documentation, guide on deadlines, Deadlines on the Server',
    rule: 'The client fails at its deadline; a server that does not look at the deadline goes on with the call.',
    system: oneRequest([{ work: '80ms' }], [{ timeout: '20ms' }]),
    facts: ['start', 'tried', 'ended', 'done'],
    where: 'people -> web.ask',
    expected: [
      '10000ms start',
      '10020ms tried: timed-out',
      '10020ms ended: timed-out',
      '10080ms done: ok, unwanted',
    ],
  },
  {
    name: 'deadline-noticed',
    title: 'A server that notices stops, and its own call with it',
    source: 'gRPC documentation, guides on deadlines and cancellation',
    rule: 'An expired deadline cancels the call at the server and the calls it has made; news takes the latency of 3 ms.',
    system: {
      run: { length: '19s' },
      network: { latency: '3ms' },
      services: {
        web: {
          concurrency: { threads: 1 },
          cancellation: 'full',
          operations: { ask: [{ call: 'db.get' }] },
        },
        db: { concurrency: { threads: 1 }, cancellation: 'full', operations: { get: [{ work: '80ms' }] } },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, timeout: '20ms' }],
    },
    facts: ['start', 'ended', 'done'],
    expected: [
      '10003ms start people -> web.ask',
      '10006ms start web -> db.get',
      '10020ms ended people -> web.ask: timed-out',
      '10023ms done people -> web.ask: cancelled, unwanted',
      '10023ms ended web -> db.get: cancelled',
      '10026ms done web -> db.get: cancelled, unwanted',
    ],
  },
  {
    name: 'deadline-in-queue',
    title: 'A server that looks before it starts skips whoever has left',
    source:
      'gRPC documentation, guide on deadlines, Deadlines on the Server; Site Reliability Engineering (2016), chapter 22',
    rule: 'What runs goes on; what still waits when its deadline is over is dropped when its turn comes.',
    system: {
      run: { length: '199ms' },
      services: {
        web: { concurrency: { threads: 1 }, cancellation: 'queued', operations: { ask: [{ work: '80ms' }] } },
      },
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { bursts: { size: 2, every: '100ms' } },
          timeout: '20ms',
        },
      ],
    },
    facts: ['start', 'tried', 'done', 'turned-away'],
    where: 'people -> web.ask',
    expected: [
      '100ms start',
      '120ms tried: timed-out',
      '120ms tried: timed-out',
      '180ms done: ok, unwanted',
      '180ms turned-away: cancelled',
    ],
  },
  {
    name: 'deadline-propagated',
    title: 'A deadline travels: calls further in end with it',
    source: 'gRPC documentation, guide on deadlines, Deadline Propagation',
    rule: 'Three at once with 40 ms each, and one at a time of 30 ms in the database: the calls to the database end at the deadline of those who asked, though nothing else limits them; so the third is never begun.',
    system: {
      run: { length: '199ms' },
      network: { latency: '1ms' },
      services: {
        web: {
          concurrency: { threads: 9 },
          deadlines: 'propagate',
          operations: { ask: [{ call: 'db.get' }] },
        },
        db: { concurrency: { threads: 1 }, cancellation: 'queued', operations: { get: [{ work: '30ms' }] } },
      },
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { bursts: { size: 3, every: '100ms' } },
          timeout: '40ms',
          deadlines: 'propagate',
        },
      ],
    },
    facts: ['start', 'turned-away', 'done', 'ended'],
    where: 'web -> db.get',
    expected: [
      '102ms start',
      '132ms done: ok',
      '132ms start',
      '133ms ended: ok',
      '140ms ended: timed-out',
      '140ms ended: timed-out',
      '162ms done: ok, unwanted',
      '162ms turned-away: cancelled',
    ],
  },
];
