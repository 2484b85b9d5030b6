/** What a learned limit is: it is told how long each took and whether it was dropped, and sets its LIMIT by that. */
import type { Luck, Numbers } from '../gate-contract.ts';

export interface Sample {
  /** Call or attempt it is about: whose luck is drawn. */
  row: number;
  /** From going in to coming out, ns. */
  spent: number;
  /** How many were in when it went in, itself included. */
  alongside: number;
  /** It was lost to overload: timed out, refused, shed, expired. */
  isDropped: boolean;
}

export interface LearnedLimit {
  /** Numbers of its own beside those in flight and the limit, at the start. */
  readonly start: readonly number[];
  /** Brings it to the present instant, where it has a clock of its own. */
  catchUp(numbers: Numbers, s: number, a: number): void;
  learn(host: Numbers & Luck, s: number, a: number, sample: Sample): void;
}

export function clamped({ settings }: Numbers, least: number, most: number, limit: number): number {
  return Math.max(settings[least], Math.min(settings[most], limit));
}
