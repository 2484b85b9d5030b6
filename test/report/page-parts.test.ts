/** What the page says beside goodput: fallbacks, messages, health, retries of retries; and that nothing is cut. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import { runsJson } from '../../src/report/json.ts';
import { markdownPage } from '../../src/report/markdown.ts';
import { paintOf } from '../../src/report/paint.ts';
import { storyText } from '../../src/report/text.ts';
import { SMALL_SHOP } from '../cli/support/small-shop.ts';
import { resultOf } from './support/results.ts';

const options = { width: 80, paint: paintOf(false) };
const shipped = (name: string) =>
  readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');

const WITH_FALLBACK = SMALL_SHOP.replace(
  '{ call: stock.reserve, retry: { attempts: 2 }, timeout: 100ms }',
  '{ call: stock.reserve, policies: [ { fallback: { value: degraded, on: [timed-out] } }, { timeout: 100ms } ] }',
).replace(/expect:[\s\S]*/, '');

/** For a while every second message cannot be handled; it is given up after two deliveries. */
const WITH_POISON = `title: Poison
run: { length: 40s, warmup: 5s, seed: 3 }
services:
  biller:
    concurrency: { threads: 20 }
    operations:
      bill: [ { work: 5ms } ]
  web:
    concurrency: { threads: 20 }
    operations:
      buy: [ { work: 2ms }, { send: invoices } ]
brokers:
  jobs: { kind: queue, queues: { invoices: { visibility: 1s, receives: 2, dead-letter: graves }, graves: {} } }
consumers:
  - { from: invoices, call: biller.bill, concurrency: 4 }
load:
  - { name: shoppers, operation: web.buy, arrivals: { poisson: 50/s } }
faults:
  - { errors: biller.bill, share: 50%, at: 15s, for: 10s }
`;

describe('what fallbacks answered', () => {
  it('is told as degraded, as one share, and as no failure', async () => {
    const result = await resultOf(WITH_FALLBACK);
    const page = storyText(result, options);
    const words = page.replace(/\s+/g, ' ');
    expect(words).toMatch(
      /degraded [\d.]+% → 4\d% → [\d.]+% of shoppers, answered instead of timed out stock\.reserve \(/,
    );
    expect(words).toContain('no failure, but no goodput');
    expect(markdownPage([result])).toMatch(
      /degraded \(answered instead of timed out on web -> stock\.reserve\)/,
    );
    expect(storyText(await resultOf(SMALL_SHOP), options)).not.toContain('degraded');
  });

  it('is kept apart from what failed for the same reason', async () => {
    const { runs } = JSON.parse(runsJson([await resultOf(WITH_FALLBACK)], '1.0.0'));
    const [run] = runs;
    const during = run.failures.filter(({ phase }: { phase: string }) => phase === 'during-faults');
    const share = (isDegraded: boolean) =>
      during
        .filter((row: { isDegraded: boolean }) => row.isDegraded === isDegraded)
        .reduce((sum: number, row: { share: number }) => sum + row.share, 0);
    const { shoppers } = run.summary['during-faults'].load;
    expect(share(true)).toBeGreaterThan(0.05);
    expect(share(false)).toBeGreaterThan(0.05);
    expect(share(true)).toBeCloseTo(shoppers.degradedShare, 1);
    expect(share(false)).toBeCloseTo(shoppers.failureShare, 1);
  });
});

describe('messages', () => {
  it('that were given up stand on the page, though users noticed nothing', async () => {
    const result = await resultOf(WITH_POISON);
    const { deadLetters } = result.numbers?.totals['during-faults'].queue.invoices ?? {};
    expect(deadLetters).toBeGreaterThan(50);
    const page = storyText(result, options);
    const row = page.split('\n').find((line) => line.startsWith('invoices during'));
    expect(row?.split(/\s+/).at(-2)).toBe(`${deadLetters}`);
    expect(page).not.toContain('graves');
    expect(markdownPage([result])).toContain(`| ${deadLetters} |`);
  });

  it('that were all handled take one line, and none where there are no queues', async () => {
    const well = storyText(await resultOf(WITH_POISON.replace(/faults:[\s\S]*/, '')), options);
    expect(well.match(/^messages .*$/gm)).toEqual([
      'messages       invoices kept up; nothing given up, nothing twice',
    ]);
    expect(storyText(await resultOf(SMALL_SHOP), options)).not.toContain('messages');
  });

  it('that nobody ever published did not keep up: there were none', async () => {
    const silent = WITH_POISON.replace(/faults:[\s\S]*/, '').replace(
      '{ work: 2ms }, { send: invoices } ]',
      '{ work: 2ms } ]\n      pay: [ { send: invoices } ]',
    );
    const page = storyText(await resultOf(silent), options);
    expect(page.match(/^messages .*$/gm)).toEqual(['messages       none were published']);
  });
});

describe('health', () => {
  it('is told where replicas were held out, and only in the phases in which they were', async () => {
    const result = await resultOf(shipped('ejection-and-panic'));
    const page = storyText(result, options);
    expect(page).toMatch(
      /^health {9}stock during: [\d.]+% healthy, [\d.]+ ejected \(\d+ ejections\), panic/m,
    );
    expect(page).not.toContain('after: ');
    expect(markdownPage([result])).toMatch(/^- health of stock, during: /m);
  });
});

describe('retries of retries', () => {
  it('are told as what they come to at the far end, and what the last edge does alone', async () => {
    const page = storyText(await resultOf(shipped('layered-retries')), options).replace(/\s+/g, ' ');
    const told =
      /→ ([\d.]+)x → [\d.]+x in all: attempts on orders -> store\.layered for each request of layered/;
    const inAll = Number(told.exec(page)?.[1]);
    expect(inAll).toBeGreaterThan(58);
    expect(inAll).toBeLessThanOrEqual(64);
    expect(page).toContain('→ 4.00x → 1.07x on that edge alone');
  });

  it('are not spoken of where one edge alone tries again', async () => {
    const page = storyText(await resultOf(SMALL_SHOP), options);
    expect(page).toMatch(/^amplification {2}.* on web -> stock\.reserve$/m);
    expect(page).not.toContain('in all');
  });
});

describe('a run that ended in the warm-up', () => {
  it('says so instead of a table without rows', async () => {
    const result = await resultOf(SMALL_SHOP, { until: 2e9 });
    const page = storyText(result, options);
    expect(page).toContain('stopped in the warm-up: nothing was measured');
    expect(page).not.toContain('why not');
    expect(markdownPage([result])).toContain('Stopped in the warm-up: nothing was measured.');
    expect(markdownPage([result])).not.toContain('| load |');
  });

  it('has no hash where nothing had ended yet', async () => {
    const page = storyText(await resultOf(SMALL_SHOP, { events: 1 }), options);
    expect(page).not.toMatch(/run 0{16}/);
  });
});

describe('a service that was down', () => {
  it('is called down, and turned nobody away', async () => {
    const down = SMALL_SHOP.replace(/slow: stock, factor: [^,]+,/, 'crash: stock,');
    const page = storyText(await resultOf(down), options);
    expect(page).toMatch(/^hot during +stock: down, (100|>99\.9|99\.\d)% met nobody/m);
    expect(page).not.toMatch(/stock: .*(busy|turned away)/);
  });

  it('is not called down while some of it works', async () => {
    const half = SMALL_SHOP.replace(', retry: { attempts: 2 }', '')
      .replace(/slow: stock, factor: [^,]+,/, 'crash: stock, replicas: [0],')
      .replace('stock:\n', 'stock:\n    replicas: 2\n');
    const page = storyText(await resultOf(half), options);
    expect(page).toMatch(/stock: [\d.]+% met nobody, [\d.]+% busy/);
  });
});

describe('names', () => {
  it('are never cut: what is too long for its place goes on below', async () => {
    const service = 'warehouse-for-everything-that-is-sold';
    const text = SMALL_SHOP.replaceAll('stock', service)
      .replaceAll('shoppers', 'shoppers-of-the-northern-half')
      .replace('{ slow: warehouse', '{ name: a-fault-with-a-name-of-its-own-and-more, slow: warehouse')
      .replace(
        'at: 15s, for: 10s }',
        `at: 15s, for: 10s }\n  - { errors: ${service}, share: 1%, at: 16s, for: 5s, name: another-one-that-goes-on-and-on }`,
      );
    const page = storyText(await resultOf(text), options);
    const words = page.replace(/\s+/g, ' ');
    expect(words).toContain('shoppers-of-the-northern-half before');
    expect(words).toContain(`on web -> ${service}.reserve`);
    expect(words).toMatch(new RegExp(`hot during ${service}: .*(busy|wasted|turned away) `));
    expect(words).toMatch(/a-fault-with-a-name-of-its-own-and-more \d+, another-one-that-goes-on-and-on \d+/);
    for (const line of page.split('\n')) expect(textColumns(line), line).toBeLessThanOrEqual(80);
    expect(page.replace(/,? …$/gm, '')).not.toContain('…');
  });
});
