/** The header says for a moment what has begun or is over; a list under a key keeps it. */
import { expect, test } from 'vitest';
import { Cells } from '../../../src/draw/index.ts';
import type { FaultSpan } from '../../../src/present/fault-spans.ts';
import type { Spell } from '../../../src/present/spells.ts';
import { dialogSpace, dialogText } from '../../../src/ui/live/dialogs.ts';
import { allNews, latestNews } from '../../../src/ui/live/news.ts';
import { SPEEDS } from '../../../src/ui/live/pace.ts';
import { Picture } from '../../../src/ui/live/picture.ts';
import { stagedScene } from './staged-scene.ts';

const TEN = SPEEDS.indexOf(10);

/** Slow payments from 60 s to 80 s, a crash of web from 20 s to 25 s; the run is two minutes long. */
const newsAt = (seconds: number, speed = TEN, spans?: readonly FaultSpan[]) =>
  latestNews(stagedScene({ speed }, { now: seconds * 1e9, ...(spans === undefined ? {} : { spans }) }))?.text;

test('a fault that begins is news for a while, and so is its end', () => {
  expect(newsAt(59)).toBeUndefined();
  expect(newsAt(60.5)).toBe('1:00.0 slow-payments begins');
  expect(newsAt(79.9)).toBe('1:00.0 slow-payments begins');
  expect(newsAt(81)).toBe('1:20.0 slow-payments is over');
  expect(newsAt(110)).toBeUndefined();
  expect(newsAt(26)).toBe('0:25.0 crash-web is over');
});

test('news last as long on the wall at any speed, but not for half of the run', () => {
  expect(newsAt(62, SPEEDS.indexOf(1))).toBeDefined();
  expect(newsAt(64, SPEEDS.indexOf(1))).toBeUndefined();
  expect(newsAt(75, SPEEDS.indexOf(Number.POSITIVE_INFINITY))).toBeDefined();
  expect(newsAt(110, SPEEDS.indexOf(Number.POSITIVE_INFINITY))).toBeUndefined();
});

test('what comes and goes all the time is no news', () => {
  const [slow] = stagedScene().spans;
  const times = Array.from({ length: 20 }, (_, i) => ({ from: (60 + i) * 1e9, to: (60.5 + i) * 1e9 }));
  expect(newsAt(65, TEN, [{ ...slow, every: 1e9, times }])).toBeUndefined();
});

test('the header has the news instead of the title, and what a key has done before both', () => {
  const header = (message?: { text: string; isTrouble: boolean }): string => {
    const cells = new Cells(80, 23);
    new Picture().paint(cells, stagedScene({ speed: TEN, message }, { now: 61e9 }));
    return cells.text().split('\n')[0];
  };
  expect(header()).toMatch(/^ █ 1:00.0 slow-payments begins /);
  expect(header({ text: 'lifted crash-web', isTrouble: false })).toMatch(/^ lifted crash-web /);
});

const spell = (kind: Spell['kind'], from: number, to?: number, more: Partial<Spell> = {}): Spell => ({
  kind,
  of: 'service',
  index: 2,
  name: 'payments',
  from: from * 1e9,
  to: to === undefined ? undefined : to * 1e9,
  times: 1,
  ...more,
});
const SPELLS: readonly Spell[] = [
  spell('breaker', 61.3, undefined, { of: 'edge', index: 1, name: 'orders -> payments.charge', times: 4 }),
  spell('shed', 61.9, 66, { times: 12_345 }),
  spell('ejected', 62.4),
  spell('panic', 62.4, 64),
];

test('what takes part since then is news as well, with its instant and place; the others are counted', () => {
  const header = (seconds: number, columns = 80, ascii = false): string => {
    const cells = new Cells(columns, 23);
    new Picture().paint(cells, stagedScene({ speed: TEN }, { now: seconds * 1e9, spells: SPELLS, ascii }));
    return cells.text().split('\n')[0];
  };
  expect(header(61.4)).toMatch(/^ ⊘ 1:01.3 breaker opens: orders -> payments/);
  expect(header(62)).toMatch(/^ ! 1:01.9 sheds: payments {2}\+2: n {3}/);
  expect(header(64.5)).toMatch(/^ · 1:04.0 panic over: payments {2}\+5: n {3}/);
  expect(header(64.5, 60)).toMatch(/^ · 1:04.0 panic over: pay/);
  expect(header(64.5, 80, true)).toMatch(/^ \. 1:04.0 panic over: payments/);
});

test('the list has all of it, the latest first: when, what, how often and where', () => {
  const lines = allNews(stagedScene({}, { spells: SPELLS }));
  expect(lines.map(({ when, what, where }) => [when, what, where])).toEqual([
    ['1:02.4 - now', '! replicas ejected', 'payments'],
    ['1:02.4 - 1:04.0', '· callers panic', 'payments'],
    ['1:01.9 - 1:06.0', '· sheds, 12,345 attempts', 'payments'],
    ['1:01.3 - now', '⊘ breaker open, 4 times', 'orders -> payments.charge'],
    ['1:00.0 - now', '█ slow-payments', 'payments'],
    ['0:20.0 - 0:25.0', '▒ crash-web', 'web'],
  ]);
  expect(lines.map(({ node }) => node?.replace('service:', ''))).toEqual([
    ...Array(5).fill('payments'),
    'web',
  ]);
});

test('the list fits the smallest terminal and one without signs, and tells what matters there', () => {
  for (const ascii of [false, true]) {
    const lines = allNews(stagedScene({}, { spells: SPELLS, ascii }));
    const { lines: drawn, width } = dialogText({ kind: 'news', lines, at: 3 }, dialogSpace(60, 20, ascii));
    expect(width).toBeLessThanOrEqual(56);
    for (const { text } of drawn) expect([...text].length).toBeLessThanOrEqual(56);
    expect(drawn[3]).toMatchObject({ look: 'selected' });
    expect(drawn[3].text).toContain(`${ascii ? '/' : '⊘'} breaker open, 4 t`);
    if (ascii) for (const { text } of drawn) expect(text).toMatch(/^[ -~]*$/);
  }
});
