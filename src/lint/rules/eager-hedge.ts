/** L123: a hedge sends a second try of most calls. */
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import type { CallSite, Sketch } from '../sketch/index.ts';

export const eagerHedge: Rule = {
  code: 'L123',
  title: 'A hedge sends another try of most calls',
  about:
    'A hedge is for the few calls that take much longer than others. With a delay below the median of the way there and back and the work, more than half of all calls are sent again on a good day, and the callee serves them all. A hedge with a budget sends only so many and is left alone, and so is a delay of nothing, which is meant. Steps that are taken by chance count as no time.',
  formula: 'delay < 2 × latency + work, each at its median',
  cure: 'A delay near the 95th percentile, such as `delay: p95`, or a budget.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          timeout: 1s
          hedge: { delay: 15ms }
  payments:
    concurrency: { threads: 64 }
    queue: { limit: 30 }
    operations:
      charge: [ { work: { median: 20ms, p99: 80ms } } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['delay: 15ms', 'delay: 60ms'],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => findIn(sketch, site)),
};

function findIn(sketch: Sketch, site: CallSite): Finding[] {
  const median = sketch.times.leastMedianOfCall(site);
  return site.chain.flatMap(({ path, trait: { hedge } }) => {
    if (hedge === undefined || hedge.hasBudget || !(hedge.delay > 0 && hedge.delay < median)) return [];
    const [delay, usual] = lengthsApart(hedge.delay, median);
    return [
      {
        path: [...path, 'delay'],
        sentence: `this hedge sends most calls of ${site.callee} again, even when nothing is wrong`,
        formula: `${delay} < ${usual} (median)`,
        fix: `a delay well above ${usual}, such as p95, or a budget`,
      },
    ];
  });
}
