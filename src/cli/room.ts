/** Is there room for a run? Worked out from the counts of its plan, before anything of it is laid out. */
import { momentsOf } from '../experiment/question.ts';
import { sayBytes } from '../present/words.ts';
import type { Diagnostic, Scenario } from '../scenario/index.ts';
import { footprintOf, type MoreSeries } from '../sim/index.ts';
import { questionOf } from './asked.ts';

/** How a scenario is to be run: so many runs at a time, and which series each keeps. */
export interface Crowd {
  readonly runs: number;
  readonly withSeries: boolean;
  /** Series besides the usual ones. */
  readonly series: readonly MoreSeries[];
}

/** What is wrong with a run that would take more memory than its budget (bytes of the whole process); nothing where it fits. */
export function tooLarge(
  scenario: Scenario,
  memory: number,
  { runs, withSeries, series }: Crowd,
): Diagnostic | undefined {
  const moments = new Set(momentsOf(scenario.expectations.map(questionOf))).size;
  const items = footprintOf(scenario.plan, moments, withSeries, series);
  const each = items.reduce((sum, { bytes }) => sum + bytes, 0);
  if (each * runs < SMALL || process.memoryUsage.rss() + each * runs <= memory) return undefined;
  const [most] = items;
  const place = scenario.placeOf([most.key]);
  const many = runs === 1 ? '' : ` with ${runs} runs at a time`;
  return {
    code: 'E305',
    severity: 'error',
    file: place.file,
    range: place.range,
    sentence: `this would take about ${sayBytes(each * runs)} of memory before it begins${many}, ${sayBytes(most.bytes * runs)} of it for ${most.what}: more than its budget of ${sayBytes(memory)} leaves`,
    hint: most.remedy,
  };
}

/** Less than this is nothing to refuse a run for; bytes. A budget that the process uses up by itself is told of when it runs. */
const SMALL = 50e6;
