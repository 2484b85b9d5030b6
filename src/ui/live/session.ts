/**
 * A session: the run being watched, and what a screen needs besides it to look back a second. Knows
 * nothing of keys or of the terminal; the wall clock comes in as a function.
 */

import { Spells } from '../../present/spells.ts';
import { sayBytes, sayWhole } from '../../present/words.ts';
import { type FaultSpec, faultField, Interval, type Mark, type Plan, Run } from '../../sim/index.ts';
import { budgetOf, FIRST_PACE, learn, type Pace, targetOf } from './pace.ts';

/** A fault as it was asked for, in the words of a scenario; kept for the line that reproduces the run. */
export type WrittenFault = Readonly<Record<string, unknown>>;

export interface Injection {
  /** ns */
  readonly at: number;
  readonly fault: WrittenFault;
  readonly spec: FaultSpec;
  /** What the run calls it. */
  readonly name: string;
}

/** How much a run may use. */
export interface Limits {
  /** Events, with what they look through. */
  readonly events: number;
  /** Of its state, bytes. */
  readonly memory: number;
}

const NO_LIMITS: Limits = { events: Number.POSITIVE_INFINITY, memory: Number.POSITIVE_INFINITY };

/** Looking back so far, ns: long enough to hold something, short enough to be now. */
const LOOK_BACK = 1e9;
/** Marks kept within that time. */
const MARKS = 10;
/** One slice of events, ms: the keyboard waits no longer than a frame's slices. */
const SLICE_MS = 8;

export class Session {
  readonly plan: Plan;
  run: Run;
  /** Runs as fast as it can until this instant, then stands. */
  goal: number | undefined;
  /** Simulated seconds a second, as it turned out lately. */
  speed = 0;
  readonly injections: Injection[] = [];
  /** What has taken part so far: open breakers, ejections, doors that turn away. */
  spells: Spells;
  private pace: Pace = FIRST_PACE;
  private marks: Mark[] = [];
  private latest: Mark;
  private readonly clock: () => number;
  private readonly limits: Limits;
  /** Why it goes no further, though it is not at its end; sentences. */
  stop: string | undefined;

  constructor(plan: Plan, seed: string, clock: () => number, limits: Limits = NO_LIMITS) {
    this.plan = plan;
    this.clock = clock;
    this.limits = limits;
    this.run = new Run(plan, { seed });
    this.spells = new Spells(this.run);
    this.latest = this.run.reading();
    this.marks.push(this.latest);
  }

  get seed(): string {
    return this.run.seed;
  }

  /** At its end, or where it has to stop. */
  get isOver(): boolean {
    return this.run.isOver || this.stop !== undefined;
  }

  /** From the start again; what was injected is gone, the scenario's own faults are not. */
  restart(seed: string): void {
    this.run = new Run(this.plan, { seed });
    this.spells = new Spells(this.run);
    this.injections.length = 0;
    this.goal = undefined;
    this.stop = undefined;
    this.speed = 0;
    this.latest = this.run.reading();
    this.marks = [this.latest];
  }

  /** One frame's worth of the run: as far as the speed says, but no longer on the wall than `busyMs`. */
  frame(speed: number, elapsedMs: number, busyMs: number): void {
    const { run } = this;
    const from = run.now;
    const wanted =
      this.goal === undefined
        ? targetOf(from, speed, elapsedMs, this.plan.length)
        : Math.min(this.goal, this.plan.length);
    const started = this.clock();
    let done = run.now >= wanted;
    while (!done) {
      this.stop = this.whyStop();
      if (this.stop !== undefined) break;
      const before = run.events;
      const sliceStart = this.clock();
      const left = this.limits.events - run.effort;
      done = run.advance(wanted, Math.min(left, budgetOf(this.pace, SLICE_MS)));
      const end = this.clock();
      this.pace = learn(this.pace, run.events - before, end - sliceStart);
      if (end - started >= busyMs) break;
    }
    if (done && this.goal !== undefined) this.goal = undefined;
    // Whoever looks next is to see the last second, however long nobody has looked.
    if (run.now - this.latest.at >= LOOK_BACK / MARKS) this.look();
    const seen = elapsedMs > 0 ? (run.now - from) / 1e6 / elapsedMs : 0;
    this.speed += (seen - this.speed) * 0.2;
  }

  /** Before a slice: what it would need has to be there. Nobody gets a terminal back from a process that is killed. */
  private whyStop(): string | undefined {
    const { run, limits } = this;
    if (run.effort >= limits.events)
      return `It has used up its ${sayWhole(limits.events)} events. --max-events allows more.`;
    const { soon } = run.memory;
    if (soon <= limits.memory) return undefined;
    const pending = `${sayWhole(run.rows)} calls, attempts, messages and timers are pending`;
    const need = `For more of them it would need ${sayBytes(soon)} of memory, and it may have ${sayBytes(limits.memory)}`;
    return `${pending}. ${need}. --max-memory allows more; a lower load, shorter queues and shorter timeouts need less.`;
  }

  /** One event. */
  step(): void {
    this.stop = this.whyStop();
    if (this.stop !== undefined) return;
    this.run.advance(this.plan.length, 1);
  }

  /** Up to the end of the window under way. */
  toNextWindow(): void {
    const next = this.run.windows?.nextEnd ?? this.run.now + LOOK_BACK;
    this.goal = next > this.run.now ? next : next + this.plan.window;
  }

  /** The last second or so of simulated time. A mark is taken only where the present one is too old to serve. */
  look(): Interval {
    const { now } = this.run;
    if (now > this.latest.at) {
      this.latest = this.run.reading();
      const newest = this.marks[this.marks.length - 1];
      if (this.latest.at - newest.at >= LOOK_BACK / MARKS) this.marks.push(this.latest);
      // The youngest mark that is old enough stays; those before it are no longer needed.
      const serving = this.marks.findLastIndex((mark) => now - mark.at >= LOOK_BACK);
      if (serving > 0) this.marks.splice(0, serving);
    }
    return new Interval(this.plan.directory, this.marks[0], this.latest);
  }

  /** Injects a fault as a scenario would write it. Says what is wrong with it, or the name it got. */
  inject(written: WrittenFault): { readonly name: string } | { readonly problem: string } {
    const parsed = faultField.safeParse(written);
    if (!parsed.success) return { problem: parsed.error.issues.map(sayIssue).join('; ') };
    const spec: FaultSpec = parsed.data;
    if (this.isOver) return { problem: 'the run is over; press r to start again' };
    const problems = this.run.inject(spec);
    if (problems.length > 0)
      return {
        problem: problems
          .map(({ sentence, hint }) => (hint === undefined ? sentence : `${sentence}; ${hint}`))
          .join('; '),
      };
    const { name } = this.run.faults[this.run.faults.length - 1];
    this.injections.push({ at: this.run.now, fault: written, spec, name });
    return { name };
  }

  lift(name: string): boolean {
    return this.run.lift(name);
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const sayIssue = ({ path, message }: Issue): string =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
