/** Why an expectation failed stands beside it, in every form in which somebody may meet it. */
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/present/result.ts';
import type { SeedsResult } from '../../src/present/seeds-result.ts';
import { runsJsonSchema } from '../../src/report/json-schema.ts';
import { paintOf } from '../../src/report/paint.ts';
import { runForm } from '../../src/report/run-form.ts';
import { seedsForm } from '../../src/report/seeds/form.ts';
import { readXml } from '../cli/support/xml.ts';
import { closed } from './support/closed-schema.ts';
import { resultOf } from './support/results.ts';
import { seedsResultOf } from './support/seeds-results.ts';

/** Stock stands still from 10s to 15s, and only then; nobody else asks it. */
const STANDSTILL = `title: Stock stands still
run: { length: 30s, warmup: 5s, seed: 3 }
services:
  web:
    concurrency: { async: 1000 }
    operations:
      buy: [ { call: stock.reserve, retry: { attempts: 2, backoff: { base: 1ms } }, timeout: 100ms } ]
      look: [ { work: 1ms } ]
  stock:
    concurrency: { threads: 4 }
    queue: { limit: 1000 }
    operations:
      reserve: [ { work: 10ms } ]
load:
  - { name: shoppers, operation: web.buy, arrivals: { constant: 50/s } }
  - { name: visitors, operation: web.look, arrivals: { constant: 10/s } }
faults:
  - { slow: stock, factor: 1000, at: 10s, for: 5s }
expect:
  - { goodput: shoppers, during: 10s..15s, at-least: 99%, note: the promise }
  - { goodput: visitors, during: 10s..15s, below: 90% }
  - { goodput: shoppers, during: 6s..9s, below: 90% }
  - { utilisation: stock, during: 11s..14s, below: 50% }
`;

const CAUSE = 'timed out on web -> stock.reserve';
const options = { width: 200, paint: paintOf(false) };
const strictly = new Ajv().compile(closed(runsJsonSchema()) as object);

let one: Result;
let many: SeedsResult;
beforeAll(async () => {
  one = await resultOf(STANDSTILL);
  many = await seedsResultOf(STANDSTILL, { seeds: '4..6' });
});

function failuresIn(xml: string): string[] {
  const [suite] = readXml(xml).children;
  return suite.children.flatMap(({ children }) =>
    children.filter(({ name }) => name === 'failure').map(({ text }) => text),
  );
}

describe('what happened while an expectation failed', () => {
  it('is of the time that the expectation is about, and of the load', () => {
    const [slow, unharmed, calm, busy] = one.expectations.map(({ evidence }) => evidence);
    expect(slow?.causes.map(({ load }) => load)).toEqual(['shoppers']);
    expect(slow?.causes[0].reasons[0]).toMatchObject({ cause: 'timed-out', place: 'web -> stock.reserve' });
    expect(slow?.hotSpots.map(({ service }) => service)).toEqual(['stock']);
    expect(slow?.mostTried).toMatchObject({ edge: 'web -> stock.reserve' });
    expect(slow?.mostTried?.ratio).toBeGreaterThan(1.8);
    // visitors never wait for stock, and before the fault nobody met anything
    expect(unharmed).toEqual({ causes: [], deliveries: [], hotSpots: [], mostTried: undefined });
    expect(calm).toEqual({ causes: [], deliveries: [], hotSpots: [], mostTried: undefined });
    // whoever asks about a service is told of every load that suffered
    expect(busy?.causes.map(({ load }) => load)).toEqual(['shoppers']);
  });

  it('is told with the note in a failure of JUnit, an annotation, Markdown and below one of several', () => {
    const told = [
      failuresIn(runForm.junit([one]))[0],
      runForm.annotations([one])[0].message,
      runForm.markdown([one]).replaceAll('&#62;', '>'),
      runForm.lines(one, options).join('\n'),
    ];
    for (const text of told) {
      expect(text).toContain('the promise');
      expect(text).toMatch(new RegExp(`why not: shoppers [\\d.]+% ${CAUSE}`));
      expect(text).toMatch(/hot: stock: [>\d.]+% busy, [\d.]+ waiting/);
      expect(text).toMatch(/amplification: [\d.]+x on web -> stock\.reserve/);
    }
  });

  it('is told once where people read several expectations about one stretch of time, and with each in JUnit', async () => {
    const twice = STANDSTILL.replace(
      'expect:',
      'expect:\n  - { success: shoppers, during: 10s..15s, at-least: 99% }',
    );
    const [run, seeds] = [await resultOf(twice), await seedsResultOf(twice, { seeds: '4..5' })];
    const count = (text: string) => text.split(CAUSE).length - 1;
    // the two about shoppers; the one about stock is of another time
    expect(count(runForm.lines(run, options).join('\n'))).toBe(2);
    expect(count(seedsForm.page(seeds, options))).toBe(2);
    expect(count(runForm.junit([run]).replaceAll('&gt;', '>'))).toBe(3);
  });

  it('is data in JSON, and null of an expectation that held', async () => {
    const data = JSON.parse(runForm.json([one], '0.0.0'));
    expect(strictly(data), JSON.stringify(strictly.errors)).toBe(true);
    const [failed] = data.runs[0].expectations;
    expect(failed.evidence.causes[0]).toMatchObject({ load: 'shoppers', edge: 'web -> stock.reserve' });
    expect(failed.evidence.hot[0]).toMatchObject({ service: 'stock' });
    const held = await resultOf(STANDSTILL.replace('at-least: 99%', 'below: 99%'));
    expect(JSON.parse(runForm.json([held], '0.0.0')).runs[0].expectations[0].evidence).toBeNull();
  });
});

/** Every delivery of a mail fails from 10s to 15s, and no bill's does. */
const BAD_MAIL = `title: Bad mail
run: { length: 30s, warmup: 5s, seed: 3 }
services:
  web:
    concurrency: { async: 1000 }
    operations: { buy: [ { work: 1ms }, { send: mails }, { send: bills } ] }
  post:
    concurrency: { threads: 20 }
    operations: { write: [ { work: 5ms } ], bill: [ { work: 5ms } ] }
brokers:
  jobs:
    kind: queue
    queues: { mails: { visibility: 1s, receives: 2, dead-letter: graves }, bills: { visibility: 1s }, graves: {} }
consumers:
  - { from: mails, call: post.write, concurrency: 4 }
  - { from: bills, call: post.bill, concurrency: 4 }
load:
  - { name: shoppers, operation: web.buy, arrivals: { constant: 50/s } }
faults:
  - { errors: post.write, share: 100%, at: 10s, for: 5s }
expect:
  - { dead-letters: mails, during: 10s..15s, at-most: 0 }
  - { published: bills, during: 10s..15s, at-most: 1/s }
  - { goodput: shoppers, during: 10s..15s, at-most: 1% }
`;

describe('what happened to messages', () => {
  it('is told of the queue an expectation is about, and not of a load that waits for none', async () => {
    const { expectations } = await resultOf(BAD_MAIL);
    const [mails, bills, shoppers] = expectations.map(({ evidence }) => evidence?.deliveries);
    expect(mails).toMatchObject([{ edge: 'mails -> post.write', cause: 'error' }]);
    // one may have begun before the fault did
    expect(mails?.[0].share).toBeGreaterThan(0.98);
    expect([bills, shoppers]).toEqual([[], []]);
    const [failure] = failuresIn(runForm.junit([await resultOf(BAD_MAIL)]));
    expect(failure).toMatch(/^deliveries: [>\d.]+% error on mails -> post\.write$/m);
  });
});

describe('of many seeds', () => {
  it('is what happened on the first seed that failed, as that seed alone tells it', async () => {
    const alone = await resultOf(STANDSTILL, { seed: '4' });
    const [failed] = many.expectations;
    expect(failed.failedSeeds).toEqual(['4', '5', '6']);
    expect(failed.evidence).toEqual({ seed: '4', ...alone.expectations[0].evidence });
  });

  it('names the seed in every form', () => {
    const told = [
      failuresIn(seedsForm.junit([many]))[0],
      seedsForm.annotations([many])[0].message,
      seedsForm.markdown([many]),
      seedsForm.page(many, options),
      seedsForm.lines(many, options).join('\n'),
    ];
    for (const text of told)
      expect(text).toMatch(new RegExp(`on seed 4, why not: shoppers [\\d.]+% ${CAUSE}`));
    const data = JSON.parse(seedsForm.json([many], '0.0.0'));
    expect(strictly(data), JSON.stringify(strictly.errors)).toBe(true);
    expect(data.experiments[0].expectations[0].evidence.seed).toBe('4');
  });
});

describe('a page of Markdown', () => {
  it('tells where it was hot, and how often was tried on the edge where that was most', () => {
    const page = runForm.markdown([one]);
    expect(page).toMatch(/^Hot during: stock: [>\d.]+% busy, .* waiting/m);
    const [, ratios] = /^Amplification, phase by phase: (.*) on web -> stock\.reserve\.$/m.exec(page) ?? [];
    expect(ratios.split(' → ')).toHaveLength(one.summary.phases.length);
    expect(ratios).toContain('1.00x');
  });
});
