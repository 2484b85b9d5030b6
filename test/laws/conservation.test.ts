/** Whatever begins ends exactly once, at every instant, in whatever system. */
import { expect, test } from 'vitest';
import { type Interval, metricCatalog, metricNamed, Run, subjectsOf } from '../../src/sim/index.ts';
import type { World } from '../../src/sim/machine/world.ts';
import { budgets } from '../../src/sim/policy/budget/index.ts';
import { CODE, INTS, LIFE } from '../../src/sim/terms/columns.ts';
import { CHECKED, HEALTH_NEWS, RESTARTED, TRIAL } from '../../src/sim/terms/events.ts';
import { DEPOT_INTS, READY_COUNT } from '../../src/sim/terms/stations.ts';
import { planOf } from '../support/simulate.ts';
import { clientsOf, countedAround, inForce, runTo, troubles, worldOf } from './inside.ts';
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

test('windows of time come to what is told of the whole, of every service', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const run = new Run(plan, { seed });
      runTo(run);
      const { windows } = run;
      if (windows === undefined) throw new Error('a run has windows');
      const whole = run.interval(0, windows.ends()[windows.count - 1]);
      plan.directory.services.forEach(({ name, cores }, index) => {
        type Column = 'in-service' | 'slots' | 'cores' | 'utilisation' | 'cores-utilisation' | 'queue-depth';
        const series = (column: Column) => windows.series('service', index, column);
        const there = series('in-service');
        const value = (metric: string) =>
          metricNamed(metric)?.valueOf(whole, { kind: 'service', index }) ?? Number.NaN;
        const inAll = (shares: Float64Array, of: Float64Array) =>
          shares.reduce((sum, share, i) => sum + share * of[i], 0) / of.reduce((sum, n) => sum + n, 0);
        expect(inAll(series('utilisation'), series('slots')), name).toBeCloseTo(value('utilisation'), 9);
        if (cores > 0) {
          const shares = inAll(series('cores-utilisation'), series('cores'));
          expect(shares, name).toBeCloseTo(value('cores-utilisation'), 9);
        }
        const depth = series('queue-depth').reduce((sum, each) => sum + each, 0) / windows.count;
        expect(depth, name).toBeCloseTo(value('queue-depth'), 6);
        expect(there.reduce((sum, n) => sum + n, 0) / windows.count, name).toBeCloseTo(
          whole.inService(index),
          9,
        );
      });
    },
    40,
  );
});

test('no share of anything is more than one or less than none, in no tenth of a run and not in all of it', () => {
  const moments = Array.from({ length: 11 }, (_, i) => (i * LENGTH) / 10);
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const run = new Run(plan, { seed, moments });
      runTo(run);
      for (let i = 0; i < 10; i++)
        expect(sharesOutOfRange(run.interval(moments[i], moments[i + 1])), `tenth ${i}`).toEqual([]);
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

/** Budgets that count attempts or retries under way although nothing is. */
function stillCounted(run: Run): string[] {
  const { shared } = worldOf(run);
  const envoy = budgets.findIndex(({ name }) => name === 'envoy');
  return run.plan.sites.flatMap(({ chain, edge }) =>
    chain.flatMap(({ policy, shared: first, sharedSize }) => {
      if (policy.name !== 'retry' || sharedSize === 0 || shared[first] !== envoy) return [];
      const [, active, retries] = shared.subarray(first, first + sharedSize);
      return active === 0 && retries === 0 ? [] : [`edge ${edge}: ${active} under way, ${retries} retries`];
    }),
  );
}

/** Calls that wait in rooms of policies. */
function waitingInRooms(run: Run): number {
  const { plan, rooms } = worldOf(run);
  return Array.from({ length: plan.roomCount }, (_, room) => rooms.length(room)).reduce(
    (sum, each) => sum + each,
    0,
  );
}

/** Places that bulkheads believe to be taken, over all replicas of their callers. */
function insideBulkheads(run: Run): number {
  const { plan, shared } = worldOf(run);
  let inside = 0;
  for (const { chain, edge } of plan.sites) {
    for (const layer of chain.filter(({ policy }) => policy.name === 'bulkhead')) {
      for (let client = 0; client < clientsOf(plan, edge); client++) inside += shared[layer.shared + client];
    }
  }
  return inside;
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
      // Checkers and sweeps go on for ever; between two checks nothing else is under way.
      const minders =
        plan.checks.reduce((sum, { sites }) => sum + sites.length, 0) +
        plan.watches.filter(({ ejection }) => ejection?.probes === false).length;
      // So do those that wait for a level, until it comes.
      const watchers = world.overlay.faults.filter(
        ({ when }, fault) => when !== undefined && !('fault' in when) && world.overlay.waiting[fault] === 1,
      ).length;
      for (let more = 1; more <= 1000 && isMinding(world); more++) runTo(run, plan.length + more * 1e6);
      const kept = plan.depots.reduce(
        (sum, depot, queue) =>
          sum + (depot.workers.length === 0 ? world.depotInts[queue * DEPOT_INTS + READY_COUNT] : 0),
        0,
      );
      expect(troubles(run)).toEqual([]);
      expect({ rows: run.rows, timers: world.timers.live }).toEqual({
        rows: sources + kept + minders + watchers,
        timers: 0,
      });
      expect([...world.inFlight].every((count) => count === 0)).toBe(true);
      expect(stillCounted(run)).toEqual([]);
      expect(countedAround(run).filter((count) => count !== 0)).toEqual([]);
      const fresh = new Run(plan, { seed });
      expect([...world.freeWorkers]).toEqual([...worldOf(fresh).freeWorkers]);
      expect(inForce(run)).toEqual(inForce(fresh));
      expect({
        keys: world.holders.size,
        waiting: waitingInRooms(run),
        inside: insideBulkheads(run),
      }).toEqual({
        keys: 0,
        waiting: 0,
        inside: 0,
      });
    },
    150,
  );
});

/** A check, its news or a restart is under way, or an ejection that a probe would end. */
function isMinding(world: World): boolean {
  const { I } = world.arena;
  const passing = [CHECKED, HEALTH_NEWS, RESTARTED, TRIAL];
  for (let row = 0; row < world.arena.taken; row++) {
    if ((I[row * INTS + LIFE] & 1) === 1 && passing.includes(I[row * INTS + CODE])) return true;
  }
  return world.timers.live > 0;
}
