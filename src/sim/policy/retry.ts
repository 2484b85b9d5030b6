/** Retry: tries again after a pause, up to a number of attempts, for the outcomes worth another try and within a budget. */
import { INT32_MOST } from '../../base/int32.ts';
import { NONE } from '../terms/columns.ts';
import { DEGRADED, EXPIRED, maskOf, originOf, REFUSED, REJECTED, SHED } from '../terms/outcomes.ts';
import { RETRY_WITHHELD } from '../terms/policies.ts';
import { BACKOFF_SETTINGS, backoffSettings, pauseOf } from './backoff.ts';
import {
  BUDGET_SETTINGS,
  budgetSettings,
  budgetShared,
  budgets,
  type RetryBudget,
  refusesBudget,
} from './budget/index.ts';
import {
  HOLD,
  type Layer,
  MOST_PICKS,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { PUSHBACK, params, presets, type RetryParams, WHERE, WORTH_ANOTHER } from './retry-params.ts';

// Numbers of words among the settings.
const HERE = WHERE.indexOf('here');
const CLAMP = PUSHBACK.indexOf('clamp');
const IGNORE = PUSHBACK.indexOf('ignore');

/** By how much the AWS SDK lets a callee lengthen the pause it has drawn, ns. */
const CLAMPED_TO = 5_000_000_000;

// Settings, in order; those of the back-off come after the attempts, those of the budget last.
const ATTEMPTS = 0;
const BACKOFF = 1;
const ON = BACKOFF + BACKOFF_SETTINGS.length;
const PLACE = ON + 1;
const ELSEWHERE = ON + 2;
const IDEMPOTENT_ONLY = ON + 3;
const PUSH = ON + 4;
const TRANSPARENT = ON + 5;
const HOST_SELECTION = ON + 6;
const OF_BUDGET = ON + 7;

// Shared numbers of a caller replica with a budget: which one, and its account.
const BUDGET = 0;
const ACCOUNT = 1;

// Words of a call: attempts so far, the last pause in microseconds (decorrelated jitter needs it),
// pauses of its own since the callee last said how long, the timer of a pause, the budget's own, and
// whether it has gone transparently.
const TRIED = 0;
const LAST_PAUSE = 1;
const PAUSES = 2;
const TIMER = 3;
const OF_CALL = 4;
const WENT = 5;

/** What a callee has certainly not begun. */
const NOT_BEGUN = (1 << REFUSED) | (1 << REJECTED) | (1 << SHED) | (1 << EXPIRED);

const machines: readonly RetryBudget[] = budgets.map(({ machine }) => machine);
const mindsPauses: readonly boolean[] = budgets.map((budget) => budget.mindsPauses);

const hasBudget = (layer: Layer): boolean => layer.sharedSize > 0;

/** Is a call that ended so worth another try? */
function isWorth(host: PolicyHost, call: number, layer: Layer, at: number, outcome: number): boolean {
  const settings = host.settings;
  if ((settings[at + ON] & (1 << outcome)) === 0) return false;
  const place = settings[at + PLACE];
  if (place !== 0 && (originOf(host.ending(call)) === layer.edge) !== (place === HERE)) return false;
  return (
    settings[at + IDEMPOTENT_ONLY] === 0 || (NOT_BEGUN & (1 << outcome)) !== 0 || host.isIdempotent(call)
  );
}

/** Whatever was pushed, as a number that the host keeps. */
const picksOf = (setting: number): number => Math.min(MOST_PICKS, Math.max(0, Math.round(setting)));

/** The pause before the next attempt, ns, with what the callee asked for in it. */
function nextPause(
  host: PolicyHost,
  call: number,
  layer: Layer,
  at: number,
  word: number,
  asked: number,
  outcome: number,
): number {
  const words = host.words;
  if (asked > 0 && host.settings[at + PUSH] !== CLAMP) {
    // gRFC A6: after a pause of the callee's choice the own ones begin anew.
    words[word + PAUSES] = 0;
    return asked;
  }
  const nth = words[word + PAUSES] + 1;
  const last = words[word + LAST_PAUSE] * 1000;
  const own = pauseOf(host, call, layer, at + BACKOFF, nth, last, words[word + TRIED], outcome === SHED);
  words[word + PAUSES] = nth;
  // µs: a word holds no more than 35 minutes of them.
  words[word + LAST_PAUSE] = Math.min(INT32_MOST, Math.round(own / 1000));
  return asked > 0 ? Math.min(Math.max(own, asked), own + CLAMPED_TO) : own;
}

class Retry implements PolicyMachine {
  readonly name = 'retry';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const word = host.wordsOf(call, layer);
    const words = host.words;
    words[word + TRIED] = 1;
    words[word + LAST_PAUSE] = 0;
    words[word + PAUSES] = 0;
    words[word + TIMER] = NONE;
    words[word + WENT] = 0;
    if (hasBudget(layer)) {
      const shared = host.sharedOf(call, layer);
      const at = host.settingsOf(call, layer) + OF_BUDGET;
      machines[host.shared[shared + BUDGET]].sent(host, at, shared + ACCOUNT, word + OF_CALL, false);
    }
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const outcome = host.outcome(call);
    if (outcome === REFUSED && this.goesTransparently(host, call, layer)) return HOLD;
    if (!hasBudget(layer)) return outcome <= DEGRADED ? PASS : this.tryAgain(host, call, layer, outcome);
    const shared = host.sharedOf(call, layer);
    const budget = host.shared[shared + BUDGET];
    const at = host.settingsOf(call, layer);
    const word = host.wordsOf(call, layer) + OF_CALL;
    if (outcome <= DEGRADED) {
      machines[budget].succeeded(host, at + OF_BUDGET, shared + ACCOUNT, word);
      return PASS;
    }
    const counts =
      isWorth(host, call, layer, at, outcome) ||
      (host.settings[at + PUSH] !== IGNORE && host.pushback(call) < 0);
    machines[budget].failed(host, at + OF_BUDGET, shared + ACCOUNT, word, counts);
    return this.tryAgain(host, call, layer, outcome);
  }

  /**
   * gRFC A6, "Transparent Retries": what the callee's application has never seen is sent again at once, once a
   * call, and counts neither as one of its attempts nor for throttling: the budget is told nothing.
   */
  private goesTransparently(host: PolicyHost, call: number, layer: Layer): boolean {
    const went = host.wordsOf(call, layer) + WENT;
    if (host.settings[host.settingsOf(call, layer) + TRANSPARENT] === 0 || host.words[went] === 1)
      return false;
    host.words[went] = 1;
    host.goAgain(call, layer, 0);
    return true;
  }

  private tryAgain(host: PolicyHost, call: number, layer: Layer, outcome: number): Verdict {
    const at = host.settingsOf(call, layer);
    const word = host.wordsOf(call, layer);
    const { settings, words } = host;
    const tried = words[word + TRIED];
    if (tried >= settings[at + ATTEMPTS] || !isWorth(host, call, layer, at, outcome)) return PASS;
    const asked = settings[at + PUSH] === IGNORE ? 0 : host.pushback(call);
    if (asked < 0) return PASS;
    const pause = nextPause(host, call, layer, at, word, asked, outcome);
    if (host.clock[0] + pause >= host.deadline(call)) return PASS;
    const shared = host.sharedOf(call, layer);
    const account = shared + ACCOUNT;
    const budget = hasBudget(layer) ? host.shared[shared + BUDGET] : NONE;
    if (budget !== NONE && !machines[budget].allows(host, at + OF_BUDGET, account, word + OF_CALL, outcome)) {
      host.acted(layer, RETRY_WITHHELD);
      return PASS;
    }
    words[word + TRIED] = tried + 1;
    if (settings[at + ELSEWHERE] === 1) host.elsewhere(call, picksOf(settings[at + HOST_SELECTION]));
    if (budget !== NONE && mindsPauses[budget] && pause > 0) {
      words[word + TIMER] = host.setTimer(call, layer, pause);
      return HOLD;
    }
    if (budget !== NONE) machines[budget].sent(host, at + OF_BUDGET, account, word + OF_CALL, true);
    host.goAgain(call, layer, pause);
    return HOLD;
  }

  /** The pause of a retry whose budget minds pauses is over. */
  timer(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    const shared = host.sharedOf(call, layer);
    host.words[word + TIMER] = NONE;
    const at = host.settingsOf(call, layer) + OF_BUDGET;
    machines[host.shared[shared + BUDGET]].sent(host, at, shared + ACCOUNT, word + OF_CALL, true);
    host.goAgain(call, layer, 0);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    if (!hasBudget(layer)) return;
    const shared = host.sharedOf(call, layer);
    const budget = host.shared[shared + BUDGET];
    const word = host.wordsOf(call, layer);
    const timer = host.words[word + TIMER];
    host.clearTimer(timer);
    const at = host.settingsOf(call, layer) + OF_BUDGET;
    machines[budget].dropped(host, at, shared + ACCOUNT, word + OF_CALL, timer !== NONE);
  }
}

export const retry: PolicyDefinition<RetryParams> = {
  name: 'retry',
  title: 'Retry',
  sentence: 'Tries again after a pause, up to a number of attempts.',
  cures: 'short, independent failures: a lost packet, a replica that restarts',
  harms:
    'multiplies the load exactly when the callee has none to spare; layers of retries multiply each other; without a budget nothing stops it',
  params,
  presets,
  example: { attempts: 3, backoff: { base: '50ms', factor: 2, jitter: 'full' }, budget: '10%' },
  settings: [
    'attempts',
    ...BACKOFF_SETTINGS,
    'on',
    'where',
    'elsewhere',
    'idempotent-only',
    'pushback',
    'transparent',
    'host-selection-attempts',
    ...BUDGET_SETTINGS.map((name) => `budget-${name}`),
  ],
  settingsOf: (p) => [
    p.attempts,
    ...backoffSettings(p.backoff),
    maskOf(p.on ?? WORTH_ANOTHER),
    WHERE.indexOf(p.where),
    p.elsewhere ? 1 : 0,
    p['idempotent-only'] ? 1 : 0,
    PUSHBACK.indexOf(p.pushback),
    p.transparent ? 1 : 0,
    p['host-selection-attempts'] ?? 0,
    ...budgetSettings(p.budget),
  ],
  makes: {
    ...Object.fromEntries(
      BACKOFF_SETTINGS.filter((name) => name !== 'spread').map((name) => [`backoff.${name}`, [name]]),
    ),
    'backoff.jitter': ['jitter', 'spread'],
    budget: BUDGET_SETTINGS.map((name) => `budget-${name}`),
  },
  actsOf: (p) => (budgetShared(p.budget).length > 0 ? [RETRY_WITHHELD] : []),
  refuses: (written, pushed) => refusesBudget(written.budget, pushed.budget),
  words: WENT + 1,
  scopeOf: (p) => p['budget-scope'] ?? 'call',
  sharedBy: (p) => p.budget,
  sharedOf: (p) => budgetShared(p.budget),
  machine: new Retry(),
};
