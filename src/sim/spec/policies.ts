/** How policies are written: as keys of a call, in the order they wrap it, as a list, or as a preset of a whole chain. */
import { z } from 'zod';
import { byShape, mapping, name, oneOfKeys } from '../../fields/index.ts';
import { chains, policies } from '../policy/index.ts';

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
    Object.values(policies).map((policy) => [
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
    Object.values(policies).map((policy) => [
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
        'A named list from `policies:`, a list here, or the preset of a whole chain; the first one is the outermost.',
    }),
};

/** What a caller's policy keys parse to. */
export type CallerSpec = { policies?: string | PolicyEntry[] } & Record<string, unknown>;
