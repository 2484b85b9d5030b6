/** Where nothing may be written is found out before a run. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const place = mkdtempSync(join(tmpdir(), 'knockon-out-'));
const path = (name: string) => join(place, name);

/** The superuser may write anywhere, so it becomes nobody first: in a process of its own, for that is for good. */
const ASKING = `
import { outputPath } from ${JSON.stringify(new URL('../../src/cli/output-path.ts', import.meta.url))};
if (process.getuid?.() === 0) process.setuid(65534);
const [, file] = process.argv;
try { process.stdout.write(outputPath(file, 'report')); } catch (error) { process.stdout.write(error.message); }
`;
const asked = (file: string) =>
  execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', ASKING, file], {
    encoding: 'utf8',
  });

beforeAll(() => {
  for (const name of ['shut', 'open']) mkdirSync(path(name));
  writeFileSync(path('open/old.json'), '');
  for (const [name, mode] of [
    ['open/old.json', 0o444],
    ['open', 0o777],
    ['shut', 0o000],
    ['', 0o555],
  ] as const)
    chmodSync(path(name), mode);
});
afterAll(() => {
  for (const name of ['', 'shut']) chmodSync(path(name), 0o755);
  rmSync(place, { recursive: true });
});

describe.concurrent('a file to be written', () => {
  it.each([
    ['in a directory in which nothing may be made', 'run.json'],
    ['in a directory into which nobody may look', 'shut/run.json'],
    ['over a file that may only be read', 'open/old.json'],
  ])('is refused %s', (_, name) => {
    expect(asked(path(name))).toBe(`${path(name)} may not be written`);
  });

  it('is taken where it may be made', () => {
    expect(asked(path('open/run.json'))).toBe(path('open/run.json'));
  });
});
