/** The books of a run: checked after every run, whoever asked for it. */
import { invariant } from '../base/assert.ts';
import type { Run } from '../sim/index.ts';

/** Whatever began must have ended once or be under way: if not, no number of this run can be trusted. */
export function checkBooks(run: Run): void {
  const [first, ...more] = run.checkLedger();
  invariant(
    first === undefined,
    `the books of a run balance, yet ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`,
  );
}
