/** L159: calls made together that take turns in step, so that where they begin decides what a fault does. */

import { sayNumberOf, sayShare } from '../../present/words.ts';
import { balancers } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { type CallSite, type Part, repeatsOf, type Service, type Sketch } from '../sketch/index.ts';
import { balancerAt } from './balancer-at.ts';

export const turnsInStep: Rule = {
  code: 'L159',
  title: 'Turns in step decide what a fault does',
  about:
    'Two calls that every request makes together, both in turns, move on together: which replicas are asked at once stays as it was at the first request, which luck decides for each replica of the caller. If a fault takes some replicas of both, the same requests meet it twice, or never do, and runs with other seeds differ by more than their noise. Real proxies take turns like this as well, each worker from a beginning of its own; traffic that asks only one of the two breaks the step. Said only where nothing here does: no other call to either, no retry, no check and no ejection, and few replicas of the caller, over which luck evens out.',
  formula:
    'for each distance d of their turns: turns t with replica t of the one and t + d of the other up ÷ all turns; least < most',
  cure: '`balancer: random` for one of the calls, or many seeds instead of one.',
  example: {
    scenario: `services:
  orders:
    replicas: 2
    concurrency: { threads: 64 }
    operations:
      place:
        - parallel:
            - { call: stock.reserve, timeout: 500ms }
            - { call: payments.charge, timeout: 500ms }
  stock:
    replicas: 2
    zones: [ a, b ]
    concurrency: { threads: 16 }
    operations:
      reserve: [ { work: 10ms } ]
  payments:
    replicas: 2
    zones: [ b, c ]
    concurrency: { threads: 16 }
    operations:
      charge: [ { work: 10ms } ]
load:
  - { name: buyers, operation: orders.place, arrivals: { poisson: 50/s } }
faults:
  - { crash: zone b, at: 30s, for: 30s }`,
    mended: ['call: stock.reserve, timeout', 'call: stock.reserve, balancer: random, timeout'],
  },
  find(sketch) {
    const { wiring } = sketch;
    return [...wiring.operations.values()].flatMap(({ service, parts }) => {
      if ((wiring.services.get(service)?.replicas ?? 0) > MOST_CALLERS) return [];
      return togetherIn(parts).flatMap((sites) => findAmong(sketch, sites));
    });
  },
};

/** Luck evens out: the mean of more than these varies by less than a quarter (1 ÷ √20) of what one alone does. */
const MOST_CALLERS = 20;
/** As many distances as are worth counting. */
const MOST_STEPS = 1000;

/** The calls that begin at one instant: each the first of its strand. Behind a step that takes a time, turns mix. */
function togetherIn(parts: readonly Part[]): CallSite[][] {
  return parts.flatMap((part): CallSite[][] => {
    switch (part.kind) {
      case 'all': {
        const first = part.strands.flatMap(([one]) => (one?.kind === 'call' ? [one.site] : []));
        return [first, ...part.strands.flatMap(togetherIn)];
      }
      case 'one':
        return part.choices.flatMap((choice) => togetherIn(choice.parts));
      case 'rounds':
        return togetherIn(part.parts);
      default:
        return [];
    }
  });
}

/** The first two of these calls that a fault may strike together or apart. */
function findAmong(sketch: Sketch, sites: readonly CallSite[]): Finding[] {
  const turning = sites.filter((site) => takesPlainTurns(sketch, site));
  for (const [at, one] of turning.entries())
    for (const other of turning.slice(at + 1))
      for (const { name, parts } of sketch.scenario.plan.faults) {
        const downs = new Set(
          parts.flatMap(({ aims }) =>
            aims.flatMap(({ kind, element }) => (kind === 'down' ? [element] : [])),
          ),
        );
        const found = findingOf(name, one, upOf(sketch, one, downs), other, upOf(sketch, other, downs));
        if (found !== undefined) return [found];
      }
  return [];
}

function findingOf(
  fault: string,
  one: CallSite,
  a: readonly boolean[],
  other: CallSite,
  b: readonly boolean[],
): Finding | undefined {
  const shares = sharesUp(a, b);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  if (shares.length === 0 || most - least < 1e-9) return undefined;
  const up = (list: readonly boolean[]) => list.filter(Boolean).length;
  const byChance = (up(a) * up(b)) / (a.length * b.length);
  return {
    path: one.path.slice(0, one.path.lastIndexOf('parallel') + 1),
    sentence: `during ${fault} luck at the first request decides: ${one.callee} and ${other.callee} take their turns in step`,
    formula: `turns in which both are up: ${sayShare(least)} to ${sayShare(most)}, by where each of ${sayNumberOf(one.caller.replicas, 'replica')} of ${one.caller.owner} begins; by chance ${up(a)}/${a.length} × ${up(b)}/${b.length} = ${sayShare(byChance)}`,
    fix: 'balancer: random for one of the calls; or run --seeds 50, and look at how they differ',
  };
}

/** Turns go round, no retry takes one out of order, and nobody else turns the same wheel. */
function takesPlainTurns({ scenario: { system }, wiring }: Sketch, site: CallSite): boolean {
  const service = serviceOf(wiring, site);
  if (site.verb !== 'call' || service === undefined) return false;
  const { spec } = service;
  return (
    balancerAt(system, site, service).name === balancers['round-robin'].name &&
    spec.ejection === undefined &&
    spec.health?.check === undefined &&
    spec.scaling === undefined &&
    site.chain.every(({ trait }) => trait.passes && !trait.restrains && repeatsOf(trait) === undefined) &&
    wiring.into(site.callee).filter(({ caller }) => caller.owner === site.caller.owner).length === 1
  );
}

function serviceOf({ services, operations }: Sketch['wiring'], { callee }: CallSite): Service | undefined {
  return services.get(operations.get(callee)?.service ?? '');
}

/** Which replicas of the callee are up while these are down. */
function upOf({ scenario: { plan }, wiring }: Sketch, site: CallSite, downs: ReadonlySet<number>): boolean[] {
  const { services, replicas } = plan.directory;
  const number = services.findIndex(({ name }) => name === serviceOf(wiring, site)?.name);
  return replicas.flatMap(({ service }, replica) => (service === number ? [!downs.has(replica)] : []));
}

/**
 * The share of turns in which both are up, for each distance of the two. Turns of a and b replicas repeat
 * after their least common multiple, and two replicas meet in it once if their numbers differ by the
 * distance, counted by the greatest common divisor; else never.
 */
function sharesUp(a: readonly boolean[], b: readonly boolean[]): number[] {
  const common = divisorOf(a.length, b.length);
  if (common > MOST_STEPS) return [];
  const byRest = (up: readonly boolean[]) =>
    Array.from({ length: common }, (_, rest) => up.filter((isUp, at) => isUp && at % common === rest).length);
  const [first, second] = [byRest(a), byRest(b)];
  const turns = (a.length * b.length) / common;
  return first.map((_, distance) => {
    const both = first.reduce((sum, ups, rest) => sum + ups * second[(rest + distance) % common], 0);
    return both / turns;
  });
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}
