/** The documented machines, a file a subject, in the order in which they are told. */
import { breaker } from './breaker.ts';
import type { DocumentedMachine } from './contract.ts';
import { health } from './health.ts';
import { learnedLimits } from './learned-limits.ts';
import { limiters } from './limiters.ts';
import { messages } from './messages.ts';
import { otherBreakers } from './other-breakers.ts';
import { retry } from './retry.ts';

export const machines: readonly DocumentedMachine[] = [
  ...retry,
  ...breaker,
  ...otherBreakers,
  ...limiters,
  ...learnedLimits,
  ...health,
  ...messages,
];
