/** The books of a run as data: of all that begins, how many have begun, ended, and are still there. */
import type { Run } from '../sim/index.ts';

/** Kind of subject → its name → numbers. */
export type BooksOfRun = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

/** What each number of each kind counts. */
export const BOOK_KEYS = {
  load: {
    offered: 'Requests that began.',
    good: 'Ended ok, within the limit of the load.',
    late: 'Ended ok, beyond it.',
    degraded: 'Ended degraded.',
    failed: 'Ended otherwise.',
    open: 'Have not ended.',
  },
  edge: {
    callsBegun: 'Calls that began.',
    callsEnded: 'Calls that have ended.',
    callsOpen: 'Calls that have not.',
    attemptsSent: 'Tries that were sent.',
    attemptsEnded: 'Tries of which the caller knows the end, or that it has left.',
    attemptsAwaited: 'Tries that it waits for.',
    firstTries: 'Tries that were the first of their call.',
    retries: 'Tries because an earlier one had failed.',
    hedges: 'Tries beside a slow one.',
  },
  replica: {
    framesBegun: 'Attempts that were started.',
    framesEnded: 'Of these, done with.',
    framesRunning: 'In a slot.',
  },
  queue: {
    published: 'Messages that the queue accepted.',
    acknowledged: 'Acknowledged.',
    deadLettered: 'Given up.',
    expired: 'Their time was over.',
    ready: 'Ready for a consumer.',
    unacknowledged: 'With a consumer, and not settled.',
  },
} as const;

/** What always holds, by kind. */
export const BOOK_LAWS: Readonly<Record<keyof typeof BOOK_KEYS, readonly string[]>> = {
  load: ['offered = good + late + degraded + failed + open'],
  edge: [
    'callsBegun = callsEnded + callsOpen',
    'attemptsSent = attemptsEnded + attemptsAwaited',
    'attemptsSent = firstTries + retries + hedges',
  ],
  replica: ['framesBegun = framesEnded + framesRunning'],
  queue: ['published = acknowledged + deadLettered + expired + ready + unacknowledged'],
};

export function booksOf(run: Run): BooksOfRun {
  const { loads, edges, replicas, queues } = run.books();
  const { directory } = run.plan;
  return {
    load: told('load', directory.loads, loads),
    edge: told('edge', directory.edges, edges),
    replica: told('replica', directory.replicas, replicas),
    queue: told('queue', directory.queues, queues),
  };
}

function told<K extends keyof typeof BOOK_KEYS>(
  kind: K,
  subjects: readonly { readonly name: string }[],
  books: readonly Readonly<Record<keyof (typeof BOOK_KEYS)[K], number>>[],
): BooksOfRun[string] {
  const keys = Object.keys(BOOK_KEYS[kind]) as (keyof (typeof BOOK_KEYS)[K] & string)[];
  return Object.fromEntries(
    subjects.map(({ name }, index) => [
      name,
      Object.fromEntries(keys.map((key) => [key, books[index][key]])),
    ]),
  );
}
