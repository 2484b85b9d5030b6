/**
 * Runs as data. The shape is versioned, and the same run gives the same bytes: nothing in it tells
 * of the machine or of the wall clock. See json-schema.ts for what it promises.
 */
import { invariant } from '../base/assert.ts';
import type { Evidence } from '../present/evidence.ts';
import type { FailureReason } from '../present/failures.ts';
import { type Judged, type Result, type Stop, stoppedBy } from '../present/result.ts';
import { inUnit } from '../present/totals.ts';
import { type EvidenceData, NEVER_ENDS, type RunData, type RunsData } from './json-data.ts';

/** Grows by one when a reader of the last version could misread the next. New keys do not count. */
export const JSON_VERSION = 1;

export function runsJson(results: readonly Result[], engineVersion: string): string {
  const data: RunsData = { formatVersion: JSON_VERSION, engineVersion, runs: results.map(runData) };
  return `${JSON.stringify(data, null, 1)}\n`;
}

function runData(result: Result): RunData {
  const { summary, numbers } = result;
  invariant(numbers !== undefined, 'numbers are computed when somebody wants JSON');
  return {
    file: result.file,
    title: result.title,
    question: result.question ?? null,
    scenarioHash: result.scenarioHash,
    seed: result.seed,
    runHash: result.runHash,
    lengthMs: summary.length / 1e6,
    reachedMs: summary.reached / 1e6,
    events: result.events,
    stopped: stoppedData(result.stop),
    faults: summary.faults.map((fault) => ({
      name: fault.name,
      kind: fault.kind,
      target: fault.target,
      fromMs: Number.isFinite(fault.from) ? fault.from / 1e6 : null,
      toMs: Number.isFinite(fault.to) ? fault.to / 1e6 : NEVER_ENDS,
      everyMs: fault.every === undefined ? null : fault.every / 1e6,
      probabilityShare: fault.probability,
      hits: fault.hits,
    })),
    phases: summary.phases.map(({ name, from, to, isCutShort }) => ({
      name,
      fromMs: from / 1e6,
      toMs: to / 1e6,
      isCutShort,
    })),
    failures: summary.loads.flatMap((load) =>
      load.rows.flatMap((row, at) =>
        row.failures.map((reason) => ({
          load: load.name,
          phase: summary.phases[at].name,
          ...reasonData(reason),
        })),
      ),
    ),
    expectations: result.expectations.map(expectationData),
    again: result.again,
    summary: numbers.totals,
    series: numbers.series,
    books: numbers.books ?? null,
    ...(result.traces === undefined ? {} : { traces: result.traces }),
  };
}

export function stoppedData(stop: Stop | undefined): RunData['stopped'] {
  return stop === undefined ? null : { by: stoppedBy(stop), sentence: stop.sentence };
}

export function expectationData({
  standing,
  text,
  sentence,
  note,
  observed,
  subject,
  evidence,
  file,
  line,
  column,
}: Judged): RunData['expectations'][number] {
  return {
    standing,
    text,
    sentence,
    note: note ?? null,
    metric: observed.key,
    subject: subject ?? null,
    observed: observed.value,
    evidence: evidence === undefined ? null : evidenceData(evidence),
    file,
    line,
    column,
  };
}

export function evidenceData({ causes, deliveries, hotSpots, mostTried }: Evidence): EvidenceData {
  const share = (value: number) => inUnit('share', value);
  return {
    causes: causes.flatMap(({ load, reasons }) => reasons.map((reason) => ({ load, ...reasonData(reason) }))),
    deliveries,
    hot: hotSpots.map((spot) => ({
      service: spot.service,
      isDown: spot.isDown,
      utilisationShare: share(spot.utilisationShare),
      queueDepth: inUnit('count', spot.queueDepth),
      turnedAwayShare: share(spot.turnedAwayShare),
      metNobodyShare: share(spot.metNobodyShare),
      wastedShare: share(spot.wastedShare),
    })),
    amplification: mostTried ?? null,
  };
}

function reasonData({ cause, place, share, isDegraded }: FailureReason) {
  return { cause, edge: place ?? null, share, isDegraded: isDegraded === true };
}
