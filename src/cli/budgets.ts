/** Budgets: how much may be used before something is stopped, and the sentence when it was. */
import { totalmem } from 'node:os';
import type { Stop } from '../present/result.ts';
import { sayBytes, sayWhole } from '../present/words.ts';

/** Unless told otherwise no more than this, and no more than this share of what there is; bytes. */
const MEMORY_MOST = 4e9;
const SHARE_MOST = 0.75;

/** What a run may take where nobody says: of the machine, or of the container that it is in. */
export function memoryMost(): number {
  const allowed = process.constrainedMemory();
  const there = Math.min(totalmem(), allowed > 0 ? allowed : Number.POSITIVE_INFINITY);
  return Math.min(MEMORY_MOST, Math.floor(there * SHARE_MOST));
}

export interface Budgets {
  /** Of one run. */
  readonly events?: number | undefined;
  /** Wall time. */
  readonly seconds?: number | undefined;
  /** Of the whole process, bytes. */
  readonly memory?: number | undefined;
  /** Wall time that reading and checking the scenario has taken already: it is part of the budget. */
  readonly spent?: number | undefined;
}

/** The budget of the machine that is used up, if one is; `far` says where that was. */
export function usedUpOf(budgets: Budgets, wallSeconds: number, far: () => string): Stop | undefined {
  const { seconds, memory, spent = 0 } = budgets;
  if (seconds !== undefined && spent + wallSeconds >= seconds) {
    const before = spent >= seconds / 2 ? `: to read and check it took ${spent.toPrecision(2)} s` : '';
    return overBudget('seconds', seconds, `its budget of ${seconds} seconds was used up ${far()}${before}`);
  }
  if (memory !== undefined && process.memoryUsage.rss() >= memory)
    return overBudget('memory', memory, `its budget of ${sayBytes(memory)} of memory was used up ${far()}`);
  return undefined;
}

export function sayEvents(events: number): string {
  return `budget of ${sayWhole(events)} events`;
}

/** Of a limit that was written or is the usual one: the sentence names what lifts it. */
export function overBudget(budget: 'events' | 'seconds' | 'memory', limit: number, sentence: string): Stop {
  return { kind: 'budget', budget, limit, sentence: `${sentence}; --max-${budget} allows more` };
}

export function interruptedBy(signal: 'SIGINT' | 'SIGTERM'): Stop {
  return {
    kind: 'interrupted',
    signal,
    sentence: signal === 'SIGINT' ? 'interrupted by hand' : 'asked to end',
  };
}

export function outOfMemory(far: string): Stop {
  const sentence = `there was no more memory ${far}`;
  return { kind: 'budget', budget: 'memory', limit: process.memoryUsage.rss(), sentence };
}
