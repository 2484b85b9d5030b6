/** L134: an ejection that may eject nobody. */
import { sayNumberOf, sayShare } from '../../present/words.ts';
import { ejectionPresets } from '../../sim/index.ts';
import type { Rule } from '../rule.ts';

/** Shares are not exact: 1% of a hundred may come to a little less than one. */
const ROUNDING = 1e-9;

export const idleEjection: Rule = {
  code: 'L134',
  title: 'Too few replicas for anybody to be ejected',
  about:
    'A caller never ejects more than the share `most` of the replicas, 10% unless told otherwise, and of few replicas that is less than one. Then nobody is ejected, however badly they fail.',
  formula: 'replicas × most < 1, and not always-one',
  cure: 'A larger `most`, or always-one: true.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place: [ { call: payments.charge, timeout: 500ms } ]
  payments:
    replicas: 5
    concurrency: { threads: 64 }
    ejection: envoy
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['ejection: envoy', 'ejection: { preset: envoy, most: 20% }'],
  },
  find: ({ wiring }) =>
    [...wiring.services.values()].flatMap(({ name, path, replicas, spec: { ejection } }) => {
      if (ejection === undefined) return [];
      const { most, 'always-one': alwaysOne } = { ...ejectionPresets[ejection.preset].words, ...ejection };
      const ejected = replicas * most;
      if (alwaysOne || !(ejected < 1 - ROUNDING)) return [];
      return [
        {
          path: [...path, 'ejection', 'most'],
          sentence: `no replica of ${name} is ever ejected: there are too few of them`,
          formula: `${sayNumberOf(replicas, 'replica')} × ${sayShare(most)} = ${Number(ejected.toPrecision(3))} < 1`,
          fix:
            replicas > 1
              ? `most: ${Math.ceil(100 / replicas)}%, or always-one: true`
              : 'more replicas, or no ejection',
        },
      ];
    }),
};
