/**
 * Drives a run to its end, in slices short enough to notice Ctrl-C, a used-up budget and the clock on
 * the wall between them. How the slices fall does not change what happens in the run.
 */
import { performance } from 'node:perf_hooks';
import type { Stop } from '../present/result.ts';
import { sayInstant, sayWhole } from '../present/words.ts';
import type { Run } from '../sim/index.ts';
import { circumstances } from './trouble.ts';

export interface Budgets {
  readonly events?: number | undefined;
  /** Wall time. */
  readonly seconds?: number | undefined;
  /** Of the whole process, bytes. */
  readonly memory?: number | undefined;
}

export interface Driven {
  /** Why it stopped before `until`. */
  readonly stop: Stop | undefined;
  readonly wallSeconds: number;
}

/** Takes 10 to 30 ms. */
const EVENTS_A_SLICE = 20_000;

export async function simulate(
  run: Run,
  until: number,
  budgets: Budgets,
  progress: Progress,
): Promise<Driven> {
  const began = performance.now();
  circumstances.seed = run.seed;
  circumstances.events = () => run.events;
  const signals = listen();
  let stop: Stop | undefined;
  try {
    for (;;) {
      const left = (budgets.events ?? Number.POSITIVE_INFINITY) - run.events;
      const wallSeconds = (performance.now() - began) / 1000;
      stop = interrupted(signals.received()) ?? usedUp(run, until, budgets, wallSeconds);
      if (stop !== undefined || run.advance(until, Math.max(1, Math.min(EVENTS_A_SLICE, left)))) break;
      progress.show(run.now, until, wallSeconds);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    signals.stop();
    progress.clear();
  }
  return { stop, wallSeconds: (performance.now() - began) / 1000 };
}

function usedUp(run: Run, until: number, budgets: Budgets, wallSeconds: number): Stop | undefined {
  const at = `at ${sayInstant(run.now)} of ${sayInstant(until)}`;
  if (budgets.events !== undefined && run.events >= budgets.events) {
    return over(
      'events',
      budgets.events,
      `its budget of ${sayWhole(budgets.events)} events was used up ${at}`,
    );
  }
  if (budgets.seconds !== undefined && wallSeconds >= budgets.seconds) {
    return over('seconds', budgets.seconds, `its budget of ${budgets.seconds} seconds was used up ${at}`);
  }
  if (budgets.memory !== undefined && process.memoryUsage.rss() >= budgets.memory) {
    return over(
      'memory',
      budgets.memory,
      `its budget of ${sayBytes(budgets.memory)} of memory was used up ${at}`,
    );
  }
  return undefined;
}

function over(budget: 'events' | 'seconds' | 'memory', limit: number, sentence: string): Stop {
  return { kind: 'budget', budget, limit, sentence };
}

function interrupted(signal: 'SIGINT' | 'SIGTERM' | undefined): Stop | undefined {
  return (
    signal && {
      kind: 'interrupted',
      signal,
      sentence: signal === 'SIGINT' ? 'interrupted by hand' : 'asked to end',
    }
  );
}

function sayBytes(bytes: number): string {
  return bytes >= 1e9 ? `${Number((bytes / 1e9).toFixed(2))}GB` : `${Number((bytes / 1e6).toFixed(1))}MB`;
}

/** The first signal is noted, for what has been seen so far to be told; the second ends everything at once. */
function listen(): { received(): 'SIGINT' | 'SIGTERM' | undefined; stop(): void } {
  let received: 'SIGINT' | 'SIGTERM' | undefined;
  const note = (signal: 'SIGINT' | 'SIGTERM') => {
    if (received !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
    received = signal;
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

/** Seconds after which somebody who waits wants to know how far it is. */
const PATIENCE = 1;
const EVERY = 0.1;

/** One line on stderr that says how far something long is; nothing unless that is a terminal. */
export class ProgressLine {
  private shownAt = Number.NEGATIVE_INFINITY;
  private isShown = false;

  /** With the share that is done, 0 to 1, and what is under way. */
  show(share: number, what: string, wallSeconds: number): void {
    if (process.stderr.isTTY !== true || wallSeconds < PATIENCE || wallSeconds - this.shownAt < EVERY) return;
    this.shownAt = wallSeconds;
    this.isShown = true;
    const text = `${String(Math.floor(share * 100)).padStart(3)}%  ${what}`;
    process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\u001b[2K');
    this.isShown = false;
  }
}

/** The same for a run: how far simulated time is. */
export class Progress {
  private readonly label: string;
  private readonly line = new ProgressLine();

  constructor(label: string) {
    this.label = label;
  }

  show(now: number, until: number, wallSeconds: number): void {
    this.line.show(now / until, `${sayInstant(now)} of ${sayInstant(until)}  ${this.label}`, wallSeconds);
  }

  clear(): void {
    this.line.clear();
  }
}
