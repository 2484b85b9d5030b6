/**
 * What the calendar and the timers cost, against what one would write first: a binary heap of
 * objects. Both sides do the same operations in the same run, and both must count the same number of
 * them and see the same order, so that only the cost is left to compare.
 *
 * `node bench/calendar.ts` prints the table.
 */
import { invariant } from '../src/base/assert.ts';
import { MICROSECOND, MILLISECOND, type Nanos, SECOND } from '../src/base/time.ts';
import { Arena } from '../src/sim/kernel/arena.ts';
import { Calendar } from '../src/sim/kernel/calendar.ts';
import { drawUniform } from '../src/sim/kernel/luck.ts';
import { Registry } from '../src/sim/kernel/registry.ts';
import { Timers } from '../src/sim/kernel/timers.ts';
import { NONE, REALS, TIME } from '../src/sim/terms/columns.ts';

/** One comparison: nanoseconds of CPU an operation for both sides, and how many times ours is cheaper. */
export interface CalendarCost {
  readonly name: string;
  readonly operations: number;
  readonly oursNanos: number;
  readonly plainNanos: number;
  readonly ratio: number;
}

const STEPS = 1 << 16;

/** Increments, drawn once: drawing them in the loop would cost as much as what is measured. */
export type Increments = 'exp' | 'mix' | 'ties';

function increments(kind: Increments): Float64Array {
  const steps = new Float64Array(STEPS);
  for (let i = 0; i < STEPS; i++) {
    const u = drawUniform(i, 7, 1);
    const exponential = -Math.log(drawUniform(i, 7, 2));
    if (kind === 'exp') steps[i] = Math.round(exponential * 10 * MILLISECOND);
    else if (kind === 'ties') steps[i] = Math.ceil(exponential * 10) * MILLISECOND;
    else if (u < 0.5) steps[i] = Math.round(exponential * 500 * MICROSECOND);
    else if (u < 0.8) steps[i] = Math.round(exponential * 10 * MILLISECOND);
    else if (u < 0.95) steps[i] = 100 * MILLISECOND;
    else steps[i] = 30 * SECOND;
  }
  return steps;
}

interface Entry {
  time: Nanos;
  sequence: number;
  row: number;
  cancelled: boolean;
}

/** What everybody writes first. */
class PlainHeap {
  private readonly entries: Entry[] = [];

  get size(): number {
    return this.entries.length;
  }

  peek(): Entry | undefined {
    return this.entries[0];
  }

  push(entry: Entry): void {
    const entries = this.entries;
    let hole = entries.length;
    entries.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!earlier(entry, entries[parent])) break;
      entries[hole] = entries[parent];
      hole = parent;
    }
    entries[hole] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.entries;
    const top = entries[0];
    const moved = entries.pop();
    if (moved === undefined || entries.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && earlier(entries[child + 1], entries[child])) child++;
      if (!earlier(entries[child], moved)) break;
      entries[hole] = entries[child];
      hole = child;
    }
    entries[hole] = moved;
    return top;
  }
}

function earlier(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}

interface Outcome {
  readonly nanos: number;
  readonly checksum: number;
}

function cpuNanos(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Pop one, push one, `operations` times, with `pending` rows in the calendar all the while. */
function holdCalendar(pending: number, steps: Float64Array, operations: number): Outcome {
  const registry = new Registry();
  const arena = new Arena(registry, pending);
  const calendar = new Calendar(registry, arena);
  for (let i = 0; i < pending; i++) calendar.schedule(arena.take(), steps[(i * 13) & (STEPS - 1)]);
  const F = arena.F;
  for (let i = 0; i < pending; i++) {
    const row = calendar.pop();
    calendar.schedule(row, F[row * REALS + TIME] + steps[i & (STEPS - 1)]);
  }
  let checksum = 0;
  const begin = cpuNanos();
  for (let i = 0; i < operations; i++) {
    const row = calendar.pop();
    checksum = (Math.imul(checksum, 31) + row) | 0;
    calendar.schedule(row, F[row * REALS + TIME] + steps[i & (STEPS - 1)]);
  }
  const nanos = cpuNanos() - begin;
  invariant(calendar.size === pending, 'a hold leaves as many rows pending as there were');
  return { nanos, checksum };
}

function holdPlain(pending: number, steps: Float64Array, operations: number): Outcome {
  const heap = new PlainHeap();
  let sequence = 0;
  for (let i = 0; i < pending; i++) {
    heap.push({ time: steps[(i * 13) & (STEPS - 1)], sequence: sequence++, row: i, cancelled: false });
  }
  for (let i = 0; i < pending; i++) {
    const { time, row } = heap.pop() as Entry;
    heap.push({ time: time + steps[i & (STEPS - 1)], sequence: sequence++, row, cancelled: false });
  }
  let checksum = 0;
  const begin = cpuNanos();
  for (let i = 0; i < operations; i++) {
    const { time, row } = heap.pop() as Entry;
    checksum = (Math.imul(checksum, 31) + row) | 0;
    heap.push({ time: time + steps[i & (STEPS - 1)], sequence: sequence++, row, cancelled: false });
  }
  const nanos = cpuNanos() - begin;
  invariant(heap.size === pending, 'a hold leaves as many entries pending as there were');
  return { nanos, checksum };
}

/** A call sets four timeouts and ends; four of five of all events are timeouts that are cancelled. */
const TIMEOUTS: readonly Nanos[] = [250 * MILLISECOND, SECOND, 5 * SECOND, 30 * SECOND];

/** `inFlight` calls; each completion cancels the call's four timeouts, and a new call sets its own. */
function cancelOurs(inFlight: number, steps: Float64Array, operations: number): Outcome {
  const registry = new Registry();
  const arena = new Arena(registry, inFlight);
  const calendar = new Calendar(registry, arena);
  const timers = new Timers(registry, () => calendar.nextSequence());
  const lanes = Int32Array.from(TIMEOUTS, (length) => timers.lane(length));
  const set = new Int32Array(inFlight * lanes.length);
  const F = arena.F;
  const begins = (row: number, now: Nanos, step: Nanos) => {
    calendar.schedule(row, now + step);
    for (let k = 0; k < lanes.length; k++)
      set[row * lanes.length + k] = timers.setInLane(lanes[k], now, row, k);
  };
  for (let i = 0; i < inFlight; i++) begins(arena.take(), 0, steps[(i * 13) & (STEPS - 1)]);
  let checksum = 0;
  let nanos = 0;
  const round = (count: number) => {
    const begin = cpuNanos();
    for (let i = 0; i < count; ) {
      const row = calendar.peek();
      const now = F[row * REALS + TIME];
      if (timers.front[0] < now) {
        const id = timers.popDue();
        invariant(id === NONE, 'every timeout of this model is cancelled before it is due');
        continue;
      }
      calendar.pop();
      checksum = (Math.imul(checksum, 31) + row) | 0;
      for (let k = 0; k < lanes.length; k++) timers.clear(set[row * lanes.length + k]);
      begins(row, now, steps[i & (STEPS - 1)]);
      i++;
    }
    nanos = cpuNanos() - begin;
  };
  round(inFlight);
  round(operations);
  return { nanos, checksum };
}

function cancelPlain(inFlight: number, steps: Float64Array, operations: number): Outcome {
  const heap = new PlainHeap();
  let sequence = 0;
  const set: Entry[] = [];
  const begins = (row: number, now: Nanos, step: Nanos) => {
    heap.push({ time: now + step, sequence: sequence++, row, cancelled: false });
    for (let k = 0; k < TIMEOUTS.length; k++) {
      const entry = { time: now + TIMEOUTS[k], sequence: sequence++, row: ~row, cancelled: false };
      set[row * TIMEOUTS.length + k] = entry;
      heap.push(entry);
    }
  };
  for (let i = 0; i < inFlight; i++) begins(i, 0, steps[(i * 13) & (STEPS - 1)]);
  let checksum = 0;
  let nanos = 0;
  const round = (count: number) => {
    const begin = cpuNanos();
    for (let i = 0; i < count; ) {
      const { time, row, cancelled } = heap.pop() as Entry;
      if (cancelled) continue;
      invariant(row >= 0, 'every timeout of this model is cancelled before it is due');
      checksum = (Math.imul(checksum, 31) + row) | 0;
      for (let k = 0; k < TIMEOUTS.length; k++) set[row * TIMEOUTS.length + k].cancelled = true;
      begins(row, time, steps[i & (STEPS - 1)]);
      i++;
    }
    nanos = cpuNanos() - begin;
  };
  round(inFlight);
  round(operations);
  return { nanos, checksum };
}

type Side = (pending: number, steps: Float64Array, operations: number) => Outcome;

/** The cheaper of three interleaved runs of each side. */
function compare(
  name: string,
  ours: Side,
  plain: Side,
  pending: number,
  steps: Float64Array,
  operations: number,
) {
  let oursNanos = Number.POSITIVE_INFINITY;
  let plainNanos = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const a = ours(pending, steps, operations);
    const b = plain(pending, steps, operations);
    invariant(a.checksum === b.checksum, `both sides of "${name}" see the rows in the same order`);
    oursNanos = Math.min(oursNanos, a.nanos / operations);
    plainNanos = Math.min(plainNanos, b.nanos / operations);
  }
  return { name, operations, oursNanos, plainNanos, ratio: plainNanos / oursNanos };
}

/** `scale` 1 is a run of some seconds; a test may take less. */
export function benchCalendar(
  scale = 1,
  sizes: readonly number[] = [10, 100, 1000, 10_000, 100_000],
): CalendarCost[] {
  const costs: CalendarCost[] = [];
  for (const kind of ['exp', 'mix', 'ties'] as const) {
    const steps = increments(kind);
    for (const pending of sizes) {
      const operations = Math.round(1_000_000 * scale);
      costs.push(
        compare(`hold, ${kind}, ${pending} pending`, holdCalendar, holdPlain, pending, steps, operations),
      );
    }
  }
  const steps = increments('exp');
  for (const inFlight of sizes.filter((size) => size >= 100 && size <= 10_000)) {
    const operations = Math.round(500_000 * scale);
    const name = `call with 4 timeouts cancelled, ${inFlight} in flight`;
    costs.push(compare(name, cancelOurs, cancelPlain, inFlight, steps, operations));
  }
  return costs;
}

if (import.meta.main) {
  for (const cost of benchCalendar()) {
    const ours = cost.oursNanos.toFixed(0).padStart(5);
    const plain = cost.plainNanos.toFixed(0).padStart(6);
    console.log(
      `${cost.name.padEnd(48)} ${ours} ns, object heap ${plain} ns, ${cost.ratio.toFixed(1)} times cheaper`,
    );
  }
}
