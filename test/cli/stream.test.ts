/** A stream as a process: what goes to which stream, files, readers that go away, and signals. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { DISAPPOINTED, SMALL_SHOP } from './support/small-shop.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
const command = new URL('../../dist/knockon.js', import.meta.url).pathname;

beforeAll(buildIfStale, 60_000);
beforeAll(() => place.write({ 'shop.yaml': SMALL_SHOP, 'sad.yaml': DISAPPOINTED, 'bad.yaml': 'titel: x\n' }));
afterAll(() => place.remove());

/** `knockon` stands for the command in this line of bash. */
function bash(line: string): Promise<string> {
  const script = `knockon() { "$NODE" "$COMMAND" "$@"; }; ${line}`;
  const env = { ...process.env, NODE: process.execPath, COMMAND: command };
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-c', script], { cwd: place.directory, env }, (_, out, err) =>
      resolve(out + err),
    );
  });
}

interface Line {
  event: string;
  stopped?: { by: string };
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('knockon run --ndjson', () => {
  it('writes lines and nothing else to standard output, the same each time', async () => {
    const [first, second] = await Promise.all([
      knockon(['run', 'shop.yaml', '--ndjson']),
      knockon(['run', '--ndjson', 'shop.yaml']),
    ]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(second.out).toBe(first.out);
    const lines = linesOf(first.out);
    expect(lines[0].event).toBe('run-began');
    expect(lines.at(-1)?.event).toBe('run-ended');
    expect(lines.length).toBeGreaterThan(2000);
  });

  it('tells several scenarios one after another, and exits with what came of them', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml', 'sad.yaml', '--ndjson', '--events', 'faults']);
    expect(code).toBe(1);
    const run = ['run-began', 'fault-began', 'fault-ended', 'run-ended'];
    expect(linesOf(out).map(({ event }) => event)).toEqual([...run, ...run]);
  });

  it('writes to a file beside other reports, and none where a scenario is wrong', async () => {
    const beside = await knockon(['run', 'shop.yaml', '--ndjson', 'shop.ndjson', '--events', 'windows']);
    expect(beside.out).toContain('all 3 expectations held');
    expect(linesOf(readFileSync(place.path('shop.ndjson'), 'utf8'))).toHaveLength(42);
    expect((await knockon(['run', 'bad.yaml', '--ndjson', 'none.ndjson'])).code).toBe(2);
    expect(existsSync(place.path('none.ndjson'))).toBe(false);
    const both = await knockon(['run', 'shop.yaml', '--ndjson', '--json', 'both.json']);
    expect(linesOf(both.out).at(-1)).toMatchObject({
      runHash: (JSON.parse(readFileSync(place.path('both.json'), 'utf8')) as { runs: { runHash: string }[] })
        .runs[0].runHash,
    });
  });

  it('ends without a word when its reader has seen enough, however long the run', async () => {
    const told = await bash(
      'knockon run shop.yaml --until 100d --ndjson | head -n 2 | wc -l; echo "$' + '{PIPESTATUS[0]}"',
    );
    expect(told.split('\n').map((line) => line.trim())).toEqual(['2', '0', '']);
  });

  it('runs on for the other reports when its reader has gone', async () => {
    const told = await bash(
      'knockon run sad.yaml --ndjson --json rest.json | true; echo "$' + '{PIPESTATUS[0]}"',
    );
    expect(told).toBe('1\n');
    expect(existsSync(place.path('rest.json'))).toBe(true);
  });

  it('tells what came of it when it is interrupted', async () => {
    const signalling =
      'data:text/javascript,const t=setInterval(()=>{if(process.listenerCount("SIGINT")>0){clearInterval(t);process.kill(process.pid,"SIGINT")}},1);t.unref()';
    const { code, out } = await knockon(
      ['run', 'shop.yaml', '--until', '100d', '--ndjson', '--events', 'windows'],
      { node: ['--import', signalling] },
    );
    expect(code).toBe(130);
    expect(linesOf(out).at(-1)).toMatchObject({ event: 'run-ended', stopped: { by: 'SIGINT' } });
  });

  it('is interrupted at once also while its reader takes nothing', async () => {
    const whenStalled =
      'data:text/javascript,const t=setInterval(()=>{if(process.stdout.writableLength>0){clearInterval(t);process.kill(process.pid,"SIGINT")}},5);t.unref()';
    // the shell holds the reading end open, and never reads
    const told = await bash(
      `mkfifo pipe; exec 3<>pipe; "$NODE" --import '${whenStalled}' "$COMMAND" run shop.yaml --until 100d --ndjson >pipe; echo $?`,
    );
    expect(told).toBe('130\n');
  });
});
