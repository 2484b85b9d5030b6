/**
 * A storm: what a service is asked while nothing it does comes back in time. Its callers use up their
 * attempts, what calls them fails and is tried again too; and every slot on the way is held for as long
 * as its timeouts last, which lets less through.
 */
import { SECOND } from '../../base/time.ts';
import type { CallSite } from './call-site.ts';
import { Failing } from './failing.ts';
import type { Sketch } from './sketch.ts';
import type { Service } from './wiring.ts';

export interface Storm {
  /** Attempts a second that reach the service, as far as the slots on the way let them through. */
  readonly offered: number;
  /** The same if there were slots for all. */
  readonly wanted: number;
  /** The service whose slots let the least through, if any holds back. */
  readonly narrowest: Service | undefined;
  /** Calls of each call site on the way, a second; attempts of one call not counted apart. */
  readonly calls: ReadonlyMap<CallSite, number>;
}

/** Each service on the way may let less through; that takes one more look for each of them in a row. */
const MOST_LOOKS = 50;

/** Undefined where a policy may hold calls back, or something is not known. */
export function stormAt(sketch: Sketch, service: Service): Storm | undefined {
  const failing = new Failing(sketch.wiring, sketch.times, service);
  const wanted = flow(sketch, failing, new Map());
  let now = wanted;
  let openness: ReadonlyMap<string, number> = new Map();
  for (let look = 0; now !== undefined && look < MOST_LOOKS; look++) {
    openness = opennessOf(sketch, failing, now);
    const next = flow(sketch, failing, openness);
    const isSettled = next !== undefined && Math.abs(next.offered - now.offered) <= 1e-9 * now.offered;
    now = next;
    if (isSettled) break;
  }
  if (wanted === undefined || now === undefined) return undefined;
  const [narrowest] = [...openness].filter(([, share]) => share < 1).sort((a, b) => a[1] - b[1]);
  return {
    offered: now.offered,
    wanted: wanted.offered,
    narrowest: narrowest && sketch.wiring.services.get(narrowest[0]),
    calls: now.calls,
  };
}

interface Flow {
  readonly offered: number;
  readonly calls: ReadonlyMap<CallSite, number>;
  /** What reaches each operation, a second. */
  readonly operations: ReadonlyMap<string, number>;
}

const MOST_ROUNDS = 500;
/** Requests a second that are as good as none. */
const HARDLY_ANY = 1e-9;

/** What flows when each service lets so much of what reaches it through. */
function flow(sketch: Sketch, failing: Failing, openness: ReadonlyMap<string, number>): Flow | undefined {
  const calls = new Map<CallSite, number>();
  const operations = new Map<string, number>();
  let offered = 0;
  let next = new Map<string, number>();
  const ask = (site: CallSite, perSecond: number, attempts: number): void => {
    calls.set(site, (calls.get(site) ?? 0) + perSecond);
    if (site.verb === 'send' || site.verb === 'publish') return;
    if (failing.isStricken(site.callee)) offered += perSecond * attempts;
    else next.set(site.callee, (next.get(site.callee) ?? 0) + perSecond * attempts);
  };

  for (const { site, perSecond } of beginnings(sketch, failing)) {
    const call = failing.call(site);
    if (call === undefined) return undefined;
    ask(site, perSecond, call.attempts);
  }
  for (let round = 0; next.size > 0; round++) {
    if (round > MOST_ROUNDS) return undefined;
    const now = next;
    next = new Map();
    for (const [name, perSecond] of now) {
      if (perSecond < HARDLY_ANY) continue;
      operations.set(name, (operations.get(name) ?? 0) + perSecond);
      const operation = failing.operation(name);
      if (operation === undefined) return undefined;
      const through = perSecond * (openness.get(serviceOf(sketch, name)) ?? 1);
      for (const [site, attempts] of operation.attempts) {
        const each = failing.call(site)?.attempts ?? 1;
        ask(site, (through * attempts) / each, each);
      }
    }
  }
  return { offered, calls, operations };
}

/** The calls of loads and consumers a second; users and checks ask as often as their failures let them. */
function beginnings({ rates, wiring, visits }: Sketch, failing: Failing) {
  const ofLoads = rates.flatMap(({ line, isOpen, isCheck, usual, users, think }) =>
    line.sites.map(({ site, share }) => {
      const call = failing.call(site);
      const isSlowed = (!isOpen || isCheck) && call !== undefined && call.fails > 0;
      const perSecond = isSlowed ? (users * SECOND) / (think + call.time) : usual;
      return { site, perSecond: perSecond * share };
    }),
  );
  const ofConsumers = wiring.consumers.map(({ site }) => ({
    site,
    perSecond: rates.reduce(
      (sum, { line, usual }) => sum + usual * (visits[line.index].sites.get(site) ?? 0),
      0,
    ),
  }));
  return [...ofLoads, ...ofConsumers];
}

/** The share of what reaches each service that its slots have room for. */
function opennessOf(sketch: Sketch, failing: Failing, { operations }: Flow): Map<string, number> {
  const needed = new Map<string, number>();
  for (const [name, perSecond] of operations) {
    const held = failing.operation(name)?.held ?? 0;
    const service = serviceOf(sketch, name);
    needed.set(service, (needed.get(service) ?? 0) + (perSecond * held) / SECOND);
  }
  return new Map(
    [...needed].map(([name, slots]) => {
      const service = sketch.wiring.services.get(name);
      const room = (service?.replicas ?? 0) * (service?.slots ?? 0);
      return [name, slots > room ? room / slots : 1];
    }),
  );
}

function serviceOf(sketch: Sketch, operation: string): string {
  return sketch.wiring.operations.get(operation)?.service ?? '';
}
