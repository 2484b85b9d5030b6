/** The reference: its examples check, its tables have every key, its links lead somewhere. */
import { describe, expect, it } from 'vitest';
import { referencePages, scenarioJsonSchema } from '../../src/scenario/index.ts';
import { scenarioSchema } from '../../src/scenario/schema.ts';
import { type JsonSchema, writtenSchema } from '../../src/scenario/written-schema.ts';
import { metricCatalog, policies } from '../../src/sim/index.ts';
import { envelope as faultEnvelope } from '../../src/sim/spec/faults.ts';
import { framesOf } from './support/mistakes.ts';

const files = referencePages();
const pages = files.filter(({ file }) => file.endsWith('.md'));
const nameOf = (file: string) => file.replace('docs/reference/', '');
const read = (path: string) => files.find(({ file }) => nameOf(file) === path)?.text;

describe('the reference', () => {
  it('has a page for each catalog and one for the scenario', () => {
    expect(pages.map(({ file }) => file)).toEqual(
      ['scenario', 'policies', 'faults', 'brokers', 'balancers', 'workloads', 'distributions', 'metrics'].map(
        (name) => `docs/reference/${name}.md`,
      ),
    );
  });

  it('links only to its own files', () => {
    const links = pages.flatMap(({ text }) => [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(files.map(({ file }) => nameOf(file))).toContain(link);
  });

  it('names every top-level key of a scenario', () => {
    for (const key of Object.keys(scenarioJsonSchema().properties as object))
      expect(pages[0].text).toContain(`\`${key}\``);
  });

  it('leaves nothing unnamed and nothing unsaid in its tables', () => {
    for (const { text, file } of pages) {
      expect(text, file).not.toMatch(/undefined|\[object|^\| `[^\n]*\| +\|$/m);
    }
  });
});

describe('an example of the reference', () => {
  const examples = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml], index) => ({
      where: `${nameOf(file)} ${index + 1}`,
      yaml,
    })),
  );

  it('is laid upon a system that checks by itself', () => {
    expect(framesOf(read('example.yaml') as string)).toBe('');
  });

  it.each(examples)('checks when it is laid upon that system: $where', ({ yaml }) => {
    const whole = yaml.startsWith('extends:') ? yaml : `extends: example.yaml\n${yaml}`;
    expect(framesOf(whole, { read }, 'try.yaml')).toBe('');
  });

  it('stands on every page', () => {
    for (const { file, text } of pages) expect(text, file).toContain('```yaml');
  });
});

/** Every mapping of the language that has keys of its own, with the way to it. */
function mappingsOf(schema: JsonSchema): Map<string, { keys: readonly string[]; path: string }> {
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  const found = new Map<string, { keys: readonly string[]; path: string }>();
  const seen = new Set<unknown>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const { $ref, properties, ...rest } = node as JsonSchema;
    if (typeof $ref === 'string') walk(definitions[$ref.replace('#/definitions/', '')], path);
    if (properties !== undefined) {
      const keys = Object.keys(properties as object);
      found.set(JSON.stringify(keys), { keys, path });
      for (const [key, value] of Object.entries(properties as object)) walk(value, `${path}.${key}`);
    }
    for (const word of ['anyOf', 'oneOf', 'allOf', 'items', 'additionalProperties'])
      for (const part of [rest[word]].flat()) walk(part, path);
  };
  walk(schema, '');
  return found;
}

/** The keys of each table of the pages, those below a common key once more by themselves. */
function tablesOf(text: string): Set<string>[] {
  return text.split('\n\n').flatMap((block) => {
    const keys = [...block.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key]) => key);
    const parents = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('.') + 1)));
    return [...parents].map(
      (parent) =>
        new Set(keys.filter((key) => key.startsWith(parent)).map((key) => key.slice(parent.length))),
    );
  });
}

describe('every mapping of the language', () => {
  const tables = pages.flatMap(({ text }) => tablesOf(text));
  const hasTable = (keys: readonly string[]) => tables.some((table) => keys.every((key) => table.has(key)));
  const envelope = Object.keys(faultEnvelope);
  // What may stand beside any call has a place of its own in the reference, the balancer on the page of balancers.
  const ofCalls = [...Object.keys(policies), 'policies', 'balancer'];
  const metrics = new Set<string>(metricCatalog.map(({ name }) => name));
  const everything = pages.map(({ text }) => text).join('\n');

  /** Without what has a table of its own, for all mappings that have it. */
  function ownKeys(keys: readonly string[]): string[] {
    const isFault = keys.includes('probability');
    const isCall = keys.includes('policies');
    const isChain = keys.includes('preset') && keys.every((key) => key === 'preset' || ofCalls.includes(key));
    return keys.filter(
      (key) =>
        !(isFault && envelope.includes(key)) &&
        !((isCall || isChain) && ofCalls.includes(key)) &&
        !((keys.includes('at-least') || keys.includes('over')) && metrics.has(key)),
    );
  }

  it('has what faults have in common in one table', () => {
    expect(hasTable(envelope)).toBe(true);
  });

  const mappings = [...mappingsOf(writtenSchema(scenarioSchema)).values()];
  it.each(mappings)(
    'has a table with all of its keys, or is a verb with an example: $path $keys',
    ({ keys }) => {
      const own = ownKeys(keys);
      const [verb, ...others] = own;
      const hasExample = [`${verb}: `, `${verb}:\n`, `balancer: ${verb}\n`, `balancer: ${verb} }`].some(
        (text) => everything.includes(text),
      );
      expect(hasTable(own) || (hasExample && hasTable(others)), own.join(', ')).toBe(true);
    },
  );

  it('is among those that were looked for', () => {
    const paths = mappings.map(({ path }) => path);
    for (const part of ['.network.between', '.load.profile', '.load.keys', '.faults.ramp', '.run'])
      expect(paths).toContain(part);
    expect(mappings.length).toBeGreaterThan(80);
  });
});
