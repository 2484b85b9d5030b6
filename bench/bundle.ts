/**
 * The simulator as it ships: bundled with the options of build.mjs. The sources run as they are too,
 * but V8 makes slower code of them, so nothing that is measured comes from there.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { tuneEngine } from '../src/cli/tune-engine.ts';

export type Simulator = typeof import('../src/sim/index.ts');

// The build is plain JavaScript: it runs before anything is compiled.
const script: string = new URL('../build.mjs', import.meta.url).href;
const { fast, keepConst } = (await import(script)) as {
  fast: BuildOptions;
  keepConst(code: string): string;
};

/** Bundles the simulator and loads it, with V8 tuned for it as the command does. */
export async function bundledSimulator(): Promise<Simulator> {
  tuneEngine();
  const result = await build({
    ...fast,
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: ['src/sim/index.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    write: false,
    logLevel: 'warning',
  });
  const folder = mkdtempSync(join(tmpdir(), 'knockon-bench-'));
  const file = join(folder, 'sim.mjs');
  writeFileSync(file, keepConst(result.outputFiles[0].text));
  try {
    return (await import(pathToFileURL(file).href)) as Simulator;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor seconds this process has used: other work on the machine does not count. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
