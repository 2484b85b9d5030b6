/** L157: a hedge that never sends a second try because the first takes long. */
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import type { CallSite, Sketch, Wrap } from '../sketch/index.ts';

export const idleHedge: Rule = {
  code: 'L157',
  title: 'A hedge never comes to its delay',
  about:
    'A hedge leaves alone what must not be done twice, and sends nothing once its call is over: behind a timeout (or the patience of a load) that is no longer than its delay, it never sends another try because the first is slow. What is left of it is a retry after failures that come sooner. Where the delay is learned nothing is said of timeouts.',
  formula: 'timeout around the hedge ≤ delay; or the operation is in `not-idempotent`',
  cure: 'A delay well below the timeout, or no hedge.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          timeout: 500ms
          hedge: { delay: 800ms }
  payments:
    concurrency: { threads: 64 }
    queue: { limit: 30 }
    operations:
      charge: [ { work: { median: 20ms, p99: 80ms } } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['delay: 800ms', 'delay: 80ms'],
  },
  find: ({ wiring }: Sketch) => {
    // a named list may be used by several calls: its hedge is idle where it is so at all of them
    const hedges = new Map<string, (Finding | undefined)[]>();
    for (const site of wiring.sites)
      site.chain.forEach((wrap, at) => {
        if (wrap.name !== 'hedge') return;
        const key = JSON.stringify(wrap.path);
        const known = hedges.get(key) ?? [];
        known.push(idleAt(site, wrap, at));
        hedges.set(key, known);
      });
    return [...hedges.values()].flatMap((found) => {
      const idle = found.filter((finding) => finding !== undefined);
      return idle.length === found.length ? idle.slice(0, 1) : [];
    });
  },
};

function idleAt(site: CallSite, { path, trait: { hedge } }: Wrap, at: number): Finding | undefined {
  // a hedge that is understood and has no numbers here leaves the call alone
  if (hedge === undefined)
    return site.isIdempotent
      ? undefined
      : {
          path,
          sentence: `this hedge never acts: ${site.callee} must not be done twice`,
          formula: `${sayEdge(site)}: not-idempotent`,
          fix: `no hedge here, or ${site.callee} without not-idempotent`,
        };
  const timeouts = site.chain.slice(0, at).flatMap(({ trait: { timeout } }) => timeout ?? []);
  const shortest = Math.min(...timeouts);
  if (!(shortest <= hedge.delay)) return undefined;
  const [timeout, delay] = lengthsApart(shortest, hedge.delay);
  return {
    path: [...path, 'delay'],
    sentence: `this call of ${site.callee} is over before its hedge would send another try`,
    formula: `${timeout} ≤ ${delay}`,
    fix: `a delay well below ${timeout}, or a longer timeout`,
  };
}
