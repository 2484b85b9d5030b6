/**
 * A run: a machine with its observers, from the start to wherever it has been advanced. The only
 * thing that comes in from outside is a command, and it is logged at its instant.
 */
import { invariant } from '../base/assert.ts';
import { NEVER } from '../base/time.ts';
import type { Snapshot } from './kernel/registry.ts';
import { seedKey } from './kernel/seed.ts';
import { Machine } from './machine/machine.ts';
import type { Condition, FaultPlan, Plan } from './machine/plan.ts';
import { type Standing, standingOf } from './machine/standing.ts';
import type { World } from './machine/world.ts';
import { metricNamed } from './metrics.ts';
import {
  type Books,
  brokenEntries,
  countLive,
  difference,
  fanOut,
  type Interval,
  Journal,
  type JournalKind,
  Lookout,
  type Mark,
  type MoreSeries,
  Recorder,
  readBooks,
  Traces,
  type TurnWatcher,
  Windows,
  type WindowsCopy,
} from './observe/index.ts';
import {
  dividing,
  type Extent,
  extentOf,
  extentsOf,
  isOpen,
  lastingOf,
  type Phase,
  type PhaseName,
  phasesOf,
} from './phases.ts';
import { groundOf } from './plan/fault-fits.ts';
import { compileFault, faultNameOf } from './plan/faults.ts';
import { type Problem, Problems } from './plan/problem.ts';
import { type PushedParameter, pushedAt } from './plan/pushed.ts';
import type { FaultSpec } from './spec/index.ts';
import { EFFECTS, MOMENTS } from './terms/effects.ts';

/** Events after which a run ends where nobody says otherwise: a few minutes of a fast machine, more than any scenario means. */
export const EVENTS_MOST = 1_000_000_000;

export interface RunOptions {
  /** Seed text; the plan's own when missing. */
  readonly seed?: string;
  /** Instants (ns) at which intervals that will be asked for begin or end. */
  readonly moments?: readonly number[];
  /** Keep series by window; default true. */
  readonly windows?: boolean;
  /** Series kept besides the usual ones: they take memory for each of whom there may be thousands. Default none. */
  readonly series?: readonly MoreSeries[];
  /** Keep traces of a sample and of failures; default false. */
  readonly traces?: boolean;
  /** Keep a journal of these kinds of facts, for somebody who reads it between advances; default none. */
  readonly journal?: readonly JournalKind[];
}

/** What a person did to a run, and when (ns). */
export type Command =
  | { readonly at: number; readonly kind: 'inject'; readonly fault: FaultSpec }
  | { readonly at: number; readonly kind: 'lift'; readonly fault: string };

/** A fault as a run knows it: the plan's, then those injected. */
export interface FaultState {
  readonly name: string;
  readonly number: number;
  /** 0 absent, 1 in full force. */
  readonly strength: number;
  readonly injected: boolean;
  /** ns */
  /** First beginning; NEVER for one that waits for something that has not come. */
  readonly at: number;
  /** What it waits for, if anything, and from when on that counts. */
  readonly when: Condition | undefined;
  readonly waitsFrom: number;
  /** What ends it early, if anything. */
  readonly until: Condition | undefined;
  readonly length: number;
  /** When it ended for good before its length was over, by hand or by `until`; NEVER if it has not. */
  readonly endedEarly: number;
  /** From one beginning to the next, NEVER for once; and how often in all. */
  readonly every: number;
  readonly times: number;
  readonly probability: number;
  /** How often it has touched something. */
  readonly hits: number;
  /** When it first had any strength; NEVER if it has not. */
  readonly begun: number;
  /** If it touches nothing, why: a sentence's second half. */
  readonly idle: string;
}

/** A run at one instant, to come back to. */
export interface Moment {
  readonly at: number;
  readonly state: Snapshot;
  /** What had been done to the run by then. */
  readonly commands: readonly Command[];
  /** The faults that had been injected by then. */
  readonly injected: readonly FaultPlan[];
  readonly marks: ReadonlyMap<number, Mark>;
  /** Instants at which a mark will be made. */
  readonly stops: ReadonlySet<number>;
  readonly windows: WindowsCopy | undefined;
  /** How many requests its traces, and how many facts its journal, had heard of. */
  readonly traced: number;
  readonly told: number;
}

export class Run {
  readonly plan: Plan;
  readonly seed: string;
  readonly recorder: Recorder;
  readonly windows: Windows | undefined;
  readonly traces: Traces | undefined;
  readonly journal: Journal | undefined;
  readonly commands: Command[] = [];
  private readonly machine: Machine;
  private readonly world: World;
  private readonly options: RunOptions;
  private readonly marks = new Map<number, Mark>();
  /** Instants at which a mark is taken, beside those of commands. */
  private readonly stops = new Set<number>();

  constructor(plan: Plan, options: RunOptions = {}) {
    this.plan = plan;
    this.options = options;
    this.seed = options.seed ?? plan.seed;
    plan.samplers.prepare();
    const [key0, key1] = seedKey(this.seed);
    let recorder: Recorder | undefined;
    let traces: Traces | undefined;
    let journal: Journal | undefined;
    this.machine = new Machine(plan, key0, key1, (world) => {
      recorder = new Recorder(world.registry, plan.directory, world);
      world.lookout = new Lookout(world.registry, recorder, metricNamed);
      if (options.traces === true) traces = new Traces(plan.directory, world);
      if (options.journal !== undefined) journal = new Journal(plan.directory, world, options.journal);
      return fanOut([recorder, traces, journal].filter((observer) => observer !== undefined));
    });
    invariant(recorder !== undefined, 'the machine asks for its observer when it is made');
    this.world = this.machine.world;
    this.recorder = recorder;
    this.traces = traces;
    this.journal = journal;
    // What was so when the run began has not happened in it: the spare replicas of a service are on no list.
    this.journal?.truncateTo(0);
    this.windows =
      options.windows === false
        ? undefined
        : new Windows(recorder, this.world, { width: plan.window, more: options.series ?? [] });
    // A fault that waits for something lasts to the end as long as nobody knows better: others may end the phase.
    const turns = [...this.phases, ...extentsOf(plan)].flatMap(({ from, to }) => [from, to]);
    for (const moment of [0, ...turns, ...(options.moments ?? [])]) this.stops.add(moment);
    this.watchFaults();
    this.mark(0);
  }

  /** The present instant, ns. */
  get now(): number {
    return this.machine.now;
  }

  get isOver(): boolean {
    return this.now >= this.plan.length;
  }

  get events(): number {
    return this.machine.events;
  }

  /** Events with what they looked through beside, in events' worth: what a budget of events is held against. */
  get effort(): number {
    return this.machine.effort;
  }

  /** The run's hash so far: equal for equal scenario, seed and commands, on any machine. */
  get hash(): string {
    return this.recorder.hash();
  }

  /** A load's own hash: what its users met, whatever went on elsewhere. */
  loadHash(load: number): string {
    return this.recorder.loadHash(load);
  }

  /**
   * Runs everything before `until` (ns). With `most`, stops after so many events and returns false:
   * then the next call goes on. `now` is `until` only when it returns true.
   */
  advance(until: number = this.plan.length, most = NEVER): boolean {
    const last = this.machine.effort + most;
    // Instants are whole: a screen's pace may not know.
    const end = Math.round(until);
    while (this.now < end) {
      const stop = Math.min(end, this.nextStop());
      if (!this.machine.approach(stop, last - this.machine.effort)) return false;
      if (this.windows !== undefined && stop === this.windows.nextEnd) this.windows.close();
      if (this.stops.has(stop)) this.mark(stop);
    }
    return true;
  }

  private nextStop(): number {
    let next = this.windows?.nextEnd ?? NEVER;
    for (const stop of this.stops) if (stop > this.now && stop < next) next = stop;
    return next;
  }

  private mark(at: number): void {
    this.marks.set(at, this.recorder.mark());
  }

  /** The phases between which the faults divide the run, those injected and lifted by hand included. */
  get phases(): readonly Phase[] {
    const { overlay } = this.world;
    const extents = overlay.faults.map((_, number) => this.extentOf(number));
    const names = this.faults.map(({ name }) => name);
    for (const command of this.commands) {
      if (command.kind !== 'lift') continue;
      const number = names.lastIndexOf(command.fault);
      const extent = extents[number];
      if (extent === undefined) continue;
      if (extent.from < command.at)
        extents[number] = { from: extent.from, to: Math.min(extent.to, command.at) };
      // One that was planned and is called off before it comes keeps its times, as one that is left out does:
      // the run is compared over the same time as the one in which it came.
      else if (overlay.faults[number].when !== undefined) extents[number] = undefined;
    }
    const there = overlay.faults.map(({ isAction }, number) => ({ isAction, extent: extents[number] }));
    const leftOut = this.plan.leftOut.map((fault) => ({
      isAction: fault.isAction,
      extent: isOpen(fault) ? undefined : extentOf(fault, fault.at),
    }));
    return phasesOf(
      this.plan,
      dividing([...there, ...leftOut]).flatMap(({ extent }) => extent ?? []),
    );
  }

  /** When a fault begins and ends for good; of one that waits for something, as far as that is known. */
  private extentOf(number: number): Extent | undefined {
    const { begun, ended, faults, lifted } = this.world.overlay;
    const fault = faults[number];
    if (!isOpen(fault)) return extentOf(fault, fault.at);
    if (fault.when === undefined && begun[number] === NEVER) return extentOf(fault, fault.at);
    // What it waited for never came.
    if (this.isOver && begun[number] === NEVER) return undefined;
    const extent = extentOf(fault, begun[number]);
    if (fault.until !== undefined && lifted[number] === 1) return { from: extent.from, to: ended[number] };
    return this.now > extent.to ? { from: extent.from, to: ended[number] } : extent;
  }

  /** Nobody knew when these would begin and end: marks are made when they do. */
  private watchFaults(): void {
    this.recorder.onFault = (number, strength) => {
      const { begun, faults } = this.world.overlay;
      const isTurn = strength === 0 || begun[number] === this.now;
      if (isOpen(faults[number]) && isTurn && !this.marks.has(this.now)) this.mark(this.now);
    };
  }

  /** Tells somebody of turns at their instants, from now on. It stays outside: no moment and no fork knows of it. */
  watch(watcher: TurnWatcher): void {
    this.recorder.watcher = watcher;
  }

  // ---- what it tells ----------------------------------------------------------------------------

  /** What happened from one instant to another; both must have been asked for in `moments`, or be a phase's. */
  interval(from: number, to: number): Interval {
    const before = this.marks.get(from);
    const after = this.marks.get(to);
    invariant(
      before !== undefined && after !== undefined,
      'an interval is asked for before the run, and read after it',
    );
    return difference(this.plan.directory, before, after);
  }

  /** A phase, if the run has one and has come to its end. */
  phase(name: PhaseName): Interval | undefined {
    const phase = this.phases.find((each) => each.name === name);
    return phase !== undefined && this.marks.has(phase.to) ? this.interval(phase.from, phase.to) : undefined;
  }

  /** What happened since an earlier reading; for a screen that looks whenever it likes. */
  reading(): Mark {
    return this.recorder.mark();
  }

  /** The books from the start to now: of all that begins, how many have begun, ended and are still there. */
  books(): Books {
    const opened = this.marks.get(0);
    invariant(opened !== undefined, 'the first mark is at the start');
    const { directory } = this.plan;
    return readBooks(directory, opened, this.reading(), countLive(this.world, directory));
  }

  /** Checks them: a sentence for each entry that does not balance. */
  checkLedger(): string[] {
    return brokenEntries(this.plan.directory, this.books());
  }

  /** What the simulated state takes now, and what it may take in a moment, when arrays that are nearly full double; bytes. */
  get memory(): { readonly now: number; readonly soon: number } {
    const { bytes, bytesToGrow } = this.world.registry;
    return { now: bytes, soon: bytes + bytesToGrow };
  }

  /** Rows of simulated state in use now. */
  get rows(): number {
    return this.world.arena.live;
  }

  /** Where a replica (its number in the directory) stands in its life now. */
  standingOf(replica: number): Standing {
    return standingOf(this.world, replica);
  }

  /** The parameters of somebody (`target` as a fault names it) that a push has changed, as they are now. */
  pushedAt(target: string): PushedParameter[] {
    return pushedAt(this.plan, this.world.overlay, target);
  }

  /** Every fault with its strength now. */
  get faults(): FaultState[] {
    const { overlay } = this.world;
    const planned = this.plan.faults.length;
    return overlay.faults.map((fault, number) => ({
      name: fault.name,
      number,
      strength: overlay.strengthOf(number),
      injected: number >= planned,
      at: fault.when === undefined ? fault.at : overlay.begun[number],
      when: fault.when,
      waitsFrom: fault.at,
      until: fault.until,
      length: lastingOf(fault),
      endedEarly: overlay.lifted[number] === 1 ? overlay.ended[number] : NEVER,
      every: fault.every,
      times: fault.times,
      probability: fault.probability,
      hits: overlay.hits[number],
      begun: overlay.begun[number],
      idle: this.whyIdle(number),
    }));
  }

  /** Why a fault that touched nothing may have done so. */
  private whyIdle(number: number): string {
    const { faults, begun } = this.world.overlay;
    const fault = faults[number];
    if (begun[number] === NEVER) {
      return fault.when === undefined
        ? `its chance of ${Number((fault.probability * 100).toPrecision(12))}% never came`
        : 'what it waits for never came';
    }
    if (fault.match !== undefined)
      return 'no request that it means came while it lasted, or luck spared all of them';
    // It may be of several kinds; none of them touched anything.
    const reasons = fault.parts.flatMap(({ aims }) => aims.map(({ kind }) => MOMENTS[EFFECTS[kind].at].idle));
    return [...new Set(reasons)].join('; ');
  }

  // ---- commands ---------------------------------------------------------------------------------

  /** Injects a fault now; what is wrong with it is returned, and then nothing has happened. */
  inject(fault: FaultSpec): readonly Problem[] {
    const problems = new Problems();
    const { plan } = this;
    if (!this.world.overlay.hasRoom) {
      problems.add([], 'E304', 'no more faults can be injected into this run', 'start it again');
      return problems.found;
    }
    const ground = groundOf(plan, {
      faultNames: this.faults.map((each) => each.name),
      samplerOf: (spec) => plan.samplers.of(spec),
    });
    // It begins now, whatever it says of when.
    const { at: _, ...rest } = fault;
    const compiled = compileFault(ground, problems, { ...rest, name: this.freshName(fault) }, [], this.now);
    if (problems.found.length > 0) return problems.found;
    plan.samplers.prepare();
    this.machine.inject(compiled);
    this.mark(this.now);
    const { to } = extentOf(compiled, this.now);
    if (to < NEVER) this.stops.add(to);
    this.commands.push({ at: this.now, kind: 'inject', fault });
    return [];
  }

  private freshName(fault: FaultSpec): string {
    const name = faultNameOf(fault);
    const taken = this.faults.filter((each) => each.name === name || each.name.startsWith(`${name}-`)).length;
    return taken === 0 ? name : `${name}-${taken + 1}`;
  }

  /** Ends a fault now, for good. */
  lift(name: string): boolean {
    const fault = this.faults.findLast((each) => each.name === name);
    if (fault === undefined) return false;
    this.machine.lift(fault.number);
    this.mark(this.now);
    this.commands.push({ at: this.now, kind: 'lift', fault: name });
    return true;
  }

  // ---- time travel --------------------------------------------------------------------------------

  snapshot(): Moment {
    return {
      at: this.now,
      state: this.machine.snapshot(),
      commands: [...this.commands],
      injected: this.world.overlay.faults.slice(this.plan.faults.length),
      marks: new Map(this.marks),
      stops: new Set(this.stops),
      windows: this.windows?.save(),
      traced: this.traces?.considered ?? 0,
      told: this.journal?.written ?? 0,
    };
  }

  /** Back to a moment of this run (or of a fork of it). */
  restore(moment: Moment): void {
    this.machine.restore(moment.state);
    this.commands.splice(0, this.commands.length, ...moment.commands);
    // The moment may lie ahead, or in a fork's life: the faults it knows are its own.
    const { overlay } = this.world;
    overlay.forget(this.plan.faults.length);
    for (const fault of moment.injected) overlay.add(fault);
    this.marks.clear();
    for (const [at, mark] of moment.marks) this.marks.set(at, mark);
    for (const stop of moment.stops) this.stops.add(stop);
    if (moment.windows !== undefined) this.windows?.load(moment.windows);
    this.traces?.truncateTo(moment.traced);
    this.journal?.truncateTo(moment.told);
  }

  /** Another run in the same state, which goes its own way. Its series and traces begin where it was born. */
  fork(): Run {
    const twin = new Run(this.plan, this.options);
    twin.restore(this.snapshot());
    return twin;
  }

  /** A hash of the whole simulated state. */
  stateHash(): string {
    return this.machine.stateHash();
  }
}
