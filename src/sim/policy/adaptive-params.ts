/** How a learned limit is written: a kind with its numbers, which are those of the real one unless others are given. */
import { z } from 'zod';
import {
  chosenUnion,
  countBetween,
  durationBetween,
  isMapping,
  mapping,
  nearestWord,
  numberBetween,
  percentage,
  positiveDuration,
  type Refusal,
  sayValue,
  share,
} from '../../fields/index.ts';
import type { Presets } from './presets.ts';
import { type Scope, scopeField } from './scope.ts';

export const KINDS = ['aimd', 'vegas', 'gradient2', 'gradient'] as const;
export type Kind = (typeof KINDS)[number];

/** What all forms come to. Times are ns. */
export interface AdaptiveParams {
  kind?: Kind;
  preset?: 'netflix' | 'envoy';
  initial?: number;
  min?: number;
  max?: number;
  timeout?: number;
  backoff?: number;
  probe?: number;
  smoothing?: number;
  headroom?: number;
  tolerance?: number;
  window?: number;
  update?: number;
  remeasure?: number;
  jitter?: number;
  requests?: number;
  buffer?: number;
  scope?: Scope;
}

const most = countBetween(1, 1e6);
const initial = (value: number) => most.default(value).meta({ description: 'The limit at the start.' });
const min = (value: number) => most.default(value).meta({ description: 'The limit is never less.' });
const max = (value: number) => most.default(value).meta({ description: 'The limit is never more.' });
const smoothing = (value: number) =>
  share.default(value).meta({ description: 'Share of each step that is taken.' });

const kind = <K extends Kind>(word: K) => z.literal(word).meta({ description: 'The kind of limit.' });

const ofNetflix = {
  preset: z
    .literal('netflix')
    .optional()
    .meta({ description: 'netflix: the defaults of concurrency-limits, which hold here anyhow.' }),
};

/** The forms of one side; `more` are the keys of all of them. */
const formsOf = (more: { readonly scope?: typeof scopeField }) => ({
  gradient2: mapping({
    kind: kind('gradient2').optional(),
    ...ofNetflix,
    initial: initial(20),
    min: min(20),
    max: max(200),
    smoothing: smoothing(0.2),
    headroom: countBetween(0, 1e6).default(4).meta({ description: 'How many may queue.' }),
    tolerance: numberBetween(1, 1000)
      .default(1.5)
      .meta({ description: 'How many times the long-term mean is still fast enough.' }),
    window: countBetween(1, 1e6).default(600).meta({ description: 'Samples of the long-term mean.' }),
    ...more,
  }).meta({
    description:
      'Compares each answer with a long-term mean. (Netflix Gradient2Limit; what is meant when no kind is given.)',
  }),
  vegas: mapping({
    kind: kind('vegas'),
    ...ofNetflix,
    initial: initial(20),
    min: min(1),
    max: max(1000),
    smoothing: smoothing(1),
    probe: countBetween(1, 1e6).default(30).meta({
      description: 'The fastest time is forgotten after about so many samples for each one of the limit.',
    }),
    ...more,
  }).meta({
    description: 'Guesses how many queue from the fastest time, and keeps that small. (Netflix VegasLimit.)',
  }),
  aimd: mapping({
    kind: kind('aimd'),
    ...ofNetflix,
    initial: initial(20),
    min: min(20),
    max: max(200),
    backoff: share.default(0.9).meta({ description: 'What is left of the limit after a drop.' }),
    timeout: positiveDuration
      .default(5e9)
      .meta({ description: 'An answer that took longer counts as a drop.' }),
    ...more,
  }).meta({ description: 'One more after each answer, nine tenths after each drop. (Netflix AIMDLimit.)' }),
  gradient: mapping({
    kind: kind('gradient').optional(),
    preset: z.literal('envoy').optional().meta({
      description: 'envoy: the defaults of the adaptive concurrency filter, which hold here anyhow.',
    }),
    min: most.default(3).meta({
      description: 'The limit is never less; and so many may be in while the least time is measured.',
    }),
    max: max(1000),
    update: durationBetween(1e6)
      .default(100e6)
      .meta({ description: 'Length of the windows after which the limit changes.' }),
    remeasure: durationBetween(1e6)
      .default(60e9)
      .meta({ description: 'From one measurement of the least time to the next.' }),
    jitter: share.default(0.15).meta({ description: 'That pause is longer by up to this share of it.' }),
    requests: countBetween(1, 1e6).default(50).meta({ description: 'Answers that make one measurement.' }),
    buffer: percentage
      .default(0.25)
      .meta({ description: 'So much slower than the least time is fast enough.' }),
    ...more,
  }).meta({
    description:
      'Compares the median of each window with the least time, measured with few in flight. (Envoy adaptive concurrency filter.)',
  }),
});

type Forms = ReturnType<typeof formsOf>;
type Form = Forms[Kind];

/** Their numbers are the defaults of the kinds. */
export const presets: Presets = { netflix: { kind: 'gradient2' }, envoy: { kind: 'gradient' } };

const EXPECTED = `expected one with a kind (${KINDS.join(', ')})`;
const OF_PRESET: Readonly<Record<string, Kind>> = { netflix: 'gradient2', envoy: 'gradient' };

function unknown(key: 'kind' | 'preset', word: unknown, known: readonly string[]): Refusal {
  const meant = typeof word === 'string' ? nearestWord(word, known) : undefined;
  const advice = meant === undefined ? `expected one of: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { sentence: `${sayValue(word)} is not a ${key} of learned limit; ${advice}`, key };
}

const unionOf = (forms: Forms) =>
  chosenUnion<Form>(Object.values(forms), (raw): Form | Refusal => {
    if (!isMapping(raw)) return { sentence: `${sayValue(raw)} is not a learned limit; ${EXPECTED}` };
    if (raw.kind !== undefined) {
      const known = KINDS.find((each) => each === raw.kind);
      return known === undefined ? unknown('kind', raw.kind, KINDS) : forms[known];
    }
    if (raw.preset === undefined) return forms.gradient2;
    const preset = String(raw.preset);
    if (!Object.hasOwn(OF_PRESET, preset)) return unknown('preset', raw.preset, Object.keys(OF_PRESET));
    return forms[OF_PRESET[preset]];
  }).superRefine((params, context) => {
    const { initial: first, min: least = 0, max: largest = 0 } = params as AdaptiveParams;
    const say = (key: string, message: string) => {
      context.addIssue({ code: 'custom', path: [key], message });
    };
    if (least > largest) say('min', `the least limit, ${least}, is more than the largest, ${largest}`);
    else if (first !== undefined && (first < least || first > largest))
      say(
        'initial',
        `the limit begins with ${first}, but is never less than ${least} or more than ${largest}`,
      );
  }) as unknown as z.ZodType<AdaptiveParams>;

/** Around a call. */
export const callerParams = unionOf(formsOf({ scope: scopeField }));
/** At the callee's door. */
export const calleeParams = unionOf(formsOf({}));

/** The kind that is meant. */
export function kindOf(params: AdaptiveParams): Kind {
  return params.kind ?? OF_PRESET[params.preset ?? 'netflix'];
}
