/**
 * A wish to be left alone lies where a frame keeps what it owes after a pause: one column for two. So no
 * answer may carry one unless its attempt was turned away.
 */
import { expect, test } from 'vitest';
import { factsInto } from '../../src/sim/facts.ts';
import { seedKey } from '../../src/sim/kernel/seed.ts';
import { Machine } from '../../src/sim/machine/machine.ts';
import { PUSHBACK, REALS } from '../../src/sim/terms/columns.ts';
import { CANCELLED, outcomeOf, SHED, TIMED_OUT } from '../../src/sim/terms/outcomes.ts';
import { planOf } from '../support/simulate.ts';
import { holdsFor, LENGTH } from './random-system.ts';

const UNHEARD = [TIMED_OUT, CANCELLED];

test('only whoever was shed is asked to stay away, whatever the system', () => {
  let asked = 0;
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      plan.samplers.prepare();
      const others: string[] = [];
      const [key0, key1] = seedKey(seed);
      const machine = new Machine(plan, key0, key1, (world) => {
        const facts = factsInto(world, []);
        return {
          ...facts,
          attemptEnded: (row, ending) => {
            facts.attemptEnded(row, ending);
            const wish = world.arena.F[row * REALS + PUSHBACK];
            // Who stops waiting has heard nothing.
            if (wish === 0 || UNHEARD.includes(outcomeOf(ending))) return;
            if (outcomeOf(ending) === SHED) asked += 1;
            else others.push(`after outcome ${outcomeOf(ending)}: ${wish} ns, at ${world.clock[0]}`);
          },
        };
      });
      machine.approach(LENGTH);
      expect(others).toEqual([]);
    },
    100,
  );
  expect(asked).toBeGreaterThan(50);
});
