/** How messages fared, queue by queue and phase by phase: what came, what was done with it, what was left and what was given up. */
import { type Interval, metricNamed, type Run } from '../sim/index.ts';

export interface QueueSummary {
  readonly name: string;
  /** By phase. */
  readonly rows: readonly QueueRow[];
}

export interface QueueRow {
  readonly publishedPerSecond: number;
  /** Handled well by a consumer. */
  readonly handledPerSecond: number;
  /** Accepted and not done with, at the end of the phase. */
  readonly lag: number;
  /** ns; of the oldest message still there at the end of the phase. */
  readonly age: number;
  /** Given up, or over their time. */
  readonly deadLetters: number;
  readonly expired: number;
  /** Handled although they had been settled or redelivered meanwhile. */
  readonly duplicates: number;
  /** Whether any of that is worth a line. */
  readonly isTroubled: boolean;
}

/** ns; a message that has waited longer than this is late for most purposes. */
const OLD = 5e9;
/** Consumers that handle less than this share of what comes fall behind, be it only by a second (ns) yet. */
const KEEPING_UP = 0.9;
const BEHIND = 1e9;

/** Queues that somebody takes from: where dead letters come to rest tells nothing that their own queue does not. */
export function queuesOf(run: Run, intervals: readonly Interval[]): QueueSummary[] {
  const { queues, consumers } = run.plan.directory;
  return queues.flatMap(({ name }, index) => {
    const isGrave =
      queues.some(({ deadLetters }) => deadLetters === index) &&
      consumers.every(({ queue }) => queue !== index);
    return isGrave ? [] : [{ name, rows: intervals.map((interval) => rowOf(interval, index)) }];
  });
}

function rowOf(interval: Interval, index: number): QueueRow {
  const of = (metric: string) =>
    metricNamed(metric)?.valueOf(interval, { kind: 'queue', index }) ?? Number.NaN;
  const published = of('published');
  const handled = of('handled');
  const age = of('age');
  const deadLetters = of('dead-letters');
  const expired = of('messages-expired');
  const duplicates = of('duplicates');
  return {
    publishedPerSecond: published,
    handledPerSecond: handled,
    lag: of('lag'),
    age,
    deadLetters,
    expired,
    duplicates,
    isTroubled:
      age >= OLD ||
      (age >= BEHIND && handled < KEEPING_UP * published) ||
      deadLetters > 0 ||
      expired > 0 ||
      duplicates > 0,
  };
}

/** Whether there was ever a message in it. */
export function hadMessages({ rows }: QueueSummary): boolean {
  return rows.some(({ publishedPerSecond, lag }) => publishedPerSecond > 0 || lag > 0);
}

/** The phases (their places) in which there was something to tell of, and the one after each: did it get over it? */
export function tellingRows({ rows }: QueueSummary): number[] {
  return rows.flatMap(({ isTroubled }, at) => (isTroubled || rows[at - 1]?.isTroubled === true ? [at] : []));
}
