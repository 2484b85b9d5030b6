/**
 * Finagle's RetryBudget, which Linkerd has too: every call pays a part of a retry into an account, a
 * retry takes a whole one out, and what is older than `ttl` is forgotten, payments and withdrawals
 * alike. A reserve of so many retries a second is always there. (com.twitter.finagle.service.RetryBudget
 * over com.twitter.util.TokenBucket.newLeakyBucket, whose window has ten slices.) Its RequeueFilter lets one
 * request have a part of the balance only (Retries.scala: a fifth).
 */
import type { z } from 'zod';
import { INT32_MOST } from '../../../base/int32.ts';
import { durationBetween, mapping, percentage, rate } from '../../../fields/index.ts';
import type { PolicyHost } from '../contract.ts';
import { type BudgetDefinition, MINIMUM, PER_REQUEST, RATIO, type RetryBudget, TTL } from './contract.ts';

const SECOND = 1e9;

/** What pays into the account and what is always there. */
export const depositParams = {
  ratio: percentage
    .default(0.2)
    .meta({ description: 'Retries for each call: 20% allows one retry for five calls.' }),
  minimum: rate
    .default(10)
    .meta({ description: 'So many retries a second besides, however few calls there are.' }),
  ttl: durationBetween(SECOND, 60 * SECOND)
    .default(10 * SECOND)
    .meta({ description: 'For so long a call counts: longer allows larger bursts of retries.' }),
};

const params = mapping({
  ...depositParams,
  'per-request': percentage.optional().meta({
    description:
      'One call retries at most this share of the retries that could be made when it began, rounded up. Without it a call may use up all of them.',
  }),
});

// Account: number of the newest slice, sum of all slices, until when the newest one lasts, for which ttl
// that holds, and where it lies; then the slices. In millionths of a retry.
const NEWEST = 0;
const SUM = 1;
const UNTIL = 2;
const FOR_TTL = 3;
const PLACE = 4;
const SLICE = 5;
const SLICES = 10;
const RETRY = 1e6;

/** More than what rounding may have added to a product. */
const ROUNDING = 1e-9;
/** What the setting says where a call may use up all. */
const NO_LIMIT = -1;

/** Forgets what is too old and adds to what is there. */
function add(host: PolicyHost, at: number, account: number, amount: number): void {
  const { clock, shared } = host;
  const ttl = host.settings[at + TTL];
  if (clock[0] >= shared[account + UNTIL] || ttl !== shared[account + FOR_TTL])
    moveOn(shared, account, ttl, clock[0]);
  shared[shared[account + PLACE]] += amount;
  shared[account + SUM] += amount;
}

function moveOn(shared: Float64Array, account: number, ttl: number, now: number): void {
  // A slice has some length, whatever was pushed.
  const length = Math.max(1, ttl / SLICES);
  const slice = Math.floor(now / length);
  // A little early is soon enough: rounded otherwise, the next slice might be thought to begin later.
  shared[account + UNTIL] = Math.floor((slice + 1) * length) - 1;
  shared[account + FOR_TTL] = ttl;
  shared[account + PLACE] = account + SLICE + (slice % SLICES);
  const since = slice - shared[account + NEWEST];
  // Less than none has passed where another ttl came into force: then all is forgotten.
  const passed = since < 0 ? SLICES : Math.min(SLICES, since);
  for (let i = 1; i <= passed; i++) {
    const old = account + SLICE + ((slice + SLICES - passed + i) % SLICES);
    shared[account + SUM] -= shared[old];
    shared[old] = 0;
  }
  shared[account + NEWEST] = slice;
}

/** A call pays for a part of a retry. Settings lie from `at` on as those of budgets do, the account from `account`. */
export function deposit(host: PolicyHost, at: number, account: number): void {
  add(host, at, account, Math.round(host.settings[at + RATIO] * RETRY));
}

/** How many retries may be made now: whole ones, as RetryBudget.balance; less than none after payments ran out. */
export function balanceOf(host: PolicyHost, at: number, account: number): number {
  const { settings, shared } = host;
  add(host, at, account, 0);
  const reserve = (settings[at + MINIMUM] * RETRY * settings[at + TTL]) / SECOND;
  return Math.floor((shared[account + SUM] + reserve) / RETRY);
}

/** Takes a whole retry out. */
export function withdraw(host: PolicyHost, at: number, account: number): void {
  add(host, at, account, -RETRY);
}

/** An account at the start. */
export const newAccount = (): number[] => new Array<number>(SLICE + SLICES).fill(0);

/**
 * How many retries this call may make: RequeueFilter's ceil(maxRetriesPerReq · balance), right after its own
 * deposit. A share may be no sum of halves, so that 0.2 · 5 must not become 2.
 */
function mostOf(host: PolicyHost, at: number, account: number): number {
  const share = host.settings[at + PER_REQUEST];
  if (share < 0) return INT32_MOST;
  return Math.min(INT32_MOST, Math.max(0, Math.ceil(share * balanceOf(host, at, account) - ROUNDING)));
}

/** Word of the call: retries that it may still make. */
class Finagle implements RetryBudget {
  sent(host: PolicyHost, at: number, account: number, word: number, isRetry: boolean): void {
    if (isRetry) return;
    deposit(host, at, account);
    host.words[word] = mostOf(host, at, account);
  }

  succeeded(): void {}

  failed(): void {}

  allows(host: PolicyHost, at: number, account: number, word: number): boolean {
    if (host.settings[at + PER_REQUEST] >= 0 && host.words[word] <= 0) return false;
    if (balanceOf(host, at, account) < 1) return false;
    withdraw(host, at, account);
    host.words[word] -= 1;
    return true;
  }

  dropped(): void {}
}

export const finagle: BudgetDefinition<z.infer<typeof params>> = {
  name: 'finagle',
  sentence: 'A share of the calls of the last seconds, and so many retries a second besides.',
  params: params as z.ZodType<z.infer<typeof params>>,
  widest: '100%',
  settingsOf: (p) => ({
    ratio: p.ratio,
    minimum: p.minimum,
    ttl: p.ttl,
    'per-request': p['per-request'] ?? NO_LIMIT,
  }),
  accountOf: newAccount,
  mindsPauses: false,
  machine: new Finagle(),
};
