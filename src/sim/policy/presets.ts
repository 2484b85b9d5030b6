/**
 * Presets: what known systems set a policy to. Each policy holds its own, written as a scenario would
 * write them; `preset: envoy` fills in whatever the scenario does not say itself.
 */
import { z } from 'zod';
import { isMapping, mapping } from '../../fields/index.ts';

/** The systems there are presets of: their defaults, where nothing else is said. */
export const SYSTEMS = {
  grpc: 'gRPC clients, with the policy that the design of its retries gives as an example; without one they do not retry.',
  envoy: 'The Envoy proxy.',
  istio: 'The Istio mesh, as its sidecars are set.',
  linkerd: 'The Linkerd mesh, for a service that asks for retries.',
  finagle: 'Finagle clients.',
  'aws-sdk':
    'The AWS SDK for JavaScript, version 3, in its standard mode; of an adaptive rate, its adaptive one.',
  resilience4j: 'resilience4j, each of its parts.',
  hystrix: 'Hystrix commands.',
  netflix: 'The concurrency-limits library of Netflix.',
  polly: 'Polly, version 8, each of its strategies.',
} as const;

export type SystemName = keyof typeof SYSTEMS;

/** What to say of systems that have no such policy, but something that is called so, or does the same. */
export type Strangers = Readonly<Partial<Record<SystemName, string>>>;

/** A policy's parameters as YAML gives them. */
export type Written = Readonly<Record<string, unknown>>;

/** A number that a system never goes above, whatever is written: by parameter. */
export interface Ceiling {
  readonly most: number;
  readonly sentence: string;
}
export type Ceilings = Readonly<Partial<Record<SystemName, Readonly<Record<string, Ceiling>>>>>;

export type Presets = Readonly<Partial<Record<SystemName, Written>>>;

/**
 * The parameters `params` with a key `preset` beside them, which fills in what is not written. Mappings
 * with keys of their own are filled in key by key; lists, and choices of one among several, as a whole. What the
 * system would cut down to one of its `ceilings` is refused.
 */
export function withPresets<Parsed>(
  params: z.ZodObject,
  presets: Presets,
  check?: (complete: z.ZodObject) => z.ZodObject,
  strangers: Strangers = {},
  ceilings: Ceilings = {},
): z.ZodType<Parsed> {
  const names = Object.keys(presets) as [SystemName, ...SystemName[]];
  const complete = mapping({
    preset: z
      .enum(names, { error: ({ input }) => strangers[input as SystemName] })
      .optional()
      .meta({ description: 'Fills in what this system sets; whatever is written here beside it wins.' }),
    ...params.shape,
  });
  const schema = check === undefined ? complete : check(complete);
  return z.preprocess((raw, context) => {
    if (!isMapping(raw) || typeof raw.preset !== 'string') return raw;
    for (const [key, { most, sentence }] of Object.entries(ceilings[raw.preset as SystemName] ?? {})) {
      if (Number(raw[key]) > most) context.addIssue({ code: 'custom', path: [key], message: sentence });
    }
    // A preset that is not known is one mistake: what it would have filled in is not missed besides.
    if (!Object.hasOwn(presets, raw.preset)) return filledIn(raw, presets[names[0]] as Written, params);
    const { preset, ...written } = raw;
    return filledIn(written, presets[preset as SystemName] as Written, params);
  }, schema) as unknown as z.ZodType<Parsed>;
}

function filledIn(written: Written, preset: Written, schema: z.ZodObject): Written {
  const result: Record<string, unknown> = { ...written };
  for (const [key, value] of Object.entries(preset)) {
    const own = written[key];
    const inner = bare(schema.shape[key] as z.ZodType);
    if (own === undefined) result[key] = value;
    else if (inner instanceof z.ZodObject && isMapping(own) && isMapping(value))
      result[key] = filledIn(own, value, inner);
  }
  return result;
}

function bare(schema: z.ZodType): z.ZodType {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodPrefault)
    at = at.unwrap() as z.ZodType;
  return at;
}
