/** Two kinds of trouble, told in a sentence each: the user's, which they can mend, and ours. */
import { OURS, OVER_BUDGET, WRONG } from './exit-codes.ts';
import { isOutOfMemory } from './out-of-memory.ts';

/** Something the user can mend: a file that is not there, a value that is none. No stack is shown. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(sentence: string, hint?: string) {
    super(sentence);
    this.hint = hint;
  }
}

/** What was going on, for the sentence about a mistake of ours. */
export interface Circumstances {
  scenario?: string;
  seed?: string;
  events?: () => number;
}

/** Set while a scenario is read and run. */
export const circumstances: Circumstances = {};

/** What to print on stderr about something thrown, and the exit code. */
export function tellTrouble(
  error: unknown,
  now: Circumstances,
  isDebugging: boolean,
): { text: string; code: number } {
  if (error instanceof UsageError) {
    return {
      text: `knockon: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`,
      code: WRONG,
    };
  }
  // The simulator's word for a scenario that can never go on; loading it here only for its class would cost a start.
  if (error instanceof Error && error.name === 'EndlessInstant') {
    const at = (error as Error & { readonly at: number }).at / 1e9;
    return {
      text: `knockon: ${now.scenario ?? 'the scenario'} cannot go on at ${at} s: ${error.message}\n`,
      code: WRONG,
    };
  }
  if (isOutOfMemory(error)) {
    const who = now.scenario ?? 'the scenario';
    const seed = now.seed === undefined ? '' : ` (seed ${now.seed})`;
    return {
      text: `knockon: there was no more memory for ${who}${seed}\nWrite a lower load, shorter queues or fewer replicas, or stop it earlier with --max-memory\n`,
      code: OVER_BUDGET,
    };
  }
  const what = error instanceof Error ? error.message : String(error);
  const facts = [
    now.scenario,
    now.seed === undefined ? undefined : `seed ${now.seed}`,
    now.events === undefined ? undefined : `event ${now.events()}`,
  ].filter((fact) => fact !== undefined);
  const where = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  const advice = isDebugging
    ? error instanceof Error
      ? (error.stack ?? '')
      : ''
    : 'Please report this line with the scenario and the command you gave; KNOCKON_DEBUG=1 shows where it happened.';
  return {
    text: `knockon: this is our mistake, not yours: ${oneLine(what)}${where}\n${advice}\n`,
    code: OURS,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
