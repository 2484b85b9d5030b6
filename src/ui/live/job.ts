/**
 * The run as a job of a shell: Ctrl-Z stops it and gives the terminal back, `fg` goes on where it was. A
 * stop from outside that nobody can hear of (SIGSTOP) leaves the terminal as it is; then at least what
 * comes back is drawn anew, and keys are heard as keys again.
 */

/** What Ink does around it: it gives up the terminal first, and takes it again afterwards. */
export type Suspend = (meanwhile: () => Promise<void>) => Promise<void>;

export interface Job {
  /** Stops, as the shell's own Ctrl-Z would. */
  readonly stop: () => void;
  /** Signals are nobody's any more. */
  readonly dispose: () => void;
}

export interface JobOptions {
  readonly suspend: Suspend;
  /** Whoever stopped it has used the terminal meanwhile, without a word. */
  readonly onReturn: () => void;
  readonly signals: Pick<NodeJS.Process, 'on' | 'off' | 'once' | 'kill'>;
}

/** Where no shell controls jobs nothing stops, and it goes on after so long, ms. */
const NOBODY_STOPS_MS = 50;

export function startJob({ suspend, onReturn, signals }: JobOptions): Job {
  let isSuspended = false;
  const stop = (): void => {
    if (isSuspended) return;
    isSuspended = true;
    suspend(stopped).finally(() => {
      isSuspended = false;
    });
  };
  const stopped = (): Promise<void> => {
    // With nobody listening the signal stops the process, and all it was started with: `npx`, a pipe.
    signals.off('SIGTSTP', stop);
    return new Promise((resolve) => {
      const goOn = (): void => {
        signals.on('SIGTSTP', stop);
        resolve();
      };
      try {
        signals.kill(0, 'SIGTSTP');
      } catch {
        // A system without jobs.
      }
      setTimeout(goOn, NOBODY_STOPS_MS);
    });
  };
  const returned = (): void => {
    if (!isSuspended) onReturn();
  };
  signals.on('SIGTSTP', stop);
  signals.on('SIGCONT', returned);
  return {
    stop,
    dispose: () => {
      signals.off('SIGTSTP', stop);
      signals.off('SIGCONT', returned);
    },
  };
}
