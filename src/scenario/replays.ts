/** `replay: { file: rates.csv }` → the rows of the file. */
import { quote } from '../fields/index.ts';
import { parseReplayCsv } from '../sim/index.ts';
import { type Diagnostic, mistake, mistakeOfFile } from './diagnostic.ts';
import type { PlacedSource } from './extend.ts';
import { directoryOf, meantNeighbour, neighbourPath, type ReadNeighbour, UNREADABLE } from './neighbour.ts';
import type { CheckedScenario } from './schema.ts';
import type { Source } from './source.ts';
import { siteAt, type Tree } from './tree.ts';

/** The loads with the rows of their files; files that were read join those `met`. */
export function withReplays(
  checked: CheckedScenario,
  tree: Tree,
  read: ReadNeighbour,
  met: PlacedSource[],
): { scenario: CheckedScenario; mistakes: Diagnostic[] } {
  const mistakes: Diagnostic[] = [];
  const load = checked.load.map((one, index) => {
    const { replay } = (one.arrivals ?? {}) as { replay?: { file?: string; rows?: unknown } };
    if (typeof replay?.file !== 'string') return one;
    const site = siteAt(tree, ['load', index, 'arrivals', 'replay', 'file']);
    const from = met.find(({ source }) => source === site.source)?.path ?? '';
    const place = neighbourPath(replay.file, directoryOf(from), ['.csv']);
    if ('sentence' in place) {
      mistakes.push(mistake('E221', site, place.sentence, { hint: place.hint }));
      return one;
    }
    const text = read(place.path);
    if (text === undefined) {
      const meant = meantNeighbour(replay.file, place.path, read);
      const hint = meant === undefined ? UNREADABLE : undefined;
      const sentence = `there is no file ${quote(replay.file)} that can be read`;
      mistakes.push(mistake('E220', site, sentence, { hint, meant }));
      return one;
    }
    const directory = directoryOf(met[0].source.name);
    const source: Source = { name: directory === '' ? place.path : `${directory}/${place.path}`, text };
    met.push({ source, path: place.path });
    const csv = text.length > MOST_CSV ? 'too large' : parseReplayCsv(text);
    if (csv === 'too large')
      mistakes.push(mistakeOfFile('E103', source, `the text is larger than ${MOST_CSV / 1024 / 1024} MiB`));
    else if (csv.kind === 'problems')
      mistakes.push(
        ...csv.problems.map((problem) => mistake('E224', lineSite(source, problem.line), problem.sentence)),
      );
    else {
      const { file: _, ...settings } = replay;
      return { ...one, arrivals: { replay: { ...settings, rows: csv.rows } } };
    }
    return one;
  });
  return { scenario: { ...checked, load }, mistakes };
}

/** Room for a hundred thousand rows. */
const MOST_CSV = 4 * 1024 * 1024;

function lineSite(source: Source, line: number) {
  let start = 0;
  for (let skipped = 1; skipped < line; skipped++) {
    const next = source.text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = source.text.indexOf('\n', start);
  return { source, start, end: end < 0 ? source.text.length : end };
}
