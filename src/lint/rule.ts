/** What a rule is: arithmetic over a sketch of the system, and what its page says about it. */
import type { Path } from '../scenario/index.ts';
import type { Sketch } from './sketch/index.ts';

/** What a rule has found, and where. */
export interface Finding {
  /** The way to the value it is about. */
  readonly path: Path;
  /** In one sentence without its full stop. */
  readonly sentence: string;
  /** The sum behind it, with the scenario's own numbers. */
  readonly formula: string;
  /** What to write instead. */
  readonly fix: string;
  /** Policies among which the timeout is missing that would prevent it: a preset there says what its system has. */
  readonly missesTimeout?: readonly Path[];
}

export interface Rule {
  /** `L104` */
  readonly code: string;
  readonly title: string;
  /** Why it matters, and what is left out of the sum. */
  readonly about: string;
  /** The sum in general. */
  readonly formula: string;
  /** What helps. */
  readonly cure: string;
  readonly example: Example;
  find(sketch: Sketch): readonly Finding[];
}

/** A scenario without its title and run, of which exactly this rule has something to say; and a change that mends it. */
export interface Example {
  readonly scenario: string;
  /** A piece of the text, once in it, and what to write in its place. */
  readonly mended: readonly [before: string, after: string];
}
