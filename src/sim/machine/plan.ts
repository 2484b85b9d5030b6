/**
 * The plan: a scenario as the machine wants it. Names have become numbers, operations instruction
 * lists, policies chains of layers, distributions samplers. Read-only; many runs may share one.
 */
import type { BalancerDefinition } from '../balancer/contract.ts';
import type { BrokerMachine } from '../broker/contract.ts';
import type { DistributionSpec } from '../dist/contract.ts';
import type { Direction, RampShape } from '../fault/contract.ts';
import type { Layer, Level } from '../policy/contract.ts';
import type { Gate } from '../policy/gate-contract.ts';
import type { Directory } from '../terms/directory.ts';
import type { EffectKind } from '../terms/effects.ts';
import type { Measured } from '../terms/observer.ts';
import type { CheckPlan, RosterPlan, WatchPlan } from './health-plan.ts';

/** All samplers of a plan: constants, or quantile tables (see kernel/quantile-table.ts). A fault injected by hand may add one. */
export interface Samplers {
  /** The value of a constant sampler, ns; NaN for one that draws. */
  readonly constant: number[];
  readonly tables: Float64Array[];
  /** Number of the sampler for a distribution as the catalog parses it; NONE for none. */
  of(spec: DistributionSpec | undefined): number;
  /** Makes the tables; before the first draw, and after a sampler has been added. */
  prepare(): void;
}

/** Waiting places of the replicas of one service. */
export interface QueueRules {
  readonly order: number;
  /** Most that may wait at a replica; NO_LIMIT (base/int32.ts) without limit. */
  readonly limit: number;
  /** Sampler of the longest wait, or NONE. */
  readonly wait: number;
  /** Timer lane of a constant longest wait, or NONE. */
  readonly waitLane: number;
  readonly backlog: number;
  readonly target: number;
  readonly interval: number;
}

export const FIFO = 0;
export const LIFO = 1;
export const ADAPTIVE_LIFO = 2;
export const BY_PRIORITY = 3;
export const EARLIEST_DEADLINE = 4;
export const CODEL = 5;

/** cancellation */
export const WORKS_ON = 0;
export const DROPS_QUEUED = 1;
export const STOPS = 2;

/** More layers no chain may have: a layer of a site has a number of its own. */
export const LAYERS_MOST = 64;

export const PRIORITIES = 16;

/** The callee of a call site. */
export const TO_OPERATION = 0;
export const TO_QUEUE = 1;
export const TO_TOPIC = 2;

/** One call site: a step of an operation, a load, or a consumer. */
export interface Site {
  readonly edge: number;
  /** Names the step for keyed luck. */
  readonly salt: number;
  readonly calleeKind: number;
  readonly callee: number;
  /** Nobody waits for the answer. */
  readonly oneWay: boolean;
  /** Doing it twice is like doing it once. */
  readonly idempotent: boolean;
  /** Attempts carry the deadline of the request they are part of. */
  readonly propagates: boolean;
  readonly chain: readonly Layer[];
  /** First of the caller's replicas among all clients. */
  readonly firstClient: number;
  /** Names caller and callee for the luck of what a replica of the caller has looked up; the same at every site of the two. */
  readonly resolver: number;
  readonly load: number;
  /** Number of the balancer it chooses with; NONE where there is nothing to choose. */
  readonly balancer: number;
  /** First of what its clients remember with it, and of their credit; the sites of an edge that choose with the same one share both. */
  readonly memory: number;
  readonly credit: number;
  /** The edge's way through the network. */
  readonly link: LinkRules;
  /** Where the callee is an operation: its post at the first replica, and how many replicas there are; otherwise NONE, 0. */
  readonly post: number;
  readonly replicas: number;
  /** Whom the caller knows of: its roster, or NONE where the callee is no service, or the call is a check. */
  readonly roster: number;
  /** The watch the caller keeps over the callee's service, or NONE where nobody's health is minded. */
  readonly watch: number;
  /** A check in a lane of its own: whoever is up answers at once, without a slot. */
  readonly dedicated: boolean;
  /** Number of the directory under which calls are counted that health turns back; NONE where nobody minds it. */
  readonly healthAct: number;
}

/** Where a policy that shows a level keeps its settings and its shared numbers. */
export interface Shown {
  readonly of: Level['of'];
  readonly settings: number;
  readonly settingsSize: number;
  readonly shared: number;
  readonly sharedSize: number;
}

/** Whose level is shown: a breaker's on one edge, or the tightest limit of one chain, or of one door. See machine/gauges.ts. */
export interface GaugePlan {
  readonly kind: Level['kind'];
  /** More than one only where there are several limits. */
  readonly shown: readonly Shown[];
  /** Replicas of the caller, or at a door of the callee, each with a level of its own. */
  readonly owners: number;
  /** First of their levels in `world.levels`. */
  readonly first: number;
  /** Number in the directory; of a breaker the gauge of the half-open ones follows that of the open ones. */
  readonly gauge: number;
  /** At a door each replica has a gauge to itself, one after the other. */
  readonly isDoor: boolean;
}

/** An operation at a replica, with what the hot path wants to know of either. */
export interface Post {
  readonly replica: number;
  /** The operation's first instruction. */
  readonly entry: number;
  /** Of the replica: shared cores (0: every slot computes on its own), and what becomes of work whose caller has left. */
  readonly cores: number;
  readonly cancellation: number;
  readonly rules: QueueRules;
  /** First of the replica's lists of waiting attempts. */
  readonly list: number;
  /** What an attempt passes at the door, the outermost first. */
  readonly gates: readonly Gate[];
  /** Which of its service's replicas this is. */
  readonly index: number;
  /** The replica's list of those who wait for a slot to be turned away in; NONE where that is never work for a slot. */
  readonly rejections: number;
}

/** One edge's way through the network; zones add to it. */
export interface LinkRules {
  readonly latency: number;
  readonly jitter: number;
  readonly loss: number;
  /** Time on the way where luck has no part in it, ns; NaN where a message may be lost or its time is drawn. */
  readonly fixed: number;
}

/** One way to choose among a service's replicas. */
export interface BalancerPlan {
  readonly definition: Pick<BalancerDefinition, 'choose' | 'ended' | 'weighs'>;
  readonly table: Float64Array;
  readonly weights: Float64Array;
  readonly zones: Int32Array;
  readonly memorySize: number;
}

/** How many replicas of a service are in service by themselves, and how they come and go, ns. */
export interface ScalingPlan {
  readonly inService: number;
  readonly startUp: number;
  readonly grace: number;
}

/** Piecewise linear: value at each instant, constant after the last. */
export interface Curve {
  readonly at: Float64Array;
  readonly value: Float64Array;
}

export interface LoadPlan {
  readonly open: boolean;
  /** Arrivals per ns (open), or users (closed), over time. */
  readonly curve: Curve;
  /** Open: table of the gap in expected arrivals, or undefined where every gap is 1. */
  readonly gap: Float64Array | undefined;
  readonly batch: number;
  readonly think: number;
  readonly patience: number;
  /** Sites with cumulative weights as 32-bit thresholds. */
  readonly sites: Int32Array;
  readonly thresholds: Uint32Array;
  readonly priority: number;
  readonly keys: number;
  /** Cumulative 32-bit thresholds of the keys; empty when even. */
  readonly keyThresholds: Uint32Array;
  readonly clients: number;
  readonly firstClient: number;
  readonly salt: number;
}

/** One consumer replica that may take from a depot. */
export interface WorkerPlan {
  readonly site: number;
  readonly client: number;
  /** Its place in the world's count of free workers. */
  readonly slot: number;
  readonly concurrency: number;
}

/** A queue of a broker, or one subscription of a topic. */
export interface DepotPlan {
  readonly machine: BrokerMachine;
  readonly settings: readonly number[];
  readonly broker: number;
  /** Depot for dead letters, or NONE. */
  readonly deadLetters: number;
  readonly workers: readonly WorkerPlan[];
  readonly salt: number;
}

/** `measure` of a lock that all replicas of a service share; otherwise each has its own. */
export const ONE_FOR_ALL = 1;

/** One effect of one fault on one element. */
export interface Aim {
  readonly kind: EffectKind;
  /** Number of the element: post, replica, edge, load, broker or setting, as the kind says. Zone pairs: NONE, with `zones`. */
  readonly element: number;
  /** Strength at full force. */
  readonly strength: number;
  /** Sampler of the time it draws, or NONE. */
  readonly sampler: number;
  /** A second number, where the kind has one; NaN without. */
  readonly measure: number;
  /** Names the effect for keyed luck: each effect of each fault draws for itself. */
  readonly salt: number;
  /** Number of what its tally is of: the element, its replica or its service. Aims with the same share one. */
  readonly group: number;
  /** Only requests about these keys; empty for all. */
  readonly keys: readonly number[];
  /** For links: only messages that go there, or only those that come back. */
  readonly direction: Direction;
  /** For links: only between these zones, or NONE, NONE; with the first alone, whatever crosses its border. */
  readonly zoneFrom: number;
  readonly zoneTo: number;
  /** For links: only to or from this replica, or NONE. */
  readonly replica: number;
  /** It comes with a version, and goes when another one is put in its place. */
  readonly ofVersion: boolean;
}

/** Effects that begin, grow, fade and end together. */
export interface FaultPart {
  /** After the beginning of the fault, ns. */
  readonly after: number;
  /** NEVER to the end of the run. */
  readonly length: number;
  readonly rampIn: number;
  readonly rampOut: number;
  readonly shape: RampShape;
  /** Of a part in which replicas are replaced by another version: how long before it they began to be, ns. NEVER of all others. */
  readonly replacing: number;
  /** Of such a part: they are replaced by what was there before the fault, not by its version. */
  readonly isBack: boolean;
  readonly aims: readonly Aim[];
}

/** Which requests a fault touches; whatever is not said does not matter. */
export interface Match {
  /** Of this class, or NONE. */
  readonly priority: number;
  /** Of this load, or what its requests have set in motion; or NONE. */
  readonly load: number;
  /** About one of these keys; empty for any. */
  readonly keys: readonly number[];
  /** A share of them, each for itself. */
  readonly share: number;
  /** Only so many, counted from each beginning; NEVER for all. */
  readonly first: number;
}

/** What a fault waits for. */
export type Condition =
  | {
      /** A level that is looked at now and then; of a service, or of a queue. */
      readonly kind: 'waiting' | 'busy' | 'utilisation' | 'depth';
      readonly element: number;
      readonly isAbove: boolean;
      readonly limit: number;
      /** How long it must have been so, ns. */
      readonly held: number;
    }
  | (Measured & {
      /** A number that is measured over the last stretch of time. */
      readonly kind: 'metric';
      /** Whom it is about, by name. */
      readonly name: string;
      readonly unit: 'share' | 'rate' | 'duration' | 'count' | 'ratio';
      /** From one look to the next, ns. */
      readonly every: number;
      readonly isAbove: boolean;
      readonly limit: number;
      readonly held: number;
    })
  | {
      /** Another fault begins, or ends. */
      readonly kind: 'began' | 'ended';
      readonly fault: number;
      /** ns later. */
      readonly after: number;
    };

/** What happens in an instant and is over has this length in a plan, ns. */
export const INSTANT = 1;

/** When a fault comes and goes, and whether the phases of a run go by it. */
export interface FaultTimes {
  /** Something that operators do: no phase goes by it where something goes wrong. */
  readonly isAction: boolean;
  /** First beginning; ns. With `when`, the instant from which on the condition counts. */
  readonly at: number;
  /** Until its last part is over; NEVER to the end. */
  readonly length: number;
  /** From one beginning to the next; NEVER for once. */
  readonly every: number;
  /** Each beginning but the first is up to so much later, ns. */
  readonly jitter: number;
  /** NO_LIMIT (base/int32.ts) as often as there is time. */
  readonly times: number;
  readonly when: Condition | undefined;
  /** What ends it before its length is over. */
  readonly until: Condition | undefined;
}

export interface FaultPlan extends FaultTimes {
  readonly name: string;
  readonly salt: number;
  readonly parts: readonly FaultPart[];
  readonly probability: number;
  readonly match: Match | undefined;
  /** The settings it gives another value, by their names, and the value as it was written. */
  readonly sets: readonly { readonly name: string; readonly to: string }[];
}

export interface Plan {
  readonly directory: Directory;
  readonly length: number;
  readonly warmup: number;
  readonly window: number;
  readonly seed: string;

  // programs
  readonly code: Int32Array;
  readonly strands: Int32Array;
  readonly choices: Int32Array;
  readonly shares: Float64Array;
  /** Most rows one event may take. */
  readonly rowsPerEvent: number;

  readonly samplers: Samplers;

  // services, by service
  readonly serviceSlots: Int32Array;
  readonly serviceCores: Int32Array;
  readonly scaling: readonly ScalingPlan[];
  /** Each service's own, then those that calls name. */
  readonly balancers: readonly BalancerPlan[];
  readonly gates: readonly (readonly Gate[])[];
  // by replica
  readonly replicaService: Int32Array;
  readonly replicaZone: Int32Array;
  readonly listCount: number;
  // by operation: its post at the service's first replica; the others follow
  readonly operationPost: Int32Array;
  readonly postCount: number;
  readonly posts: readonly Post[];

  // calls
  readonly sites: readonly Site[];
  readonly clientZone: Int32Array;
  /** Settings, words and shared numbers of all policy layers. */
  readonly settings: Float64Array;
  /** Whose they are: layers and gates, in the order in which their settings lie. */
  readonly setters: readonly (Layer | Gate)[];
  /** Lengths of the timer lanes, by lane. */
  readonly laneLengths: readonly number[];
  readonly wordsPerCall: number;
  readonly realsPerCall: number;
  /** Waiting rooms of policies, one for each caller replica. */
  readonly roomCount: number;
  readonly shared: Float64Array;
  readonly gauges: readonly GaugePlan[];
  /** Levels of all gauges' owners. */
  readonly levelCount: number;
  /** By edge: where the in-flight counts of its clients begin. */
  readonly edgeInFlight: Int32Array;
  readonly inFlightCount: number;
  /** By edge: where the credits of its clients begin, with each of the balancers that its calls choose with. */
  readonly edgeCredits: readonly (readonly number[])[];
  readonly creditCount: number;
  /** What all balancers remember at the start. */
  readonly memory: Float64Array;

  // health
  readonly rosters: readonly RosterPlan[];
  readonly watches: readonly WatchPlan[];
  readonly watcherCount: number;
  readonly viewCount: number;
  readonly checks: readonly CheckPlan[];
  readonly checkedCount: number;
  /** By service: how long news of a replica's health takes to reach the callers, ns. */
  readonly membershipDelay: Float64Array;

  // network
  readonly zoneLinks: readonly (LinkRules | undefined)[];
  readonly zoneCount: number;

  readonly loads: readonly LoadPlan[];
  readonly depots: readonly DepotPlan[];
  /** Depots of each topic. */
  readonly topics: readonly (readonly number[])[];
  readonly topicBroker: readonly number[];
  /** By broker: sampler of the time to take a message, or NONE. */
  readonly brokerLatency: Int32Array;
  /** By edge: zone of the broker it leads to, or NONE. */
  readonly edgeBrokerZone: Int32Array;
  readonly workerCount: number;

  readonly faults: readonly FaultPlan[];
  /** Of those that were left out: they do nothing, but the phases keep their times. */
  readonly leftOut: readonly FaultTimes[];
}

// What a fault may set, in one row: the settings of all policy layers, then two numbers of each replica.
/** First of the replicas' slots among all that may be set. */
export function firstSlots({ settings }: Pick<Plan, 'settings'>): number {
  return settings.length;
}

/** First of the replicas' queue limits. */
export function firstLimit(plan: Pick<Plan, 'settings' | 'replicaService'>): number {
  return plan.settings.length + plan.replicaService.length;
}

export function settingCount(plan: Pick<Plan, 'settings' | 'replicaService'>): number {
  return plan.settings.length + 2 * plan.replicaService.length;
}
