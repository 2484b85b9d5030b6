/** What each limiter answers to the nanosecond: yes, how long it holds, and for how long it would be no. */
import { expect, test } from 'vitest';
import { door } from './door.ts';

/** The answers to requests at these instants, ms: 0 is yes, positive held so long, negative no for so long. */
function answers(limiter: Record<string, unknown>, ...instants: number[]): number[] {
  const { ask } = door('limiter', limiter);
  return instants.map(ask);
}

test('a token bucket tells when there would be a token, and holds up to its wait, itself included', () => {
  const bucket = { kind: 'token-bucket', rate: '100/s', burst: 2 };
  expect(answers(bucket, 50, 50, 50, 53, 60)).toEqual([0, 0, -10, -7, 0]);
  expect(answers({ ...bucket, wait: '20ms' }, 50, 50, 50, 50, 50)).toEqual([0, 0, 10, 20, -30]);
  // Tokens in portions, at each 40 ms.
  expect(answers({ ...bucket, interval: '40ms' }, 50, 50, 50, 79, 80)).toEqual([0, 0, -30, -1, 0]);
});

test('a token bucket whose gap is no whole number of nanoseconds lets in at the nearest one', () => {
  // A third of a second: the second token is there at 333333333.3 ns.
  const bucket = { kind: 'token-bucket', rate: '3/s', burst: 1 };
  expect(answers(bucket, 0, 333.333333)).toEqual([0, 0]);
  expect(answers(bucket, 0, 333.333332)).toEqual([0, -0.000001]);
});

test('a leaky bucket tells when there would be a place', () => {
  // One a 10 ms and two places: whoever comes 4 ms later finds one in 6 ms.
  const bucket = { kind: 'leaky-bucket', rate: '100/s', queue: 2 };
  expect(answers(bucket, 50, 50, 50, 50, 54, 60, 60)).toEqual([0, 10, 20, -10, -6, 20, -10]);
});

test('a fixed window tells when the next one begins', () => {
  const window = { kind: 'fixed-window', limit: 2, window: '50ms' };
  expect(answers(window, 60, 60, 60, 99, 100)).toEqual([0, 0, -40, -1, 0]);
  expect(answers({ ...window, wait: '40ms' }, 60, 60, 60, 60, 60)).toEqual([0, 0, 40, 40, -90]);
});

test('a fixed window pays back what was reserved window by window, however long nobody came', () => {
  // Two and six reserved: the windows of 50, 100 and 150 ms are given away; in that of 200 ms there are two again.
  const window = { kind: 'fixed-window', limit: 2, window: '50ms', wait: '1s' };
  const first = new Array<number>(8).fill(10);
  expect(answers(window, ...first, 160, 210, 210, 210)).toEqual([
    0, 0, 40, 40, 90, 90, 140, 140, 40, 0, 40, 40,
  ]);
});

test('a sliding log tells when the oldest of the window is out of it', () => {
  const log = { kind: 'sliding-window', count: 'log', limit: 2, window: '50ms' };
  expect(answers(log, 60, 70, 80, 109, 110, 110)).toEqual([0, 0, -30, -1, 0, -10]);
  expect(answers({ ...log, wait: '30ms' }, 60, 70, 80, 80)).toEqual([0, 0, 30, -40]);
});

test('a sliding counter tells when there would be room if nobody else came', () => {
  const counter = { kind: 'sliding-window', count: 'counter', limit: 10, window: '100ms' };
  const eight = new Array<number>(8).fill(90);
  // Eight before: at 110 ms 7.2 of them count, and two more fit in. A third does when 8 · (1 − x) + 3 is 10.
  expect(answers(counter, ...eight, 110, 110, 110).slice(8)).toEqual([0, 0, -2.5]);
  // Ten in one window leave no room in it; in the next one when 10 (1 − x) ≤ 9.
  expect(answers(counter, ...new Array<number>(11).fill(150)).slice(9)).toEqual([0, -60]);
});

test('so many at a time: nobody knows for how long it is no', () => {
  expect(answers({ kind: 'concurrency', limit: 1 }, 10, 20)).toEqual([0, Number.NEGATIVE_INFINITY]);
});
