/** L141: a fault that nobody sees, since it is over before the warm-up. */
import { sayInstant } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { lastEnd } from './fault-outlasts-run.ts';

export const faultInWarmup: Rule = {
  code: 'L141',
  title: 'A fault is over before the warm-up is',
  about:
    'What happens during the warm-up is left out of the totals, and expectations of phases begin after it. A fault that lies in it altogether shows in none of them.',
  formula: 'end of the fault ≤ warm-up',
  cure: 'A later `at`, or a shorter warm-up.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 10 }
    operations:
      serve: [ { work: 10ms } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s } }
faults:
  - { slow: shop, factor: 10, at: 3s, for: 5s }`,
    mended: ['at: 3s', 'at: 30s'],
  },
  find: ({ scenario: { system, plan } }) =>
    (system.faults ?? []).flatMap((_, index) => {
      const end = lastEnd(plan.faults[index]);
      // one that waits for something comes when it comes
      if (!(end <= plan.warmup) || plan.faults[index].when !== undefined) return [];
      return [
        {
          path: ['faults', index, 'at'],
          sentence: 'this fault is over before the warm-up is: no total shows it',
          formula: `${sayInstant(end)} ≤ ${sayInstant(plan.warmup)}`,
          fix: `at: ${sayInstant(plan.warmup)} or later, or a shorter warm-up`,
        },
      ];
    }),
};
