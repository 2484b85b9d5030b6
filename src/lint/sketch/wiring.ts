/**
 * Who calls whom: services, operations as parts, and every call site with its place in the scenario,
 * its chain of policies and its way through the network. Read from the spec of a plan that compiles,
 * so that every name in it is known.
 */
import type { Nanos } from '../../base/time.ts';
import type { Path, Scenario } from '../../scenario/index.ts';
import {
  type CallerSpec,
  linkBetween,
  type Quantile,
  type ServiceSpec,
  type Step,
  type SystemSpec,
  writtenPolicies,
} from '../../sim/index.ts';
import { lengthOf, meanUpTo, medianOf } from './lengths.ts';
import { type Trait, traitOf } from './policies.ts';

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
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** `orders.place` */
  readonly name: string;
  readonly service: string;
  readonly parts: readonly Part[];
}

/** A step, as arithmetic sees it. */
export type Part =
  | { readonly kind: 'work' | 'sleep'; readonly length: Quantile }
  | { readonly kind: 'fail'; readonly share: number }
  | { readonly kind: 'call'; readonly site: CallSite }
  | { readonly kind: 'all'; readonly strands: readonly (readonly Part[])[] }
  /** What the shares leave over does nothing. */
  | { readonly kind: 'one'; readonly choices: readonly { share: number; parts: readonly Part[] }[] }
  /** So many times, or once and then again with a probability. */
  | {
      readonly kind: 'rounds';
      readonly times: number;
      readonly again: number;
      readonly parts: readonly Part[];
    }
  /** A step that no rule knows yet. */
  | { readonly kind: 'unknown' };

export interface CallSite {
  /** The step, load or consumer that calls. */
  readonly path: Path;
  readonly verb: 'call' | 'notify' | 'send' | 'publish';
  /** As it is written: an operation, a queue or a topic. */
  readonly callee: string;
  readonly caller: Caller;
  /** Outermost first; a load's patience is the outermost of all. */
  readonly chain: readonly Wrap[];
  /** There and back, and what a broker takes to say that it has the message. */
  readonly roundTrip: Length;
}

export interface Caller {
  readonly kind: 'operation' | 'load' | 'consumer';
  /** `orders.place`, or the name of the load or consumer. */
  readonly name: string;
  /** The service of an operation; the load or consumer itself. */
  readonly owner: string;
  readonly replicas: number;
  /** Its calls carry the deadline of what they are part of. */
  readonly propagates: boolean;
}

/** A policy around a call. */
export interface Wrap {
  readonly name: string;
  readonly path: Path;
  readonly trait: Trait;
}

/** What is known of a length without drawing it. */
export interface Length {
  readonly mean: Nanos;
  readonly median: Nanos;
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
}

export function wiringOf({ system, plan }: Scenario): Wiring {
  const { directory } = plan;
  const sites: CallSite[] = [];
  const add = (site: CallSite) => {
    sites.push(site);
    return site;
  };
  const services = new Map<string, Service>();
  const operations = new Map<string, Operation>();
  directory.services.forEach(({ name, replicas, slots, cores, threads, queueLimit }) => {
    const spec = system.services[name];
    const own = Object.entries(spec.operations).map(([operation, steps]): Operation => {
      const caller: Caller = {
        kind: 'operation',
        name: `${name}.${operation}`,
        owner: name,
        replicas,
        propagates: spec.deadlines === 'propagate',
      };
      const path = ['services', name, 'operations', operation];
      const parts = partsOf(steps, path, (step, at) => add(siteOf(system, caller, step, at)));
      return { name: caller.name, service: name, parts };
    });
    for (const operation of own) operations.set(operation.name, operation);
    services.set(name, {
      name,
      path: ['services', name],
      spec,
      replicas,
      slots,
      cores,
      isThreads: threads,
      queueLimit,
      operations: own,
    });
  });
  const loads = system.load.map((load, index): LoadLine => {
    const caller: Caller = {
      kind: 'load',
      name: load.name,
      owner: load.name,
      replicas: load.replicas,
      propagates: load.deadlines === 'propagate',
    };
    const mix = Object.entries(load.mix ?? { [load.operation as string]: 1 }).filter(
      ([, weight]) => weight > 0,
    );
    const total = mix.reduce((sum, [, weight]) => sum + weight, 0);
    const patience = patienceOf(load.patience, ['load', index, 'patience']);
    return {
      index,
      name: load.name,
      sites: mix.map(([call, weight]) => {
        const site = siteOf(system, caller, { ...load, call } as CallerSpec, ['load', index]);
        return { site: add({ ...site, chain: [...patience, ...site.chain] }), share: weight / total };
      }),
    };
  });
  const consumers = (system.consumers ?? []).map((consumer, index): ConsumerLine => {
    const { name, queue } = directory.consumers[index];
    const caller: Caller = {
      kind: 'consumer',
      name,
      owner: name,
      replicas: consumer.replicas,
      propagates: consumer.deadlines === 'propagate',
    };
    return {
      index,
      depot: queue,
      site: add(siteOf(system, caller, consumer, ['consumers', index])),
      workers: consumer.replicas * consumer.concurrency,
    };
  });
  return { services, operations, loads, consumers, sites };
}

/** Whoever loses patience leaves, as by a timeout around everything. */
function patienceOf(spec: unknown, path: Path): Wrap[] {
  if (spec === undefined) return [];
  const timeout = lengthOf(spec).constant ?? Number.NaN;
  return [{ name: 'patience', path, trait: { timeout, passes: true, restrains: false } }];
}

function siteOf(system: SystemSpec, caller: Caller, spec: CallerSpec, path: Path): CallSite {
  const verb =
    (['call', 'notify', 'send', 'publish'] as const).find((key) => spec[key] !== undefined) ?? 'call';
  const callee = String(spec[verb]);
  const broker = brokerOf(system, verb, callee);
  const link = linkBetween(system.network, caller.owner, broker ?? callee.slice(0, callee.indexOf('.')));
  const ways = [link.latency, link.jitter].map(lengthOf);
  const taking = lengthOf(broker === undefined ? undefined : system.brokers?.[broker].latency);
  const sum = (of: (length: Quantile) => Nanos) => 2 * (of(ways[0]) + of(ways[1])) + of(taking);
  return {
    path,
    verb,
    callee,
    caller,
    chain: writtenPolicies(spec, path, system.policies).map((written) => ({
      name: written.name,
      path: written.path,
      trait: traitOf(written),
    })),
    roundTrip: { mean: sum((length) => meanUpTo(length, Number.POSITIVE_INFINITY)), median: sum(medianOf) },
  };
}

function brokerOf(system: SystemSpec, verb: CallSite['verb'], callee: string): string | undefined {
  if (verb !== 'send' && verb !== 'publish') return undefined;
  const key = verb === 'send' ? 'queues' : 'topics';
  const brokers = Object.entries(system.brokers ?? {});
  return brokers.find(([, broker]) => Object.hasOwn(broker[key] ?? {}, callee))?.[0];
}

type MakeSite = (step: CallerSpec, path: Path) => CallSite;

function partsOf(steps: readonly Step[], path: Path, siteOf: MakeSite): Part[] {
  return steps.map((step, index) => partOf(step, [...path, index], siteOf));
}

function partOf(step: Step, path: Path, siteOf: MakeSite): Part {
  if ('work' in step && step.work !== undefined) return { kind: 'work', length: lengthOf(step.work) };
  if ('sleep' in step && step.sleep !== undefined) return { kind: 'sleep', length: lengthOf(step.sleep) };
  if ('fail' in step && step.fail !== undefined) return { kind: 'fail', share: step.fail as number };
  if ('parallel' in step && step.parallel !== undefined) {
    const strands = (step.parallel as (Step | Step[])[]).map((strand, index) => {
      const at = [...path, 'parallel', index];
      return Array.isArray(strand) ? partsOf(strand, at, siteOf) : [partOf(strand, at, siteOf)];
    });
    return { kind: 'all', strands };
  }
  if ('branch' in step && step.branch !== undefined) {
    const branches = step.branch as { share?: number; weight?: number; steps: Step[] }[];
    const total = branches.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
    const choices = branches.map(({ share, weight, steps }, index) => ({
      share: share ?? (total > 0 ? (weight ?? 0) / total : 0),
      parts: partsOf(steps, [...path, 'branch', index, 'steps'], siteOf),
    }));
    return { kind: 'one', choices };
  }
  if ('repeat' in step && step.repeat !== undefined) {
    const { times, again, steps } = step.repeat as { times?: number; again?: number; steps: Step[] };
    const parts = partsOf(steps, [...path, 'repeat', 'steps'], siteOf);
    return { kind: 'rounds', times: times ?? 1, again: again ?? 0, parts };
  }
  const isCall = (['call', 'notify', 'send', 'publish'] as const).some((verb) => (step as CallerSpec)[verb]);
  return isCall ? { kind: 'call', site: siteOf(step as CallerSpec, path) } : { kind: 'unknown' };
}
