/** One scenario run with many seeds, as reports tell it. */
import type { Group, Share, Spread } from '../experiment/index.ts';
import { sayBeside } from '../scenario/say-metric.ts';
import type { MetricUnit, PhaseName } from '../sim/index.ts';
import { type Evidence, sayEvidence } from './evidence.ts';
import { phaseWord } from './phase-spans.ts';
import { isUnjudged, type Standing, type Stop, sayUnknowable } from './result.ts';
import { sayUnit } from './say-unit.ts';
import { sayInstant, sayNumberOf, sayShare, sayWhole } from './words.ts';

export type { Group, MetricUnit, Share, Spread };

export interface SeedsResult {
  readonly file: string;
  readonly title: string;
  readonly question: string | undefined;
  readonly scenarioHash: string;
  /** As they were asked for: `1..200`. */
  readonly named: string;
  readonly seeds: readonly string[];
  /** Share of the seeds on which each expectation has to hold. */
  readonly atLeast: number;
  /** Planned length of a run, and where each was to stop; ns. */
  readonly length: number;
  readonly until: number;
  /** Before, during and after the faults; `whole` where there are none. */
  readonly phases: readonly SeedsPhase[];
  readonly loads: readonly SeedsLoad[];
  readonly expectations: readonly SeedsJudged[];
  /** The seeds that were run, in their order: all of them, unless it was stopped. */
  readonly runs: readonly SeedRun[];
  /** What somebody should look into, though nothing failed. */
  readonly warnings: readonly string[];
  /** Why not every seed was run to its end. */
  readonly stop: Stop | undefined;
  /** The line that does all of it again. */
  readonly again: string;
  /** Wall time; for people only. */
  readonly wallSeconds: number;
}

/** A phase that at least one seed had. */
export interface SeedsPhase {
  readonly name: PhaseName;
  /** ns; nothing where it differs from seed to seed, since a fault waits for something. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Whether any run stopped inside of it. */
  readonly isCutShort: boolean;
}

export interface SeedRun {
  readonly seed: string;
  readonly runHash: string;
  readonly events: number;
  /** ns */
  readonly reached: number;
}

/** What users of one load got, by phase. */
export interface SeedsLoad {
  readonly name: string;
  readonly rows: readonly {
    readonly goodput: Spread;
    readonly success: Spread;
    readonly latencyP99: Spread;
  }[];
}

export interface SeedsJudged {
  /** not-judged: on no seed. */
  readonly standing: Standing;
  /** As in a single run: nobody can know when what it is about was. */
  readonly isUnknowable?: true;
  readonly text: string;
  readonly note: string | undefined;
  readonly subject: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The metric's key in data, and its unit. */
  readonly key: string;
  readonly unit: MetricUnit;
  /** What was expected: one value, or the two ends of `between`; in the unit of the metric. */
  readonly limits: readonly number[];
  /** Of the seeds on which it was judged. */
  readonly held: Share;
  /** Seeds on which it did not hold, in their order. */
  readonly failedSeeds: readonly string[];
  readonly observed: Spread;
  /** One for each run, in the unit of the metric; NaN where there was nothing to measure. */
  readonly values: readonly number[];
  /** The line that runs the first of the failed seeds. */
  readonly again: string | undefined;
  /** Of one that failed: what happened on that seed over the time it is about. */
  readonly evidence?: SeedEvidence | undefined;
}

export interface SeedEvidence extends Evidence {
  readonly seed: string;
}

/** "on seed 3, why not: shoppers 94.1% timed out on orders -> payments.charge", a line for each kind of thing that is known. */
export function saySeedEvidence({ evidence }: SeedsJudged): string[] {
  return evidence === undefined
    ? []
    : sayEvidence(evidence).map((sentence) => `on seed ${evidence.seed}, ${sentence}`);
}

export function failedOfSeeds({ expectations }: SeedsResult): readonly SeedsJudged[] {
  return expectations.filter(({ standing }) => standing === 'failed');
}

/** Whether anything was not as expected, or nobody could tell. */
export function hasFailedOnSeeds(result: SeedsResult): boolean {
  return failedOfSeeds(result).length > 0 || isUnjudged(result);
}

/** "none of the 6 expectations could be judged on any seed: each run ended at 5s" */
export function sayUnjudgedOnSeeds({ expectations, until }: SeedsResult): string {
  const all = expectations.length;
  const who = all === 1 ? 'the expectation could not' : `none of the ${all} expectations could`;
  return `${who} be judged on any seed: each run ended at ${sayInstant(until)}, before what they are about`;
}

/** "10 of 11 expectations held on all 200 seeds", in the fewest words that are true. */
export function sayTallyOfSeeds(result: SeedsResult): string {
  const { expectations, runs, seeds, atLeast } = result;
  const all = expectations.length;
  if (runs.length === 0) return `none of ${sayNumberOf(seeds.length, 'seed')} came to its end`;
  if (isUnjudged(result)) return sayUnjudgedOnSeeds(result);
  const seedsRun =
    runs.length === seeds.length
      ? `all ${sayNumberOf(seeds.length, 'seed')}`
      : `the ${sayWhole(runs.length)} of ${sayNumberOf(seeds.length, 'seed')} that were run`;
  const wanted = atLeast === 1 ? seedsRun : `at least ${sayShare(atLeast)} of ${seedsRun}`;
  const on = seeds.length === 1 ? `seed ${seeds[0]}` : wanted;
  if (all === 0) return `nothing was expected; ${sayNumberOf(runs.length, 'seed')} run`;
  const count = (standing: Standing) => expectations.filter((one) => one.standing === standing).length;
  const open = count('not-judged');
  const rest = open === 0 ? '' : `, ${open} not judged${sayUnknowable(expectations)}`;
  const held = count('held');
  if (held === all) return `${all === 1 ? 'the expectation' : `all ${all} expectations`} held on ${on}`;
  return `${held} of ${all} expectations held on ${on}${rest}`;
}

/** Seeds that are named; the rest is counted. */
const MOST_NAMED = 3;

/** "held on 143 of 200 seeds, 71.5% (64.9%–77.3%); failed on 1, 3, 6 and 54 more" */
export function sayHeld({ held, failedSeeds }: SeedsJudged): string {
  const { part, whole } = held;
  if (whole === 0) return 'not judged on any seed';
  if (whole === 1) return part === 1 ? 'held on the only seed' : `failed on seed ${failedSeeds[0]}`;
  const interval = `(${sayShare(held.low)}–${sayShare(held.high)})`;
  if (part === whole) return `held on all ${sayWhole(whole)} seeds ${interval}`;
  const named = failedSeeds.slice(0, MOST_NAMED).join(', ');
  const more = failedSeeds.length - MOST_NAMED;
  const failed = failedSeeds.length === 1 ? `seed ${named}` : named;
  const others = more > 0 ? ` and ${sayWhole(more)} more` : '';
  return part === 0
    ? `held on none of ${sayWhole(whole)} seeds ${interval}`
    : `held on ${sayWhole(part)} of ${sayWhole(whole)} seeds, ${sayShare(held.value)} ${interval}; failed on ${failed}${others}`;
}

/**
 * "median 99.9% (99.8%–99.9%), 99.2% to 100%", or the two groups of a number that is bistable. Where it did
 * not hold everywhere, with as many digits as it takes to see on which side of the limit each number lies.
 */
export function sayObserved(
  { observed, unit, held, limits }: SeedsJudged,
  seedAt: (place: number) => string,
): string {
  const { measured, median, interval, least, most, groups } = observed;
  if (measured === 0) return 'nothing was there to measure';
  const say = sayApart(held.part === held.whole ? [] : limits, unit);
  if (groups !== undefined) return sayBistable(groups, say, seedAt);
  if (least === most) return measured === 1 ? say(median) : `always ${say(median)}`;
  if (say(least) === say(most)) return `always around ${say(median)}`;
  return `median ${sayMiddle(median, interval, say)}, ${say(least)} to ${say(most)}`;
}

/** As a page says it, unless that reads like a limit it differs from. */
function sayApart(limits: readonly number[], unit: MetricUnit): (value: number) => string {
  return (value) => {
    const said = sayUnit(value, unit);
    const isTold = limits.every((limit) => limit === value || sayUnit(limit, unit) !== said);
    return isTold ? said : sayBeside(value, limits, unit);
  };
}

/** "bistable: 42.5% of the seeds around 1.2% (seed 3), 57.5% around 100% (seed 1)" */
export function sayBistable(
  groups: readonly [Group, Group],
  say: (value: number) => string,
  seedAt: (place: number) => string,
): string {
  const [low, high] = groups.map(({ share, median, first }, at) => {
    const whom = at === 0 ? ' of the seeds' : '';
    return `${sayShare(share.value)}${whom} around ${say(median)} (${seedAt(first)})`;
  });
  return `bistable: ${low}, ${high}`;
}

/** `99.9% (99.8%–99.9%)`: a median with its interval, in a cell; `1.2% | 100%` where it is bistable. */
export function sayCell({ median, interval, groups }: Spread, unit: MetricUnit): string {
  const say = (value: number) => sayUnit(value, unit);
  if (groups !== undefined) return groups.map((group) => say(group.median)).join(' | ');
  return sayMiddle(median, interval, say);
}

function sayMiddle(median: number, interval: Spread['interval'], say: (value: number) => string): string {
  if (interval === undefined || say(interval.low) === say(interval.high)) return say(median);
  return `${say(median)} (${say(interval.low)}–${say(interval.high)})`;
}

/** `during 1m`; only `during` where that is not the same on all seeds. */
export function sayPhase({ name, from, to }: SeedsPhase): string {
  const word = phaseWord(name);
  return from === undefined || to === undefined ? word : `${word} ${sayInstant(to - from)}`;
}

/** How far the runs came: `4m each`. */
export function sayReach({ until }: SeedsResult): string {
  return `${sayInstant(until)} each`;
}
