/**
 * The order of the test files on a machine that has not run them before: vitest goes by their size, but the
 * claims of the scenarios are a short file that takes minutes. Begun last they leave the other cores idle.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = [/\/test\/scenarios\//, /\/test\/(theory|verify)\//];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const long = LONG.findIndex((pattern) => pattern.test(moduleId));
      return long < 0 ? LONG.length : long;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
