/**
 * Adaptive rate: sends no more a second than the callee lately took, once it has shed a call. It is the client
 * rate limiter of the AWS SDKs in their adaptive mode: smithy-typescript, util-retry, DefaultRateLimiter; botocore,
 * retries/adaptive.py and throttling.py. After a call that was shed the rate falls to a share of what was sent, and
 * then grows by the cube of the time since then, as TCP CUBIC's window does (RFC 9438, 4.2): slowly where it fell,
 * fast before and beyond. It is never more than twice what is sent.
 *
 * What is sent is counted by its answers, in half seconds. A call that finds no token waits until there would be
 * one and takes it then, as in the SDK for JavaScript: who comes meanwhile waits as long, and the bucket owes what
 * they took to those who come later. Or each waits for a token of its own, in turn, as in botocore (retries/bucket.py).
 */
import { z } from 'zod';
import { countBetween, mapping, numberBetween, positiveRate, share } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { maskOf, type OutcomeName, REJECTED } from '../terms/outcomes.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { failures } from './failures.ts';
import type { Numbers } from './gate-contract.ts';
import { type Presets, withPresets } from './presets.ts';
import { type Scope, scopeField } from './scope.ts';

interface Params {
  beta: number;
  scale: number;
  smoothing: number;
  minimum: number;
  burst: number;
  waits: (typeof WAITS)[number];
  on?: OutcomeName[];
  scope?: Scope;
}

const SHED_ONLY: OutcomeName[] = ['shed'];
const WAITS = ['together', 'in-turn'] as const;

const written = mapping({
  beta: share.default(0.7).meta({
    description: 'After a call that was shed, this share of the rate at which calls were sent.',
  }),
  scale: numberBetween(0.001, 1000).default(0.4).meta({
    description: 'How steep the rate grows: by so many calls a second, times the cube of seconds.',
  }),
  smoothing: share
    .default(0.8)
    .meta({ description: 'How much the newest half second weighs in the rate that is measured.' }),
  minimum: positiveRate.default(0.5).meta({ description: 'It never lets fewer pass than this.' }),
  burst: countBetween(1, 1e6).default(1).meta({
    description: 'Calls that may be saved up for, at the least; otherwise those of a second.',
  }),
  waits: z.enum(WAITS).default('together').meta({
    description:
      'All who come before there is a token go as soon as there is one, and what they took is owed by those who come later: the SDK for JavaScript. Or `in-turn`, one for each token: botocore, the SDK for Python.',
  }),
  on: failures(`Failures that say that it was too much; by default ${SHED_ONLY.join(', ')}.`),
  scope: scopeField,
});

/** The defaults of DefaultRateLimiter, which are those of all AWS SDKs; one of each client, which is made for one service. */
const presets: Presets = {
  'aws-sdk': {
    beta: '70%',
    scale: 0.4,
    smoothing: '80%',
    minimum: '0.5/s',
    burst: 1,
    waits: 'together',
    scope: 'service',
  },
};

// Settings, in order.
const BETA = 0;
const SCALE = 1;
const SMOOTHING = 2;
const MINIMUM = 3;
const BURST = 4;
const ON = 5;
const IN_TURN = 6;

// Shared numbers of a caller replica: whether it has been told that it was too much, and began to count; the bucket
// (rate, tokens, most of them, when it was filled); the rate at the last call that was shed, and when that was; the
// measured rate, answers of the newest half second and its beginning. Instants are in seconds, rates per second.
const IS_ON = 0;
const HAS_BEGUN = 1;
export const RATE = 2;
const TOKENS = 3;
const MOST = 4;
const FILLED = 5;
const LAST_MAX = 6;
const SHED_AT = 7;
const MEASURED = 8;
const ANSWERS = 9;
const BUCKET = 10;
const SIZE = 11;

// Words of a call: the timer of its wait, and whether it waits in turn.
const TIMER = 0;
const WAITING = 1;

const SECOND = 1e9;
const BUCKETS_A_SECOND = 2;
/** Tokens are sums of parts of one: ten tenths may come to a little less. */
const ROUNDING = 1e-9;
/** The rate is never more than so many times the measured one. */
const MOST_TIMES = 2;

/** A client begins to count when its first call comes. */
function begin({ settings, shared }: Numbers, s: number, a: number, now: number): void {
  if (shared[a + HAS_BEGUN] === 1) return;
  shared[a + HAS_BEGUN] = 1;
  shared[a + RATE] = settings[s + MINIMUM];
  shared[a + MOST] = settings[s + BURST];
  shared[a + SHED_AT] = now;
  shared[a + BUCKET] = Math.floor(now);
}

function fill(shared: Float64Array, a: number, now: number): void {
  // The first time there is nothing to reckon from.
  if (shared[a + FILLED] > 0) {
    const more = (now - shared[a + FILLED]) * shared[a + RATE];
    shared[a + TOKENS] = Math.min(shared[a + MOST], shared[a + TOKENS] + more);
  }
  shared[a + FILLED] = now;
}

/** Counts an answer in its half second; the rate of those before it is measured by the first answer after them. */
function measure({ settings, shared }: Numbers, s: number, a: number, now: number): void {
  const bucket = Math.floor(now * BUCKETS_A_SECOND) / BUCKETS_A_SECOND;
  shared[a + ANSWERS] += 1;
  if (bucket <= shared[a + BUCKET]) return;
  const lately = shared[a + ANSWERS] / (bucket - shared[a + BUCKET]);
  const weight = settings[s + SMOOTHING];
  shared[a + MEASURED] = lately * weight + shared[a + MEASURED] * (1 - weight);
  shared[a + ANSWERS] = 0;
  shared[a + BUCKET] = bucket;
}

/** An answer has come, at this instant (s); `isShed` if it said that it was too much. */
export function learnRate(numbers: Numbers, s: number, a: number, now: number, isShed: boolean): void {
  const { settings, shared } = numbers;
  begin(numbers, s, a, now);
  measure(numbers, s, a, now);
  const measured = shared[a + MEASURED];
  let wanted: number;
  if (isShed) {
    shared[a + LAST_MAX] = shared[a + IS_ON] === 0 ? measured : Math.min(measured, shared[a + RATE]);
    shared[a + SHED_AT] = now;
    shared[a + IS_ON] = 1;
    wanted = shared[a + LAST_MAX] * settings[s + BETA];
  } else {
    // So long it takes from beta times the last maximum back to it.
    const back = cubeRoot((shared[a + LAST_MAX] * (1 - settings[s + BETA])) / settings[s + SCALE]);
    const beyond = now - shared[a + SHED_AT] - back;
    wanted = settings[s + SCALE] * beyond * beyond * beyond + shared[a + LAST_MAX];
  }
  const rate = Math.min(wanted, MOST_TIMES * measured);
  fill(shared, a, now);
  shared[a + RATE] = Math.max(rate, settings[s + MINIMUM]);
  shared[a + MOST] = Math.max(rate, settings[s + BURST]);
  shared[a + TOKENS] = Math.min(shared[a + TOKENS], shared[a + MOST]);
}

/** One step of Newton's makes up for what the logarithm rounds. */
function cubeRoot(x: number): number {
  if (x <= 0) return 0;
  const root = Math.exp(Math.log(x) / 3);
  return root - (root * root * root - x) / (3 * root * root);
}

/** How long a call that comes at this instant (s) has to wait for its token, ns; 0 where it has taken one. */
function takeToken(numbers: Numbers, s: number, a: number, now: number): number {
  const { shared } = numbers;
  begin(numbers, s, a, now);
  if (shared[a + IS_ON] === 0) return 0;
  fill(shared, a, now);
  const missing = 1 - shared[a + TOKENS];
  if (missing > ROUNDING) return Math.max(1, Math.round((missing / shared[a + RATE]) * SECOND));
  shared[a + TOKENS] -= 1;
  return 0;
}

/**
 * Of those who wait in turn only the first has a timer: it is let in when there is a token, and then the next one is
 * the first. A rate that changes wakes it, as in botocore (bucket.py: notify).
 */
function serveFirst(host: PolicyHost, call: number, layer: Layer): void {
  const { shared, words } = host;
  const a = host.sharedOf(call, layer);
  fill(shared, a, host.clock[0] / SECOND);
  for (;;) {
    const first = host.firstWaiting(call, layer);
    if (first === NONE) return;
    const own = host.layerOfRoom(first, layer);
    const word = host.wordsOf(first, own);
    host.clearTimer(words[word + TIMER]);
    const missing = 1 - shared[a + TOKENS];
    if (missing > ROUNDING) {
      const wait = Math.max(1, Math.round((missing / shared[a + RATE]) * SECOND));
      words[word + TIMER] = host.setTimer(first, own, wait);
      return;
    }
    shared[a + TOKENS] -= 1;
    words[word + TIMER] = NONE;
    words[word + WAITING] = 0;
    host.letIn(call, layer);
  }
}

class AdaptiveRate implements PolicyMachine {
  readonly name = 'adaptive-rate';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const word = host.wordsOf(call, layer);
    const s = host.settingsOf(call, layer);
    const isInTurn = host.settings[s + IN_TURN] === 1;
    host.words[word + WAITING] = 0;
    host.words[word + TIMER] = NONE;
    const isFirst = !isInTurn || host.waiting(call, layer) === 0;
    const wait = isFirst ? takeToken(host, s, host.sharedOf(call, layer), host.clock[0] / SECOND) : 0;
    if (isFirst && wait === 0) return PASS;
    if (isInTurn) {
      host.words[word + WAITING] = 1;
      host.wait(call, layer);
      serveFirst(host, call, layer);
    } else host.words[word + TIMER] = host.setTimer(call, layer, wait);
    return HOLD;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const outcome = host.outcome(call);
    // A policy inside said no: nothing was sent, and that is no answer.
    if (outcome === REJECTED) return PASS;
    const s = host.settingsOf(call, layer);
    const isShed = (host.settings[s + ON] & (1 << outcome)) !== 0;
    learnRate(host, s, host.sharedOf(call, layer), host.clock[0] / SECOND, isShed);
    if (host.waiting(call, layer) > 0) serveFirst(host, call, layer);
    return PASS;
  }

  /** It has waited for its token, and takes it whether or not that is there by now; or, in turn, when it is. */
  timer(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    host.words[word + TIMER] = NONE;
    if (host.words[word + WAITING] === 1) {
      serveFirst(host, call, layer);
      return;
    }
    host.shared[host.sharedOf(call, layer) + TOKENS] -= 1;
    host.goAgain(call, layer, 0);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    host.clearTimer(host.words[word + TIMER]);
    if (host.words[word + WAITING] === 0) return;
    host.stopWaiting(call, layer);
    serveFirst(host, call, layer);
  }
}

export const adaptiveRate: PolicyDefinition<Params> = {
  name: 'adaptive-rate',
  title: 'Adaptive rate',
  sentence: 'Lets calls wait, so that no more are sent a second than the callee took when it last shed one.',
  cures: 'a callee that sheds because of what this caller sends, at a rate that nobody has told it',
  harms:
    'calls wait without an end but that of a timeout outside; each caller replica must be shed from to learn; a callee that sheds for the sake of others slows down whoever is polite',
  params: withPresets<Params>(written, presets),
  presets,
  example: { preset: 'aws-sdk' },
  settings: ['beta', 'scale', 'smoothing', 'minimum', 'burst', 'on', 'waits'],
  settingsOf: (p) => [
    p.beta,
    p.scale,
    p.smoothing,
    p.minimum,
    p.burst,
    maskOf(p.on ?? SHED_ONLY),
    WAITS.indexOf(p.waits),
  ],
  words: 2,
  waits: true,
  scopeOf: (p) => p.scope ?? 'call',
  isSharedWhole: true,
  sharedOf: () => new Array<number>(SIZE).fill(0),
  machine: new AdaptiveRate(),
};
