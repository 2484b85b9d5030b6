/** Pipelines that look only at the exit code or at a report: nothing judged and nothing run must show there. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJsonSchema } from '../../src/report/check-json.ts';
import { runsJsonSchema } from '../../src/report/json-schema.ts';
import { closed } from '../report/support/closed-schema.ts';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { SMALL_SHOP } from './support/small-shop.ts';
import { readXml } from './support/xml.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);

beforeAll(() => {
  buildIfStale();
  place.write({
    'shop.yaml': SMALL_SHOP,
    'twin.yaml': SMALL_SHOP,
    'bad.yaml': SMALL_SHOP.replace('concurrency:', 'concurency:').replace('attempts: 2', 'attempts: two'),
  });
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('a run that ends before anything could be judged', () => {
  it('has failed, and says how far it would have had to go', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '10s']);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'none of the 3 expectations could be judged: the run ended at 10s, the first of them needs 15s, all need 40s',
    );
  });

  it('is told as failed in a list, and as an error in JUnit', async () => {
    const args = ['run', 'shop.yaml', 'twin.yaml', '--until', '10s', '--reporter', 'text,junit:unjudged.xml'];
    const { code, out } = await knockon(args);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ shop\.yaml/m);
    const suites = readXml(readFileSync(place.path('unjudged.xml'), 'utf8'));
    expect(suites.attributes).toMatchObject({ failures: '0', errors: '2', skipped: '6' });
  });

  it('has failed with many seeds, too', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '10s', '--seeds', '2']);
    expect(code).toBe(1);
    expect(out).toContain('none of the 3 expectations could be judged on any seed');
  });

  it('that did not even leave the warm-up says so, with many seeds as with one', async () => {
    for (const seeds of [[], ['--seeds', '2']]) {
      const { out } = await knockon(['run', 'shop.yaml', '--until', '3s', ...seeds]);
      expect(out).toContain('stopped in the warm-up: nothing was measured');
    }
  });

  it('is not said to have failed where some were judged: the rest is counted', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '16s']);
    expect({ code, told: out.includes('1 of 3 expectations held, 2 not judged') }).toEqual({
      code: 0,
      told: true,
    });
  });

  it('has not failed where nothing was expected', async () => {
    const calm = SMALL_SHOP.replace(/expect:[\s\S]*/, '');
    expect((await knockon(['run', '-', '--until', '10s'], { input: calm })).code).toBe(0);
  });
});

describe.concurrent('a scenario with mistakes', () => {
  it('is an error in JUnit, one case for each file', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', 'bad.yaml', '--reporter', 'junit']);
    expect(code).toBe(2);
    expect(err).toContain('did you mean "concurrency"?');
    const suites = readXml(out);
    expect(suites.attributes).toMatchObject({ tests: '2', errors: '1', skipped: '1', failures: '0' });
    const [fine, wrong] = suites.children.map(({ children: [one] }) => one);
    expect(fine.children[0].name).toBe('skipped');
    expect(wrong.attributes).toMatchObject({ name: 'can be run', file: 'bad.yaml', line: '6' });
    expect(wrong.children[0].attributes.message).toMatch(/^E201: unknown key "concurency".*, and \d more/);
    expect(wrong.children[0].text).toMatch(/^bad\.yaml:6:\d+: error\[E201\]: .*concurrency/m);
  });

  it('stands in the JSON with its mistakes, as the schema says', async () => {
    const [run, check] = await Promise.all([
      knockon(['run', 'shop.yaml', 'bad.yaml', '--json']),
      knockon(['check', 'shop.yaml', 'bad.yaml', '--json']),
    ]);
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
      closed(runsJsonSchema()) as object,
    );
    const data = JSON.parse(run.out);
    validate(data);
    expect({ code: run.code, errors: validate.errors ?? [] }).toEqual({ code: 2, errors: [] });
    expect(data.runs).toEqual([]);
    expect(data.files.map(({ isRunnable }: { isRunnable: boolean }) => isRunnable)).toEqual([true, false]);
    // a reader of both needs one reader
    expect(data.files[1].diagnostics).toEqual(JSON.parse(check.out).files[1].diagnostics);
    expect(data.files[1].diagnostics.length).toBeGreaterThan(1);
  });

  it('has a section in Markdown, and lines in a text that goes to a file', async () => {
    const reporters = 'markdown,text:wrong.txt';
    const { out } = await knockon(['run', 'bad.yaml', '--reporter', reporters]);
    expect(out).toMatch(/^## Mistakes\n\n✗ the scenario has mistakes; nothing was run\.\n\n### bad\.yaml\n/);
    expect(readFileSync(place.path('wrong.txt'), 'utf8')).toMatch(/^bad\.yaml:6:\d+: error\[E201\]/);
  });

  it('leaves standard output empty where nobody wants a report there', async () => {
    expect((await knockon(['run', 'bad.yaml'])).out).toBe('');
    const { out } = await knockon(['run', 'bad.yaml', '--seeds', '2', '--reporter', 'text,junit:seeds.xml']);
    expect(out).toBe('');
    expect(readXml(readFileSync(place.path('seeds.xml'), 'utf8')).attributes.errors).toBe('1');
  });
});

describe.concurrent('a scenario that cannot be read', () => {
  const AWRY = ['nope.yaml', 'shop.yaml', 'nobody-*.yaml', '.'];
  const SENTENCES = ['there is no such file', 'no file matches this pattern', 'this is a directory'];

  it('is an error in JUnit like one with mistakes', async () => {
    const { code, out, err } = await knockon(['run', ...AWRY, '--reporter', 'junit']);
    expect(code).toBe(2);
    for (const sentence of SENTENCES) expect(err).toContain(`error[E112]: ${sentence}`);
    const suites = readXml(out);
    expect(suites.attributes).toMatchObject({ tests: '4', errors: '3', skipped: '1' });
    const told = suites.children.flatMap(({ children: [{ children }] }) => children);
    expect(told.flatMap(({ name, attributes }) => (name === 'error' ? attributes.message : []))).toEqual(
      SENTENCES.map((sentence) => `E112: ${sentence}`),
    );
  });

  it('stands in the JSON of runs, of many seeds and of checks', async () => {
    for (const args of [['run'], ['run', '--seeds', '2'], ['check']]) {
      const { code, out } = await knockon([...args, ...AWRY, '--json']);
      expect(code).toBe(2);
      const { files } = JSON.parse(out) as { files: { diagnostics: { sentence: string; hint: string }[] }[] };
      const [missing, , unmatched, directory] = files.map(({ diagnostics: [first] }) => first);
      expect([missing, unmatched, directory].map(({ sentence }) => sentence)).toEqual(SENTENCES);
      expect(directory.hint).toContain('*.yaml');
    }
  });

  it('is annotated, where annotations are wanted', async () => {
    const { out } = await knockon(['run', 'nope.yaml'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(out).toContain('::error file=nope.yaml,line=1,col=1,title=E112::there is no such file');
  });
});

describe('a mistake', () => {
  it('has the same keys in the JSON of runs and in that of checks', () => {
    type Nested = { properties: Record<string, { items: Nested }> };
    const keysIn = (schema: unknown) =>
      Object.keys((schema as Nested).properties.files.items.properties.diagnostics.items.properties);
    expect(keysIn(runsJsonSchema())).toEqual(keysIn(checkJsonSchema()));
  });
});
