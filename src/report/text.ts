/**
 * The story of one run on a page: 80 columns by 24 lines for most. What was asked, what users got
 * before, during and after, where it hurt, how it moved, whether it was as expected.
 */
import { fitText, sparkline, textColumns } from '../draw/index.ts';
import { phaseWord } from '../present/phase-spans.ts';
import { printable } from '../present/printable.ts';
import { failedOf, type Judged, type Result, sayTally } from '../present/result.ts';
import type { FailureReason, HotSpot, LoadSummary, Summary } from '../present/summary.ts';
import {
  sayCount,
  sayInstant,
  sayLength,
  sayOutcome,
  sayRate,
  sayRatio,
  sayShare,
} from '../present/words.ts';
import type { Paint } from './paint.ts';
import { traceLines } from './trace-text.ts';
import { wrap } from './wrap.ts';

export interface TextOptions {
  /** Columns there are. */
  readonly width: number;
  readonly paint: Paint;
}

/** What the smallest terminal shows at once. */
const LINES = 24;
/** Loads and services that are told of; the rest is counted. */
const MOST_LOADS = 2;
const MOST_HOT_SPOTS = 2;

export function storyText(result: Result, options: TextOptions): string {
  const { paint, width } = options;
  const { summary } = result;
  const question = result.question === undefined ? [] : wrap(result.question, width, '', 2);
  const story = [
    ...wrap(result.title, width, '  ', 2).map((line) => paint.strong(line)),
    ...question.map((line) => paint.quiet(line)),
    '',
    ...loadTable(summary, tellingLoads(summary.loads), options),
    ...amplificationLine(summary, options),
    ...summary.hotSpots
      .slice(0, MOST_HOT_SPOTS)
      .map((spot, at) => hotSpotLine(summary, spot, at === 0, options)),
    '',
    ...curveLines(summary, options),
    ...hitsLine(summary, options),
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
  const room = LINES - 1 - story.length - closing.length;
  const lines = [...story, ...trace, ...expectationLines(result.expectations, room, options), ...closing];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

// ---- what users got -------------------------------------------------------------------------------

/** The loads that got least. */
function tellingLoads(loads: readonly LoadSummary[]): readonly LoadSummary[] {
  if (loads.length <= MOST_LOADS) return loads;
  const least = (load: LoadSummary) =>
    Math.min(...load.rows.map((row) => row.goodputShare).filter(Number.isFinite));
  const kept = loads.toSorted((a, b) => least(a) - least(b)).slice(0, MOST_LOADS);
  return loads.filter((load) => kept.includes(load));
}

const COLUMNS = [8, 8, 8, 8];
const LONGEST_NAME = 18;

function loadTable(summary: Summary, loads: readonly LoadSummary[], { paint, width }: TextOptions): string[] {
  const names = Math.min(LONGEST_NAME, Math.max(4, ...loads.map(({ name }) => textColumns(name))));
  const words = summary.phases.map(({ name, isCutShort }) => `${phaseWord(name)}${isCutShort ? '…' : ''}`);
  const labels = Math.max(...words.map(textColumns), 0);
  const cells = (values: readonly string[]) => values.map((text, at) => text.padStart(COLUMNS[at]));
  const head = `${' '.repeat(names + 1 + labels)}${cells(['offered', 'goodput', 'p50', 'p99']).join('')}`;
  const room = width - textColumns(head) - 2;
  const rows = loads.flatMap(({ name, rows: byPhase }) =>
    byPhase.map((row, at) => {
      const { offeredPerSecond, goodputShare, latencyP50, latencyP99, failures } = row;
      const [offered, goodput, p50, p99] = cells([
        sayRate(offeredPerSecond),
        sayShare(goodputShare),
        sayLength(latencyP50),
        sayLength(latencyP99),
      ]);
      const tone = toneOf(goodputShare, paint);
      const named = `${at === 0 ? fitText(name, names).padEnd(names) : ' '.repeat(names)} ${words[at].padEnd(labels)}`;
      return `${named}${offered}${tone(goodput)}${p50}${p99}  ${sayReasons(failures, room)}`;
    }),
  );
  const more = summary.loads.length - loads.length;
  const others = more === 1 ? 'load that was' : 'loads that were';
  const rest = more <= 0 ? [] : [paint.quiet(`and ${more} more ${others} served better`)];
  return [paint.quiet(`${head}  why not`), ...rows, ...rest];
}

function toneOf(goodputShare: number, paint: Paint): (text: string) => string {
  if (Number.isNaN(goodputShare)) return paint.quiet;
  return goodputShare >= 0.99 ? paint.good : goodputShare >= 0.9 ? paint.warning : paint.bad;
}

/** As many reasons as fit, the most frequent first: `66% timed out, payments.charge`. */
function sayReasons(reasons: readonly FailureReason[], width: number): string {
  const told = reasons.filter(({ share }) => share >= 0.0005);
  if (told.length === 0) return '';
  const [first, second] = told.map(({ share, cause, place }) => {
    const percent = share >= 0.1 ? `${Math.round(share * 100)}%` : sayShare(share);
    return `${percent} ${sayOutcome(cause)}${place === undefined ? '' : ` ${calleeOf(place)}`}`;
  });
  const both = second === undefined ? first : `${first}, ${second}`;
  return textColumns(both) <= width ? both : fitText(first, width);
}

/** Where it went wrong is the callee: `web -> orders.place` is known by `orders.place`. */
function calleeOf(edge: string): string {
  return edge.slice(edge.lastIndexOf('>') + 1).trim();
}

// ---- where it hurt --------------------------------------------------------------------------------

/** `amplification  1.00x → 3.79x → 4.00x on orders -> payments.charge`: phase by phase, as the rows above. */
function amplificationLine({ amplification: { worst } }: Summary, { paint, width }: TextOptions): string[] {
  if (worst === undefined || !worst.byPhase.some((ratio) => ratio >= 1.005)) return [];
  const line = `amplification  ${worst.byPhase.map(sayRatio).join(' → ')} on ${worst.edge}`;
  return [paint.quiet(fitText(line, width))];
}

function hotSpotLine(summary: Summary, spot: HotSpot, isFirst: boolean, { width }: TextOptions): string {
  const lead = isFirst && summary.worstPhase !== undefined ? `hot ${phaseWord(summary.worstPhase)}` : '';
  const facts = [
    Number.isFinite(spot.utilisationShare) ? `${sayShare(spot.utilisationShare)} busy` : '',
    spot.queueDepth >= 0.5 ? `${sayCount(spot.queueDepth)} waiting` : '',
    spot.turnedAwayShare > 0.0005 ? `${sayShare(spot.turnedAwayShare)} turned away` : '',
    spot.wastedShare > 0.005 ? `${sayShare(spot.wastedShare)} wasted` : '',
  ].filter((fact) => fact !== '');
  return fitText(`${lead.padEnd(13)}  ${spot.service}: ${facts.join(', ')}`, width);
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
function hitsLine({ faults, reached }: Summary, { paint, width }: TextOptions): string[] {
  const begun = faults.filter(({ from }) => from < reached);
  if (begun.length === 0) return [];
  const told = begun.map(({ name, hits }) => `${printable(name)} ${sayCount(hits)}`).join(', ');
  const isIdle = begun.some(({ hits }) => hits === 0);
  return [(isIdle ? paint.warning : paint.quiet)(fitText(`${'hits'.padEnd(GUTTER)}${told}`, width))];
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
  return [`${name} ${sayInstant(from)} to ${Number.isFinite(to) ? sayInstant(to) : 'the end'}`, name];
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

/** Two short lines, or one where there is room. */
function closingLines(result: Result, { paint, width }: TextOptions): string[] {
  const tone =
    failedOf(result).length > 0 ? paint.bad : result.stop === undefined ? paint.good : paint.warning;
  const { summary, seed, events, wallSeconds, runHash } = result;
  const tally = sayTally(result.expectations);
  const facts = `seed ${seed}, ${sayInstant(summary.reached)} in ${sayLength(wallSeconds * 1e9)}, ${sayCount(events)} events, run ${runHash}`;
  if (textColumns(tally) + textColumns(facts) + 2 <= width) return [`${tone(tally)}  ${paint.quiet(facts)}`];
  return [tone(tally), paint.quiet(facts)];
}
