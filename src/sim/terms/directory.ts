/**
 * The directory: who is who. Every named thing has a number; the machine speaks numbers, people
 * read names. Read-only, made with the plan.
 */

export interface ServiceEntry {
  readonly name: string;
  readonly firstReplica: number;
  readonly replicas: number;
  readonly firstOperation: number;
  readonly operations: number;
  /** Slots of each replica. */
  readonly slots: number;
  /** True where a slot is held while waiting for others. */
  readonly threads: boolean;
  /** Shared cores of each replica; 0 where every slot computes on its own. */
  readonly cores: number;
  /** Waiting places of each replica; Infinity without limit. */
  readonly queueLimit: number;
  /** Caller replicas that mind the health of its replicas. */
  readonly watchers: number;
  /** True where callers may eject its replicas. */
  readonly ejects: boolean;
  /** True where callers disregard health when too few replicas are left. */
  readonly panics: boolean;
  /** True where turning requests away at its door is work. */
  readonly costlyRejections: boolean;
}

export interface OperationEntry {
  /** `service.operation` */
  readonly name: string;
  readonly service: number;
}

export interface ReplicaEntry {
  /** `service/2` */
  readonly name: string;
  readonly service: number;
  readonly index: number;
  /** Index into `zones`, or NONE. */
  readonly zone: number;
}

/** check: what asks the replicas of a service how they are. */
export type CallerKind = 'service' | 'load' | 'consumer' | 'check';
/** service: a check in a lane of its own asks for no operation. */
export type CalleeKind = 'operation' | 'queue' | 'topic' | 'service';

/** One caller asking one callee: all call sites of the caller that aim at it. */
export interface EdgeEntry {
  /** `web -> orders.place` */
  readonly name: string;
  readonly callerKind: CallerKind;
  readonly caller: number;
  readonly calleeKind: CalleeKind;
  readonly callee: number;
  /** True where nobody waits for an answer (notify). */
  readonly oneWay: boolean;
}

export interface LoadEntry {
  readonly name: string;
  readonly edges: readonly number[];
  /** Answers later than this are no good; Infinity without a limit. */
  readonly within: number;
  readonly open: boolean;
  readonly users: number;
  /** Class of its requests: 0 is the most important. */
  readonly priority: number;
  /** How many different keys its requests are about; 0 without. */
  readonly keys: number;
}

export interface QueueEntry {
  /** `invoices`, or `order-placed/mail` for a subscription. */
  readonly name: string;
  readonly broker: number;
  /** Topic it subscribes to, or NONE. */
  readonly topic: number;
  /** The queue that takes its dead letters, or NONE. */
  readonly deadLetters: number;
  readonly limit: number;
}

export interface ConsumerEntry {
  readonly name: string;
  readonly queue: number;
  readonly edge: number;
  readonly replicas: number;
  readonly concurrency: number;
}

export interface CheckEntry {
  /** `orders/readiness`, `orders/liveness` */
  readonly name: string;
  readonly service: number;
  /** True where it restarts whoever fails it; otherwise it removes them. */
  readonly restarts: boolean;
}

/** Something that the policies of one name may do on an edge, or at the door of a service, and that is counted. */
export interface ActEntry {
  /** See terms/policies.ts. */
  readonly act: number;
  readonly policy: string;
  /** NONE at a door. */
  readonly edge: number;
  /** NONE around a call. */
  readonly service: number;
}

/** A level that policies show: the sum over those behind it, which are at one call of an edge, or at the door of a replica. */
export interface GaugeEntry {
  /** See terms/policies.ts. */
  readonly kind: number;
  /** NONE at a door. */
  readonly edge: number;
  /** NONE around a call. */
  readonly replica: number;
  /** How many it is the sum of: one for each replica of the caller, or one. */
  readonly instances: number;
  /** At the start of a run. */
  readonly start: number;
}

export interface Directory {
  readonly zones: readonly string[];
  readonly services: readonly ServiceEntry[];
  readonly operations: readonly OperationEntry[];
  readonly replicas: readonly ReplicaEntry[];
  readonly edges: readonly EdgeEntry[];
  readonly loads: readonly LoadEntry[];
  readonly brokers: readonly { readonly name: string; readonly kind: string }[];
  readonly topics: readonly {
    readonly name: string;
    readonly broker: number;
    readonly queues: readonly number[];
  }[];
  readonly queues: readonly QueueEntry[];
  readonly consumers: readonly ConsumerEntry[];
  readonly checks: readonly CheckEntry[];
  readonly faults: readonly { readonly name: string; readonly kind: string; readonly target: string }[];
  readonly acts: readonly ActEntry[];
  readonly gauges: readonly GaugeEntry[];
  /** Edge of each call site. */
  readonly siteEdge: Int32Array;
  /** Load of each call site, or NONE. */
  readonly siteLoad: Int32Array;
  /** Operation whose step each call site is, or NONE. */
  readonly siteOperation: Int32Array;
  /** A post is an operation at a replica: its operation, and its replica. */
  readonly postOperation: Int32Array;
  readonly postReplica: Int32Array;
}
