/** A JSON Schema of parameters as a Markdown table: key, value, default, and what it is for. */
import { type JsonSchema, property, requiredWithoutPreset, wordKind } from './written-schema.ts';

/** Keys that are told elsewhere, by name; a note says where. */
export interface TableOptions {
  readonly leaveOut?: readonly string[];
  /** Mappings below these keys have a table of their own. */
  readonly folded?: readonly string[];
}

/** The table of a mapping's keys; nothing for a mapping without keys. */
export function keyTable(schema: JsonSchema, options: TableOptions = {}): string {
  const rows = keyRows(schema, '', options);
  if (rows.length === 0) return '';
  return ['| key | value | default | |', '|---|---|---|---|', ...rows].join('\n');
}

/** The forms a value may be written in; itself, where there is one. */
export function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return ((schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined) ?? [schema];
}

/** The keys of each form: a table of all forms where each is one key, or else a table for each. */
export function formTables(schema: JsonSchema): string {
  const forms = formsOf(schema).filter((form) => keysOf(form).length > 0);
  if (forms.length > 1 && forms.every((form) => keysOf(form).length === 1)) return verbTable(forms);
  return forms
    .map((form) => {
      const said = forms.length === 1 || form.description === undefined ? '' : `${form.description}\n\n`;
      return said + keyTable(form);
    })
    .join('\n\nor\n\n');
}

/** One row for each form: its verb, the verb's value, and what the form does. */
export function verbTable(forms: readonly JsonSchema[]): string {
  const rows = forms.map((form) => {
    const [verb] = keysOf(form);
    return `| ${code(verb)} | ${sayKind(property(form, verb))} | ${cell(form.description)} |`;
  });
  return ['| one of | value | |', '|---|---|---|', ...rows].join('\n');
}

function keysOf(schema: JsonSchema): string[] {
  return Object.keys((schema.properties ?? {}) as object);
}

function keyRows(
  schema: JsonSchema,
  prefix: string,
  options: TableOptions,
  unlessPreset = requiredWithoutPreset(schema),
): string[] {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  return Object.entries(properties).flatMap(([key, value]) => {
    if (options.leaveOut?.includes(key)) return [];
    const path = prefix + key;
    const standard = required.includes(key)
      ? 'required'
      : unlessPreset.includes(key)
        ? 'required, or a preset'
        : value.default === undefined || typeof value.default === 'object'
          ? ''
          : code(value.default);
    const row = `| ${code(path)} | ${sayKind(value)} | ${standard} | ${cell(value.description ?? saidOf(value))} |`;
    const isFolded = options.folded?.includes(path) ?? false;
    if (isFolded || value.properties === undefined) return [row];
    return [row, ...keyRows(value, `${path}.`, options, requiredWithoutPreset(schema, key))];
  });
}

/** What may stand there, in a few words. */
export function sayKind(schema: JsonSchema): string {
  const options = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  const [only] = (schema.allOf ?? []) as JsonSchema[];
  if (only !== undefined) return sayKind(only);
  const known = PAGES[String(schema.$ref ?? '')] ?? PAGES[String(schema.title ?? '')];
  if (known !== undefined) return known;
  if (schema.const !== undefined) return code(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(code).join(', ');
  if (options !== undefined) return [...new Set(options.map(sayKind))].join(' or ');
  if (schema.type === 'array')
    return Array.isArray(schema.items) ? 'list' : `list of ${sayMany((schema.items ?? {}) as JsonSchema)}`;
  if (schema.type === 'object') return 'mapping';
  const word = wordKind(schema) ?? schema.title;
  if (typeof word === 'string') return cell(word);
  return typeof schema.type === 'string' ? schema.type : 'step';
}

function sayMany(schema: JsonSchema): string {
  const one = sayKind(schema);
  return /^[a-z]+$/.test(one) ? `${one}s` : one;
}

const PAGES: Readonly<Record<string, string>> = {
  '#/definitions/distribution': '[distribution](distributions.md)',
  '#/definitions/steps': 'list of steps',
  distribution: '[distribution](distributions.md)',
  balancer: '[balancer](balancers.md)',
  arrivals: '[workload](workloads.md)',
};

/** For keys that say nothing themselves beside a reference. */
function saidOf({ $ref, allOf }: JsonSchema): string {
  const [only] = (allOf ?? []) as JsonSchema[];
  return ($ref ?? only?.$ref) === '#/definitions/distribution' ? 'A length that varies.' : '';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(value: unknown): string {
  return String(value ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
}
