/**
 * What happened on seeds on which expectations failed. A sample of a seed carries numbers and no causes, so a few of
 * them are run once more: as a rule one tells of all that failed.
 */
import { intervalOf, momentsOf } from '../experiment/index.ts';
import { evidenceOf } from '../present/evidence.ts';
import type { SeedEvidence, SeedsJudged } from '../present/seeds-result.ts';
import { Run } from '../sim/index.ts';
import { questionOf } from './asked.ts';
import { Progress } from './progress.ts';
import type { SeedsOrder } from './run-seeds.ts';
import { noSignals } from './signals.ts';
import { simulate } from './simulate.ts';

/** Runs are long, and whoever reads of three failed seeds runs the next one himself. */
const MOST_RUNS = 3;

/** For each expectation that failed a seed on which it did, the same for as many as can be; nothing where they are too many seeds. */
export function seedsToTell(judged: readonly SeedsJudged[]): (string | undefined)[] {
  const chosen: string[] = [];
  return judged.map(({ standing, failedSeeds }) => {
    if (standing !== 'failed') return undefined;
    const known = chosen.find((seed) => failedSeeds.includes(seed));
    if (known !== undefined || chosen.length === MOST_RUNS) return known;
    chosen.push(failedSeeds[0]);
    return failedSeeds[0];
  });
}

/** One for each expectation that failed; nothing where a budget or a signal stopped it before the end of what that is about. */
export async function seedEvidence(
  { scenario, until, budgets, label, signals = noSignals }: SeedsOrder,
  judged: readonly SeedsJudged[],
  spent: number,
): Promise<(SeedEvidence | undefined)[]> {
  const questions = scenario.expectations.map(questionOf);
  const seeds = seedsToTell(judged);
  const found = new Array<SeedEvidence | undefined>(judged.length).fill(undefined);
  let seconds = (budgets.spent ?? 0) + spent;
  for (const seed of new Set(seeds.filter((one) => one !== undefined))) {
    const run = new Run(scenario.plan, { seed, windows: false, moments: momentsOf(questions) });
    const progress = new Progress(`${label}, seed ${seed} again`);
    const driven = await simulate(run, until, { ...budgets, spent: seconds }, progress, signals);
    seconds += driven.wallSeconds;
    for (const [at, told] of seeds.entries()) {
      const interval = told === seed ? intervalOf(questions[at], run) : undefined;
      if (interval !== undefined) found[at] = { seed, ...evidenceOf(interval, questions[at]) };
    }
  }
  return found;
}
