/** Any two faults of the catalog, one over the other, leave nothing behind. */
import { expect, test } from 'vitest';
import { exampleSystem, faults, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { inForce, runTo, troubles, worldOf } from './inside.ts';

type Raw = Record<string, unknown>;

const system: Raw = { ...exampleSystem, run: { length: '12s', seed: 3 } };
const examples: readonly Raw[] = Object.values(faults).map((fault) => fault.example);
const after = (run: Run) => ({
  ...inForce(run),
  settings: [...worldOf(run).settings],
  limits: [...worldOf(run).queueLimits],
});

test.each(Object.values(faults).map((fault) => [fault.name, fault.example] as const))(
  '%s, with every other',
  (_, example) => {
    const untouched = after(runTo(new Run(planOf(system))));
    for (const other of examples) {
      const run = runTo(
        new Run(
          planOf({
            ...system,
            faults: [
              { ...example, name: 'one', at: '1s', for: '2s' },
              { ...other, name: 'other', at: '2s', for: '2s' },
            ],
          }),
        ),
      );
      expect(after(run), JSON.stringify(other)).toEqual(untouched);
      expect(troubles(run), JSON.stringify(other)).toEqual([]);
    }
  },
  60_000,
);
