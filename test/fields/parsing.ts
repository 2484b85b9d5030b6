/** What the tests of fields ask of a schema: the value, or the sentences of its refusal. */
import { z } from 'zod';

/** The first sentence with which `raw` is refused; fails when it is accepted. */
export function sentenceFor(schema: z.ZodType, raw: unknown): string {
  return issuesFor(schema, raw)[0].message;
}

export function issuesFor(schema: z.ZodType, raw: unknown): z.core.$ZodIssue[] {
  const result = schema.safeParse(raw);
  if (result.success)
    throw new Error(`${JSON.stringify(raw)} was accepted as ${JSON.stringify(result.data)}`);
  return result.error.issues;
}

/** The JSON Schema as it is published. */
export function published(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Record<string, unknown>;
}
