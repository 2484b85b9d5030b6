/** What a call behind a cache asks for while that is empty: by key, and as far as the policies around it let it. */
import {
  attemptLimit,
  type CallSite,
  type Emptied,
  entriesOf,
  isOff,
  type Service,
  type Sketch,
  throughput,
  type Wrap,
} from '../sketch/index.ts';
import { balancerAt } from './balancer-at.ts';

export interface Cached extends Omit<Emptied, 'entries'> {
  readonly site: CallSite;
  readonly cache: Wrap;
  /** Calls a second that come to the cache; and by load, with those that a limit outside of it holds back. */
  readonly perSecond: number;
  readonly asked: ReadonlyMap<number, number>;
  /** How many caches there are for each key. */
  readonly caches: number;
}

/** What a call asks for while its cache is empty; undefined where a policy would hold it back, or nobody knows. */
export function cachedAt(sketch: Sketch, caller: Service, site: CallSite, cache: Wrap): Cached | undefined {
  const limit = attemptLimit(site);
  if (!(limit < Number.POSITIVE_INFINITY) || site.verb !== 'call') return undefined;
  const firstTimeout = site.chain.findIndex(({ trait }) => trait.timeout !== undefined);
  const cachedFrom = site.chain.indexOf(cache);
  // of all calls, and of the misses among them
  let [mostCalls, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let isCoalesced = false;
  for (const [at, { trait }] of site.chain.entries()) {
    if (trait.keeps !== undefined || trait.mayStandIn === true || !(trait.restrains || !trait.passes))
      continue;
    if (trait.isOneForAll === true) {
      // one that outlives the timeout of each brings an answer to those who came last
      if (at > firstTimeout) return undefined;
      isCoalesced = true;
      continue;
    }
    if (trait.limit === undefined) return undefined;
    // while nothing is answered each place is taken until the timeout
    const each = isOff(trait.limit) ? Number.POSITIVE_INFINITY : throughput(trait.limit, limit);
    if (!(each > 0)) return undefined;
    const inAll = each * site.caller.replicas;
    if (at < cachedFrom) mostCalls = Math.min(mostCalls, inAll);
    else most = Math.min(most, inAll);
  }
  const perSecond = new Map(
    sketch.rates.flatMap(({ line, isOpen, isCheck, usual }) => {
      const { sites, operations } = sketch.visits[line.index];
      // of several calls of one request about one key the others come when the first has been answered
      const calls = Math.min(sites.get(site) ?? 0, operations.get(site.caller.name) ?? 0);
      return isOpen && !isCheck && usual * calls > 0 ? [[line.index, usual * calls] as const] : [];
    }),
  );
  const asked = [...perSecond.values()].reduce((sum, each) => sum + each, 0);
  if (!(asked > 0) || Number.isNaN(sketch.openCallsOf(site))) return undefined;
  const all = Math.min(asked, mostCalls);
  const caches = isByKey(sketch, caller) ? 1 : caller.replicas;
  return { site, cache, perSecond: all, asked: perSecond, caches, most, isCoalesced };
}

/** With what is asked for, key by key: there may be many. */
export function emptied(sketch: Sketch, cached: Cached): Emptied {
  const { cache, asked, perSecond, caches } = cached;
  const all = [...asked.values()].reduce((sum, each) => sum + each, 0);
  const entries = entriesOf(cache.trait.keeps?.isForAll ? [all] : keysOf(sketch, asked));
  const through = perSecond / all / caches;
  return {
    ...cached,
    entries: entries.map((group) => ({ count: group.count * caches, perSecond: group.perSecond * through })),
  };
}

/** Thresholds of keys are shares of this. */
const TWO_TO_32 = 4294967296;

/** How often each key is asked for; what has none is alike. */
function keysOf({ scenario: { plan } }: Sketch, perSecond: ReadonlyMap<number, number>): Float64Array {
  const most = Math.max(1, ...[...perSecond.keys()].map((load) => plan.loads[load].keys));
  const asked = new Float64Array(most);
  for (const [load, rate] of perSecond) {
    const { keys, keyThresholds } = plan.loads[load];
    for (let key = 0, before = 0; key < Math.max(1, keys); key++) {
      const until =
        keyThresholds.length === 0 ? (key + 1) / Math.max(1, keys) : keyThresholds[key] / TWO_TO_32;
      asked[key] += rate * (until - before);
      before = until;
    }
  }
  return asked.sort((a, b) => b - a);
}

/** Does a key always come to the same replica? */
function isByKey({ scenario: { system }, wiring }: Sketch, service: Service): boolean {
  return service.operations
    .flatMap(({ name }) => wiring.into(name))
    .some((site) => balancerAt(system, site, service).needs === 'keys');
}
