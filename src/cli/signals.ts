/** Ctrl-C and its like, while something runs. */

export type Signal = 'SIGINT' | 'SIGTERM';

export interface Signals {
  received(): Signal | undefined;
  stop(): void;
}

/**
 * The first signal is noted, for what has been seen so far to be told; the second ends everything at
 * once. `told` is called at the first.
 */
export function listenForSignals(told: (signal: Signal) => void = () => {}): Signals {
  let received: Signal | undefined;
  const note = (signal: Signal) => {
    if (received !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
    received = signal;
    told(signal);
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return {
    received: () => received,
    stop: () => {
      process.off('SIGINT', note);
      process.off('SIGTERM', note);
    },
  };
}
