/** L166: a service whose requests wait for other requests of the same service, so that it may stand still for good. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayPlaces } from '../say.ts';
import {
  attemptLimit,
  type CallSite,
  Failing,
  firstBound,
  fullQueue,
  type Service,
  type Sketch,
} from '../sketch/index.ts';
import { isOverloaded } from './overloaded.ts';

export const waitingInACircle: Rule = {
  code: 'L166',
  title: 'Services that wait for each other stand still',
  about:
    'A request that holds a slot of a service waits for another service, which asks the first one again: for that a second slot is needed. Once all slots are held by such requests (after a rush, or a moment in which one of them was slow) none is left for what they wait for: it waits in the queue behind new requests, until its caller has given up. Then a slot is free, and taken by the next one that waits in the same way: the system stands still though nothing is wrong any more. It takes requests enough to hold all slots until they are given up, and a queue so long that nobody in it is served in time; where it is full some are turned away, which frees slots at once and is taken into account. Said of queues that serve the longest wait first, without `admission`, `cancellation`, retries, or a policy that holds calls back; where nothing ends the call at all, L114 tells.',
  formula:
    'Σ requests a second × time until they are given up > replicas × slots, and queue limit > what is taken from it until then',
  cure: 'Another service for what is asked in return, a bulkhead around the call that leaves slots for it, a shorter timeout, or a short queue.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 10 }
    queue: { limit: 100 }
    operations:
      place: [ { work: 5ms }, { call: offers.apply, timeout: 1s } ]
      look: [ { work: 10ms } ]
  offers:
    concurrency: { threads: 200 }
    operations:
      apply: [ { work: 10ms }, { call: orders.look, timeout: 800ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s }, timeout: 5s }`,
    mended: ['offers.apply, timeout: 1s', 'offers.apply, bulkhead: { limit: 5 }, timeout: 1s'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

/** A call that comes back to the service it is made from. */
interface Circle {
  readonly operation: string;
  /** The call that leaves the service, and the one that comes back to it. */
  readonly site: CallSite;
  readonly back: CallSite;
  readonly between: readonly Service[];
  /** Of the requests of the operation. */
  readonly share: number;
}

function findIn(sketch: Sketch, service: Service): Finding[] {
  const circles = service.operations.flatMap(({ name }) => circleFrom(sketch, service, name) ?? []);
  if (circles.length === 0 || !maySwell(sketch, service) || isOverloaded(sketch, service)) return [];
  const failing = new Failing(sketch.wiring, sketch.times, service);
  const held = circles.map((circle) => ({ ...circle, ...heldIn(sketch, failing, circle) }));
  if (held.some(({ until }) => !(until < Number.POSITIVE_INFINITY))) return [];
  const slots = service.replicas * service.slots;
  // who is between must have room for all who wait, or turns some of them away
  if (held.some(({ between }) => between.some((one) => one.replicas * one.slots < slots))) return [];
  const [most] = [...held].sort((a, b) => b.perSecond * b.until - a.perSecond * a.until);
  const patience = Math.max(...held.map(({ back, until }) => Math.min(attemptLimit(back), until)));
  const flow = standingStill(sketch, service, held);
  if (flow === undefined) return [];
  const places = service.replicas * service.queueLimit;
  const taken = (flow.perSecond * patience) / SECOND;
  if (places < Number.POSITIVE_INFINITY && !(places - SELDOM * Math.sqrt(places) >= taken)) return [];
  const terms = held.map(({ perSecond, until }) => `${sayRate(perSecond)} × ${sayLength(until)}`);
  const round = [service.name, ...most.between.map(({ name }) => name), service.name].join(' -> ');
  const queue =
    places < Number.POSITIVE_INFINITY
      ? `${sayCount(places)} waiting > ${sayRate(flow.perSecond)} × ${sayLength(patience)} = ${sayCount(taken)}`
      : 'its queue has no limit';
  return [
    {
      path: [...most.site.path, most.site.verb],
      sentence: `once all slots of ${service.name} wait in the circle ${round}, none is left for ${most.back.callee}: it stands still for good`,
      formula: `${terms.join(' + ')} = ${sayCount(flow.needed)} > ${sayPlaces(service, 'slots', slots)}; ${queue}`,
      fix: `a bulkhead here of no more than ${Math.max(1, Math.floor(service.slots / 2))}, a shorter timeout, or another service for ${most.back.callee}`,
    },
  ];
}

/** Does its queue go on serving those who have left? */
function maySwell({ times }: Sketch, service: Service): boolean {
  const { spec, gates, operations } = service;
  if (gates.length > 0 || spec.cancellation !== 'none' || spec.queue.wait !== undefined) return false;
  const [{ name }] = operations;
  const bound = firstBound(service, times.answer(name), times.work(name));
  return bound !== undefined && fullQueue(service, bound) !== undefined;
}

/** Requests of a circle a second, and how long each holds its slot when nobody answers it. */
function heldIn(sketch: Sketch, failing: Failing, { operation, share }: Circle) {
  const found = failing.operation(operation);
  const attempts = [...(found?.attempts.values() ?? [])];
  const usual = sketch.times.answer(operation);
  // of all requests of the operation the others take as long as usual
  const until =
    found === undefined || attempts.some((each) => each > 1 + 1e-9)
      ? Number.NaN
      : (found.held - (1 - share) * usual) / share;
  return { perSecond: rateOf(sketch, operation) * share, until };
}

function rateOf({ rates, visits }: Sketch, operation: string): number {
  return rates.reduce(
    (sum, { line, isOpen, usual }) =>
      sum + (isOpen ? usual * (visits[line.index].operations.get(operation) ?? 0) : 0),
    0,
  );
}

/** What is taken from a queue varies by the square root of its places; twice as much comes seldom, and has to come to many in turn. */
const SELDOM = 2;
/** Of those who come, so many at most may find a place: else luck lets the queue run empty. */
const CROWDED = 0.8;

/**
 * What is served while all stand still, a second; undefined where the slots suffice even then. With a share p of
 * all that come finding a place, λ requests of the circle ask λp in return, and hold their slots to the end (H) where
 * that finds a place, too, or as long as usual (s) where it is refused: slots = pλ(pH + (1 − p)s) + p²λs' + p × others.
 */
function standingStill(
  sketch: Sketch,
  service: Service,
  circles: readonly (Circle & { readonly perSecond: number; readonly until: Nanos })[],
): { readonly perSecond: number; readonly needed: number } | undefined {
  const { times } = sketch;
  const slots = service.replicas * service.slots;
  const inSlots = (perSecond: number, held: Nanos) => (perSecond * held) / SECOND;
  const sum = (of: (circle: (typeof circles)[number]) => number) =>
    circles.reduce((all, one) => all + of(one), 0);
  const circling = sum(({ perSecond }) => perSecond);
  const back = sum(({ perSecond, back }) => inSlots(perSecond, times.answer(back.callee)));
  const usual = sum(({ perSecond, operation }) => inSlots(perSecond, times.answer(operation)));
  const toTheEnd = sum(({ perSecond, until }) => inSlots(perSecond, until));
  const all = service.operations.map(({ name }) => ({
    perSecond: rateOf(sketch, name),
    held: times.answer(name),
  }));
  const coming = all.reduce((total, { perSecond }) => total + perSecond, 0) - circling;
  const others = Math.max(
    0,
    all.reduce((total, one) => total + inSlots(one.perSecond, one.held), 0) - usual - back,
  );
  const square = toTheEnd - usual + back;
  const linear = usual + others;
  const share =
    service.queueLimit === Number.POSITIVE_INFINITY
      ? 1
      : (Math.sqrt(linear * linear + 4 * square * slots) - linear) / (2 * square);
  if (
    !(square > 0 && square + linear > slots && share <= CROWDED) &&
    !(share === 1 && square + linear > slots / CROWDED)
  )
    return undefined;
  const besides = Math.max(0, coming - circling);
  return { perSecond: share * (circling * (1 + share) + besides), needed: toTheEnd };
}

/** The first way on which an operation waits for its own service again. */
function circleFrom(sketch: Sketch, service: Service, operation: string): Circle | undefined {
  const { wiring, reaches } = sketch;
  const seen = new Set<string>([operation]);
  const follow = (
    name: string,
    share: number,
    first: CallSite | undefined,
    between: readonly Service[],
  ): Circle | undefined => {
    for (const site of wiring.from(name)) {
      const owner = wiring.services.get(wiring.operations.get(site.callee)?.service ?? '');
      const made = Math.min(1, reaches.get(name)?.get(site) ?? 0) * share;
      if (site.verb !== 'call' || site.isInstead || owner === undefined || made === 0) continue;
      if (owner === service) return { operation, site: first ?? site, back: site, between, share: made };
      if (seen.has(site.callee)) continue;
      seen.add(site.callee);
      const circle = follow(site.callee, made, first ?? site, [...between, owner]);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return follow(operation, 1, undefined, []);
}
