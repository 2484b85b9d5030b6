/** The documented machines, a file a subject, in the order in which they are told. */
import { breaker } from './breaker.ts';
import { budgets } from './budgets.ts';
import type { DocumentedMachine } from './contract.ts';
import { health } from './health.ts';
import { hedges } from './hedges.ts';
import { learnedLimits } from './learned-limits.ts';
import { limiters } from './limiters.ts';
import { messages } from './messages.ts';
import { otherBreakers } from './other-breakers.ts';
import { places } from './places.ts';
import { retry } from './retry.ts';
import { shedding } from './shedding.ts';

export const machines: readonly DocumentedMachine[] = [
  ...retry,
  ...budgets,
  ...hedges,
  ...breaker,
  ...otherBreakers,
  ...places,
  ...limiters,
  ...learnedLimits,
  ...shedding,
  ...health,
  ...messages,
];
