/** L106: a limit is less than what is asked on a good day. */
import { sayCount, sayLength, sayNumberOf, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayEdge } from '../say.ts';
import {
  type CallSite,
  type Limit,
  type Service,
  type Sketch,
  throughput,
  type Wrap,
} from '../sketch/index.ts';

export const limitBelowLoad: Rule = {
  code: 'L106',
  title: 'A limit is less than what is asked on a good day',
  about:
    'Each replica of the caller has the limit for itself; at the door of a service each of its replicas. What comes to one of them before any fault, first tries only, is more than the limit lets through: some are turned away, or more and more of them wait, though nothing is wrong. Users who ask again only after an answer are not counted. A bulkhead, or a limiter of so many at a time, lets through limit ÷ time of a call. Of limits that are learned, or that each key has for itself, nothing is said.',
  formula: 'calls a second ÷ replicas > rate, limit ÷ window, or limit ÷ time of a call',
  cure: 'A higher limit, or more replicas to share the calls.',
  example: {
    scenario: `services:
  orders:
    replicas: 2
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          limiter: { kind: token-bucket, rate: 50/s, burst: 20 }
          timeout: 1s
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    queue: { limit: 30 }
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 140/s } }`,
    mended: ['rate: 50/s', 'rate: 90/s'],
  },
  find: (sketch) => [
    ...sketch.wiring.sites.flatMap((site) => aroundCall(sketch, site)),
    ...[...sketch.wiring.services.values()].flatMap((service) => atDoor(sketch, service)),
  ],
};

function aroundCall(sketch: Sketch, site: CallSite): Finding[] {
  const { replicas } = site.caller;
  const held = sketch.times.call(site);
  // who comes out of a policy that may refuse nobody knows
  const hidden = site.chain.findIndex(({ trait }) => !trait.passes);
  const chain = hidden < 0 ? site.chain : site.chain.slice(0, hidden);
  return tooLow(chain, held, sketch.openCallsOf(site), replicas, `calls of ${sayEdge(site)}`);
}

function atDoor(sketch: Sketch, service: Service): Finding[] {
  const { operations, gates, replicas, name } = service;
  const [operation] = operations;
  // several operations take different times: then only rates are looked at
  const held = operations.length === 1 ? sketch.times.answer(operation.name) : Number.NaN;
  return tooLow(gates, held, sketch.openCallsAt(service), replicas, `requests of ${name}`);
}

/** The limit among these policies that lets least through, if that is too little. */
function tooLow(
  wraps: readonly Wrap[],
  held: number,
  perSecond: number,
  replicas: number,
  what: string,
): Finding[] {
  const limits = wraps.flatMap(({ name, path, trait: { limit } }) =>
    limit === undefined ? [] : [{ name, path, limit, through: throughput(limit, held) }],
  );
  const least = limits
    .filter(({ through }) => through > 0)
    .sort((a, b) => a.through - b.through)
    .at(0);
  const each = perSecond / replicas;
  if (least === undefined || !(each > least.through)) return [];
  const [asked, through] = ratesApart(each, least.through);
  const share =
    replicas === 1 ? asked : `${sayRate(perSecond)} ÷ ${sayNumberOf(replicas, 'replica')} = ${asked}`;
  return [
    {
      path: [...least.path, least.limit.of === 'rate' ? 'rate' : 'limit'],
      sentence: `this ${least.name} lets fewer ${what} through than there are before anything goes wrong`,
      formula: `${share} > ${sayThrough(least.limit, held, through)}`,
      fix: `a limit with room above ${asked} for each replica`,
    },
  ];
}

function sayThrough(limit: Limit, held: number, through: string): string {
  if (limit.of === 'window') return `${sayCount(limit.most)} ÷ ${sayLength(limit.window)} = ${through}`;
  if (limit.of === 'places') return `${sayCount(limit.most)} at a time ÷ ${sayLength(held)} = ${through}`;
  return through;
}
