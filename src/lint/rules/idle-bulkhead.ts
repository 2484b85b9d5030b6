/** L133: a bulkhead that cannot fill. */
import { sayCount } from '../../present/words.ts';
import { chainAt } from '../preset-at.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge, sayPlaces } from '../say.ts';
import type { CallSite, Sketch } from '../sketch/index.ts';

export const idleBulkhead: Rule = {
  code: 'L133',
  title: 'A bulkhead cannot fill',
  about:
    'A bulkhead keeps one slow callee from taking all slots of its caller. Each request that holds a slot makes one such call at a time (with a hedge around the bulkhead as many as it may send), so there are never more under way than the caller has slots. With a limit no smaller than that, it never turns anybody away.',
  formula: 'limit ≥ slots of a replica of the caller × tries of a hedge around it',
  cure: 'A limit that leaves slots for those who do not need this callee.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 20 }
    operations:
      place:
        - call: payments.charge
          bulkhead: { limit: 25 }
          timeout: 2s
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['limit: 25', 'limit: 10'],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => findIn(sketch, site)),
};

function findIn({ wiring, scenario }: Sketch, site: CallSite): Finding[] {
  const service = wiring.services.get(site.caller.owner);
  // nobody waits for a notice: a request may leave many of them behind
  if (service === undefined || site.caller.kind !== 'operation' || site.verb === 'notify') return [];
  return site.chain.flatMap(({ name, path, trait: { limit } }, at) => {
    if (name !== 'bulkhead' || limit?.of !== 'places') return [];
    // Calls that go on at the same time may fill it together.
    if (limit.isShared && withOthers(wiring.sites, site)) return [];
    const tries = site.chain
      .slice(0, at)
      .reduce((product, { trait }) => product * (trait.hedge?.attempts ?? 1), 1);
    if (!(limit.most >= service.slots * tries)) return [];
    const slots = sayPlaces(service, 'slots', service.slots);
    const system = chainAt(scenario, path);
    const most = service.slots * tries;
    const fewer = `fewer than ${sayCount(most)}`;
    const written = system === undefined ? fewer : `{ preset: ${system}, bulkhead: { limit: … } }, ${fewer}`;
    return [
      {
        path: [...path, 'limit'],
        sentence: `this bulkhead of ${sayEdge(site)} never fills: a slow callee may take all of ${service.name}`,
        formula: `${sayCount(limit.most)} ≥ ${slots} of a replica${tries > 1 ? ` × ${tries} tries` : ''}`,
        fix:
          most > 1
            ? written
            : `more slots in ${service.name}, or no bulkhead: one at a time leaves none to others`,
      },
    ];
  });
}

/** Does the caller call the same service elsewhere, too, behind a bulkhead? */
function withOthers(sites: readonly CallSite[], { caller, callee }: CallSite): boolean {
  const [service] = callee.split('.');
  const alike = sites.filter(
    (other) =>
      other.caller.kind === caller.kind &&
      other.caller.owner === caller.owner &&
      other.callee.split('.')[0] === service &&
      other.chain.some(({ name }) => name === 'bulkhead'),
  );
  return alike.length > 1;
}
