/** What a fault needs to know of the system it is aimed at: of a draft, or of a plan that is running. */
import type { Directory } from '../terms/directory.ts';

export interface FaultGround {
  readonly directory: Directory;
  /** First post of each operation; the posts of its other replicas follow. */
  readonly operationPost: ArrayLike<number>;
  /** Names of the faults there are, by number: one may wait for another. */
  readonly faultNames: readonly string[];
  samplerOf(spec: unknown): number;
  /** Length of the run, ns. */
  readonly length: number;
}
