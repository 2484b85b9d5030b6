/** The documented machines, a file a subject, in the order in which they are told. */
import { breaker } from './breaker.ts';
import type { DocumentedMachine } from './contract.ts';
import { messages } from './messages.ts';
import { otherBreakers } from './other-breakers.ts';
import { retry } from './retry.ts';

export const machines: readonly DocumentedMachine[] = [...retry, ...breaker, ...otherBreakers, ...messages];
