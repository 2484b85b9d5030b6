/** A page of Markdown: for a pull request, a wiki, or a job's summary. */
import { idleFaults } from '../present/fault-spans.ts';
import { phaseWord } from '../present/phase-spans.ts';
import { failedOf, type Judged, type Result, sayTally } from '../present/result.ts';
import type { FailureReason } from '../present/summary.ts';
import {
  sayInstant,
  sayLength,
  sayNumberOf,
  sayOutcome,
  sayRate,
  sayRatio,
  sayShare,
} from '../present/words.ts';

export function markdownPage(results: readonly Result[]): string {
  const failed = results.filter((result) => failedOf(result).length > 0).length;
  const opening =
    results.length === 1
      ? []
      : [
          '# Knockon',
          `${sayNumberOf(results.length, 'scenario')}, ${failed === 0 ? 'all as expected' : `${failed} not as expected`}.`,
          overview(results),
        ];
  return `${[...opening, ...results.flatMap(chapter)].join('\n\n')}\n`;
}

function overview(results: readonly Result[]): string {
  const rows = results.map(
    (result) =>
      `| ${markOf(failedOf(result).length === 0)} | ${plain(result.title)} | ${plain(sayTally(result.expectations))} |`,
  );
  return ['| | scenario | |', '|---|---|---|', ...rows].join('\n');
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
        sayRatio(summary.amplification.run[at]),
        plain(row.failures.slice(0, 2).map(sayReason).join(', ')),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  return [
    `## ${plain(result.title)}`,
    ...(result.question === undefined ? [] : [plain(result.question)]),
    [
      '| load | when | offered | goodput | p50 | p99 | attempts for each first try, all edges | why not |',
      '|---|---|--:|--:|--:|--:|--:|---|',
      ...rows,
    ].join('\n'),
    ...(result.expectations.length === 0 ? [] : [result.expectations.map(expectation).join('\n')]),
    ...idleFaults(summary).map((sentence) => `Warning: ${plain(sentence)}.`),
    ...(result.stop === undefined ? [] : [`Stopped: ${plain(result.stop.sentence)}.`]),
    `Run again: \`${result.again.replaceAll('`', "'")}\`. Scenario ${result.scenarioHash}, seed ${plain(result.seed)}, run ${result.runHash}.`,
  ];
}

function expectation({ standing, sentence, note }: Judged): string {
  const mark = standing === 'not-judged' ? 'not judged:' : markOf(standing === 'held');
  return `- ${mark} ${plain(sentence)}${standing === 'failed' && note !== undefined ? `. ${plain(note)}` : ''}`;
}

function markOf(isFine: boolean): string {
  return isFine ? '✓' : '✗';
}

function sayReason({ share, cause, place }: FailureReason): string {
  return `${sayShare(share)} ${sayOutcome(cause)}${place === undefined ? '' : ` on ${place}`}`;
}

/** Text that stays text: nothing in it is markup, and it stays in its cell. */
function plain(text: string): string {
  const entity = (sign: string) => `&#${sign.charCodeAt(0)};`;
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_[\]<|#&~]/g, entity)
    .replace(/^[>+-]/, entity);
}
