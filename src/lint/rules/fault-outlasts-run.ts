/** L142: the run ends before a fault does. */
import { type Nanos, NEVER } from '../../base/time.ts';
import { sayInstant } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import type { Sketch } from '../sketch/index.ts';

export const faultOutlastsRun: Rule = {
  code: 'L142',
  title: 'The run ends before a fault does',
  about:
    'The end of the fault is written down, but the run is over by then, so that nobody sees whether the system recovers. The same goes for repetitions that never come. A fault that is to last to the end needs neither `for` nor `until`.',
  formula: 'at + for > length of the run, repetitions included',
  cure: 'A longer run, or no `for`.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 10 }
    operations:
      serve: [ { work: 10ms } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s } }
faults:
  - { slow: shop, factor: 10, at: 90s, for: 60s }`,
    mended: ['for: 60s', 'for: 20s'],
  },
  find: ({ scenario: { system, plan } }) =>
    (system.faults ?? []).flatMap((spec, index) => {
      const end = lastEnd(plan.faults[index]);
      const isSaid = spec.for !== undefined || spec.until !== undefined;
      // one that waits for something may come too late by design
      if (!isSaid || !(end > plan.length) || end === NEVER || plan.faults[index].when !== undefined)
        return [];
      const key = spec.repeat?.times === undefined ? (spec.for === undefined ? 'until' : 'for') : 'repeat';
      return [
        {
          path: ['faults', index, key],
          sentence: 'the run is over before this fault is: nobody sees what comes after it',
          formula: `${sayInstant(end)} > ${sayInstant(plan.length)}`,
          fix: `a run longer than ${sayInstant(end)}, or an earlier end`,
        },
      ];
    }),
};

/** When a fault is over for good; NEVER where it lasts, or comes again, to the end of the run. */
export function lastEnd({
  at,
  length,
  every,
  jitter,
  times,
}: Sketch['scenario']['plan']['faults'][number]): Nanos {
  if (every === NEVER) return at + length;
  return times >= ALWAYS ? NEVER : at + every * (times - 1) + jitter + length;
}

/** The plan's number for a fault that comes again and again to the end. */
const ALWAYS = 2147483647;
