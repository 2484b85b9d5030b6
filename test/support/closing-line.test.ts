import { describe, expect, test } from 'vitest';
import { closingLine, type FinishedFile } from './closing-line.ts';

/** A finished file with tests in these states and this many errors of its own. */
function file(states: string[], errors = 0): FinishedFile {
  return {
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
    errors: () => Array.from({ length: errors }, () => new Error('could not be loaded')),
  };
}

describe('the closing line', () => {
  test('counts what passed and what failed over all files', () => {
    expect(closingLine([file(['passed', 'failed']), file(['passed'])], 0, 'failed')).toBe(
      '2 passed, 1 failed',
    );
  });

  test('leaves skipped tests out of both counts', () => {
    expect(closingLine([file(['passed', 'skipped'])], 0, 'passed')).toBe('1 passed, 0 failed');
  });

  test('counts a file that could not be loaded as a failure', () => {
    expect(closingLine([file([], 1), file(['passed'])], 0, 'failed')).toBe('1 passed, 1 failed');
  });

  test('counts an error outside any test as a failure', () => {
    expect(closingLine([file(['passed'])], 1, 'failed')).toBe('1 passed, 1 failed');
  });

  test('counts a test that was cut off as a failure', () => {
    expect(closingLine([file(['passed', 'pending'])], 0, 'interrupted')).toBe('1 passed, 1 failed');
  });

  test('never says that nothing failed when the run did not pass', () => {
    expect(closingLine([], 0, 'failed')).toBe('0 passed, 1 failed');
  });
});
