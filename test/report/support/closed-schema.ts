/** A JSON Schema made strict, for tests. */

/** Every mapping with fixed keys, closed: a key that the schema does not tell of is then an error. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'required' in inner ? { ...inner, additionalProperties: false } : inner;
}
