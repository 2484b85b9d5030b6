/** L138: while one callee hangs, the calls that wait for it hold every slot, and nobody else finds one. */
import { SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayPlaces } from '../say.ts';
import { type CallSite, Failing, type Service, type Sketch } from '../sketch/index.ts';
import { isOverloaded } from './overloaded.ts';

export const takenSlots: Rule = {
  code: 'L138',
  title: 'One callee that hangs takes all slots of its caller',
  about:
    'Each request that waits for a callee holds a slot of the caller, and while the callee answers nobody it does so for as long as its timeouts last, all attempts and pauses included. If that takes more slots than there are (Little: slots held = rate × time each is held), requests that never need this callee find none either, and fail with it. Said only where there are such requests, other than those that the callee makes itself, and no breaker, bulkhead or other policy that holds calls back. Where nothing ends the call at all, L114 tells.',
  formula: 'Σ requests a second × time each holds its slot while the callee hangs > replicas × slots',
  cure: 'A bulkhead around the call that leaves slots for the others, a shorter timeout, fewer attempts, or a breaker.',
  example: {
    scenario: `services:
  front:
    concurrency: { threads: 100 }
    operations:
      plain: [ { work: 60ms } ]
      foreign: [ { work: 60ms }, { call: currency.rate, timeout: 5s } ]
  currency:
    concurrency: { threads: 100 }
    operations:
      rate: [ { work: 50ms } ]
load:
  - { name: locals, operation: front.plain, arrivals: { poisson: 160/s }, within: 500ms }
  - { name: foreigners, operation: front.foreign, arrivals: { poisson: 40/s }, within: 10s }`,
    mended: ['timeout: 5s', 'timeout: 1s'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) =>
      calleesOf(sketch, service).flatMap((callee) => findIn(sketch, service, callee)),
    ),
};

interface Asked {
  readonly name: string;
  /** Requests a second. */
  readonly perSecond: number;
  /** Slots that they hold while the callee hangs. */
  readonly slots: number;
  readonly isUnharmed: boolean;
}

function findIn(sketch: Sketch, service: Service, callee: Service): Finding[] {
  const asked = askedOf(sketch, service, callee);
  const room = service.replicas * service.slots;
  const needed = asked?.reduce((sum, { slots }) => sum + slots, 0) ?? Number.NaN;
  if (asked === undefined || !(needed > room) || needed === Number.POSITIVE_INFINITY) return [];
  const [victim] = asked.filter(({ isUnharmed }) => isUnharmed).sort((a, b) => b.perSecond - a.perSecond);
  const [heaviest] = asked.filter(({ isUnharmed }) => !isUnharmed).sort((a, b) => b.slots - a.slots);
  const site = sketch.wiring.from(heaviest?.name ?? '').find((one) => leadsTo(sketch, one, callee));
  if (victim === undefined || site === undefined || isOverloaded(sketch, service)) return [];
  const others = asked.reduce((sum, { isUnharmed, slots }) => sum + (isUnharmed ? slots : 0), 0);
  const limit = Math.floor(service.slots - (others / service.replicas) * SPARE);
  return [
    {
      path: [...site.path, site.verb],
      sentence: `while ${callee.name} hangs, those who wait for it hold all of ${service.name}: there is no slot left for ${victim.name}`,
      formula: `${sayAsked(asked)} = ${sayCount(needed)} > ${sayPlaces(service, 'slots', room)}`,
      fix: `${limit > 0 ? `a bulkhead here of no more than ${limit}, ` : ''}a shorter timeout, or a breaker`,
    },
  ];
}

/** The others come by luck, too: twice as many slots as they hold on average are seldom too few. */
const SPARE = 2;
const MOST_TERMS = 4;

function sayAsked(asked: readonly Asked[]): string {
  const said = [...asked]
    .sort((a, b) => b.slots - a.slots)
    .map(({ perSecond, slots }) => `${sayRate(perSecond)} × ${sayLength((slots / perSecond) * SECOND)}`);
  return [...said.slice(0, MOST_TERMS), ...(said.length > MOST_TERMS ? ['…'] : [])].join(' + ');
}

/** What is asked of each operation while the callee answers nobody; undefined where that is not known, or nobody goes without it. */
function askedOf(sketch: Sketch, { operations }: Service, callee: Service): Asked[] | undefined {
  const without = reachedWithout(sketch, callee);
  const coming = operations.flatMap(({ name }) => {
    const perSecond = sketch.rates.reduce(
      (sum, { line, isOpen, isCheck, usual }) =>
        sum + (isOpen && !isCheck ? usual * (sketch.visits[line.index].operations.get(name) ?? 0) : 0),
      0,
    );
    const isUnharmed = without.has(name) && !needs(sketch, name, callee);
    return perSecond > 0 ? [{ name, perSecond, isUnharmed }] : [];
  });
  if (coming.every(({ isUnharmed }) => !isUnharmed)) return undefined;
  const failing = new Failing(sketch.wiring, sketch.times, callee);
  const asked: Asked[] = [];
  for (const one of coming) {
    const operation = failing.operation(one.name);
    if (operation === undefined) return undefined;
    asked.push({ ...one, slots: (one.perSecond * operation.held) / SECOND });
  }
  return asked;
}

/** What is asked for on a way that does not lead through this service: nobody else asks while it hangs. */
function reachedWithout({ wiring }: Sketch, callee: Service): ReadonlySet<string> {
  const found = new Set<string>();
  const next = [...wiring.loads.flatMap(({ sites }) => sites), ...wiring.consumers].map(({ site }) => site);
  for (let site = next.pop(); site !== undefined; site = next.pop()) {
    const operation = wiring.operations.get(site.callee);
    if (operation === undefined || operation.service === callee.name || found.has(operation.name)) continue;
    found.add(operation.name);
    next.push(...wiring.from(operation.name));
  }
  return found;
}

/** Does the operation wait for this service, directly or through others? */
function needs(sketch: Sketch, operation: string, callee: Service, seen = new Set<string>()): boolean {
  if (seen.has(operation)) return false;
  seen.add(operation);
  return sketch.wiring.from(operation).some((site) => leadsTo(sketch, site, callee, seen));
}

function leadsTo(sketch: Sketch, site: CallSite, callee: Service, seen = new Set<string>()): boolean {
  if (site.verb !== 'call') return false;
  return (
    sketch.wiring.operations.get(site.callee)?.service === callee.name ||
    needs(sketch, site.callee, callee, seen)
  );
}

/** The services that a service calls itself, each once. */
function calleesOf({ wiring }: Sketch, service: Service): Service[] {
  const names = service.operations.flatMap(({ name }) =>
    wiring
      .from(name)
      .filter(({ verb }) => verb === 'call')
      .map(({ callee }) => wiring.operations.get(callee)?.service ?? ''),
  );
  return [...new Set(names)].flatMap((name) =>
    name === service.name ? [] : (wiring.services.get(name) ?? []),
  );
}
