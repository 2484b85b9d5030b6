/** What is counted and shown of policies agrees with what became of calls and attempts, and with the policies themselves. */
import { expect, test } from 'vitest';
import { type Interval, Run } from '../../src/sim/index.ts';
import { levelsAtStart } from '../../src/sim/machine/gauges.ts';
import { CODEL } from '../../src/sim/machine/plan.ts';
import {
  ATTEMPTS,
  TURNED_AWAY as BY_OUTCOME,
  CALLS_ENDED,
  CALLS_UNTRIED,
} from '../../src/sim/observe/counters.ts';
import { difference } from '../../src/sim/observe/index.ts';
import { NONE } from '../../src/sim/terms/columns.ts';
import { edgesInto } from '../../src/sim/terms/edge-ends.ts';
import { CANCELLED, HEDGE, LOST, REFUSED, REJECTED, SHED, TIMED_OUT } from '../../src/sim/terms/outcomes.ts';
import {
  BREAKER_HALF_OPEN,
  BREAKER_OPEN,
  CACHE_HIT,
  COALESCED,
  HALF_OPEN_BREAKERS,
  HEDGE_WON,
  OPEN_BREAKERS,
  TURNED_AWAY,
  TURNED_BACK,
} from '../../src/sim/terms/policies.ts';
import { planOf } from '../support/simulate.ts';
import { runTo, worldOf } from './inside.ts';
import { holdsFor, LENGTH } from './random-system.ts';

/** How often something was done on an edge, or at the door of a service, by the policies of any name. */
function done(books: Interval, act: number, place: { edge: number } | { service: number }): number {
  return books.directory.acts.reduce((sum, entry, number) => {
    const isThere =
      'edge' in place ? entry.edge === place.edge : entry.edge === NONE && entry.service === place.service;
    return entry.act === act && isThere ? sum + books.acts(number) : sum;
  }, 0);
}

/** Edges on which every call goes inward once at most: whatever turned it back is its end. */
function plainEdges({ plan }: Run): number[] {
  const again = new Set(['retry', 'hedge', 'coalesce', 'fallback']);
  return plan.directory.edges.flatMap((_, edge) =>
    plan.sites.some((site) => site.edge === edge && site.chain.some(({ policy }) => again.has(policy.name)))
      ? []
      : [edge],
  );
}

test('calls that ended as rejected are those that were turned back, and whoever was never tried was turned back, answered from a cache or given up', () => {
  let turnedBack = 0;
  let plain = 0;
  let answered = 0;
  holdsFor(
    {},
    (system, seed) => {
      const run = runTo(new Run(planOf(system), { seed }));
      const books = run.interval(0, LENGTH);
      for (const edge of plainEdges(run)) {
        const back = done(books, TURNED_BACK, { edge });
        expect(books.edge(edge, CALLS_ENDED + REJECTED)).toBe(back);
        const hits = done(books, CACHE_HIT, { edge });
        // A limit for connecting refuses whoever still waits inside of it.
        const givenUp = [TIMED_OUT, CANCELLED, LOST, REFUSED].reduce(
          (sum, outcome) => sum + books.edge(edge, CALLS_ENDED + outcome),
          0,
        );
        expect(books.edge(edge, CALLS_UNTRIED)).toBeGreaterThanOrEqual(back + hits);
        expect(books.edge(edge, CALLS_UNTRIED)).toBeLessThanOrEqual(back + hits + givenUp);
        plain += back;
        answered += hits;
      }
      run.plan.directory.edges.forEach((_, edge) => {
        const back = done(books, TURNED_BACK, { edge });
        const rejected = books.edge(edge, CALLS_ENDED + REJECTED);
        expect(rejected).toBeLessThanOrEqual(back + done(books, COALESCED, { edge }));
        expect(done(books, HEDGE_WON, { edge })).toBeLessThanOrEqual(books.edge(edge, ATTEMPTS + HEDGE));
        turnedBack += back;
      });
    },
    50,
  );
  // The law speaks of something.
  expect(plain).toBeGreaterThan(500);
  expect(answered).toBeGreaterThan(500);
  expect(turnedBack).toBeGreaterThan(plain);
});

test('whom gates turned away for nothing was shed, and nobody else was', () => {
  let total = 0;
  holdsFor(
    {},
    (system, seed) => {
      // A flush sheds, too.
      if (JSON.stringify(system.faults).includes('"flush"')) return;
      const run = runTo(new Run(planOf(system), { seed }));
      const books = run.interval(0, LENGTH);
      const { directory, gates, posts } = run.plan;
      directory.services.forEach((_, service) => {
        const isCostly = gates[service].some(({ cost }) => cost > 0);
        // A CoDel queue sheds, too.
        const own = posts.filter(({ replica }) => directory.replicas[replica].service === service);
        if (isCostly || own.some(({ rules }) => rules.order === CODEL)) return;
        const shed = edgesInto(directory, service).reduce(
          (sum, edge) => sum + books.edge(edge, BY_OUTCOME + SHED),
          0,
        );
        const away = done(books, TURNED_AWAY, { service });
        expect(shed).toBe(away);
        total += away;
      });
    },
    50,
  );
  expect(total).toBeGreaterThan(100);
});

test('what gauges show is what the policies are, at any instant, also after going back', () => {
  let open = 0;
  holdsFor(
    {},
    (system, seed) => {
      const run = new Run(planOf(system), { seed });
      const half = runTo(run, LENGTH / 2).snapshot();
      for (const at of [0.5, 0.7, 1]) {
        runTo(run, at * LENGTH);
        open += agree(run);
      }
      run.restore(half);
      agree(run);
      runTo(run);
      agree(run);
    },
    40,
  );
  expect(open).toBeGreaterThan(10);
});

/** Holds each gauge against the settings and shared numbers of whoever is behind it. Returns how many breakers are not closed. */
function agree(run: Run): number {
  const world = worldOf(run);
  const { plan, recorder } = run;
  const levels = levelsAtStart(plan, world);
  const shown = new Float64Array(plan.directory.gauges.length);
  for (const gauge of plan.gauges) {
    for (let own = 0; own < gauge.owners; own++) {
      const level = levels[gauge.first + own];
      if (gauge.kind === 'limit') shown[gauge.isDoor ? gauge.gauge + own : gauge.gauge] += level;
      if (gauge.kind === 'state' && level === BREAKER_OPEN) shown[gauge.gauge] += 1;
      if (gauge.kind === 'state' && level === BREAKER_HALF_OPEN) shown[gauge.gauge + 1] += 1;
    }
  }
  expect([...recorder.levels]).toEqual([...shown]);
  const now = difference(plan.directory, recorder.mark(), run.reading());
  plan.directory.gauges.forEach((_, gauge) => {
    expect(now.levelTime(gauge)).toBe(0);
  });
  return plan.directory.gauges.reduce(
    (sum, { kind }, gauge) =>
      kind === OPEN_BREAKERS || kind === HALF_OPEN_BREAKERS ? sum + recorder.levels[gauge] : sum,
    0,
  );
}
