/** Each scenario once, with one seed. */

import type { Result } from '../present/result.ts';
import { runForm } from '../report/run-form.ts';
import type { RunOptions } from './run.ts';
import type { AgainWords, Limits, Way } from './run-files.ts';
import { runScenario } from './run-scenario.ts';
import { UsageError } from './trouble.ts';

export function onceEach(options: RunOptions, budgets: Limits, again: AgainWords): Way<Result> {
  const withTraces = options.traces === true;
  let withNumbers = false;
  return {
    form: runForm,
    async begin(reporters) {
      withNumbers = reporters.wantNumbers;
      if (withTraces && !reporters.tellTraces)
        throw new UsageError(
          '--traces would be told nowhere',
          'A page about one scenario tells of a request, and JSON of all that are kept: add --json run.json',
        );
    },
    one: ({ file, scenario }, until, label) =>
      runScenario({
        file,
        scenario,
        seed: options.seed,
        until,
        budgets,
        again: (seed) => again(file, ['--seed', seed]),
        withNumbers,
        withTraces,
        label,
      }),
    async end() {},
  };
}
