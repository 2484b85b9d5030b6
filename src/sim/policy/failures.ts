/** Failures as a list of names, for policies that mind some of them and not others. */
import { z } from 'zod';
import { OUTCOMES, type OutcomeName } from '../terms/outcomes.ts';

/** Failures that a caller gets to see. */
const FAILURES = ['error', 'timed-out', 'refused', 'rejected', 'shed', 'expired'] as const;

/** A list of failures; `what` describes it. */
export function failures(what: string) {
  return z.array(z.enum(FAILURES)).optional().meta({ description: what });
}

/** The list as one number, a bit for each outcome: what a setting can hold. */
export function maskOf(names: readonly OutcomeName[]): number {
  return names.reduce((mask, name) => mask | (1 << OUTCOMES.indexOf(name)), 0);
}
