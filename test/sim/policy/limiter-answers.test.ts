/** What each limiter answers to the nanosecond: yes, how long it holds, and for how long it would be no. */
import { describe, expect, test } from 'vitest';
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

/** The answers before and after a push at an instant, ms. */
function pushed(
  limiter: Record<string, unknown>,
  before: readonly number[],
  [at, setting, value]: readonly [number, string, number],
  after: readonly number[],
): number[][] {
  const { ask, push } = door('limiter', limiter);
  const first = before.map(ask);
  push(at, setting, value);
  return [first, after.map(ask)];
}

describe('a push', () => {
  const bucket = { kind: 'token-bucket', rate: '100/s', burst: 4 };

  test('of a rate leaves a bucket as many tokens as it has: others come at the new rate', () => {
    // Four are gone at 50 ms, two and a half are back at 75 ms: at 10/s the missing half comes in 50 ms.
    const slower = pushed(bucket, [50, 50, 50, 50], [75, 'rate', 10], [75, 75, 75, 125]);
    expect(slower).toEqual([
      [0, 0, 0, 0],
      [0, 0, -50, 0],
    ]);
    const cells = { ...bucket, kind: 'gcra' };
    expect(pushed(cells, [50, 50, 50, 50], [75, 'rate', 10], [75, 75, 75, 125])).toEqual(slower);
    const faster = pushed(bucket, [50, 50, 50, 50], [75, 'rate', 1000], [75, 75, 75, 75.5, 76]);
    expect(faster[1]).toEqual([0, 0, -0.5, 0, -0.5]);
  });

  test('and its end leave a bucket as they find it', () => {
    const { ask, push } = door('limiter', bucket);
    for (const at of [50, 50, 50, 50]) ask(at);
    push(75, 'rate', 10);
    push(75, 'rate', 100);
    expect([75, 75, 75, 80].map(ask)).toEqual([0, 0, -5, 0]);
  });

  test('of a rate keeps what has been promised', () => {
    // Two tokens were promised beyond those there were: at 10/s the next one is there in 300 ms.
    const waits = { ...bucket, burst: 1, wait: '25ms' };
    expect(pushed(waits, [50, 50, 50], [50, 'rate', 10], [50, 350])).toEqual([
      [0, 10, 20],
      [-300, 0],
    ]);
  });

  test('of a burst leaves a bucket as many tokens as still go in', () => {
    // Two of four are there: they stay two of ten, and two of two. A full one of four has room for three only.
    const gone = [50, 50];
    expect(pushed(bucket, gone, [50, 'burst', 10], [50, 50, 50])[1]).toEqual([0, 0, -10]);
    expect(pushed(bucket, gone, [50, 'burst', 2], [50, 50, 50])[1]).toEqual([0, 0, -10]);
    expect(pushed(bucket, [], [50, 'burst', 3], [50, 50, 50, 50])[1]).toEqual([0, 0, 0, -10]);
    expect(pushed(bucket, [], [50, 'burst', 5], [50, 50, 50, 50, 50])[1]).toEqual([0, 0, 0, 0, -10]);
  });

  test('of an interval leaves a bucket as many tokens as it has: the next portion comes at the end of a new one', () => {
    // Portions of four at each 40 ms, one of which is left at 70 ms; then of six, at each 60 ms.
    const portions = { ...bucket, burst: 8, interval: '40ms' };
    const seven = new Array<number>(7).fill(50);
    expect(pushed(portions, seven, [70, 'interval', 60e6], [70, 70, 119, 120])[1]).toEqual([0, -50, -1, 0]);
  });

  test('of a rate leaves as many before whoever comes to a leaky bucket as there were', () => {
    // One leaves at once and two wait until 60 and 70 ms: at 75 ms half a gap is left, which is 50 ms at 10/s.
    const leaky = { kind: 'leaky-bucket', rate: '100/s', queue: 2 };
    expect(pushed(leaky, [50, 50, 50], [75, 'rate', 10], [75, 75, 75, 125])).toEqual([
      [0, 10, 20],
      [50, 150, -50, 200],
    ]);
    // More places leave whoever is there where they are; long after, nobody is.
    expect(pushed(leaky, [50, 50, 50], [50, 'queue', 3], [50, 50])[1]).toEqual([30, -10]);
    expect(pushed(leaky, [50], [990, 'rate', 10], [990, 990])[1]).toEqual([0, 100]);
  });

  test('of the limit of a log leaves it what it remembers', () => {
    const log = { kind: 'sliding-window', count: 'log', limit: 3, window: '50ms' };
    // Of 20, 30 and 61 ms the second last says when there is room for two, and then the last.
    expect(pushed(log, [10, 20, 30, 61], [62, 'limit', 2], [62, 79, 80, 110, 111])).toEqual([
      [0, 0, 0, 0],
      [-18, -1, 0, -1, 0],
    ]);
    const { ask, push } = door('limiter', log);
    expect([10, 20, 30].map(ask)).toEqual([0, 0, 0]);
    push(40, 'limit', 2);
    expect([40].map(ask)).toEqual([-30]);
    push(40, 'limit', 3);
    expect([40, 60, 60].map(ask)).toEqual([-20, 0, -10]);
  });
});

test('so many at a time: nobody knows for how long it is no', () => {
  expect(answers({ kind: 'concurrency', limit: 1 }, 10, 20)).toEqual([0, Number.NEGATIVE_INFINITY]);
});
