/** `knockon check` as a process: findings beside mistakes, what --strict and --json do, and how run points to it. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJsonSchema } from '../../src/report/check-json.ts';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { DISAPPOINTED, SMALL_SHOP } from './support/small-shop.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);

/** One finding: a queue of stock that is longer than web waits for it. */
const long = (text: string, comment = '') =>
  text.replace('queue: { limit: 10 }', `queue: { limit: 100 }${comment}`);

beforeAll(() => {
  buildIfStale();
  place.write({
    'shop.yaml': SMALL_SHOP,
    'sad.yaml': DISAPPOINTED,
    'fine.yaml': long(SMALL_SHOP, ' # knockon: allow L116: why not'),
    'idle.yaml': SMALL_SHOP.replace('queue: { limit: 10 }', 'queue: { limit: 10 } # knockon: allow L116'),
    'sad-long.yaml': long(DISAPPOINTED),
    'bad.yaml': 'titel: x\n',
    'deep/base.yaml': long(SMALL_SHOP),
    'deep/child.yaml': 'extends: base.yaml\ntitle: The same again\n',
    'preset.yaml': SMALL_SHOP.replace(
      'retry: { attempts: 2 }, timeout: 100ms',
      'policies: { preset: hystrix }',
    ),
  });
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('knockon check', () => {
  it('shows a finding where it stands, with its sum, and exits with 0', async () => {
    const { code, out, err } = await knockon(['check', 'sad-long.yaml']);
    expect(code).toBe(0);
    expect(out).toBe('sad-long.yaml: ok, 2 services, 1 load, 1 fault, 3 expectations, 40s, 1 finding\n');
    expect(err).toBe(`warning[L116]: a full queue of stock holds only work that nobody waits for
  --> sad-long.yaml:14:21
   |
13 |     concurrency: { threads: 4 }
14 |     queue: { limit: 100 }
   |                     ^^^
   = because: 100 ÷ (4 threads ÷ 20ms = 200/s) = 500ms ≥ 100ms (web -> stock.reserve)
   = help: limit: 10 is served in half of that time; or order: lifo, or cancellation: full

knockon list lints tells what the codes mean; a comment such as "# knockon: allow L116: why" allows one.
`);
  });

  it('exits with 1 for a finding with --strict, and with 2 for a mistake whatever else there is', async () => {
    expect((await knockon(['check', 'shop.yaml', '--strict'])).code).toBe(0);
    expect((await knockon(['check', 'shop.yaml', 'sad-long.yaml', '--strict'])).code).toBe(1);
    expect((await knockon(['check', 'sad-long.yaml', 'bad.yaml', '--strict'])).code).toBe(2);
  });

  it('counts what comments allow, and is content with it', async () => {
    expect(await knockon(['check', 'fine.yaml', '--strict'])).toEqual({
      code: 0,
      err: '',
      out: 'fine.yaml: ok, 2 services, 1 load, 1 fault, 3 expectations, 40s, 1 allowed\n',
    });
    // what --set brings stands in no line that a comment could be on
    const set = await knockon(['check', 'fine.yaml', '--strict', '--set', 'services.stock.queue.limit=100']);
    expect(set.code).toBe(1);
    expect(set.err).toContain('--> --set:1:');
  });

  it('finds comments that allow nothing', async () => {
    const { code, out, err } = await knockon(['check', 'idle.yaml', '--strict']);
    expect(code).toBe(1);
    expect(out).toContain(', 1 finding\n');
    expect(err).toContain('L116 finds nothing here');
  });

  it('writes mistakes and findings as JSON, and nothing else', async () => {
    const { code, out, err } = await knockon(['check', 'fine.yaml', 'sad-long.yaml', 'bad.yaml', '--json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(checkJsonSchema() as object);
    const data = JSON.parse(out) as {
      files: {
        file: string;
        isRunnable: boolean;
        diagnostics: Record<string, unknown>[];
        allowed: unknown[];
      }[];
    };
    validate(data);
    expect(validate.errors ?? []).toEqual([]);
    expect(data.files.map(({ file, isRunnable }) => [file, isRunnable])).toEqual([
      ['fine.yaml', true],
      ['sad-long.yaml', true],
      ['bad.yaml', false],
    ]);
    expect(data.files[0]).toMatchObject({
      diagnostics: [],
      allowed: [{ code: 'L116', reason: 'why not', line: 14 }],
    });
    expect(data.files[1].diagnostics).toMatchObject([
      { code: 'L116', severity: 'warning', file: 'sad-long.yaml', line: 14, column: 21, endColumn: 24 },
    ]);
    expect(data.files[2].diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', formula: null, meant: 'title', line: 1 }),
    );
  });

  it('annotates the lines where it is written: in what is extended, at a preset, and none of an option', async () => {
    const annotations = async (...words: string[]) => {
      const { code, out, err } = await knockon(['check', '--reporter', 'github', ...words]);
      expect(code).toBe(0);
      expect(err).toContain('warning[');
      return out.trimEnd().split('\n');
    };
    const sum = 'because: 100 ÷ (4 threads ÷ 20ms = 200/s) = 500ms ≥ 100ms (web -> stock.reserve)';
    const [extended, ...others] = await annotations('deep/child.yaml');
    expect(extended).toMatch(/^::warning file=deep\/base\.yaml,line=14,col=21,title=L116::/);
    expect(extended).toContain(`%0A${sum}%0A`);
    expect(others).toEqual([]);
    // a bulkhead of ten before five threads
    const [preset] = await annotations('preset.yaml', '--set', 'services.web.concurrency.threads=5');
    expect(preset).toMatch(/^::warning file=preset\.yaml,line=11,col=54,title=L133::/);
    const [option] = await annotations('shop.yaml', '--set', 'services.stock.queue.limit=100');
    expect(option).toMatch(/^::warning file=shop\.yaml,line=1,col=1,title=L116::--set: a full queue/);
  });

  it('annotates by itself on GitHub Actions, mistakes too, and leaves standard output to data', async () => {
    const env = { GITHUB_ACTIONS: 'true' };
    const said = await knockon(['check', 'sad-long.yaml', 'bad.yaml'], { env });
    expect(said.out).toContain('::warning file=sad-long.yaml,line=14,col=21,title=L116::');
    expect(said.out).toContain('sad-long.yaml: ok, ');
    expect(said.out).toContain('::error file=bad.yaml,line=1,col=1,title=');
    const data = await knockon(['check', 'sad-long.yaml', '--json'], { env });
    expect(data.err).toContain('::warning file=sad-long.yaml');
    expect(() => JSON.parse(data.out) as unknown).not.toThrow();
  });

  it('knows no other reporters', async () => {
    const { code, err } = await knockon(['check', 'shop.yaml', '--reporter', 'junit']);
    expect(code).toBe(2);
    expect(err).toContain('there is no reporter "junit" for a check');
  });

  it('is completed with its options, and its codes are listed', async () => {
    const { out } = await knockon(['complete', '--', 'check', '--st']);
    expect(out).toContain('--strict');
    const listed = await knockon(['list', 'lints']);
    expect(listed.out).toMatch(/^L116 {2}A full queue holds only work that nobody waits for\.$/m);
  });

  it('has a schema of its JSON', async () => {
    const { out } = await knockon(['schema', 'check']);
    expect(JSON.parse(out)).toEqual(checkJsonSchema());
  });
});

describe.concurrent('knockon run', () => {
  it('says nothing of findings while all is as expected', async () => {
    const { code, err } = await knockon([
      'run',
      'fine.yaml',
      '--set',
      'expect=[ { goodput: shoppers, at-least: 1% } ]',
      '--set',
      'services.stock.queue.limit=200',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('points to check when an expectation failed and there is something to find', async () => {
    const { code, err } = await knockon([
      'run',
      'sad-long.yaml',
      'shop.yaml',
      '--set',
      'services.web.queue.limit=21',
    ]);
    expect({ code, err }).toEqual({
      code: 1,
      err: '1 finding by arithmetic may tell why: knockon check sad-long.yaml --set services.web.queue.limit=21\n',
    });
  });

  it('points nowhere when there is nothing to find', async () => {
    expect(await knockon(['run', 'sad.yaml'])).toMatchObject({ code: 1, err: '' });
  });
});
