/** The laws are only as good as the systems they are held against: those know every member of the catalogs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RAMP_SHAPES } from '../../src/sim/fault/index.ts';
import { balancers, faults, policies } from '../../src/sim/index.ts';
import { budgets } from '../../src/sim/policy/budget/index.ts';
import { conditions, envelope } from '../../src/sim/spec/faults.ts';
import { planOf } from '../support/simulate.ts';
import { type RawSystem, randomSystem } from './random-system.ts';

const DRAWN = fc.sample(randomSystem(), { seed: 42, numRuns: 3000 }).map(({ system }) => system);

/** Whatever a system says at keys of this name, wherever they stand. */
function saidAt(key: string, node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap((each) => saidAt(key, each));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...saidAt(key, value),
  ]);
}

/** The members of a catalog that fewer than five of the systems have. */
function rare(members: readonly string[], has: (system: RawSystem, member: string) => boolean): string[] {
  return members.filter((member) => DRAWN.filter((system) => has(system, member)).length < 5);
}

const listed = (key: string) => (system: RawSystem, member: string) =>
  saidAt(key, system).some((list) => (list as RawSystem[]).some((entry) => member in entry));

test('every policy is drawn around calls, and every gate at doors', () => {
  const all = Object.values(policies);
  const around = all.filter((policy) => 'machine' in policy).map(({ name }) => name);
  const gates = all.filter((policy) => 'gate' in policy).map(({ name }) => name);
  expect(rare(around, listed('policies'))).toEqual([]);
  expect(rare(gates, listed('admission'))).toEqual([]);
});

test('every fault is drawn', () => {
  expect(rare(Object.keys(faults), listed('faults'))).toEqual([]);
});

/** Keys of a mapping field. */
const keysOf = (field: unknown): string[] =>
  Object.keys((field as { unwrap(): { shape: object } }).unwrap().shape);

test('every word of the envelope of faults is drawn, every condition, every shape of a ramp', () => {
  const said = (word: string) => (system: RawSystem, member: string) =>
    ((system.faults ?? []) as RawSystem[]).some(
      (fault) => (fault[word] as RawSystem)?.[member] !== undefined,
    );
  const { repeat, flap, match, ramp } = envelope;
  for (const [word, field] of Object.entries({ repeat, flap, match, ramp }))
    expect(rare(keysOf(field), said(word)), word).toEqual([]);
  expect(rare(Object.keys(envelope), listed('faults'))).toEqual([]);
  expect(rare(Object.keys(conditions), said('when'))).toEqual([]);
  expect(
    rare(RAMP_SHAPES, (system, shape) =>
      ((system.faults ?? []) as RawSystem[]).some((each) => (each.ramp as RawSystem)?.shape === shape),
    ),
  ).toEqual([]);
});

test('every balancer and every retry budget is drawn', () => {
  const words = (key: string) => (system: RawSystem, member: string) =>
    saidAt(key, system).some((said) => said === member || (said as RawSystem)?.[member] !== undefined);
  expect(rare(Object.keys(balancers), words('balancer'))).toEqual([]);
  expect(
    rare(
      Object.values(budgets).map(({ name }) => name),
      words('budget'),
    ),
  ).toEqual([]);
});

test('each of them is a system that can be run', () => {
  for (const system of DRAWN) planOf(system);
});
