/** Where the command looks for files, and what it says of a scenario that can never go on. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale, root, Workplace } from './support/knockon.ts';

const place = new Workplace();
const circle = `title: Round and round
run: { length: 5s }
services:
  a: { concurrency: { threads: 1 }, operations: { go: [ { send: q, timeout: 1s } ] } }
brokers:
  b: { kind: queue, queues: { q: {} } }
consumers: [ { from: q, call: a.go } ]
load: [ { name: people, operation: a.go, arrivals: { constant: 1/s } } ]
`;

beforeAll(() => {
  buildIfStale();
  place.write({ 'below/round.yaml': circle });
});
afterAll(() => place.remove());

test('npm starts scripts in the folder of the project, but files are meant from where the user stands', async () => {
  const there = { npm_lifecycle_event: 'knockon', INIT_CWD: place.path('below') };
  const found = await place.knockon(['check', 'round.yaml'], { env: there });
  expect(found).toMatchObject({ code: 0, err: '' });
  const missed = await place.knockon(['check', 'round.yaml']);
  expect(missed.code).toBe(2);
});

test('a circle without any time in it is told with its instant, as a mistake in the scenario', async () => {
  const answer = await place.knockon(['run', 'below/round.yaml']);
  expect(answer.code).toBe(2);
  expect(answer.err).toBe(
    'knockon: below/round.yaml cannot go on at 1 s: more than twenty million things happen in this one instant: something goes round without taking any time, or calls too many at once; give a step some work, the network some latency, or `parallel` fewer calls\n',
  );
});

test('the script that npm starts builds what is missing or stale, without a word, and passes everything on', async () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'tools', 'knockon.mjs'), 'list', 'nonsense'],
    { encoding: 'utf8', cwd: place.directory },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain("'nonsense' is invalid");
  expect(stderr).not.toContain('build:');
});
