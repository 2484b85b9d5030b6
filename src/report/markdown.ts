/** A page of Markdown: for a pull request, a wiki, or a job's summary. */
import { sayAmplification } from '../present/amplification.ts';
import { sayFailures, worthAWord } from '../present/failures.ts';
import { idleFaults } from '../present/fault-spans.ts';
import { sayHealth } from '../present/health-summary.ts';
import { sayHotSpot } from '../present/hot-spots.ts';
import { phaseWord, sayPhases, turnWithTheOnly } from '../present/phase-spans.ts';
import { sayPolicies } from '../present/policy-summary.ts';
import { tellingRows } from '../present/queue-summary.ts';
import {
  hasFailed,
  isUnjudged,
  type Judged,
  type Result,
  sayStandings,
  sayUnjudged,
  toldBelow,
} from '../present/result.ts';
import type { Summary } from '../present/summary.ts';
import { sayCount, sayInstant, sayLength, sayNumberOf, sayRate, sayShare } from '../present/words.ts';

/** Of a run that stopped before anything counts. */
const NOTHING_MEASURED = 'Stopped in the warm-up: nothing was measured';

export function markdownPage(results: readonly Result[]): string {
  const rows = results.map((result) => ({
    isFine: !hasFailed(result),
    title: result.title,
    file: result.file,
    tally: sayStandings(result),
  }));
  return page(rows, results.flatMap(chapter));
}

interface OverviewRow {
  readonly isFine: boolean;
  readonly title: string;
  readonly file: string;
  readonly tally: string;
}

/** A page of chapters; of several scenarios an overview comes first. */
export function page(rows: readonly OverviewRow[], chapters: readonly string[]): string {
  const failed = rows.filter(({ isFine }) => !isFine).length;
  const told = failed === 0 ? 'all as expected' : `${failed} not as expected`;
  const opening =
    rows.length === 1
      ? []
      : ['# Knockon', `${sayNumberOf(rows.length, 'scenario')}, ${told}.`, overview(rows)];
  return `${[...opening, ...chapters].join('\n\n')}\n`;
}

/** One row for each of several scenarios. */
function overview(rows: readonly OverviewRow[]): string {
  const told = rows.map(
    ({ isFine, title, file, tally }) =>
      `| ${markOf(isFine)} | ${plain(title)} | ${plain(file)} | ${plain(tally)} |`,
  );
  return ['| | scenario | file | |', '|---|---|---|---|', ...told].join('\n');
}

function chapter(result: Result): string[] {
  const { summary } = result;
  const rows = summary.loads.flatMap(({ name, rows: byPhase }) =>
    byPhase.map((row, at) => {
      const cells = [
        plain(name),
        `${phaseWord(summary.phases[at].name)} ${sayInstant(summary.phases[at].to - summary.phases[at].from)}`,
        sayRate(row.offeredPerSecond),
        sayShare(row.goodputShare),
        sayLength(row.latencyP50),
        sayLength(row.latencyP99),
        plain(sayFailures(worthAWord(row.failures)).join(', ')),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  return [
    `## ${plain(result.title)}`,
    ...(result.question === undefined ? [] : [plain(result.question)]),
    rows.length === 0
      ? `${NOTHING_MEASURED}.`
      : [
          '| load | when | offered | goodput | p50 | p99 | why not |',
          '|---|---|--:|--:|--:|--:|---|',
          ...rows,
        ].join('\n'),
    ...(turnWithTheOnly(summary.faults, summary.phases) ? [] : [`Phases: ${sayPhases(summary.phases)}.`]),
    ...amplificationOf(summary),
    ...hotLines(summary),
    ...queuesTable(summary),
    ...healthTable(summary),
    ...policyList(summary),
    ...(result.expectations.length === 0 ? [] : [result.expectations.map(expectation).join('\n')]),
    ...(isUnjudged(result) ? [`✗ ${plain(sayUnjudged(result))}.`] : []),
    ...idleFaults(summary).map((sentence) => `Warning: ${plain(sentence)}.`),
    ...(result.stop === undefined ? [] : [`Stopped: ${plain(result.stop.sentence)}.`]),
    `Run again: \`${result.again.replaceAll('`', "'")}\`. Scenario ${result.scenarioHash}, seed ${plain(result.seed)}, run ${result.runHash}.`,
  ];
}

function expectation(judged: Judged): string {
  const { standing, sentence } = judged;
  const mark = standing === 'not-judged' ? 'not judged:' : markOf(standing === 'held');
  const below = standing === 'failed' ? toldBelow(judged) : [];
  return [`- ${mark} ${plain(sentence)}`, ...below.map((line) => `  - ${plain(line)}`)].join('\n');
}

export function markOf(isFine: boolean): string {
  return isFine ? '✓' : '✗';
}

function amplificationOf({ amplification }: Summary): string[] {
  const facts = sayAmplification(amplification);
  return facts.length === 0 ? [] : [`Amplification, phase by phase: ${facts.map(plain).join('; ')}.`];
}

/** Services that are told of; the rest is counted. */
const MOST_HOT_SPOTS = 5;

function hotLines({ hot }: Summary): string[] {
  return hot.map(({ phase, spots }) => {
    const told = spots.slice(0, MOST_HOT_SPOTS).map((spot) => plain(sayHotSpot(spot)));
    const more = spots.length - told.length;
    const rest = more > 0 ? `; and ${sayNumberOf(more, 'more service')}` : '';
    return `Hot ${phaseWord(phase)}: ${told.join('; ')}${rest}.`;
  });
}

function queuesTable({ queues, phases }: Summary): string[] {
  const rows = queues.flatMap((queue) =>
    tellingRows(queue).map((at) => {
      const row = queue.rows[at];
      const cells = [
        plain(queue.name),
        phaseWord(phases[at].name),
        sayRate(row.publishedPerSecond),
        sayRate(row.handledPerSecond),
        sayCount(row.lag),
        sayLength(row.age),
        sayCount(row.deadLetters),
        sayCount(row.expired),
        sayCount(row.duplicates),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  if (rows.length === 0) return [];
  return [
    [
      '| queue | when | published | handled | lag at the end | oldest | dead letters | expired | handled twice |',
      '|---|---|--:|--:|--:|--:|--:|--:|--:|',
      ...rows,
    ].join('\n'),
  ];
}

function healthTable({ health, phases }: Summary): string[] {
  const items = health.flatMap(({ service, rows }) =>
    rows.flatMap((row, at) => {
      const words = sayHealth(row);
      return words === '' ? [] : [`- health of ${plain(service)}, ${phaseWord(phases[at].name)}: ${words}`];
    }),
  );
  return items.length === 0 ? [] : [items.join('\n')];
}

function policyList({ policies }: Summary): string[] {
  const items = policies.map(
    ({ who, rows }) => `- policies of ${plain(who)}, phase by phase: ${sayPolicies({ rows })}`,
  );
  return items.length === 0 ? [] : [items.join('\n')];
}

/** Text that stays text: nothing in it is markup, and it stays in its cell. */
export function plain(text: string): string {
  const entity = (sign: string) => `&#${sign.charCodeAt(0)};`;
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_[\]<|#&~]/g, entity)
    .replace(/^[>+-]/, entity);
}
