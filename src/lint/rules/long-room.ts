/** L119: whoever waits for a place or a permit has left before they are turned away. */
import type { Nanos } from '../../base/time.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { type CallSite, isOff, longestWait, type Service, type Sketch, type Wrap } from '../sketch/index.ts';
import { outerLimit } from './inner-outlasts-outer.ts';

export const longRoom: Rule = {
  code: 'L119',
  title: 'A limit lets calls wait longer than anybody waits for them',
  about:
    'The longest wait of a bulkhead or a limiter is there to turn calls away while something else can still be done. A timeout around it ends every call before that, and so does the timeout of whoever asked for the operation: the wait never acts, and a permit that a limiter has set aside is spent on nobody.',
  formula: 'wait ≥ timeout around it, or of the outer call',
  cure: 'A wait well below the timeout around it.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          timeout: 500ms
          bulkhead: { limit: 10, queue: none, wait: 1s }
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['wait: 1s', 'wait: 100ms'],
  },
  find: (sketch) => [
    ...sketch.wiring.sites.flatMap((site) => aroundCall(sketch, site)),
    ...[...sketch.wiring.services.values()].flatMap((service) => atDoor(sketch, service)),
  ],
};

function aroundCall(sketch: Sketch, site: CallSite): Finding[] {
  return site.chain.flatMap((wrap, at) => {
    const around = site.chain.slice(0, at).flatMap(({ trait }) => trait.timeout ?? []);
    if (around.length > 0) return tooLong(wrap, Math.min(...around), site);
    const outer = outerLimit(sketch, site);
    return outer === undefined ? [] : tooLong(wrap, outer.limit, outer.site);
  });
}

function atDoor({ wiring }: Sketch, service: Service): Finding[] {
  const longest = service.gates.length === 0 ? undefined : longestWait(wiring, service);
  if (longest === undefined) return [];
  return service.gates.flatMap((gate) => tooLong(gate, longest.limit, longest.site));
}

function tooLong({ path, trait: { limit } }: Wrap, patience: Nanos, whose: CallSite): Finding[] {
  if (limit?.wait === undefined || isOff(limit) || !(limit.wait >= patience)) return [];
  const [wait, there] = lengthsApart(limit.wait, patience);
  return [
    {
      path: [...path, 'wait'],
      sentence: 'whoever waits here has been given up before they are turned away',
      formula: `${wait} ≥ ${there} (${sayEdge(whose)})`,
      fix: `a wait well below ${there}`,
    },
  ];
}
