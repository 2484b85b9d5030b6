/** One scenario with many seeds, from its start to a result: run in worker threads, judged seed by seed, summed up. */
import { performance } from 'node:perf_hooks';
import { invariant } from '../base/assert.ts';
import { printable } from '../base/printable.ts';
import {
  type Hands,
  isUnknowable,
  type Question,
  RunTrouble,
  runSeeds,
  type Sample,
  shareOf,
  spreadOf,
} from '../experiment/index.ts';
import type { Stop } from '../present/result.ts';
import type { SeedsJudged, SeedsLoad, SeedsPhase, SeedsResult } from '../present/seeds-result.ts';
import { keyOf } from '../present/totals.ts';
import { sayInstant, sayNumberOf, sayWhole } from '../present/words.ts';
import { type Expectation, judge, type Scenario } from '../scenario/index.ts';
import { isDivided, metricNamed, type PhaseName, type Plan, phaseNamesOf } from '../sim/index.ts';
import { questionOf } from './asked.ts';
import { type Budgets, interruptedBy, overBudget, sayEvents, usedUpOf } from './budgets.ts';
import { Progress } from './progress.ts';
import { seedEvidence } from './seed-evidence.ts';
import type { Seeds } from './seeds.ts';
import { noSignals, type Signals } from './signals.ts';
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
  /** What may stop it before its end. */
  readonly signals?: Signals;
}

export async function runWithSeeds(order: SeedsOrder, hands: Hands): Promise<SeedsResult> {
  const { scenario, until } = order;
  const { plan, expectations } = scenario;
  const asked = expectations.map(questionOf);
  const names = phasesToTell(plan);
  const questions = [...asked, ...headlineQuestions(plan, names, until)];
  const { samples, stop, wallSeconds } = await collect(order, questions, hands);
  const answersAt = (place: number) => samples.map(({ answers }) => answers[place]);
  const spans = names.map((name) => phaseOver(samples, name, until));
  const judged = expectations.map((one, at) => judgedOver(one, at, answersAt(at), samples, order));
  const evidence = stop === undefined ? await seedEvidence(order, judged, wallSeconds) : [];
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
    phases: spans.filter((span) => span !== undefined),
    loads: loadsOf(plan, spans, (place) => answersAt(asked.length + place)),
    expectations: judged.map((one, at) => ({ ...one, evidence: evidence[at] })),
    runs: samples.map(({ seed, runHash, events, reached }) => ({ seed, runHash, events, reached })),
    warnings: idleFaults(samples),
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
  { scenario, seeds, until, budgets, label, signals = noSignals }: SeedsOrder,
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
  const tellNoMore = signals.tell((signal) => stopFor(interruptedBy(signal)));
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
    tellNoMore();
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

/** As a page about a single run tells them: by faults, or the whole. */
function phasesToTell(plan: Plan): PhaseName[] {
  const isTold = (name: string) =>
    isDivided(plan) ? name !== 'warm-up' && name !== 'whole' : name === 'whole';
  return phaseNamesOf(plan).filter(isTold);
}

/** When it was on the seeds that had it; nothing where none did. */
function phaseOver(samples: readonly Sample[], name: PhaseName, until: number): SeedsPhase | undefined {
  const had = samples.flatMap(({ phases }) =>
    phases.filter((phase) => phase.name === name && phase.from < until),
  );
  if (had.length === 0) return undefined;
  return {
    name,
    from: theSame(had.map(({ from }) => from)),
    to: theSame(had.map(({ to }) => Math.min(to, until))),
    isCutShort: had.some(({ to }) => to > until),
  };
}

function theSame([first, ...rest]: readonly number[]): number | undefined {
  return rest.every((each) => each === first) ? first : undefined;
}

const HEADLINES = ['goodput', 'success', 'latency-p99'] as const;

function headlineQuestions(plan: Plan, phases: readonly PhaseName[], until: number): Question[] {
  return plan.directory.loads.flatMap(({ name }) =>
    phases.flatMap((phase) =>
      HEADLINES.map((metric) => ({ metric, kind: 'load' as const, subject: name, phase, cut: until })),
    ),
  );
}

/** A row for each phase that some seed had. */
function loadsOf(
  plan: Plan,
  spans: readonly (SeedsPhase | undefined)[],
  answersAt: (place: number) => number[],
): SeedsLoad[] {
  return plan.directory.loads.map(({ name }, load) => ({
    name,
    rows: spans.flatMap((span, phase) => {
      if (span === undefined) return [];
      const first = (load * spans.length + phase) * HEADLINES.length;
      return {
        goodput: spreadOf(answersAt(first), 'share'),
        success: spreadOf(answersAt(first + 1), 'share'),
        latencyP99: spreadOf(answersAt(first + 2), 'duration'),
      };
    }),
  }));
}

/** A fault that touched nothing on any seed is either aimed wrong or not needed. */
function idleFaults([first, ...rest]: readonly Sample[]): string[] {
  return (first?.idle ?? [])
    .filter(({ name }) => rest.every(({ idle }) => idle.some((each) => each.name === name)))
    .map(({ name, why }) => `the fault ${printable(name)} touched nothing on any seed: ${why}`);
}

// ---- judging -----------------------------------------------------------------------------------------

function judgedOver(
  expectation: Expectation,
  at: number,
  values: readonly number[],
  samples: readonly Sample[],
  { scenario, atLeast, againWith }: SeedsOrder,
): SeedsJudged {
  const metric = metricNamed(expectation.metric);
  invariant(metric !== undefined, 'an expectation names a metric of the catalog');
  const place = scenario.placeOf(expectation.path);
  const unknowable = isUnknowable(questionOf(expectation), scenario.plan);
  // a run that stopped before the end of what it is about is not judged
  const judged = samples.flatMap(({ seed, open, answers }) =>
    unknowable || open.includes(at) ? [] : [{ seed, held: judge(expectation, answers[at]).held }],
  );
  const failedSeeds = judged.filter(({ held }) => !held).map(({ seed }) => seed);
  const held = shareOf(judged.length - failedSeeds.length, judged.length);
  const [first] = failedSeeds;
  return {
    ...(unknowable ? { isUnknowable: true as const } : {}),
    standing: judged.length === 0 ? 'not-judged' : held.value >= atLeast ? 'held' : 'failed',
    text: expectation.text,
    note: expectation.note,
    subject: expectation.subject,
    file: place.file,
    line: place.range.line,
    column: place.range.column,
    key: keyOf(metric),
    unit: metric.unit,
    limits: expectation.values,
    held,
    failedSeeds,
    observed: spreadOf(values, metric.unit),
    values,
    again: first === undefined ? undefined : againWith(first),
  };
}
