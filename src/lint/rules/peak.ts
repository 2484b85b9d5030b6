/** L103: at its peak, a load asks more than a service can serve. */
import type { Nanos } from '../../base/time.ts';
import { sayInstant } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { ratesApart, sayCapacity, sayOffered } from '../say.ts';
import { type Demand, demandOn, type LoadRate, type Service, type Sketch } from '../sketch/index.ts';
import { openDemand } from './overloaded.ts';

export const peak: Rule = {
  code: 'L103',
  title: 'The peak of a load is more than a service can serve',
  about:
    'On average there is room, but at some instant the profile or the replay of a load asks for more than the service can serve, without any fault. For as long as that lasts its queue grows. Faults that surge a load are not counted: they are meant to hurt. Of a service with `admission` nothing is said.',
  formula: 'arrivals at the peak × calls per request > replicas × slots ÷ time each is held',
  cure: 'Enough replicas for the peak, a queue short enough to refuse the rest at once, or `admission`.',
  example: {
    scenario: `services:
  payments:
    replicas: 2
    concurrency: { threads: 10 }
    operations:
      charge: [ { work: { exponential: 100ms } } ]
load:
  - name: shoppers
    operation: payments.charge
    arrivals: { poisson: 100/s }
    profile: [ { spike: 3, at: 60s, for: 10s } ]`,
    mended: ['spike: 3', 'spike: 1.8'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) => {
      const usual = openDemand(sketch, service);
      // a door is there for the rush
      if (usual === undefined || usual.utilisation > 1 || service.gates.length > 0) return [];
      const highest = highestOf(sketch, service);
      if (highest === undefined || !(highest.demand.utilisation > 1)) return [];
      const { demand, at, load } = highest;
      const [offered, capacity] = ratesApart(demand.offered, demand.bound.perSecond);
      const { profile } = sketch.scenario.system.load[load];
      return [
        {
          path: ['load', load, profile === undefined ? 'arrivals' : 'profile'],
          sentence: `at its peak ${sketch.rates[load].line.name} asks for more than ${service.name} can serve`,
          formula: `${sayOffered(demand, offered)} at ${sayInstant(at)} > ${sayCapacity(service, demand.bound, capacity)}`,
          fix: `replicas: ${Math.ceil(demand.utilisation * demand.bound.replicas + 1e-9)} in ${service.name} would carry it; or a queue so short that the rest is refused at once`,
        },
      ];
    }),
};

interface Highest {
  readonly demand: Demand;
  readonly at: Nanos;
  /** The load that adds most to what is usual. */
  readonly load: number;
}

function highestOf(sketch: Sketch, service: Service): Highest | undefined {
  const concerned = sketch
    .visitorsOf(service.name)
    .map(({ load }) => load)
    .filter(({ isOpen }) => isOpen);
  let highest: Highest | undefined;
  for (const at of instantsOf(concerned)) {
    const demand = demandOn(sketch, service, (load) => (load.isOpen ? load.at(at) : 0));
    if (demand === undefined || demand.utilisation <= (highest?.demand.utilisation ?? 0)) continue;
    const rises = concerned
      .filter(({ isCheck }) => !isCheck)
      .map((rate) => ({ load: rate.line.index, rise: rate.at(at) - rate.usual }));
    highest = { demand, at, load: rises.sort((a, b) => b.rise - a.rise)[0].load };
  }
  return highest;
}

/** Rates looked at for one service. Where there are more, some instants are left out. */
const MOST_LOOKS = 1_000_000;

/** The instants at which any rate bends; where one jumps, the instant before counts too. */
function instantsOf(rates: readonly LoadRate[]): readonly Nanos[] {
  const bends = new Set(rates.flatMap((rate) => (rate.bends.length > 1 ? rate.bends : [])));
  const instants = [...new Set([...bends].flatMap((at) => [at, Math.max(0, at - 1)]))];
  const stride = Math.ceil((instants.length * rates.length) / MOST_LOOKS);
  return stride <= 1 ? instants : instants.filter((_, at) => at % stride === 0);
}
