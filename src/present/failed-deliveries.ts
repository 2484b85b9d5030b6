/** What came of deliveries of messages that failed: no request waits for them, so they are among the failures of no load. */
import { type Interval, OUTCOMES, type OutcomeName, subjectsOf } from '../sim/index.ts';
import { valueIn } from './value-in.ts';
import { sayOutcome, sayShare } from './words.ts';

export interface FailedDeliveries {
  /** From a queue to the operation that handles its messages. */
  readonly edge: string;
  readonly cause: OutcomeName;
  /** Of the deliveries that ended. */
  readonly share: number;
}

const FAILURES = OUTCOMES.filter((outcome) => outcome !== 'ok' && outcome !== 'degraded');
/** Less would read as nothing. */
const MANY = 0.0005;

/** Of the consumers of one queue, or of all; the most frequent first. */
export function failedDeliveries(interval: Interval, queue?: string): FailedDeliveries[] {
  const { edges, consumers, queues } = interval.directory;
  const isMeant = (edge: number) => {
    const { callerKind, caller } = edges[edge];
    return (
      callerKind === 'consumer' && (queue === undefined || queues[consumers[caller].queue].name === queue)
    );
  };
  return subjectsOf(interval.directory, 'edge')
    .filter(({ index }) => isMeant(index))
    .flatMap(({ name, index }) =>
      FAILURES.map((cause) => ({
        edge: name,
        cause,
        share: valueIn(interval, 'edge', index, cause === 'error' ? 'errors' : cause),
      })),
    )
    .filter(({ share }) => share >= MANY)
    .sort((a, b) => b.share - a.share);
}

/** "48.6% error on invoices -> biller.bill" */
export function sayFailedDeliveries({ edge, cause, share }: FailedDeliveries): string {
  return `${sayShare(share)} ${sayOutcome(cause)} on ${edge}`;
}
