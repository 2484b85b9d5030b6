/**
 * How often things are asked for: what one execution of an operation calls on average, and what one
 * request of a load comes to everywhere, along calls, messages and consumers. Every call succeeds here
 * at its first attempt. What lies behind a policy that may refuse is left out: the truth is no less.
 */
import type { Scenario } from '../../scenario/index.ts';
import type { CallSite } from './call-site.ts';
import type { Part } from './parts.ts';
import { roundsOf } from './times.ts';
import type { ConsumerLine, LoadLine, Wiring } from './wiring.ts';

/** Executions of each call site for one execution of an operation. */
export type Reach = ReadonlyMap<CallSite, number>;

export function reachOf(parts: readonly Part[]): Reach {
  const reach = new Map<CallSite, number>();
  walk(parts, 1, reach);
  return reach;
}

/** The share of requests that no `fail` step ends on the way. */
export function survivorsOf(parts: readonly Part[]): number {
  return walk(parts, 1, new Map());
}

/** Adds what `arrive` requests on average call on the way; answers how many of them are left at the end. */
function walk(parts: readonly Part[], arrive: number, reach: Map<CallSite, number>): number {
  let alive = arrive;
  for (const part of parts) {
    switch (part.kind) {
      case 'fail':
        alive *= 1 - part.share;
        break;
      case 'call':
        reach.set(part.site, (reach.get(part.site) ?? 0) + alive);
        break;
      case 'all': {
        let left = 1;
        for (const strand of part.strands) left *= walk(strand, alive, reach) / (alive || 1);
        alive *= left;
        break;
      }
      case 'one': {
        let left = alive;
        for (const { share, parts: steps } of part.choices) {
          const taken = alive * share;
          left += walk(steps, taken, reach) - taken;
        }
        alive = left;
        break;
      }
      case 'rounds': {
        const round = new Map<CallSite, number>();
        const { rounds, survives } = roundsOf(part, walk(part.parts, 1, round));
        for (const [site, times] of round) reach.set(site, (reach.get(site) ?? 0) + alive * rounds * times);
        alive *= survives;
        break;
      }
    }
  }
  return alive;
}

/** What one request comes to. */
export interface Visits {
  readonly operations: ReadonlyMap<string, number>;
  readonly sites: ReadonlyMap<CallSite, number>;
  /** Messages, by number of the queue or subscription. */
  readonly depots: ReadonlyMap<number, number>;
}

/** Calls in a circle add less and less; what has not settled by then never does. */
const MOST_ROUNDS = 2000;
const SETTLED = 1e-12;
/** What has grown so far grows without end. */
const GROWN = 1e9;

/** Spreads one request of a load; undefined where calls in a circle grow without end. */
export function visitsOf(
  load: LoadLine,
  wiring: Wiring,
  reaches: ReadonlyMap<string, Reach>,
  plan: Scenario['plan'],
  /** Share of the messages of a queue or subscription that its consumers can handle. */
  handled: (depot: number) => number,
  passes: (site: CallSite) => boolean,
): Visits | undefined {
  const operations = new Map<string, number>();
  const sites = new Map<CallSite, number>();
  const depots = new Map<number, number>();
  const takersOf = new Map<number, ConsumerLine[]>();
  for (const taker of wiring.consumers)
    takersOf.set(taker.depot, [...(takersOf.get(taker.depot) ?? []), taker]);
  let next = new Map<string, number>();
  const add = <Key>(to: Map<Key, number>, key: Key, times: number) => to.set(key, (to.get(key) ?? 0) + times);

  const ask = (site: CallSite, times: number): void => {
    add(sites, site, times);
    if (!passes(site)) return;
    if (site.verb === 'call' || site.verb === 'notify') add(next, site.callee, times);
    else for (const depot of depotsOf(site, plan)) deliver(depot, times);
  };
  const deliver = (depot: number, times: number): void => {
    add(depots, depot, times);
    const takers = takersOf.get(depot) ?? [];
    const workers = takers.reduce((sum, taker) => sum + taker.workers, 0);
    for (const taker of takers) ask(taker.site, (times * handled(depot) * taker.workers) / workers);
  };

  for (const { site, share } of load.sites) ask(site, share);
  for (let round = 0; next.size > 0; round++) {
    if (round > MOST_ROUNDS) return undefined;
    const now = next;
    next = new Map();
    for (const [operation, times] of now) {
      if (times < SETTLED) continue;
      if (times > GROWN) return undefined;
      add(operations, operation, times);
      for (const [site, each] of reaches.get(operation) ?? []) ask(site, times * each);
    }
  }
  return { operations, sites, depots };
}

/** The queue a message goes to, or all subscriptions of its topic. */
export function depotsOf(site: CallSite, { directory }: Scenario['plan']): readonly number[] {
  if (site.verb === 'send') {
    const queue = directory.queues.findIndex(({ name, topic }) => name === site.callee && topic < 0);
    return queue < 0 ? [] : [queue];
  }
  return directory.topics.find(({ name }) => name === site.callee)?.queues ?? [];
}
