/**
 * Who calls whom: services, operations as parts, and every call site. Read from the spec of a plan that
 * compiles, so that every name in it is known.
 */
import type { Path, Scenario } from '../../scenario/index.ts';
import {
  type DistributionSpec,
  type Plan,
  type ServiceSpec,
  type SystemSpec,
  writtenGates,
} from '../../sim/index.ts';
import { type Caller, type CallSite, insteadOf, siteOf, type Wrap, wrapOf } from './call-site.ts';
import { lengthOf } from './lengths.ts';
import { type Part, partsOf } from './parts.ts';

export interface Service {
  readonly name: string;
  readonly path: Path;
  readonly spec: ServiceSpec;
  readonly replicas: number;
  /** Of each replica; cores are 0 where every slot computes on its own. */
  readonly slots: number;
  readonly cores: number;
  readonly isThreads: boolean;
  /** Waiting places of each replica; Infinity without limit. */
  readonly queueLimit: number;
  /** Policies at its door, the first one first. */
  readonly gates: readonly Wrap[];
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** `orders.place` */
  readonly name: string;
  readonly service: string;
  readonly parts: readonly Part[];
}

export interface LoadLine {
  readonly index: number;
  readonly name: string;
  readonly sites: readonly { readonly site: CallSite; readonly share: number }[];
}

export interface ConsumerLine {
  readonly index: number;
  /** Number of the queue or subscription it takes from. */
  readonly depot: number;
  readonly site: CallSite;
  /** Messages handled at a time, in all. */
  readonly workers: number;
}

export interface Wiring {
  readonly services: ReadonlyMap<string, Service>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly loads: readonly LoadLine[];
  readonly consumers: readonly ConsumerLine[];
  /** All of them, those of loads and consumers included. */
  readonly sites: readonly CallSite[];
  /** Those that ask for an operation. */
  into(operation: string): readonly CallSite[];
  /** Those of an operation's own steps. */
  from(operation: string): readonly CallSite[];
  /** Those at the door of an operation's service; queues and topics have none. */
  gatesOf(operation: string): readonly Wrap[];
  /** Most operations that may wait for one another in a row. */
  readonly depth: number;
}

export function wiringOf({ system, plan }: Scenario): Wiring {
  const sites: CallSite[] = [];
  const add: AddSite = (site) => {
    sites.push(site, ...insteadOf(system, site));
    return site;
  };
  const services = servicesOf(system, plan, add);
  const operations = new Map(
    services.flatMap((service) => service.operations.map((each) => [each.name, each])),
  );
  const byName = new Map(services.map((service) => [service.name, service]));
  const loads = system.load.map((load, index) => loadLine(system, load, index, add));
  const consumers = (system.consumers ?? []).map((consumer, index): ConsumerLine => {
    const { name, queue } = plan.directory.consumers[index];
    const caller = callerOf('consumer', name, consumer);
    return {
      index,
      depot: queue,
      site: add(siteOf(system, caller, consumer, ['consumers', index])),
      workers: consumer.replicas * consumer.concurrency,
    };
  });
  const into = new Map<string, CallSite[]>();
  const from = new Map<string, CallSite[]>();
  for (const site of sites) {
    if (site.verb === 'call' || site.verb === 'notify') put(into, site.callee, site);
    if (site.caller.kind === 'operation') put(from, site.caller.name, site);
  }
  return {
    services: byName,
    operations,
    loads,
    consumers,
    sites,
    into: (operation) => into.get(operation) ?? [],
    from: (operation) => from.get(operation) ?? [],
    gatesOf: (operation) => byName.get(operations.get(operation)?.service ?? '')?.gates ?? [],
    depth: depthOf([...operations.keys()], into, from),
  };
}

type LoadSpec = SystemSpec['load'][number];

/** Writes a call site down, with those that its policies call instead; answers it. */
type AddSite = (site: CallSite) => CallSite;

function servicesOf(system: SystemSpec, { directory }: Plan, add: AddSite): Service[] {
  return directory.services.map(({ name, slots, cores, threads, queueLimit }): Service => {
    const spec = system.services[name];
    const operations = Object.entries(spec.operations).map(([operation, steps]): Operation => {
      const caller = { ...callerOf('operation', `${name}.${operation}`, spec), owner: name };
      const path = ['services', name, 'operations', operation];
      const parts = partsOf(steps, path, (step, at) => add(siteOf(system, caller, step, at)));
      return { name: caller.name, service: name, parts };
    });
    return {
      name,
      path: ['services', name],
      spec,
      // Not those that `scaling` has in reserve: they are there only when a fault or an operator calls them.
      replicas: spec.replicas,
      slots,
      cores,
      isThreads: threads,
      queueLimit,
      gates: writtenGates(spec, ['services', name]).map((written) => wrapOf(written, true)),
      operations,
    };
  });
}

function loadLine(system: SystemSpec, load: LoadSpec, index: number, add: AddSite): LoadLine {
  const caller = callerOf('load', load.name, load);
  const mix = Object.entries(load.mix ?? { [load.operation as string]: 1 }).filter(
    ([, weight]) => weight > 0,
  );
  const total = mix.reduce((sum, [, weight]) => sum + weight, 0);
  const patience = patienceOf(load.patience, ['load', index, 'patience']);
  return {
    index,
    name: load.name,
    sites: mix.map(([call, weight]) => {
      const site = siteOf(system, caller, { ...load, call }, ['load', index]);
      return { site: add({ ...site, chain: [...patience, ...site.chain] }), share: weight / total };
    }),
  };
}

function callerOf(
  kind: Caller['kind'],
  name: string,
  { replicas, deadlines }: Pick<LoadSpec, 'replicas' | 'deadlines'>,
): Caller {
  return { kind, name, owner: name, replicas, propagates: deadlines === 'propagate' };
}

/** The longest way along calls, by taking away again and again what nobody is left to call; circles count as a whole. */
function depthOf(
  operations: readonly string[],
  into: ReadonlyMap<string, readonly CallSite[]>,
  from: ReadonlyMap<string, readonly CallSite[]>,
): number {
  const callers = new Map(
    operations.map((name) => [
      name,
      (into.get(name) ?? []).filter(({ caller }) => caller.kind === 'operation').length,
    ]),
  );
  let free = operations.filter((name) => callers.get(name) === 0);
  let taken = 0;
  let depth = 0;
  for (; free.length > 0; depth++) {
    taken += free.length;
    const next: string[] = [];
    for (const { callee } of free.flatMap((name) => from.get(name) ?? [])) {
      const left = (callers.get(callee) ?? 0) - 1;
      callers.set(callee, left);
      if (left === 0) next.push(callee);
    }
    free = next;
  }
  return depth + operations.length - taken;
}

function put(to: Map<string, CallSite[]>, key: string, site: CallSite): void {
  const known = to.get(key);
  if (known === undefined) to.set(key, [site]);
  else known.push(site);
}

/** Whoever loses patience leaves, as by a timeout around everything. */
function patienceOf(spec: DistributionSpec | undefined, path: Path): Wrap[] {
  if (spec === undefined) return [];
  const timeout = lengthOf(spec).constant ?? Number.NaN;
  return [{ name: 'patience', path, trait: { timeout, passes: true, restrains: false } }];
}
