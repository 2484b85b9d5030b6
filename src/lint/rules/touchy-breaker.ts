/** L163: a breaker that one failure opens, so that it turns away more than its callee fails. */
import { SECOND } from '../../base/time.ts';
import { sayLength, sayNumberOf, sayRate, sayShare } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { type CallSite, repeatsOf, type Sketch, survivorsOf, type Wrap } from '../sketch/index.ts';

export const touchyBreaker: Rule = {
  code: 'L163',
  title: 'One failure opens a breaker',
  about:
    'A breaker is for a callee that is down; this one opens at a single failure. Where some requests of the callee fail now and then, though nothing is wrong, or where it has several replicas of which one may be ill, one such failure turns all calls away for as long as the breaker stays open. Between two failures lies 1 ÷ (share that fails × calls a second of a caller replica), and the rest of the time it is open: that costs more calls than the failures. Of failures only the `fail` steps of the operation itself are counted. Nothing is said where a retry or hedge inside of the breaker finds a good answer first, of windows of time, or of a breaker that several calls share.',
  formula:
    'open ÷ (open + 1 ÷ (share that fails × calls a second ÷ replicas of the caller)) > share that fails; the share is that of `fail` steps, or 1 ÷ replicas of the callee while one is ill',
  cure: 'A breaker that needs several failures: consecutive: 5, or a window of which failure-rate is more than one call.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          breaker: { consecutive: 1, open: 10s }
          timeout: 500ms
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms }, { fail: 1% } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['consecutive: 1', 'consecutive: 5'],
  },
  find: (sketch) =>
    sketch.wiring.sites.flatMap((site) => site.chain.flatMap((wrap, at) => findIn(sketch, site, wrap, at))),
};

/** A callee of which so many requests fail is what breakers are for. */
const FAILS_ANYWAY = 0.5;

function findIn(sketch: Sketch, site: CallSite, { path, trait }: Wrap, at: number): Finding[] {
  const { breaker } = trait;
  const operation = sketch.wiring.operations.get(site.callee);
  const service = sketch.wiring.services.get(operation?.service ?? '');
  if (breaker?.opening?.failures !== 1 || operation === undefined || service === undefined) return [];
  if (
    !breaker.minds('error') ||
    site.chain.slice(at + 1).some((inside) => repeatsOf(inside.trait) !== undefined)
  )
    return [];
  const perReplica = sketch.callsOf(site) / site.caller.replicas;
  if (!(perReplica > 0)) return [];
  const failing = 1 - survivorsOf(operation.parts);
  const usual = failing < FAILS_ANYWAY ? failing : 0;
  const share = Math.max(usual, service.replicas > 1 ? 1 / service.replicas : 0);
  const between = SECOND / (share * perReplica);
  const turnedAway = breaker.stays / (breaker.stays + between);
  if (!(share > 0 && turnedAway > share)) return [];
  const isUsual = share === usual;
  const why = isUsual
    ? `${sayShare(share)} of its requests fail even when nothing is wrong`
    : `one of its ${sayNumberOf(service.replicas, 'replica')} may be ill while the others are well`;
  const { needs, opening } = breaker;
  return [
    {
      path: [...path, needs === 'consecutive' ? 'consecutive' : 'window'],
      sentence: `one failure opens this breaker of ${sayEdge(site)}, and ${why}`,
      formula: `open ${sayLength(breaker.stays)}, then ${sayLength(between)} until the next failure (1 ÷ (${sayShare(share)} × ${sayRate(perReplica)})): ${sayShare(turnedAway)} of the calls are turned away, ${sayShare(share)} fail${isUsual ? '' : ' while one is ill'}`,
      fix:
        needs === 'consecutive'
          ? 'consecutive: 5 or more'
          : `a window of more than ${sayNumberOf(opening.seen, 'call')}, or a higher failure-rate`,
    },
  ];
}
