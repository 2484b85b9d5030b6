/** Ctrl-C and its like, while something runs: one listener around all there is to do, so that none is missed in between. */
import { INTERRUPTED, TERMINATED } from './exit-codes.ts';

export type Signal = 'SIGINT' | 'SIGTERM';

/** What those who work ask. A signal is noticed when they let the process breathe. */
export interface Signals {
  /** The first that came. */
  received(): Signal | undefined;
  /** Calls `told` at the first signal, at once where it has come already; until the returned function is called. */
  tell(told: (signal: Signal) => void): () => void;
}

/** What whoever began to listen has besides. */
export interface Listening extends Signals {
  stop(): void;
}

/** Of somebody whom no signal reaches. */
export const noSignals: Signals = { received: () => undefined, tell: () => () => {} };

/** The first signal is noted, for what has been seen so far to be told; the second ends everything at once. */
export function listenForSignals(): Listening {
  let received: Signal | undefined;
  const listeners = new Set<(signal: Signal) => void>();
  const note = (signal: Signal) => {
    if (received !== undefined) process.exit(codeOf(signal));
    received = signal;
    for (const told of listeners) told(signal);
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return {
    received: () => received,
    tell: (told) => {
      if (received !== undefined) told(received);
      listeners.add(told);
      return () => {
        listeners.delete(told);
      };
    },
    stop: () => {
      process.off('SIGINT', note);
      process.off('SIGTERM', note);
    },
  };
}

export function codeOf(signal: Signal): number {
  return signal === 'SIGINT' ? INTERRUPTED : TERMINATED;
}

/** Lets whatever the process was sent meanwhile come in. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
