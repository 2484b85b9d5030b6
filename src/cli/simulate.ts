/**
 * Drives a run to its end, in slices short enough to notice Ctrl-C, a used-up budget and the clock on
 * the wall between them. How the slices fall does not change what happens in the run.
 */
import { performance } from 'node:perf_hooks';
import type { Stop } from '../present/result.ts';
import { sayInstant } from '../present/words.ts';
import type { Run } from '../sim/index.ts';
import { type Budgets, interruptedBy, outOfMemory, overBudget, sayEvents, usedUpOf } from './budgets.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import type { Progress } from './progress.ts';
import { breathe, type Signals } from './signals.ts';
import { circumstances } from './trouble.ts';

export interface Driven {
  /** Why it stopped before `until`. */
  readonly stop: Stop | undefined;
  /** False where it was stopped in the middle of an event: its books are open. */
  readonly isWhole: boolean;
  readonly wallSeconds: number;
}

/** Somebody who is told of a run while it goes on. */
export interface Listener {
  /** The next instant at which it wants to look at the run, ns. */
  readonly nextLook: number;
  /** Events between two hearings, at most. */
  readonly slice: number;
  /** Hears what has happened, however long that takes; the run waits. False when it wants to hear no more. */
  hear(): Promise<boolean>;
  /** A signal has come: whatever it waits for, it waits no longer. */
  giveUp(): void;
}

/** Takes 10 to 30 ms; fewer where each event takes long: thousands of replicas to choose from, say. */
const EVENTS_A_SLICE = 20_000;
const EVENTS_AT_LEAST = 500;
const SLICE_MOST = 60;

export async function simulate(
  run: Run,
  until: number,
  budgets: Budgets,
  progress: Progress,
  signals: Signals,
  listener?: Listener,
): Promise<Driven> {
  const began = performance.now();
  circumstances.seed = run.seed;
  circumstances.events = () => run.events;
  const tellNoMore = signals.tell(() => listener?.giveUp());
  const largest = Math.min(EVENTS_A_SLICE, listener?.slice ?? EVENTS_A_SLICE);
  let slice = Math.min(largest, EVENTS_AT_LEAST);
  let isWhole = true;
  let stop: Stop | undefined;
  try {
    for (;;) {
      const left = (budgets.events ?? Number.POSITIVE_INFINITY) - run.effort;
      const wallSeconds = (performance.now() - began) / 1000;
      const signal = signals.received();
      stop = signal === undefined ? usedUp(run, until, budgets, wallSeconds) : interruptedBy(signal);
      if (stop !== undefined) break;
      const next = Math.min(until, listener?.nextLook ?? until);
      const before = performance.now();
      const isThere = run.advance(next, Math.max(1, Math.min(slice, left)));
      const took = performance.now() - before;
      slice = took > SLICE_MOST ? Math.max(EVENTS_AT_LEAST, slice >> 1) : Math.min(largest, slice * 2);
      if (listener !== undefined && !(await listener.hear()) && signals.received() === undefined) {
        stop = { kind: 'unread', sentence: 'nobody read on' };
        break;
      }
      if (isThere && next === until) break;
      progress.show(run.now / until, `${sayInstant(run.now)} of ${sayInstant(until)}`, wallSeconds);
      await breathe();
    }
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    isWhole = false;
    stop = outOfMemory(`at ${sayInstant(run.now)} of ${sayInstant(until)}`);
  } finally {
    tellNoMore();
    progress.clear();
  }
  return { stop, isWhole, wallSeconds: (performance.now() - began) / 1000 };
}

function usedUp(run: Run, until: number, budgets: Budgets, wallSeconds: number): Stop | undefined {
  const at = `at ${sayInstant(run.now)} of ${sayInstant(until)}`;
  const { events } = budgets;
  if (events !== undefined && run.effort >= events)
    return overBudget('events', events, `its ${sayEvents(events)} was used up ${at}`);
  return usedUpOf(budgets, wallSeconds, () => at);
}
