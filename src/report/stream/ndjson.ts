/** Lines of a stream as text: one JSON object a line (https://github.com/ndjson/ndjson-spec). */
import type { EventLine } from '../../present/fact-lines.ts';
import type { Result } from '../../present/result.ts';
import { expectationData, stoppedData } from '../json.ts';

/** Grows by one when a reader of the last version could misread the next. New keys and events do not count. */
export const STREAM_VERSION = 1;

export function lineText(line: EventLine): string {
  return `${JSON.stringify(line)}\n`;
}

export interface Beginning {
  readonly engineVersion: string;
  readonly file: string;
  readonly title: string;
  readonly scenarioHash: string;
  readonly seed: string;
  /** ns */
  readonly length: number;
  readonly window: number;
  readonly kinds: readonly string[];
}

export function beginningLine(begun: Beginning): EventLine {
  const { engineVersion, file, title, scenarioHash, seed, length, window, kinds } = begun;
  return {
    event: 'run-began',
    atNs: 0,
    formatVersion: STREAM_VERSION,
    engineVersion,
    file,
    title,
    scenarioHash,
    seed,
    lengthNs: length,
    windowNs: window,
    kinds,
  };
}

export function endLine(result: Result): EventLine {
  const { summary, runHash, events, stop, expectations, again } = result;
  return {
    event: 'run-ended',
    atNs: summary.reached,
    runHash,
    events,
    stopped: stoppedData(stop),
    expectations: expectations.map(expectationData),
    again,
  };
}
