/** Whatever begins ends exactly once, at every instant, in whatever system. */
import { expect, test } from 'vitest';
import { type Interval, metricCatalog, Run, subjectsOf } from '../../src/sim/index.ts';
import { DEPOT_INTS, READY_COUNT } from '../../src/sim/terms/stations.ts';
import { planOf } from '../support/simulate.ts';
import { countedAround, inForce, runTo, troubles, worldOf } from './inside.ts';
import { holdsFor, LENGTH } from './random-system.ts';

test('the books balance and the counts agree with the rows at every twentieth of a second, whatever the system', () => {
  holdsFor(
    {},
    (system, seed) => {
      const run = new Run(planOf(system), { seed });
      for (let at = LENGTH / 20; at <= LENGTH; at += LENGTH / 20) {
        runTo(run, at);
        expect(troubles(run)).toEqual([]);
      }
    },
    150,
  );
});

test('no share of anything is more than one or less than none', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const run = new Run(plan, { seed });
      runTo(run);
      expect(sharesOutOfRange(run.interval(0, LENGTH))).toEqual([]);
    },
    40,
  );
});

function sharesOutOfRange(interval: Interval): string[] {
  return metricCatalog
    .filter((metric) => metric.unit === 'share')
    .flatMap((metric) =>
      metric.subjects.flatMap((kind) =>
        subjectsOf(interval.directory, kind)
          .map((subject) => ({ subject, value: metric.valueOf(interval, subject) }))
          // A share of nothing is no number.
          .filter(({ value }) => value < 0 || value > 1)
          .map(({ subject, value }) => `${metric.name} of ${subject.name}: ${value}`),
      ),
    );
}

test('when the load has stopped and everything is done, only the sources are left', () => {
  holdsFor(
    { drains: true },
    (system, seed) => {
      const plan = planOf(system);
      const run = new Run(plan, { seed, windows: false });
      runTo(run);
      const world = worldOf(run);
      const sources = plan.loads.filter((load) => load.open).length;
      const kept = plan.depots.reduce(
        (sum, depot, queue) =>
          sum + (depot.workers.length === 0 ? world.depotInts[queue * DEPOT_INTS + READY_COUNT] : 0),
        0,
      );
      expect(troubles(run)).toEqual([]);
      expect({ rows: run.rows, timers: world.timers.live }).toEqual({ rows: sources + kept, timers: 0 });
      expect([...world.inFlight].every((count) => count === 0)).toBe(true);
      expect(countedAround(run).filter((count) => count !== 0)).toEqual([]);
      const fresh = new Run(plan, { seed });
      expect([...world.freeWorkers]).toEqual([...worldOf(fresh).freeWorkers]);
      expect(inForce(run)).toEqual(inForce(fresh));
    },
    150,
  );
});
