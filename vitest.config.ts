/**
 * How the tests run. Two projects: `engine` holds every `.test.ts` and lets Node load the TypeScript
 * itself; `screen` holds every `.test.tsx`, which need JSX compiled. A transform rewrites each use of
 * an imported constant into a property access and makes the hot loops nine times slower, so in the
 * second project too whatever is not a screen is loaded by Node.
 */
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';
import { LongestFirst } from './test/support/longest-first.ts';

// Tests compare text: no colour, whatever the developer's shell asks for (the workers inherit this).
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';

const common = {
  pool: 'forks' as const,
  // What hangs is ended; what is slow, on a machine that is busy, is not.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  exclude: ['**/node_modules/**', 'dist/**'],
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/built.ts'],
    // The default leaves one core idle, which on a small CI machine is half of them.
    maxWorkers: '100%',
    reporters: ['default', new ClosingLine()],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'engine',
          // Nothing in src/ keeps state between runs, so test files can share a process: 0.2 s less for each.
          isolate: false,
          include: ['test/**/*.test.ts'],
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
      {
        oxc: { jsx: { runtime: 'automatic' } },
        test: {
          ...common,
          name: 'screen',
          include: ['test/**/*.test.tsx'],
          server: {
            deps: {
              external: [
                /\/src\/(base|fields|sim|scenario|analysis|experiment|present|draw|report)\/.*\.ts$/,
              ],
            },
          },
        },
      },
    ],
  },
});
