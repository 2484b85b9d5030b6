/** How policies are written: as keys of a call, in the order they wrap it, or as a named list. */
import { z } from 'zod';
import { byShape, mapping, name, oneOfKeys } from '../../fields/index.ts';
import { policies } from '../policy/index.ts';

/** One entry of a policy list: a mapping with one policy's name as its key. */
export type PolicyEntry = Record<string, unknown>;

/** `- retry: { attempts: 3 }`, and so on for each policy of the catalog. */
const policyEntry = oneOfKeys(
  'a policy',
  Object.fromEntries(
    Object.values(policies).map((policy) => [
      policy.name,
      mapping({ [policy.name]: policy.params as z.ZodType }).meta({ description: policy.sentence }),
    ]),
  ),
) as unknown as z.ZodType<PolicyEntry>;

export const policyList = z.array(policyEntry).max(16);

/** The keys any caller may add to its call: each policy by name, or `policies` for a list. */
export const callerKeys = {
  ...(Object.fromEntries(
    Object.values(policies).map((policy) => [
      policy.name,
      (policy.params as z.ZodType).optional().meta({ description: policy.sentence }),
    ]),
  ) as Record<string, z.ZodOptional<z.ZodType>>),
  policies: byShape('the name of a list in `policies:` or a list of policies', {
    text: name,
    list: policyList,
  })
    .optional()
    .meta({ description: 'A named list from `policies:`, or a list here; the first one is the outermost.' }),
};

/** What a caller's policy keys parse to. */
export type CallerSpec = { policies?: string | PolicyEntry[] } & Record<string, unknown>;
