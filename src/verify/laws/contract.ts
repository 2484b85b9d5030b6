/**
 * A law: what must be true of every run, whatever its luck. It looks at runs through a lab, so that a test
 * can give it a simulator that breaks it. One more is an entry in a file of this folder; one more file
 * is a line in its index.
 */
import type { Plan, Run, RunOptions } from '../../sim/index.ts';

export interface Lab {
  /** Of all luck, unless a law says otherwise. */
  readonly seed: string;
  begin(plan: Plan, options?: RunOptions): Run;
}

export interface Ruling {
  readonly holds: boolean;
  /** What was seen, in a few words: a hash, a count, the first thing that is wrong. */
  readonly told: string;
}

export interface Law {
  /** What it is asked for by: `same-seed`. */
  readonly name: string;
  readonly title: string;
  check(lab: Lab): Ruling;
}
