/**
 * What a config push makes of a policy's settings. The value is read by the field that reads the
 * parameter in a scenario, and becomes numbers as the policy itself makes them; so a duration is a
 * duration here, too, and what may not be written there is refused here in the same words.
 */
import type { z } from 'zod';
import { fieldAt, isMapping, sayDuration, sayIssue, splitSentence } from '../../fields/index.ts';
import type { PolicyDefinition, Refused } from './contract.ts';

/** A policy at one place, with the parameters that were written there. */
export interface PlacedPolicy {
  readonly definition: PolicyDefinition<unknown>;
  readonly schema: z.ZodType;
  readonly params: unknown;
}

export interface Wrong extends Refused {
  /** Of a list or mapping that was pushed, the way to the part that is wrong. */
  readonly inside?: readonly (string | number)[];
}

/** Numbers to set, by their place among the policy's settings. */
export type Pushed = ReadonlyMap<number, number>;

/** Paths of the parameters that a push may set: those that make settings, in the form in which the policy is written. */
export function pushable({ definition, schema, params }: PlacedPolicy): string[] {
  const paths = [...Object.keys(definition.makes ?? {}), ...definition.settings];
  const full = definition.inFull?.(params) ?? params;
  return [...new Set(paths)].filter((path) => fieldOf(schema, full, path.split('.')) !== undefined);
}

/** A parameter as a scenario would write it, or undefined where it is left out, or is more than a word. */
export function writtenAt({ definition, schema, params }: PlacedPolicy, path: string): string | undefined {
  const full = definition.inFull?.(params) ?? params;
  const keys = path.split('.');
  const value = keys.reduce<unknown>((inside, key) => (isMapping(inside) ? inside[key] : undefined), full);
  return sayWritten(fieldOf(schema, full, keys), value);
}

/** The word that this field reads as this value. */
function sayWritten(field: z.ZodType | undefined, value: unknown): string | undefined {
  if (field === undefined) return undefined;
  const words =
    typeof value === 'number' ? [value, sayDuration(value), `${value * 100}%`, `${value}/s`] : [value];
  const word = words.find((each) => {
    const read = field.safeParse(each);
    return read.success && read.data === value;
  });
  return word === undefined ? undefined : String(word);
}

/** The settings with one parameter as the push has it, or what is wrong with that. */
export function push(policy: PlacedPolicy, path: string, raw: unknown): Pushed | Wrong {
  const { definition, schema, params } = policy;
  const changed = withParameter(schema, definition.inFull?.(params) ?? params, path.split('.'), raw);
  if ('sentence' in changed) return changed;
  const pushed = changed.params;
  const refused = definition.refuses?.(params, pushed);
  if (refused !== undefined) return refused;
  if (keptBy(definition, pushed) !== keptBy(definition, params))
    return {
      sentence: `the ${definition.name} was made to remember what it was written with, and a push cannot give it room for more or less`,
      hint: `write ${path} in the ${definition.name} itself: it then holds for the whole run`,
    };
  if ((definition.ways?.(pushed) ?? 1) > (definition.ways?.(params) ?? 1))
    return {
      sentence: 'a push cannot let a call be sent more often at once than the policy was made for',
      hint: 'write the larger number in the policy, and push the smaller one',
    };
  const made = definition.makes?.[path] ?? [path];
  const before = definition.settingsOf(params);
  const after = definition.settingsOf(pushed);
  // Beside its own, those that follow from it: the longest pause may be ten times the first.
  return new Map(
    [...after.entries()].filter(([i, value]) => made.includes(definition.settings[i]) || value !== before[i]),
  );
}

/** How many numbers it keeps at each caller replica. */
function keptBy(definition: PolicyDefinition<unknown>, params: unknown): number {
  return definition.sharedOf(params).length + (definition.apartOf?.(params).length ?? 0);
}

function fieldOf(
  schema: z.ZodType,
  value: unknown,
  [key, ...rest]: readonly string[],
): z.ZodType | undefined {
  const field = fieldAt(schema, value, key);
  if (field === undefined || rest.length === 0) return field;
  return fieldOf(field, isMapping(value) ? value[key] : undefined, rest);
}

function withParameter(
  schema: z.ZodType,
  value: unknown,
  [key, ...rest]: readonly string[],
  raw: unknown,
): { readonly params: unknown } | Wrong {
  const field = fieldAt(schema, value, key);
  if (field === undefined) return { sentence: `there is no ${key} here` };
  const inner = isMapping(value) ? value[key] : undefined;
  if (rest.length > 0 && inner !== undefined) {
    const changed = withParameter(field, inner, rest, raw);
    return 'sentence' in changed ? changed : { params: { ...(value as object), [key]: changed.params } };
  }
  const whole = rest.reduceRight((each, name) => ({ [name]: each }), raw);
  const read = field.safeParse(whole, { error: sayIssue });
  if (read.success) return { params: { ...(value as object), [key]: read.data } };
  const { message, path } = read.error.issues[0];
  const isBeside = rest.length > 0 && path.join('.') !== rest.join('.') && message.startsWith('missing');
  return isBeside
    ? {
        sentence: `there is no ${key} here, and this is only a part of one: its ${path.join('.')} is missing`,
        hint: `write ${key} in the policy, and push ${rest.join('.')} then`,
      }
    : inList(wrong(message, path.slice(rest.length) as (string | number)[]), raw);
}

/** One word where a list belongs. */
function inList(found: Wrong, raw: unknown): Wrong {
  const isBare = typeof raw === 'string' && found.sentence.endsWith('is not a list');
  return isBare ? { ...found, hint: `write [ ${raw} ]` } : found;
}

/** A field's sentence says what to write instead behind its semicolon. */
export function wrong(message: string, inside: readonly (string | number)[] = []): Wrong {
  const [sentence, hint] = splitSentence(message);
  return { sentence, ...(hint === undefined ? {} : { hint }), ...(inside.length === 0 ? {} : { inside }) };
}
