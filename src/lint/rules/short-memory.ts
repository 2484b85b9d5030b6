/** L164: a fallback to the last good answer, which grows too old before a fault is over. */
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { type CallSite, longestFailure, type Sketch } from '../sketch/index.ts';

export const shortMemory: Rule = {
  code: 'L164',
  title: 'An old answer is too old before a fault is over',
  about:
    'A fallback to the last good answer helps for as long as that may be old. While nobody answers well (all replicas are away, or every request ends in an error) no new one comes: when the last one before the fault has grown too old, calls fail as if there were no fallback. With `keys` the last answer about a key is older still. Nothing is said where a cache, or another fallback outside of it, may answer.',
  formula: 'stale < longest fault in which nobody answers well',
  cure: 'Answers that may be older, or one more fallback outside of it: `fallback: { value: degraded }`.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 64 }
    operations:
      show: [ { call: prices.list, timeout: 300ms, fallback: { stale: 20s } } ]
  prices:
    concurrency: { threads: 64 }
    operations:
      list: [ { work: 20ms } ]
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 50/s } }
faults:
  - { crash: prices, at: 30s, for: 60s }`,
    mended: ['stale: 20s', 'stale: 2m'],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => findIn(sketch, site)),
};

function findIn(sketch: Sketch, site: CallSite): Finding[] {
  if (site.verb !== 'call' || site.chain.some(({ trait }) => trait.keeps !== undefined)) return [];
  return site.chain.flatMap(({ path, trait: { staleFor } }, at) => {
    if (staleFor === undefined) return [];
    const outside = site.chain.slice(0, at);
    if (outside.some(({ trait }) => trait.standsInFor !== undefined || trait.mayStandIn === true)) return [];
    const [longest] = sketch.scenario.plan.faults
      .map((fault) => ({ name: fault.name, length: longestFailure(sketch, fault, site) }))
      .sort((a, b) => b.length - a.length);
    if (longest === undefined || !(staleFor < longest.length)) return [];
    const [kept, lasts] = lengthsApart(staleFor, longest.length);
    return [
      {
        path: [...path, 'stale'],
        sentence: `the last good answer of ${sayEdge(site)} is too old before ${longest.name} is over: calls then fail all the same`,
        formula: `${kept} < ${lasts} (${longest.name})`,
        fix: `stale: ${lasts} or more, or fallback: { value: degraded } outside of it`,
      },
    ];
  });
}
