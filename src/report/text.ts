/**
 * The story of one run on a page: 80 columns by 24 lines for most. What was asked, what users got
 * before, during and after, where it hurt, how it moved, whether it was as expected.
 */

import { printable } from '../base/printable.ts';
import { sparkline, textColumns } from '../draw/index.ts';
import { sayAmplification } from '../present/amplification.ts';
import { sayHealth } from '../present/health-summary.ts';
import { sayHotSpot } from '../present/hot-spots.ts';
import { phaseWord, sayPhases, turnWithTheOnly } from '../present/phase-spans.ts';
import { sayPolicies } from '../present/policy-summary.ts';
import { hadMessages, type QueueSummary, tellingRows } from '../present/queue-summary.ts';
import { failedOf, hasFailed, type Judged, type Result, sayStandings } from '../present/result.ts';
import type { HotPhase, Summary } from '../present/summary.ts';
import { sayCount, sayInstant, sayLength, sayNumberOf, sayRate, saySpan } from '../present/words.ts';
import { degradedLines, loadTable, tellingLoads } from './load-table.ts';
import { HOW_TO_SEE_ALL, led, padded } from './margin.ts';
import type { Paint } from './paint.ts';
import { traceLines } from './trace-text.ts';
import { wrap } from './wrap.ts';

export interface TextOptions {
  /** Columns there are. */
  readonly width: number;
  readonly paint: Paint;
  /** Whether all there is to tell is told, however long the page: nobody reads it on a screen as it comes. */
  readonly isFull?: boolean;
}

/** What the smallest terminal shows at once. */
const LINES = 24;
/** Services that are told of on a screen; the rest is counted. */
const MOST_HOT_SPOTS = 2;

/** Of a run that stopped before anything counts. */
const NOTHING_MEASURED = 'stopped in the warm-up: nothing was measured';

export function storyText(result: Result, options: TextOptions): string {
  const { paint, width, isFull = false } = options;
  const { summary } = result;
  const loads = tellingLoads(summary.loads, isFull);
  const most = isFull ? Number.POSITIVE_INFINITY : LINES - 1;
  const question = result.question === undefined ? [] : wrap(result.question, width, '', 2);
  const story = [
    ...wrap(result.title, width, '  ', 2).map((line) => paint.strong(line)),
    ...question.map((line) => paint.quiet(line)),
    '',
    ...(summary.phases.length === 0 ? [paint.warning(NOTHING_MEASURED)] : loadTable(summary, loads, options)),
    ...phaseLines(summary, options),
    ...degradedLines(loads, options),
    ...amplificationLines(summary, options),
    ...summary.hot.flatMap((phase) => hotLines(phase, options)),
    ...queueLines(summary, options),
    ...healthLines(summary, options),
    ...policyLines(summary, options),
    '',
    ...curveLines(summary, options),
    ...hitsLines(summary, options),
    '',
  ];
  const closing = [
    ...(result.stop === undefined
      ? []
      : wrap(`stopped: ${result.stop.sentence}`, width, '  ').map((line) => paint.warning(line))),
    ...closingLines(result, options),
    ...(failedOf(result).length > 0 ? [`again: ${result.again}`] : []),
  ];
  const trace = result.traces === undefined ? [] : [...traceLines(result.traces, summary, options), ''];
  // one line is left for the prompt that follows
  const room = most - story.length - closing.length;
  const lines = [...story, ...trace, ...expectationLines(result.expectations, room, options), ...closing];
  return `${closeTogether(lines, most).join('\n')}\n`;
}

/** Where there is very much to tell, empty lines give way first. */
function closeTogether(lines: readonly string[], most: number): string[] {
  let tooMany = lines.length - most;
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '' || tooMany-- <= 0);
}

// ---- where it hurt --------------------------------------------------------------------------------

/** `phases         before 10s to 1m, during …`, where the line of the faults does not show it. */
function phaseLines({ phases, faults }: Summary, { paint, width }: TextOptions): string[] {
  if (turnWithTheOnly(faults, phases)) return [];
  return led('phases', sayPhases(phases), width).map(paint.quiet);
}

/** `amplification  1.00x → 3.79x → 4.00x on orders -> payments.charge`: phase by phase, as the rows above. */
function amplificationLines({ amplification }: Summary, { paint, width }: TextOptions): string[] {
  return sayAmplification(amplification).flatMap((fact, at) =>
    led(at === 0 ? 'amplification' : '', fact, width).map(paint.quiet),
  );
}

/** `hot during     payments: 99.9% busy, 1161 waiting, 93.7% wasted` */
function hotLines({ phase, spots }: HotPhase, { paint, width, isFull = false }: TextOptions): string[] {
  const told = isFull ? spots : spots.slice(0, MOST_HOT_SPOTS);
  const more = spots.length - told.length;
  return [
    ...told.flatMap((spot, at) => led(at === 0 ? `hot ${phaseWord(phase)}` : '', sayHotSpot(spot), width)),
    ...(more > 0
      ? led('', `and ${sayNumberOf(more, 'more service')} ${HOW_TO_SEE_ALL}`, width).map(paint.quiet)
      : []),
  ];
}

// ---- messages and health --------------------------------------------------------------------------

/** Queues and services that are told of; the rest is counted. */
const MOST_QUEUES = 2;
const MOST_HEALTH = 2;
const MOST_POLICIES = 2;
const QUEUE_COLUMNS = [11, 9, 8, 8, 10, 7];

/** The queues in which something went wrong, phase by phase from then on; a line where nothing did. */
function queueLines({ queues, phases }: Summary, { paint, width, isFull = false }: TextOptions): string[] {
  if (queues.length === 0 || phases.length === 0) return [];
  const troubled = queues.filter((queue) => tellingRows(queue).length > 0);
  if (troubled.length === 0) {
    const used = queues.filter(hadMessages);
    if (used.length === 0) return led('messages', 'none were published', width).map(paint.quiet);
    const many =
      used.length === queues.length ? `all ${used.length} queues` : `${used.length} queues with messages`;
    const who = used.length === 1 ? used[0].name : many;
    return led('messages', `${who} kept up; nothing given up, nothing twice`, width).map(paint.quiet);
  }
  const given = ({ rows }: QueueSummary) => rows.reduce((sum, row) => sum + row.deadLetters + row.expired, 0);
  const twice = ({ rows }: QueueSummary) => rows.reduce((sum, row) => sum + row.duplicates, 0);
  const told = troubled
    .toSorted((a, b) => given(b) - given(a) || twice(b) - twice(a))
    .slice(0, isFull ? troubled.length : MOST_QUEUES);
  const words = phases.map(({ name }) => phaseWord(name));
  const labels = Math.max(...words.map(textColumns));
  const cells = (values: readonly string[]) =>
    values.map((text, at) => text.padStart(QUEUE_COLUMNS[at])).join('');
  const room = width - 1 - labels - QUEUE_COLUMNS.reduce((sum, each) => sum + each, 0);
  const names = Math.min(room, Math.max(8, ...told.map(({ name }) => textColumns(name))));
  const head = `${padded('messages', names)} ${' '.repeat(labels)}${cells(['published', 'handled', 'lag', 'oldest', 'given up', 'twice'])}`;
  const rows = told.flatMap((queue) => {
    const isBeside = textColumns(queue.name) <= names;
    const own = tellingRows(queue).map((phase, at) => {
      const row = queue.rows[phase];
      const numbers = cells([
        sayRate(row.publishedPerSecond),
        sayRate(row.handledPerSecond),
        sayCount(row.lag),
        sayLength(row.age),
        sayCount(row.deadLetters + row.expired),
        sayCount(row.duplicates),
      ]);
      const line = `${padded(at === 0 && isBeside ? queue.name : '', names)} ${words[phase].padEnd(labels)}${numbers}`;
      return row.isTroubled ? paint.warning(line) : line;
    });
    return [...(isBeside ? [] : wrap(queue.name, width)), ...own];
  });
  const more = troubled.length - told.length;
  return [
    paint.quiet(head),
    ...rows,
    ...(more > 0
      ? [paint.quiet(`and ${sayNumberOf(more, 'more queue')} with trouble ${HOW_TO_SEE_ALL}`)]
      : []),
  ];
}

/** `health         catalog during: 90% healthy, 1 ejected (2 ejections)`; nothing where nobody was held out. */
function healthLines({ health, phases }: Summary, { paint, width, isFull = false }: TextOptions): string[] {
  const told = health.flatMap(({ service, rows }) => {
    const facts = rows.flatMap((row, at) => {
      const words = sayHealth(row);
      return words === '' ? [] : [`${phaseWord(phases[at].name)}: ${words}`];
    });
    return facts.length === 0 ? [] : [`${service} ${facts.join('; ')}`];
  });
  const most = isFull ? told.length : MOST_HEALTH;
  const more = told.length - most;
  return [
    ...told.slice(0, most).flatMap((words, at) => led(at === 0 ? 'health' : '', words, width)),
    ...(more > 0
      ? led('', `and ${sayNumberOf(more, 'more service')} ${HOW_TO_SEE_ALL}`, width).map(paint.quiet)
      : []),
  ];
}

/** `policies       page -> search.find: breaker open 0% → 62% → 0%`; nothing where all passed. */
function policyLines({ policies }: Summary, { paint, width, isFull = false }: TextOptions): string[] {
  const told = policies.slice(0, isFull ? policies.length : MOST_POLICIES);
  const more = policies.length - told.length;
  return [
    ...told.flatMap(({ who, rows }, at) =>
      led(at === 0 ? 'policies' : '', `${who}: ${sayPolicies({ rows })}`, width),
    ),
    ...(more > 0
      ? led('', `and ${sayNumberOf(more, 'more place')} where policies acted ${HOW_TO_SEE_ALL}`, width).map(
          paint.quiet,
        )
      : []),
  ];
}

// ---- how it moved ---------------------------------------------------------------------------------

const GUTTER = 10;
/** For the largest value, at the right. */
const MARGIN = 13;

function curveLines({ curves, faults }: Summary, { paint, width }: TextOptions): string[] {
  const columns = width - GUTTER - MARGIN;
  if (curves.ends.length < 2) return [];
  const line = (name: string, values: Float64Array, tone: (text: string) => string) => {
    const top = largest(values);
    const picture = sparkline(stretched(values, columns), columns, { max: top, reduce: 'mean' });
    return `${name.padEnd(GUTTER)}${tone(picture)} ${paint.quiet(`max ${sayRate(top)}`)}`;
  };
  const end = curves.ends[curves.ends.length - 1];
  return [
    line('goodput', curves.goodput, paint.good),
    line('attempts', curves.attempts, paint.warning),
    `${(faults.length === 0 ? 'time' : 'faults').padEnd(GUTTER)}${faultRule(faults, end, columns)} ${sayInstant(end)}`,
  ];
}

/** `hits      slow-payments 24.1k, crash-web 12`: what the faults that began touched; one that touched nothing stands out. */
function hitsLines({ faults, reached }: Summary, { paint, width }: TextOptions): string[] {
  const begun = faults.filter(({ from }) => from < reached);
  if (begun.length === 0) return [];
  const told = begun.map(({ name, hits }) => `${printable(name)} ${sayCount(hits)}`).join(', ');
  const isIdle = begun.some(({ hits }) => hits === 0);
  return led('hits', told, width, GUTTER).map((line) => (isIdle ? paint.warning : paint.quiet)(line));
}

/** Fewer windows than columns: each takes as many as it needs for the line to be as long as any other. */
function stretched(values: Float64Array, columns: number): Float64Array {
  if (values.length >= columns) return values;
  return Float64Array.from(
    { length: columns },
    (_, at) => values[Math.floor((at * values.length) / columns)],
  );
}

/** A time line on which the faults' spans are heavy: `┄┄┄┄━━━━ slow-payments 1m to 1m20s ┄┄┄┄`. */
function faultRule(faults: Summary['faults'], end: number, columns: number): string {
  const rule = new Array<string>(columns).fill('┄');
  const begun = faults.filter(({ from }) => from < end);
  let first = columns;
  let last = 0;
  for (const { from, to } of begun) {
    const left = Math.min(columns - 1, Math.floor((from / end) * columns));
    const right = Math.max(left + 1, Math.ceil((Math.min(to, end) / end) * columns));
    rule.fill('━', left, right);
    first = Math.min(first, left);
    last = Math.max(last, right);
  }
  for (const label of faultLabels(begun)) {
    const isRoomAfter = columns - last >= label.length + 2;
    const at = isRoomAfter ? last + 1 : first - label.length - 1;
    if (at < 1) continue;
    for (let i = -1; i <= label.length; i++) rule[at + i] = label[i] ?? ' ';
    break;
  }
  return rule.join('');
}

/** What may stand beside the spans, the most telling first. */
function faultLabels(faults: Summary['faults']): string[] {
  if (faults.length === 0) return [];
  if (faults.length > 1) return [`${faults.length} faults`];
  const [{ name, from, to }] = faults;
  if (from === to) return [`${name} at ${sayInstant(from)}`, name];
  return [`${name} ${Number.isFinite(to) ? saySpan(from, to) : `${sayInstant(from)} to the end`}`, name];
}

function largest(values: Float64Array): number {
  return values.reduce((top, value) => (value > top ? value : top), 0);
}

// ---- as expected? ---------------------------------------------------------------------------------

/** All that failed, and as many that held as there are lines left; those not judged are only counted, below. */
function expectationLines(expectations: readonly Judged[], room: number, options: TextOptions): string[] {
  const told = expectations
    .filter(({ standing }) => standing !== 'not-judged')
    .map((judged) => ({
      isShown: judged.standing === 'failed',
      hasFailed: judged.standing === 'failed',
      lines: judgedLines(judged, options),
    }));
  const linesOf = (some: typeof told) => some.reduce((sum, { lines }) => sum + lines.length, 0);
  const held = told.filter(({ hasFailed }) => !hasFailed);
  let left = room - linesOf(told.filter(({ hasFailed }) => hasFailed));
  // where not all fit, one line counts the rest
  if (linesOf(held) > left) left -= 1;
  for (const one of held) {
    if (one.lines.length > left) break;
    left -= one.lines.length;
    one.isShown = true;
  }
  const hidden = held.filter(({ isShown }) => !isShown).length;
  const more = hidden === held.length ? `${hidden} that held` : `and ${hidden} more that held`;
  return [
    ...told.filter(({ isShown }) => isShown).flatMap(({ lines }) => lines),
    ...(hidden === 0 ? [] : [options.paint.quiet(`  ${more}`)]),
  ];
}

/** `✓ goodput of shoppers before the faults was 99.9%, expected at least 99%` */
export function judgedLines({ standing, sentence, note }: Judged, { paint, width }: TextOptions): string[] {
  const [mark, tone] =
    standing === 'held' ? ['✓', paint.good] : standing === 'failed' ? ['✗', paint.bad] : ['·', paint.quiet];
  const [first, ...rest] = wrap(`${mark} ${sentence}`, width, '  ');
  const told = [`${tone(first.slice(0, 1))}${first.slice(1)}`, ...rest];
  return standing === 'failed' && note !== undefined
    ? [...told, ...wrap(`  ${note}`, width - 2, '  ').map((line) => paint.quiet(`  ${line.trim()}`))]
    : told;
}

const NOTHING_ENDED = /^0+$/;

/** Two short lines, or one where there is room. */
function closingLines(result: Result, { paint, width }: TextOptions): string[] {
  const tone = hasFailed(result) ? paint.bad : result.stop === undefined ? paint.good : paint.warning;
  const { summary, seed, events, wallSeconds, runHash } = result;
  const tally = sayStandings(result);
  // while nothing has ended, all runs are alike
  const run = NOTHING_ENDED.test(runHash) ? '' : `, run ${runHash}`;
  const facts = `seed ${seed}, ${sayInstant(summary.reached)} in ${sayLength(wallSeconds * 1e9)}, ${sayCount(events)} events${run}`;
  if (textColumns(tally) + textColumns(facts) + 2 <= width) return [`${tone(tally)}  ${paint.quiet(facts)}`];
  return [...wrap(tally, width, '  ').map(tone), ...wrap(facts, width, '  ').map(paint.quiet)];
}
