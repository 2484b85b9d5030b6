/** Failures as a list of names, for policies that mind some of them and not others. */
import { z } from 'zod';

/** Failures that a caller gets to see. */
export const FAILURES = ['error', 'timed-out', 'refused', 'rejected', 'shed', 'expired'] as const;

/** A list of failures; `what` describes it. */
export function failures(what: string) {
  return z.array(z.enum(FAILURES)).optional().meta({ description: what });
}
