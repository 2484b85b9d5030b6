/** Each scenario once, with one seed; somebody may read along. */
import type { Result } from '../present/result.ts';
import { runForm } from '../report/run-form.ts';
import { moreSeries } from './more-series.ts';
import { outputPath } from './output-path.ts';
import { packageVersion } from './package-root.ts';
import type { RunOptions } from './run.ts';
import type { AgainWords, Limits, Way } from './run-files.ts';
import { type Reader, runScenario } from './run-scenario.ts';
import { fileSink, Sink } from './sink.ts';
import { journalKinds, Stream } from './stream.ts';
import { streamKinds } from './stream-kinds.ts';
import { UsageError } from './trouble.ts';

export function onceEach(options: RunOptions, budgets: Limits, again: AgainWords): Way<Result> {
  const { seed, ndjson, events } = options;
  if (typeof ndjson === 'string' && ndjson !== '-') outputPath(ndjson, 'stream');
  const withTraces = options.traces === true;
  const kinds = streamKinds(events);
  const series = moreSeries(options.series);
  let withNumbers = false;
  let isOnlyReader = false;
  let sink: Sink | undefined;
  const reader = (target: string | true): Reader => {
    const isToOut = target === true || target === '-';
    // a file is opened when something is about to run
    const to = sink ?? (isToOut ? new Sink(process.stdout, 'standard output') : fileSink(target));
    sink = to;
    return {
      isOnScreen: isToOut && process.stdout.isTTY === true,
      journal: journalKinds(kinds),
      begin: (run, { file, scenario: { title, hash } }) => {
        const { length, window } = run.plan;
        const about = { file, title, scenarioHash: hash, seed: run.seed, length, window, kinds };
        return new Stream(run, to, { engineVersion: packageVersion(), ...about }, isOnlyReader);
      },
    };
  };
  return {
    form: runForm,
    crowd: { runs: 1, withSeries: true, series },
    async begin(reporters) {
      withNumbers = reporters.wantNumbers;
      isOnlyReader = !reporters.tellAnything;
      if (withTraces && !reporters.tellTraces)
        throw new UsageError(
          '--traces would be told nowhere',
          'A page about one scenario tells of a request, and JSON of all that are kept: add --json run.json',
        );
      if (options.series !== undefined && !withNumbers)
        throw new UsageError(
          '--series would be told nowhere',
          'Only the JSON has series: add --json run.json',
        );
    },
    one: ({ file, scenario, spent }, until, label, signals) =>
      runScenario({
        file,
        scenario,
        seed,
        until,
        budgets: { ...budgets, spent },
        again: (by) => again(file, ['--seed', by]),
        withNumbers,
        withTraces,
        series,
        signals,
        reader: ndjson === undefined ? undefined : reader(ndjson),
        label,
      }),
    end: async () => sink?.end(),
  };
}
