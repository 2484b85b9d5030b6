/** L142: the run ends before a fault does. */
import { NEVER } from '../../base/time.ts';
import type { Rule } from '../rule.ts';
import { instantsApart } from '../say.ts';
import { faultEnds, shopWith } from './fault-ends.ts';

export const faultOutlastsRun: Rule = {
  code: 'L142',
  title: 'The run ends before a fault does',
  about:
    'The end of the fault is written down, but the run is over by then, so that nobody sees whether the system recovers. The same goes for repetitions that never come. A fault that is to last to the end needs neither `for` nor `until`.',
  formula: 'at + for > length of the run, repetitions included',
  cure: 'A longer run, or no `for`.',
  example: {
    scenario: shopWith('{ slow: shop, factor: 10, at: 90s, for: 60s }'),
    mended: ['for: 60s', 'for: 20s'],
  },
  find: (sketch) => {
    const { length } = sketch.scenario.plan;
    return faultEnds(sketch).flatMap(({ index, spec, end }) => {
      const isSaid = spec.for !== undefined || spec.until !== undefined;
      if (!isSaid || !(end > length) || end === NEVER) return [];
      const key = spec.repeat?.times === undefined ? (spec.for === undefined ? 'until' : 'for') : 'repeat';
      const [over, runs] = instantsApart(end, length);
      return [
        {
          path: ['faults', index, key],
          sentence: 'the run is over before this fault is: nobody sees what comes after it',
          formula: `${over} > ${runs}`,
          fix: `a run longer than ${over}, or an earlier end`,
        },
      ];
    });
  },
};
