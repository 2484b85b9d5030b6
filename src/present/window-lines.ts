/** How a run goes, window by window, while it goes: a dozen numbers of each subject, named and measured as in the summary. */
import { invariant } from '../base/assert.ts';
import { Interval, type Mark, metricNamed, type Run, type SubjectKind, subjectsOf } from '../sim/index.ts';
import type { EventLine } from './fact-lines.ts';
import { inUnit, keyOf, type Values } from './totals.ts';

const CALLS = [
  'offered',
  'success',
  'attempts',
  'amplification',
  'latency-p50',
  'latency-p99',
  'in-flight',
] as const;

/** By kind of subject, the metrics that are told. */
const TOLD = {
  load: ['goodput', ...CALLS],
  edge: [...CALLS, 'turned-away'],
  service: [
    'utilisation',
    'cores-utilisation',
    'queue-depth',
    'queue-wait-p99',
    'started',
    'turned-away',
    'wasted',
  ],
  queue: ['published', 'acknowledged', 'redelivered', 'dead-letters', 'queue-depth', 'lag', 'age'],
} as const satisfies Partial<Record<SubjectKind, readonly string[]>>;

const KINDS = Object.keys(TOLD) as (keyof typeof TOLD)[];

function metricsOf(kind: keyof typeof TOLD) {
  return TOLD[kind].map((name) => {
    const metric = metricNamed(name);
    invariant(metric !== undefined, 'a window tells metrics of the catalog');
    return metric;
  });
}

/** Keys that each kind of subject has in a window, with their meaning. */
export const WINDOW_KEYS: Readonly<
  Record<string, readonly { readonly key: string; readonly sentence: string }[]>
> = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    metricsOf(kind).map((metric) => ({ key: keyOf(metric), sentence: metric.sentence })),
  ]),
);

export class WindowLines {
  private readonly run: Run;
  private last: Mark;

  constructor(run: Run) {
    this.run = run;
    this.last = run.reading();
  }

  /** The instant at which the open window ends, ns. */
  get end(): number {
    return this.last.at + this.run.plan.window;
  }

  /** Whether anything of the open window has passed. */
  get isBegun(): boolean {
    return this.run.now > this.last.at;
  }

  /** What happened in the open window up to now, which closes it. */
  close(): EventLine {
    const { run, last } = this;
    this.last = run.reading();
    const interval = new Interval(run.plan.directory, last, this.last);
    const numbers = KINDS.map((kind) => [kind, numbersOf(kind, interval)]);
    return {
      event: 'window-ended',
      atNs: run.now,
      fromNs: last.at,
      ...(Object.fromEntries(numbers) as Record<string, unknown>),
    };
  }
}

function numbersOf(kind: keyof typeof TOLD, interval: Interval): Record<string, Values> {
  const metrics = metricsOf(kind);
  return Object.fromEntries(
    subjectsOf(interval.directory, kind).map((subject) => [
      subject.name,
      Object.fromEntries(
        metrics.map((metric) => [keyOf(metric), inUnit(metric.unit, metric.valueOf(interval, subject))]),
      ),
    ]),
  );
}
