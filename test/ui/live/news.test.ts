/** The header says for a moment that a fault has begun or is over. */
import { expect, test } from 'vitest';
import { Cells } from '../../../src/draw/index.ts';
import type { FaultSpan } from '../../../src/present/fault-spans.ts';
import { faultNews } from '../../../src/ui/live/news.ts';
import { SPEEDS } from '../../../src/ui/live/pace.ts';
import { Picture } from '../../../src/ui/live/picture.ts';
import { stagedScene } from './staged-scene.ts';

const TEN = SPEEDS.indexOf(10);

/** Slow payments from 60 s to 80 s, a crash of web from 20 s to 25 s; the run is two minutes long. */
const newsAt = (seconds: number, speed = TEN, spans?: readonly FaultSpan[]) =>
  faultNews(stagedScene({ speed }, { now: seconds * 1e9, ...(spans === undefined ? {} : { spans }) }));

test('a fault that begins is news for a while, and so is its end', () => {
  expect(newsAt(59)).toBeUndefined();
  expect(newsAt(60.5)).toEqual({ name: 'slow-payments', kind: 'begins' });
  expect(newsAt(70)).toBeUndefined();
  expect(newsAt(81)).toEqual({ name: 'slow-payments', kind: 'is over' });
  expect(newsAt(26)).toEqual({ name: 'crash-web', kind: 'is over' });
});

test('news last as long on the wall at any speed, but not for half of the run', () => {
  expect(newsAt(62, SPEEDS.indexOf(1))).toBeDefined();
  expect(newsAt(64, SPEEDS.indexOf(1))).toBeUndefined();
  expect(newsAt(67, SPEEDS.indexOf(Number.POSITIVE_INFINITY))).toBeUndefined();
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
  expect(header()).toMatch(/^ █ slow-payments begins /);
  expect(header({ text: 'lifted crash-web', isTrouble: false })).toMatch(/^ lifted crash-web /);
});
