/** A run depends on the scenario and the seed, and on no version of Node. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { systems } from './systems.ts';

const start = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const node22 = here('./node_modules/node/bin/node');

beforeAll(async () => {
  await start(process.execPath, [here('../../build.mjs'), '--if-stale']);
  if (!existsSync(node22)) await start('npm', ['ci', '--prefix', here('.'), '--no-audit', '--no-fund']);
}, 180_000);

interface Told {
  node: string;
  runs: { hash: string; state: string; events: number; ledger: string[] }[];
}

async function ranOn(node: string): Promise<Told> {
  const simulator = new URL('../../dist/sim.js', import.meta.url).href;
  const { stdout } = await start(node, [here('./run.mjs'), simulator, JSON.stringify(systems)]);
  return JSON.parse(stdout) as Told;
}

test('the same three runs on Node 22 and on this Node are the same to the bit', async () => {
  const [old, present] = [await ranOn(node22), await ranOn(process.execPath)];
  expect(old.node).toMatch(/^v22\./);
  expect(present.node).not.toMatch(/^v22\./);
  expect(old.runs).toEqual(present.runs);
  expect(present.runs.map(({ ledger }) => ledger)).toEqual([[], [], []]);
  expect(new Set(present.runs.map(({ hash }) => hash)).size).toBe(3);
  for (const { events } of present.runs) expect(events).toBeGreaterThan(10_000);
}, 60_000);
