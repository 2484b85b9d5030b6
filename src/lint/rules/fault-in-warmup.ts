/** L141: a fault that nobody sees, since it is over before the warm-up. */
import { sayInstant } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { faultEnds, shopWith } from './fault-ends.ts';

export const faultInWarmup: Rule = {
  code: 'L141',
  title: 'A fault is over before the warm-up is',
  about:
    'What happens during the warm-up is left out of the totals, and expectations of phases begin after it. A fault that lies in it altogether shows in none of them.',
  formula: 'end of the fault ≤ warm-up',
  cure: 'A later `at`, or a shorter warm-up.',
  example: {
    scenario: shopWith('{ slow: shop, factor: 10, at: 3s, for: 5s }'),
    mended: ['at: 3s', 'at: 30s'],
  },
  find: (sketch) => {
    const { warmup } = sketch.scenario.plan;
    return faultEnds(sketch)
      .filter(({ end }) => end <= warmup)
      .map(({ index, end }) => ({
        path: ['faults', index, 'at'],
        sentence: 'this fault is over before the warm-up is: no total shows it',
        formula: `${sayInstant(end)} ≤ ${sayInstant(warmup)}`,
        fix: `at: ${sayInstant(warmup)} or later, or a shorter warm-up`,
      }));
  },
};
