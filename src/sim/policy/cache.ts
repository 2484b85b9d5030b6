/**
 * Cache: good answers are kept for a while at each caller replica, for each key, and whoever asks about one that
 * is there is answered at once, with nothing sent. What is not there is asked for inside, and kept when a good answer
 * has come to a call that was still waiting: so a caller that gives up too early never fills its cache.
 *
 * How long an answer may be kept is said when it is written, as in memcached and Redis, so a config push of
 * another `ttl` does not touch what is there. When there are more keys than `entries`, the one goes that was longest
 * neither written nor served (least recently used). All is forgotten with the process.
 */
import { z } from 'zod';
import { duration, mapping, share } from '../../fields/index.ts';
import { OK } from '../terms/outcomes.ts';
import { CACHE_HIT, CACHE_MISS } from '../terms/policies.ts';
import { FOR_CACHE } from '../terms/purposes.ts';
import {
  COUNTS_NOTHING,
  countsKeys,
  ENTRIES,
  entriesField,
  instantKept,
  keepInstant,
  NONE_KEPT,
  noKeysKept,
  perField,
  wantsKeys,
} from './answers-kept.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';

const params = mapping({
  ttl: duration.meta({
    description: 'How long an answer serves, from when it came; with 0s none does.',
  }),
  jitter: share.default(0).meta({
    description:
      'Each answer serves up to this share of `ttl` shorter, by luck, so that what was written together does not expire together.',
  }),
  per: perField,
  entries: entriesField(
    `So many keys are kept by each caller replica; for one more, that which was longest neither written nor served is forgotten. Default ${ENTRIES}.`,
  ),
  scope: z.enum(['call', 'edge']).optional().meta({
    description:
      'Which calls of a caller replica read and write the same cache: those of this step (call, the default), or of all steps with an equal one that call the same operation (edge). A push to one of these steps is a push to all.',
  }),
}).refine(countsKeys, COUNTS_NOTHING);
type CacheParams = z.infer<typeof params>;

// Settings, in order.
const TTL = 0;
const JITTER = 1;

/** A good answer has come: it serves from now on. What is kept is until when. */
function keep(host: PolicyHost, call: number, layer: Layer): void {
  const of = host.settingsOf(call, layer);
  const jitter = host.settings[of + JITTER];
  const luck = jitter > 0 ? host.uniform(call, FOR_CACHE, layer.nth) : 0;
  keepInstant(host, call, layer, host.clock[0] + host.settings[of + TTL] * (1 - jitter * luck));
}

class Cache implements PolicyMachine {
  readonly name = 'cache';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    // Whoever charges a card wants it charged.
    if (!host.isIdempotent(call)) return PASS;
    if (instantKept(host, call, layer) > host.clock[0]) {
      host.acted(layer, CACHE_HIT);
      host.settle(call, layer, OK);
      return HOLD;
    }
    host.acted(layer, CACHE_MISS);
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    // What was degraded may itself be old, or less than was asked for.
    if (host.outcome(call) === OK && host.isIdempotent(call)) keep(host, call, layer);
    return PASS;
  }

  timer(): void {}

  forsake(): void {}
}

export const cache: PolicyDefinition<CacheParams> = {
  name: 'cache',
  title: 'Cache',
  sentence:
    'Keeps good answers for a while, by the `keys` of the load, and answers from them at once, with nothing sent: the call ends as ok. Each caller replica has its own, empty when the run and when the process starts. What is degraded is not kept, so an old answer in need is a `fallback: { stale: 10m }` inside of it. Operations that are not idempotent are left alone.',
  cures: 'a callee that is asked the same again and again',
  harms:
    'whoever lies behind is sized for the misses of a full cache: after a restart all are misses, and answers that come too late do not fill it again',
  params: params as z.ZodType<CacheParams>,
  example: { ttl: '60s' },
  settings: ['ttl', 'jitter'],
  settingsOf: (p) => [p.ttl, p.jitter],
  actsOf: () => [CACHE_HIT, CACHE_MISS],
  words: 0,
  needsAnswer: true,
  needsKeys: wantsKeys,
  scopeOf: (p) => p.scope ?? 'call',
  isSharedWhole: true,
  sharedOf: () => NONE_KEPT,
  keyedOf: noKeysKept,
  machine: new Cache(),
};
