/** Budgets: how much may be used before something is stopped, and the sentence when it was. */
import type { Stop } from '../present/result.ts';
import { sayWhole } from '../present/words.ts';

export interface Budgets {
  /** Of one run. */
  readonly events?: number | undefined;
  /** Wall time. */
  readonly seconds?: number | undefined;
  /** Of the whole process, bytes. */
  readonly memory?: number | undefined;
}

/** The budget of the machine that is used up, if one is; `far` says where that was. */
export function usedUpOf(budgets: Budgets, wallSeconds: number, far: () => string): Stop | undefined {
  const { seconds, memory } = budgets;
  if (seconds !== undefined && wallSeconds >= seconds)
    return overBudget('seconds', seconds, `its budget of ${seconds} seconds was used up ${far()}`);
  if (memory !== undefined && process.memoryUsage.rss() >= memory)
    return overBudget('memory', memory, `its budget of ${sayBytes(memory)} of memory was used up ${far()}`);
  return undefined;
}

export function sayEvents(events: number): string {
  return `budget of ${sayWhole(events)} events`;
}

export function overBudget(budget: 'events' | 'seconds' | 'memory', limit: number, sentence: string): Stop {
  return { kind: 'budget', budget, limit, sentence };
}

export function interruptedBy(signal: 'SIGINT' | 'SIGTERM'): Stop {
  return {
    kind: 'interrupted',
    signal,
    sentence: signal === 'SIGINT' ? 'interrupted by hand' : 'asked to end',
  };
}

function sayBytes(bytes: number): string {
  return bytes >= 1e9 ? `${Number((bytes / 1e9).toFixed(2))}GB` : `${Number((bytes / 1e6).toFixed(1))}MB`;
}
