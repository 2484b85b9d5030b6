/** L155: a zone in which there is nothing else. */
import { nearestWord } from '../../fields/index.ts';
import type { Path } from '../../scenario/index.ts';
import { faultKind } from '../../sim/index.ts';
import type { Rule } from '../rule.ts';
import type { Sketch } from '../sketch/index.ts';

export const lonelyZone: Rule = {
  code: 'L155',
  title: 'A zone stands only once',
  about:
    'Zones are known by being used, so that a mistyped one is a zone of its own. A load, a consumer, a broker or a health checker in a zone that no service, no link and no fault names is nowhere in particular: balancers, links between zones and faults of zones treat it as if it had none. Zones of services are left alone: replicas may stand by themselves.',
  formula: 'places that name the zone = 1',
  cure: 'The zone that was meant, or none.',
  example: {
    scenario: `services:
  shop:
    replicas: 2
    zones: [east, west]
    balancer: zone-aware
    concurrency: { threads: 20 }
    operations:
      serve: [ { work: 5ms } ]
load:
  - { name: near, operation: shop.serve, arrivals: { poisson: 50/s }, zone: east }
  - { name: far, operation: shop.serve, arrivals: { poisson: 50/s }, zone: wset }`,
    mended: ['wset', 'west'],
  },
  find: (sketch) => {
    const zones = zonesOf(sketch);
    const times = new Map<string, number>();
    for (const { zone } of zones) times.set(zone, (times.get(zone) ?? 0) + 1);
    return zones.flatMap(({ zone, path, who }) => {
      if (path === undefined || times.get(zone) !== 1) return [];
      const others = [...times.keys()].filter((other) => other !== zone);
      const meant = nearestWord(zone, others);
      return [
        {
          path,
          sentence: `nothing but ${who} is in zone ${zone}, so it might as well be in none`,
          formula: `places that name ${zone}: 1${others.length === 0 ? '' : ` (others: ${others.slice(0, MOST_NAMES).join(', ')}${others.length > MOST_NAMES ? ', …' : ''})`}`,
          fix:
            meant === undefined
              ? 'the zone of those it is near; or no `zone`'
              : `zone: ${meant}; or no \`zone\``,
        },
      ];
    });
  },
};

const MOST_NAMES = 6;

/** Every place that names a zone; `path` and `who` where the zone means nothing by itself. */
interface Named {
  readonly zone: string;
  readonly path?: Path;
  readonly who?: string;
}

function zonesOf({ scenario: { system } }: Sketch): Named[] {
  const named: Named[] = [];
  const add = (zone: string | undefined, who: string, path: Path) => {
    if (zone !== undefined) named.push({ zone, who, path });
  };
  for (const { zones = [] } of Object.values(system.services)) for (const zone of zones) named.push({ zone });
  for (const { zones = [] } of system.network?.between ?? []) for (const zone of zones) named.push({ zone });
  for (const fault of system.faults ?? [])
    for (const [, zone] of String(fault[faultKind(fault)]).matchAll(/\bzone (\S+)/g)) named.push({ zone });
  for (const [name, { health }] of Object.entries(system.services)) {
    const { check = [] } = health ?? {};
    if (!Array.isArray(check))
      add(check.zone, `the checker of ${name}`, ['services', name, 'health', 'check', 'zone']);
    else
      check.forEach(({ zone }, index) => {
        add(zone, `a checker of ${name}`, ['services', name, 'health', 'check', index, 'zone']);
      });
  }
  for (const [name, broker] of Object.entries(system.brokers ?? {}))
    add(broker.zone, name, ['brokers', name, 'zone']);
  (system.consumers ?? []).forEach(({ zone, from }, index) => {
    add(zone, `the consumer of ${from}`, ['consumers', index, 'zone']);
  });
  system.load.forEach(({ zone, name }, index) => {
    add(zone, name, ['load', index, 'zone']);
  });
  return named;
}
