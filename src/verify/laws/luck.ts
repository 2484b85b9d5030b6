/** Luck is keyed: what is added to a system moves nobody else's, and changes nothing before it begins. */
import type { Law, Ruling } from './contract.ts';
import { EARLY, eventful, eventfulPlan, plannedSlow } from './eventful.ts';

function equal(first: string, second: string, what: string): Ruling {
  return first === second
    ? { holds: true, told: `${what}: ${first}` }
    : { holds: false, told: `${what}: ${first} without, ${second} with` };
}

const neighbour = {
  services: {
    ...eventful.services,
    island: { concurrency: { threads: 2 }, operations: { visit: [{ work: { exponential: '9ms' } }] } },
  },
  load: [
    ...eventful.load,
    { name: 'islanders', operation: 'island.visit', arrivals: { poisson: '150/s' }, retry: { attempts: 2 } },
  ],
};

export const luck: readonly Law[] = [
  {
    name: 'neighbour',
    title: "A service and a load more move nobody else's luck",
    check(lab) {
      const hashes = (changes: object) => {
        const run = lab.begin(eventfulPlan(changes), { seed: lab.seed });
        run.advance();
        return `${run.loadHash(0)} ${run.loadHash(1)}`;
      };
      return equal(hashes({}), hashes(neighbour), 'both loads');
    },
  },
  {
    name: 'not-before',
    title: 'A fault changes nothing before it begins',
    check(lab) {
      const hashAt = (at: number, faults: readonly object[]) => {
        const run = lab.begin(eventfulPlan({ faults }), { seed: lab.seed });
        run.advance(at);
        return run.hash;
      };
      const more = [...eventful.faults, plannedSlow('3s')];
      const before = equal(hashAt(EARLY, eventful.faults), hashAt(EARLY, more), 'up to 3 s');
      const after = hashAt(2 * EARLY, eventful.faults) !== hashAt(2 * EARLY, more);
      return after ? before : { holds: false, told: 'nor does it change anything after that' };
    },
  },
];
