/** L111: a call may wait as long as the caller's own caller, or longer. */
import type { Nanos } from '../../base/time.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { attemptLimit, type CallSite, endsWithItsCaller, type Sketch } from '../sketch/index.ts';

export const innerOutlastsOuter: Rule = {
  code: 'L111',
  title: 'A timeout is no shorter than the one around it',
  about:
    "An operation that waits for a call longer than its own caller waits for it goes on for nobody: by the time its timeout ends, there is nobody left to tell, and the slot was held for nothing. With equal timeouts the caller leaves first, for its clock began earlier. Each caller's shortest timeout counts, and of several callers the one that waits longest; where deadlines travel along, calls end with their callers anyway.",
  formula: 'timeout of the inner call ≥ timeout of the outer call',
  cure: 'A shorter timeout inside, a longer one outside, or deadlines: propagate on both callers.',
  example: {
    scenario: `services:
  web:
    concurrency: { threads: 64 }
    operations:
      checkout: [ { call: orders.place, timeout: 800ms } ]
  orders:
    concurrency: { threads: 64 }
    operations:
      place: [ { call: payments.charge, timeout: 1s } ]
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: web.checkout, arrivals: { poisson: 50/s } }`,
    mended: ['timeout: 1s', 'timeout: 500ms'],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => findIn(sketch, site)),
};

function findIn(sketch: Sketch, site: CallSite): Finding[] {
  const outer = outerLimit(sketch, site);
  if (outer === undefined) return [];
  return tooLong(site, outer.limit).map(({ wrap, timeout }) => {
    const [inside, outside] = lengthsApart(timeout, outer.limit);
    return {
      path: wrap.path,
      sentence: `${outer.site.caller.owner} has left ${site.caller.name} before this timeout ends`,
      formula: `${inside} (${sayEdge(site)}) ≥ ${outside} (${sayEdge(outer.site)})`,
      fix: `less than ${outside} here, more than ${inside} in ${outer.site.caller.name}, or deadlines: propagate on both`,
    };
  });
}

/** The timeouts of a call that are no shorter than a limit. */
export function tooLong({ chain }: CallSite, limit: Nanos) {
  return chain.flatMap((wrap) => {
    const { timeout } = wrap.trait;
    return timeout !== undefined && timeout >= limit ? [{ wrap, timeout }] : [];
  });
}

/**
 * How long whoever asked for the operation that makes this call waits for it: the longest of several.
 * Nothing where somebody waits for ever, nobody waits at all, or the call ends with its caller.
 */
export function outerLimit(
  { wiring }: Sketch,
  site: CallSite,
): { readonly limit: Nanos; readonly site: CallSite } | undefined {
  if (site.caller.kind !== 'operation' || site.verb === 'notify') return undefined;
  let longest: { limit: Nanos; site: CallSite } | undefined;
  for (const parent of wiring.into(site.caller.name)) {
    const limit = attemptLimit(parent);
    if (parent.verb !== 'call' || !(limit < Number.POSITIVE_INFINITY)) return undefined;
    if (endsWithItsCaller(site, parent)) return undefined;
    if (longest === undefined || limit > longest.limit) longest = { limit, site: parent };
  }
  return longest;
}
