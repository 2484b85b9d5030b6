/**
 * Bulkhead: lets only so many calls of a caller replica be under way at a time. One more is rejected
 * at once, or waits in a room: first in, first out. Whoever leaves the inside hands the place to the
 * first who waits, so a newcomer never overtakes. (SemaphoreBulkhead, resilience4j 2.x; Hystrix.)
 */
import { z } from 'zod';
import { NEVER } from '../../base/time.ts';
import { byShape, countBetween, mapping, positiveDuration } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { REJECTED } from '../terms/outcomes.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { type Presets, withPresets } from './presets.ts';
import { type Scope, scopeField } from './scope.ts';

const MOST = 1e8;

interface Params {
  limit: number;
  queue: number | 'none';
  wait?: number;
  scope?: Scope;
}

const written = mapping({
  limit: countBetween(1, MOST).meta({
    description: 'How many calls of each caller replica may be under way at a time.',
  }),
  queue: byShape('a whole number or none', {
    number: countBetween(0, MOST),
    text: z.literal('none', { error: 'expected a whole number, or none for no limit' }),
  })
    .default(0)
    .meta({
      description: 'How many may wait for a place; one more is rejected. `none` waits without limit.',
    }),
  wait: positiveDuration.optional().meta({
    description: 'Whoever has waited this long is rejected; without it, a call waits until it is let in.',
  }),
  scope: scopeField,
});

/**
 * resilience4j: BulkheadConfig's defaults, 25 calls and a longest wait of nothing. hystrix: ten
 * threads without a queue, or a semaphore of ten (HystrixThreadPoolProperties, HystrixCommandProperties).
 * envoy: max_connections and max_pending_requests of config.cluster.v3.CircuitBreakers; over HTTP/1.1 a
 * request has a connection to itself. Over HTTP/2 it is max_requests: the limiter of that preset. Envoy's
 * limits are a cluster's, and the threads of Hystrix a group's (HystrixThreadPoolKey: by default its group).
 */
export const presets: Presets = {
  envoy: { limit: 1024, queue: 1024, scope: 'service' },
  resilience4j: { limit: 25 },
  hystrix: { limit: 10, scope: 'service' },
};

const params = withPresets<Params>(
  written,
  presets,
  (complete) =>
    complete.refine(({ queue, wait }) => wait === undefined || queue !== 0, {
      path: ['wait'],
      error: '`wait` only means something where somebody may wait; write queue: 10, or queue: none',
    }) as z.ZodObject,
);

// Settings, in order.
const LIMIT = 0;
const QUEUE = 1;
const WAIT = 2;

// Shared number of a caller replica: calls inside.

// Words of a call: where it is, and the timer of its wait.
const WHERE = 0;
const TIMER = 1;

const OUTSIDE = 0;
const WAITING = 1;
const INSIDE = 2;

/** Lets the first who waits in, if there is room and anybody waits. */
function letFirstIn(host: PolicyHost, call: number, layer: Layer): void {
  const at = host.sharedOf(call, layer);
  if (host.shared[at] >= host.settings[host.settingsOf(call, layer) + LIMIT]) return;
  const first = host.letIn(call, layer);
  if (first === NONE) return;
  host.shared[at] += 1;
  const word = host.wordsOf(first, host.layerOfRoom(first, layer));
  host.words[word + WHERE] = INSIDE;
  host.clearTimer(host.words[word + TIMER]);
}

/** A call that was inside is gone. */
function leaveInside(host: PolicyHost, call: number, layer: Layer): void {
  host.shared[host.sharedOf(call, layer)] -= 1;
  host.words[host.wordsOf(call, layer) + WHERE] = OUTSIDE;
  letFirstIn(host, call, layer);
}

class Bulkhead implements PolicyMachine {
  readonly name = 'bulkhead';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const word = host.wordsOf(call, layer);
    const hasRoom = host.shared[at] < host.settings[of + LIMIT];
    const before = host.waiting(call, layer);
    if (hasRoom && before === 0) {
      host.shared[at] += 1;
      host.words[word + WHERE] = INSIDE;
      return PASS;
    }
    // Where some wait although there is room (the limit has just been raised), one of them is let in below.
    if (before - (hasRoom ? 1 : 0) >= host.settings[of + QUEUE]) {
      host.words[word + WHERE] = OUTSIDE;
      host.refuse(call, layer, REJECTED);
      return HOLD;
    }
    const wait = host.settings[of + WAIT];
    host.words[word + WHERE] = WAITING;
    host.words[word + TIMER] = wait < NEVER ? host.setTimer(call, layer, wait) : NONE;
    host.wait(call, layer);
    letFirstIn(host, call, layer);
    return HOLD;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    leaveInside(host, call, layer);
    return PASS;
  }

  timer(host: PolicyHost, call: number, layer: Layer): void {
    host.words[host.wordsOf(call, layer) + WHERE] = OUTSIDE;
    host.stopWaiting(call, layer);
    host.settle(call, layer, REJECTED);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    if (host.words[word + WHERE] === INSIDE) leaveInside(host, call, layer);
    else if (host.words[word + WHERE] === WAITING) {
      host.stopWaiting(call, layer);
      host.clearTimer(host.words[word + TIMER]);
    }
  }
}

export const bulkhead: PolicyDefinition<Params> = {
  name: 'bulkhead',
  title: 'Bulkhead',
  sentence: 'Lets only so many calls be under way at a time; one more waits in a room, or is rejected.',
  cures: 'one slow callee that takes all of a caller’s slots, and those of requests that never call it',
  harms:
    'a limit below what a healthy burst needs rejects calls that would have been answered; a long room is one more queue to wait in',
  params,
  presets,
  example: { limit: 25, queue: 10, wait: '100ms' },
  settings: ['limit', 'queue', 'wait'],
  settingsOf: (p) => [p.limit, p.queue === 'none' ? MOST : p.queue, p.wait ?? NEVER],
  timerLength: (p) => p.wait ?? Number.NaN,
  turnsBack: true,
  level: { kind: 'limit', of: ({ settings }, s) => Math.max(0, Math.ceil(settings[s + LIMIT])) },
  words: 2,
  waits: true,
  scopeOf: (p) => p.scope ?? 'call',
  isSharedWhole: true,
  sharedOf: () => [0],
  machine: new Bulkhead(),
};
