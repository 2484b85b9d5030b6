/**
 * A whole chain of policies by the name of its system: `{ preset: resilience4j }`. A policy of it that is
 * written beside the preset, `retry: { attempts: 5 }`, is the one of the chain with that set otherwise; `retry: none`
 * leaves it out.
 */
import { z } from 'zod';
import { chosenUnion, isMapping, mapping, someOf } from '../../fields/index.ts';
import { type AnyPolicy, chains } from '../policy/index.ts';

/** A policy that a caller may write, with its parameters as they may be written there. */
export interface Choice {
  readonly policy: AnyPolicy;
  readonly params: z.ZodType;
}

type Written = Readonly<Record<string, unknown>>;

/** The policies of each chain, by its name. */
const policiesOf = new Map<string, readonly Written[]>(
  Object.entries(chains).map(([name, { policies }]) => [name, policies]),
);

/** The parameters of each policy of this kind in a chain, as they are written there. */
function found(chain: unknown, kind: string): unknown[] {
  return (policiesOf.get(String(chain)) ?? []).flatMap((entry) =>
    Object.hasOwn(entry, kind) ? [entry[kind]] : [],
  );
}

/** Leaves out all policies of this kind. */
const NONE = 'none';
const none = z.literal(NONE);

/** The mapping; what it was made of must have gone through `withChains`. */
export function chainField(choices: readonly Choice[]): z.ZodObject {
  const used = choices.filter(({ policy: { name } }) =>
    [...policiesOf.keys()].some((chain) => found(chain, name).length > 0),
  );
  return mapping({
    preset: z
      .enum([...policiesOf.keys()] as [string, ...string[]])
      .meta({ description: 'Whose chain of policies; see the presets of whole chains.' }),
    ...Object.fromEntries(
      used.map(({ policy: { name }, params }) => [
        name,
        chosenUnion([none, params], (raw) => (raw === NONE ? none : params))
          .optional()
          .meta({
            description: `Sets something else of the ${name} of this chain, the rest of which stays; or \`none\`, to leave it out.`,
          }),
      ]),
    ),
  })
    .superRefine(({ preset, ...changed }, context) => {
      for (const [name, value] of Object.entries(changed)) {
        const { length } = found(preset, name);
        if (value === undefined || length === 1 || (value === NONE && length > 0)) continue;
        context.addIssue({ code: 'custom', path: [name], message: sayWrong(String(preset), name, length) });
      }
    })
    .meta({ description: 'The policies of a known system, in its order.' });
}

function sayWrong(chain: string, name: string, count: number): string {
  const own = (policiesOf.get(chain) ?? []).flatMap((entry) => Object.keys(entry));
  return count === 0
    ? `the chain of ${chain} has no ${name}, only: ${someOf([...new Set(own)])}; write a list with one outside or inside of it: [ { ${name}: … }, { preset: ${chain} } ]`
    : `the chain of ${chain} has ${count} policies of the kind ${name}; write the list out to say which is meant`;
}

/** What is written of a list of policies, or in place of one, with what a chain says of the policies that are changed in it. */
export function withChains(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(filledIn);
  return filledIn(raw);
}

function filledIn(raw: unknown): unknown {
  if (!isMapping(raw) || typeof raw.preset !== 'string') return raw;
  const { preset } = raw;
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const [base] = found(preset, name);
      // Whoever names another preset wants that, and nothing of this one.
      return [name, isMapping(value) && value.preset === undefined ? laidUpon(base, value) : value];
    }),
  );
}

/** Mappings key by key; all that chains write in their entries are of keys of their own, and no choices of one among several. */
function laidUpon(base: unknown, written: Written): Written {
  if (!isMapping(base)) return written;
  const both = Object.entries(written).map(([key, value]) => [
    key,
    isMapping(value) ? laidUpon(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(both) };
}

/** The policies of a list entry: one by its name, or those of a chain in its order, without those that are left out. */
export function writtenOut(entry: Written, list: z.ZodType<Written[]>): Written[] {
  if (!Object.hasOwn(entry, 'preset')) return [entry];
  const { preset, ...changed } = entry;
  return list.parse(policiesOf.get(String(preset))).flatMap((each) => {
    const [name] = Object.keys(each);
    if (changed[name] === NONE) return [];
    return [changed[name] === undefined ? each : { [name]: changed[name] }];
  });
}
