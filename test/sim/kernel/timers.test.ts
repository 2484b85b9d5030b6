/** Timers against one big heap that remembers what was cancelled. */
import { describe, expect, test } from 'vitest';
import { HOUR, MICROSECOND, MILLISECOND, NEVER, SECOND } from '../../../src/base/time.ts';
import { Arena } from '../../../src/sim/kernel/arena.ts';
import { Calendar } from '../../../src/sim/kernel/calendar.ts';
import { drawUniform } from '../../../src/sim/kernel/luck.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { Timers } from '../../../src/sim/kernel/timers.ts';
import { INTS, NONE, REALS, SEQ, TIME } from '../../../src/sim/terms/columns.ts';
import { Oracle, type OracleEntry } from './oracle.ts';

function timersAlone() {
  let sequence = 0;
  const registry = new Registry();
  return { registry, timers: new Timers(registry, () => sequence++) };
}

/** The next timer that is really due at or before `until`: as the main loop of a run asks for it. */
function popUntil(timers: Timers, until: number): number {
  while (timers.front[0] <= until) {
    const id = timers.popDue();
    if (id !== NONE) return id;
  }
  return NONE;
}

describe('a timer', () => {
  test('fires when its length has passed, and knows whose it was', () => {
    const { timers } = timersAlone();
    const lane = timers.lane(50 * MILLISECOND);
    const id = timers.setInLane(lane, SECOND, 7, 3);
    expect(timers.front[0]).toBe(SECOND + 50 * MILLISECOND);
    expect(timers.popDue()).toBe(id);
    expect([timers.owner(id), timers.what(id), timers.time(id)]).toEqual([7, 3, SECOND + 50 * MILLISECOND]);
    expect(timers.front[0]).toBe(NEVER);
    expect(timers.live).toBe(0);
  });

  test('that is cleared never fires, and its id is free at once', () => {
    const { timers } = timersAlone();
    const lane = timers.lane(SECOND);
    const id = timers.setInLane(lane, 0, 1, 1);
    const life = timers.life(id);
    timers.clear(id);
    const next = timers.setInLane(lane, 10, 2, 2);
    expect(next).toBe(id);
    expect(timers.life(next)).not.toBe(life);
    expect(popUntil(timers, SECOND)).toBe(NONE);
    expect(popUntil(timers, SECOND + 10)).toBe(next);
  });

  test('may be due at any instant', () => {
    const { timers } = timersAlone();
    const ids = [30, 10, 20, 10].map((at) => timers.setAt(at, at, 0));
    timers.clear(ids[2]);
    expect([timers.popDue(), timers.popDue(), timers.popDue(), timers.popDue()]).toEqual([
      ids[1],
      ids[3],
      ids[0],
      NONE,
    ]);
  });

  test('is cleared once only', () => {
    const { timers } = timersAlone();
    const id = timers.setAt(10, 0, 0);
    timers.clear(id);
    expect(() => timers.clear(id)).toThrow(/cleared once/);
  });
});

test('all timers of one length share a lane', () => {
  const { timers } = timersAlone();
  const lanes = [SECOND, 2 * SECOND, SECOND].map((length) => timers.lane(length));
  expect(lanes[0]).toBe(lanes[2]);
  expect(lanes[1]).not.toBe(lanes[0]);
});

test('a lane whose timers are all cancelled early wakes the heap about once a length', () => {
  const { timers } = timersAlone();
  const lane = timers.lane(SECOND);
  let stale = 0;
  for (let now = 0; now < 100 * SECOND; now += MILLISECOND) {
    while (timers.front[0] <= now) {
      expect(timers.popDue()).toBe(NONE);
      stale++;
    }
    const id = timers.setInLane(lane, now, 0, 0);
    timers.clear(id);
  }
  expect(stale).toBeGreaterThan(90);
  expect(stale).toBeLessThanOrEqual(100);
});

/** A world of calls: events in the calendar, timers of three lanes and of any length, most cancelled. */
function world() {
  const registry = new Registry();
  const rows = new Registry();
  const arena = new Arena(rows, 64);
  const calendar = new Calendar(registry, arena);
  const timers = new Timers(registry, () => calendar.nextSequence());
  const lanes = [250 * MICROSECOND, 50 * MILLISECOND, SECOND].map((length) => ({
    length,
    id: timers.lane(length),
  }));
  return { registry, rows, arena, calendar, timers, lanes };
}

interface Pending {
  readonly id: number;
  readonly entry: OracleEntry | undefined;
}

/**
 * Runs for `steps` events. A timer and an event of one instant come in the order of their numbers.
 * With an oracle, every event is checked against it; without one, only recorded.
 */
function run(
  { arena, calendar, timers, lanes }: ReturnType<typeof world>,
  steps: number,
  seed: number,
  held: Pending[],
  from: number,
  oracle?: Oracle,
): number[] {
  let n = 0;
  const luck = () => drawUniform(seed, n++, 5);
  const seen: number[] = [];
  let now = from;
  const setTimer = () => {
    const u = luck();
    if (u < 0.75) {
      const lane = lanes[Math.floor(luck() * lanes.length)];
      const id = timers.setInLane(lane.id, now, seen.length, 1);
      const entry = oracle?.push(now + lane.length, calendar.nextSequence() - 1, ~id);
      held.push({ id, entry });
    } else {
      const at = now + Math.floor(luck() * (u < 0.8 ? HOUR : u < 0.9 ? 5 : SECOND));
      const id = timers.setAt(at, seen.length, 2);
      const entry = oracle?.push(at, calendar.nextSequence() - 1, ~id);
      held.push({ id, entry });
    }
  };
  const schedule = () => {
    arena.makeRoom(1);
    const row = arena.take();
    const u = luck();
    calendar.schedule(
      row,
      now + (u < 0.2 ? 0 : u < 0.9 ? Math.round(u * MILLISECOND) : Math.round(u * SECOND)),
    );
    oracle?.push(arena.F[row * REALS + TIME], arena.I[row * INTS + SEQ], row);
  };
  while (seen.length < steps) {
    const crowd = luck() < 0.01 ? 60 : 1;
    for (let i = 0; i < crowd; i++) schedule();
    for (let i = Math.floor(luck() * 5) * crowd; i > 0; i--) setTimer();
    for (let i = Math.floor(luck() * 5) * crowd; i > 0 && held.length > 0; i--) {
      const k = Math.floor(luck() * held.length);
      const { id, entry } = held[k];
      held[k] = held[held.length - 1];
      held.pop();
      timers.clear(id);
      if (entry) entry.cancelled = true;
    }
    const row = calendar.peek();
    const at = row === NONE ? NEVER : arena.F[row * REALS + TIME];
    const isTimer =
      timers.front[0] < at ||
      (timers.front[0] === at && ((timers.frontSequence() - arena.I[row * INTS + SEQ]) | 0) < 0);
    const id = isTimer ? timers.popDue() : NONE;
    if (isTimer && id === NONE) continue;
    now = isTimer ? timers.time(id) : at;
    const event = isTimer ? ~id : calendar.pop();
    if (isTimer)
      held.splice(
        held.findIndex((pending) => pending.id === id),
        1,
      );
    else arena.free(event);
    if (oracle) {
      const expected = oracle.pop();
      if (expected?.row !== event || expected.time !== now) {
        throw new Error(
          `expected ${JSON.stringify(expected)}, got ${event} at ${now}; seed ${seed}, event ${seen.length}`,
        );
      }
    }
    seen.push(event, now);
  }
  return seen;
}

describe('timers and calendar together', () => {
  test('fire in the order of one big heap, to the bit', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const seen = run(world(), 20_000, seed, [], 0, new Oracle());
      expect(seen.filter((_, i) => i % 2 === 0 && seen[i] < 0).length).toBeGreaterThan(100);
    }
  });

  test('repeat themselves from a snapshot', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const all = world();
      const held: Pending[] = [];
      const from = run(all, 2000, seed, held, 0).at(-1) ?? 0;
      const before = { rows: all.rows.snapshot(), state: all.registry.snapshot(), held: [...held] };
      const first = run(all, 20_000, seed + 100, held, from);
      const hash = all.registry.hash();
      all.rows.restore(before.rows);
      all.registry.restore(before.state);
      expect(run(all, 20_000, seed + 100, before.held, from)).toEqual(first);
      expect(all.registry.hash()).toBe(hash);
    }
  });
});
