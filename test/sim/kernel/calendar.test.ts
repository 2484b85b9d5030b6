/** The calendar against the dullest thing that is right: a sorted list of (time, sequence, row). */
import { describe, expect, test } from 'vitest';
import { benchCalendar } from '../../../bench/calendar.ts';
import { HOUR, MICROSECOND, MILLISECOND, SECOND } from '../../../src/base/time.ts';
import { Arena } from '../../../src/sim/kernel/arena.ts';
import { Calendar } from '../../../src/sim/kernel/calendar.ts';
import { drawUniform } from '../../../src/sim/kernel/luck.ts';
import { Registry } from '../../../src/sim/kernel/registry.ts';
import { INTS, NONE, REALS, SEQ, TIME } from '../../../src/sim/terms/columns.ts';
import { Oracle } from './oracle.ts';

/** The calendar's state has a registry of its own here, so that its hash is of the calendar alone. */
function world(rows = 16) {
  const rowRegistry = new Registry();
  const registry = new Registry();
  const arena = new Arena(rowRegistry, rows);
  const calendar = new Calendar(registry, arena);
  return { rowRegistry, registry, arena, calendar };
}

/** Uniform draws from a seed, one after the other. */
function luckOf(seed: number): () => number {
  let n = 0;
  return () => drawUniform(seed, n++, 99);
}

/** Ways in which the time between now and a new event may be drawn; `n` counts the events. */
const DELAYS: Record<string, (luck: () => number, n: number) => number> = {
  'exponential delays': (luck) => Math.round(-Math.log(luck()) * 10 * MILLISECOND),
  'many equal instants': (luck) => Math.ceil(luck() * 4) * MILLISECOND,
  'zero delays among others': (luck) => (luck() < 0.6 ? 0 : Math.round(luck() * MILLISECOND)),
  'hops, services, pauses and long timers': (luck) => {
    const u = luck();
    if (u < 0.5) return Math.round(-Math.log(luck()) * 500 * MICROSECOND);
    if (u < 0.8) return Math.round(-Math.log(luck()) * 10 * MILLISECOND);
    return u < 0.95 ? 100 * MILLISECOND : 30 * SECOND;
  },
  'bursts and idle hours': (luck) =>
    luck() < 0.97 ? Math.floor(luck() * 50) : Math.round(luck() * 5 * HOUR),
  'a scale that wanders from nanoseconds to days': (luck, n) =>
    Math.round(luck() * [1, 30, 1e3, 1e6, 24 * HOUR, 1e9, 100, 1e12, 5][Math.floor(n / 700) % 9]),
  'one instant for all': () => 1000,
};

/** Holds about `pending` rows for `steps` pops, and then drains; every pop must be the oracle's. */
function compare(
  delay: (luck: () => number, n: number) => number,
  pending: number,
  steps: number,
  seed: number,
) {
  const { arena, calendar } = world();
  const oracle = new Oracle();
  const luck = luckOf(seed);
  let scheduled = 0;
  let now = 0;
  const schedule = () => {
    arena.makeRoom(1);
    const row = arena.take();
    const at = now + delay(luck, scheduled++);
    calendar.schedule(row, at);
    oracle.push(at, arena.I[row * INTS + SEQ], row);
  };
  const pop = () => {
    const expected = oracle.pop();
    const row = luck() < 0.5 ? calendar.peek() : NONE;
    const popped = calendar.pop();
    if (row !== NONE && row !== popped) throw new Error(`peek said ${row}, pop ${popped}; seed ${seed}`);
    if (popped !== (expected?.row ?? NONE)) {
      throw new Error(
        `expected ${JSON.stringify(expected)}, popped ${popped}; seed ${seed}, after ${scheduled}`,
      );
    }
    if (popped === NONE) return;
    now = arena.F[popped * REALS + TIME];
    expect(now).toBe(expected?.time);
    arena.free(popped);
  };
  for (let i = 0; i < pending; i++) schedule();
  for (let i = 0; i < steps; i++) {
    pop();
    // On average one for one, in lumps: sometimes nothing, sometimes a handful.
    const lump = luck() < 0.7 ? 1 : Math.floor(luck() * 3);
    for (let k = 0; k < lump; k++) schedule();
    if (calendar.size === 0) schedule();
  }
  expect(calendar.size).toBe(oracle.size);
  while (oracle.size > 0) pop();
  expect(calendar.pop()).toBe(NONE);
  expect(calendar.peek()).toBe(NONE);
}

describe('the calendar pops in the order (time, sequence)', () => {
  for (const [name, delay] of Object.entries(DELAYS)) {
    test(`with ${name}`, () => {
      for (const pending of [1, 7, 60, 900]) {
        for (let seed = 1; seed <= 4; seed++) compare(delay, pending, 4000, seed);
      }
      compare(delay, 6000, 20_000, 5);
    });
  }

  test('with a hundred thousand rows pending', () => {
    compare(DELAYS['exponential delays'], 100_000, 50_000, 1);
    compare(DELAYS['hops, services, pauses and long timers'], 100_000, 50_000, 2);
    compare(DELAYS['many equal instants'], 100_000, 50_000, 3);
    compare(DELAYS['a scale that wanders from nanoseconds to days'], 100_000, 50_000, 4);
  });

  test('when a crowd comes and goes', () => {
    const { arena, calendar } = world();
    const oracle = new Oracle();
    const luck = luckOf(11);
    let now = 0;
    for (const crowd of [3, 30_000, 5, 4000, 1, 20_000]) {
      while (calendar.size < crowd) {
        arena.makeRoom(1);
        const row = arena.take();
        const at = now + Math.round(luck() * crowd * MICROSECOND);
        calendar.schedule(row, at);
        oracle.push(at, arena.I[row * INTS + SEQ], row);
      }
      while (calendar.size > 2) {
        const row = calendar.pop();
        expect(row).toBe(oracle.pop()?.row);
        now = arena.F[row * REALS + TIME];
        arena.free(row);
      }
    }
  });
});

describe('a row may be scheduled at any instant', () => {
  test('also before rows that peek has already made ready', () => {
    const { arena, calendar } = world();
    const [late, soon, first] = [arena.take(), arena.take(), arena.take()];
    calendar.schedule(late, HOUR);
    expect(calendar.peek()).toBe(late);
    calendar.schedule(soon, SECOND);
    expect(calendar.peek()).toBe(soon);
    calendar.schedule(first, 0);
    expect([calendar.pop(), calendar.pop(), calendar.pop(), calendar.pop()]).toEqual([
      first,
      soon,
      late,
      NONE,
    ]);
  });

  test('thousands of events may pass while the front that was peeked at is hours away', () => {
    const { arena, calendar } = world(4096);
    const oracle = new Oracle();
    const luck = luckOf(3);
    const far = arena.take();
    calendar.schedule(far, 10 * HOUR);
    let now = 0;
    const add = () => {
      const row = arena.take();
      const at = now + Math.round(luck() * MILLISECOND);
      calendar.schedule(row, at);
      oracle.push(at, arena.I[row * INTS + SEQ], row);
    };
    expect(calendar.peek()).toBe(far);
    for (let i = 0; i < 2000; i++) add();
    for (let i = 0; i < 30_000; i++) {
      const row = calendar.pop();
      if (row !== oracle.pop()?.row) throw new Error(`another order after ${i} pops`);
      now = arena.F[row * REALS + TIME];
      arena.free(row);
      add();
    }
  });

  test('up to 2^53 nanoseconds', () => {
    const { arena, calendar } = world();
    const [a, b, c, d] = [arena.take(), arena.take(), arena.take(), arena.take()];
    calendar.schedule(a, 2 ** 53);
    calendar.schedule(b, 2 ** 53 - 1);
    calendar.schedule(c, 2 ** 53 - 2);
    calendar.schedule(d, 1);
    expect([calendar.pop(), calendar.pop(), calendar.pop(), calendar.pop()]).toEqual([d, c, b, a]);
  });

  test('but never is not an instant', () => {
    const { arena, calendar } = world();
    calendar.schedule(arena.take(), Number.POSITIVE_INFINITY);
    expect(() => calendar.peek()).toThrow(/finite/);
  });
});

test('the order of one instant survives the sequence number wrapping around', () => {
  const { registry, arena, calendar } = world(100);
  const snapshot = registry.snapshot();
  const counts = snapshot.parts[registry.describe().findIndex((column) => column.name === 'calendar.ints')];
  counts[1] = 0x7fffffff - 5;
  registry.restore(snapshot);
  // Two instants in turn, and enough rows that the bucket is merged from several sorted stretches.
  const rows = Array.from({ length: 100 }, () => arena.take());
  rows.forEach((row, i) => {
    calendar.schedule(row, i % 2 === 0 ? SECOND + 1 : SECOND);
  });
  expect(arena.I[rows[0] * INTS + SEQ]).toBeGreaterThan(0);
  expect(arena.I[rows[99] * INTS + SEQ]).toBeLessThan(0);
  expect(rows.map(() => calendar.pop())).toEqual([
    ...rows.filter((_, i) => i % 2 === 1),
    ...rows.filter((_, i) => i % 2 === 0),
  ]);
});

/** A number that only the calendar knows, by its place in its registered reals. */
function realOf(registry: Registry, place: number): number {
  const index = registry.describe().findIndex((column) => column.name === 'calendar.reals');
  return registry.snapshot().parts[index][place];
}
const WIDTH = 1;
const READY = 3;

describe('the buckets follow the scale of time', () => {
  /** Holds as many rows as there are, for `pops` pops; returns the last instant. */
  function hold({ arena, calendar }: ReturnType<typeof world>, pops: number, delay: () => number): number {
    let now = 0;
    for (let i = 0; i < pops; i++) {
      const row = calendar.pop();
      now = arena.F[row * REALS + TIME];
      calendar.schedule(row, now + Math.round(delay()));
    }
    return now;
  }

  test('when it grows from microseconds to hours, and when it shrinks again within one lap', () => {
    const all = world(2000);
    const luck = luckOf(8);
    for (let i = 0; i < 1000; i++)
      all.calendar.schedule(all.arena.take(), Math.round(luck() * 1000 * MICROSECOND));
    hold(all, 60_000, () => luck() * 1000 * MICROSECOND);
    // About a thousand rows in half a millisecond: a gap of half a microsecond, and buckets of some gaps.
    expect(realOf(all.registry, WIDTH)).toBeGreaterThan(MICROSECOND);
    expect(realOf(all.registry, WIDTH)).toBeLessThan(32 * MICROSECOND);
    const now = hold(all, 60_000, () => luck() * HOUR);
    expect(realOf(all.registry, WIDTH)).toBeGreaterThan(2 * SECOND);
    expect(realOf(all.registry, WIDTH)).toBeLessThan(300 * SECOND);
    for (let i = 0; i < 1000; i++) {
      all.calendar.schedule(all.arena.take(), now + Math.round(luck() * 1000 * MICROSECOND));
    }
    hold(all, 60_000, () => luck() * 1000 * MICROSECOND);
    expect(realOf(all.registry, WIDTH)).toBeLessThan(32 * MICROSECOND);
  });

  test('when the front that was peeked at is hours away, and everything happens before it', () => {
    for (const length of [MILLISECOND, 10 * SECOND]) {
      const all = world(1001);
      const luck = luckOf(9);
      all.calendar.schedule(all.arena.take(), 10 * HOUR);
      all.calendar.peek();
      expect(realOf(all.registry, READY)).toBeGreaterThan(10 * HOUR);
      for (let i = 0; i < 1000; i++) all.calendar.schedule(all.arena.take(), Math.round(luck() * length));
      const now = hold(all, 60_000, () => luck() * length);
      expect(realOf(all.registry, READY)).toBeLessThan(now + length);
    }
  });
});

describe('a snapshot holds the whole calendar', () => {
  for (const [name, delay] of Object.entries(DELAYS)) {
    test(`so a run continued from it repeats itself, with ${name}`, () => {
      const { rowRegistry, registry, arena, calendar } = world(64);
      const run = (luck: () => number, steps: number): number[] => {
        const popped: number[] = [];
        for (let i = 0; i < steps; i++) {
          const row = calendar.pop();
          popped.push(row, arena.F[row * REALS + TIME]);
          const now = arena.F[row * REALS + TIME];
          arena.free(row);
          // Crowds come after the snapshot, so that every array has grown by the time of the restore.
          arena.makeRoom(5);
          const lump = luck() < 0.4 ? 4 : 0;
          for (let k = 0; k < lump; k++) calendar.schedule(arena.take(), now + delay(luck, i));
          if (calendar.size === 0) calendar.schedule(arena.take(), now + delay(luck, i));
        }
        return popped;
      };
      for (let i = 0; i < 40; i++) calendar.schedule(arena.take(), delay(luckOf(i), i));
      run(luckOf(1000), 500);
      const rows = rowRegistry.snapshot();
      const snapshot = registry.snapshot();
      const hash = registry.hash();
      const first = run(luckOf(2000), 8000);
      const end = registry.hash();
      const rewind = () => {
        rowRegistry.restore(rows);
        registry.restore(snapshot);
        expect(registry.hash()).toBe(hash);
      };
      rewind();
      // Another future, with its own crowds, must leave nothing behind.
      run(luckOf(3000), 9000);
      rewind();
      expect(run(luckOf(2000), 8000)).toEqual(first);
      expect(registry.hash()).toBe(end);
    });
  }
});

test('places that were left empty hold nothing of a future that was rewound', () => {
  const { registry, arena, calendar } = world(100);
  for (let i = 0; i < 34; i++) calendar.schedule(arena.take(), i);
  calendar.peek();
  // Later than all that is ready, so they take up the free places before the first.
  for (let i = 0; i < 20; i++) calendar.schedule(arena.take(), 50);
  for (let i = 0; i < 44; i++) arena.free(calendar.pop());
  const snapshot = registry.snapshot();
  const drained = () => {
    for (let row = calendar.pop(); row !== NONE; row = calendar.pop()) arena.free(row);
    calendar.schedule(arena.take(), HOUR);
    calendar.pop();
    return registry.hash();
  };
  const hash = drained();
  registry.restore(snapshot);
  calendar.schedule(arena.take(), 40);
  drained();
  registry.restore(snapshot);
  expect(drained()).toBe(hash);
});

test('the bench compares like with like: both sides see the same order', () => {
  // It throws when they do not; what it measures in so short a time means nothing.
  expect(benchCalendar(0.005, [10, 300]).map((cost) => cost.operations)).toEqual([
    5000, 5000, 5000, 5000, 5000, 5000, 2500,
  ]);
});
