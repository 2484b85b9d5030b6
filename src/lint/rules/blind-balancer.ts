/** L153: a balancer without what it chooses by, or weights that no balancer looks at. */
import { balancerOf, balancers } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { type CallSite, loadsAt, type Service, type Sketch } from '../sketch/index.ts';

export const blindBalancer: Rule = {
  code: 'L153',
  title: 'A balancer does not have what it chooses by',
  about:
    'A ring hash without keys chooses by luck, and a balancer that minds zones takes all replicas alike where it knows none of its own: each does what a simpler one does. And `weights` mean nothing to most balancers. A service with one replica has nothing to choose from, and is left alone.',
  formula:
    'ring-hash: loads with keys = 0; zone-aware: callers in a zone of the service = 0; others: weights > 0',
  cure: 'What it looks at, or another balancer.',
  example: {
    scenario: `services:
  carts:
    replicas: 4
    balancer: ring-hash
    concurrency: { threads: 20 }
    operations:
      show: [ { work: 5ms } ]
load:
  - { name: shoppers, operation: carts.show, arrivals: { poisson: 100/s } }`,
    mended: ['poisson: 100/s } }', 'poisson: 100/s }, keys: { count: 1000 } }'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) =>
      service.replicas > 1 ? [...withoutNeed(sketch, service), ...idleWeights(sketch, service)] : [],
    ),
};

function withoutNeed(sketch: Sketch, service: Service): Finding[] {
  const { name, path, spec } = service;
  const { needs } = balancerOf(spec.balancer).definition;
  const at = [...path, 'balancer'];
  switch (needs) {
    case 'keys': {
      const loads = loadsAt(sketch, service).map((load) => sketch.scenario.plan.directory.loads[load]);
      if (loads.length === 0 || loads.some(({ keys }) => keys > 0)) return [];
      return [
        {
          path: at,
          sentence: `no request to ${name} has a key to hash: luck decides where it goes`,
          formula: `loads with keys: 0 of ${loads.length}`,
          fix: `keys: { count: 1000 } in ${loads[0].name}, or balancer: random`,
        },
      ];
    }
    case 'zones': {
      const zones = spec.zones ?? [];
      const callers = callersOf(sketch, service);
      if (
        callers.length === 0 ||
        callers.some((caller) => zonesOf(sketch, caller).some((z) => zones.includes(z)))
      )
        return [];
      const isNowhere = zones.length === 0;
      return [
        {
          path: at,
          sentence: isNowhere
            ? `${name} has no zones, so all its replicas are alike`
            : `no caller of ${name} is in one of its zones, so all its replicas are alike to them`,
          formula: isNowhere
            ? `zones of ${name}: 0`
            : `callers in ${zones.join(', ')}: 0 of ${callers.length}`,
          fix: isNowhere
            ? `zones: [ a, b ] in ${name} and a zone for who calls it, or balancer: round-robin`
            : `zone: ${zones[0]} for ${callers[0].owner}, or balancer: round-robin`,
        },
      ];
    }
    default:
      return [];
  }
}

function idleWeights({ scenario: { plan } }: Sketch, { name, path, spec }: Service): Finding[] {
  if (spec.weights === undefined) return [];
  const { directory } = plan;
  // A call may name a balancer of its own.
  const isMine = (operation: number) =>
    directory.services[directory.operations[operation].service].name === name;
  const isWeighed = plan.sites.some(
    ({ balancer, callee }) =>
      balancer >= 0 && plan.balancers[balancer].definition.weighs === true && isMine(callee),
  );
  const { name: balancer, weighs } = balancerOf(spec.balancer).definition;
  if (isWeighed || weighs === true) return [];
  const weighing = Object.keys(balancers).filter((each) => balancerOf({ [each]: {} }).definition.weighs);
  return [
    {
      path: [...path, 'weights'],
      sentence: `${balancer} does not look at weights`,
      formula: `${spec.weights.length} weights, balancer: ${balancer}`,
      fix: `balancer: ${weighing.join(' or ')}; or no weights`,
    },
  ];
}

/** Each caller whose requests come to the service, once. */
function callersOf({ reachedBy }: Sketch, { operations }: Service): CallSite['caller'][] {
  const asked = new Set(operations.map(({ name }) => name));
  const callers = new Map<string, CallSite['caller']>();
  for (const { caller, callee } of reachedBy('loads').sites)
    if (asked.has(callee)) callers.set(`${caller.kind} ${caller.owner}`, caller);
  return [...callers.values()];
}

function zonesOf(
  { scenario: { system, plan } }: Sketch,
  { kind, owner }: CallSite['caller'],
): readonly string[] {
  switch (kind) {
    case 'operation':
      return system.services[owner].zones ?? [];
    case 'load':
      return system.load.flatMap(({ name, zone }) => (name === owner && zone !== undefined ? [zone] : []));
    case 'consumer':
      return (system.consumers ?? []).flatMap(({ zone }, index) =>
        plan.directory.consumers[index].name === owner && zone !== undefined ? [zone] : [],
      );
    // it asks every replica
    case 'check':
      return [];
  }
}
