/** Faults as they are written: the fault's name with its target, its parameters, and the common envelope. */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  duration,
  durationBetween,
  factor,
  mapping,
  metricSubject,
  name,
  numberBetween,
  oneOfKeys,
  positiveDuration,
  rate,
  share,
  target,
} from '../../fields/index.ts';
import { faults as catalog, RAMP_SHAPES } from '../fault/index.ts';
import { type MetricEntry, type MetricUnit, metricCatalog } from '../metrics.ts';

/** Which replicas of the target: `all`, `one`, a number of them, a share, or a list of indexes. */
const replicas = byShape('all, one, a number, a share such as 30%, or a list of replica numbers', {
  text: z
    .string()
    .regex(/^(all|one|\d+(\.\d+)?%)$/, {
      error: 'expected all, one, a number, a share such as 30%, or a list',
    })
    .refine((text) => !text.endsWith('%') || Number.parseFloat(text) <= 100, {
      error: 'there are no more than 100% of the replicas',
    })
    .meta({ title: 'word' }),
  number: countBetween(1, 10_000),
  list: z.array(countBetween(0, 9_999)).max(10_000),
});

// ---- conditions ----------------------------------------------------------------------------------

const limits = (value: z.ZodType) => ({
  above: value.optional().meta({ description: 'More than this.' }),
  below: value.optional().meta({ description: 'Less than this.' }),
  for: positiveDuration.optional().meta({ description: 'And has been so for this long; default at once.' }),
});

const level = (verb: string, value: z.ZodType, description: string) => {
  const whose = verb === 'depth' ? 'The queue.' : 'The service.';
  return mapping({ [verb]: name.meta({ description: whose }), ...limits(value) }).meta({ description });
};

/** Less than one look would be no stretch; more than an hour nobody would see the end of. */
const over = durationBetween(100e6, 3600e9)
  .optional()
  .meta({ description: 'The stretch of time, up to now, that it is measured over; default 1s.' });

/** Made once for each unit, so that the published schema can refer to it. */
const limitsOf: Readonly<Record<MetricUnit, ReturnType<typeof limits>>> = {
  share: limits(share),
  rate: limits(rate),
  duration: limits(duration),
  count: limits(numberBetween(0, 1e12)),
  ratio: limits(factor),
};

const measured = (metric: MetricEntry) =>
  mapping({
    [metric.name]: metricSubject.meta({
      description: `Of ${metric.needs?.of ?? `a ${metric.subjects.join(', ')}`}.`,
    }),
    over,
    ...limitsOf[metric.unit],
  }).meta({ description: metric.sentence });

const turn = (verb: string, description: string) =>
  mapping({
    [verb]: name.meta({ description: 'The name of the other fault.' }),
    after: duration.optional().meta({ description: 'And so much later; default at once.' }),
  }).meta({ description });

const counted = numberBetween(0, 1e9);

/** Every metric, as in what is expected of a run; but utilisation may also be that of this instant. */
const metrics = Object.fromEntries(
  metricCatalog.filter(({ name }) => name !== 'utilisation').map((metric) => [metric.name, measured(metric)]),
);

/** What a fault may wait for, instead of an instant; beside these, any metric. */
export const conditions = {
  waiting: level('waiting', counted, 'So many requests wait at a service, at all its replicas.'),
  busy: level('busy', counted, 'So many slots of a service are taken.'),
  utilisation: mapping({
    utilisation: metricSubject.meta({ description: 'The service; with `over` also a replica.' }),
    over: durationBetween(100e6, 3600e9)
      .optional()
      .meta({ description: 'On average over so long, up to now; default as it is now.' }),
    ...limitsOf.share,
  }).meta({ description: 'Such a share of the slots of a service is taken.' }),
  depth: level('depth', counted, 'So many messages are ready in a queue.'),
  began: turn('began', 'Another fault has begun.'),
  ended: turn('ended', 'Another fault has ended.'),
};
const condition = oneOfKeys('a condition', { ...conditions, ...metrics });

export interface ConditionSpec extends Record<string, unknown> {
  waiting?: string;
  busy?: string;
  utilisation?: string;
  depth?: string;
  began?: string;
  ended?: string;
  over?: number;
  above?: number;
  below?: number;
  for?: number;
  after?: number;
}

// ---- the envelope --------------------------------------------------------------------------------

const key = countBetween(0, 9_999_999);

/** What every fault may say, whatever it does. */
export const envelope = {
  name: name.optional().meta({ description: 'What to call it; by default the fault and its target.' }),
  at: duration
    .optional()
    .meta({ description: 'When it begins; default at the start. With `when`: not before.' }),
  when: condition.optional().meta({
    description: 'What it waits for, instead of an instant; it comes once.',
  }),
  for: positiveDuration
    .optional()
    .meta({ description: 'How long it lasts; without `for` or `until`, to the end.' }),
  until: byShape(
    'an instant such as 90s, or a condition such as { goodput: shoppers, below: 90%, over: 10s }',
    {
      text: duration,
      mapping: condition,
    },
  )
    .optional()
    .meta({
      description:
        'When it ends, instead of `for`; or what ends it as soon as it is so, before a `for` beside it is over. Then it ends at once, whatever it would do at its own end, and does not come back.',
    }),
  ramp: mapping({
    in: positiveDuration.optional().meta({ description: 'Time it takes to reach full strength.' }),
    out: positiveDuration.optional().meta({ description: 'Time it takes to fade, before its end.' }),
    shape: z.enum(RAMP_SHAPES).optional().meta({
      description: 'How: linear (default), step (in four), exp (late and steep) or sine (soft at both ends).',
    }),
  })
    .optional()
    .meta({
      description:
        'Grows and fades instead of coming all at once. Not for what is there or not, such as a crash.',
    }),
  repeat: mapping({
    every: positiveDuration.meta({ description: 'From one beginning to the next.' }),
    jitter: positiveDuration
      .optional()
      .meta({ description: 'Each beginning but the first is up to so much later, by luck.' }),
    times: countBetween(1, 100_000).optional().meta({ description: 'How often in all; default to the end.' }),
  })
    .optional()
    .meta({ description: 'Comes again and again.' }),
  flap: mapping({
    on: positiveDuration.meta({ description: 'How long it is there.' }),
    off: positiveDuration.meta({ description: 'How long it is not.' }),
  })
    .optional()
    .meta({ description: 'Comes and goes, as often as fits into `for`.' }),
  action: z.boolean().optional().meta({
    description:
      'true: operators do it on purpose, as a cure for what goes wrong besides; it moves no phase then. false: it goes wrong, as an unwanted restart does. By default as the kind of fault says.',
  }),
  probability: share
    .optional()
    .meta({ description: 'Chance that it happens at all, each time it would begin.' }),
  match: mapping({
    priority: countBetween(0, 15).optional().meta({ description: 'Requests of this class.' }),
    load: name.optional().meta({
      description: 'Requests of this load, and whatever they set in motion further on: of one tenant.',
    }),
    key: byShape('a key or a list of keys', { number: key, list: z.array(key).min(1).max(1000) })
      .optional()
      .meta({ description: 'Requests about this key, or one of these.' }),
    share: share.optional().meta({ description: 'This share of them, each for itself.' }),
    first: countBetween(1)
      .optional()
      .meta({ description: 'The first so many that it touches, counted from each beginning.' }),
  })
    .optional()
    .meta({ description: 'Touches only some of the requests.' }),
  replicas: replicas.optional().meta({
    description:
      'Which replicas of the target: all, one, a number, a share such as 30% (rounded up), or a list of their numbers from 0; default all. One, a number and a share are those with the lowest numbers: of a share, of the replicas in service at the start.',
  }),
};

export const fault = oneOfKeys(
  'a fault',
  Object.fromEntries(
    Object.values(catalog).map((definition) => [
      definition.name,
      mapping({ [definition.name]: target, ...definition.params.shape, ...envelope }).meta({
        description: definition.sentence,
        examples: [definition.example],
      }),
    ]),
  ),
) as unknown as z.ZodType<FaultSpec>;

export interface FaultSpec extends Record<string, unknown> {
  name?: string;
  at?: number;
  when?: ConditionSpec;
  for?: number;
  until?: number | ConditionSpec;
  ramp?: { in?: number; out?: number; shape?: (typeof RAMP_SHAPES)[number] };
  repeat?: { every: number; jitter?: number; times?: number };
  flap?: { on: number; off: number };
  action?: boolean;
  probability?: number;
  match?: { priority?: number; load?: string; key?: number | number[]; share?: number; first?: number };
  replicas?: string | number | number[];
}
