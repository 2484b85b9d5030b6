/** What many seeds came to, on a page: what users got as medians, then each expectation with its share of the seeds. */
import { textColumns } from '../../draw/index.ts';
import { phaseWord, sayPhases } from '../../present/phase-spans.ts';
import {
  failedOfSeeds,
  hasFailedOnSeeds,
  type SeedsJudged,
  type SeedsLoad,
  type SeedsResult,
  sayBistable,
  sayCell,
  sayHeld,
  sayObserved,
  sayReach,
  saySeedEvidence,
  sayTallyOfSeeds,
} from '../../present/seeds-result.ts';
import { sayCount, sayLength, sayNumberOf, sayShare } from '../../present/words.ts';
import { worstLoads } from '../load-table.ts';
import { HOW_TO_SEE_ALL, padded } from '../margin.ts';
import type { Paint } from '../paint.ts';
import type { TextOptions } from '../text.ts';
import { wrap } from '../wrap.ts';

/** Loads that are told of; the rest is counted. */
const MOST_LOADS = 4;

export function seedsPage(result: SeedsResult, options: TextOptions): string {
  const { paint, width } = options;
  const question = result.question === undefined ? [] : wrap(result.question, width, '', 2);
  const table = loadTable(result, options);
  const told = new Set<string>();
  const lines = [
    ...wrap(result.title, width, '  ', 2).map((line) => paint.strong(line)),
    ...question.map((line) => paint.quiet(line)),
    '',
    ...table,
    ...(table.length === 0 ? [] : ['']),
    // those not judged are only counted, below
    ...result.expectations
      .filter(({ standing }) => standing !== 'not-judged')
      .flatMap((judged) => judgedLines(judged, result, options, told)),
    ...stopLines(result, options),
    ...closingLines(result, options),
    ...againLines(result),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** `✓ scenarios/shop.yaml  all 4 expectations held on all 200 seeds`; what failed beneath it. */
export function seedsLines(result: SeedsResult, options: TextOptions): string[] {
  const { paint, width } = options;
  const failed = failedOfSeeds(result);
  const told = new Set<string>();
  const [mark, tone] = markOf(
    hasFailedOnSeeds(result) ? 'failed' : result.stop === undefined ? 'held' : '',
    paint,
  );
  const tally = sayTallyOfSeeds(result);
  const named = `${tone(mark)} ${paint.strong(result.file)}`;
  const isRoomBeside = textColumns(result.file) + textColumns(tally) + 4 <= width;
  return [
    ...(isRoomBeside
      ? [`${named}  ${tally}`]
      : [named, ...wrap(tally, width - 2).map((line) => `  ${line}`)]),
    ...failed.flatMap((judged) =>
      judgedLines(judged, result, { paint, width: width - 2 }, told).map((line) => `  ${line}`),
    ),
    ...stopLines(result, { paint, width: width - 2 }).map((line) => `  ${line}`),
    ...againLines(result).map((line) => `  ${line}`),
  ];
}

// ---- what users got -------------------------------------------------------------------------------

/** Not even the extremes of fewer are as sure as an interval has to be; see medianInterval. */
const FEWEST_FOR_INTERVALS = 6;

/** Who still waits is in the first number and not in the second: both are needed to see that. */
const HEAD = ['goodput', 'success of ended', 'p99'] as const;

function loadTable(result: SeedsResult, { paint, width, isFull = false }: TextOptions): string[] {
  const { loads, phases } = result;
  if (result.runs.length === 0) return [];
  if (phases.length === 0) return [paint.warning('stopped in the warm-up: nothing was measured')];
  const sharesOf = ({ rows }: SeedsLoad) => rows.map(({ goodput }) => goodput.least);
  const told = isFull ? loads : worstLoads(loads, MOST_LOADS, sharesOf);
  const words = phases.map(({ name, isCutShort }) => `${phaseWord(name)}${isCutShort ? '…' : ''}`);
  const cells = told.map(({ rows }) => rows.map(cellsOf));
  const cellWidths = HEAD.map((head, at) =>
    Math.max(textColumns(head), ...cells.flat().map((row) => textColumns(row[at]))),
  );
  const whenWidth = Math.max(...words.map(textColumns));
  const longest = Math.max(...told.map(({ name }) => textColumns(name)));
  const cellsWidth = cellWidths.reduce((sum, each) => sum + each + 2, 0);
  // a name that does not fit beside its numbers stands above them
  const isBeside = longest + 1 + whenWidth + cellsWidth <= width;
  const margin = isBeside ? longest + 1 : 2;
  const line = (lead: string, row: readonly string[]) =>
    `${padded(lead, margin + whenWidth)}${row.map((cell, at) => `  ${padded(cell, cellWidths[at])}`).join('')}`;
  const rows = told.flatMap(({ name }, load) => [
    ...(isBeside ? [] : wrap(name, width)),
    ...words.map((word, at) =>
      line(`${padded(isBeside && at === 0 ? name : '', margin)}${word}`, cells[load][at]),
    ),
  ]);
  const isAnyBistable = cells.flat().some((row) => row.some((cell) => cell.includes('|')));
  const two = isAnyBistable ? '; a | b where they fall into two groups' : '';
  const sure = result.runs.length < FEWEST_FOR_INTERVALS ? ', too few for intervals' : ', with 95% intervals';
  const more = loads.length - told.length;
  return [
    paint.quiet(line('', HEAD)),
    ...rows,
    paint.quiet(`Medians over the seeds${sure}${two}.`),
    ...(phases.length > 1
      ? wrap(`Phases: ${sayPhases(phases)}.`, width).map((text) => paint.quiet(text))
      : []),
    ...told.flatMap((load) => bistableLines(load, words, result, { paint, width })),
    ...(more > 0 ? [paint.quiet(`and ${sayNumberOf(more, 'more load')} ${HOW_TO_SEE_ALL}`)] : []),
  ];
}

function cellsOf({ goodput, success, latencyP99 }: SeedsLoad['rows'][number]): [string, string, string] {
  return [sayCell(goodput, 'share'), sayCell(success, 'share'), sayCell(latencyP99, 'duration')];
}

/** The shares of the two groups, for what a load got; success and latency split where goodput does. */
function bistableLines(
  { name, rows }: SeedsLoad,
  words: readonly string[],
  result: SeedsResult,
  { paint, width }: TextOptions,
): string[] {
  return rows.flatMap(({ goodput }, at) => {
    if (goodput.groups === undefined) return [];
    const sentence = sayBistable(goodput.groups, sayShare, seedAt(result));
    return wrap(`${sentence.replace('bistable:', `${name} ${words[at]}, bistable:`)}`, width, '  ').map(
      paint.warning,
    );
  });
}

function seedAt({ runs }: SeedsResult): (place: number) => string {
  return (place) => `seed ${runs[place].seed}`;
}

// ---- as expected? ---------------------------------------------------------------------------------

/** The expectation, on what share of the seeds it held, what they observed, and of the evidence what was not `told` before. */
function judgedLines(
  judged: SeedsJudged,
  result: SeedsResult,
  { paint, width }: TextOptions,
  told: Set<string>,
): string[] {
  const { standing, text, note, observed } = judged;
  const [mark, tone] = markOf(standing, paint);
  const [first, ...rest] = wrap(`${mark} ${text}`, width, '  ');
  const below = (sentence: string) => wrap(sentence, width - 2).map((line) => `  ${line}`);
  const isBistable = observed.groups !== undefined;
  const held = sayHeld(judged);
  const seen = sayObserved(judged, seedAt(result));
  // expectations about one stretch of time mostly have the same evidence
  const why = saySeedEvidence(judged).filter((sentence) => !told.has(sentence));
  for (const sentence of why) told.add(sentence);
  const isOneLine = !isBistable && textColumns(held) + textColumns(seen) + 4 <= width;
  return [
    `${tone(first.slice(0, 1))}${first.slice(1)}`,
    ...rest,
    ...(isOneLine
      ? below(`${held}; ${seen}`)
      : [...below(held), ...below(seen).map((line) => (isBistable ? paint.warning(line) : line))]),
    ...(standing === 'failed' && note !== undefined ? below(note).map(paint.quiet) : []),
    ...why.flatMap((sentence) => below(sentence).map(paint.quiet)),
  ];
}

function markOf(standing: string, paint: Paint): [string, (text: string) => string] {
  if (standing === 'held') return ['✓', paint.good];
  return standing === 'failed' ? ['✗', paint.bad] : ['!', paint.warning];
}

// ---- the end ----------------------------------------------------------------------------------------

function stopLines({ stop }: SeedsResult, { paint, width }: TextOptions): string[] {
  return stop === undefined
    ? []
    : wrap(`stopped: ${stop.sentence}`, width, '  ').map((line) => paint.warning(line));
}

function closingLines(result: SeedsResult, { paint, width }: TextOptions): string[] {
  const tone = hasFailedOnSeeds(result) ? paint.bad : result.stop === undefined ? paint.good : paint.warning;
  const events = result.runs.reduce((sum, run) => sum + run.events, 0);
  const facts = `seeds ${result.named}, ${sayReach(result)}, ${sayCount(events)} events in ${sayLength(result.wallSeconds * 1e9)}`;
  const tally = sayTallyOfSeeds(result);
  if (textColumns(tally) + textColumns(facts) + 2 <= width) return [`${tone(tally)}  ${paint.quiet(facts)}`];
  return [...wrap(tally, width).map(tone), ...wrap(facts, width).map(paint.quiet)];
}

/** The lines that run the first failed seeds; whole, however long: they are there to be pasted. */
function againLines({ expectations }: SeedsResult): string[] {
  return [...new Set(expectations.flatMap(({ again }) => again ?? []))].map((again) => `again: ${again}`);
}
