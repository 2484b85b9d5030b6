/**
 * A schema of what an author writes, as JSON Schema. Defaults are kept as the machine wants them
 * (10,000,000,000 ns); here they stand as they would be written (`10s`).
 */
import { z } from 'zod';
import { duration, rate, sayDuration, share, size } from '../fields/index.ts';
import { definitionOf } from './schema-walk.ts';

export type JsonSchema = { [keyword: string]: unknown };

/** What stands at a key of a mapping. */
export function property(schema: JsonSchema, key: string): JsonSchema {
  return ((schema.properties ?? {}) as Record<string, JsonSchema>)[key];
}

/** What a list, or a mapping of names, holds. */
export function itemOf(schema: JsonSchema): JsonSchema {
  return (schema.items ?? schema.additionalProperties ?? {}) as JsonSchema;
}

/** Draft 7, which is what yaml-language-server reads. */
export function writtenSchema(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const { type, defaultValue } = definitionOf(zodSchema as unknown as z.ZodType);
      // zod leaves out the default of a transformed value, since it is not of the type that is written
      if (type === 'default') setDefault(jsonSchema as JsonSchema, defaultValue);
    },
  }) as JsonSchema;
  forgivePresets(made);
  return made;
}

/** What a preset fills in is missing only where there is no preset. */
function forgivePresets(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const part of Object.values(node)) forgivePresets(part);
  const schema = node as JsonSchema;
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = schema.required as string[] | undefined;
  if (properties.preset?.enum === undefined) return;
  if (required?.includes('preset') === true) {
    // What changes a part of something whole needs nothing but what it changes.
    for (const [key, inner] of Object.entries(properties)) properties[key] = askingNothing(inner);
    return;
  }
  const missed: JsonSchema = {};
  if (required !== undefined) missed.required = required;
  delete schema.required;
  for (const [key, inner] of Object.entries(properties)) {
    if (inner.required === undefined) continue;
    missed.properties = { ...(missed.properties as object), [key]: { required: inner.required } };
    properties[key] = { ...inner };
    delete properties[key].required;
  }
  if (Object.keys(missed).length > 0) Object.assign(schema, { if: { required: ['preset'] }, else: missed });
}

/** A copy of a schema in which no key must be written. */
function askingNothing(schema: JsonSchema): JsonSchema {
  const { required: _, if: __, else: ___, ...rest } = schema;
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === 'object' && value !== null ? askingNothing(value as JsonSchema) : value;
  };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inside(value)]));
}

/** Keys that must be written unless a preset is, of the mapping or of the one at this key of it. */
export function requiredWithoutPreset(schema: JsonSchema, key?: string): readonly string[] {
  const missed = (schema.else ?? {}) as JsonSchema;
  const part = key === undefined ? missed : (property(missed, key) ?? {});
  return (part.required ?? []) as string[];
}

function setDefault(schema: JsonSchema, value: unknown): void {
  const isWord = schema.type === 'string' && typeof value === 'number';
  const said = isWord ? WORDS.get(schema.pattern)?.say(value as number) : value;
  if (said === undefined) delete schema.default;
  else schema.default = said;
}

const percent = (value: number) => `${Number((value * 100).toPrecision(12))}%`;

/** The written words: what each is called, and how a value of it is said. A pattern tells which one it is. */
const WORDS = new Map<unknown, { readonly kind: string; say(value: number): string }>([
  [patternOf(duration), { kind: 'duration', say: sayDuration }],
  [patternOf(share), { kind: 'share', say: percent }],
  [patternOf(rate), { kind: 'rate', say: (value) => `${value}/s` }],
  [patternOf(size), { kind: 'size', say: (value) => `${value}B` }],
]);

/** `duration`, `share`, `rate` or `size`, whatever the key's own title is. */
export function wordKind(schema: JsonSchema): string | undefined {
  return WORDS.get(schema.pattern)?.kind;
}

function patternOf(field: z.ZodType): unknown {
  return (z.toJSONSchema(field, { io: 'input', target: 'draft-7' }) as JsonSchema).pattern;
}
