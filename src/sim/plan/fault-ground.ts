/** What a fault needs to know of the system it is aimed at: of a draft, or of a plan that is running. */
import type { DistributionSpec } from '../dist/contract.ts';
import type { LoadPlan, ScalingPlan, Site } from '../machine/plan.ts';
import type { Gate } from '../policy/gate-contract.ts';
import type { Directory } from '../terms/directory.ts';

export interface FaultGround {
  readonly directory: Directory;
  /** First post of each operation; the posts of its other replicas follow. */
  readonly operationPost: ArrayLike<number>;
  /** Loads by number: what each asks for, and from how many replicas. */
  readonly loads: readonly Pick<LoadPlan, 'sites' | 'clients' | 'open' | 'curve'>[];
  /** Call sites with their policies, by number. */
  readonly sites: readonly Pick<Site, 'edge' | 'chain' | 'firstClient'>[];
  /** By service: how many replicas it has at the start. */
  readonly scaling: readonly Pick<ScalingPlan, 'inService'>[];
  /** Policies at the doors, by service. */
  readonly gates: readonly (readonly Gate[])[];
  /** How many settings all policies have, around calls and at doors. */
  readonly settingCount: number;
  /** Names of the faults there are, by number: one may wait for another. */
  readonly faultNames: readonly string[];
  /** Of those that were left out: nobody can wait for them. */
  readonly leftOutNames?: readonly string[];
  samplerOf(spec: DistributionSpec): number;
  /** What there is room for: things that faults fall on, counted at each of their times. Less with every fault. */
  readonly room: { aims: number };
  /** Length of the run, ns. */
  readonly length: number;
}
