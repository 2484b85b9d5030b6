/** A page of Markdown about many seeds. */
import { isUnjudged } from '../../present/result.ts';
import {
  hasFailedOnSeeds,
  type SeedsJudged,
  type SeedsResult,
  sayCell,
  sayHeld,
  sayObserved,
  sayPhase,
  sayReach,
  saySeedEvidence,
  sayTallyOfSeeds,
  sayUnjudgedOnSeeds,
} from '../../present/seeds-result.ts';
import { markOf, page, plain } from '../markdown.ts';

export function seedsMarkdown(results: readonly SeedsResult[]): string {
  const rows = results.map((result) => ({
    isFine: !hasFailedOnSeeds(result),
    title: result.title,
    file: result.file,
    tally: sayTallyOfSeeds(result),
  }));
  return page(rows, results.flatMap(chapter));
}

function chapter(result: SeedsResult): string[] {
  const { title, question, phases, expectations, stop, again, scenarioHash, named } = result;
  const rows = result.loads.flatMap(({ name, rows: byPhase }) =>
    byPhase.map(({ goodput, success, latencyP99 }, at) => {
      const cells = [
        plain(name),
        sayPhase(phases[at]),
        plain(sayCell(goodput, 'share')),
        plain(sayCell(success, 'share')),
        plain(sayCell(latencyP99, 'duration')),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  return [
    `## ${plain(title)}`,
    ...(question === undefined ? [] : [plain(question)]),
    ['| load | when | goodput | success of those ended | p99 |', '|---|---|--:|--:|--:|', ...rows].join('\n'),
    `Medians over seeds ${named}, ${sayReach(result)}, with 95% intervals; a &#124; b where the seeds fall into two groups.`,
    ...(expectations.length === 0 ? [] : [expectations.map((judged) => item(judged, result)).join('\n')]),
    ...(isUnjudged(result) ? [`✗ ${plain(sayUnjudgedOnSeeds(result))}.`] : []),
    ...result.warnings.map((sentence) => `Warning: ${plain(sentence)}.`),
    ...(stop === undefined ? [] : [`Stopped: ${plain(stop.sentence)}.`]),
    `Run again: ${code(again)}. Scenario ${scenarioHash}.`,
  ];
}

function item(judged: SeedsJudged, { runs }: SeedsResult): string {
  const { standing, text, note, again } = judged;
  if (standing === 'not-judged') return `- not judged: ${plain(text)}`;
  const observed = sayObserved(judged, (at) => `seed ${runs[at].seed}`);
  const told = `- ${markOf(standing === 'held')} ${plain(`${text}: ${sayHeld(judged)}; ${observed}`)}`;
  const line = `${told}${again === undefined ? '' : `. Again: ${code(again)}`}`;
  const why = standing === 'failed' && note !== undefined ? [note] : [];
  return [line, ...[...why, ...saySeedEvidence(judged)].map((each) => `  - ${plain(each)}`)].join('\n');
}

function code(line: string): string {
  return `\`${line.replaceAll('`', "'")}\``;
}
