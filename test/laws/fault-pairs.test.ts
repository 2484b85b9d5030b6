/**
 * Any two faults at once. From the catalog, so a new fault meets all the others here: while both last
 * and after, the books balance; when both are over, nothing of them is in force.
 */
import { describe, expect, test } from 'vitest';
import { exampleSystem, type FaultName, faults, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { inForce, runTo, troubles } from './inside.ts';

const names = Object.keys(faults) as FaultName[];
const system = { ...exampleSystem, run: { length: '24s', warmup: '1s', seed: 7 } };
const fresh = inForce(new Run(planOf(system)));

/** The example of a fault at another time. */
function example(name: FaultName, at: string, length: string): Record<string, unknown> {
  const { replicas: _, ...all } = faults[name].example as Record<string, unknown>;
  return { ...all, at, for: length, name: `${name}-${at}` };
}

describe.each(names.map((name) => [name]))('%s', (first) => {
  test.each(names.slice(names.indexOf(first)).map((name) => [name]))('and %s', (second) => {
    const both = [example(first, '3s', '5s'), example(second, '5s', '5s')];
    const run = new Run(planOf({ ...system, faults: both }), { windows: false });
    // Before, one, both, the other alone, after; and once more in the middle of each.
    for (const at of [2.5, 4, 5, 6.5, 8, 9, 10, 12]) {
      runTo(run, at * 1e9);
      expect(troubles(run), `at ${at} s`).toEqual([]);
    }
    runTo(run);
    expect(troubles(run)).toEqual([]);
    expect(inForce(run)).toEqual(fresh);
    expect(run.faults.map(({ strength }) => strength)).toEqual([0, 0]);
  });

  test('is the same rewound and forked in the middle, and lifted by hand it leaves nothing behind', () => {
    const alone = { ...system, faults: [example(first, '3s', '5s')] };
    const run = runTo(new Run(planOf(alone), { windows: false }), 6e9);
    const moment = run.snapshot();
    const twin = run.fork();
    const lifted = run.fork();
    lifted.lift(`${first}-3s`);
    const told = [run, twin].map((each) => runTo(each).stateHash());
    run.restore(moment);
    expect([...told, runTo(run).stateHash()]).toEqual(new Array(3).fill(told[0]));
    runTo(lifted);
    expect(troubles(lifted)).toEqual([]);
    expect(inForce(lifted)).toEqual(fresh);
  });
});
