/**
 * Breaker: stops calling what keeps failing. Closed until the rates of the recent calls reach a
 * threshold; open for a while, refusing at once; half-open on the next call after that (it does not
 * wake by itself), with a number of probes whose own rates decide. An answer counts in the state in which
 * it comes: so it is in all four libraries, which know no more than the state they are in. By default it is
 * resilience4j's (CircuitBreakerStateMachine, version 2); its settings make Hystrix's, Polly's and Linkerd's
 * of it.
 */

import { DEGRADED, maskOf, REJECTED } from '../terms/outcomes.ts';
import {
  BREAKER_CLOSED as CLOSED,
  BREAKER_HALF_OPEN as HALF_OPEN,
  BREAKER_OPEN as OPEN,
} from '../terms/policies.ts';
import { FOR_BREAKER } from '../terms/purposes.ts';
import {
  BEGINNINGS,
  type BreakerParams,
  BUCKETS,
  ENDS,
  params,
  presets,
  STATES,
  UNDECIDED,
  WAKERS,
  WINDOW_MOST,
} from './breaker-params.ts';
import {
  beganAt,
  beginBucket,
  bucketsOf,
  clear,
  FAILED,
  forgetOldest,
  numbersFor,
  oldestBeganAt,
  RECORDED,
  recordCall,
  recordNow,
  SLOW,
} from './breaker-window.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Refused,
  type Verdict,
} from './contract.ts';
import { FAILURES } from './failures.ts';

// Settings, in order.
const FAILURE_RATE = 0;
/** Infinity where no call is slow. */
const SLOW_RATE = 1;
const SLOW_AFTER = 2;
/** 0 where rates decide. */
const CONSECUTIVE = 3;
/** Calls or buckets of the window. */
const SIZE = 4;
/** Length of a bucket, ns; 0 for a window of calls. */
const BUCKET_LENGTH = 5;
const MINIMUM = 6;
/** 0 always, 1 at failures, 2 at the end of each bucket. */
const EVALUATE = 7;
const OPEN_FOR = 8;
const OPEN_FACTOR = 9;
const OPEN_MOST = 10;
const OPEN_JITTER = 11;
const PROBES = 12;
/** Infinity without. */
const PROBE_WAIT = 13;
const ON = 14;
const IGNORE = 15;
/** 0 not, 1 closed, 2 open. */
const FORCED = 16;
/** Whence buckets of time are counted, by their place in BEGINNINGS. */
const BEGIN = 17;
/** 1 where a call at the very end of the time open is let through. */
const ENDS_AT = 18;
/** 1 where time makes it half-open, 0 where the next call does. */
const WAKES = 19;
/** What a call says, half-open, that is neither a failure nor a success: its place in UNDECIDED. */
const LEFT_OPEN = 20;
/** How many calls or buckets its window was built for; no config push makes it larger. */
const ROOM = 21;

const AT_FAILURES = 1;
const AT_STEPS = 2;
const FROM_CLOCK = BEGINNINGS.indexOf('clock');
const OPENS = UNDECIDED.indexOf('opens');
const CLOSES = UNDECIDED.indexOf('closes');
const FROM_EACH_CALL = BEGINNINGS.indexOf('each-call');

// Shared numbers of a caller replica, in order; the window follows.
const STATE = 0;
/** When it may be half-open. */
const RETRY_AT = 1;
/** Since when it has been half-open. */
const HALF_SINCE = 2;
/** Probes let through. */
const ADMITTED = 3;
/** Changes of state so far. */
const EPOCH = 4;
/** Failures in a row. */
const STREAK = 5;
/** How often it has opened since it was last closed. */
const OPENINGS = 6;
const WINDOW = 7;

// Word of a call: the epoch it was admitted in. Real of a call: when.

function enterState(host: PolicyHost, call: number, layer: Layer, at: number, state: number): void {
  const shared = host.shared;
  const settings = host.settingsOf(call, layer);
  shared[at + STATE] = state;
  shared[at + ADMITTED] = 0;
  shared[at + STREAK] = 0;
  shared[at + EPOCH] += 1;
  clear(shared, at + WINDOW, host.settings[settings + ROOM]);
  if (state === CLOSED) beginWindow(host, at, settings);
  host.tell(call, layer, state);
}

/** A window of time whose buckets follow each other begins: as the clock shows it, or now. */
function beginWindow({ settings, shared, clock }: PolicyHost, at: number, of: number): void {
  const length = settings[of + BUCKET_LENGTH];
  if (length === 0 || settings[of + BEGIN] === FROM_EACH_CALL) return;
  const now = clock[0];
  const since = settings[of + BEGIN] === FROM_CLOCK ? Math.floor(now / length) * length : now;
  beginBucket(shared, at + WINDOW, settings[of + ROOM], since);
}

/** Calls or buckets of the window, whatever was pushed. */
function sizeOf(settings: Float64Array, of: number): number {
  return Math.max(1, Math.min(Math.floor(settings[of + SIZE]), settings[of + ROOM]));
}

function open(host: PolicyHost, call: number, layer: Layer, at: number, since: number): void {
  const { settings, shared } = host;
  const of = host.settingsOf(call, layer);
  let length = settings[of + OPEN_FOR];
  for (let i = 0; i < shared[at + OPENINGS] && length < settings[of + OPEN_MOST]; i++)
    length *= settings[of + OPEN_FACTOR];
  length = Math.min(length, settings[of + OPEN_MOST]);
  // What luck adds does not make it longer than the longest either (linkerd2-proxy, ExponentialBackoff::jitter).
  if (settings[of + OPEN_JITTER] > 0) {
    const luck = host.uniform(call, FOR_BREAKER + (layer.nth << 8), 0);
    length = Math.min(length * (1 + settings[of + OPEN_JITTER] * luck), settings[of + OPEN_MOST]);
  }
  shared[at + OPENINGS] += 1;
  enterState(host, call, layer, at, OPEN);
  shared[at + RETRY_AT] = since + Math.round(length);
}

function close(host: PolicyHost, call: number, layer: Layer, at: number): void {
  host.shared[at + OPENINGS] = 0;
  enterState(host, call, layer, at, CLOSED);
}

/** Do the calls in the window say that it should open? `needed` of them at least. */
function isFailing(host: PolicyHost, at: number, settings: number, needed: number): boolean {
  const shared = host.shared;
  const recorded = shared[at + WINDOW + RECORDED];
  if (recorded < needed) return false;
  return (
    shared[at + WINDOW + FAILED] >= host.settings[settings + FAILURE_RATE] * recorded ||
    shared[at + WINDOW + SLOW] >= host.settings[settings + SLOW_RATE] * recorded
  );
}

/** A closed breaker's window of time comes to the present, and may open on the way. */
function moveOn(host: PolicyHost, call: number, layer: Layer, at: number): void {
  const of = host.settingsOf(call, layer);
  const { settings, shared } = host;
  const length = settings[of + BUCKET_LENGTH];
  if (length === 0 || shared[at + STATE] !== CLOSED) return;
  const now = host.clock[0];
  const window = at + WINDOW;
  const room = settings[of + ROOM];
  const buckets = sizeOf(settings, of);
  if (settings[of + BEGIN] === FROM_EACH_CALL) {
    while (bucketsOf(shared, window) > 0 && now - oldestBeganAt(shared, window, room) >= buckets * length)
      forgetOldest(shared, window, room);
    return;
  }
  if (bucketsOf(shared, window) === 0) beginWindow(host, at, of);
  // After so many steps it is empty, and stays so.
  for (let steps = 0; now >= beganAt(shared, window) + length; steps++) {
    const ends = beganAt(shared, window) + length;
    if (settings[of + EVALUATE] === AT_STEPS && isFailing(host, at, of, closedMinimum(settings, of))) {
      open(host, call, layer, at, ends);
      return;
    }
    const idle = steps < buckets ? 0 : Math.floor((now - ends) / length);
    beginBucket(shared, window, room, ends + idle * length);
    while (bucketsOf(shared, window) > buckets) forgetOldest(shared, window, room);
  }
}

/** Records a call in a window of time, in a bucket of its own where those begin with calls. */
function recordInTime(host: PolicyHost, at: number, of: number, failed: number, slow: number): void {
  const { settings, shared } = host;
  const window = at + WINDOW;
  const now = host.clock[0];
  const isOver =
    bucketsOf(shared, window) === 0 || now - beganAt(shared, window) >= settings[of + BUCKET_LENGTH];
  if (isOver) beginBucket(shared, window, settings[of + ROOM], now);
  recordNow(shared, window, failed, slow);
}

/** Calls needed while closed: a window of calls cannot hold more than it holds (CircuitBreakerMetrics). */
function closedMinimum(settings: Float64Array, of: number): number {
  const minimum = settings[of + MINIMUM];
  return settings[of + BUCKET_LENGTH] > 0 ? minimum : Math.min(minimum, sizeOf(settings, of));
}

/** What time alone has done to an open or half-open breaker by now; `isCall`, when a call asks for it. */
function wakeUp(host: PolicyHost, call: number, layer: Layer, at: number, isCall: boolean): void {
  const { settings, shared, clock } = host;
  const of = host.settingsOf(call, layer);
  const overdue = shared[at + HALF_SINCE] + settings[of + PROBE_WAIT];
  if (shared[at + STATE] === HALF_OPEN && clock[0] >= overdue) open(host, call, layer, at, overdue);
  if (shared[at + STATE] !== OPEN || !(isCall || settings[of + WAKES] === 1)) return;
  const retryAt = shared[at + RETRY_AT];
  if (clock[0] > retryAt || (clock[0] === retryAt && settings[of + ENDS_AT] === 1)) {
    enterState(host, call, layer, at, HALF_OPEN);
    shared[at + HALF_SINCE] = clock[0];
  }
}

class Breaker implements PolicyMachine {
  readonly name = 'breaker';
  readonly states = ['closed', 'open', 'half-open'];

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const { shared, settings } = host;
    const forced = settings[of + FORCED];
    if (forced === 0) {
      moveOn(host, call, layer, at);
      if (shared[at + STATE] !== CLOSED) wakeUp(host, call, layer, at, true);
    }
    const refuses =
      forced === 0
        ? shared[at + STATE] === OPEN ||
          (shared[at + STATE] === HALF_OPEN && shared[at + ADMITTED] >= settings[of + PROBES])
        : forced === 2;
    if (refuses) {
      host.words[host.wordsOf(call, layer)] = -1;
      host.refuse(call, layer, REJECTED);
      return HOLD;
    }
    shared[at + ADMITTED] += 1;
    host.words[host.wordsOf(call, layer)] = shared[at + EPOCH];
    host.reals[host.realsOf(call, layer)] = host.clock[0];
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const { shared, settings } = host;
    if (settings[of + FORCED] !== 0) {
      // Nothing is learned while it is held; a probe gives its permit back.
      this.forsake(host, call, layer);
      return PASS;
    }
    if (host.words[host.wordsOf(call, layer)] < 0) return PASS;
    moveOn(host, call, layer, at);
    if (shared[at + STATE] !== CLOSED) wakeUp(host, call, layer, at, false);
    const outcome = host.outcome(call);
    if ((settings[of + IGNORE] & (1 << outcome)) !== 0) this.leaveOpen(host, call, layer);
    else
      this.learn(host, call, layer, outcome > DEGRADED && (settings[of + ON] & (1 << outcome)) !== 0 ? 1 : 0);
    return PASS;
  }

  /** A call has ended as a failure, or as a success. */
  private learn(host: PolicyHost, call: number, layer: Layer, failed: number): void {
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const { shared, settings } = host;
    // Only time ends the open state. What comes meanwhile is forgotten with it.
    if (shared[at + STATE] === OPEN) return;
    const slow = host.clock[0] - host.reals[host.realsOf(call, layer)] > settings[of + SLOW_AFTER] ? 1 : 0;
    if (settings[of + CONSECUTIVE] > 0) {
      this.countInARow(host, call, layer, failed);
      return;
    }
    if (shared[at + STATE] === HALF_OPEN) {
      const probes = Math.max(1, Math.min(Math.floor(settings[of + PROBES]), settings[of + ROOM]));
      recordCall(shared, at + WINDOW, probes, failed, slow);
      // As soon as there are enough of them to mean anything (CircuitBreakerMetrics.forHalfOpen).
      const needed = Math.min(settings[of + MINIMUM], probes);
      if (shared[at + WINDOW + RECORDED] < needed) return;
      if (isFailing(host, at, of, needed)) open(host, call, layer, at, host.clock[0]);
      else close(host, call, layer, at);
      return;
    }
    if (settings[of + BUCKET_LENGTH] > 0) recordInTime(host, at, of, failed, slow);
    else recordCall(shared, at + WINDOW, sizeOf(settings, of), failed, slow);
    const evaluate = settings[of + EVALUATE];
    if (evaluate === AT_STEPS || (evaluate === AT_FAILURES && failed === 0)) return;
    if (isFailing(host, at, of, closedMinimum(settings, of))) open(host, call, layer, at, host.clock[0]);
  }

  /** A call has ended as neither, or its caller has left. Like an answer it means something in the state in which it comes. */
  private leaveOpen(host: PolicyHost, call: number, layer: Layer): void {
    const at = host.sharedOf(call, layer);
    const meaning = host.settings[host.settingsOf(call, layer) + LEFT_OPEN];
    const { shared } = host;
    if (meaning === CLOSES) this.learn(host, call, layer, 0);
    else if (shared[at + STATE] !== HALF_OPEN) return;
    else if (meaning === OPENS) open(host, call, layer, at, host.clock[0]);
    else shared[at + ADMITTED] -= 1;
  }

  /** Failures in a row, instead of rates. */
  private countInARow(host: PolicyHost, call: number, layer: Layer, failed: number): void {
    const at = host.sharedOf(call, layer);
    const of = host.settingsOf(call, layer);
    const { shared, settings } = host;
    const halfOpen = shared[at + STATE] === HALF_OPEN;
    shared[at + STREAK] = failed === 1 ? shared[at + STREAK] + 1 : 0;
    shared[at + WINDOW + RECORDED] += 1;
    if (failed === 1 && (halfOpen || shared[at + STREAK] >= settings[of + CONSECUTIVE]))
      open(host, call, layer, at, host.clock[0]);
    else if (halfOpen && shared[at + WINDOW + RECORDED] >= settings[of + PROBES])
      close(host, call, layer, at);
  }

  timer(): void {}

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    const at = host.sharedOf(call, layer);
    const admitted = host.words[host.wordsOf(call, layer)];
    if (admitted < 0) return;
    if (host.settings[host.settingsOf(call, layer) + FORCED] !== 0) {
      if (admitted === host.shared[at + EPOCH]) host.shared[at + ADMITTED] -= 1;
      return;
    }
    moveOn(host, call, layer, at);
    if (host.shared[at + STATE] !== CLOSED) wakeUp(host, call, layer, at, false);
    this.leaveOpen(host, call, layer);
  }
}

/** A push may ask for any number of them. */
const stepsOf = (steps: number): number => Math.min(WINDOW_MOST, Math.max(1, Math.round(steps)));

/** Buckets of a window of time, or calls of a counted one; and the length of a bucket, ns. */
function windowOf(p: BreakerParams): { size: number; length: number } {
  if (typeof p.window === 'number') return { size: p.window, length: 0 };
  const window = p.window.time;
  if (p['evaluate-every'] !== undefined)
    return { size: stepsOf(window / p['evaluate-every']), length: p['evaluate-every'] };
  if (p.buckets === undefined && p.bucket !== undefined)
    return { size: stepsOf(window / p.bucket), length: p.bucket };
  const size = p.buckets ?? BUCKETS;
  return { size, length: Math.max(1, Math.round(window / size)) };
}

/** Calls or steps that it can remember: of its window, or of its probes where they are more. */
function roomOf(p: BreakerParams): number {
  return Math.max(windowOf(p).size, p.probes);
}

/** A window of calls is kept otherwise than one of time, and neither can grow while it runs. */
function refusesWindow(written: BreakerParams, pushed: BreakerParams): Refused | undefined {
  const [before, after] = [windowOf(written), windowOf(pushed)];
  const isKept = before.length > 0 === after.length > 0;
  if (isKept && numbersFor(roomOf(written)) === numbersFor(roomOf(pushed))) return undefined;
  const say = ({ size, length }: { size: number; length: number }, probes: number) =>
    length > 0 ? `time in ${size} steps` : `${size} calls${probes > size ? ` and ${probes} probes` : ''}`;
  return {
    sentence: `this breaker was built to remember ${say(before, written.probes)}, and a push cannot rebuild it for ${say(after, pushed.probes)}`,
    hint: 'write it in the breaker itself: it then holds for the whole run',
  };
}

function settingsOf(p: BreakerParams): number[] {
  const { size, length } = windowOf(p);
  return [
    p['failure-rate'],
    p['slow-rate'] ?? Number.POSITIVE_INFINITY,
    p.slow ?? Number.POSITIVE_INFINITY,
    p.consecutive ?? 0,
    size,
    length,
    p.minimum,
    p['evaluate-every'] !== undefined ? AT_STEPS : p.evaluate === 'failure' ? AT_FAILURES : 0,
    p.open,
    p['open-factor'],
    p['open-most'] ?? Number.POSITIVE_INFINITY,
    p['open-jitter'],
    p.probes,
    p['probe-wait'] ?? Number.POSITIVE_INFINITY,
    maskOf(p.on ?? FAILURES),
    maskOf(p.ignore ?? []),
    p.forced === undefined ? 0 : STATES.indexOf(p.forced) + 1,
    BEGINNINGS.indexOf(p['buckets-begin']),
    ENDS.indexOf(p['open-ends']),
    WAKERS.indexOf(p['half-open']),
    UNDECIDED.indexOf(p.undecided),
    Math.max(size, p.probes),
  ];
}

export const breaker: PolicyDefinition<BreakerParams> = {
  name: 'breaker',
  title: 'Circuit breaker',
  sentence:
    'Refuses calls at once while the recent ones keep failing, and probes now and then whether that is over.',
  cures: 'callers that wait for, and hammer, a callee that cannot answer',
  harms:
    'turns a partial failure into a whole one; each caller replica must learn for itself; probes may keep a weak callee down',
  params,
  presets,
  example: { 'failure-rate': '50%', window: 100, minimum: 20, open: '5s', probes: 5 },
  settings: [
    'failure-rate',
    'slow-rate',
    'slow',
    'consecutive',
    'size',
    'bucket',
    'minimum',
    'evaluate',
    'open',
    'open-factor',
    'open-most',
    'open-jitter',
    'probes',
    'probe-wait',
    'on',
    'ignore',
    'forced',
    'buckets-begin',
    'open-ends',
    'half-open',
    'undecided',
  ],
  settingsOf,
  makes: { window: ['size', 'bucket'], buckets: ['size', 'bucket'], 'evaluate-every': ['evaluate'] },
  turnsBack: true,
  level: {
    kind: 'state',
    // Held open it lets nobody pass, held closed everybody, whatever it has learned.
    of: ({ settings, shared }, s, a) =>
      settings[s + FORCED] === 0 ? shared[a + STATE] : settings[s + FORCED] === 2 ? OPEN : CLOSED,
  },
  refuses: refusesWindow,
  words: 1,
  reals: 1,
  sharedOf: (p) => new Array<number>(WINDOW + numbersFor(roomOf(p))).fill(0),
  scopeOf: (p) => p.scope,
  machine: new Breaker(),
};
