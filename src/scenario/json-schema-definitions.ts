/**
 * A JSON Schema says everything where it stands, so a policy is spelt out under each kind of call.
 * Here parts that occur more than once are moved to `definitions`, under the name of what they are.
 */
import type { JsonSchema } from './written-schema.ts';

/** Shorter ones say it sooner than a reference would. */
const WORTH_A_NAME = 100;

/** Words stand at thousands of keys and have few kinds, so that a reference pays sooner: this is a name's. */
const WORD_WORTH_A_NAME = 75;

/** The same schema, with each part that recurs said once. */
export function withDefinitions(schema: JsonSchema): JsonSchema {
  const { definitions: whole = {}, ...top } = schema;
  const root = withWordsApart(top);
  const given = Object.fromEntries(
    Object.entries(whole as Record<string, JsonSchema>).map(([name, part]) => [name, withWordsApart(part)]),
  );
  const texts = new Map<object, string>();
  const textOf = (node: object) => {
    const known = texts.get(node) ?? JSON.stringify(node);
    texts.set(node, known);
    return known;
  };
  const met = new Map<string, number>();
  const count = (node: JsonSchema) => {
    const text = textOf(node);
    const times = (met.get(text) ?? 0) + 1;
    met.set(text, times);
    // what is inside a part that recurs is met once, where the part is defined
    if (times === 1) eachPart(node, (part) => count(part));
  };
  eachPart(root, (part) => count(part));
  for (const part of Object.values(given)) eachPart(part, (inner) => count(inner));

  const definitions: Record<string, JsonSchema> = {};
  const names = new Map<string, string>();
  const taken = new Set(Object.keys(given));
  const written = (node: JsonSchema, hint: string): JsonSchema => {
    const text = textOf(node);
    const enough = isWord(node) ? WORD_WORTH_A_NAME : WORTH_A_NAME;
    if ((met.get(text) ?? 0) < 2 || text.length < enough) return inside(node, hint);
    let name = names.get(text);
    if (name === undefined) {
      name = freeName(typeof node.title === 'string' ? node.title : hint, taken);
      names.set(text, name);
      definitions[name] = {};
      definitions[name] = inside(node, hint);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const inside = (node: JsonSchema, hint: string) =>
    mapParts(node, (part, key) => written(part, key ?? hint));

  const body = inside(root, 'scenario');
  for (const [name, part] of Object.entries(given)) definitions[name] = inside(part, name);
  return { ...body, definitions };
}

/** Long patterns (a duration's, say) apart from what each key says of its own: then they recur, and are said once. */
function withWordsApart(node: JsonSchema): JsonSchema {
  const whole = mapParts(node, withWordsApart);
  const { type, pattern, patternErrorMessage, title, ...own } = whole;
  const word = { type, pattern, patternErrorMessage, title };
  const isWorthIt = typeof pattern === 'string' && JSON.stringify(word).length >= WORD_WORTH_A_NAME;
  return isWorthIt && Object.keys(own).length > 0 ? { ...own, allOf: [word] } : whole;
}

/** Whether this is a written word alone, as `withWordsApart` leaves them. */
function isWord(node: JsonSchema): boolean {
  return typeof node.pattern === 'string' && Object.keys(node).every((key) => WORD_KEYS.has(key));
}

const WORD_KEYS: ReadonlySet<string> = new Set(['type', 'pattern', 'patternErrorMessage', 'title']);

function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  let free = base;
  for (let number = 2; taken.has(free); number++) free = `${base}-${number}`;
  taken.add(free);
  return free;
}

const LISTS_OF_PARTS = ['anyOf', 'oneOf', 'allOf'];
const SINGLE_PARTS = ['items', 'additionalProperties', 'propertyNames', 'additionalItems'];
const MAPS_OF_PARTS = ['properties', 'patternProperties'];

function eachPart(node: JsonSchema, visit: (part: JsonSchema) => void): void {
  mapParts(node, (part) => {
    visit(part);
    return part;
  });
}

/** The schema with each part inside it replaced; `key` is the name of the property a part is for. */
function mapParts(node: JsonSchema, replace: (part: JsonSchema, key?: string) => JsonSchema): JsonSchema {
  const result: JsonSchema = { ...node };
  for (const word of LISTS_OF_PARTS) {
    if (Array.isArray(node[word])) result[word] = (node[word] as JsonSchema[]).map((part) => replace(part));
  }
  for (const word of SINGLE_PARTS) {
    const part = node[word];
    if (Array.isArray(part)) result[word] = (part as JsonSchema[]).map((one) => replace(one));
    else if (typeof part === 'object' && part !== null) result[word] = replace(part as JsonSchema);
  }
  for (const word of MAPS_OF_PARTS) {
    const parts = node[word];
    if (typeof parts !== 'object' || parts === null) continue;
    result[word] = Object.fromEntries(
      Object.entries(parts as Record<string, JsonSchema>).map(([key, part]) => [key, replace(part, key)]),
    );
  }
  return result;
}
