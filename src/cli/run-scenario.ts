/** One scenario from its start to a result: run, observed, judged. */

import { invariant } from '../base/assert.ts';
import {
  answerTo,
  checkBooks,
  intervalOf,
  isOpen,
  isUnknowable,
  momentsOf,
  neededBy,
  type Question,
} from '../experiment/index.ts';
import { booksOf } from '../present/books.ts';
import { evidenceOf } from '../present/evidence.ts';
import { type Judged, type Result, type Stop, UNKNOWABLE } from '../present/result.ts';
import { seriesOf } from '../present/series.ts';
import { summarise } from '../present/summary.ts';
import { inUnit, keyOf, totalsOf } from '../present/totals.ts';
import { tracesOf } from '../present/traces.ts';
import { sayInstant } from '../present/words.ts';
import { type Expectation, judge, type Scenario } from '../scenario/index.ts';
import { type JournalKind, type MoreSeries, metricNamed, Run } from '../sim/index.ts';
import { questionOf } from './asked.ts';
import type { Budgets } from './budgets.ts';
import { Progress } from './progress.ts';
import { noSignals, type Signals } from './signals.ts';
import { simulate } from './simulate.ts';
import type { Stream } from './stream.ts';

export interface Order {
  readonly file: string;
  readonly scenario: Scenario;
  readonly seed: string | undefined;
  /** Where to stop, ns; the scenario's end or before. */
  readonly until: number;
  readonly budgets: Budgets;
  /** The command that does the same again; the seed is added to it. */
  readonly again: (seed: string) => string;
  readonly label: string;
  /** Whether anybody wants all numbers. */
  readonly withNumbers: boolean;
  /** Whether single requests are to be followed. */
  readonly withTraces: boolean;
  /** Series besides the usual ones. */
  readonly series?: readonly MoreSeries[];
  /** What may stop it before its end. */
  readonly signals?: Signals;
  /** Somebody who reads along. */
  readonly reader?: Reader | undefined;
}

export interface Reader {
  /** Whether it writes to a terminal: then a line about progress would stand between its own. */
  readonly isOnScreen: boolean;
  /** What the journal of the run is to be about. */
  readonly journal: readonly JournalKind[];
  begin(run: Run, order: Order): Stream;
}

export async function runScenario(order: Order): Promise<Result> {
  const { scenario, seed, file, signals = noSignals } = order;
  const questions = scenario.expectations.map(questionOf);
  const moments = momentsOf(questions);
  const run = new Run(scenario.plan, {
    moments,
    traces: order.withTraces,
    ...(order.series === undefined ? {} : { series: order.series }),
    ...(order.reader === undefined ? {} : { journal: order.reader.journal }),
    ...(seed === undefined ? {} : { seed }),
  });
  const stream = order.reader?.begin(run, order);
  const progress = new Progress(order.label, order.reader?.isOnScreen);
  const { stop, isWhole, wallSeconds } = await simulate(
    run,
    order.until,
    order.budgets,
    progress,
    signals,
    stream,
  );
  if (isWhole && (stop === undefined || run.now > 0)) checkBooks(run);
  const result: Result = {
    file,
    title: scenario.title,
    question: scenario.question,
    scenarioHash: scenario.hash,
    seed: run.seed,
    runHash: run.hash,
    events: run.events,
    stop,
    summary: summarise(run),
    expectations: scenario.expectations.map((one, at) => judged(one, questions[at], scenario, run, stop)),
    again: order.again(run.seed),
    wallSeconds,
    numbers: order.withNumbers
      ? { totals: totalsOf(run), series: seriesOf(run), books: isWhole ? booksOf(run) : undefined }
      : undefined,
    traces: tracesOf(run),
  };
  await stream?.end(result);
  return result;
}

function judged(
  expectation: Expectation,
  question: Question,
  scenario: Scenario,
  run: Run,
  stop: Stop | undefined,
): Judged {
  const place = scenario.placeOf(expectation.path);
  const metric = metricNamed(expectation.metric);
  invariant(metric !== undefined, 'an expectation names a metric of the catalog');
  const base = {
    text: expectation.text,
    note: expectation.note,
    subject: expectation.subject,
    file: place.file,
    line: place.range.line,
    column: place.range.column,
  };
  if (isUnknowable(question, run.plan)) {
    return {
      ...base,
      standing: 'not-judged',
      isUnknowable: true,
      sentence: `${expectation.text}: not judged, ${UNKNOWABLE}`,
      observed: { key: keyOf(metric), value: null },
    };
  }
  if (isOpen(question, run)) {
    const why =
      stop === undefined
        ? `the run was stopped at ${sayInstant(run.now)}`
        : `the run stopped at ${sayInstant(run.now)}`;
    return {
      ...base,
      standing: 'not-judged',
      needs: neededBy(question, run),
      sentence: `${expectation.text}: not judged, ${why}`,
      observed: { key: keyOf(metric), value: null },
    };
  }
  const value = answerTo(question, run);
  const { held, sentence } = judge(expectation, value);
  const interval = held ? undefined : intervalOf(question, run);
  return {
    ...base,
    standing: held ? 'held' : 'failed',
    sentence,
    observed: { key: keyOf(metric), value: inUnit(metric.unit, value) },
    evidence: interval && evidenceOf(interval, question),
  };
}
