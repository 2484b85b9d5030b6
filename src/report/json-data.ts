/** The shape of a run as data. Every key but `traces` is always there; null says that there is nothing to say. */
import type { BooksOfRun } from '../present/books.ts';
import type { Standing } from '../present/result.ts';
import type { SeriesOfRun } from '../present/series.ts';
import type { Totals } from '../present/totals.ts';
import type { TraceData } from '../present/traces.ts';

/** What happened over the time of an expectation that failed. */
export interface EvidenceData {
  readonly causes: readonly {
    readonly load: string;
    readonly cause: string;
    readonly edge: string | null;
    readonly share: number;
    readonly isDegraded: boolean;
  }[];
  readonly deliveries: readonly {
    readonly edge: string;
    readonly cause: string;
    readonly share: number;
  }[];
  readonly hot: readonly {
    readonly service: string;
    readonly isDown: boolean;
    readonly utilisationShare: number | null;
    readonly queueDepth: number | null;
    readonly turnedAwayShare: number | null;
    readonly metNobodyShare: number | null;
    readonly wastedShare: number | null;
  }[];
  readonly amplification: { readonly edge: string; readonly ratio: number } | null;
}

/** The end of a fault that stays until the run is over. */
export const NEVER_ENDS = null;

export interface RunsData {
  readonly formatVersion: number;
  readonly engineVersion: string;
  readonly runs: readonly RunData[];
}

export interface RunData {
  readonly file: string;
  readonly title: string;
  readonly question: string | null;
  readonly scenarioHash: string;
  readonly seed: string;
  readonly runHash: string;
  readonly lengthMs: number;
  readonly reachedMs: number;
  readonly events: number;
  readonly stopped: { readonly by: string; readonly sentence: string } | null;
  readonly faults: readonly {
    readonly name: string;
    readonly kind: string;
    readonly target: string;
    readonly fromMs: number | null;
    readonly toMs: number | null;
    readonly everyMs: number | null;
    readonly probabilityShare: number;
    readonly hits: number;
  }[];
  readonly phases: readonly {
    readonly name: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly isCutShort: boolean;
  }[];
  readonly failures: readonly {
    readonly load: string;
    readonly phase: string;
    readonly cause: string;
    readonly edge: string | null;
    readonly share: number;
    readonly isDegraded: boolean;
  }[];
  readonly expectations: readonly {
    readonly standing: Standing;
    readonly text: string;
    readonly sentence: string;
    readonly note: string | null;
    readonly metric: string;
    readonly subject: string | null;
    readonly observed: number | null;
    readonly evidence: EvidenceData | null;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
  readonly again: string;
  readonly summary: Totals;
  readonly series: SeriesOfRun;
  readonly books: BooksOfRun | null;
  /** Only when they were asked for. */
  readonly traces?: readonly TraceData[];
}
