/** One scenario with many seeds, from its start to a result: run in worker threads, judged seed by seed, summed up. */
import { performance } from 'node:perf_hooks';
import { invariant } from '../base/assert.ts';
import {
  type Hands,
  type Question,
  RunTrouble,
  runSeeds,
  type Sample,
  shareOf,
  spreadOf,
} from '../experiment/index.ts';
import type { PhaseSpan } from '../present/phase-spans.ts';
import type { Stop } from '../present/result.ts';
import type { SeedsJudged, SeedsLoad, SeedsResult } from '../present/seeds-result.ts';
import { keyOf } from '../present/totals.ts';
import { sayInstant, sayNumberOf, sayWhole } from '../present/words.ts';
import { type Expectation, judge, type Scenario } from '../scenario/index.ts';
import { metricNamed, type Plan, phasesOf } from '../sim/index.ts';
import { questionOf } from './asked.ts';
import { type Budgets, interruptedBy, overBudget, sayEvents, usedUpOf } from './budgets.ts';
import { Progress } from './progress.ts';
import type { Seeds } from './seeds.ts';
import { listenForSignals } from './signals.ts';
import { circumstances } from './trouble.ts';

export interface SeedsOrder {
  readonly file: string;
  readonly scenario: Scenario;
  readonly seeds: Seeds;
  readonly atLeast: number;
  /** Where each run stops, ns. */
  readonly until: number;
  /** Events are those of each run; seconds and memory those of all together. */
  readonly budgets: Budgets;
  /** The command that runs one seed again, and the one that runs all. */
  readonly againWith: (seed: string) => string;
  readonly again: string;
  readonly label: string;
}

export async function runWithSeeds(order: SeedsOrder, hands: Hands): Promise<SeedsResult> {
  const { scenario, until } = order;
  const { plan, expectations } = scenario;
  const phases = phasesUpTo(plan, until);
  const asked = expectations.map((one) => questionOf(one, scenario));
  const headlines = headlineQuestions(plan, phases);
  const questions = [...asked.filter((question) => question !== undefined), ...headlines];
  const { samples, stop, wallSeconds } = await collect(order, questions, hands);
  /** The place of an expectation's answer among all. */
  const placeOf = (at: number) => asked.slice(0, at).filter((question) => question !== undefined).length;
  const answersAt = (place: number) => samples.map(({ answers }) => answers[place]);
  return {
    file: order.file,
    title: scenario.title,
    question: scenario.question,
    scenarioHash: scenario.hash,
    named: order.seeds.named,
    seeds: order.seeds.list,
    atLeast: order.atLeast,
    length: plan.length,
    until,
    phases,
    loads: loadsOf(plan, phases, (place) => answersAt(questions.length - headlines.length + place)),
    expectations: expectations.map((one, at) => {
      const values = asked[at] === undefined ? samples.map(() => Number.NaN) : answersAt(placeOf(at));
      return judgedOver(one, asked[at], values, samples, order);
    }),
    runs: samples.map(({ seed, runHash, events, reached }) => ({ seed, runHash, events, reached })),
    stop,
    again: order.again,
    wallSeconds,
  };
}

// ---- running ----------------------------------------------------------------------------------------

/** How often the budgets of the machine are looked at, ms. */
const LOOK_EVERY = 50;

/** Runs the seeds until all are done, or somebody or a budget wants it to stop: at once, wherever the runs are. */
async function collect(
  { scenario, seeds, until, budgets, label }: SeedsOrder,
  questions: readonly Question[],
  hands: Hands,
): Promise<{ samples: Sample[]; stop: Stop | undefined; wallSeconds: number }> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const progress = new Progress(label);
  const all = seeds.list.length;
  let done = 0;
  let stop: Stop | undefined;
  const stopFor = (reason: Stop) => {
    stop ??= reason;
    void hands.letGo();
  };
  const signals = listenForSignals((signal) => stopFor(interruptedBy(signal)));
  const watch = setInterval(() => {
    const over = usedUpOf(budgets, seconds(), () => `after ${done} of ${sayNumberOf(all, 'seed')}`);
    if (over !== undefined) stopFor(over);
    progress.show(done / all, `${done} of ${sayNumberOf(all, 'seed')}`, seconds());
  }, LOOK_EVERY);
  const study = { system: scenario.system, questions, until, mostEvents: budgets.events };
  try {
    const samples = await runSeeds(hands, study, seeds.list, (count) => {
      done = count;
    });
    return { samples, stop: stop ?? cutShort(samples, budgets.events, until), wallSeconds: seconds() };
  } catch (error) {
    if (error instanceof RunTrouble) {
      const { seed, events } = error;
      circumstances.seed = seed;
      circumstances.events = () => events;
    }
    throw error;
  } finally {
    clearInterval(watch);
    signals.stop();
    progress.clear();
  }
}

/** The stop of those runs that took too many events, if any did. */
function cutShort(samples: readonly Sample[], most: number | undefined, until: number): Stop | undefined {
  const [first, ...more] = samples.filter(({ reached }) => reached < until);
  if (first === undefined || most === undefined) return undefined;
  const who = more.length === 0 ? `seed ${first.seed}` : `${sayWhole(more.length + 1)} seeds`;
  const where = `${more.length === 0 ? '' : `, seed ${first.seed} first,`} at ${sayInstant(first.reached)} of ${sayInstant(until)}`;
  return overBudget('events', most, `${who} used up the ${sayEvents(most)}${where}`);
}

// ---- asking ------------------------------------------------------------------------------------------

/** As a page about a single run tells them: by faults, or the whole. The last may be cut short by `until`. */
function phasesUpTo(plan: Plan, until: number): PhaseSpan[] {
  const isTold = (name: string) =>
    plan.faults.length === 0 ? name === 'whole' : name !== 'warm-up' && name !== 'whole';
  return phasesOf(plan)
    .filter(({ name, from }) => isTold(name) && from < until)
    .map(({ name, from, to }) => ({ name, from, to: Math.min(to, until), isCutShort: to > until }));
}

const HEADLINES = ['goodput', 'success', 'latency-p99'] as const;

function headlineQuestions(plan: Plan, phases: readonly PhaseSpan[]): Question[] {
  return plan.directory.loads.flatMap(({ name }) =>
    phases.flatMap(({ from, to }) =>
      HEADLINES.map((metric) => ({ metric, kind: 'load' as const, subject: name, from, to })),
    ),
  );
}

function loadsOf(
  plan: Plan,
  phases: readonly PhaseSpan[],
  answersAt: (place: number) => number[],
): SeedsLoad[] {
  return plan.directory.loads.map(({ name }, load) => ({
    name,
    rows: phases.map((_, phase) => {
      const first = (load * phases.length + phase) * HEADLINES.length;
      return {
        goodput: spreadOf(answersAt(first), 'share'),
        success: spreadOf(answersAt(first + 1), 'share'),
        latencyP99: spreadOf(answersAt(first + 2), 'duration'),
      };
    }),
  }));
}

// ---- judging -----------------------------------------------------------------------------------------

function judgedOver(
  expectation: Expectation,
  question: Question | undefined,
  values: readonly number[],
  samples: readonly Sample[],
  { scenario, atLeast, againWith }: SeedsOrder,
): SeedsJudged {
  const metric = metricNamed(expectation.metric);
  invariant(metric !== undefined, 'an expectation names a metric of the catalog');
  const place = scenario.placeOf(expectation.path);
  // a run that stopped before the end of what it is about is not judged
  const judged = samples.flatMap(({ seed, reached }, at) =>
    question !== undefined && question.to > reached
      ? []
      : [{ seed, held: judge(expectation, question === undefined ? undefined : values[at]).held }],
  );
  const failedSeeds = judged.filter(({ held }) => !held).map(({ seed }) => seed);
  const held = shareOf(judged.length - failedSeeds.length, judged.length);
  const [first] = failedSeeds;
  return {
    standing: judged.length === 0 ? 'not-judged' : held.value >= atLeast ? 'held' : 'failed',
    text: expectation.text,
    note: expectation.note,
    subject: expectation.subject,
    file: place.file,
    line: place.range.line,
    column: place.range.column,
    key: keyOf(metric),
    unit: metric.unit,
    held,
    failedSeeds,
    observed: spreadOf(values, metric.unit),
    values,
    again: first === undefined ? undefined : againWith(first),
  };
}
