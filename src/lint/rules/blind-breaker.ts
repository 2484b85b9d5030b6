/** L131: a breaker that never sees the calls it needs. */
import { SECOND } from '../../base/time.ts';
import { sayInstant, sayLength, sayNumberOf, sayRate } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { attemptsAround } from '../sketch/index.ts';

export const blindBreaker: Rule = {
  code: 'L131',
  title: 'A breaker never sees the calls it needs',
  about:
    'Each replica of a caller has a breaker of its own, and sees only its own calls. Before it has seen its `minimum` (or `consecutive`), the rate of failures means nothing to it and it stays closed. At the usual rate that takes longer than the run, or than the time its window remembers, even if every call uses all attempts of a retry around the breaker.',
  formula: 'minimum ÷ (calls a second ÷ replicas of the caller) > length of the run, or of a window of time',
  cure: 'A smaller minimum (and window), or fewer replicas that share the calls.',
  example: {
    scenario: `services:
  orders:
    replicas: 10
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          breaker: { window: 100, minimum: 100 }
          timeout: 500ms
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 5/s } }`,
    mended: ['minimum: 100', 'minimum: 20'],
  },
  find: (sketch) =>
    sketch.wiring.sites.flatMap((site) =>
      site.chain.flatMap(({ path, trait }, at) => {
        const { breaker } = trait;
        const attempts = attemptsAround(site.chain, at);
        const perReplica = (sketch.callsOf(site) * attempts) / site.caller.replicas;
        if (breaker === undefined || !(perReplica > 0)) return [];
        const length = breaker.span ?? sketch.scenario.plan.length;
        const needed = (breaker.minimum / perReplica) * SECOND;
        // a call that fails is in the window itself
        if (!(needed > length) || (breaker.span !== undefined && breaker.minimum <= 1)) return [];
        const enough = Math.floor((perReplica * length) / SECOND / 10);
        const tries = attempts > 1 ? ` × ${sayNumberOf(attempts, 'attempt')}` : '';
        const calls = `${sayRate(sketch.callsOf(site))}${tries} ÷ ${sayNumberOf(site.caller.replicas, 'replica')}`;
        const ways = [
          ...(enough > 1 ? [`${breaker.needs}: ${enough}`] : []),
          ...(breaker.span === undefined ? [] : ['a longer window']),
          ...(site.caller.replicas > 1 ? ['fewer replicas of the caller'] : []),
        ];
        return [
          {
            path: [...path, breaker.needs],
            sentence: `this breaker of ${sayEdge(site)} never sees the calls it needs`,
            formula: `${sayNumberOf(breaker.minimum, 'call')} ÷ (${calls} = ${sayRate(perReplica)}) = ${sayLength(needed)} > ${sayInstant(length)} of the ${breaker.span === undefined ? 'run' : 'window'}`,
            fix: ways.length === 0 ? 'more calls, or no breaker' : ways.join(', or '),
          },
        ];
      }),
    ),
};
