/** The part of a plan that is about health: who knows of whom, who watches whom and by which rules, who checks. */

/** When a caller replica ejects a replica that failed it, and when it takes it back. See spec/ejection.ts. */
export interface EjectionRules {
  /** Outcomes that count as failures: bits. */
  readonly failures: number;
  /** So many failures in a row; NEVER where they do not matter. */
  readonly consecutive: number;
  /** Good answers fewer than mean − factor × standard deviation; undefined where that does not matter. */
  readonly successRate:
    | { readonly factor: number; readonly hosts: number; readonly requests: number }
    | undefined;
  /** At least this share of failures. */
  readonly failureShare:
    | { readonly atLeast: number; readonly hosts: number; readonly requests: number }
    | undefined;
  /** From one sweep to the next, ns. */
  readonly every: number;
  /** Length of the first ejection, and of the longest, ns. */
  readonly base: number;
  readonly longest: number;
  /** Luck lengthens an ejection by up to this share. */
  readonly jitter: number;
  /** Largest share of the replicas that may be ejected, and whether one always may. */
  readonly most: number;
  readonly alwaysOne: boolean;
  /** True: back on probation, after one real request that went well. False: back at a sweep. */
  readonly probes: boolean;
  /** An active check that passes ends the ejection. */
  readonly returnsOnCheck: boolean;
}

/** How the share of a replica that came back grows; see `scaleAfter` in machine/views.ts. */
export interface SlowStart {
  /** ns */
  readonly window: number;
  readonly least: number;
  readonly aggression: number;
}

/** One caller of one service: whom each of its replicas knows of. */
export interface RosterPlan {
  readonly service: number;
  readonly firstClient: number;
  readonly clients: number;
  readonly firstReplica: number;
  readonly replicas: number;
  /** The caller's edges into the service. */
  readonly edges: readonly number[];
  /** Its watch, or NONE where nobody's health is minded. */
  readonly watch: number;
}

/** One caller that minds the health of one callee. */
export interface WatchPlan {
  readonly service: number;
  readonly roster: number;
  /** Names it for keyed luck. */
  readonly salt: number;
  readonly firstClient: number;
  readonly clients: number;
  readonly firstReplica: number;
  readonly replicas: number;
  /** The caller's edges into the callee. */
  readonly edges: readonly number[];
  /** First of its watchers, one a client, and of its views, one a client and replica. */
  readonly firstWatcher: number;
  readonly firstView: number;
  readonly ejection: EjectionRules | undefined;
  /** Below this share of candidates health is disregarded. */
  readonly panic: number;
  /** In panic nobody is asked, instead of everybody. */
  readonly failsInPanic: boolean;
  readonly slowStart: SlowStart | undefined;
}

/** One active check of one service: a checker that asks each of its replicas. */
export interface CheckPlan {
  readonly service: number;
  readonly salt: number;
  /** By replica of the service: the site of the check, and its client. */
  readonly sites: readonly number[];
  readonly firstClient: number;
  /** First of its replicas' counts in `health.checked`. */
  readonly first: number;
  /** Pause between a check's end and the next one, and how much luck may add, ns. */
  readonly every: number;
  readonly jitter: number;
  readonly unhealthy: number;
  readonly healthy: number;
  /** True: restarts the replica, which is down for `startUp`. False: takes it out of membership. */
  readonly restarts: boolean;
  readonly startUp: number;
}
