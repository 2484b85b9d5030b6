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
import { type AnyPolicy, type PolicyName, policies } from '../policy/index.ts';
import { type Choice, chainField, withChains, writtenOut } from './policy-chain.ts';

const all = Object.values(policies) as unknown as AnyPolicy[];
/** Those that can be around a call, and those that can be at a callee's door. */
const ofCallers = all.filter((policy) => policy.machine !== undefined);
const ofCallees = all.filter((policy) => policy.gate !== undefined);

/** One entry of a policy list: a mapping with one policy's name as its key, or `preset` for several. */
export type PolicyEntry = Record<string, unknown>;

/** `- retry: { attempts: 3 }`, and so on for each policy; `- preset: istio` for a chain, whose policies stand in its place. */
function listOf(choices: readonly Choice[]): z.ZodType<PolicyEntry[]> {
  const entry = oneOfKeys('a policy', {
    ...Object.fromEntries(
      choices.map(({ policy: { name, sentence }, params }) => [
        name,
        mapping({ [name]: params }).meta({ description: sentence }),
      ]),
    ),
    preset: chainField(choices),
  }) as unknown as z.ZodType<PolicyEntry>;
  const entries = z.array(entry).max(16);
  const list: z.ZodType<PolicyEntry[]> = z.preprocess(
    withChains,
    entries.transform((all) => all.flatMap((each) => writtenOut(each, list))),
  ) as unknown as z.ZodType<PolicyEntry[]>;
  return list;
}

/** The keys of a caller: each policy by name, or `policies` for a list. */
function keysOf(choices: readonly Choice[], list: z.ZodType<PolicyEntry[]>) {
  return {
    ...(Object.fromEntries(
      choices.map(({ policy: { name, sentence }, params }) => [
        name,
        params.optional().meta({ description: sentence }),
      ]),
    ) as Record<string, z.ZodOptional<z.ZodType>>),
    policies: z
      .preprocess(
        withChains,
        byShape(
          'the name of a list in `policies:`, a list of policies, or a preset such as { preset: istio }',
          {
            text: name,
            list,
            mapping: chainField(choices).transform((entry) => writtenOut(entry, list)),
          },
        ),
      )
      .optional()
      .meta({
        description:
          'A named list from `policies:`, a list here, or the preset of a whole chain; the first one is the outermost. Beside policies that are keys of the call it stands where this key stands: outside of those that are written after it.',
      }),
  };
}

const balancer = balancerField.optional().meta({
  description:
    "How this caller chooses among the callee's replicas; without it, by the `balancer` of the callee.",
});

// A call that a policy makes has the policies that make none themselves: so a scenario ends somewhere.
const aroundOthers: readonly Choice[] = ofCallers
  .filter(({ callsOf }) => callsOf === undefined)
  .map((policy) => ({ policy, params: policy.params }));
const keysOfOthers = keysOf(aroundOthers, listOf(aroundOthers));

const around: readonly Choice[] = ofCallers.map((policy) => ({
  policy,
  // Under a name of its own in the published schema: it holds most of the catalog, and stands wherever a policy may.
  params: policy.paramsWith?.({ balancer, ...keysOfOthers }).meta({ id: policy.name }) ?? policy.params,
}));

/** A list, with the policies of a chain in its place. */
export const policyList = listOf(around);

/** The keys any caller may add to its call: each policy by name, or `policies` for a list. */
export const callerKeys = keysOf(around, policyList);

/** The keys of a caller that calls an operation, and so chooses among replicas. */
export const callKeys = { balancer, ...callerKeys };

/** What a caller's keys parse to. */
export type CallerSpec = {
  call?: string;
  notify?: string;
  send?: string;
  publish?: string;
  policies?: string | PolicyEntry[];
  balancer?: BalancerSpec;
} & Partial<Record<PolicyName, unknown>>;

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
