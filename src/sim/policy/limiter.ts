/**
 * Limiter: so many a second, so many in a window, or so many at a time. Around a call it limits each
 * caller replica; at the callee's door each replica of the callee. Who is too much is told so at once,
 * or waits for a permit that comes later. (Kinds: permits/*.)
 */
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
import {
  type Answer,
  type Gate,
  type GateHost,
  type GateMachine,
  NO,
  type Numbers,
} from './gate-contract.ts';
import {
  calleeParams,
  callerParams,
  completed,
  KINDS,
  type LimiterParams,
  MOST_NUMBERS,
  presets,
} from './limiter-params.ts';
import { AT_A_TIME_START, askAtATime, comeOut } from './permits/at-a-time.ts';
import { askBucket, BUCKET_START, carryBucket } from './permits/bucket.ts';
import { askFixedWindow, fixedWindowStart } from './permits/fixed-window.ts';
import { askLeakyBucket, carryLeakyBucket, LEAKY_BUCKET_START } from './permits/leaky-bucket.ts';
import { BUCKETS, KIND, LIMIT, NAMES, RATE, SAYS_NO_LATE, SIZE, WAIT, WINDOW } from './permits/settings.ts';
import { askSlidingCounter, SLIDING_COUNTER_START } from './permits/sliding-counter.ts';
import { askSlidingLog, slidingLogStart } from './permits/sliding-log.ts';

// Values of the setting KIND: the places of KINDS, and the counted form of the sliding window after them.
const TOKEN_BUCKET = KINDS.indexOf('token-bucket');
const GCRA = KINDS.indexOf('gcra');
const LEAKY_BUCKET = KINDS.indexOf('leaky-bucket');
const FIXED_WINDOW = KINDS.indexOf('fixed-window');
const SLIDING_LOG = KINDS.indexOf('sliding-window');
const AT_A_TIME = KINDS.indexOf('concurrency');
const SLIDING_COUNTER = KINDS.length;

function ask(numbers: Numbers, s: number, a: number): Answer {
  const { settings } = numbers;
  // Somebody has pushed a zero: nobody comes in while it holds, and what is remembered stays as it is.
  if (settings[s + RATE] <= 0 || settings[s + LIMIT] <= 0 || settings[s + WINDOW] <= 0) return NO;
  switch (settings[s + KIND]) {
    case LEAKY_BUCKET:
      return askLeakyBucket(numbers, s, a);
    case FIXED_WINDOW:
      return askFixedWindow(numbers, s, a);
    case SLIDING_LOG:
      return askSlidingLog(numbers, s, a);
    case SLIDING_COUNTER:
      return askSlidingCounter(numbers, s, a);
    case AT_A_TIME:
      return askAtATime(numbers, s, a);
    default:
      return askBucket(numbers, s, a);
  }
}

/** Where the limit of this key begins. Requests without a key have one together, behind the others. */
function limitOf({ settings }: Numbers, s: number, a: number, item: number): number {
  const buckets = settings[s + BUCKETS];
  if (buckets === 0) return a;
  return a + (item < 0 ? buckets : item % buckets) * settings[s + SIZE];
}

/** A push sets a number, now: what each limit remembers goes on meaning what it meant. */
function carry(numbers: Numbers, s: number, a: number, setting: number, value: number): void {
  const { settings } = numbers;
  for (let key = 0; key <= settings[s + BUCKETS]; key++) {
    const at = a + key * settings[s + SIZE];
    switch (settings[s + KIND]) {
      case LEAKY_BUCKET:
        if (setting === RATE) carryLeakyBucket(numbers, s, at, value);
        break;
      case TOKEN_BUCKET:
      case GCRA:
        carryBucket(numbers, s, at, setting, value);
    }
  }
}

/** Around a call. Word 0: the timer of a no that comes late. */
class Limiter implements PolicyMachine {
  readonly name = 'limiter';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const s = host.settingsOf(call, layer);
    host.words[host.wordsOf(call, layer)] = NONE;
    const answer = ask(host, s, limitOf(host, s, host.sharedOf(call, layer), host.item(call)));
    if (answer === 0) return PASS;
    if (answer > 0) host.goAgain(call, layer, answer);
    else if (host.settings[s + SAYS_NO_LATE] === 1 && host.settings[s + WAIT] > 0)
      host.words[host.wordsOf(call, layer)] = host.setTimer(call, layer, host.settings[s + WAIT]);
    else host.refuse(call, layer, REJECTED);
    return HOLD;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    this.comeOut(host, call, layer);
    return PASS;
  }

  timer(host: PolicyHost, call: number, layer: Layer): void {
    host.words[host.wordsOf(call, layer)] = NONE;
    host.settle(call, layer, REJECTED);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    // A permit that was reserved is spent, used or not; a place among those let in is free again.
    host.clearTimer(host.words[host.wordsOf(call, layer)]);
    this.comeOut(host, call, layer);
  }

  willChange(numbers: Numbers, s: number, a: number, setting: number, value: number): void {
    carry(numbers, s, a, setting, value);
  }

  private comeOut(host: PolicyHost, call: number, layer: Layer): void {
    const s = host.settingsOf(call, layer);
    if (host.settings[s + KIND] === AT_A_TIME)
      comeOut(host, limitOf(host, s, host.sharedOf(call, layer), host.item(call)));
  }
}

class LimiterGate implements GateMachine {
  readonly name = 'limiter';

  admit(host: GateHost, attempt: number, gate: Gate): Answer {
    const s = host.settingsOf(attempt, gate);
    return ask(host, s, limitOf(host, s, host.sharedOf(attempt, gate), host.item(attempt)));
  }

  started(): void {}

  ended(host: GateHost, attempt: number, gate: Gate): void {
    const s = host.settingsOf(attempt, gate);
    if (host.settings[s + KIND] === AT_A_TIME)
      comeOut(host, limitOf(host, s, host.sharedOf(attempt, gate), host.item(attempt)));
  }

  willChange(numbers: Numbers, s: number, a: number, setting: number, value: number): void {
    carry(numbers, s, a, setting, value);
  }
}

/** A push may ask for any limit; a scenario with a longer log is refused. */
const longestLog = (buckets: number): number => Math.floor(MOST_NUMBERS / (buckets + 1));

/** Number of its kind, and the numbers one limit of it starts with. */
function startOf(params: LimiterParams): { kind: number; start: readonly number[] } {
  const { kind, limit = 0, count, buckets = 0 } = completed(params);
  switch (kind) {
    case 'leaky-bucket':
      return { kind: LEAKY_BUCKET, start: LEAKY_BUCKET_START };
    case 'fixed-window':
      return { kind: FIXED_WINDOW, start: fixedWindowStart(limit) };
    case 'sliding-window':
      return count === 'counter'
        ? { kind: SLIDING_COUNTER, start: SLIDING_COUNTER_START }
        : { kind: SLIDING_LOG, start: slidingLogStart(Math.min(limit, longestLog(buckets))) };
    case 'concurrency':
      return { kind: AT_A_TIME, start: AT_A_TIME_START };
    case 'token-bucket':
    case 'gcra':
      return { kind: KINDS.indexOf(kind), start: BUCKET_START };
  }
}

export const limiter: PolicyDefinition<LimiterParams> = {
  name: 'limiter',
  title: 'Limiter',
  sentence: 'Lets no more pass than so many a second, in a window, or at a time.',
  cures: 'a callee asked for more than it can do, and one caller who takes the share of the others',
  harms:
    'limits each replica for itself, so the limit of all of them changes with their number; set too low it turns away what could be served; counted in fixed windows it lets twice as many pass around an edge',
  params: callerParams,
  presets,
  example: { kind: 'token-bucket', rate: '100/s', burst: 20, wait: '200ms' },
  settings: NAMES,
  settingsOf: (params) => {
    const p = completed(params);
    const { kind, start } = startOf(params);
    return [
      p.rate ?? 1,
      p.burst ?? 1,
      p.interval ?? 0,
      p.queue ?? 0,
      p.limit ?? 1,
      p.window ?? 1,
      p.wait ?? 0,
      kind,
      start.length,
      p.buckets ?? 0,
      p.rejects === 'after-wait' ? 1 : 0,
    ];
  },
  timerLength: (params) => {
    const { rejects, wait } = completed(params);
    return rejects === 'after-wait' && wait !== undefined && wait > 0 ? wait : Number.NaN;
  },
  turnsBack: true,
  level: {
    kind: 'limit',
    // One for each key is none of the replica's.
    of: ({ settings }, s) =>
      settings[s + KIND] === AT_A_TIME && settings[s + BUCKETS] === 0
        ? Math.max(0, Math.ceil(settings[s + LIMIT]))
        : Number.NaN,
  },
  words: 1,
  scopeOf: (params) => completed(params).scope ?? 'call',
  isSharedWhole: true,
  sharedOf: (params) => {
    const { start } = startOf(params);
    const { buckets = 0 } = completed(params);
    return buckets === 0 ? start : Array.from({ length: buckets + 1 }, () => start).flat();
  },
  machine: new Limiter(),
  gate: {
    params: calleeParams,
    example: { kind: 'concurrency', limit: 40 },
    words: 0,
    idle: ({ per }, { hasKeys }) =>
      per === undefined || hasKeys
        ? undefined
        : {
            key: 'per',
            sentence: '`per: key` tells nobody apart: no load has keys',
            hint: 'give a load `keys: { count: 100 }`, or leave `per` out',
          },
    machine: new LimiterGate(),
  },
};
