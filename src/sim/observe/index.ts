/** What can be kept of a run: counts, marks, metrics, windows, the ledger, traces, a journal. */
export { type Books, readBooks } from './books.ts';
export {
  JOURNAL_KINDS,
  type JournalFact,
  type JournalFactKind,
  type JournalKind,
} from './facts.ts';
export { fanOut } from './fan.ts';
export { Journal } from './journal.ts';
export { brokenEntries, countLive } from './ledger.ts';
export { breaksOfLittle, breaksOfPresence } from './little.ts';
export { Lookout } from './lookout.ts';
export { bytesOfMark, difference, type FailureCount, Interval, type Mark } from './marks.ts';
export { type MetricEntry, type MetricUnit, observedMetrics } from './metrics.ts';
export { metricsByPolicy, policyMetrics } from './policy-metrics.ts';
export { actsOf, gaugesOf } from './policy-subjects.ts';
export { Recorder } from './recorder.ts';
export type { AttemptSpan, CallSpan, Span } from './spans.ts';
export {
  attemptsOf,
  callsOf,
  type NamedSubject,
  type Subject,
  type SubjectKind,
  subjectsOf,
} from './subjects.ts';
export { type Trace, type TraceOptions, Traces } from './traces.ts';
export type { TurnWatcher } from './turns.ts';
export {
  bytesOfWindow,
  MORE_SERIES,
  type MoreSeries,
  type SeriesName,
  type WindowedKind,
} from './window-columns.ts';
export { WINDOWS_MOST, type WindowOptions, Windows, type WindowsCopy } from './windows.ts';
