/** What is told of many seeds: true over the runs it was made of, and alike in every form. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedsToTell } from '../../src/cli/seed-evidence.ts';
import { textColumns } from '../../src/draw/index.ts';
import { spreadOf } from '../../src/experiment/index.ts';
import { type SeedsJudged, type SeedsResult, sayObserved } from '../../src/present/seeds-result.ts';
import { runsJsonSchema } from '../../src/report/json-schema.ts';
import { paintOf } from '../../src/report/paint.ts';
import { seedsForm } from '../../src/report/seeds/form.ts';
import { DISAPPOINTED, DISAPPOINTING_LINE, SMALL_SHOP } from '../cli/support/small-shop.ts';
import { readXml } from '../cli/support/xml.ts';
import { resultOf } from './support/results.ts';
import { seedsResultOf } from './support/seeds-results.ts';

const options = { width: 80, paint: paintOf(false) };
const page = (result: SeedsResult) => seedsForm.page(result, options);
/** Holds on some seeds and not on others. */
const DOUBTFUL = SMALL_SHOP.replace(
  'goodput: shoppers, during: during-faults, below: 80%',
  'offered: shoppers, at-least: 50/s',
);

/** Dozens of runs of a hundred milliseconds, on a machine that is busy with other things. */
const LONG = 120_000;

let sure: SeedsResult;
let doubtful: SeedsResult;
beforeAll(async () => {
  sure = await seedsResultOf(SMALL_SHOP);
  doubtful = await seedsResultOf(DOUBTFUL, { seeds: '1..10' });
});

/** The fault waits for a queue that grows at another time on each seed, and on some never. */
const WAITING = SMALL_SHOP.replace(
  'at: 15s, for: 10s',
  'when: { waiting: stock, above: 1 }, for: 5s',
).replace('during: last 5s, at-least: 95% }', 'at-least: 1% }\n  - { hits: slow-stock, above: 0 }');

describe('which loads and seeds are told of', () => {
  it('are the four loads that got least, in the order in which they are written', async () => {
    const six = SMALL_SHOP.replace(
      /\nload:\n.*\n/,
      `\nload:\n${['20s', '1ns', '20s', '2ns', '3ns', '4ns']
        .map(
          (within, i) =>
            `  - { name: ${i === 0 ? 'shoppers' : `l${i}`}, operation: web.buy, arrivals: { poisson: 9/s }, within: ${within} }\n`,
        )
        .join('')}`,
    );
    const text = page(await seedsResultOf(six, { seeds: '1..2' }));
    const named = [...text.matchAll(/^(shoppers|l\d) +before/gm)].map(([, name]) => name);
    expect(named).toEqual(['l1', 'l3', 'l4', 'l5']);
    expect(text).toContain('and 2 more loads');
  });

  it('is one seed for as many failed expectations as it tells of, and never more than three seeds', () => {
    const failed = (...failedSeeds: string[]) =>
      ({ standing: 'failed', failedSeeds }) as unknown as SeedsJudged;
    const held = { standing: 'held', failedSeeds: ['9'] } as unknown as SeedsJudged;
    expect(seedsToTell([failed('1', '3'), failed('3'), failed('3', '4'), held])).toEqual([
      '1',
      '3',
      '3',
      undefined,
    ]);
    expect(seedsToTell([failed('1'), failed('2'), failed('3'), failed('4'), failed('2', '4')])).toEqual([
      '1',
      '2',
      '3',
      undefined,
      '2',
    ]);
  });
});

describe('a fault that waits for something', () => {
  it('makes phases on each seed that are judged as they are alone', async () => {
    const many = await seedsResultOf(WAITING, { seeds: '1..10' });
    for (const [at, seed] of many.seeds.entries()) {
      const alone = (await resultOf(WAITING, { seed })).expectations;
      many.expectations.forEach(({ values, failedSeeds, text }, one) => {
        const value = Number.isNaN(values[at]) ? null : values[at];
        expect(value, `${text} with seed ${seed}`).toBe(alone[one].observed.value);
        expect(failedSeeds.includes(seed)).toBe(alone[one].standing === 'failed');
      });
    }
    const measured = many.expectations[1].observed.measured;
    expect(measured).toBeGreaterThan(0);
    expect(measured).toBeLessThan(10);
    const [before, during] = many.phases;
    expect(before).toEqual({ name: 'before-faults', from: 5e9, to: undefined, isCutShort: false });
    expect(during).toEqual({ name: 'during-faults', from: undefined, to: undefined, isCutShort: false });
    expect(many.loads[0].rows[1].goodput.measured).toBe(measured);
    expect(seedsForm.markdown([many])).toContain('| during |');
  });

  it('leaves open what it may still bring where the runs are stopped', async () => {
    const short = await seedsResultOf(WAITING, { seeds: '1..10', until: 5.1e9 });
    expect(short.expectations[1]).toMatchObject({ standing: 'not-judged', held: { whole: 0 } });
  });

  it('is warned of where it touched nothing on any seed', async () => {
    const idle = await seedsResultOf(WAITING.replace('above: 1', 'above: 1000'), { seeds: '1..3' });
    const sentence = 'the fault slow-stock touched nothing on any seed: what it waits for never came';
    expect(seedsForm.warnings(idle)).toEqual([sentence]);
    expect(seedsForm.markdown([idle])).toContain(`Warning: ${sentence}.`);
    expect(seedsForm.annotations([idle])).toContainEqual(
      expect.objectContaining({ level: 'warning', message: sentence }),
    );
  });
});

describe('an expectation over many seeds', () => {
  it('holds on exactly those seeds on which it holds alone', async () => {
    const { failedSeeds, held, standing, values } = doubtful.expectations[1];
    expect(standing).toBe('failed');
    expect(failedSeeds.length).toBeGreaterThan(0);
    expect(failedSeeds.length).toBeLessThan(10);
    expect(held).toMatchObject({ part: 10 - failedSeeds.length, whole: 10 });
    for (const [at, seed] of doubtful.seeds.entries()) {
      const alone = (await resultOf(DOUBTFUL, { seed })).expectations[1];
      expect(alone.standing === 'failed', `seed ${seed}`).toBe(failedSeeds.includes(seed));
      expect(alone.observed.value).toBe(values[at]);
    }
  });

  it('is content with a share, when a share is asked for', async () => {
    const { part } = doubtful.expectations[1].held;
    const standingAt = async (atLeast: number) =>
      (await seedsResultOf(DOUBTFUL, { seeds: '1..10', atLeast })).expectations[1].standing;
    expect(await standingAt(part / 10)).toBe('held');
    expect(await standingAt(part / 10 + 0.01)).toBe('failed');
  });

  it('names the seeds on which it failed, and the line that runs the first of them', () => {
    const { failedSeeds } = doubtful.expectations[1];
    expect(page(doubtful)).toContain(`failed on ${failedSeeds.slice(0, 3).join(', ')}`);
    expect(page(doubtful).trimEnd().split('\n').at(-1)).toBe(
      `again: knockon run shop.yaml --seed ${failedSeeds[0]}`,
    );
  });

  it('is judged only on seeds whose runs came to its end', async () => {
    const early = await seedsResultOf(SMALL_SHOP, { until: 20e9 });
    expect(early.expectations.map(({ standing }) => standing)).toEqual(['held', 'not-judged', 'not-judged']);
    expect(early.stop).toBeUndefined();
    const spent = await seedsResultOf(SMALL_SHOP, { events: 4000 });
    expect(spent.stop).toMatchObject({ kind: 'budget', budget: 'events' });
    expect(spent.expectations[2].standing).toBe('not-judged');
    expect(page(spent)).toContain('8 seeds used up the budget of 4,000 events, seed 1 first, at ');
  });
});

describe('a number beside its limit', () => {
  /** As a study of these values tells it; the limit is 4. */
  const told = (values: readonly number[]) => {
    const part = values.filter((value) => value <= 4).length;
    const judged = { ...doubtful.expectations[1], unit: 'ratio', limits: [4], values } as const;
    const { low, high } = judged.held;
    const held = { part, whole: values.length, value: part / values.length, low, high };
    return sayObserved({ ...judged, held, observed: spreadOf(values, 'ratio') }, () => 'seed 1');
  };

  it('has as many digits as it takes to see that it is beyond', () => {
    expect(told([3.9971, 3.9984, 4.0012])).toBe('median 3.998x, 3.997x to 4.001x');
    expect(told([4.0012, 4.0031, 4.0044])).toBe('median 4.003x, 4.001x to 4.004x');
  });

  it('has those of a page where it held on every seed, and is the same on all only where it is', () => {
    expect(told([3.91, 3.93, 3.95])).toBe('median 3.93x, 3.91x to 3.95x');
    expect(told([3.9971, 3.9984, 3.9991])).toBe('always around 4.00x');
    expect(told([4, 4, 4])).toBe('always 4.00x');
  });

  it('reads the same in every form', async () => {
    const strict = SMALL_SHOP.replace(
      'goodput: shoppers, during: during-faults, below: 80%',
      'offered: shoppers, equals: 1/s',
    );
    const result = await seedsResultOf(strict, { seeds: '1..3' });
    const seen = sayObserved(result.expectations[1], (at) => `seed ${result.runs[at].seed}`);
    expect(page(result)).toContain(seen);
    expect(seedsForm.annotations([result])[0].message).toContain(seen);
  });
});

describe('what many seeds observed', () => {
  const storm = readFileSync(new URL('../../scenarios/retry-storm.yaml', import.meta.url), 'utf8');
  /** Slow for so short that luck decides. */
  const NUDGED = { seeds: '1..16', set: ['faults.slow-payments.for=500ms'], until: 110e9 };
  const ofShoppers = (result: SeedsResult, phase: number) => result.loads[0].rows[phase].goodput;

  it('falls into two groups where a system is near its tipping point', { timeout: LONG }, async () => {
    const nudged = await seedsResultOf(storm, NUDGED);
    const [dead, alive] = ofShoppers(nudged, 2).groups!;
    expect(dead.median).toBeLessThan(0.1);
    expect(alive.median).toBeGreaterThan(0.99);
    expect(dead.share.part + alive.share.part).toBe(16);
    expect(dead.share.part).toBeGreaterThan(3);
    expect(alive.share.part).toBeGreaterThan(3);
    // the seed that is named for a group shows what the group does
    const { seed } = nudged.runs[dead.first];
    const shown = await seedsResultOf(storm, { ...NUDGED, seeds: `${seed}..${seed}` });
    expect(ofShoppers(shown, 2).median).toBeLessThan(0.1);
    expect(page(nudged)).toMatch(
      /^shoppers after…, bistable: [\d.]+% of the seeds around [\d.]+% \(seed \d+\),/m,
    );
  });

  it('is one group where it is healthy, and where it is dead for sure', { timeout: LONG }, async () => {
    const healthy = readFileSync(new URL('../../scenarios/healthy.yaml', import.meta.url), 'utf8');
    const well = await seedsResultOf(healthy, { seeds: '1..16', until: 40e9 });
    const ill = await seedsResultOf(storm, { seeds: '1..16', until: 90e9 });
    for (const { loads, expectations } of [well, ill]) {
      for (const { rows } of loads) {
        for (const { goodput, success, latencyP99 } of rows)
          expect([goodput.groups, success.groups, latencyP99.groups]).toEqual([
            undefined,
            undefined,
            undefined,
          ]);
      }
      for (const { observed, text } of expectations) expect(observed.groups, text).toBeUndefined();
    }
    expect(page(well)).not.toContain('bistable');
  });
});

describe('a page about many seeds', () => {
  it('keeps to 80 columns, but for lines to be pasted', async () => {
    const long = await seedsResultOf(
      DISAPPOINTED.replaceAll('shoppers', 'shoppers-with-a-very-long-name-indeed'),
    );
    for (const result of [sure, doubtful, long]) {
      for (const line of [...page(result).split('\n'), ...seedsForm.lines(result, options)]) {
        if (!line.includes('again: ')) expect(textColumns(line), line).toBeLessThanOrEqual(80);
      }
    }
  });

  it('tells the same whenever it is told', async () => {
    const again = await seedsResultOf(DOUBTFUL, { seeds: '1..10' });
    expect(seedsForm.json([again], '1.2.3')).toBe(seedsForm.json([doubtful], '1.2.3'));
    const timeless = (text: string) => text.replace(/ in [\d.]+m?s$/m, '');
    expect(timeless(page(again))).toBe(timeless(page(doubtful)));
  });

  it('counts several at the end', () => {
    expect(seedsForm.closing([sure, doubtful], paintOf(false))).toBe('2 scenarios: 1 failed, 1 as expected');
  });
});

describe('many seeds as data', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  /** Every mapping with fixed keys, closed: a key that the schema does not tell of is then an error. */
  const closed = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(closed);
    if (typeof schema !== 'object' || schema === null) return schema;
    const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
    return 'required' in inner ? { ...inner, additionalProperties: false } : inner;
  };
  const validate = ajv.compile(closed(runsJsonSchema()) as object);

  it('are what the schema says, whatever came of them', async () => {
    const results = [
      sure,
      doubtful,
      await seedsResultOf(SMALL_SHOP, { events: 4000 }),
      await seedsResultOf(SMALL_SHOP, { seeds: '3,4', until: 17e9 }),
      await seedsResultOf(SMALL_SHOP, { set: ['faults=[]', 'expect=[]'] }),
    ];
    validate(JSON.parse(seedsForm.json(results, '1.2.3')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('have a number for each expectation of each seed, in the order of the seeds', () => {
    const { experiments } = JSON.parse(seedsForm.json([doubtful], '1.2.3')) as {
      experiments: {
        runs: { seed: string; observed: number[] }[];
        expectations: { failedSeeds: string[] }[];
      }[];
    };
    const [{ runs, expectations }] = experiments;
    expect(runs.map(({ seed }) => seed)).toEqual(doubtful.seeds);
    expect(runs.filter(({ observed }) => observed[1] < 50).map(({ seed }) => seed)).toEqual(
      expectations[1].failedSeeds,
    );
  });

  it('as JUnit have a case for each expectation, and a failure with the line that runs a failed seed', async () => {
    const disappointed = await seedsResultOf(DISAPPOINTED);
    const suites = readXml(seedsForm.junit([sure, disappointed]));
    expect(suites.attributes).toMatchObject({ tests: '8', failures: '1', errors: '0', skipped: '0' });
    const failed = suites.children[1].children.find(({ children }) =>
      children.some(({ name }) => name === 'failure'),
    );
    expect(failed?.attributes).toMatchObject({ file: 'shop.yaml', line: `${DISAPPOINTING_LINE}` });
    expect(failed?.children[0].attributes.message).toContain('held on none of 8 seeds');
    expect(failed?.children[0].text).toContain('again: knockon run shop.yaml --seed 1');
  });

  it('annotate what failed at its line, and make a page of Markdown without any markup of their own', async () => {
    const disappointed = await seedsResultOf(DISAPPOINTED);
    const [annotation] = seedsForm.annotations([sure, disappointed]);
    expect(annotation).toMatchObject({ level: 'error', file: 'shop.yaml', line: DISAPPOINTING_LINE });
    expect(annotation.message).toContain('again: knockon run shop.yaml --seed 1');
    const markdown = seedsForm.markdown([sure, disappointed]);
    expect(markdown).toContain('&#60;b>stock&#60;/b> &#38; co');
    expect(markdown).toContain(
      '| ✗ | A slow stock for ten seconds | shop.yaml | 2 of 3 expectations held on all 8 seeds |',
    );
  });
});
