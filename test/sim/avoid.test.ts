/** A choice that shall avoid one replica: a retry that goes elsewhere. */
import { expect, it } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { chooseReplica } from '../../src/sim/machine/balancing.ts';
import type { World } from '../../src/sim/machine/world.ts';
import { planOf } from '../support/simulate.ts';

function worldWith(replicas: number, faults: number[]): World {
  const run = new Run(
    planOf({
      run: { length: '10s' },
      services: {
        web: {
          replicas,
          concurrency: { threads: 10 },
          operations: { ask: [{ work: '1ms' }] },
          ejection: { most: '100%', consecutive: 1 },
        },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
      faults: faults.length === 0 ? [] : [{ errors: 'web', share: '100%', replicas: faults }],
    }),
  );
  run.advance(5e9);
  return (run as unknown as { world: World }).world;
}

/** Where sixty attempts go that shall not go to `avoid`. */
function chosenBy(world: World, ...avoid: number[]): number[] {
  const site = world.plan.sites[0];
  const chosen = Array.from({ length: 60 }, () => chooseReplica(world, 0, site, site.firstClient, 0, avoid));
  return [...new Set(chosen)].sort();
}

it('goes anywhere but there', () => {
  expect(chosenBy(worldWith(3, []), 1)).toEqual([0, 2]);
  expect(chosenBy(worldWith(3, []))).toEqual([0, 1, 2]);
});

it('leaves nothing behind', () => {
  const world = worldWith(3, []);
  chosenBy(world, 1);
  expect([...world.health.out]).toEqual([0, 0, 0]);
});

it('goes there all the same when it is the only one left', () => {
  expect(chosenBy(worldWith(2, [0]), 1)).toEqual([1]);
  expect(chosenBy(worldWith(1, []), 0)).toEqual([0]);
});

it('avoids it also in a panic, when those who are ejected are asked again', () => {
  expect(chosenBy(worldWith(3, [0, 1]), 2)).toEqual([0, 1]);
});
