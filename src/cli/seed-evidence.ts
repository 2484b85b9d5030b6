/**
 * What happened on seeds on which expectations failed. A sample of a seed carries numbers and no causes, so the first
 * seed on which each failed is run once more.
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

/** One for each expectation that failed; nothing where a budget or a signal stopped it before the end of what that is about. */
export async function seedEvidence(
  { scenario, until, budgets, label, signals = noSignals }: SeedsOrder,
  judged: readonly SeedsJudged[],
  spent: number,
): Promise<(SeedEvidence | undefined)[]> {
  const questions = scenario.expectations.map(questionOf);
  const firstOf = ({ standing, failedSeeds: [first] }: SeedsJudged) =>
    standing === 'failed' ? first : undefined;
  const found = new Array<SeedEvidence | undefined>(judged.length).fill(undefined);
  let seconds = (budgets.spent ?? 0) + spent;
  for (const seed of new Set(judged.flatMap((one) => firstOf(one) ?? []))) {
    const run = new Run(scenario.plan, { seed, windows: false, moments: momentsOf(questions) });
    const progress = new Progress(`${label}, seed ${seed} again`);
    const driven = await simulate(run, until, { ...budgets, spent: seconds }, progress, signals);
    seconds += driven.wallSeconds;
    for (const [at, one] of judged.entries()) {
      const interval = firstOf(one) === seed ? intervalOf(questions[at], run) : undefined;
      if (interval !== undefined) found[at] = { seed, ...evidenceOf(interval, questions[at]) };
    }
  }
  return found;
}
