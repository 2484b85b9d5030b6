/** One place where somebody calls: its chain of policies, and its way through the network. */
import type { Nanos } from '../../base/time.ts';
import type { Path } from '../../scenario/index.ts';
import {
  type CallerSpec,
  linkBetween,
  type Quantile,
  type SystemSpec,
  type WrittenPolicy,
  writtenPolicies,
} from '../../sim/index.ts';
import { lengthOf, meanUpTo, medianOf } from './lengths.ts';
import { type Trait, traitOf } from './policies.ts';

export interface CallSite {
  /** The step, load or consumer that calls. */
  readonly path: Path;
  readonly verb: 'call' | 'notify' | 'send' | 'publish';
  /** As it is written: an operation, a queue or a topic. */
  readonly callee: string;
  readonly caller: Caller;
  /** Outermost first; a load's patience is the outermost of all. */
  readonly chain: readonly Wrap[];
  /** Doing it twice is like doing it once. */
  readonly isIdempotent: boolean;
  /** Made only when another one has failed: how often, nobody knows. */
  readonly isInstead: boolean;
  /** There and back, and what a broker takes to say that it has the message. */
  readonly roundTrip: Length;
}

export interface Caller {
  readonly kind: 'operation' | 'load' | 'consumer' | 'check';
  /** `orders.place`, or the name of the load, consumer or check. */
  readonly name: string;
  /** The service of an operation; the load, consumer or check itself. */
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

/** The call site of a step, a load or a consumer. */
export function siteOf(system: SystemSpec, caller: Caller, spec: CallerSpec, path: Path): CallSite {
  const verb =
    (['call', 'notify', 'send', 'publish'] as const).find((key) => spec[key] !== undefined) ?? 'call';
  const callee = String(spec[verb]);
  const broker = brokerOf(system, verb, callee);
  const link = linkBetween(system.network, caller.owner, broker ?? callee.slice(0, callee.indexOf('.')));
  const ways = [link.latency, link.jitter].map(lengthOf);
  const taking = lengthOf(broker === undefined ? undefined : system.brokers?.[broker].latency);
  const sum = (of: (length: Quantile) => Nanos) => 2 * (of(ways[0]) + of(ways[1])) + of(taking);
  const mayRepeat = isIdempotent(system, verb, callee);
  return {
    path,
    verb,
    callee,
    caller,
    chain: writtenPolicies(spec, path, system.policies).map((written) => wrapOf(written, mayRepeat)),
    isIdempotent: mayRepeat,
    isInstead: false,
    roundTrip: { mean: sum((length) => meanUpTo(length, Number.POSITIVE_INFINITY)), median: sum(medianOf) },
  };
}

/** The calls that the policies of a site make instead: policies outside of such a one are around it, too. */
export function insteadOf(system: SystemSpec, site: CallSite): CallSite[] {
  return site.chain.flatMap(({ path, trait: { calls } }, at) => {
    if (calls === undefined) return [];
    const other = siteOf(system, site.caller, calls, path);
    return [{ ...other, chain: [...site.chain.slice(0, at), ...other.chain], isInstead: true }];
  });
}

/** A policy with what the rules know of it. */
export function wrapOf({ name, path, params }: WrittenPolicy, isIdempotent: boolean): Wrap {
  return { name, path, trait: traitOf({ name, params }, isIdempotent) };
}

/** Doing it twice is like doing it once, unless its service says otherwise. */
function isIdempotent(system: SystemSpec, verb: CallSite['verb'], callee: string): boolean {
  if (verb === 'send' || verb === 'publish') return true;
  const [service, operation] = callee.split('.');
  return !(system.services[service]?.['not-idempotent'] ?? []).includes(operation);
}

function brokerOf(system: SystemSpec, verb: CallSite['verb'], callee: string): string | undefined {
  if (verb !== 'send' && verb !== 'publish') return undefined;
  const key = verb === 'send' ? 'queues' : 'topics';
  const brokers = Object.entries(system.brokers ?? {});
  return brokers.find(([, broker]) => Object.hasOwn(broker[key] ?? {}, callee))?.[0];
}
