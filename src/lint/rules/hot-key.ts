/** L160: of a service whose balancer hashes, one key alone is more than a replica can serve. */
import { sayNumberOf, sayRate, sayShare } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { ratesApart, sayReplicaCapacity } from '../say.ts';
import type { LoadRate, Service, Sketch } from '../sketch/index.ts';
import { balancerAt } from './balancer-at.ts';
import { openDemand } from './overloaded.ts';

export const hotKey: Rule = {
  code: 'L160',
  title: 'One key is more than a replica can serve',
  about:
    'A balancer that hashes sends all requests about one key to one replica. All replicas together have room enough, and still the one that has the hottest key gets more than it can serve: its queue fills while the others are idle, and every other key that lies there goes down with it. More replicas do not help, for the key stays in one place. With fewer keys than replicas the same goes for an even share of them. Only the hottest key of one load is counted, and what has no key: the truth is no less. Of a service with `admission` nothing is said.',
  formula:
    'requests a second × share of the hottest key > slots ÷ time each is held (or cores ÷ work), of one replica',
  cure: 'A balancer that does not hash, keys that are more even, or quicker requests.',
  example: {
    scenario: `services:
  stock:
    replicas: 4
    concurrency: { threads: 5 }
    queue: { limit: 20 }
    balancer: ring-hash
    operations:
      read: [ { work: { exponential: 50ms } } ]
load:
  - name: readers
    operation: stock.read
    arrivals: { poisson: 300/s }
    keys: { count: 1000, zipf: 1.5 }
    timeout: 1s`,
    mended: ['balancer: ring-hash', 'balancer: two-choices'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const demand = openDemand(sketch, service);
  if (demand === undefined || demand.utilisation > 1 || service.gates.length > 0) return [];
  if (service.replicas < 2 || service.spec.scaling !== undefined || !isHashed(sketch, service)) return [];
  const { bound } = demand;
  const each = bound.perSecond / bound.replicas;
  const visitors = sketch.visitorsOf(service.name).filter(({ load }) => load.isOpen);
  const perSecondOf = ({ load, calls }: (typeof visitors)[number]) => load.usual * calls;
  const byLuck = visitors
    .filter(({ load }) => shareOfOne(sketch, service, load) === undefined)
    .reduce((sum, visitor) => sum + perSecondOf(visitor) / service.replicas, 0);
  const [hottest] = visitors
    .flatMap((visitor) => {
      const share = shareOfOne(sketch, service, visitor.load);
      const perSecond = perSecondOf(visitor);
      return share === undefined
        ? []
        : [{ line: visitor.load.line, perSecond, share, hot: perSecond * share }];
    })
    .sort((a, b) => b.hot - a.hot);
  if (hottest === undefined || !(hottest.hot + byLuck > each * (1 + 1e-9))) return [];
  const { line, perSecond, share } = hottest;
  const { keys } = sketch.scenario.plan.loads[line.index];
  const [all, capacity] = ratesApart(hottest.hot + byLuck, each);
  const others = byLuck > 0 ? ` + ${sayRate(byLuck)} without a key` : '';
  const few = keys === 1 ? 'the only key' : `one of ${sayNumberOf(keys, 'key')}`;
  const whose = keys < service.replicas ? few : 'the hottest key';
  return [
    {
      path: [...service.path, 'balancer'],
      sentence: `${whose} of ${line.name} is more than one replica of ${service.name} can serve, and all of it goes to one`,
      formula: `${sayRate(perSecond)} × ${sayShare(share)}${others} = ${all} > ${sayReplicaCapacity(service, bound, capacity)}`,
      fix: 'a balancer that does not hash, such as two-choices; more replicas do not help',
    },
  ];
}

/** The share of a load that no replica but one gets, at least: of its hottest key; undefined without keys. */
function shareOfOne(
  { scenario: { plan } }: Sketch,
  { replicas }: Service,
  { line, isCheck }: LoadRate,
): number | undefined {
  if (isCheck) return undefined;
  const { keys, keyThresholds } = plan.loads[line.index];
  if (keys === 0) return undefined;
  const hottest = keyThresholds.length === 0 ? 1 / keys : keyThresholds[0] / TWO_TO_32;
  return Math.max(hottest, 1 / Math.min(keys, replicas));
}

/** Thresholds of keys are shares of this. */
const TWO_TO_32 = 4294967296;

/** Does everybody who calls it choose by the key? */
function isHashed({ scenario: { system }, wiring }: Sketch, service: Service): boolean {
  const sites = service.operations.flatMap(({ name }) => wiring.into(name));
  return sites.every((site) => balancerAt(system, site, service).needs === 'keys');
}
