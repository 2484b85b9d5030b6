/** Who deserves a look first. */
import { expect, test } from 'vitest';
import type { Health, NodeNow } from '../../src/present/live.ts';
import { idOf, type MapNode, type SystemMap } from '../../src/present/map.ts';
import { inListOrder, inTrouble, nextAlongCalls, troubleOf } from '../../src/present/trouble.ts';

const fares = (health: Health, failing = 0): NodeNow => ({
  health,
  rate: 10,
  p99: 1e6,
  utilisation: 0.5,
  depth: 0,
  failing,
});

/** users -> web -> orders -> store, and web -> search. */
const names = ['web', 'orders', 'store', 'search'];
const nodes: readonly MapNode[] = [
  { id: idOf('load', 'users'), kind: 'load', index: 0, name: 'users' },
  ...names.map((name, index): MapNode => ({ id: idOf('service', name), kind: 'service', index, name })),
];
const line = (from: string, to: string) => ({
  from: from === 'users' ? idOf('load', from) : idOf('service', from),
  to: idOf('service', to),
  kind: 'sync' as const,
  edges: [],
});
const map: SystemMap = {
  nodes,
  lines: [line('users', 'web'), line('web', 'orders'), line('orders', 'store'), line('web', 'search')],
};

const now = (healths: Readonly<Record<string, NodeNow>>): ReadonlyMap<string, NodeNow> =>
  new Map(nodes.map(({ id, name }) => [id, healths[name] ?? fares('ok')]));

/** With lines that fail as much as those say that they lead to; the names of who is in trouble. */
function troubled(healths: Readonly<Record<string, NodeNow>>, failing: readonly string[]): string[] {
  const isFailing = (from: string, to: string): boolean =>
    failing.includes(`${from} ${to}`.replaceAll(/\w+:/g, ''));
  return inTrouble(map, now(healths), (from, to) => (isFailing(from, to) ? 0.5 : 0)).map(({ name }) => name);
}

test('down is worse than failing, failing than strained, and more failing than less', () => {
  const order = [fares('down'), fares('failing', 0.9), fares('failing', 0.1), fares('strained'), fares('ok')];
  const troubles = order.map(troubleOf);
  expect(troubles).toEqual(troubles.toSorted((a, b) => b - a));
  expect(new Set(troubles).size).toBe(order.length);
  expect(troubleOf(fares('idle'))).toBe(0);
});

test('the callee whose slowness fails its callers comes before them, however badly they fare', () => {
  const healths = { web: fares('failing', 1), orders: fares('failing', 1), store: fares('strained') };
  expect(troubled(healths, ['users web', 'web orders', 'orders store'])).toEqual(['store', 'web', 'orders']);
});

test('a caller that fails although its callees are well is where it begins', () => {
  const healths = { web: fares('failing', 0.3), orders: fares('failing', 0.1) };
  expect(troubled(healths, ['web orders', 'orders store'])).toEqual(['orders', 'web']);
});

test('loads only suffer, and whoever is well is not listed', () => {
  expect(troubled({ users: fares('failing', 1), search: fares('down') }, ['users web'])).toEqual(['search']);
  expect(troubled({}, [])).toEqual([]);
});

test('the list keeps the order of the scenario among those of one health, and idle ones last', () => {
  const order = (healths: Readonly<Record<string, NodeNow>>) =>
    inListOrder(nodes, now(healths)).map(({ name }) => name);
  expect(order({})).toEqual(['users', 'web', 'orders', 'store', 'search']);
  expect(
    order({ users: fares('idle'), store: fares('failing', 0.2), search: fares('failing', 0.9) }),
  ).toEqual(['store', 'search', 'web', 'orders', 'users']);
});

test('along the calls one comes to the callee that is worst off, or else to the busiest', () => {
  const next = (healths: Readonly<Record<string, NodeNow>>, from: string, to: 'callers' | 'callees') =>
    nextAlongCalls(map, now(healths), idOf('service', from), to);
  const busy = { ...fares('ok'), rate: 99 };
  expect(next({ search: busy }, 'web', 'callees')).toBe('service:search');
  expect(next({ search: busy, orders: fares('strained') }, 'web', 'callees')).toBe('service:orders');
  expect(next({}, 'web', 'callers')).toBe('load:users');
  expect(next({}, 'store', 'callees')).toBeUndefined();
});
