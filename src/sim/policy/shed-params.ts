/** How shedding is written: by what it judges the load, and from where on whom it turns away. */
import { z } from 'zod';
import {
  chosenUnion,
  chosenWordMeant,
  countBetween,
  isMapping,
  mapping,
  positiveDuration,
  type Refusal,
  sayValue,
  share,
} from '../../fields/index.ts';

export const MEASURES = ['queue-length', 'expected-wait', 'utilisation', 'dagor'] as const;
export type Measure = (typeof MEASURES)[number];

/** What all forms come to. Times are ns, shares 0 to 1. */
export interface ShedParams {
  by: Measure;
  limit?: number;
  target?: number;
  above?: number;
  all?: number;
  interval?: number;
  smoothing?: number;
  levels?: number[];
  window?: number;
  requests?: number;
  down?: number;
  up?: number;
  'user-levels'?: number;
}

const levels = z
  .array(share)
  .min(1, { error: 'an empty list; write a share for each priority, the most important first' })
  .max(16)
  .optional()
  .meta({
    description:
      'Share of the threshold at which each priority is shed: the first is for priority 0, the last for all that follow. Default 100% for all.',
  });

const by = <M extends Measure>(word: M) =>
  z.literal(word).meta({ description: 'By what the load is judged.' });

const forms = {
  'queue-length': mapping({
    by: by('queue-length'),
    limit: countBetween(1, 1e6).meta({ description: 'Sheds while so many wait for a slot at the replica.' }),
    levels,
  }).meta({ description: 'By how many wait in the queue.' }),
  'expected-wait': mapping({
    by: by('expected-wait'),
    target: positiveDuration.meta({ description: 'Sheds whoever would probably wait longer for a slot.' }),
    smoothing: share
      .default(0.1)
      .meta({ description: 'Weight of the latest one in the mean time in a slot.' }),
    levels,
  }).meta({
    description:
      'By the wait to expect: those who wait, and oneself, times the mean time in a slot, by the slots.',
  }),
  utilisation: mapping({
    by: by('utilisation'),
    above: share.default(0.9).meta({
      description:
        'Begins to shed above this utilisation of the cores, where they are shared, or of the slots.',
    }),
    all: share.optional().meta({
      description: 'From `above` to here ever more are shed, by luck, and from here on all. Default `above`.',
    }),
    interval: positiveDuration
      .default(250e6)
      .meta({ description: 'How often the utilisation is looked at.' }),
    smoothing: share.default(0.05).meta({ description: 'Weight of the latest look in the mean.' }),
    levels,
  }).meta({
    description: 'By a moving average of the utilisation. (Defaults of go-zero: 250ms, 0.05, 90%.)',
  }),
  dagor: mapping({
    by: by('dagor'),
    target: positiveDuration
      .default(20e6)
      .meta({ description: 'A longer mean wait for a slot is overload.' }),
    window: positiveDuration.default(1e9).meta({ description: 'The waits of a window are judged together.' }),
    requests: countBetween(1, 1e6)
      .default(2000)
      .meta({ description: 'A window with so many requests is over, too.' }),
    down: share.default(0.05).meta({ description: 'After overload so many fewer are let in.' }),
    up: share.default(0.01).meta({ description: 'Otherwise so many more, as a share of those who came.' }),
    'user-levels': countBetween(1, 128).default(128).meta({
      description: 'Levels of users within a priority: by key, or by luck for requests without one.',
    }),
  }).meta({
    description:
      'By the mean wait in the queue: a cursor over priorities, and over users within each, moves until it is short enough. (DAGOR of WeChat.)',
  }),
};

type Form = (typeof forms)[Measure];

export const shedParams = chosenUnion<Form>(Object.values(forms), (raw): Form | Refusal => {
  const expected = `expected one with by: ${MEASURES.join(', ')}`;
  if (!isMapping(raw)) return { sentence: `${sayValue(raw)} is not a way to shed; ${expected}` };
  const measure = MEASURES.find((each) => each === raw.by);
  if (measure !== undefined) return forms[measure];
  if (raw.by === undefined) return { sentence: `nothing here says by what the load is judged; ${expected}` };
  const meant = chosenWordMeant(raw.by, MEASURES);
  const advice = meant === undefined ? expected : `did you mean "${meant}"?`;
  return { sentence: `${sayValue(raw.by)} is nothing to shed by; ${advice}`, key: 'by' };
}).superRefine((params, context) => {
  const { above, all } = params as ShedParams;
  if (above !== undefined && all !== undefined && all < above)
    context.addIssue({
      code: 'custom',
      path: ['all'],
      message: `all are shed before any: \`all\` is less than \`above\``,
    });
}) as unknown as z.ZodType<ShedParams>;
