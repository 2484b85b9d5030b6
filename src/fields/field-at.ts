/** The field that reads one key of a mapping, wherever in a schema the mapping stands. */
import { z } from 'zod';
import { isMapping } from './say-value.ts';

/**
 * The field of `key`, where `value` is what the schema has read: of several forms, the one that the
 * value was written in, or else the first that has the key. Undefined where there is no such key.
 */
export function fieldAt(schema: z.ZodType, value: unknown, key: string): z.ZodType | undefined {
  for (const form of formsOf(schema, value)) {
    if (form instanceof z.ZodObject) {
      if (Object.hasOwn(form.shape, key)) return form.shape[key] as z.ZodType;
    } else {
      const field = fieldAt(form, value, key);
      if (field !== undefined) return field;
    }
  }
  return undefined;
}

/** What lies one step inside; the mapping itself, where it is one. */
function formsOf(schema: z.ZodType, value: unknown): readonly z.ZodType[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return [schema.unwrap() as z.ZodType];
  if (schema instanceof z.ZodPipe) return [schema.def.out as z.ZodType, schema.def.in as z.ZodType];
  if (!(schema instanceof z.ZodUnion)) return [];
  const { choose } = schema.def as { choose?: (raw: unknown) => unknown };
  const chosen = isMapping(value) ? choose?.(value) : undefined;
  // What says of itself which form it is has no other.
  return chosen instanceof z.ZodType ? [chosen] : (schema.options as readonly z.ZodType[]);
}
