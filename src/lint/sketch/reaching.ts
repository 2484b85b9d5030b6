/** Where requests get to at all: what some loads ask for, along calls, messages, consumers and calls made instead. */
import type { Scenario } from '../../scenario/index.ts';
import type { CallSite } from './call-site.ts';
import { depotsOf } from './visits.ts';
import type { LoadLine, Wiring } from './wiring.ts';

export interface Reached {
  readonly operations: ReadonlySet<string>;
  readonly sites: ReadonlySet<CallSite>;
  /** The same as who asks for what: `pairOf` of each. */
  readonly pairs: ReadonlySet<string>;
  /** Numbers of queues and subscriptions that messages come to, dead letters included. */
  readonly depots: ReadonlySet<number>;
}

/** All that these loads may ever set in motion, or who asks for these operations; everything, where a step is of a kind that no rule knows. */
export function reachedFrom(
  loads: readonly LoadLine[],
  wiring: Wiring,
  plan: Scenario['plan'],
  asked: readonly string[] = [],
): Reached {
  const { directory } = plan;
  const operations = new Set(asked);
  const sites = new Set<CallSite>();
  const depots = new Set<number>();
  const own = new Map<CallSite['caller'], CallSite[]>();
  for (const site of wiring.sites) {
    const known = own.get(site.caller);
    if (known === undefined) own.set(site.caller, [site]);
    else known.push(site);
  }
  const asking = new Set(loads.flatMap((load) => load.sites.map(({ site }) => site.caller)));
  const toAsk = [
    ...[...asking].flatMap((caller) => own.get(caller) ?? []),
    ...asked.flatMap((operation) => wiring.from(operation)),
  ];
  const deliver = (first: number): void => {
    for (let depot = first; depot >= 0 && !depots.has(depot); depot = directory.queues[depot].deadLetters) {
      depots.add(depot);
      for (const consumer of wiring.consumers)
        if (consumer.depot === depot) toAsk.push(...(own.get(consumer.site.caller) ?? []));
    }
  };
  for (let site = toAsk.pop(); site !== undefined; site = toAsk.pop()) {
    if (sites.has(site)) continue;
    sites.add(site);
    if (site.verb === 'send' || site.verb === 'publish') {
      for (const depot of depotsOf(site, plan)) deliver(depot);
    } else if (!operations.has(site.callee)) {
      operations.add(site.callee);
      toAsk.push(...wiring.from(site.callee));
    }
  }
  return { operations, sites, pairs: new Set([...sites].map(pairOf)), depots };
}

/** One caller and one callee, by their names. */
export function pairOf({ caller: { kind, owner }, callee }: Pair): string {
  return `${kind} ${owner} ${callee}`;
}

interface Pair {
  readonly caller: Pick<CallSite['caller'], 'kind' | 'owner'>;
  readonly callee: string;
}
