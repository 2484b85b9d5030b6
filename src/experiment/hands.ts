/** Whoever runs the seeds of studies: worker threads, or this thread. */
import type { Sample, Study } from './study.ts';

export interface Hands {
  /** How many seeds they run at a time. */
  readonly count: number;
  /** What the seed came to. Rejected with the trouble of the run, or when the hands are let go before its end. */
  run(study: Study, seed: string): Promise<Sample>;
  /** Stops whatever is under way. Nothing can be run any more. */
  letGo(): Promise<void>;
}

/** Something thrown in a run, wherever that was. */
export class RunTrouble extends Error {
  readonly seed: string;
  readonly events: number;
  /** Simulated instant, where the trouble is about one; ns. */
  readonly at: number | undefined;

  constructor({ name, message, stack, seed, events, at }: Trouble) {
    super(message);
    this.name = name;
    if (stack !== undefined) this.stack = stack;
    this.seed = seed;
    this.events = events;
    this.at = at;
  }
}

/** The same as plain data: an error loses its own fields on its way to another thread. */
export interface Trouble {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly seed: string;
  readonly events: number;
  readonly at: number | undefined;
}

export function troubleOf(error: unknown, seed: string, events: number): Trouble {
  const thrown: Error & { readonly at?: number } = error instanceof Error ? error : new Error(String(error));
  const { name, message, stack, at } = thrown;
  return { name, message, stack, seed, events, at };
}

/** Why a run was not finished: nobody needs it any more. */
export class LetGo extends Error {
  override name = 'LetGo';

  constructor() {
    super('the hands were let go');
  }
}
