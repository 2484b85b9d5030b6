/**
 * A study: what is run with many seeds, and what each run is asked. It is plain data and travels to
 * other threads as it is; each thread compiles the plan from the checked spec, which takes a
 * millisecond, whereas a plan is full of behaviour and cannot travel.
 */
import { invariant } from '../base/assert.ts';
import type { Nanos } from '../base/time.ts';
import { compile, type Phase, type Plan, Run, type SystemSpec } from '../sim/index.ts';
import { checkBooks } from './books.ts';
import { answerTo, isOpen, momentsOf, type Question } from './question.ts';

export interface Study {
  readonly system: SystemSpec;
  readonly questions: readonly Question[];
  /** Where each run stops. */
  readonly until: Nanos;
  /** Events after which a run stops, wherever it is. */
  readonly mostEvents: number | undefined;
}

/** What one seed came to. Plain data, too. */
export interface Sample {
  readonly seed: string;
  readonly runHash: string;
  readonly events: number;
  /** Simulated time that was run; less than the study's when it stopped for too many events. */
  readonly reached: Nanos;
  /** One for each question, in its unit; NaN where there was nothing to measure or the run did not come so far. */
  readonly answers: Float64Array;
  /** The questions, by their place, to the end of which the run did not come. */
  readonly open: readonly number[];
  /** The phases of the run; where a fault waits for something, each seed has its own. */
  readonly phases: readonly Phase[];
  /** The faults that touched nothing though they might have, and why: a sentence's second half. */
  readonly idle: readonly { readonly name: string; readonly why: string }[];
}

/** A study made ready in this thread: its plan is compiled. */
export class ReadyStudy {
  private readonly study: Study;
  private readonly plan: Plan;

  constructor(study: Study) {
    const { plan } = compile(study.system);
    invariant(plan !== undefined, 'a checked system compiles wherever it is sent');
    this.study = study;
    this.plan = plan;
  }

  begin(seed: string): StudyRun {
    return new StudyRun(this.study, this.plan, seed);
  }
}

/** One run of a study under way. */
export class StudyRun {
  private readonly study: Study;
  private readonly run: Run;

  constructor(study: Study, plan: Plan, seed: string) {
    this.study = study;
    this.run = new Run(plan, { seed, windows: false, moments: momentsOf(study.questions) });
  }

  get seed(): string {
    return this.run.seed;
  }

  get events(): number {
    return this.run.events;
  }

  /** Goes on for so many events at most; true when that was the last of it. */
  advance(most: number): boolean {
    const { until, mostEvents = Number.POSITIVE_INFINITY } = this.study;
    const left = mostEvents - this.run.effort;
    return this.run.advance(until, Math.max(1, Math.min(most, left))) || this.run.effort >= mostEvents;
  }

  /** What it came to, once it is over. */
  sample(): Sample {
    checkBooks(this.run);
    const { seed, hash, events, now, phases } = this.run;
    const { questions } = this.study;
    return {
      seed,
      runHash: hash,
      events,
      reached: now,
      answers: Float64Array.from(questions, (question) => answerTo(question, this.run)),
      open: questions.flatMap((question, at) => (isOpen(question, this.run) ? at : [])),
      phases,
      idle: this.run.faults
        .filter(({ hits, at }) => hits === 0 && (at < now || this.run.isOver))
        .map(({ name, idle }) => ({ name, why: idle })),
    };
  }
}
