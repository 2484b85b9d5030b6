/** The examples of every help are true: what they say can be typed, and it works. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpOf } from '../../src/cli/pages.ts';
import { knockonProgram } from '../../src/cli/program.ts';
import { buildIfStale, root, Workplace } from './support/knockon.ts';

const place = new Workplace();
const program = knockonProgram();
/** `knockon run shop.yaml`, without the remark behind it. */
const examples = [program, ...program.commands].flatMap((command) =>
  [...helpOf(command).matchAll(/^ {2}((?:source <\()?knockon .*?)(?: {3,}.*)?$/gm)].map(([, line]) => line),
);
/**
 * Those of `play` need a terminal and a person; the one for zsh speaks of its own variables; a machine may
 * have no jq; and all that `verify` checks is checked by test/verify, so here a fifth of it will do.
 */
const typed = [...new Set(examples)]
  .filter((line) => !line.startsWith('knockon play') && line !== 'knockon verify')
  .map((line) => line.replace(/ > "\$\{fpath.*/, '').replace(/ \| jq .*/, ''));

beforeAll(async () => {
  buildIfStale();
  cpSync(join(root, 'scenarios'), place.path('scenarios'), { recursive: true });
  mkdirSync(place.path('.config/fish/completions'), { recursive: true });
  await place.knockon(['new', 'shop.yaml']);
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('the examples', () => {
  it('are there for every command', () => expect(typed.length).toBeGreaterThan(15));

  it.each(typed)('%s', { timeout: 180_000 }, async (line) => {
    // `new` does not replace the shop that the other examples run
    const isNew = /^knockon new(?! -)/.test(line);
    const script = `knockon() { "$NODE" "$COMMAND" "$@"; }; set -o pipefail; ${line}`;
    const answer = await new Promise<{ code: number; err: string }>((resolve) => {
      const child = execFile(
        'bash',
        ['--norc', '-c', script],
        {
          cwd: isNew ? place.path('.config') : place.directory,
          maxBuffer: 1e9,
          env: {
            ...process.env,
            HOME: place.directory,
            NODE: process.execPath,
            COMMAND: join(root, 'dist', 'knockon.js'),
          },
        },
        (_, __, err) => resolve({ code: child.exitCode ?? -1, err }),
      );
    });
    expect(answer.err).not.toMatch(/error|knockon:/);
    // changed with --seed, --set or --without, a scenario may well disappoint
    expect([0, / --(seed|set|without) /.test(line) ? 1 : 0]).toContain(answer.code);
  });
});
