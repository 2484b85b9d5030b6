/** The JSON of runs is what its schema and its page say. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { BOOK_LAWS } from '../../src/present/books.ts';
import { runsJson } from '../../src/report/json.ts';
import type { RunsData } from '../../src/report/json-data.ts';
import { runsJsonSchema } from '../../src/report/json-schema.ts';
import { MORE_SERIES } from '../../src/sim/index.ts';
import { SMALL_SHOP } from '../cli/support/small-shop.ts';
import { SHOP } from '../scenario/support/shop.ts';
import { closed } from './support/closed-schema.ts';
import { resultOf } from './support/results.ts';

const withoutFaults = SMALL_SHOP.replace(/faults:\n.*\n/, '').replace(/ {2}- .*during-faults.*\n/, '');
const dataOf = (text: string) => JSON.parse(text) as RunsData;
const SHOP_IN_SHORT = SHOP.replace('length: 4m, warmup: 20s', 'length: 90s, warmup: 20s');

describe('the JSON of runs', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(closed(runsJsonSchema()) as object);

  it.each([
    ['with faults', SMALL_SHOP, {}],
    ['without faults', withoutFaults, {}],
    ['with brokers and consumers', SHOP_IN_SHORT, {}],
    ['that is stopped at once', SMALL_SHOP, { events: 1 }],
    ['that is stopped in the middle', SMALL_SHOP, { until: 17e9 }],
    ['with traces', SHOP_IN_SHORT, { traces: true }],
    ['with all series there are', SHOP_IN_SHORT, { series: MORE_SERIES }],
    ['with traces of attempts that nobody ever ends', SMALL_SHOP, { traces: true, until: 17e9 }],
  ])('of a run %s has every key its schema tells of, and no other', async (_, text, options) => {
    validate(dataOf(runsJson([await resultOf(text, options)], '1.2.3')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has books that a pipeline may check by the equations of its page', async () => {
    const [{ books }] = dataOf(runsJson([await resultOf(SHOP_IN_SHORT, { until: 75e9 })], '1.2.3')).runs;
    const broken: string[] = [];
    for (const [kind, laws] of Object.entries(BOOK_LAWS)) {
      const entries = Object.entries(books?.[kind] ?? {});
      expect(entries.length, kind).toBeGreaterThan(0);
      for (const [name, entry] of entries) {
        const sumOf = (side: string) => side.split(' + ').reduce((sum, key) => sum + entry[key], 0);
        for (const law of laws) {
          const [left, right] = law.split(' = ');
          if (sumOf(left) !== sumOf(right)) broken.push(`${name}: ${law}: ${JSON.stringify(entry)}`);
        }
      }
    }
    expect(broken).toEqual([]);
    // In the middle of a slow spell something of every kind is under way.
    expect(books?.load.shoppers.open).toBeGreaterThan(0);
    expect(books?.load.shoppers.offered).toBeGreaterThan(10_000);
  });

  it('tells times in milliseconds, shares from 0 to 1, and nothing as null', async () => {
    const { runs } = dataOf(runsJson([await resultOf(SMALL_SHOP)], '1.2.3'));
    const [run] = runs;
    expect(run).toMatchObject({ lengthMs: 40_000, reachedMs: 40_000, seed: '3', stopped: null });
    expect(run.phases.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [5_000, 15_000],
      [15_000, 25_000],
      [25_000, 40_000],
    ]);
    const [{ hits }] = run.faults;
    expect(hits).toBeGreaterThan(150);
    expect(run.summary.whole.fault['slow-stock'].hits).toBe(hits);
    const before = run.summary['before-faults'].load.shoppers;
    expect(before.goodputShare).toBeGreaterThan(0.95);
    expect(before.goodputShare).toBeLessThanOrEqual(1);
    expect(before.latencyP50Ms).toBeGreaterThan(2);
    expect(before.latencyP50Ms).toBeLessThan(100);
    expect(before.offeredPerSecond).toBeGreaterThan(40);
    expect(run.summary.whole.service.web.coresUtilisationShare).toBeNull();
    const [held] = run.expectations;
    expect(held).toMatchObject({
      standing: 'held',
      metric: 'goodputShare',
      subject: 'shoppers',
      file: 'shop.yaml',
    });
    expect(held.observed).toBe(before.goodputShare);
  });

  it('accounts for every request: goodput and the reasons why not make a whole in each phase', async () => {
    // 500 at once, 50 ms before the fault begins: most are on their way when its phase does
    const crowd = SMALL_SHOP.replace(/arrivals: \{[^}]*\}/, 'arrivals: { bursts: { size: 100, every: 5s } }');
    expect(crowd).not.toBe(SMALL_SHOP);
    for (const [text, until] of [
      [SMALL_SHOP, undefined],
      [SMALL_SHOP, 17.003e9],
      [crowd, 20.02e9],
    ] as const) {
      const [run] = dataOf(
        runsJson([await resultOf(text, until === undefined ? {} : { until })], '1.2.3'),
      ).runs;
      for (const { name } of run.phases) {
        const reasons = run.failures.filter(({ phase }) => phase === name);
        const all = reasons.reduce((sum, { share }) => sum + share, 0);
        expect(all + (run.summary[name].load.shoppers.goodputShare ?? 0), name).toBeCloseTo(1, 12);
      }
    }
  });

  it('has series as long as its windows, which add up to the totals', async () => {
    const { runs } = dataOf(runsJson([await resultOf(SMALL_SHOP)], '1.2.3'));
    const [{ series, summary }] = runs;
    expect(series.endsMs).toHaveLength(40);
    const offered = series.of.load.shoppers.offeredPerSecond;
    expect(offered).toHaveLength(40);
    const after = offered.slice(25).reduce<number>((sum, value) => sum + (value ?? 0), 0) / 15;
    expect(after).toBeCloseTo(summary['after-faults'].load.shoppers.offeredPerSecond ?? Number.NaN, 9);
  });

  it('has traces only when they are asked for: the numbers are the same with and without', async () => {
    const [without] = dataOf(runsJson([await resultOf(SMALL_SHOP)], '1.2.3')).runs;
    const [{ traces, ...rest }] = dataOf(
      runsJson([await resultOf(SMALL_SHOP, { traces: true })], '1.2.3'),
    ).runs;
    expect(rest).toEqual(without);
    expect(traces?.some(({ why }) => why === 'failed')).toBe(true);
  });

  it('tells of a try that was left: when it was sent, how long it waited, and that it was served for nobody', async () => {
    const [{ traces = [] }] = dataOf(runsJson([await resultOf(SMALL_SHOP, { traces: true })], '1.2.3')).runs;
    const { spans, outcome, firstCause, origin } = traces.find((trace) => trace.firstCause === 'timed-out')!;
    expect({ outcome, firstCause, origin }).toEqual({
      outcome: 'error',
      firstCause: 'timed-out',
      origin: 'web -> stock.reserve',
    });
    const tries = spans.filter((span) => span.kind === 'attempt').filter(({ edge }) => edge === origin);
    expect(tries.map(({ startCause, tryNumber }) => [startCause, tryNumber])).toEqual([
      ['arrival', 1],
      ['retry', 2],
    ]);
    for (const { beganMs, endedMs, waitedMs, startedMs, doneMs, isWanted, replica } of tries) {
      expect(endedMs! - beganMs).toBeCloseTo(100, 6);
      expect(replica).toBe('stock/0');
      expect(beganMs + waitedMs!).toBeCloseTo(startedMs!, 6);
      expect(doneMs!).toBeGreaterThan(endedMs!);
      expect(isWanted).toBe(false);
    }
  });

  it('judges nothing beyond the instant at which a run stopped', async () => {
    const { runs } = dataOf(runsJson([await resultOf(SMALL_SHOP, { until: 17e9 })], '1.2.3'));
    expect(runs[0].expectations.map(({ standing, observed }) => [standing, typeof observed])).toEqual([
      ['held', 'number'],
      ['not-judged', 'object'],
      ['not-judged', 'object'],
    ]);
    expect(runs[0].phases.at(-1)).toMatchObject({ name: 'during-faults', toMs: 17_000, isCutShort: true });
  });
});
