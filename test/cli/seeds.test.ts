/** Many seeds as a process: exit codes, the line that does it again, budgets, signals, and where there are no threads. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { DISAPPOINTED, SMALL_SHOP } from './support/small-shop.ts';
import { readXml } from './support/xml.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
/** Holds on about half of all seeds. */
const DOUBTFUL = SMALL_SHOP.replace(
  /goodput: shoppers, during: during-faults.*%/,
  'offered: shoppers, at-least: 50/s',
);
/** The process sends itself this signal as soon as it listens for signals. */
const signalling = (signal: string) =>
  `data:text/javascript,import{isMainThread}from"node:worker_threads";if(isMainThread){const t=setInterval(()=>{if(process.listenerCount("SIGINT")>0){clearInterval(t);process.kill(process.pid,"${signal}")}},1);t.unref()}`;

beforeAll(buildIfStale, 60_000);
beforeAll(() => place.write({ 'shop.yaml': SMALL_SHOP, 'sad.yaml': DISAPPOINTED, 'doubt.yaml': DOUBTFUL }));
afterAll(() => place.remove());

interface Data {
  runs: unknown[];
  experiments: { runs: { seed: string; runHash: string }[] }[];
}

describe('knockon run --seeds', () => {
  it('exits with 0 when all holds on every seed, and tells it on a page', async () => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', '--seeds', '12']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('held on all 12 seeds (75.8%–100%)');
    expect(out).toMatch(/^all 3 expectations held on all 12 seeds$/m);
    expect(out).toMatch(/^seeds 1\.\.12, 40s each, /m);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('again:');
  });

  it('exits with 1 when something fails on one seed, and the line it prints fails by itself', async () => {
    const { code, out } = await knockon(['run', 'doubt.yaml', '--seeds', '1..12', '--set', 'run.warmup=4s']);
    expect(code).toBe(1);
    const again = /^again: knockon (run doubt\.yaml --seed \d+ --set run\.warmup=4s)$/m.exec(out);
    expect(again, out).not.toBeNull();
    expect((await knockon(again![1].split(' '))).code).toBe(1);
  });

  it('is content with a share of the seeds when that is asked for', async () => {
    const { code, out } = await knockon(['run', 'doubt.yaml', '--seeds', '1..12', '--at-least', '5%']);
    expect(code).toBe(0);
    expect(out).toContain('all 3 expectations held on at least 5% of all 12 seeds');
    // those on which it failed are told all the same
    expect(out).toMatch(/held on \d+ of 12 seeds, .*; failed on \d+, /);
  });

  it('gives the same bytes of JSON with threads and where there are none, of the runs that each seed makes alone', async () => {
    const args = ['run', 'sad.yaml', '--seeds', '1..4,9', '--json'];
    const threaded = await knockon(args);
    const alone = await knockon(args, { node: ['--permission', '--allow-fs-read=*'] });
    expect(threaded).toMatchObject({ code: 1, err: '' });
    expect(alone).toEqual(threaded);
    const { runs, experiments } = JSON.parse(threaded.out) as Data;
    expect(runs).toEqual([]);
    expect(experiments[0].runs.map(({ seed }) => seed).join()).toBe('1,2,3,4,9');
    const { out } = await knockon(['run', 'sad.yaml', '--seed', '9', '--json']);
    const [nine] = (JSON.parse(out) as { runs: { runHash: string }[] }).runs;
    expect(experiments[0].runs[4].runHash).toBe(nine.runHash);
  });

  it('reports in several ways at once, of several scenarios and of standard input', async () => {
    const reporters = 'text,junit:seeds.xml,github,markdown:seeds.md';
    const { code, out } = await knockon(['run', 'sad.yaml', '-', '--seeds', '5', '--reporter', reporters], {
      input: SMALL_SHOP,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ sad\.yaml {2}2 of 3 expectations held on all 5 seeds$/m);
    expect(out).toMatch(/^✓ - {2}all 3 expectations held on all 5 seeds$/m);
    expect(out).toContain('2 scenarios: 1 failed, 1 as expected');
    expect(out).toContain('::error file=sad.yaml,line=');
    const suites = readXml(readFileSync(place.path('seeds.xml'), 'utf8'));
    expect(suites.attributes).toMatchObject({ tests: '8', failures: '1', errors: '0' });
    expect(readFileSync(place.path('seeds.md'), 'utf8')).toContain('held on none of 5 seeds');
  });

  it('says nothing with --quiet when all is as expected', async () => {
    expect(await knockon(['run', 'shop.yaml', '--seeds', '5', '-q'])).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    ['--max-events', '3_000', '5 seeds used up the budget of 3,000 events, seed 1 first'],
    ['--max-seconds', '0.3', 'its budget of 0.3 seconds was used up after '],
    ['--max-memory', '1MB', 'its budget of 1MB of memory was used up after '],
  ])('stops with exit code 3 when %s is used up', async (option, value, sentence) => {
    const args = ['run', 'shop.yaml', '--seeds', '5', '--until', '100d', option, value];
    const { code, out } = await knockon(args);
    expect(code).toBe(3);
    expect(out).toContain(sentence);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at once when %s comes, and exits with %d', async (signal, code) => {
    for (const seeds of ['2', '9']) {
      const answer = await knockon(['run', 'shop.yaml', '--seeds', seeds, '--until', '100d'], {
        node: ['--import', signalling(signal)],
      });
      expect(answer.code).toBe(code);
      expect(answer.out).toContain('stopped: ');
      expect(answer.out).toContain(`none of ${seeds} seeds came to its end`);
    }
  });

  it.each([
    ['0', 'one seed at least'],
    ['9..1', 'ends before it begins'],
    ['1,2,1', 'Seed 1 is named twice'],
    ['1..', 'Expected 1..200'],
    ['1..999999999', 'more than 100000 seeds'],
  ])('refuses --seeds %s', async (seeds, sentence) => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', '--seeds', seeds]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it.each([
    [['--seeds', '5', '--seed', '3'], 'Leave one of them out'],
    [['--seeds', '5', '--traces'], 'knockon run shop.yaml --seed 1 --traces'],
    [['--seeds', '5', '--ndjson'], 'knockon run shop.yaml --seed 1 --ndjson'],
    [['--seeds', '5', '--series', 'all'], 'knockon run shop.yaml --seed 1 --json --series all'],
    [['--series', 'all'], 'add --json run.json'],
    [['--json', '--series', 'replica'], 'Did you mean replicas?'],
    [['--at-least', '90%'], 'knockon run shop.yaml --seeds 1..100 --at-least 90%'],
    [['--seeds', '5', '--at-least', '0.9'], 'write 90%'],
    [['--events', 'faults'], 'Add --ndjson'],
    [['--ndjson', '--events', 'falts'], 'Did you mean faults?'],
    [['--ndjson', '--json'], 'json:run.json'],
  ])('refuses %j, and says what to write instead', async (options, remedy) => {
    const { code, out, err } = await knockon(['run', 'shop.yaml', ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(remedy);
  });
});
