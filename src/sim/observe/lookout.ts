/**
 * The lookout measures what faults wait for: a metric of the last stretch of time, looked at again and again. A
 * stretch is the difference of two marks, as every interval is; those that may still begin one are kept on a shelf,
 * so that a rewound or forked run goes on with the same stretches.
 */
import { invariant } from '../../base/assert.ts';
import type { Registry } from '../kernel/registry.ts';
import type { Directory } from '../terms/directory.ts';
import type { Lookout as LookoutPort, Measured } from '../terms/observer.ts';
import { layoutOf } from './counters.ts';
import { difference, type Mark } from './marks.ts';
import type { MetricEntry } from './metrics.ts';
import type { Recorder } from './recorder.ts';
import type { Subject } from './subjects.ts';

/** What was counted when somebody looked for a fault. */
interface Look {
  readonly fault: number;
  readonly mark: Mark;
}

/** A mark copies and fills whole arrays: so many of its numbers take the time of one step. */
const NUMBERS_A_STEP = 8;
/** Numbers of a histogram, about. */
const HISTOGRAM = 1000;

export class Lookout implements LookoutPort {
  readonly steps: number;
  private readonly directory: Directory;
  private readonly recorder: Recorder;
  private readonly metricNamed: (name: string) => MetricEntry | undefined;
  /** In the order in which they were made. Replaced, never changed: a snapshot may hold it. */
  private looks: readonly Look[] = [];

  constructor(registry: Registry, recorder: Recorder, metricNamed: Lookout['metricNamed']) {
    this.recorder = recorder;
    this.directory = recorder.directory;
    this.metricNamed = metricNamed;
    const { length, histograms } = layoutOf(this.directory);
    const numbers = length + histograms * HISTOGRAM;
    this.steps = this.directory.replicas.length + Math.ceil(numbers / NUMBERS_A_STEP);
    registry.addShelf({
      things: () => this.looks,
      put: (things) => {
        this.looks = things as readonly Look[];
      },
    });
  }

  measure(fault: number, { metric, subject, over }: Measured): number {
    const entry = this.metricNamed(metric);
    invariant(entry !== undefined, 'a plan knows the metrics it names');
    const now = this.recorder.mark();
    const from = now.at - over;
    this.looks = [
      ...this.looks.filter((look) => look.fault !== fault || look.mark.at >= from),
      { fault, mark: now },
    ];
    const before = this.looks.find((look) => look.fault === fault && look.mark.at === from);
    if (before === undefined) return Number.NaN;
    return entry.valueOf(difference(this.directory, before.mark, now), subject as Subject);
  }

  forget(fault: number): void {
    this.looks = this.looks.filter((look) => look.fault !== fault);
  }
}
