/** L143: an expectation of the warm-up. */
import { sayInstant } from '../../present/words.ts';
import type { Rule } from '../rule.ts';

export const expectationInWarmup: Rule = {
  code: 'L143',
  title: 'An expectation lies in the warm-up',
  about:
    'During the warm-up queues and windows are still filling from nothing: what is observed there tells little of the system, and the totals leave it out. An expectation of the phase warm-up says so itself.',
  formula: 'end of the interval ≤ warm-up',
  cure: 'A later interval, or a shorter warm-up.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 10 }
    operations:
      serve: [ { work: 10ms } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s } }
expect:
  - { goodput: customers, during: 0s..10s, at-least: 99% }`,
    mended: ['during: 0s..10s', 'during: 10s..20s'],
  },
  find: ({ scenario: { expectations, plan } }) =>
    expectations.flatMap(({ during, path }) =>
      'phase' in during || !(during.to <= plan.warmup)
        ? []
        : [
            {
              path: [...path, 'during'],
              sentence: 'this expects something of the warm-up, which the totals leave out',
              formula: `${sayInstant(during.to)} ≤ ${sayInstant(plan.warmup)}`,
              fix: `an interval after ${sayInstant(plan.warmup)}, or a shorter warm-up`,
            },
          ],
    ),
};
