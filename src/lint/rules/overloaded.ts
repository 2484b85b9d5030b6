/** L101: more is asked of a service than it can serve, before anything goes wrong. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayCapacity, sayOffered, sayReplicas } from '../say.ts';
import {
  attemptLimit,
  type Demand,
  demandOn,
  type LoadRate,
  type Service,
  type Sketch,
} from '../sketch/index.ts';

export const overloaded: Rule = {
  code: 'L101',
  title: 'A service is offered more than it can serve',
  about:
    'The work that is asked of the service takes more slots, or more cores, than there are, before any fault. Its queue fills, and whoever comes then waits in vain or is refused. A slot is held for as long as the operation takes, the calls it waits for included; waiting for a slot or a core comes on top and makes it worse. Health checks in the shared lane are requests, too, and counted; checks in a lane of their own are not. Closed loads ask again only after an answer: they are counted here when the answer they come to takes longer than they wait.',
  formula:
    'arrivals × calls per request > replicas × slots ÷ time each is held, or > replicas × cores ÷ work; for users: users ÷ capacity − think > what they bear',
  cure: 'More replicas, more slots (or cores), shorter requests, or less load.',
  example: {
    scenario: `services:
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 240/s } }`,
    mended: ['replicas: 2', 'replicas: 4'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const open = openDemand(sketch, service);
  if (open !== undefined && open.utilisation > 1) {
    const [offered, capacity] = ratesApart(open.offered, open.bound.perSecond);
    return [
      {
        path: service.path,
        sentence: `${service.name} is offered more than it can serve, before anything goes wrong`,
        formula: `${sayOffered(open, offered)} > ${sayCapacity(service, open.bound, capacity)}`,
        fix: `${sayReplicas(open)}; or shorter requests, or less load`,
      },
    ];
  }
  const late = lateUsers(sketch, service, open?.utilisation ?? 0);
  if (late === undefined) return [];
  const { rate, answer, limit, left, demand } = late;
  const thinking = rate.think > 0 ? ` − ${sayLength(rate.think)} of thinking` : '';
  return [
    {
      path: service.path,
      sentence: `${service.name} serves ${rate.line.name} later than they wait, before anything goes wrong`,
      formula: `${sayCount(rate.users)} users ÷ ${sayRate(left)}${thinking} = ${sayLength(answer)} > ${sayLength(limit)}`,
      fix: `${sayReplicas(demand)}; or fewer users`,
    },
  ];
}

/** What loads ask that come whatever happens. */
export function openDemand(sketch: Sketch, service: Service): Demand | undefined {
  return demandOn(sketch, service, ({ isOpen, usual }) => (isOpen ? usual : 0));
}

/** What all loads ask, users as often as they could if nobody waited. */
export function usualDemand(sketch: Sketch, service: Service): Demand | undefined {
  return demandOn(sketch, service, ({ usual }) => usual);
}

export function isOverloaded(sketch: Sketch, service: Service): boolean {
  return findIn(sketch, service).length > 0;
}

interface Late {
  readonly rate: LoadRate;
  readonly demand: Demand;
  /** Requests of these users a second that the service has room for. */
  readonly left: number;
  /** The least that an answer takes on average. */
  readonly answer: Nanos;
  readonly limit: Nanos;
}

/**
 * N users of whom X a second are served come round every N ÷ X; without thinking that is the answer.
 * Said only where they have the service to themselves but for open loads.
 */
function lateUsers(sketch: Sketch, service: Service, openShare: number): Late | undefined {
  const demand = usualDemand(sketch, service);
  const users = sketch
    .visitorsOf(service.name)
    .map(({ load }) => load)
    .filter((load) => !load.isOpen && load.users > 0);
  const [rate] = users;
  if (demand === undefined || users.length !== 1 || !(demand.utilisation > 1) || openShare >= 1)
    return undefined;
  const own = demandOn(sketch, service, (load) => (load === rate ? rate.usual : 0));
  if (own === undefined) return undefined;
  const left = (own.bound.perSecond * (1 - openShare)) / own.terms[0].calls;
  const answer = (rate.users / left) * SECOND - rate.think;
  const within = sketch.scenario.system.load[rate.line.index].within ?? Number.POSITIVE_INFINITY;
  const limit = Math.min(within, Math.max(...rate.line.sites.map(({ site }) => attemptLimit(site))));
  return answer > limit ? { rate, demand, left, answer, limit } : undefined;
}
