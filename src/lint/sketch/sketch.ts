/** A sketch of a system: what can be known of it by arithmetic, without running it. The rules look at nothing else. */
import { type Nanos, SECOND } from '../../base/time.ts';
import type { Scenario } from '../../scenario/index.ts';
import type { CallSite, Wrap } from './call-site.ts';
import { checkRates } from './check-rates.ts';
import { fullIn } from './full-limits.ts';
import { type LoadRate, ratesOf } from './rates.ts';
import { type Reached, reachedFrom } from './reaching.ts';
import { type Times, timesOf } from './times.ts';
import { depotsOf, type Reach, reachOf, type Visits, visitsOf } from './visits.ts';
import { type Service, type Wiring, wiringOf } from './wiring.ts';

export interface Sketch {
  readonly scenario: Scenario;
  readonly wiring: Wiring;
  readonly times: Times;
  /** Of all loads, and of the health checks behind them. */
  readonly rates: readonly LoadRate[];
  /** By number of the load or check: what one request of it comes to; nothing where that is not known. */
  readonly visits: readonly Visits[];
  /** By operation: what one execution of it calls. */
  readonly reaches: ReadonlyMap<string, Reach>;
  /** The loads and checks that come to a service, and what one request of each comes to there. */
  visitorsOf(service: string): readonly Visitor[];
  /**
   * Calls a second of a call site before any fault, retries not counted. NaN behind what no rule
   * understands: a policy that may refuse, a step of an unknown kind.
   */
  callsOf(site: CallSite): number;
  /** The same of those loads alone that ask whatever happens: users who have to wait ask less often. */
  openCallsOf(site: CallSite): number;
  /** What those loads bring to the door of a service a second, as far as is known: no less. */
  openCallsAt(service: Service): number;
  /** Messages a second into a queue or subscription, by its number. */
  messagesOf(depot: number): number;
  /** Messages a second that the consumers of a queue or subscription can handle. */
  handledOf(depot: number): number;
  /** Where requests get to at all: those of the load with this number, of all loads, or of health checks. */
  reachedBy(whose: number | 'loads' | 'checks'): Reached;
}

/** One request of a load, at one service. */
export interface Visitor {
  readonly load: LoadRate;
  /** Requests it makes there. */
  readonly calls: number;
  /** Time that all of them hold a slot, and compute, without any waiting. */
  readonly held: Nanos;
  readonly work: Nanos;
}

const NOTHING: Visits = { operations: new Map(), sites: new Map(), depots: new Map() };
/** Consumers behind consumers: each look tells how much the next in the row gets. */
const LOOKS = 4;

export function sketchOf(scenario: Scenario, wiring: Wiring = wiringOf(scenario)): Sketch {
  const times = timesOf(wiring);
  const loads = ratesOf(scenario, wiring.loads, times);
  const rates = [...loads, ...checkRates(scenario, wiring, times, loads.length)];
  const checksOf = new Map<string, CallSite[]>();
  for (const { site } of rates.flatMap(({ line, isCheck }) => (isCheck ? line.sites : [])))
    checksOf.set(site.callee, [...(checksOf.get(site.callee) ?? []), site]);
  const reaches = new Map([...wiring.operations.values()].map(({ name, parts }) => [name, reachOf(parts)]));
  const handledOf = (depot: number) =>
    wiring.consumers
      .filter((consumer) => consumer.depot === depot)
      .reduce((sum, { workers, site }) => sum + (workers * SECOND) / times.call(site), 0);
  const full = new Set<Wrap>();
  const passes = ({ chain, callee }: CallSite) =>
    [...chain, ...wiring.gatesOf(callee)].every((wrap) => wrap.trait.passes && !full.has(wrap));
  const look = (share: (depot: number) => number) =>
    rates.map(({ line }) => visitsOf(line, wiring, reaches, scenario.plan, share, passes) ?? NOTHING);
  const total = (visits: readonly Visits[], of: (visits: Visits) => number | undefined, from = rates) =>
    from.reduce((sum, { line, usual }) => sum + usual * (of(visits[line.index]) ?? 0), 0);
  const open = rates.filter(({ isOpen }) => isOpen);

  const lookAll = () => {
    let visits = look(() => 1);
    for (let i = 0; i < LOOKS && wiring.consumers.length > 0; i++) {
      const before = visits;
      visits = look((depot) => {
        const share = handledOf(depot) / total(before, ({ depots }) => depots.get(depot));
        return share < 1 ? share : 1;
      });
    }
    return visits;
  };
  // behind a limit that is full there is less, so that others may not be; they count as full all the same
  let visits = lookAll();
  for (let found = fullIn(rates, visits, wiring, times); found.some((wrap) => !full.has(wrap)); ) {
    for (const wrap of found) full.add(wrap);
    visits = lookAll();
    found = fullIn(rates, visits, wiring, times);
  }
  const isGuess = guessesIn(wiring, scenario.plan, passes);
  const visitors = visitorsOf(rates, visits, wiring, times);
  return {
    scenario,
    wiring,
    times,
    rates,
    visits,
    reaches,
    visitorsOf: (service) => visitors.get(service) ?? [],
    callsOf: (site) => (isGuess(site) ? Number.NaN : total(visits, ({ sites }) => sites.get(site))),
    openCallsOf: (site) => (isGuess(site) ? Number.NaN : total(visits, ({ sites }) => sites.get(site), open)),
    openCallsAt: ({ operations }) =>
      operations
        .flatMap(({ name }) => [...wiring.into(name), ...(checksOf.get(name) ?? [])])
        .filter(({ chain }) => chain.every((wrap) => wrap.trait.passes && !full.has(wrap)))
        .reduce((sum, site) => sum + total(visits, ({ sites }) => sites.get(site), open), 0),
    messagesOf: (depot) => total(visits, ({ depots }) => depots.get(depot)),
    handledOf,
    reachedBy: reachingOf(scenario, wiring),
  };
}

/** Each answer is looked for once, when it is first asked for. */
function reachingOf({ plan }: Scenario, wiring: Wiring): Sketch['reachedBy'] {
  const known = new Map<number | 'loads' | 'checks', Reached>();
  const find = (whose: number | 'loads' | 'checks'): Reached => {
    if (whose === 'checks') return reachedFrom([], wiring, plan, checkedIn(plan));
    return reachedFrom(whose === 'loads' ? wiring.loads : [wiring.loads[whose]], wiring, plan);
  };
  return (whose) => {
    const reached = known.get(whose) ?? find(whose);
    known.set(whose, reached);
    return reached;
  };
}

/** Operations that health checks ask for. */
function checkedIn({ directory: { edges, operations } }: Scenario['plan']): string[] {
  return edges.flatMap(({ callerKind, calleeKind, callee }) =>
    callerKind === 'check' && calleeKind === 'operation' ? [operations[callee].name] : [],
  );
}

/** The loads whose requests come to a service, by number. */
export function loadsAt({ wiring, reachedBy }: Sketch, { operations }: Service): number[] {
  return wiring.loads
    .filter(({ index }) => operations.some(({ name }) => reachedBy(index).operations.has(name)))
    .map(({ index }) => index);
}

/** Tells of a call site whether only the least number of its calls is known. */
function guessesIn(
  wiring: Wiring,
  plan: Scenario['plan'],
  passes: (site: CallSite) => boolean,
): (site: CallSite) => boolean {
  const sites = new Set(wiring.sites.filter(({ isInstead }) => isInstead));
  const spread = (site: CallSite): void => {
    const takers =
      site.verb === 'send' || site.verb === 'publish'
        ? wiring.consumers
            .filter(({ depot }) => depotsOf(site, plan).includes(depot))
            .map((taker) => taker.site)
        : wiring.from(site.callee);
    for (const next of takers) sites.add(next);
  };
  for (const site of wiring.sites) if (!passes(site)) spread(site);
  // what is added on the way is gone through as well
  for (const site of sites) spread(site);
  return (site) => sites.has(site);
}

function visitorsOf(
  rates: readonly LoadRate[],
  visits: readonly Visits[],
  wiring: Wiring,
  times: Times,
): ReadonlyMap<string, readonly Visitor[]> {
  const visitors = new Map<string, Visitor[]>();
  for (const load of rates) {
    const here = new Map<string, { calls: number; held: Nanos; work: Nanos }>();
    for (const [name, calls] of visits[load.line.index].operations) {
      const service = wiring.operations.get(name)?.service ?? '';
      const known = here.get(service) ?? { calls: 0, held: 0, work: 0 };
      known.calls += calls;
      known.held += calls * times.answer(name);
      known.work += calls * times.work(name);
      here.set(service, known);
    }
    for (const [service, visit] of here) {
      const known = visitors.get(service) ?? [];
      known.push({ load, ...visit });
      visitors.set(service, known);
    }
  }
  return visitors;
}
