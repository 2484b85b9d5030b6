/**
 * Hedge: where an answer is late, sends another try of the same call beside the first and takes
 * whichever answers well first. The machine is gRPC's (gRFC A6, "Hedging Policy"): a failure in `on`
 * (gRPC: non-fatal) sends the next try at once, another one ends the call; where all have failed, the
 * last failure is the call's; a callee's pushback delays the next try, or stops all further ones. With
 * `late-only` it is Finagle's (BackupRequestFilter): a failure sends nothing.
 *
 * The delay may be a quantile of the times in which this caller replica was answered lately. What is
 * learned is the time of the whole call, from its start to the answer that won. Hedges come after the
 * delay, so they do not change the share that is answered within it; the times of single tries would,
 * for those that are given up are the slow ones.
 */
import { learnLength, lengthsKnown, RUNNING_SIZE, runningQuantile } from '../kernel/running-quantile.ts';
import { NONE } from '../terms/columns.ts';
import { CANCELLED, isGood, maskOf, outcomeOf, REJECTED } from '../terms/outcomes.ts';
import { HEDGE_WITHHELD, HEDGE_WON } from '../terms/policies.ts';
import { balanceOf, deposit, newAccount, withdraw } from './budget/finagle.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { type HedgeParams, ON, params, presets, QUANTILES } from './hedge-params.ts';

// Settings, in order.
const DELAY = 0;
const QUANTILE = 1;
const MAX = 2;
const ON_MASK = 3;
const ELSEWHERE = 4;
const CANCELS = 5;
const BUDGET = 6;
// As the settings of a retry's budget lie: Finagle's reads them from TOKENS on.
const TOKENS = 7;
const RATIO = 8;
const TTL = 10;
const LATE_ONLY = 11;

/** What BUDGET, TOKENS and TTL say where there is none. */
const NO_LIMIT = -1;

// Shared numbers of a caller replica, in order; its account with Finagle's budget follows.
const SAVED = 0;
const LEFT = 1;
const ACCOUNT = 2;

// What is kept apart, for calls of other steps take other times: the quantile, answers since it was read, and what it is read from.
const LATELY = 0;
const SINCE_READ = 1;
const LEARNED = 2;

/** Tokens are kept in thousandths, as gRPC does, so that a tenth ten times is one. */
const TOKEN = 1000;
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
  const at = host.apartOf(call, layer);
  return lengthsKnown(host.shared, at + LEARNED) < KNOWN_FROM ? Number.NaN : host.shared[at + LATELY];
}

/** A call has been answered: its time is news, and the callee seems well. */
function learn(host: PolicyHost, call: number, layer: Layer): void {
  const of = host.settingsOf(call, layer);
  const { settings, shared } = host;
  if (settings[of + TOKENS] !== NO_LIMIT) {
    const account = host.sharedOf(call, layer);
    const given = Math.round(settings[of + RATIO] * TOKEN);
    shared[account + LEFT] = Math.min(settings[of + TOKENS] * TOKEN, shared[account + LEFT] + given);
  }
  const share = settings[of + QUANTILE];
  if (share === 0) return;
  const at = host.apartOf(call, layer);
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

/** May another try be sent? Where only the budget says no, that is told. */
function mayHedge(host: PolicyHost, call: number, layer: Layer): boolean {
  const word = host.wordsOf(call, layer);
  const of = host.settingsOf(call, layer);
  const at = host.sharedOf(call, layer);
  const { settings, shared } = host;
  if (host.words[word + FROZEN] === 1 || host.words[word + BEGUN] >= settings[of + MAX]) return false;
  const isAffordable =
    (settings[of + BUDGET] === NO_LIMIT || shared[at + SAVED] >= 1 - ROUNDING) &&
    (settings[of + TOKENS] === NO_LIMIT || shared[at + LEFT] > (settings[of + TOKENS] * TOKEN) / 2) &&
    (settings[of + TTL] === NO_LIMIT || balanceOf(host, of + TOKENS, at + ACCOUNT) >= 1);
  if (!isAffordable) host.acted(layer, HEDGE_WITHHELD);
  return isAffordable;
}

/** Sends another try. The call may be over when this returns. */
function hedgeNow(host: PolicyHost, call: number, layer: Layer): void {
  const word = host.wordsOf(call, layer);
  const of = host.settingsOf(call, layer);
  if (host.settings[of + BUDGET] !== NO_LIMIT) host.shared[host.sharedOf(call, layer) + SAVED] -= 1;
  if (host.settings[of + TTL] !== NO_LIMIT) withdraw(host, of + TOKENS, host.sharedOf(call, layer) + ACCOUNT);
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
    host.shared[at + LEFT] = Math.max(0, host.shared[at + LEFT] - TOKEN);
  // A rejection by a policy inside says that a try was not sent. It is no reason to end the others.
  if (isFatal) return outcome !== REJECTED || host.words[word + OPEN] === 0;
  if (host.settings[of + LATE_ONLY] === 1) return host.words[word + OPEN] === 0;
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

/** Tokens, ratio, minimum and ttl of the budgets that have any. */
function budgetSettings(budget: HedgeParams['budget']): number[] {
  if (typeof budget !== 'object') return [NO_LIMIT, 0, 0, NO_LIMIT];
  if ('grpc' in budget) return [budget.grpc.tokens, budget.grpc.ratio, 0, NO_LIMIT];
  return [NO_LIMIT, budget.finagle.ratio, budget.finagle.minimum, budget.finagle.ttl];
}

class Hedge implements PolicyMachine {
  readonly name = 'hedge';
  readonly triesBeside = true;

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const word = host.wordsOf(call, layer);
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const budget = host.settings[of + BUDGET];
    host.words[word + TIMER] = NONE;
    host.words[word + BEGUN] = 1;
    host.words[word + OPEN] = 1;
    host.words[word + FROZEN] = host.isIdempotent(call) ? 0 : 1;
    host.words[word + LAST] = 0;
    host.reals[host.realsOf(call, layer)] = host.clock[0];
    if (budget !== NO_LIMIT) host.shared[at + SAVED] = Math.min(MOST_SAVED, host.shared[at + SAVED] + budget);
    if (host.settings[of + TTL] !== NO_LIMIT) deposit(host, of + TOKENS, at + ACCOUNT);
    waitForNext(host, call, layer, delayOf(host, call, layer));
    return PASS;
  }

  /** The first try has ended. */
  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const ending = host.ending(call);
    if (isGood(ending)) learn(host, call, layer);
    else if (!isTheEnd(host, call, layer, ending)) return HOLD;
    // As a rule it was the only one, and there is nobody to give up.
    if (host.words[host.wordsOf(call, layer) + BEGUN] === 1) stopTimer(host, call, layer);
    else giveUpRest(host, call, layer);
    return PASS;
  }

  /** Another one has. */
  ended(host: PolicyHost, call: number, layer: Layer, ending: number): void {
    if (isGood(ending)) {
      host.acted(layer, HEDGE_WON);
      learn(host, call, layer);
    } else if (!isTheEnd(host, call, layer, ending)) return;
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

export const hedge: PolicyDefinition<HedgeParams> = {
  name: 'hedge',
  title: 'Hedge',
  sentence:
    'Sends another try of a call beside one that is late, and takes the first good answer. Operations that are not idempotent are left alone.',
  cures: 'a slow minority: one bad replica, a pause, a lost packet',
  harms:
    'where everything is slow every call is late, and all of them are sent twice; only a budget bounds that',
  params,
  presets,
  example: { delay: 'p95', max: 2, budget: '10%' },
  settings: [
    'delay',
    'quantile',
    'max',
    'on',
    'elsewhere',
    'cancel-losers',
    'budget',
    'tokens',
    'ratio',
    'minimum',
    'ttl',
    'late-only',
  ],
  settingsOf: (p) => [
    typeof p.delay === 'number' ? p.delay : 0,
    typeof p.delay === 'number' ? 0 : QUANTILES[p.delay],
    p.max,
    maskOf(p.on ?? ON),
    p.elsewhere ? 1 : 0,
    p['cancel-losers'] ? 1 : 0,
    typeof p.budget === 'number' ? p.budget : NO_LIMIT,
    ...budgetSettings(p.budget),
    p['late-only'] ? 1 : 0,
  ],
  makes: { delay: ['delay', 'quantile'], budget: ['budget', 'tokens', 'ratio', 'minimum', 'ttl'] },
  timerLength: (p) => (typeof p.delay === 'number' ? p.delay : Number.NaN),
  // A push may give it a budget that it was written without.
  actsOf: () => [HEDGE_WON, HEDGE_WITHHELD],
  words: 5,
  reals: 1,
  ways: (p) => p.max,
  scopeOf: (p) => p['budget-scope'] ?? 'call',
  sharedBy: (p) => p.budget,
  sharedOf: (p) => [
    0,
    typeof p.budget === 'object' && 'grpc' in p.budget ? p.budget.grpc.tokens * TOKEN : 0,
    ...newAccount(),
  ],
  apartOf: (p) => new Array<number>(typeof p.delay === 'number' ? 0 : LEARNED + RUNNING_SIZE).fill(0),
  machine: new Hedge(),
};
