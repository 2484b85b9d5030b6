/** Builds the command once, before any test runs it: tests in several workers must not build at the same time. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function setup(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['build.mjs', '--if-stale'], { cwd: root, stdio: 'pipe' });
}
