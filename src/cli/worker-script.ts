/** Where a worker thread begins: in the sources, or in what they are bundled to. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from './package-root.ts';

export function workerScript(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('../experiment/worker.ts', import.meta.url)
    : pathToFileURL(join(packageRoot(), 'dist', 'worker.js'));
}
