/**
 * Back-off: how long a retry pauses before it tries again. A schedule says how the pauses grow, jitter
 * spreads them by luck. The formulas are those of the documents named beside them.
 */
import { z } from 'zod';
import { chosenUnion, duration, factor, LONGEST_DURATION, mapping, share } from '../../fields/index.ts';
import { FOR_BACKOFF } from '../terms/purposes.ts';
import type { Layer, PolicyHost } from './contract.ts';

/**
 * How the n-th pause follows from the base b: b · b·n · b·factorⁿ⁻¹ · b·(2ⁿ − 1). The last one is how
 * Envoy's documentation describes its retries (Router filter, "x-envoy-max-retries").
 */
const KINDS = ['fixed', 'linear', 'exponential', 'envoy'] as const;
const LINEAR = 1;
const EXPONENTIAL = 2;
const ENVOY = 3;

/**
 * none, full, equal, decorrelated: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
 * 2015. polly: G. Polevoy's formula, App-vNext/Polly issue 530, as in Polly.Core's RetryHelper.
 */
const JITTERS = ['none', 'full', 'equal', 'decorrelated', 'polly'] as const;
const FULL = 1;
const EQUAL = 2;
const DECORRELATED = 3;
const POLLY = 4;
/** A share: ± so much of the pause. */
const AROUND = JITTERS.length;

const FACTOR = 2;
const LONGEST = 10_000_000_000;
/** Envoy caps pauses at ten times the base (Router filter, "x-envoy-max-retries"). */
const ENVOY_LONGEST = 10;

/** A pause that nothing caps is still one that can be written. */
const UNCAPPED = LONGEST_DURATION;

const jitterWord = z.enum(JITTERS);

const jitter = chosenUnion([jitterWord, share], (raw) =>
  typeof raw === 'number' || (typeof raw === 'string' && /^\s*[\d.]/.test(raw)) ? share : jitterWord,
);

const unlimited = z.literal('none');

const longest = chosenUnion([duration, unlimited], (raw) => (raw === 'none' ? unlimited : duration));

export const backoff = mapping({
  base: duration.meta({ description: 'Pause before the second attempt.' }),
  kind: z.enum(KINDS).optional().meta({
    description:
      'How pauses grow; default exponential. The n-th is: fixed base · linear n × base · exponential base × factor^(n−1) · envoy base × (2^n − 1).',
  }),
  factor: factor
    .optional()
    .meta({ description: 'exponential: each further pause is this many times longer; default 2.' }),
  max: longest.optional().meta({
    description:
      'No pause is longer than this; default 10s, with `kind: envoy` ten times the base, with `jitter: polly` none. `none` sets no limit.',
  }),
  jitter: jitter.default('none').meta({
    description:
      'How luck spreads the pause p: none p · full 0..p · equal p/2..p · a share such as 20%: p ± 20% · decorrelated base..3 × the last one · polly as Polly spreads an exponential one.',
  }),
  'base-when-shed': duration
    .optional()
    .meta({ description: 'The base after the callee shed the call; default as `base`.' }),
}).superRefine((p, context) => {
  const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const growsByItself = p.jitter === 'decorrelated' || p.jitter === 'polly';
  if (growsByItself && p.kind !== undefined && p.kind !== 'exponential')
    refuse('kind', `jitter ${p.jitter} has a growth of its own; leave \`kind\` out`);
  else if (p.factor !== undefined && p.kind !== undefined && p.kind !== 'exponential')
    refuse(
      'factor',
      `a factor does nothing to ${p.kind} pauses; write \`kind: exponential\` or leave it out`,
    );
});

export type BackoffParams = z.infer<typeof backoff>;

/** The names of its numbers among a policy's settings, in order. */
export const BACKOFF_SETTINGS = [
  'base',
  'factor',
  'max',
  'jitter',
  'kind',
  'spread',
  'base-when-shed',
] as const;
const [BASE, BY, MAX, JITTER, KIND, SPREAD, BASE_WHEN_SHED] = [0, 1, 2, 3, 4, 5, 6];

export function backoffSettings(p: BackoffParams | undefined): number[] {
  if (p === undefined) return [0, 1, 0, 0, EXPONENTIAL, 0, 0];
  const kind = KINDS.indexOf(p.kind ?? 'exponential');
  return [
    p.base,
    p.factor ?? FACTOR,
    longestOf(p, kind),
    typeof p.jitter === 'number' ? AROUND : JITTERS.indexOf(p.jitter),
    kind,
    typeof p.jitter === 'number' ? p.jitter : 0,
    p['base-when-shed'] ?? p.base,
  ];
}

/** Resilience4j's IntervalFunction without a maximum and Polly's MaxDelay, null unless set, cap nothing. */
function longestOf(p: BackoffParams, kind: number): number {
  if (p.max === 'none' || (p.max === undefined && p.jitter === 'polly')) return UNCAPPED;
  return p.max ?? (kind === ENVOY ? ENVOY_LONGEST * p.base : LONGEST);
}

/**
 * The `nth` pause (1, 2, …) of a call, ns. `at` is where the settings begin; `last` is the pause
 * before, ns; `draw` tells this draw from the others of the same call.
 */
export function pauseOf(
  host: PolicyHost,
  call: number,
  layer: Layer,
  at: number,
  nth: number,
  last: number,
  draw: number,
  wasShed: boolean,
): number {
  const settings = host.settings;
  const base = settings[at + (wasShed ? BASE_WHEN_SHED : BASE)];
  if (base === 0) return 0;
  const max = settings[at + MAX];
  const kind = settings[at + JITTER];
  if (kind === 0) return Math.round(Math.min(max, scheduled(settings, at, base, nth)));
  const purpose = FOR_BACKOFF + (layer.nth << 8);
  const luck = host.uniform(call, purpose, draw);
  switch (kind) {
    case FULL:
      return Math.round(Math.min(max, scheduled(settings, at, base, nth)) * luck);
    case EQUAL: {
      const half = Math.min(max, scheduled(settings, at, base, nth)) / 2;
      return Math.round(half + half * luck);
    }
    case DECORRELATED:
      return Math.min(max, Math.round(base + luck * Math.max(0, 3 * (nth === 1 ? base : last) - base)));
    case POLLY: {
      const before = nth === 1 ? 0 : growth(nth - 2 + host.uniform(call, purpose, draw - 1));
      // 1 / 1.4 brings the medians near base, 2 · base, 4 · base.
      return Math.min(max, Math.round(((growth(nth - 1 + luck) - before) / 1.4) * base));
    }
    default: {
      const spread = settings[at + SPREAD];
      return Math.round(Math.min(max, scheduled(settings, at, base, nth)) * (1 - spread + 2 * spread * luck));
    }
  }
}

/** The n-th pause before luck and the longest one: exact while it is shorter than that. */
function scheduled(settings: Float64Array, at: number, base: number, nth: number): number {
  const kind = settings[at + KIND];
  if (kind === LINEAR) return base * nth;
  if (kind === 0) return base;
  const max = settings[at + MAX];
  let pause = base;
  if (kind === ENVOY) for (let i = 1; i < nth && pause < max; i++) pause = 2 * pause + base;
  else for (let i = 1; i < nth && pause < max; i++) pause *= settings[at + BY];
  return pause;
}

/** 2ᵗ · tanh √(4t) */
function growth(t: number): number {
  return Math.exp(t * Math.LN2) * (1 - 2 / (Math.exp(4 * Math.sqrt(t)) + 1));
}
