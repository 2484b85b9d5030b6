/** Scenarios that once went wrong: each ends, balances, and is the same whether watched or not, alone or in company. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Run } from '../../src/sim/index.ts';
import { VIRTUAL } from '../../src/sim/terms/stations.ts';
import { planOf } from '../support/simulate.ts';
import { runTo, troubles, worldOf } from './inside.ts';
import type { RawSystem } from './random-system.ts';

const folder = new URL('../../scenarios/regressions/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** What of a scenario the machine runs. */
function systemIn(name: string): RawSystem {
  const written = parse(readFileSync(new URL(name, folder), 'utf8')) as RawSystem;
  const {
    title: _title,
    question: _question,
    description: _description,
    expect: _expect,
    ...system
  } = written;
  return system;
}

test.each(files)('%s', (name) => {
  const system = systemIn(name);
  const plan = planOf(system);
  const run = runTo(new Run(plan, { windows: false }));
  expect(troubles(run)).toEqual([]);
  if (
    plan.faults.every(
      ({ length, at, every, times }) => at + length + (times > 1 ? every * times : 0) < plan.length,
    )
  ) {
    expect(run.faults.map(({ strength }) => strength)).toEqual(plan.faults.map(() => 0));
  }

  const watched = new Run(plan);
  for (let at = 0; at < plan.length; at += plan.length / 500) {
    runTo(watched, Math.round(at));
    watched.reading();
  }
  runTo(watched);
  expect(watched.hash).toBe(run.hash);

  const service = Object.keys(system.services as RawSystem)[0];
  const faults = [
    ...((system.faults as RawSystem[] | undefined) ?? []),
    { slow: service, factor: 1, name: 'nothing', at: '10ms', for: '100ms' },
  ];
  expect(runTo(new Run(planOf({ ...system, faults }))).hash).toBe(run.hash);
});

test('no load leaves rows behind, however often it was surged', () => {
  const system = systemIn('pause-in-load.yaml');
  expect(runTo(new Run(planOf(system))).rows).toBe(1);
});

test('a surge comes as often as it was told to, and no oftener', () => {
  const run = new Run(planOf(systemIn('surge-again.yaml')));
  const strengths = [30, 230, 430, 630].map((at) => {
    runTo(run, at * 1e6);
    return run.faults[0].strength;
  });
  expect(strengths).toEqual([1, 1, 0, 0]);
});

test('the work done on shared cores is the same to the last bit, however often somebody looks', () => {
  const plan = planOf(systemIn('shared-cores-watched.yaml'));
  const workDone = (looks: number) => {
    const run = new Run(plan, { windows: false });
    for (let i = 1; i <= looks; i++) {
      runTo(run, Math.round((i * plan.length) / looks));
      worldOf(run).settleIntegrals();
    }
    return worldOf(run).stationReals[VIRTUAL];
  };
  expect(workDone(20_000)).toBe(workDone(1));
});
