/** The command as a process: what goes to which stream, which files appear, and the exit code. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { DISAPPOINTED, DISAPPOINTING_LINE, SMALL_SHOP } from './support/small-shop.ts';
import { readXml } from './support/xml.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** The engine breaks after so many events: only our own mistakes look like this. */
const BREAKING =
  'data:text/javascript,Math.imul=((m)=>{let n=0;return(a,b)=>{if(n++>3e4)throw new Error("broken\\nin two");return m(a,b)}})(Math.imul)';

/** The process sends itself this signal as soon as it listens for signals. */
const signalling = (signal: string) =>
  `data:text/javascript,const t=setInterval(()=>{if(process.listenerCount("SIGINT")>0){clearInterval(t);process.kill(process.pid,"${signal}")}},1);t.unref()`;

beforeAll(() => {
  buildIfStale();
  // Once: a file that is written again is empty for a moment, and the tests beside would read it so.
  place.write({ 'shop.yaml': SMALL_SHOP, 'sad.yaml': DISAPPOINTED, 'bad.yaml': 'titel: x\n' });
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('knockon', () => {
  it('prints help with examples when nothing is asked', async () => {
    const { code, out, err } = await knockon([]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: knockon <command>');
    expect(out).toContain('Examples:');
  });

  it.each(['run', 'check', 'new', 'list', 'verify', 'schema', 'play', 'completion'])(
    '%s has a help with examples',
    async (command) => {
      const { code, out } = await knockon([command, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`Examples:\n`);
      expect(out).toContain(`knockon ${command}`);
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    },
  );

  it('suggests what was meant, and says by its exit code that usage was wrong', async () => {
    const mistyped = await knockon(['rum', 'shop.yaml']);
    expect(mistyped).toMatchObject({ code: 2, out: '' });
    expect(mistyped.err).toContain('Did you mean run?');
    const option = await knockon(['run', 'shop.yaml', '--witout', 'slow']);
    expect(option).toMatchObject({ code: 2, out: '' });
    expect(option.err).toContain('Did you mean --without?');
    const catalog = await knockon(['list', 'falts']);
    expect(catalog.code).toBe(2);
    expect(catalog.err).toContain('Did you mean faults?');
  });

  it('takes a range for one seed to be a slip, and says what runs many', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', '--seed', '1..20']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--seeds 1..20');
  });

  it('play without a terminal says what to do instead', async () => {
    const { code, out, err } = await knockon(['play', 'shop.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('knockon play needs a terminal; without one: knockon run shop.yaml\n');
  });
});

describe.concurrent('knockon run', () => {
  it('tells a scenario on a page that a terminal shows at once', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(80);
    expect(lines[0]).toBe('A slow stock for ten seconds');
    expect(out).toContain('all 3 expectations held');
    expect(out).toMatch(/shoppers before +[\d.]+\/s/);
    expect(out).toMatch(/^faults .*━ slow-stock ┄/m);
    expect(STEERING.test(out.replaceAll('\n', ''))).toBe(false);
  });

  it('exits with 1 when an expectation fails, and says how to run that again', async () => {
    const { code, out } = await knockon([
      'run',
      'sad.yaml',
      '--set',
      'run.length=41s',
      '--seed',
      'blue moon',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('✗ goodput of shoppers during the faults was');
    expect(out).toContain('<b>stock</b> & co');
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      "again: knockon run sad.yaml --seed 'blue moon' --set run.length=41s",
    );
  });

  it('warns of a fault that touched nothing, and says why', async () => {
    // A file that nobody writes again while this test runs.
    place.write({ 'idle/shop.yaml': SMALL_SHOP });
    const at = (words: string) => ['run', 'idle/shop.yaml', '--set', `faults=[${words}]`];
    const idle = await knockon(at('{ errors: stock, share: 0%, at: 15s, for: 5s, name: none }'));
    expect(idle.err).toBe(
      'warning: the fault none touched nothing: no request that it would have touched began there while it lasted\n',
    );
    const waiting = await knockon(at('{ crash: stock, when: { waiting: web, above: 19 } }'));
    expect(waiting.err).toContain('crash-stock touched nothing: what it waits for never came');
    const lucky = await knockon(at('{ crash: stock, at: 20s, probability: 0% }'));
    expect(lucky.err).toContain('crash-stock touched nothing: its chance of 0% never came');
  });

  it('does not observe the hits of a fault that is left out', async () => {
    const hits = '{ hits: slow-stock, at-least: 1 }';
    place.write({ 'hits.yaml': SMALL_SHOP.replace(/expect:[\s\S]*/, `expect: [ ${hits} ]\n`) });
    expect((await knockon(['run', 'hits.yaml'])).code).toBe(0);
    const without = await knockon(['run', 'hits.yaml', '--without', 'slow-stock']);
    expect({ code: without.code, err: without.err }).toEqual({ code: 1, err: '' });
    expect(without.out).toContain('hits of slow-stock was not observed, expected at least 1');
  });

  it('runs nothing when one of several scenarios is wrong, and shows where', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', 'bad.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--> bad.yaml:1:1');
    expect(err).toContain('did you mean "title"?');
  });

  it('gives several scenarios a line each', async () => {
    const { code, out } = await knockon(['run', 's*.yaml']);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ sad\.yaml {2}2 of 3 expectations held, 40s$/m);
    expect(out).toMatch(/^✓ shop\.yaml {2}all 3 expectations held, 40s$/m);
    expect(out).toContain('2 scenarios: 1 failed, 1 as expected');
  });

  it('reads standard input', async () => {
    const { code, out } = await knockon(['run', '-'], { input: SMALL_SHOP });
    expect(code).toBe(0);
    expect(out).toContain('all 3 expectations held');
  });

  it('says nothing with --quiet unless something fails', async () => {
    expect(await knockon(['run', 'shop.yaml', '-q'])).toEqual({ code: 0, out: '', err: '' });
    const { out } = await knockon(['run', 'shop.yaml', 'sad.yaml', '--quiet']);
    expect(out).not.toContain('shop.yaml  all');
    expect(out).toContain('✗ sad.yaml');
  });

  it('writes colour only when it is wanted', async () => {
    const plain = await knockon(['run', 'shop.yaml'], { env: { CI: 'true', NO_COLOR: '' } });
    expect(plain.out).not.toContain('\u001b');
    const coloured = await knockon(['run', 'shop.yaml'], { env: { FORCE_COLOR: '1', NO_COLOR: '' } });
    expect(coloured.out).toContain('\u001b[1mA slow stock');
  });

  it('gives the same bytes of JSON for the same seed, and others for another', async () => {
    const [first, second, other] = await Promise.all([
      knockon(['run', 'shop.yaml', '--json']),
      knockon(['run', '--json', 'shop.yaml']),
      knockon(['run', 'shop.yaml', '--seed', '4', '--json', 'other.json']),
    ]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(second.out).toBe(first.out);
    const [run] = (JSON.parse(first.out) as { runs: { runHash: string; scenarioHash: string }[] }).runs;
    const written = JSON.parse(readFileSync(place.path('other.json'), 'utf8')) as { runs: (typeof run)[] };
    expect(written.runs[0].runHash).not.toBe(run.runHash);
    expect(written.runs[0].scenarioHash).toBe(run.scenarioHash);
    expect(other.out).toContain('all 3 expectations held');
  });

  it('follows single requests with --traces, and refuses where it could tell nobody of them', async () => {
    const page = await knockon(['run', 'shop.yaml', '--traces']);
    expect(page).toMatchObject({ code: 0, err: '' });
    expect(page.out).toContain('\ntrace: a typical failure, a request of shoppers at ');
    const [first, second] = await Promise.all([
      knockon(['run', 'shop.yaml', 'sad.yaml', '--traces', '--json']),
      knockon(['run', 'shop.yaml', 'sad.yaml', '--json', '--traces']),
    ]);
    expect(second.out).toBe(first.out);
    const { runs } = JSON.parse(first.out) as { runs: { traces: unknown[] }[] };
    expect(runs.map(({ traces }) => traces.length > 3)).toEqual([true, true]);
    const nowhere = await knockon(['run', 'shop.yaml', 'sad.yaml', '--traces']);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.err).toContain('add --json run.json');
  });

  it('has more series in the JSON where --series names them', async () => {
    const kindsOf = async (...options: string[]) => {
      const { out } = await knockon(['run', 'shop.yaml', '--json', ...options]);
      const [run] = (JSON.parse(out) as { runs: { series: { of: object } }[] }).runs;
      return Object.keys(run.series.of);
    };
    expect(await kindsOf()).toEqual(['load', 'edge', 'service', 'health', 'queue']);
    expect(await kindsOf('--series', 'policies,replicas')).toEqual([
      ...['load', 'edge', 'service', 'health', 'queue'],
      ...['replica', 'policy'],
    ]);
  });

  it('never writes a report over a scenario', async () => {
    expect((await knockon(['run', 'shop.yaml', '--reporter', 'junit:sad.yaml'])).code).toBe(2);
    expect((await knockon(['run', 'shop.yaml', '--json', 'sad.yaml'])).code).toBe(1);
    expect(readFileSync(place.path('sad.yaml'), 'utf8')).toBe(DISAPPOINTED);
  });

  it('reports in several ways at once', async () => {
    const reporters = 'text,junit:out.xml,github,markdown:out.md';
    const { code, out } = await knockon(['run', 'sad.yaml', 'shop.yaml', '--reporter', reporters]);
    expect(code).toBe(1);
    expect(out).toContain(`::error file=sad.yaml,line=${DISAPPOINTING_LINE},col=`);
    expect(readFileSync(place.path('out.md'), 'utf8')).toContain('&#60;b>stock&#60;/b> &#38; co');
    const suites = readXml(readFileSync(place.path('out.xml'), 'utf8'));
    expect(suites.attributes).toMatchObject({ tests: '8', failures: '1', errors: '0', skipped: '0' });
    const [failure] = suites.children[0].children.flatMap(({ children }) =>
      children.filter(({ name }) => name === 'failure'),
    );
    expect(failure.attributes.message).toContain('goodput of shoppers during the faults was');
    expect(failure.text).toContain('<b>stock</b> & co');
    // Titles may be alike; where a report tells of several, each is named by its file, too.
    expect(readFileSync(place.path('out.md'), 'utf8')).toContain('| shop.yaml |');
    const [, runsToItsEnd] = suites.children[0].children;
    expect(runsToItsEnd.attributes).toMatchObject({ name: 'runs to its end', classname: 'sad.yaml' });
  });

  it('annotates by itself on GitHub Actions, and leaves standard output to data', async () => {
    const env = { GITHUB_ACTIONS: 'true' };
    const failed = await knockon(['run', 'sad.yaml', '--json'], { env });
    expect(failed.err).toContain('::error file=sad.yaml');
    expect(() => JSON.parse(failed.out) as unknown).not.toThrow();
    const wrong = await knockon(['run', 'bad.yaml'], { env });
    expect(wrong.code).toBe(2);
    expect(wrong.out).toContain('::error file=bad.yaml,line=1,col=1');
    // Wherever the command runs, the runner looks for files from the root of its workspace.
    const workspace = { ...env, GITHUB_WORKSPACE: dirname(place.path('.')) };
    const below = await knockon(['run', 'bad.yaml'], { env: workspace });
    expect(below.out).toContain(`::error file=${basename(place.path('.'))}/bad.yaml,line=1,col=1`);
    const beside = await knockon(['run', 'bad.yaml'], { env: { ...env, GITHUB_WORKSPACE: '/elsewhere' } });
    expect(beside.out).toContain('::error file=bad.yaml,line=1,col=1');
  });

  it('refuses before the run to write where there is no directory, and makes none', async () => {
    const hint = 'Make it first: mkdir -p not/there';
    for (const option of [
      ['--json', 'not/there/run.json'],
      ['--reporter', 'text,junit:not/there/junit.xml'],
      ['--ndjson', 'not/there/run.ndjson'],
      ['--seeds', '2', '--json', 'not/there/run.json'],
    ]) {
      const { code, out, err } = await knockon(['run', 'shop.yaml', ...option]);
      expect({ code, out }, option.join(' ')).toEqual({ code: 2, out: '' });
      expect(err).toContain('there is no directory not/there');
      expect(err).toContain(hint);
    }
    expect(existsSync(place.path('not'))).toBe(false);
    const below = await knockon(['run', 'shop.yaml', '--json', 'shop.yaml/run.json']);
    expect(below.err).toContain('shop.yaml is no directory');
  });

  it('refuses two reports on standard output, and reporters there are not', async () => {
    const both = await knockon(['run', 'shop.yaml', '--reporter', 'text,junit']);
    expect(both).toMatchObject({ code: 2, out: '' });
    expect(both.err).toContain('junit:junit.xml');
    const folder = await knockon(['run', 'shop.yaml', '--json', '.']);
    expect(folder).toMatchObject({ code: 2, out: '' });
    expect(folder.err).toContain('. is a directory; a report needs the name of a file');
    const unknown = await knockon(['run', 'shop.yaml', '--reporter', 'jnit']);
    expect(unknown.err).toContain('Did you mean junit?');
  });

  it('goes on with its exit code when nobody reads any more', async () => {
    const child = await new Promise<string>((resolve) => {
      const shell = `"$0" "$1" run sad.yaml shop.yaml | true; echo "$\{PIPESTATUS[0]}"`;
      const command = new URL('../../dist/knockon.js', import.meta.url).pathname;
      execFile('bash', ['-c', shell, process.execPath, command], { cwd: place.directory }, (_, out, err) =>
        resolve(out + err),
      );
    });
    expect(child).toBe('1\n');
  });
});

describe.concurrent('how far knockon run goes', () => {
  it('stops at --until, and does not judge what lies beyond', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '20s']);
    expect(code).toBe(0);
    expect(out).toContain('1 of 3 expectations held, 2 not judged');
    expect(out).toContain('during…');
  });

  it('goes beyond the end with --until, where "last" means the new end', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '60s']);
    expect(code).toBe(0);
    expect(out).toContain('goodput of shoppers from 55s to 1m');
  });

  it.each([
    ['--max-events', '5_000', /its budget of 5,000 events was used up .*; --max-events allows more/],
    ['--max-seconds', '0.2', /its budget of 0.2 seconds was used up .*; --max-seconds allows more/],
    ['--max-memory', '1MB', /its budget of 1MB of memory was used up .*; --max-memory allows more/],
  ])(
    'stops with exit code 3 when %s is used up, and tells what it has seen',
    async (option, value, sentence) => {
      const { code, out } = await knockon(['run', 'shop.yaml', '--until', '100d', option, value]);
      expect(code).toBe(3);
      expect(out.replace(/\s+/g, ' ')).toMatch(sentence);
      expect(out).toContain('A slow stock for ten seconds');
    },
  );

  it('counts what reading a scenario takes to its seconds, and says so', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', '--max-seconds', '0.001']);
    expect(code).toBe(3);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /its budget of 0\.001 seconds was used up at 0s of 40s: to read and check it took [\d.]+ s/,
    );
  });

  it('refuses with exit code 3 a run for which there is no room, before anything is laid out', async () => {
    const crowd = SMALL_SHOP.replace(/arrivals: \{[^}]*\}/, 'users: 1000000, think: 1h');
    for (const more of [[], ['--seeds', '4']]) {
      const args = ['run', '-', '--max-memory', '100MB', '--json', 'crowd.json', ...more];
      const { code, out, err } = await knockon(args, { input: crowd });
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toContain('error[E305]: this would take about ');
      expect(err).toContain(' of it for the users of closed loads: more than its budget of 100MB leaves');
      expect(err).toContain('write fewer users, or allow more with --max-memory');
      expect(readFileSync(place.path('crowd.json'), 'utf8')).toContain('E305');
    }
  });

  it.each([
    ['--until', '5q'],
    ['--until', '0s'],
    ['--max-memory', '5'],
    ['--max-events', '-1'],
    ['--seed', ''],
    ['--set', 'nonsense'],
    ['--without', 'nobody'],
  ])('refuses %s %s', async (option, value) => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', option, value]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
    expect(err).not.toContain('our mistake');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('tells what it has seen when %s comes, and exits with %d', async (signal, code) => {
    const signalled = ['--import', signalling(signal)];
    const answer = await knockon(['run', 'shop.yaml', '--until', '100d'], { node: signalled });
    expect(answer.code).toBe(code);
    expect(answer.out).toContain('A slow stock for ten seconds');
    expect(answer.out).toContain('stopped: ');
  });

  it('blames itself for its own mistakes, in a sentence, with what it takes to find them', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml'], { node: ['--import', BREAKING] });
    expect({ code, out }).toEqual({ code: 70, out: '' });
    expect(err).toMatch(
      /^knockon: this is our mistake, not yours: broken in two \(shop\.yaml, seed 3, event \d+\)\n/,
    );
    expect(err).not.toContain('    at ');
    const debugging = await knockon(['run', 'shop.yaml'], {
      node: ['--import', BREAKING],
      env: { KNOCKON_DEBUG: '1' },
    });
    expect(debugging.err).toContain('    at ');
  });
});

describe.concurrent('the files of a scenario', () => {
  const extending = (file: string) => `extends: ${file}\ntitle: extending\n`;

  it('may lie below its directory', async () => {
    place.write({ 'parts/system.yaml': SMALL_SHOP, 'whole.yaml': extending('parts/system.yaml') });
    expect((await knockon(['check', 'whole.yaml'])).code).toBe(0);
  });

  it.each([
    ['outside of it', '../hidden.yaml'],
    ['of another kind', 'secret.txt'],
    ['behind a link that leads out', 'inside/link.yaml'],
    ['behind a link to another kind', 'inside/dressed.yaml'],
  ])('are not read when they are %s', async (_, file) => {
    place.write({
      'hidden.yaml': SMALL_SHOP,
      'deep/secret.txt': SMALL_SHOP,
      'deep/scenario.yaml': extending(file),
    });
    mkdirSync(place.path('deep/inside'), { recursive: true });
    if (!existsSync(place.path('deep/inside/link.yaml'))) {
      symlinkSync(place.path('hidden.yaml'), place.path('deep/inside/link.yaml'));
      symlinkSync(place.path('deep/secret.txt'), place.path('deep/inside/dressed.yaml'));
    }
    const { code, err } = await knockon(['check', 'deep/scenario.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('deep/scenario.yaml:1:');
  });

  it.each([
    ['nothing.yaml', 'there is no such file'],
    ['.', 'is a directory'],
    ['nothing-*.yaml', 'no file matches'],
  ])('named %s are told of when they cannot be read', async (file, sentence) => {
    const { code, err } = await knockon(['run', file]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it('that are misspelt are told with the one beside them that was probably meant', async () => {
    place.write({ 'deep/shop.yaml': SMALL_SHOP });
    expect((await knockon(['check', 'deep/sohp.yaml'])).err).toContain('did you mean deep/shop.yaml?');
    expect((await knockon(['check', 'deep/else.yaml'])).err).not.toContain('did you mean');
  });

  it('cannot send control sequences to the terminal', async () => {
    place.write({
      'hostile.yaml': SMALL_SHOP.replace('Do shoppers', '"\\e]0;owned\\a \\e[2J Do shoppers').replace(
        'notice?',
        'notice?"',
      ),
    });
    const { code, out, err } = await knockon(['run', 'hostile.yaml']);
    expect(code).toBe(2);
    expect(STEERING.test((out + err).replaceAll('\n', ''))).toBe(false);
    // nor can a name, be it one of a file or a pattern for some
    const named = await knockon(['run', 'no\u001b[31m.yaml']);
    expect(named).toMatchObject({ code: 2 });
    expect(STEERING.test(named.err.replaceAll('\n', ''))).toBe(false);
  });
});

describe.concurrent('the other commands', () => {
  it('check says a line for each good file, and frames for the others', async () => {
    const { code, out, err } = await knockon(['check', 'shop.yaml', 'bad.yaml']);
    expect(code).toBe(2);
    expect(out).toBe('shop.yaml: ok, 2 services, 1 load, 1 fault, 3 expectations, 40s\n');
    expect(err).toContain('error[');
  });

  it('new writes a scenario that runs and whose expectations hold, and does not replace one', async () => {
    expect((await knockon(['new', 'mine/starter.yaml'])).code).toBe(0);
    const run = await knockon(['run', 'mine/starter.yaml']);
    expect(run.out).toContain('all 4 expectations held');
    const again = await knockon(['new', 'mine/starter.yaml']);
    expect(again.code).toBe(2);
    expect(again.err).toContain('knockon new mine/starter.yaml --force');
    const printed = await knockon(['new', '-']);
    expect(printed.out).toBe(readFileSync(place.path('mine/starter.yaml'), 'utf8'));
  });

  it.each(['1', '2', '3', '4', '5'])('what new writes holds with seed %s too', async (seed) => {
    const { out } = await knockon(['new', '-']);
    expect((await knockon(['run', '-', '--seed', seed, '-q'], { input: out })).code).toBe(0);
  });

  it('list tells of scenarios by paths that can be run, and checked, from where it was asked', async () => {
    const { scenarios } = JSON.parse((await knockon(['list', 'scenarios', '--json'])).out) as {
      scenarios: { name: string }[];
    };
    const path = scenarios.map(({ name }) => name).find((name) => name.endsWith('/healthy.yaml')) ?? '';
    expect(await knockon(['run', path])).toMatchObject({ code: 0, err: '' });
    expect((await knockon(['check', ...scenarios.map(({ name }) => name)])).code).toBe(0);
    // whoever names it as the checkout does is told where it is
    for (const named of ['scenarios/healthy.yaml', 'healthy']) {
      const elsewhere = await knockon(['run', named]);
      expect(elsewhere.code).toBe(2);
      expect(elsewhere.err).toContain(`one of that name comes with Knockon: ${path}`);
    }
  });

  it('list tells a sentence for each thing there is', async () => {
    const { out } = await knockon(['list']);
    for (const word of [
      'faults',
      'policies',
      'retry',
      'round-robin',
      'poisson',
      'lognormal',
      'goodput',
      'latency-*',
    ]) {
      expect(out).toContain(word);
    }
    const { out: json } = await knockon(['list', 'faults', '--json']);
    const { faults, ...rest } = JSON.parse(json) as { faults: { name: string; sentence: string }[] };
    expect(rest).toEqual({});
    expect(faults.map(({ name }) => name)).toContain('slow');
    for (const { sentence } of faults) expect(sentence).toMatch(/\.$/);
  });

  it('schema prints what is published', async () => {
    const published = (name: string) =>
      readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8');
    expect((await knockon(['schema'])).out).toBe(published('scenario.schema.json'));
    expect((await knockon(['schema', 'runs'])).out).toBe(published('runs.schema.json'));
    expect((await knockon(['schema', 'verification'])).out).toBe(published('verification.schema.json'));
  });

  it.each(['bash', 'zsh', 'fish'])(
    'completion prints a script for %s that asks the command',
    async (shell) => {
      const { code, out } = await knockon(['completion', shell]);
      expect(code).toBe(0);
      expect(out).toContain('knockon complete --');
    },
  );

  it('leaves out what one --without lists, with commas between', async () => {
    const { code, err } = await knockon(['check', 'shop.yaml', '--without', 'stock, web.retry,nobody']);
    expect(code).toBe(2);
    expect(err).toContain('there is no fault or policy "nobody"');
    expect(err).not.toContain('there is no fault or policy "stock');
  });

  it('annotates the scenario for what was expected by an option', async () => {
    const extra = ['--set', 'expect=[{ goodput: shoppers, at-least: 100% }]', '--reporter', 'github'];
    const { code, out } = await knockon(['run', 'shop.yaml', ...extra]);
    expect(code).toBe(1);
    expect(out).toContain('::error file=shop.yaml,line=1,col=1,');
    expect(out).not.toContain('file=--set');
  });

  it('completes commands, options, choices and files', async () => {
    const suggested = async (...words: string[]) =>
      (await knockon(['complete', '--', ...words])).out.split('\n');
    expect((await suggested('ch'))[0]).toMatch(/^check\t/);
    expect((await suggested('run', '--un')).join()).toContain('--until');
    expect((await suggested('run', '--tr')).join()).toContain('--traces');
    expect((await suggested('list', '')).join()).toContain('policies');
    expect((await suggested('verify', 'mm1', 'breaker-h'))[0]).toMatch(/^breaker-half-open\t/);
    expect((await suggested('run', '--reporter', 'text,j')).slice(0, 2)).toEqual([
      'text,json\t',
      'text,junit\t',
    ]);
    expect((await suggested('run', '--events', 'windows,w'))[0]).toBe(':4');
    expect((await suggested('check', '--reporter=g'))[0]).toBe('github\t');
    // what may be left out stands in the scenario
    const leavable = await suggested('run', 'shop.yaml', '--without', '');
    expect(leavable).toEqual(expect.arrayContaining(['slow-stock\t', 'slow\t', 'stock\t', 'web.retry\t']));
    expect((await suggested('check', 'shop.yaml', '--without=slow,web.t'))[0]).toBe('slow,web.timeout\t');
    expect(await suggested('run', '--without', 's')).toEqual([':4', '']);
    expect(await suggested('completion', '')).toEqual(['bash\t', 'zsh\t', 'fish\t', ':4', '']);
    // no suggestion and a directive of 0: the shell offers files
    expect(await suggested('run', '')).toEqual([':0', '']);
  });
});

describe.concurrent('the completion of bash', () => {
  /** What bash would offer for these words, the last of them begun. */
  function offered(...words: string[]): Promise<string> {
    const script = [
      'knockon() { "$NODE" "$COMMAND" "$@"; }',
      'source <(knockon completion bash) && source <(knockon completion bash)',
      `COMP_WORDS=(knockon ${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length}`,
      // outside of a completion there are no options to set
      'compopt() { :; }',
      `__knockon_complete; printf "%s " "$\{COMPREPLY[@]}"; complete -p knockon`,
    ].join('\n');
    return new Promise((resolve) => {
      const env = {
        ...process.env,
        NODE: process.execPath,
        COMMAND: new URL('../../dist/knockon.js', import.meta.url).pathname,
      };
      execFile('bash', ['--norc', '-c', script], { env }, (_, out, err) => resolve(out + err));
    });
  }

  it('works without the package bash-completion, and falls back to files', async () => {
    expect(await offered('ch')).toMatch(/^check complete -o default -F/);
    expect(await offered('run', '--wi')).toMatch(/^--without complete/);
    expect(await offered('run', 'shop')).toMatch(/^ ?complete -o default/);
  });
});

describe.concurrent('knockon new', () => {
  it('says that it made a directory, and names a file where one is given a directory', async () => {
    const made = await knockon(['new', 'fresh/of/all/shop.yaml']);
    expect(made).toMatchObject({ code: 0, out: '' });
    expect(made.err).toContain('fresh/of/all/shop.yaml is written, in a new directory');
    expect((await knockon(['new', 'fresh/of/all/other.yaml'])).err).not.toContain('directory');
    const here = await knockon(['new', '.']);
    expect(here.code).toBe(2);
    expect(here.err).toContain('knockon new scenario.yaml');
    expect((await knockon(['new', ''])).err).toContain('knockon new scenario.yaml');
  });
});
