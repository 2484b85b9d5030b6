/** What checking found, as plain data: for a page and for JSON. */

export type Finding = TheoryFinding | MachineFinding | LawFinding;

/** Of the numbers of a claim: how they are to be read. Times are in seconds. */
export type ClaimUnit = 'share' | 'rate' | 'duration' | 'count' | 'ratio';

export interface ClaimFinding {
  readonly what: string;
  readonly metric: string;
  readonly of: string;
  readonly formula: string;
  readonly unit: ClaimUnit;
  /** What the formula gives. */
  readonly theory: number;
  /** Mean over the seeds, and the half width of its interval. */
  readonly observed: number;
  readonly halfWidth: number;
  /**
   * differs: the theory lies outside of the interval · noisy: the interval is so wide that it would
   * agree with too much, so nothing is concluded, which is no success either
   */
  readonly standing: 'holds' | 'differs' | 'noisy';
}

export interface TheoryFinding {
  readonly kind: 'theory';
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly holds: boolean;
  readonly claims: readonly ClaimFinding[];
  /** Entries of the ledger that do not balance and places that break Little's law, in any of its runs. */
  readonly broken: readonly string[];
}

/** One instant of a timeline; a side is missing where the other has more. */
export interface RowFinding {
  readonly documented: string | undefined;
  readonly ours: string | undefined;
}

export interface MachineFinding {
  readonly kind: 'machine';
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** What the document prescribes, in a sentence. */
  readonly rule: string;
  readonly holds: boolean;
  readonly rows: readonly RowFinding[];
  readonly broken: readonly string[];
}

export interface LawFinding {
  readonly kind: 'law';
  readonly name: string;
  readonly title: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly told: string;
}

export interface Verification {
  readonly seed: string;
  readonly isQuick: boolean;
  /** Independent runs of each theory. */
  readonly seeds: number;
  /** With which all intervals hold at once, 0 to 1. */
  readonly confidence: number;
  /** Among how many claims the rest is divided: all of the catalog, asked for or not. */
  readonly family: number;
  /** How many checks were asked for: more than there are findings, where it was stopped before its end. */
  readonly asked: number;
  readonly findings: readonly Finding[];
}

/** Of a verification that was stopped nobody can tell. */
export function allHold({ findings, asked }: Verification): boolean {
  return findings.length === asked && findings.every(({ holds }) => holds);
}
