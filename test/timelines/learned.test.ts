/** Learned limits at work, on both sides of a call: who is let in, and what they take for news. */
import { expect, test } from 'vitest';
import { factsOf, type What } from './facts.ts';

type Keys = Record<string, unknown>;

/** A burst every 100 ms, from the front to a service; an answer takes 10 ms. */
function shop(size: number, call: Keys, web: Keys = {}, more: Keys = {}) {
  return {
    run: { length: '1s' },
    services: {
      front: { concurrency: { threads: 1000 }, operations: { pass: [{ call: 'web.ask', ...call }] } },
      web: { concurrency: { threads: 1000 }, operations: { ask: [{ work: '10ms' }] }, ...web },
    },
    load: [{ name: 'people', operation: 'front.pass', arrivals: { bursts: { size, every: '100ms' } } }],
    ...more,
  };
}

const aimd = (more: Keys = {}) => ({ 'adaptive-concurrency': { kind: 'aimd', initial: 4, min: 1, ...more } });

/** How many of each burst, in order. */
function each(system: unknown, kind: What): number[] {
  const counts = new Array<number>(9).fill(0);
  for (const { at, what, where } of factsOf(system)) {
    if (where === 'front -> web.ask' && what === kind) counts[Math.floor(at / 100e6) - 1] += 1;
  }
  return counts;
}

test('around a call and at the door alike, one more for each answer that had half of the limit beside it', () => {
  // Of n that go in at once, those with at least half of the limit in when they went in make it grow.
  const grown: number[] = [];
  for (let limit = 4, i = 0; i < 9; i++) {
    grown.push(limit);
    const alongside = Array.from({ length: limit }, (_, k) => k + 1);
    for (const beside of alongside) if (beside * 2 >= limit) limit += 1;
  }
  expect(grown.slice(0, 4)).toEqual([4, 7, 11, 17]);
  expect(each(shop(200, aimd()), 'try')).toEqual(grown);
  expect(each(shop(200, {}, { admission: [aimd()] }), 'start')).toEqual(grown);
});

test('around a call a timeout inside of it is a drop, one outside of it is no news, and neither is an error', () => {
  const slow = { operations: { ask: [{ work: '60ms' }] } };
  const inside = shop(9, { policies: [aimd(), { timeout: '50ms' }] }, slow);
  // Four drops each time: 4, 3, 2, 1, and no less.
  expect(each(inside, 'try')).toEqual([4, 1, 1, 1, 1, 1, 1, 1, 1]);
  const outside = shop(9, { policies: [{ timeout: '50ms' }, aimd()] }, slow);
  expect(each(outside, 'try')).toEqual(new Array(9).fill(4));
  const failing = { operations: { ask: [{ work: '10ms' }, { fail: '100%' }] } };
  expect(each(shop(9, aimd(), failing), 'try')).toEqual(new Array(9).fill(4));
});

test('at the door an error is an answer, a full queue is a drop, and a caller who leaves is no news', () => {
  const failing = { operations: { ask: [{ work: '10ms' }, { fail: '100%' }] } };
  expect(each(shop(9, {}, { ...failing, admission: [aimd()] }), 'start')).toEqual([
    4, 7, 9, 9, 9, 9, 9, 9, 9,
  ]);
  // Two have a slot and two are refused, which makes 3 and 2 of it; with the two answers it is 4 again.
  const full = { concurrency: { threads: 2 }, queue: { limit: 0 }, admission: [aimd()] };
  expect(each(shop(4, {}, full), 'turned-away').slice(0, 3)).toEqual([2, 2, 2]);
  const leaving = { cancellation: 'full', admission: [aimd()], operations: { ask: [{ work: '60ms' }] } };
  expect(each(shop(9, { timeout: '50ms' }, leaving), 'start')).toEqual(new Array(9).fill(4));
});

test('a replica that crashes has forgotten what it learned, as a caller and at its door', () => {
  const before = each(shop(200, aimd()), 'try');
  const faults = (target: string) => ({ faults: [{ crash: target, at: '350ms', for: '1ms' }] });
  expect(each(shop(200, aimd(), {}, faults('front')), 'try')).toEqual([
    ...before.slice(0, 3),
    ...before.slice(0, 6),
  ]);
  expect(each(shop(200, {}, { admission: [aimd()] }, faults('web')), 'start')).toEqual([
    ...before.slice(0, 3),
    ...before.slice(0, 6),
  ]);
});

test('an instant needs more than 32 bits, and a time at the door that began at any of them is measured right', () => {
  // 3 s are more than 2^31 ns, 6 s more than 2^32.
  const late = {
    ...shop(9, {}, { admission: [aimd({ timeout: '1s' })] }),
    run: { length: '10s' },
    load: [{ name: 'people', operation: 'front.pass', arrivals: { bursts: { size: 9, every: '3s' } } }],
  };
  const starts = factsOf(late).filter(({ what, where }) => what === 'start' && where === 'front -> web.ask');
  expect([3, 6, 9].map((at) => starts.filter((fact) => fact.at === at * 1e9).length)).toEqual([4, 7, 9]);
});
