/**
 * Adaptive concurrency: so many at a time, and how many is learned from how long they take and whether
 * they are dropped. Around a call each caller replica learns for itself; at the callee's door each
 * replica of the callee, from the moment an attempt comes in to the moment it is done. (Kinds: limits/*.)
 */
import { DEGRADED, ERROR, EXPIRED, REFUSED, REJECTED, SHED, TIMED_OUT } from '../terms/outcomes.ts';
import {
  type AdaptiveParams,
  calleeParams,
  callerParams,
  KINDS,
  kindOf,
  presets,
} from './adaptive-params.ts';
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
  GO_IN,
  type Luck,
  NO,
  type Numbers,
} from './gate-contract.ts';
import { aimd } from './limits/aimd.ts';
import type { LearnedLimit, Sample } from './limits/contract.ts';
import { gradient } from './limits/gradient.ts';
import { gradient2 } from './limits/gradient2.ts';
import { IN_FLIGHT, KIND, LIMIT, MIN, NAMES } from './limits/settings.ts';
import { vegas } from './limits/vegas.ts';

/** In the order of KINDS. */
const LIMITS: readonly LearnedLimit[] = [aimd, vegas, gradient2, gradient];

/** The one sample that is filled in anew each time: no state, only an argument too long to pass. */
const sample: Sample = { row: 0, spent: 0, alongside: 0, isDropped: false };

/** How many may be in now. */
function wholeLimit({ settings, shared }: Numbers, s: number, a: number): number {
  // A limit that fell while a lower minimum was in force would otherwise let nobody in to raise it again.
  return Math.floor(Math.max(settings[s + MIN], shared[a + LIMIT]));
}

/** One more goes in, if the limit lets it. Returns how many are in then, itself included; 0 for no. */
function goIn(numbers: Numbers, s: number, a: number): number {
  const { settings, shared } = numbers;
  LIMITS[settings[s + KIND]].catchUp(numbers, s, a);
  if (shared[a + IN_FLIGHT] >= wholeLimit(numbers, s, a)) return 0;
  shared[a + IN_FLIGHT] += 1;
  return shared[a + IN_FLIGHT];
}

function learn(
  host: Numbers & Luck,
  s: number,
  a: number,
  row: number,
  spent: number,
  alongside: number,
  isDropped: boolean,
): void {
  const limit = LIMITS[host.settings[s + KIND]];
  limit.catchUp(host, s, a);
  sample.row = row;
  sample.spent = spent;
  sample.alongside = alongside;
  sample.isDropped = isDropped;
  limit.learn(host, s, a, sample);
}

const isDrop = (outcome: number): boolean =>
  outcome === REFUSED || outcome === SHED || outcome === TIMED_OUT || outcome === EXPIRED;

// The word of a call: how many were in when it went in, it included. Its real: that instant.

class AdaptiveConcurrency implements PolicyMachine {
  readonly name = 'adaptive-concurrency';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const s = host.settingsOf(call, layer);
    const a = host.sharedOf(call, layer);
    const before = host.shared[a + LIMIT];
    const alongside = goIn(host, s, a);
    if (host.shared[a + LIMIT] !== before) host.levelMoved(call, layer);
    if (alongside === 0) {
      host.refuse(call, layer, REJECTED);
      return HOLD;
    }
    host.words[host.wordsOf(call, layer)] = alongside;
    host.reals[host.realsOf(call, layer)] = host.clock[0];
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const a = host.sharedOf(call, layer);
    host.shared[a + IN_FLIGHT] -= 1;
    const outcome = host.outcome(call);
    // As Netflix' interceptor for gRPC clients does, but that a timeout inside is a drop, too: an error is no news.
    if (outcome > DEGRADED && !isDrop(outcome)) return PASS;
    const wentIn = host.reals[host.realsOf(call, layer)];
    const alongside = host.words[host.wordsOf(call, layer)];
    const before = host.shared[a + LIMIT];
    learn(host, host.settingsOf(call, layer), a, call, host.clock[0] - wentIn, alongside, isDrop(outcome));
    if (host.shared[a + LIMIT] !== before) host.levelMoved(call, layer);
    return PASS;
  }

  timer(): void {}

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    // Nothing is learned from a call whose end nobody waited for.
    host.shared[host.sharedOf(call, layer) + IN_FLIGHT] -= 1;
  }
}

class AdaptiveConcurrencyGate implements GateMachine {
  readonly name = 'adaptive-concurrency';

  admit(host: GateHost, attempt: number, gate: Gate): Answer {
    const a = host.sharedOf(attempt, gate);
    const before = host.shared[a + LIMIT];
    const alongside = goIn(host, host.settingsOf(attempt, gate), a);
    if (host.shared[a + LIMIT] !== before) host.levelMoved(attempt, gate);
    if (alongside === 0) return NO;
    host.words[host.wordsOf(attempt, gate)] = alongside;
    return GO_IN;
  }

  started(): void {}

  ended(host: GateHost, attempt: number, gate: Gate, outcome: number, spent: number): void {
    const a = host.sharedOf(attempt, gate);
    host.shared[a + IN_FLIGHT] -= 1;
    // As Netflix' interceptor for gRPC servers: an error is an answer, too; who was told to stop is no news.
    if (outcome > ERROR && !isDrop(outcome)) return;
    const alongside = host.words[host.wordsOf(attempt, gate)];
    const before = host.shared[a + LIMIT];
    learn(host, host.settingsOf(attempt, gate), a, attempt, spent, alongside, isDrop(outcome));
    if (host.shared[a + LIMIT] !== before) host.levelMoved(attempt, gate);
  }
}

export const adaptiveConcurrency: PolicyDefinition<AdaptiveParams> = {
  name: 'adaptive-concurrency',
  title: 'Adaptive concurrency',
  sentence: 'Lets so many be under way at a time as it learns from how long they take.',
  cures: 'a callee whose capacity nobody knows, or that changes',
  harms:
    'takes whatever makes answers slower for overload, work that varies among it, and answers that come quickly because they are errors for health; a limit that begins too low turns away in the best of weather',
  params: callerParams,
  presets,
  example: { kind: 'gradient2', initial: 20, min: 5, max: 200 },
  settings: NAMES,
  settingsOf: (p) => [
    p.initial ?? p.min ?? 1,
    p.min ?? 1,
    p.max ?? 1,
    p.timeout ?? 0,
    p.backoff ?? 1,
    p.probe ?? 1,
    p.smoothing ?? 1,
    p.headroom ?? 0,
    p.tolerance ?? 1,
    p.window ?? 1,
    p.update ?? 1,
    p.remeasure ?? 1,
    p.jitter ?? 0,
    p.requests ?? 1,
    p.buffer ?? 0,
    KINDS.indexOf(kindOf(p)),
  ],
  refuses: (written, pushed) =>
    written.initial === pushed.initial
      ? undefined
      : {
          sentence: 'a limit begins once, and a push comes later: `initial` would change nothing',
          hint: 'push `min` and `max`, between which it learns; or write `initial` in the policy itself',
        },
  turnsBack: true,
  level: { kind: 'limit', of: wholeLimit },
  words: 1,
  reals: 1,
  scopeOf: (p) => p.scope ?? 'call',
  isSharedWhole: true,
  sharedOf: (p) => [0, p.initial ?? p.min ?? 1, ...LIMITS[KINDS.indexOf(kindOf(p))].start],
  machine: new AdaptiveConcurrency(),
  gate: {
    params: calleeParams,
    example: { kind: 'gradient2', initial: 20, min: 5, max: 200 },
    words: 1,
    machine: new AdaptiveConcurrencyGate(),
  },
};
