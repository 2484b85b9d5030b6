/**
 * Hedge: where an answer is late, sends another try of the same call beside the first and takes
 * whichever answers well first. The machine is gRPC's (gRFC A6, "Hedging Policy"): a failure in `on`
 * (gRPC: non-fatal) sends the next try at once, another one ends the call; where all have failed, the
 * last failure is the call's; a callee's pushback delays the next try, or stops all further ones.
 *
 * The delay may be a quantile of the times in which this caller replica was answered lately. What is
 * learned is the time of the whole call, from its start to the answer that won. Hedges come after the
 * delay, so they do not change the share that is answered within it; the times of single tries would,
 * for those that are given up are the slow ones.
 */
import { z } from 'zod';
import { chosenUnion, countBetween, duration, mapping, numberBetween, share } from '../../fields/index.ts';
import { learnLength, lengthsKnown, RUNNING_SIZE, runningQuantile } from '../kernel/running-quantile.ts';
import { NONE } from '../terms/columns.ts';
import { CANCELLED, isGood, type OutcomeName, outcomeOf, REJECTED } from '../terms/outcomes.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { failures, maskOf } from './failures.ts';
import { type Presets, withPresets } from './presets.ts';

const QUANTILES = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
type QuantileName = keyof typeof QUANTILES;

/** Failures after which another try is sent at once. A rejection by one's own policy is not among them. */
const ON: OutcomeName[] = ['error', 'timed-out', 'refused', 'shed', 'expired'];

const QUANTILE_NAMES = Object.keys(QUANTILES) as [QuantileName, ...QuantileName[]];
const quantile = z
  .enum(QUANTILE_NAMES, { error: `expected a duration, or one of ${QUANTILE_NAMES.join(', ')}` })
  .meta({ title: 'percentile' });
const delay = chosenUnion([duration, quantile], (raw) =>
  typeof raw === 'string' && /^p\d/.test(raw) ? quantile : duration,
) as unknown as z.ZodType<number | QuantileName>;

const written = mapping({
  delay: delay.meta({
    description:
      'How long to wait before another try: a length, or the percentile of the times in which this caller replica was answered lately (then nothing is hedged before 100 answers are known).',
  }),
  max: countBetween(2, 10).default(2).meta({ description: 'Tries in all, the first one included.' }),
  on: failures(
    `Failures that send the next try at once; any other one ends the call. By default ${ON.join(', ')}.`,
  ),
  elsewhere: z.boolean().default(true).meta({
    description: 'A try goes where no other try of the call is, where there is such a replica.',
  }),
  'cancel-losers': z.boolean().default(true).meta({
    description:
      'The callees of the tries that are given up are told; a callee with `cancellation` may then stop.',
  }),
  budget: share.optional().meta({
    description: 'Hedges for each call, at most, of each caller replica; up to ten may be saved up.',
  }),
  throttle: mapping({
    tokens: countBetween(1, 1000).meta({
      description: 'Tokens at the start, and the most there are; a failure in `on` takes one.',
    }),
    ratio: numberBetween(0.001, 1000).meta({ description: 'Tokens that a good answer gives back.' }),
  })
    .optional()
    .meta({ description: 'No hedges while half of the tokens of this caller replica, or fewer, are left.' }),
});

/**
 * grpc: the example of gRFC A6 (gRPC hedges nothing unless told). polly: HedgingStrategyOptions of Polly 8.
 * finagle: a backup request at the 99th percentile with one percent of extra load, as in its documentation.
 */
const presets: Presets = {
  grpc: { delay: '500ms', max: 4, on: ['error', 'refused', 'shed'], throttle: { tokens: 10, ratio: 0.1 } },
  polly: { delay: '2s', max: 2 },
  finagle: { delay: 'p99', max: 2, budget: '1%' },
};

type Params = z.infer<typeof written>;

const params = withPresets<Params>(written, presets);

// Settings, in order.
const DELAY = 0;
const QUANTILE = 1;
const MAX = 2;
const ON_MASK = 3;
const ELSEWHERE = 4;
const CANCELS = 5;
const BUDGET = 6;
const TOKENS = 7;
const RATIO = 8;

/** What BUDGET and TOKENS say where there is none. */
const NO_LIMIT = -1;

// Shared numbers of a caller replica, in order; what it has learned of its times follows.
const SAVED = 0;
const LEFT = 1;
const LATELY = 2;
const SINCE_READ = 3;
const LEARNED = 4;

/** Hedges that a budget may save up. */
const MOST_SAVED = 10;
/** Sums of shares that are no sums of halves: 20 × 5 % may come to a little less than 1. */
const ROUNDING = 1e-9;
/** Fewer answers than this tell nothing of a tail. */
const KNOWN_FROM = 100;
/** The quantile is read anew once in so many answers. */
const READ_EVERY = 16;

// Words of a call, in order: its timer, tries begun, tries under way, whether no more are to come, the last failure.
const TIMER = 0;
const BEGUN = 1;
const OPEN = 2;
const FROZEN = 3;
const LAST = 4;

// The real of a call: when it began.

/** How long to wait before the next try, ns; NaN while that is not known. */
function delayOf(host: PolicyHost, call: number, layer: Layer): number {
  const of = host.settingsOf(call, layer);
  if (host.settings[of + QUANTILE] === 0) return host.settings[of + DELAY];
  const at = host.sharedOf(call, layer);
  return lengthsKnown(host.shared, at + LEARNED) < KNOWN_FROM ? Number.NaN : host.shared[at + LATELY];
}

/** A call has been answered: its time is news, and the callee seems well. */
function learn(host: PolicyHost, call: number, layer: Layer): void {
  const of = host.settingsOf(call, layer);
  const at = host.sharedOf(call, layer);
  const { settings, shared } = host;
  if (settings[of + TOKENS] !== NO_LIMIT)
    shared[at + LEFT] = Math.min(settings[of + TOKENS], shared[at + LEFT] + settings[of + RATIO]);
  const share = settings[of + QUANTILE];
  if (share === 0) return;
  learnLength(shared, at + LEARNED, host.clock[0] - host.reals[host.realsOf(call, layer)]);
  shared[at + SINCE_READ] += 1;
  if (shared[at + SINCE_READ] < READ_EVERY) return;
  shared[at + SINCE_READ] = 0;
  shared[at + LATELY] = runningQuantile(shared, at + LEARNED, share);
}

/** Waits for the next try, if there may be one. */
function waitForNext(host: PolicyHost, call: number, layer: Layer, length: number): void {
  const word = host.wordsOf(call, layer);
  if (host.words[word + FROZEN] === 1) return;
  if (host.words[word + BEGUN] >= host.settings[host.settingsOf(call, layer) + MAX]) return;
  if (length >= 0) host.words[word + TIMER] = host.setTimer(call, layer, length);
}

function stopTimer(host: PolicyHost, call: number, layer: Layer): void {
  const word = host.wordsOf(call, layer);
  host.clearTimer(host.words[word + TIMER]);
  host.words[word + TIMER] = NONE;
}

/** No further try is sent, whatever happens. */
function freeze(host: PolicyHost, call: number, layer: Layer): void {
  host.words[host.wordsOf(call, layer) + FROZEN] = 1;
  stopTimer(host, call, layer);
}

function mayHedge(host: PolicyHost, call: number, layer: Layer): boolean {
  const word = host.wordsOf(call, layer);
  const of = host.settingsOf(call, layer);
  const at = host.sharedOf(call, layer);
  const { settings, shared } = host;
  return (
    host.words[word + FROZEN] === 0 &&
    host.words[word + BEGUN] < settings[of + MAX] &&
    (settings[of + BUDGET] === NO_LIMIT || shared[at + SAVED] >= 1 - ROUNDING) &&
    (settings[of + TOKENS] === NO_LIMIT || shared[at + LEFT] > settings[of + TOKENS] / 2)
  );
}

/** Sends another try. The call may be over when this returns. */
function hedgeNow(host: PolicyHost, call: number, layer: Layer): void {
  const word = host.wordsOf(call, layer);
  const of = host.settingsOf(call, layer);
  if (host.settings[of + BUDGET] !== NO_LIMIT) host.shared[host.sharedOf(call, layer) + SAVED] -= 1;
  host.words[word + BEGUN] += 1;
  host.words[word + OPEN] += 1;
  waitForNext(host, call, layer, delayOf(host, call, layer));
  host.branch(call, layer, host.settings[of + ELSEWHERE] === 1);
}

/**
 * One try has failed. True when that is the end of the call; otherwise another one is under way or
 * to come, and the call may already be over by its doing.
 */
function isTheEnd(host: PolicyHost, call: number, layer: Layer, ending: number): boolean {
  const word = host.wordsOf(call, layer);
  const of = host.settingsOf(call, layer);
  const at = host.sharedOf(call, layer);
  const outcome = outcomeOf(ending);
  const isFatal = (host.settings[of + ON_MASK] & (1 << outcome)) === 0;
  const pushback = host.pushback(call);
  host.words[word + OPEN] -= 1;
  host.words[word + LAST] = ending;
  if (host.settings[of + TOKENS] !== NO_LIMIT && (!isFatal || pushback < 0))
    host.shared[at + LEFT] = Math.max(0, host.shared[at + LEFT] - 1);
  // A rejection by a policy inside says that a try was not sent. It is no reason to end the others.
  if (isFatal) return outcome !== REJECTED || host.words[word + OPEN] === 0;
  stopTimer(host, call, layer);
  if (pushback < 0 || !mayHedge(host, call, layer)) freeze(host, call, layer);
  else if (pushback > 0) waitForNext(host, call, layer, pushback);
  else {
    hedgeNow(host, call, layer);
    return false;
  }
  return host.words[word + OPEN] === 0 && host.words[word + TIMER] === NONE;
}

/** The call is over: nobody waits for its other tries. */
function giveUpRest(host: PolicyHost, call: number, layer: Layer): void {
  const untold = host.settings[host.settingsOf(call, layer) + CANCELS] === 0;
  stopTimer(host, call, layer);
  host.abandonInside(call, layer, CANCELLED, untold);
  host.dropBranches(call, layer, untold);
}

class Hedge implements PolicyMachine {
  readonly name = 'hedge';
  readonly triesBeside = true;

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const word = host.wordsOf(call, layer);
    const at = host.sharedOf(call, layer);
    const budget = host.settings[host.settingsOf(call, layer) + BUDGET];
    host.words[word + TIMER] = NONE;
    host.words[word + BEGUN] = 1;
    host.words[word + OPEN] = 1;
    host.words[word + FROZEN] = host.isIdempotent(call) ? 0 : 1;
    host.words[word + LAST] = 0;
    host.reals[host.realsOf(call, layer)] = host.clock[0];
    if (budget !== NO_LIMIT) host.shared[at + SAVED] = Math.min(MOST_SAVED, host.shared[at + SAVED] + budget);
    waitForNext(host, call, layer, delayOf(host, call, layer));
    return PASS;
  }

  /** The first try has ended. */
  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const ending = host.ending(call);
    if (isGood(ending)) learn(host, call, layer);
    else if (!isTheEnd(host, call, layer, ending)) return HOLD;
    giveUpRest(host, call, layer);
    return PASS;
  }

  /** Another one has. */
  ended(host: PolicyHost, call: number, layer: Layer, ending: number): void {
    if (isGood(ending)) learn(host, call, layer);
    else if (!isTheEnd(host, call, layer, ending)) return;
    giveUpRest(host, call, layer);
    host.settleWith(call, layer, ending);
  }

  timer(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    host.words[word + TIMER] = NONE;
    if (mayHedge(host, call, layer)) {
      hedgeNow(host, call, layer);
      return;
    }
    freeze(host, call, layer);
    // After a pushback nothing may be left to wait for.
    if (host.words[word + OPEN] === 0) host.settleWith(call, layer, host.words[word + LAST]);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    stopTimer(host, call, layer);
    host.dropBranches(call, layer);
  }
}

export const hedge: PolicyDefinition<Params> = {
  name: 'hedge',
  title: 'Hedge',
  sentence:
    'Sends another try of a call beside one that is late, and takes the first good answer. Operations that are not idempotent are left alone.',
  cures: 'a slow minority: one bad replica, a pause, a lost packet',
  harms:
    'where everything is slow, every call is late, and all of them are sent twice; without a budget that is a retry storm',
  params,
  presets,
  example: { delay: 'p95', max: 2, budget: '10%' },
  settings: ['delay', 'quantile', 'max', 'on', 'elsewhere', 'cancel-losers', 'budget', 'tokens', 'ratio'],
  settingsOf: (p) => [
    typeof p.delay === 'number' ? p.delay : 0,
    typeof p.delay === 'number' ? 0 : QUANTILES[p.delay],
    p.max,
    maskOf(p.on ?? ON),
    p.elsewhere ? 1 : 0,
    p['cancel-losers'] ? 1 : 0,
    p.budget ?? NO_LIMIT,
    p.throttle?.tokens ?? NO_LIMIT,
    p.throttle?.ratio ?? 0,
  ],
  timerLength: (p) => (typeof p.delay === 'number' ? p.delay : Number.NaN),
  words: 5,
  reals: 1,
  ways: (p) => p.max,
  sharedOf: (p) => [
    0,
    p.throttle?.tokens ?? 0,
    0,
    0,
    ...new Array<number>(typeof p.delay === 'number' ? 0 : RUNNING_SIZE).fill(0),
  ],
  machine: new Hedge(),
};
