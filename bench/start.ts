/**
 * How long the command takes to begin: `knockon check` of a small scenario as a process, against a Node
 * that has nothing to do. The two take turns, so that both meet the same machine.
 *
 * `node bench/start.ts` prints it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { invariant } from '../src/base/assert.ts';
import { median } from './bundle.ts';

export interface StartCost {
  /** ms on the wall, medians. */
  readonly checkMs: number;
  readonly nodeMs: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds what is stale first: the command is measured as it is shipped. */
export function benchStart(repeats = 15): StartCost {
  millisOf(['build.mjs', '--if-stale']);
  const check = ['dist/knockon.js', 'check', 'scenarios/healthy.yaml'];
  const checks: number[] = [];
  const nodes: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    checks.push(millisOf(check));
    nodes.push(millisOf(['-e', '0']));
  }
  return { checkMs: median(checks), nodeMs: median(nodes) };
}

function millisOf(args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
  invariant(status === 0, 'what is measured does its work');
  return performance.now() - began;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { checkMs, nodeMs } = benchStart();
  console.log(
    `check ${checkMs.toFixed(0)} ms, node alone ${nodeMs.toFixed(0)} ms: ${(checkMs / nodeMs).toFixed(2)}`,
  );
}
