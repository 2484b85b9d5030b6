/** Many seeds as data: beside the single runs in the same versioned shape. See json-schema.ts for what it promises. */
import type {
  Group,
  MetricUnit,
  SeedsJudged,
  SeedsResult,
  Share,
  Spread,
} from '../../present/seeds-result.ts';
import { inUnit } from '../../present/totals.ts';
import { evidenceData, JSON_VERSION, stoppedData } from '../json.ts';
import type { RunsData } from '../json-data.ts';

export function seedsJson(results: readonly SeedsResult[], engineVersion: string): string {
  const data: RunsData & { readonly experiments: readonly ExperimentData[] } = {
    formatVersion: JSON_VERSION,
    engineVersion,
    runs: [],
    experiments: results.map(experimentData),
  };
  return `${JSON.stringify(data, null, 1)}\n`;
}

type ExperimentData = ReturnType<typeof experimentData>;

function experimentData(result: SeedsResult) {
  const { runs, phases } = result;
  const seedAt = (place: number) => runs[place].seed;
  const spread = (of: Spread, unit: MetricUnit) => spreadData(of, unit, seedAt);
  return {
    file: result.file,
    title: result.title,
    question: result.question ?? null,
    scenarioHash: result.scenarioHash,
    seeds: result.seeds,
    atLeastShare: result.atLeast,
    lengthMs: result.length / 1e6,
    untilMs: result.until / 1e6,
    stopped: stoppedData(result.stop),
    phases: phases.map(({ name, from, to, isCutShort }) => ({
      name,
      fromMs: from === undefined ? null : from / 1e6,
      toMs: to === undefined ? null : to / 1e6,
      isCutShort,
    })),
    loads: Object.fromEntries(
      result.loads.map(({ name, rows }) => [
        name,
        Object.fromEntries(
          rows.map(({ goodput, success, latencyP99 }, at) => [
            phases[at].name,
            {
              goodputShare: spread(goodput, 'share'),
              successShare: spread(success, 'share'),
              latencyP99Ms: spread(latencyP99, 'duration'),
            },
          ]),
        ),
      ]),
    ),
    expectations: result.expectations.map((judged) => expectationData(judged, seedAt)),
    runs: runs.map(({ seed, runHash, events, reached }, at) => ({
      seed,
      runHash,
      events,
      reachedMs: reached / 1e6,
      observed: result.expectations.map(({ values, unit }) => inUnit(unit, values[at])),
    })),
    again: result.again,
  };
}

function expectationData(judged: SeedsJudged, seedAt: (place: number) => string) {
  const { standing, text, note, key, unit, subject, held, failedSeeds, observed, again, evidence } = judged;
  return {
    standing,
    text,
    note: note ?? null,
    metric: key,
    subject: subject ?? null,
    held: shareData(held),
    failedSeeds,
    observed: spreadData(observed, unit, seedAt),
    evidence: evidence === undefined ? null : { seed: evidence.seed, ...evidenceData(evidence) },
    file: judged.file,
    line: judged.line,
    column: judged.column,
    again: again ?? null,
  };
}

function shareData({ part, whole, value, low, high }: Share) {
  return { seeds: part, of: whole, share: inUnit('share', value), lowShare: low, highShare: high };
}

function spreadData(
  { measured, median, interval, least, most, groups }: Spread,
  unit: MetricUnit,
  seedAt: (place: number) => string,
) {
  const value = (number: number | undefined) => inUnit(unit, number ?? Number.NaN);
  const group = ({ share, median: middle, first }: Group) => ({
    ...shareData(share),
    median: value(middle),
    firstSeed: seedAt(first),
  });
  return {
    measured,
    median: value(median),
    low: value(interval?.low),
    high: value(interval?.high),
    least: value(least),
    most: value(most),
    groups: groups === undefined ? null : groups.map(group),
  };
}
