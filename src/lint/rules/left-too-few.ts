/** L109: the replicas that a fault leaves cannot serve what comes to them. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayNumberOf, sayShare } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity, sayOffered } from '../say.ts';
import {
  type CallSite,
  type Demand,
  lengthOf,
  longestWait,
  medianOf,
  type Outage,
  outagesOf,
  type Service,
  type Sketch,
} from '../sketch/index.ts';
import { openDemand } from './overloaded.ts';

type FaultPlan = Sketch['scenario']['plan']['faults'][number];

export const leftTooFew: Rule = {
  code: 'L109',
  title: 'What a fault leaves is less than what is asked',
  about:
    'All replicas together have room enough; without those that the fault takes they have not. Whoever would have asked one of these asks the others: because callers no longer choose it (a drain, a deploy that drains, a check that removes, after the time it needs), or because they try again. What is too much fills the queues, and if the fault lasts it is refused, or waits longer than anybody does. So it is with one zone of two in use at more than half. Without a check and without a retry those who choose a dead replica fail, and the others notice nothing: of that nothing is said. Nor is it where all replicas are taken, of a service with `admission` or `scaling`, of faults that mean only some requests, and where the fault takes the callers, too.',
  formula:
    'arrivals × share that comes to the others > replicas that are left × slots ÷ time each is held, for so long that the queues overflow',
  cure: 'Replicas enough for the load without those that may be lost, or `admission`, which turns the rest away at once.',
  example: {
    scenario: `services:
  payments:
    replicas: 3
    concurrency: { threads: 10 }
    queue: { limit: 50 }
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 240/s }, timeout: 2s }
faults:
  - { drain: payments, replicas: one, at: 30s, for: 60s }`,
    mended: ['replicas: 3', 'replicas: 4'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) => {
      const usual = openDemand(sketch, service);
      if (usual === undefined || usual.utilisation > 1) return [];
      if (service.gates.length > 0 || service.spec.scaling !== undefined) return [];
      return (sketch.scenario.system.faults ?? []).flatMap((_, index) =>
        findIn(sketch, index, service, usual),
      );
    }),
};

function findIn(sketch: Sketch, index: number, service: Service, usual: Demand): Finding[] {
  const fault = sketch.scenario.plan.faults[index];
  if (fault.match !== undefined) return [];
  const losses = outagesOf(sketch, fault, service).flatMap((outage) => {
    const loss = lossOf(sketch, service, usual, outage);
    return loss === undefined ? [] : [{ outage, ...loss }];
  });
  const [worst] = losses.sort((a, b) => b.tooMany - a.tooMany);
  if (worst === undefined || callersOf(sketch, service).some((caller) => isHit(sketch, fault, caller)))
    return [];
  const { outage, coming, left, lasts, tooMany, harm } = worst;
  const [offered, capacity] = ratesApart(coming, left.perSecond);
  const isAll = coming === usual.offered;
  const asked = sayOffered(usual, isAll ? offered : undefined);
  const busy = sayShare(coming / left.perSecond);
  const enough = Math.ceil((coming / left.perSecond) * left.replicas + 1e-9);
  return [
    {
      path: ['faults', index],
      sentence: `${fault.name} leaves ${service.name} ${left.replicas} of ${sayNumberOf(service.replicas, 'replica')}, which cannot serve what is asked`,
      formula: `${asked}${isAll ? '' : ` × ${sayShare(coming / usual.offered)} = ${offered}`} > ${sayCapacity(service, left, capacity)}: ${busy} busy, and in ${sayLength(lasts)} ${sayCount(tooMany)} too many ${harm}`,
      fix: `replicas: ${enough + outage.gone} would leave ${enough}; or admission in ${service.name}, which turns the rest away at once`,
    },
  ];
}

interface Loss {
  /** Requests a second that come to those who are left, and what these can serve. */
  readonly coming: number;
  readonly left: Demand['bound'];
  /** How long that lasts, and how many have come by then who found no slot. */
  readonly lasts: Nanos;
  readonly tooMany: number;
  readonly harm: string;
}

/** What comes of an outage; undefined where the others cope, or the queues hold what is too much for so long. */
function lossOf(sketch: Sketch, service: Service, usual: Demand, outage: Outage): Loss | undefined {
  const stay = service.replicas - outage.gone;
  const left = {
    ...usual.bound,
    replicas: stay,
    perSecond: (usual.bound.perSecond * stay) / service.replicas,
  };
  if (stay < 1 || usual.offered <= left.perSecond) return undefined;
  const { share, after } = diverted(sketch, service, outage);
  // each replica has its own health checks, and nobody sends them to another
  const checks = checksAt(sketch, service);
  const coming = (usual.offered - checks) * share + (checks * stay) / service.replicas;
  const lasts = outage.length - after;
  if (!(coming > left.perSecond * (1 + 1e-9)) || !(lasts > 0)) return undefined;
  const tooMany = ((coming - left.perSecond) * lasts) / SECOND;
  const places = stay * service.queueLimit;
  const loss = { coming, left, lasts, tooMany };
  if (tooMany > places) return { ...loss, harm: `(the queues hold ${sayCount(places)})` };
  const wait = (tooMany / left.perSecond) * SECOND;
  const { queue } = service.spec;
  const patience = Math.min(
    longestWait(sketch.wiring, service)?.limit ?? Number.POSITIVE_INFINITY,
    queue.wait === undefined ? Number.POSITIVE_INFINITY : medianOf(lengthOf(queue.wait)),
  );
  if (!(wait > patience)) return undefined;
  return { ...loss, harm: `(the last waits ${sayLength(wait)}, nobody longer than ${sayLength(patience)})` };
}

/** Health checks of the service a second. */
function checksAt({ rates }: Sketch, { operations }: Service): number {
  return rates.reduce((sum, { isCheck, usual, line: { sites } }) => {
    const isOurs = isCheck && operations.some(({ name }) => name === sites[0].site.callee);
    return isOurs ? sum + usual : sum;
  }, 0);
}

/** Balancers whose next choice does not depend on who asks, or on how the last one fared. */
const EVEN = ['round-robin', 'random'];

/** The share of what is asked that comes to the others, and how long it takes until it does. */
function diverted(
  { wiring, callsOf }: Sketch,
  service: Service,
  outage: Outage,
): { readonly share: number; readonly after: Nanos } {
  const { health, balancer = { 'round-robin': {} } } = service.spec;
  const gone = outage.gone / service.replicas;
  const news = health?.['membership-delay'] ?? 0;
  if (outage.isKnown) return { share: 1, after: news };
  const checks = health?.check === undefined ? [] : [health.check].flat();
  const removing = checks.find((check) => check['on-failure'] === 'remove');
  if (removing !== undefined && 1 - gone >= (health?.panic ?? PANIC)) {
    const { unhealthy, every, timeout, jitter } = removing;
    return { share: 1, after: unhealthy * (every + timeout + (jitter ?? 0)) + news };
  }
  if (!EVEN.includes(Object.keys(balancer)[0])) return { share: 1 - gone, after: 0 };
  const sites = service.operations.flatMap(({ name }) => wiring.into(name));
  const all = sites.reduce((sum, site) => sum + callsOf(site), 0);
  // whoever fails n times in a row has met only those that are away
  const share = sites.reduce(
    (sum, site) => sum + (callsOf(site) / all) * (1 - gone ** attemptsOf(site, outage)),
    0,
  );
  return { share: Number.isNaN(share) ? 1 - gone : share, after: 0 };
}

/** By default, a caller disregards health where less than half are well. */
const PANIC = 0.5;

function attemptsOf({ chain }: CallSite, { heard }: Outage): number {
  return chain.reduce((all, { trait: { retry } }, at) => {
    if (retry === undefined || retry.hasBudget || !retry.triesAgainOn(heard, 'here')) return all;
    // silence ends by a timeout of each attempt, if at all
    const isHeard = heard !== 'timed-out' || chain.slice(at).some(({ trait }) => trait.timeout !== undefined);
    return isHeard ? all * retry.attempts : all;
  }, 1);
}

/** Services on the way to this one. */
function callersOf({ wiring }: Sketch, service: Service): Service[] {
  const found = new Set([service]);
  for (const one of found)
    for (const { caller } of one.operations.flatMap(({ name }) => wiring.into(name))) {
      const owner = caller.kind === 'operation' ? wiring.services.get(caller.owner) : undefined;
      if (owner !== undefined) found.add(owner);
    }
  found.delete(service);
  return [...found];
}

/** Some of what it would ask is lost with those of its replicas that are away. */
function isHit(sketch: Sketch, fault: FaultPlan, service: Service): boolean {
  return outagesOf(sketch, fault, service).some((outage) => diverted(sketch, service, outage).share < 1);
}
