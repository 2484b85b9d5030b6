/**
 * The published schema: what editors complete from, explain and check with.
 * Made from the same definitions as the checks themselves.
 */
import { withDefinitions } from './json-schema-definitions.ts';
import { GROWING_LISTS, scenarioSchema } from './schema.ts';
import { type JsonSchema, writtenSchema } from './written-schema.ts';

export function scenarioJsonSchema(): JsonSchema {
  const made = writtenSchema(scenarioSchema);
  const properties = made.properties as Record<string, JsonSchema>;
  const { required, definitions, ...rest } = made;
  for (const key of ['run', 'services', 'brokers']) allowParts(properties[key]);
  const growing = GROWING_LISTS.map((key) => {
    const description = `Added to \`${key}\` of the file this one extends.`;
    return [`${key}+`, { ...properties[key], description }];
  });
  return withDefinitions({
    ...rest,
    definitions,
    properties: { ...properties, ...Object.fromEntries(growing) },
    patternProperties: { '^x-': { description: 'Left alone: a place for anchors.' } },
    // a file that extends another need not say everything again
    anyOf: [{ required: ['extends'] }, { required }],
  });
}

/**
 * Mappings that an extending file may state in part ask for nothing in the editor; `knockon check`
 * sees the whole and asks. A broker's kind stays, since it chooses what else is known.
 */
function allowParts(schema: JsonSchema): void {
  const inner = schema.additionalProperties;
  const parts = [schema, ...(typeof inner === 'object' && inner !== null ? [inner as JsonSchema] : [])];
  for (const part of parts) delete part.required;
}
