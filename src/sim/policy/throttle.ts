/**
 * Throttle: turns calls away at the caller, by luck, while the callee accepts too few of them. The
 * probability is that of "Handling Overload", Site Reliability Engineering (Beyer et al., 2016),
 * chapter 21: max(0, (requests − K · accepts) / (requests + 1)), K = 1 / success-rate. Envoy's admission
 * control and Finagle's nack filter are the same idea with other numbers.
 */
import { z } from 'zod';
import { mapping, numberBetween, positiveDuration, rate, share } from '../../fields/index.ts';
import { maskOf, type OutcomeName, REJECTED } from '../terms/outcomes.ts';
import { FOR_THROTTLE } from '../terms/purposes.ts';
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
import { type Presets, withPresets } from './presets.ts';
import { type Scope, scopeField } from './scope.ts';

const NOT_ACCEPTED: OutcomeName[] = ['error', 'timed-out', 'refused', 'shed', 'expired'];
const REQUESTS_ARE = ['offered', 'answered'] as const;
const MEMORIES = ['window', 'average'] as const;

interface Params {
  'success-rate': number;
  window: number;
  memory: (typeof MEMORIES)[number];
  requests: (typeof REQUESTS_ARE)[number];
  aggression: number;
  most: number;
  minimum: number;
  on?: OutcomeName[];
  scope?: Scope;
}

const written = mapping({
  'success-rate': share
    .refine((value) => value > 0, { error: 'no call at all is no rate; write more than 0%' })
    .default(0.5)
    .meta({
      description:
        'It begins to turn calls away when a smaller share of them is accepted; 50% is K = 2 in the SRE book.',
    }),
  window: positiveDuration
    .default(120_000_000_000)
    .meta({ description: 'How far back it remembers, in thirty steps.' }),
  memory: z.enum(MEMORIES).default('window').meta({
    description:
      'window: what happened in it counts, all alike. average: a moving average over the answers, which an older one moves less.',
  }),
  requests: z.enum(REQUESTS_ARE).default('offered').meta({
    description:
      'What is counted as a request. offered: every call when it comes, also those it turns away; those still under way look like failures. answered: those that were let through, when their answer is there.',
  }),
  aggression: numberBetween(1, 100).default(1).meta({
    description:
      'More than 1 turns more away for the same success rate: the probability to the power of 1/aggression.',
  }),
  most: share.default(1).meta({ description: 'It never turns away more than this share.' }),
  minimum: rate.default(0).meta({ description: 'With fewer requests than this it turns nothing away.' }),
  on: failures(`Outcomes that are not accepted; by default ${NOT_ACCEPTED.join(', ')}.`),
  scope: scopeField,
});

const presets: Presets = {
  // extensions.filters.http.admission_control.v3: sr_threshold 95 %, aggression 1, sampling_window 30 s,
  // max_rejection_probability 80 %, rps_threshold 0; it counts what comes back.
  envoy: { 'success-rate': '95%', window: '30s', most: '80%', requests: 'answered' },
  // NackAdmissionFilter: threshold 0.5, at most 0.75, a moving average over 2 minutes, from 5 requests a second; one of
  // each client, which is made for one service.
  finagle: {
    'success-rate': '50%',
    window: '2m',
    most: '75%',
    memory: 'average',
    requests: 'answered',
    minimum: '5/s',
    on: ['refused', 'shed'],
    scope: 'service',
  },
};

const params = withPresets<Params>(written, presets);

// Settings, in order.
const SUCCESS_RATE = 0;
const WINDOW = 1;
const MEMORY = 2;
const ANSWERED = 3;
const AGGRESSION = 4;
const MOST = 5;
const MINIMUM = 6;
const ON = 7;

// Shared numbers of a caller replica: the newest step, sums over the window, the moving average and
// when it was last moved; until when the newest step lasts, in which window, and where it lies; then
// requests and accepts by step.
const NEWEST = 0;
const REQUESTS = 1;
const ACCEPTS = 2;
const AVERAGE = 3;
const MOVED = 4;
const UNTIL = 5;
const IN_WINDOW = 6;
const PLACE = 7;
const STEP = 8;
const STEPS = 30;

// Words of a call: what tells it from the last call that had its row, and how often it came here.
const TAG = 0;
const COMES = 1;
const TAGS = 0x40000000;

const SECOND = 1e9;

/** The probability of turning a call away; see the head of this file. */
export function rejection(
  requests: number,
  accepts: number,
  successRate: number,
  aggression: number,
): number {
  const tooMany = requests - accepts / successRate;
  return tooMany <= 0 ? 0 : raised(tooMany / (requests + 1), aggression);
}

function raised(share: number, aggression: number): number {
  if (share <= 0) return 0;
  return aggression === 1 ? share : Math.exp(Math.log(share) / aggression);
}

/** Forgets what has left the window. While a step lasts there is nothing to forget, and nothing to reckon. */
function moveOn(host: PolicyHost, at: number, memory: number): void {
  const { clock, settings, shared } = host;
  const window = settings[at + WINDOW];
  if (clock[0] < shared[memory + UNTIL] && window === shared[memory + IN_WINDOW]) return;
  takeSteps(shared, memory, window, clock[0]);
}

function takeSteps(shared: Float64Array, memory: number, window: number, now: number): void {
  // A step has some length, whatever was pushed.
  const length = Math.max(1, window / STEPS);
  const step = Math.floor(now / length);
  // A little early is soon enough: rounded otherwise, the next step might be thought to begin later.
  shared[memory + UNTIL] = Math.floor((step + 1) * length) - 1;
  shared[memory + IN_WINDOW] = window;
  shared[memory + PLACE] = memory + STEP + 2 * (step % STEPS);
  const since = step - shared[memory + NEWEST];
  if (since === 0) return;
  // Less than none has passed where another window came into force: then all is forgotten.
  const passed = since < 0 ? STEPS : Math.min(STEPS, since);
  for (let i = 1; i <= passed; i++) {
    const old = memory + STEP + 2 * ((step + STEPS - passed + i) % STEPS);
    shared[memory + REQUESTS] -= shared[old];
    shared[memory + ACCEPTS] -= shared[old + 1];
    shared[old] = 0;
    shared[old + 1] = 0;
  }
  shared[memory + NEWEST] = step;
}

/** Counts in the newest step: `what` is 0 for a request, 1 for an accept. */
function count(host: PolicyHost, memory: number, what: number): void {
  const shared = host.shared;
  shared[memory + REQUESTS + what] += 1;
  shared[shared[memory + PLACE] + what] += 1;
}

function probability(host: PolicyHost, at: number, memory: number): number {
  const { settings, shared } = host;
  const requests = shared[memory + REQUESTS];
  const minimum = settings[at + MINIMUM];
  if (minimum > 0 && requests < (minimum * settings[at + WINDOW]) / SECOND) return 0;
  const successRate = settings[at + SUCCESS_RATE];
  const aggression = settings[at + AGGRESSION];
  const wanted =
    settings[at + MEMORY] === 1
      ? raised(1 - shared[memory + AVERAGE] / successRate, aggression)
      : rejection(requests, shared[memory + ACCEPTS], successRate, aggression);
  return Math.min(settings[at + MOST], wanted);
}

class Throttle implements PolicyMachine {
  readonly name = 'throttle';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.settingsOf(call, layer);
    const memory = host.sharedOf(call, layer);
    moveOn(host, at, memory);
    const wanted = probability(host, at, memory);
    if (host.settings[at + ANSWERED] === 0) count(host, memory, 0);
    if (wanted <= 0 || this.luck(host, call, layer) >= wanted) return PASS;
    host.refuse(call, layer, REJECTED);
    return HOLD;
  }

  /** A draw of the call's own for each time it comes here, from a retry outside. */
  private luck(host: PolicyHost, call: number, layer: Layer): number {
    const words = host.words;
    const word = host.wordsOf(call, layer);
    const purpose = FOR_THROTTLE + (layer.nth << 8);
    const tag = Math.floor(host.uniform(call, purpose, 0) * TAGS);
    if (words[word + TAG] === tag) words[word + COMES] += 1;
    else {
      words[word + TAG] = tag;
      words[word + COMES] = 1;
    }
    return host.uniform(call, purpose, words[word + COMES]);
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const { settings, shared } = host;
    const at = host.settingsOf(call, layer);
    const memory = host.sharedOf(call, layer);
    const outcome = host.outcome(call);
    const isAccepted = (settings[at + ON] & (1 << outcome)) === 0;
    // A policy inside said no: that tells nothing of the callee.
    if (isAccepted && outcome === REJECTED) return PASS;
    moveOn(host, at, memory);
    if (settings[at + ANSWERED] === 1) count(host, memory, 0);
    if (isAccepted) count(host, memory, 1);
    if (settings[at + MEMORY] === 0) return PASS;
    // com.twitter.finagle.util.Ema: the longer ago the last answer was, the more this one weighs.
    const kept = Math.exp((shared[memory + MOVED] - host.clock[0]) / Math.max(1, settings[at + WINDOW]));
    shared[memory + AVERAGE] = (isAccepted ? 1 - kept : 0) + shared[memory + AVERAGE] * kept;
    shared[memory + MOVED] = host.clock[0];
    return PASS;
  }

  timer(): void {}

  /** Nothing was learned; where requests are counted as they come, it stays one that was not accepted. */
  forsake(): void {}
}

export const throttle: PolicyDefinition<Params> = {
  name: 'throttle',
  title: 'Adaptive throttle',
  sentence: 'Turns calls away at the caller, by luck, while the callee accepts too few of them.',
  cures: 'a callee that spends all its time on turning callers away',
  harms:
    'turns good calls away with the bad; a callee that fails a share of all calls, however small its load, is throttled too; what it turned away counts against the callee, so that a success rate near 100% keeps it going by itself; each caller replica knows only what it saw',
  params,
  presets,
  example: { 'success-rate': '50%', window: '30s' },
  settings: ['success-rate', 'window', 'memory', 'requests', 'aggression', 'most', 'minimum', 'on'],
  settingsOf: (p) => [
    p['success-rate'],
    p.window,
    MEMORIES.indexOf(p.memory),
    REQUESTS_ARE.indexOf(p.requests),
    p.aggression,
    p.most,
    p.minimum,
    maskOf(p.on ?? NOT_ACCEPTED),
  ],
  turnsBack: true,
  words: 2,
  scopeOf: (p) => p.scope ?? 'call',
  isSharedWhole: true,
  sharedOf: () => [0, 0, 0, 1, 0, 0, 0, 0, ...new Array<number>(2 * STEPS).fill(0)],
  machine: new Throttle(),
};
