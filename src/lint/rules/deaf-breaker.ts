/** L136: a breaker whose only timeout lies around it, so that it never hears of one. */
import { sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import type { CallSite } from '../sketch/index.ts';

export const deafBreaker: Rule = {
  code: 'L136',
  title: 'A breaker never hears of a timeout',
  about:
    'Of the policies around a call the first one is the outermost. When a timeout outside of a breaker ends a call, what lies inside is left behind and says nothing any more: the breaker counts neither a success nor a failure. Where nothing inside of it limits a call, a callee that hangs or is too slow never opens it; only failures that are told in time do. A breaker that leaves timeouts alone says so by its `on`, and one that counts slow calls (`slow` below the timeout) may see them. Nothing is said of a breaker that several calls share.',
  formula: 'timeouts inside of the breaker = 0, timeouts outside > 0',
  cure: 'The breaker before the timeout, which then lies inside of it.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          timeout: 500ms
          breaker: { window: 100, minimum: 20, open: 10s }
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: [
      'timeout: 500ms\n          breaker: { window: 100, minimum: 20, open: 10s }',
      'breaker: { window: 100, minimum: 20, open: 10s }\n          timeout: 500ms',
    ],
  },
  find: ({ wiring }) => wiring.sites.flatMap(findIn),
};

function findIn(site: CallSite): Finding[] {
  const { chain } = site;
  return chain.flatMap(({ path, trait: { breaker } }, at): Finding[] => {
    if (breaker === undefined || !breaker.minds('timed-out') || site.verb === 'notify') return [];
    const limits = (among: typeof chain) => among.filter(({ trait }) => trait.timeout !== undefined);
    const outside = limits(chain.slice(0, at));
    const limit = Math.min(...outside.map(({ trait }) => trait.timeout ?? Number.NaN));
    if (limits(chain.slice(at + 1)).length > 0 || !Number.isFinite(limit) || breaker.slowAfter < limit)
      return [];
    const around = outside.find(({ trait }) => trait.timeout === limit) ?? outside[0];
    const order = around.name === 'timeout' ? '`breaker` before `timeout`, or ' : '';
    return [
      {
        path,
        sentence: `this breaker of ${sayEdge(site)} never hears of a timeout: the ${around.name} lies outside and leaves it behind`,
        formula: `timeouts inside of it: 0; what hangs is left after ${sayLength(limit)}, and counts as nothing`,
        fix: `${order}a timeout inside of it, shorter than ${sayLength(limit)}`,
      },
    ];
  });
}
