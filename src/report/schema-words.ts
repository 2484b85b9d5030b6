/** The few words that the JSON Schemas of what we write are made of. */

export type Schema = Readonly<Record<string, unknown>>;

export const text = (description: string): Schema => ({ type: 'string', description });
export const number = (description: string): Schema => ({ type: 'number', description });
export const yes = (description: string): Schema => ({ type: 'boolean', description });
export const maybe = (type: string, description: string): Schema => ({ type: [type, 'null'], description });
export const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** Every key but those named is always there; readers must allow keys they do not know. */
export function mapping(
  properties: Readonly<Record<string, Schema>>,
  description: string,
  except: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((key) => !except.includes(key));
  return { type: 'object', description, properties, required };
}

export function byName(value: Schema, description: string): Schema {
  return { type: 'object', description, additionalProperties: value };
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  return { ...schema, type: [schema.type, 'null'] };
}

// ---- pages -------------------------------------------------------------------------------------

export function meaningOf(schema: Schema): string {
  return String(schema.description ?? '');
}

/** A table of keys and what they mean. */
export function keyTable(properties: Readonly<Record<string, Schema>>): string {
  return [
    '| key | |',
    '|---|---|',
    ...Object.entries(properties).map(
      ([key, schema]) => `| \`${key}\` | ${meaningOf(schema).replaceAll('|', '\\|')} |`,
    ),
  ].join('\n');
}

/** The keys of a list's items. */
export function keysOfItems(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema.items as { readonly properties: Readonly<Record<string, Schema>> }).properties;
}
