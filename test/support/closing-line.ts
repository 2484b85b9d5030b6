/**
 * A reporter whose only words are the last ones: `N passed, N failed`, alone on a line, so that a
 * pipeline can read the result of a test run without knowing the runner.
 */
import type { Reporter } from 'vitest/node';

/** The parts of a finished test file that the count needs; vitest's `TestModule` has them. */
export interface FinishedFile {
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> };
  errors(): readonly unknown[];
}

/**
 * Counts a finished run. A file that could not be loaded and an error outside any test count as one
 * failure each: a run that exits with an error never says `0 failed`.
 */
export function closingLine(files: readonly FinishedFile[], strayErrors: number, reason: string): string {
  let passed = 0;
  let failed = strayErrors;
  for (const file of files) {
    failed += file.errors().length;
    for (const test of file.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed++;
      // A test that is still pending when the run is over was cut off.
      else if (state !== 'skipped') failed++;
    }
  }
  if (reason !== 'passed' && failed === 0) failed = 1;
  return `${passed} passed, ${failed} failed`;
}

export class ClosingLine implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (files, strayErrors, reason) => {
    const line = closingLine(files, strayErrors.length, reason);
    // The other reporters print their summary at this same moment; the next turn is ours.
    setImmediate(() => process.stdout.write(`\n${line}\n`));
  };
}
