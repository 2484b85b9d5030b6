/** L107: a limiter lets more through than its callee can serve. */
import { sayNumberOf, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity, sayReplicaCapacity } from '../say.ts';
import {
  type CallSite,
  isOff,
  isRequest,
  type Service,
  type Sketch,
  throughput,
  type Wrap,
} from '../sketch/index.ts';
import { usualDemand } from './overloaded.ts';

export const limitAboveCapacity: Rule = {
  code: 'L107',
  title: 'A limiter lets more through than can be served',
  about:
    'A limiter keeps a rush away from its callee. This one begins to act only beyond what the callee can serve, when its queue has long been growing. Each replica of a caller has the limit for itself, so all of them together let replicas × rate through. Limits of more than a million a second are not meant to act, and of limits that each key has for itself, or that stand beside another one, nothing is said.',
  formula:
    'rate (or limit ÷ window) × replicas of the caller > capacity; at the door: rate > capacity of a replica',
  cure: 'A rate below the capacity; bursts come on top of it.',
  example: {
    scenario: `services:
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    queue: { limit: 20 }
    admission: [ { limiter: { kind: token-bucket, rate: 150/s, burst: 10 } } ]
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 140/s } }`,
    mended: ['rate: 150/s', 'rate: 90/s'],
  },
  find: (sketch) => [
    ...sketch.wiring.sites.filter(isRequest).flatMap((site) => aroundCall(sketch, site)),
    ...[...sketch.wiring.services.values()].flatMap((service) => atDoor(sketch, service)),
  ],
};

function aroundCall(sketch: Sketch, site: CallSite): Finding[] {
  const service = sketch.wiring.services.get(sketch.wiring.operations.get(site.callee)?.service ?? '');
  const demand = service && usualDemand(sketch, service);
  if (service === undefined || demand === undefined) return [];
  const { replicas } = site.caller;
  return onlyOne([...site.chain, ...service.gates]).flatMap((wrap) => {
    const each = rateOf(wrap);
    if (service.gates.includes(wrap) || !(each * replicas > demand.bound.perSecond)) return [];
    const [through, capacity] = ratesApart(each * replicas, demand.bound.perSecond);
    const sum =
      replicas === 1 ? through : `${sayNumberOf(replicas, 'replica')} × ${sayRate(each)} = ${through}`;
    return [
      findingOf(
        wrap,
        service,
        `${sum} > ${sayCapacity(service, demand.bound, capacity)}`,
        `less than ${capacity} in all`,
      ),
    ];
  });
}

function atDoor(sketch: Sketch, service: Service): Finding[] {
  const demand = service.gates.length === 0 ? undefined : usualDemand(sketch, service);
  if (demand === undefined) return [];
  const capacity = demand.bound.perSecond / service.replicas;
  return onlyOne(service.gates).flatMap((gate) => {
    const each = rateOf(gate);
    if (!(each > capacity)) return [];
    const [through, most] = ratesApart(each, capacity);
    return [
      findingOf(
        gate,
        service,
        `${through} > ${sayReplicaCapacity(service, demand.bound, most)}`,
        `less than ${most}`,
      ),
    ];
  });
}

/** Beside another limit it may be there for something else. */
function onlyOne(wraps: readonly Wrap[]): readonly Wrap[] {
  const limits = wraps.filter(({ trait }) => trait.limit !== undefined || !trait.passes);
  return limits.length === 1 ? limits : [];
}

/** What one replica's limiter lets through a second; NaN where it is not about rates. */
function rateOf({ trait: { limit } }: Wrap): number {
  if (limit === undefined || limit.of === 'places' || isOff(limit)) return Number.NaN;
  return throughput(limit, Number.NaN);
}

function findingOf({ path, trait }: Wrap, { name }: Service, formula: string, fix: string): Finding {
  return {
    path: [...path, trait.limit?.of === 'rate' ? 'rate' : 'limit'],
    sentence: `this limiter lets more through than ${name} can serve: in a rush it protects nobody`,
    formula,
    fix,
  };
}
