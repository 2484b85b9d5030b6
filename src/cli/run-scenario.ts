/** One scenario from its start to a result: run, observed, judged. */

import { invariant } from '../base/assert.ts';
import { intervalOf } from '../present/phase-spans.ts';
import type { Judged, Result, Stop } from '../present/result.ts';
import { seriesOf } from '../present/series.ts';
import { summarise } from '../present/summary.ts';
import { inUnit, keyOf, totalsOf } from '../present/totals.ts';
import { tracesOf } from '../present/traces.ts';
import { sayInstant } from '../present/words.ts';
import { type Expectation, judge, type Scenario } from '../scenario/index.ts';
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../sim/index.ts';
import { type Budgets, Progress, simulate } from './simulate.ts';

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
}

export async function runScenario(order: Order): Promise<Result> {
  const { scenario, seed, file } = order;
  // of the phases the run takes care itself
  const moments = scenario.expectations.flatMap(({ during }) =>
    'phase' in during ? [] : [during.from, during.to],
  );
  const run = new Run(scenario.plan, {
    moments,
    traces: order.withTraces,
    ...(seed === undefined ? {} : { seed }),
  });
  const { stop, wallSeconds } = await simulate(run, order.until, order.budgets, new Progress(order.label));
  if (stop === undefined || run.now > 0) checkBooks(run);
  return {
    file,
    title: scenario.title,
    question: scenario.question,
    scenarioHash: scenario.hash,
    seed: run.seed,
    runHash: run.hash,
    events: run.events,
    stop,
    summary: summarise(run),
    expectations: scenario.expectations.map((one) => judged(one, scenario, run, stop)),
    again: order.again(run.seed),
    wallSeconds,
    numbers: order.withNumbers ? { totals: totalsOf(run), series: seriesOf(run) } : undefined,
    traces: tracesOf(run),
  };
}

/** Whatever began must have ended once or be under way: if not, no number of this run can be trusted. */
function checkBooks(run: Run): void {
  const [first, ...more] = run.checkLedger();
  invariant(
    first === undefined,
    `the books of a run balance, yet ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`,
  );
}

/** From when to when an expectation is about; ns. */
function stretchOf({ during }: Expectation, run: Run): { from: number; to: number; isKnown: boolean } {
  if (!('phase' in during)) return { from: during.from, to: during.to, isKnown: true };
  // a phase that never comes (its fault was left out, or waited in vain) is nothing long
  const phase = run.phases.find(({ name }) => name === during.phase);
  return phase === undefined
    ? { from: 0, to: 0, isKnown: false }
    : { from: phase.from, to: phase.to, isKnown: true };
}

function judged(expectation: Expectation, scenario: Scenario, run: Run, stop: Stop | undefined): Judged {
  const { from, to, isKnown } = stretchOf(expectation, run);
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
  if (isKnown && to > run.now) {
    const why =
      stop === undefined
        ? `the run was stopped at ${sayInstant(run.now)}`
        : `the run stopped at ${sayInstant(run.now)}`;
    return {
      ...base,
      standing: 'not-judged',
      sentence: `${expectation.text}: not judged, ${why}`,
      observed: { key: keyOf(metric), value: null },
    };
  }
  const subject = subjectsOf(run.plan.directory, expectation.subjectKind as SubjectKind).find(
    ({ name }) => name === expectation.subject,
  );
  // a fault that was left out is not there to be asked
  const isThere = subject !== undefined;
  invariant(isThere || expectation.subjectKind === 'fault', 'an expectation names somebody who is there');
  const value =
    isKnown && isThere
      ? metric.valueOf(intervalOf(run, { name: 'whole', from, to, isCutShort: false }), subject)
      : undefined;
  const { held, sentence } = judge(expectation, value);
  return {
    ...base,
    standing: held ? 'held' : 'failed',
    sentence,
    observed: { key: keyOf(metric), value: inUnit(metric.unit, value ?? Number.NaN) },
  };
}
