/** One failed request as a story: short enough to read, and it names the place where it was stuck. */
import { describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import { type Summary, summarise } from '../../src/present/summary.ts';
import { traceStory } from '../../src/present/trace-story.ts';
import { type TraceData, tracesOf } from '../../src/present/traces.ts';
import { paintOf } from '../../src/report/paint.ts';
import { storyText } from '../../src/report/text.ts';
import { traceLines } from '../../src/report/trace-text.ts';
import { SMALL_SHOP } from '../cli/support/small-shop.ts';
import { simulate } from '../support/simulate.ts';
import { resultOf } from './support/results.ts';

const options = { width: 80, paint: paintOf(false) };
/** Four tries of 50 ms each at a stock whose queue is never full. */
const impatient = SMALL_SHOP.replace(
  'retry: { attempts: 2 }, timeout: 100ms',
  'policies: [ { retry: { attempts: 4 } }, { timeout: 50ms } ]',
)
  .replace('queue: { limit: 10 }', 'queue: { limit: none }')
  .replace('threads: 20', 'threads: 500');
const deep = (names: number) =>
  SMALL_SHOP.replace(
    'operations:\n      reserve: [ { work: { exponential: 20ms } } ]',
    `operations:
      reserve:
        - work: { exponential: 20ms }
${Array.from({ length: names }, (_, i) => `        - call: a-store-of-the-longest-name-that-we-could-think-of-${i}.look\n`).join('')}${Array.from(
  { length: names },
  (_, i) =>
    `  a-store-of-the-longest-name-that-we-could-think-of-${i}:\n    concurrency: { threads: 5 }\n    operations: { look: [ { work: 1ms } ] }\n`,
).join('')}`,
  );

/** The story alone: the first line says how many were kept. */
const told = async (text: string) => {
  const { traces, summary } = await resultOf(text, { traces: true });
  return storyLines(traces!, summary);
};
const storyLines = (traces: readonly TraceData[], summary: Summary) =>
  traceLines(traces, summary, options).slice(1);

describe('the story of a failed request', () => {
  it('tells whom it asked when, how long that waited, how it ended and where it was stuck', async () => {
    const lines = await told(impatient);
    expect(lines[0]).toMatch(
      /^trace: a typical failure, a request of shoppers at \d+\.?\d*s, error after 2\d\dms$/,
    );
    expect(lines[1]).toBe('    sent   waited  called');
    expect(lines[2]).toMatch(/^ {6}0s {7}0s {2}web\.buy, web\/0 +error after 2\d\dms$/);
    for (const [at, attempt] of ['', ', try 2', ', try 3', ', try 4'].entries()) {
      expect(lines[3 + at]).toMatch(
        new RegExp(`s {4}stock\\.reserve${attempt}, stock/0 +timed out after 50ms$`),
      );
    }
    expect(lines.slice(7).join(' ').replace(/\s+/g, ' ')).toMatch(
      /^stuck in the queue of stock\/0: it waited [\d.]+m?s for a slot, [\d.]+m?s longer than its caller did; 3 more tries fared alike$/,
    );
  });

  it('chooses the most frequent way to fail since the faults began', async () => {
    const { traces = [], summary } = await resultOf(SMALL_SHOP, { traces: true });
    const during = summary.loads[0].rows[1].failures[0];
    const { trace } = traceStory(traces, summary, 7)!;
    expect([trace.firstCause, trace.origin]).toEqual([during.cause, during.place]);
    expect(trace.beganMs).toBeGreaterThanOrEqual(15_000);
    const earlier = traces.filter(({ beganMs }) => beganMs < 15_000);
    expect(traceStory(earlier, summary, 7)).toBeUndefined();
  });

  it.each([
    ['plain', SMALL_SHOP],
    ['of many tries', impatient.replace('attempts: 4', 'attempts: 20')],
    ['deep, with long names', deep(6)],
  ])('takes a dozen lines of 80 columns at most when it is %s', async (_, text) => {
    const { traces, summary } = await resultOf(text, { traces: true });
    const lines = traceLines(traces!, summary, options);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) expect(textColumns(line), line).toBeLessThanOrEqual(80);
  });

  it('counts the steps it has no room for, and keeps the way to where it was stuck', async () => {
    const { traces, summary } = await resultOf(impatient.replace('attempts: 4', 'attempts: 20'), {
      traces: true,
    });
    const story = traceStory(traces!, summary, 4)!;
    expect(story.steps).toHaveLength(4);
    expect(story.untold).toBe(17);
    expect(story.steps[0]).toMatchObject({ depth: 0, sent: 0 });
  });

  it('of a request that a policy stopped names the policy and its owner', async () => {
    const { summary } = await resultOf(SMALL_SHOP);
    const ending = { outcome: 'rejected', firstCause: 'rejected', origin: 'web -> stock.reserve' };
    const span = {
      beganMs: 16_000,
      endedMs: 16_001,
      edge: 'shoppers -> web.buy',
      ...ending,
      outcome: 'error',
    };
    const attempt = { startCause: 'arrival', tryNumber: 1, replica: 'web/0', waitedMs: 0, startedMs: 16_000 };
    const done = { doneMs: 16_001, doneOutcome: 'error', isWanted: true, metNobody: false };
    const trace: TraceData = {
      request: 1,
      load: 'shoppers',
      why: 'failed',
      isWhole: true,
      ...span,
      spans: [
        { kind: 'call', parent: null, ...span },
        { kind: 'attempt', parent: 0, ...span, ...attempt, ...done },
        {
          kind: 'call',
          parent: 1,
          beganMs: 16_001,
          endedMs: 16_001,
          edge: 'web -> stock.reserve',
          ...ending,
        },
      ],
    };
    expect(storyLines([trace], summary).slice(3)).toEqual([
      '     1ms        –    stock.reserve, not sent  rejected at once',
      'stuck before stock.reserve: a policy of web let nothing through',
    ]);
  });

  it('tells when a policy said no, and where what was asked instead was stuck', async () => {
    const instead = `title: Instead
run: { length: 30s, seed: 1 }
network: { latency: 1ms }
services:
  web:
    concurrency: { threads: 500 }
    operations:
      get: [ { call: a.q, fallback: { call: b.q, timeout: 1s }, breaker: { forced: open } } ]
  a: { concurrency: { threads: 10 }, operations: { q: [ { work: 1ms } ] } }
  b: { concurrency: { threads: 2 }, queue: { limit: none }, operations: { q: [ { work: 100ms } ] } }
load:
  - { name: people, operation: web.get, arrivals: { poisson: 50/s } }
`;
    const lines = await told(instead);
    expect(lines[3]).toMatch(/^ {5}1ms {8}– {4}a\.q, not sent +rejected at once, b\.q instead$/);
    expect(lines[4]).toMatch(/^ {5}1ms .* {4}b\.q, b\/0 +timed out after 1s$/);
    expect(lines.slice(5).join(' ').replace(/\s+/g, ' ')).toMatch(
      /^stuck before a\.q: a policy of web let nothing through; instead of it b\.q: stuck in the queue of b\/0: it waited [\d.]+s for a slot, [\d.]+m?s longer than its caller did$/,
    );
  });

  it('of a call that was left while its fallback was asked does not say that it timed out at once', async () => {
    const left = `title: Left
run: { length: 30s, seed: 1 }
services:
  web:
    concurrency: { threads: 500 }
    operations:
      get: [ { call: a.q, timeout: 300ms, fallback: { call: b.q }, breaker: { forced: open } } ]
  a: { concurrency: { threads: 10 }, operations: { q: [ { work: 1ms } ] } }
  b: { concurrency: { threads: 500 }, operations: { q: [ { work: 900ms } ] } }
load:
  - { name: people, operation: web.get, arrivals: { poisson: 50/s } }
`;
    const lines = await told(left);
    expect(lines[3]).toMatch(/a\.q, not sent +timed out after 300ms, b\.q instead$/);
    expect(lines.slice(5).join(' ').replace(/\s+/g, ' ')).toBe(
      'a.q had failed; given up before b.q had answered instead: web waited 300ms in all',
    );
  });

  it('tells a full queue from a replica that is down', async () => {
    const last = async (text: string) => (await told(text)).join(' ').replace(/\s+/g, ' ');
    const full = SMALL_SHOP.replace('limit: 10', 'limit: 0').replace(/factor: [^,]+,/, 'factor: 30,');
    expect(await last(full)).toMatch(/turned away by stock\/0: its queue was full/);
    const down = SMALL_SHOP.replace(/slow: stock, factor: [^,]+,/, 'crash: stock,');
    expect(await last(down)).toMatch(/nobody listened at stock\/\d: it was down or closed/);
  });

  it('tells of a call that was given up between two tries', async () => {
    const pausing = SMALL_SHOP.replace(
      'retry: { attempts: 2 }, timeout: 100ms',
      'policies: [ { timeout: 300ms }, { retry: { attempts: 4, backoff: { base: 400ms, jitter: none } } }, { timeout: 30ms } ]',
    );
    const lines = await told(pausing);
    expect(lines.slice(3, 5)).toEqual([
      '     2ms        –    stock.reserve, all in all  timed out after 300ms',
      '     2ms       0s    stock.reserve, stock/0     timed out after 30ms',
    ]);
  });

  it('says how many requests were kept, of how many and why, and the first of the run are among them', async () => {
    const { traces = [], summary } = await resultOf(SMALL_SHOP, { traces: true });
    const count = (reason: string) => traces.filter(({ why }) => why === reason).length;
    expect(traceLines(traces, summary, options)[0]).toBe(
      `traces: kept ${traces.length} of ${summary.requests.toLocaleString('en-US')} requests: ${count('failed')} failed, ${count('first')} came first, ${count('sampled')} by chance`,
    );
    expect(count('first')).toBeGreaterThan(0);
    expect(traces.filter(({ request }) => request < 20)).toHaveLength(20);
  });

  it('tells of redeliveries, but what a message brought about later is not where the request was stuck', () => {
    const run = simulate(
      {
        run: { length: '199ms' },
        services: {
          shop: {
            concurrency: { threads: 9 },
            operations: {
              order: [{ send: 'jobs' }, { call: 'points.give' }],
              later: [{ call: 'points.give' }],
            },
          },
          points: {
            concurrency: { threads: 9 },
            operations: { give: [{ work: '3ms' }, { fail: '100%' }] },
          },
        },
        brokers: { bus: { kind: 'queue', queues: { jobs: { visibility: '20ms' } } } },
        consumers: [{ from: 'jobs', call: 'shop.later', concurrency: 1 }],
        load: [
          { name: 'people', operation: 'shop.order', arrivals: { bursts: { size: 1, every: '100ms' } } },
        ],
        // The message is tried for longer and longer after the order has failed.
        faults: [{ slow: 'points', factor: 3, at: '110ms' }],
      },
      { traces: true },
    );
    const summary = { ...summarise(run), faults: [] };
    const story = (most: number) => traceStory(tracesOf(run)!, summary, most)!;
    expect(story(2).steps.map(({ who, end }) => `${who}: ${end}`)).toEqual([
      'shop.order, shop/0: error after 3ms',
      'points.give, points/0: error after 3ms',
    ]);
    const handled = story(99).steps.filter(({ who }) => who.startsWith('shop.later'));
    expect(handled.map(({ who, sent, end }) => `${sent / 1e6} ${who}: ${end}`)).toEqual([
      '0 shop.later, shop/0: error after 3ms',
      '20 shop.later, redelivery, shop/0: error after 9ms',
      '40 shop.later, redelivery, shop/0: error after 9ms',
      '60 shop.later, redelivery, shop/0: error after 9ms',
      '80 shop.later, redelivery, shop/0: error after 9ms',
    ]);
  });

  it('is that of a delivery where requests fared well, and says so', async () => {
    const lines = await told(`title: mail is down
run: { length: 20s, warmup: 1s, seed: 3 }
services:
  shop:
    concurrency: { threads: 20 }
    operations: { order: [ { work: 2ms }, { send: mails } ] }
  mail:
    concurrency: { threads: 4 }
    operations: { send: [ { work: 3ms } ] }
brokers:
  bus: { kind: queue, latency: 1ms, queues: { mails: { visibility: 2s, limit: none } } }
consumers: [ { from: mails, call: mail.send, concurrency: 4 } ]
load: [ { name: shoppers, operation: shop.order, arrivals: { constant: 300/s } } ]
faults: [ { crash: mail, at: 5s, for: 10s } ]
`);
    expect(lines.slice(0, 2).join(' ')).toMatch(
      /^trace: no request that was followed has failed since the faults began, but what {3}one started: a request of shoppers at [\d.]+s, ok after [\d.]+ms$/,
    );
    expect(lines.some((line) => / mail\.send, mail\/0 +refused at once$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('nobody listened at mail/0: it was down or closed');
  });

  it('says so when nobody who was followed has failed', async () => {
    const calm = SMALL_SHOP.replace('factor: 10', 'factor: 1.01').replace(/ {2}- .*during-faults.*\n/, '');
    const { traces = [], summary } = await resultOf(calm, { traces: true });
    const fine = traces.filter(({ outcome }) => outcome === 'ok');
    expect(storyLines(fine, summary)).toEqual([
      'trace: no request that was followed has failed since the faults began, nor',
      '  anything that those kept have started',
    ]);
  });

  it('is on the page only when it is asked for', async () => {
    const page = storyText(await resultOf(SMALL_SHOP, { traces: true }), options);
    expect(page).toContain('\ntraces: kept ');
    expect(page).toContain('\ntrace: a typical failure');
    expect(page).toContain('all 3 expectations held');
    expect(storyText(await resultOf(SMALL_SHOP), options)).not.toContain('trace');
  });
});
