/**
 * How policies are written: as keys of a call, in the order they wrap it, as a list, or as a preset of
 * a whole chain; and at the callee's door as the list of its `admission`.
 */
import { z } from 'zod';
import {
  byShape,
  chosenUnion,
  mapping,
  name,
  oneOfKeys,
  positiveDuration,
  sayValue,
} from '../../fields/index.ts';
import { type BalancerSpec, balancerField } from '../balancer/index.ts';
import { type AnyPolicy, chains, policies } from '../policy/index.ts';

const all = Object.values(policies) as unknown as AnyPolicy[];
/** Those that can be around a call, and those that can be at a callee's door. */
const ofCallers = all.filter((policy) => policy.machine !== undefined);
const ofCallees = all.filter((policy) => policy.gate !== undefined);

/** One entry of a policy list: a mapping with one policy's name as its key, or `preset` for several. */
export type PolicyEntry = Record<string, unknown>;

const chain = mapping({
  preset: z
    .enum(Object.keys(chains) as [string, ...string[]])
    .meta({ description: 'Whose chain of policies; see the presets of whole chains.' }),
}).meta({ description: 'The policies of a known system, in its order.' });

/** `- retry: { attempts: 3 }`, and so on for each policy of the catalog; `- preset: istio` for a chain. */
const policyEntry = oneOfKeys('a policy', {
  ...Object.fromEntries(
    ofCallers.map((policy) => [
      policy.name,
      mapping({ [policy.name]: policy.params as z.ZodType }).meta({ description: policy.sentence }),
    ]),
  ),
  preset: chain,
}) as unknown as z.ZodType<PolicyEntry>;

/** A list, with the policies of a chain in its place. */
export const policyList = z
  .array(policyEntry)
  .max(16)
  .transform((entries) => entries.flatMap(writtenOut));

function writtenOut(entry: PolicyEntry): PolicyEntry[] {
  if (!Object.hasOwn(entry, 'preset')) return [entry];
  return policyList.parse(chains[entry.preset as keyof typeof chains].policies);
}

/** The keys any caller may add to its call: each policy by name, or `policies` for a list. */
export const callerKeys = {
  ...(Object.fromEntries(
    ofCallers.map((policy) => [
      policy.name,
      (policy.params as z.ZodType).optional().meta({ description: policy.sentence }),
    ]),
  ) as Record<string, z.ZodOptional<z.ZodType>>),
  policies: byShape(
    'the name of a list in `policies:`, a list of policies, or a preset such as { preset: istio }',
    {
      text: name,
      list: policyList,
      mapping: chain.transform(writtenOut),
    },
  )
    .optional()
    .meta({
      description:
        'A named list from `policies:`, a list here, or the preset of a whole chain; the first one is the outermost. Beside policies that are keys of the call it stands where this key stands: outside of those that are written after it.',
    }),
};

/** The keys of a caller that calls an operation, and so chooses among replicas. */
export const callKeys = {
  balancer: balancerField.optional().meta({
    description:
      "How this caller chooses among the callee's replicas; without it, by the `balancer` of the callee.",
  }),
  ...callerKeys,
};

/** What a caller's keys parse to. */
export type CallerSpec = { policies?: string | PolicyEntry[]; balancer?: BalancerSpec } & Record<
  string,
  unknown
>;

// ---- at the callee's door ---------------------------------------------------------------------------

/** One entry of an `admission` list: a mapping with one policy's name as its key, and what its no costs and says. */
export type GateEntry = Record<string, unknown>;

const COST = 'reject-cost';
const RETRY_AFTER = 'retry-after';

const cost = positiveDuration.optional().meta({
  description:
    'Work of turning one away. It needs a slot, and has the next one that is free; where cores are shared it computes on them. Without it turning away costs nothing.',
});

const never = z.literal('never');

/** A Retry-After header (RFC 9110, 10.2.3), or the grpc-retry-pushback-ms of gRFC A6, which may be negative. */
const retryAfter = chosenUnion([positiveDuration, never], (raw) => {
  if (raw === 'never') return never;
  const isWord = typeof raw === 'string' && /^[a-z]/i.test(raw);
  return isWord
    ? { sentence: `${sayValue(raw)} is no time to come again; expected a duration such as 2s, or never` }
    : positiveDuration;
})
  .optional()
  .meta({
    description:
      'What it tells whomever it turns away: to come again after so long, or `never`; what a caller makes of that is the `pushback` of its retry. Without it, a limiter of a rate or a window says for how long it would be no, and the others say nothing.',
  });

const gateEntry = oneOfKeys(
  'a gate',
  Object.fromEntries(
    ofCallees.map((policy) => [
      policy.name,
      mapping({
        [policy.name]: policy.gate?.params as z.ZodType,
        [COST]: cost,
        [RETRY_AFTER]: retryAfter,
      }).meta({
        description: policy.sentence,
      }),
    ]),
  ),
) as unknown as z.ZodType<GateEntry>;

export const gateList = z.array(gateEntry).max(16);

/** What an entry says. */
interface GateSpec {
  readonly name: string;
  readonly params: unknown;
  /** Work of turning one away, ns. */
  readonly cost: number;
  /** How long it asks to be left alone, ns: 0 where nothing is written, negative for good. */
  readonly retryAfter: number;
}

export function gateOf(entry: GateEntry): GateSpec {
  const [found] = Object.entries(entry).filter(([key]) => key !== COST && key !== RETRY_AFTER);
  const asked = entry[RETRY_AFTER] as number | 'never' | undefined;
  return {
    name: found[0],
    params: found[1],
    cost: (entry[COST] as number | undefined) ?? 0,
    retryAfter: asked === 'never' ? -1 : (asked ?? 0),
  };
}
