/**
 * Queue: a plain bounded queue that delivers at least once. A message handed to a consumer is hidden
 * from the others for its visibility timeout; if nobody has settled it by then it is ready again,
 * even though its first consumer may still be at work on it: that is how duplicates are born. (As SQS
 * standard queues document it: "Amazon SQS visibility timeout".)
 */
import { z } from 'zod';
import { byShape, countBetween, mapping, name, positiveDuration } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import type { BrokerDefinition, BrokerHost } from './contract.ts';

const limit = byShape('a whole number or none', {
  number: countBetween(1, 1e8),
  text: z.literal('none', { error: 'expected a whole number, or none for no limit' }),
});

const params = mapping({
  limit: limit.default(10_000).meta({
    description: 'Messages it holds, ready or with a consumer; one more is refused. `none` holds them all.',
  }),
  visibility: positiveDuration.default(30_000_000_000).meta({
    description: 'How long a delivered message stays hidden; not settled by then, it is ready again.',
  }),
  receives: limit
    .default('none')
    .meta({ description: 'Deliveries in all; after the last one failed the message is a dead letter.' }),
  'dead-letter': name.optional().meta({
    description:
      'The queue that takes the dead letters, declared like any other; without it they are dropped.',
  }),
  'on-failure': z.enum(['wait', 'now']).default('wait').meta({
    description: 'A failed message is ready again after its visibility timeout, or at once, at the back.',
  }),
  keep: positiveDuration
    .optional()
    .meta({ description: 'A message that no consumer has had by then is dropped (expired); default never.' }),
}).superRefine((queue, context) => {
  if (queue['dead-letter'] === undefined || queue.receives !== 'none') return;
  const message = 'no message becomes a dead letter without `receives`; write for example receives: 3';
  context.addIssue({ code: 'custom', message, path: ['dead-letter'] });
});

// Settings, in order.
const LIMIT = 0;
const VISIBILITY = 1;
const RECEIVES = 2;
const AT_ONCE = 3;
const KEEP = 4;

/** A delivery has come to nothing: once more, or never again. */
function tryAgain(host: BrokerHost, message: number): void {
  if (host.deliveries(message) >= host.setting(host.queueOf(message), RECEIVES)) host.deadLetter(message);
  else host.makeReady(message);
}

const machine = {
  /** What is with a consumer keeps its place, so whatever comes back finds room. */
  accepts(host: BrokerHost, queue: number) {
    return host.ready(queue) + host.underWay(queue) < host.setting(queue, LIMIT);
  },
  arrived(host: BrokerHost, message: number) {
    const keep = host.setting(host.queueOf(message), KEEP);
    // A message that has been delivered has a visibility timer, and there is one timer a message.
    if (keep < Number.POSITIVE_INFINITY && host.deliveries(message) === 0) host.setTimer(message, keep);
    host.makeReady(message);
  },
  next(host: BrokerHost, queue: number) {
    const message = host.takeReady(queue);
    if (message !== NONE) host.clearTimer(message);
    return message;
  },
  delivered(host: BrokerHost, message: number) {
    host.setTimer(message, host.setting(host.queueOf(message), VISIBILITY));
  },
  /**
   * A good answer settles the message whichever consumer gives it, the one of an earlier delivery
   * included. A bad one is told only while the message is hidden: once it is ready again, an expired
   * receipt changes nothing.
   */
  settled(host: BrokerHost, message: number, good: boolean) {
    if (good) {
      host.clearTimer(message);
      host.acknowledge(message);
    } else if (host.setting(host.queueOf(message), AT_ONCE) === 1) {
      host.clearTimer(message);
      tryAgain(host, message);
    }
    // Else it stays hidden until its timer is due.
  },
  timer(host: BrokerHost, message: number) {
    if (host.deliveries(message) === 0) host.expire(message);
    else tryAgain(host, message);
  },
};

function orEndless(most: number | 'none'): number {
  return most === 'none' ? Number.POSITIVE_INFINITY : most;
}

export const queue: BrokerDefinition<z.infer<typeof params>> = {
  name: 'queue',
  title: 'Queue',
  sentence:
    'A bounded queue that delivers each message at least once, and again when nobody settles it in time.',
  queueParams: params as z.ZodType<z.infer<typeof params>>,
  example: { limit: 1000, visibility: '30s', receives: 3, 'dead-letter': 'invoices-dead' },
  settings: ['limit', 'visibility', 'receives', 'at-once', 'keep'],
  settingsOf: (p) => [
    orEndless(p.limit),
    p.visibility,
    orEndless(p.receives),
    p['on-failure'] === 'now' ? 1 : 0,
    p.keep ?? Number.POSITIVE_INFINITY,
  ],
  limitOf: (p) => orEndless(p.limit),
  deadLettersOf: (p) => p['dead-letter'],
  machine,
};
