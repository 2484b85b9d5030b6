/** Does a scenario show what it says it shows, whatever the luck? */
import { type Expectation, judge } from '../../src/scenario/index.ts';
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { brokenBooks } from '../support/simulate.ts';
import type { Shipped } from './shipped.ts';

/** So many different seeds: the scenario's own, then '1', '2', … */
export function seedsFor({ scenario }: Shipped, count: number): string[] {
  const seeds = new Set([scenario.plan.seed]);
  for (let next = 1; seeds.size < count; next++) seeds.add(String(next));
  return [...seeds];
}

/** Runs the scenario with each seed; a line for each expectation that did not hold, and for books that do not balance. */
export function brokenClaims({ file, scenario }: Shipped, seeds: readonly string[]): string[] {
  const { plan, expectations } = scenario;
  const moments = expectations.flatMap(({ during }) => ('phase' in during ? [] : [during.from, during.to]));
  return seeds.flatMap((seed) => {
    const run = new Run(plan, { seed, moments, windows: false });
    run.advance();
    const judgements = expectations.map((one) => judge(one, observed(run, one)));
    const failed = judgements.filter(({ held }) => !held).map(({ sentence }) => sentence);
    return [...brokenBooks(run), ...failed].map((sentence) => `${file}, seed ${seed}: ${sentence}`);
  });
}

function observed(run: Run, { metric, subject, subjectKind, during }: Expectation): number | undefined {
  const interval = 'phase' in during ? run.phase(during.phase) : run.interval(during.from, during.to);
  const known = subjectsOf(run.plan.directory, subjectKind as SubjectKind);
  const found = known.find(({ name }) => name === subject);
  if (interval === undefined || found === undefined) return undefined;
  return metricNamed(metric)?.valueOf(interval, found);
}
