/**
 * What a theory is: a system as a scenario writes it, and what somebody else's formula says of it. One
 * more is an entry in a file of this folder; one more file is a line in its index.
 */
import type { SubjectKind } from '../../sim/index.ts';

/** A number of the theory. */
export interface Claim {
  /** What it is the value of, in at most 19 letters: `mean wait`. */
  readonly what: string;
  /** The metric that observes it, and of whom: `load users`, `service station`. */
  readonly metric: string;
  readonly of: `${SubjectKind} ${string}`;
  /** The formula in at most 25 letters, with λ arrivals a second, s the mean work, c servers, ρ = λs/c. */
  readonly formula: string;
  /** What the formula gives: seconds, rates per second, shares from 0 to 1. */
  readonly is: number;
}

export interface Theory {
  /** What it is asked for by: `mm1`. */
  readonly name: string;
  /** The system in a line: `M/M/1: one server, exponential work, ρ = 0.5`. */
  readonly title: string;
  /** Where the formulas come from, with chapter and verse. */
  readonly source: string;
  /** Simulated seconds for each seed, after a warm-up of a twentieth. */
  readonly seconds: number;
  /** Services, load and whatever else a scenario says, but `run`. */
  readonly system: Readonly<Record<string, unknown>>;
  readonly claims: readonly Claim[];
}
