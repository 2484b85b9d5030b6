/**
 * `ejection:` of a service: how each caller replica treats a replica that fails it. Everything has the
 * value of its preset unless it is written.
 */
import { z } from 'zod';
import {
  byShape,
  countBetween,
  mapping,
  nearestWord,
  numberBetween,
  percentage,
  positiveDuration,
  sayValue,
  share,
} from '../../fields/index.ts';

export interface SuccessRate {
  factor: number;
  hosts: number;
  requests: number;
}

export interface FailureShare {
  'at-least': number;
  hosts: number;
  requests: number;
}

const FAILURES = ['error', 'timed-out', 'refused', 'shed', 'expired'] as const;

/** All there is to say about ejection; lengths in ns, shares 0 to 1. */
export interface EjectionWords {
  readonly consecutive: number | 'none';
  readonly 'success-rate': SuccessRate | 'none';
  readonly 'failure-share': FailureShare | 'none';
  readonly on: readonly (typeof FAILURES)[number][];
  readonly every: number;
  readonly base: number;
  readonly longest: number;
  readonly jitter: number;
  readonly most: number;
  readonly 'always-one': boolean;
  readonly return: 'sweep' | 'probe';
  readonly 'return-on-check': boolean;
}

export interface EjectionPreset {
  readonly name: string;
  /** What it is after, with its source. */
  readonly sentence: string;
  readonly words: EjectionWords;
  /** Below this share of candidates health is disregarded, where the service does not say. */
  readonly panic: number;
}

/** Envoy: OutlierDetection in outlier_detection.proto, and healthy_panic_threshold in cluster.proto (v3). */
const ENVOY: EjectionWords = {
  consecutive: 5,
  'success-rate': { factor: 1.9, hosts: 5, requests: 100 },
  'failure-share': 'none',
  on: FAILURES,
  every: 10e9,
  base: 30e9,
  longest: 300e9,
  jitter: 0,
  most: 0.1,
  'always-one': false,
  return: 'sweep',
  'return-on-check': true,
};

/** Failure percentage, where it is written without its numbers. */
const FAILURE_SHARE: FailureShare = { 'at-least': 0.85, hosts: 5, requests: 50 };

export const ejectionPresets: Readonly<Record<'envoy' | 'istio' | 'linkerd', EjectionPreset>> = {
  envoy: {
    name: 'envoy',
    sentence:
      'Outlier detection as Envoy has it: five failures in a row, or a success rate far below the others; back at a sweep. With few replicas 10% of them is nobody: write `most` or `always-one`.',
    words: ENVOY,
    panic: 0.5,
  },
  istio: {
    name: 'istio',
    // pilot/pkg/networking/core, applyOutlierDetection: success rate off, panic threshold 0 by default.
    sentence: 'The same with success rate and panic off, as Istio configures Envoy.',
    words: { ...ENVOY, 'success-rate': 'none', 'return-on-check': false },
    panic: 0,
  },
  linkerd: {
    name: 'linkerd',
    // "Circuit Breaking", Linkerd 2: annotations balancer.linkerd.io/failure-accrual-*.
    sentence:
      'Failure accrual as Linkerd has it: seven failures in a row shut a replica out for a second, then one real request decides; each time the penalty doubles. There is no limit: when all are out, requests are rejected.',
    words: {
      ...ENVOY,
      consecutive: 7,
      'success-rate': 'none',
      base: 1e9,
      longest: 60e9,
      jitter: 0.5,
      most: 1,
      return: 'probe',
      'return-on-check': false,
    },
    panic: 0,
  },
};

export type PresetName = keyof typeof ejectionPresets;
const names = Object.keys(ejectionPresets) as PresetName[];

const preset = z.enum(names, {
  error: (issue) => {
    const meant = typeof issue.input === 'string' ? nearestWord(issue.input, names) : undefined;
    const advice = meant === undefined ? `expected one of: ${names.join(', ')}` : `did you mean "${meant}"?`;
    return `${sayValue(issue.input)} is not a preset of ejection; ${advice}`;
  },
});

const none = z.literal('none', { error: 'expected a mapping, or none' });
const hosts = countBetween(1, 10_000);
const requests = countBetween(0, 1e6);

const words = mapping({
  preset: preset.default('envoy').meta({ description: 'Where everything that is not written comes from.' }),
  consecutive: byShape('a whole number or none', {
    number: countBetween(1, 1e6),
    text: z.literal('none', { error: 'expected a whole number, or none' }),
  })
    .optional()
    .meta({ description: 'So many failures in a row eject a replica.' }),
  'success-rate': byShape('a mapping or none', {
    mapping: mapping({
      factor: numberBetween(0, 100)
        .default(1.9)
        .meta({ description: 'How many standard deviations below the mean is too far.' }),
      hosts: hosts
        .default(5)
        .meta({ description: 'With fewer replicas that have enough requests, nothing is done.' }),
      requests: requests
        .default(100)
        .meta({ description: 'Answers a replica needs in one interval to count.' }),
    }),
    text: none,
  })
    .optional()
    .meta({ description: 'At each sweep: ejects whoever succeeded far less often than the others did.' }),
  'failure-share': byShape('a mapping or none', {
    mapping: mapping({
      'at-least': share
        .default(FAILURE_SHARE['at-least'])
        .meta({ description: 'This share of failures is too much.' }),
      hosts: hosts
        .default(FAILURE_SHARE.hosts)
        .meta({ description: 'With fewer replicas that have enough requests, nothing is done.' }),
      requests: requests
        .default(FAILURE_SHARE.requests)
        .meta({ description: 'Answers a replica needs in one interval to count.' }),
    }),
    text: none,
  })
    .optional()
    .meta({ description: 'At each sweep: ejects whoever failed too large a share; off unless written.' }),
  on: z
    .array(z.enum(FAILURES))
    .optional()
    .meta({
      description: `Outcomes that are failures; by default ${FAILURES.join(', ')}. Others that are no answer count for nothing.`,
    }),
  every: positiveDuration.optional().meta({ description: 'From one sweep to the next.' }),
  base: positiveDuration.optional().meta({
    description:
      'Length of the first ejection. With return: sweep the n-th in a row is n times as long, with probe each is twice the last.',
  }),
  longest: positiveDuration.optional().meta({ description: 'No ejection is longer.' }),
  jitter: percentage.optional().meta({ description: 'Luck lengthens an ejection by up to this much of it.' }),
  most: share
    .optional()
    .meta({ description: 'A caller replica never ejects more than this share of the replicas.' }),
  'always-one': z.boolean().optional().meta({ description: 'One may be ejected, whatever `most` says.' }),
  return: z.enum(['sweep', 'probe']).optional().meta({
    description:
      'sweep: it is taken back at the first sweep after its time. probe: after its time it gets one real request, and the first answer that comes then decides.',
  }),
  'return-on-check': z
    .boolean()
    .optional()
    .meta({ description: 'An active check that passes takes it back.' }),
});

/** What `ejection:` parses to. */
export type EjectionSpec = { preset: PresetName } & {
  -readonly [Word in keyof EjectionWords]?: EjectionWords[Word];
};

/** `ejection: linkerd`, or a mapping; both are read into the mapping. */
export const ejection: z.ZodType<EjectionSpec> = byShape(
  'a preset such as envoy, or a mapping such as { consecutive: 3, most: 50% }',
  { text: preset.transform((name) => ({ preset: name })), mapping: words },
) as unknown as z.ZodType<EjectionSpec>;
