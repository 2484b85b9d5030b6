/**
 * Finding one's way in a schema as a path does in a value: which keys are known here, which branch
 * did this value take. The schema stays the one place where that is written down.
 */
import type { z } from 'zod';
import type { Refusal } from '../fields/index.ts';
import type { Path } from './tree.ts';

/** The parts of zod's definitions that are walked. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly defaultValue?: unknown;
  getter?(): z.ZodType;
  choose?(raw: unknown): z.ZodType | Refusal;
}

export function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** Wrappers taken off (optional, default, lazy, the input side of a transform), unions left as they are. */
function unwrapped(schema: z.ZodType): z.ZodType {
  let at = schema;
  for (;;) {
    const definition = definitionOf(at);
    const inner =
      definition.innerType ??
      (definition.type === 'lazy' ? definition.getter?.() : undefined) ??
      (definition.type === 'pipe'
        ? isTransform(definition.in)
          ? definition.out
          : definition.in
        : undefined);
    if (inner === undefined) return at;
    at = inner;
  }
}

function isTransform(schema: z.ZodType | undefined): boolean {
  return schema !== undefined && definitionOf(schema).type === 'transform';
}

/** Wrappers taken off and, of a union, the branch this value takes; nothing where it takes none. */
export function branchFor(schema: z.ZodType, raw: unknown): z.ZodType | undefined {
  const chosen = chosenFor(schema, raw);
  return isSchema(chosen) ? chosen : undefined;
}

/** The verb that a key was meant to be, in a mapping that has no verb of those known here. */
export function meantVerb(schema: z.ZodType, raw: unknown, key: string): string | undefined {
  const chosen = chosenFor(schema, raw);
  return chosen === undefined || isSchema(chosen) || chosen.key !== key ? undefined : chosen.meant;
}

/** The branch this value takes, or why it takes none, where the union knows that. */
function chosenFor(schema: z.ZodType, raw: unknown): z.ZodType | Refusal | undefined {
  let at = unwrapped(schema);
  for (;;) {
    const { type, choose, discriminator, options } = definitionOf(at);
    if (type !== 'union') return at;
    let branch: z.ZodType | Refusal | undefined;
    if (choose !== undefined) branch = choose(raw);
    else if (discriminator !== undefined)
      branch = options?.find((option) => hasWord(option, discriminator, raw));
    if (!isSchema(branch)) return branch;
    at = unwrapped(branch);
  }
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

function hasWord(option: z.ZodType, discriminator: string, raw: unknown): boolean {
  const word = (raw as Record<string, unknown> | null)?.[discriminator];
  const values = definitionOf(unwrapped(shapeOf(option)?.[discriminator] ?? option)).values;
  return values?.includes(word) ?? false;
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  return definitionOf(unwrapped(schema)).shape;
}

/** The schema one step further in; nothing where the schema knows no such step. */
export function stepInto(schema: z.ZodType, raw: unknown, step: string | number): z.ZodType | undefined {
  const branch = branchFor(schema, raw);
  if (branch === undefined) return undefined;
  const { type, shape, valueType, element, items } = definitionOf(branch);
  if (type === 'object') return shape !== undefined && Object.hasOwn(shape, step) ? shape[step] : undefined;
  if (type === 'record') return valueType;
  if (type === 'array') return element;
  return type === 'tuple' ? items?.[Number(step)] : undefined;
}

/** The schema of what stands at a path. */
export function schemaAt(schema: z.ZodType, raw: unknown, path: Path): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  let value = raw;
  for (const step of path) {
    if (at === undefined) return undefined;
    at = stepInto(at, value, step);
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[step]
        : undefined;
  }
  return at;
}

/** Keys that a mapping may have here; nothing where any key will do, or none. */
export function knownKeys(schema: z.ZodType, raw: unknown): readonly string[] | undefined {
  const branch = branchFor(schema, raw);
  const shape = branch === undefined ? undefined : definitionOf(branch).shape;
  return shape === undefined ? undefined : Object.keys(shape);
}

/** The words of which a mapping here has one: kinds of fault, of policy, of step, of distribution. */
export function verbsOf(schema: z.ZodType): readonly string[] {
  const { options } = definitionOf(unwrapped(schema));
  return (options ?? []).flatMap((option) => {
    const shape = shapeOf(option);
    return shape === undefined ? verbsOf(option) : Object.keys(shape).slice(0, 1);
  });
}
