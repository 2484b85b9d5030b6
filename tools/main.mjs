/**
 * `npm run main`: shows Knockon at work on a fresh checkout. Builds what is missing or stale, then
 * plays the first scenario on a terminal, or runs it headlessly where there is none (a pipe, CI).
 * Whatever goes wrong is told in a sentence or two.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReady } from './ready.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = join(root, 'dist', 'knockon.js');
const scenario = 'scenarios/retry-storm.yaml';

process.exitCode = await main();

async function main() {
  const trouble = await makeReady();
  if (trouble !== undefined) return stop(...trouble);
  if (!existsSync(command)) return stop('There is no command to start: src/cli/start.ts is missing.');

  const onTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  return start([command, onTerminal ? 'play' : 'run', scenario, ...process.argv.slice(2)]);
}

/** Runs Node with these arguments on our terminal; resolves to the exit code a shell would see. */
function start(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches the child without our help; we only have to outlive it to pass its exit code on.
    process.on('SIGINT', () => {});
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => resolve(stop(`Knockon could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function stop(...sentences) {
  console.error(sentences.join('\n'));
  return 1;
}
