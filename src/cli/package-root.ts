/** Where the package lies: with its version, its scenarios and its schema. Found upward from this file, bundled or not. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '../base/assert.ts';

export function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    invariant(directory !== dirname(directory), 'the command lies in its package');
    directory = dirname(directory);
  }
  return directory;
}

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Where a scenario of the package lies, as a path that works from here: the shorter of the two there are. */
export function shippedScenario(file: string): string {
  const whole = join(packageRoot(), 'scenarios', file);
  const near = relative('', whole);
  return near.length < whole.length ? near : whole;
}
