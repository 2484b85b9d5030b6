/**
 * The story of one run on a page: 80 columns by 24 lines for most. What was asked, what users got
 * before, during and after, where it hurt, how it moved, whether it was as expected.
 */

import { printable } from '../base/printable.ts';
import { sparkline, textColumns } from '../draw/index.ts';
import { sayAmplification } from '../present/amplification.ts';
import { degradedOf, degradedShareOf, type FailureReason, worthAWord } from '../present/failures.ts';
import { sayHealth } from '../present/health-summary.ts';
import { sayHotSpot } from '../present/hot-spots.ts';
import { phaseWord, sayPhases, turnWithTheOnly } from '../present/phase-spans.ts';
import { sayPolicies } from '../present/policy-summary.ts';
import { hadMessages, type QueueSummary, tellingRows } from '../present/queue-summary.ts';
import { failedOf, hasFailed, type Judged, type Result, sayStandings } from '../present/result.ts';
import type { HotPhase, LoadSummary, Summary } from '../present/summary.ts';
import {
  sayCount,
  sayInstant,
  sayLength,
  sayNumberOf,
  sayOutcome,
  sayRate,
  sayShare,
} from '../present/words.ts';
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
/** Loads and services that are told of; the rest is counted. */
const MOST_LOADS = 2;
const MOST_HOT_SPOTS = 2;

/** Where something is only counted on a screen, what shows it. */
export const HOW_TO_SEE_ALL = '(| cat shows all)';

/** Of a run that stopped before anything counts. */
export const NOTHING_MEASURED = 'stopped in the warm-up: nothing was measured';

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

// ---- what users got -------------------------------------------------------------------------------

/** The loads that got least. */
function tellingLoads(loads: readonly LoadSummary[], isFull: boolean): readonly LoadSummary[] {
  if (isFull || loads.length <= MOST_LOADS) return loads;
  const least = (load: LoadSummary) =>
    Math.min(...load.rows.map((row) => row.goodputShare).filter(Number.isFinite));
  const kept = loads.toSorted((a, b) => least(a) - least(b)).slice(0, MOST_LOADS);
  return loads.filter((load) => kept.includes(load));
}

const COLUMNS = [8, 8, 8, 8];
/** A longer name stands above its numbers. */
const LONGEST_NAME = 18;

function loadTable(summary: Summary, loads: readonly LoadSummary[], { paint, width }: TextOptions): string[] {
  const isBeside = (name: string) => textColumns(name) <= LONGEST_NAME;
  const names = Math.max(4, ...loads.map(({ name }) => (isBeside(name) ? textColumns(name) : 0)));
  const words = summary.phases.map(({ name, isCutShort }) => `${phaseWord(name)}${isCutShort ? '…' : ''}`);
  const labels = Math.max(...words.map(textColumns));
  const cells = (values: readonly string[]) => values.map((text, at) => text.padStart(COLUMNS[at]));
  const head = `${' '.repeat(names + 1 + labels)}${cells(['offered', 'goodput', 'p50', 'p99']).join('')}`;
  const room = width - textColumns(head) - 2;
  const rows = loads.flatMap(({ name, rows: byPhase }) => [
    ...(isBeside(name) ? [] : wrap(name, width)),
    ...byPhase.flatMap((row, at) => {
      const { offeredPerSecond, goodputShare, latencyP50, latencyP99, failures } = row;
      const [offered, goodput, p50, p99] = cells([
        sayRate(offeredPerSecond),
        sayShare(goodputShare),
        sayLength(latencyP50),
        sayLength(latencyP99),
      ]);
      const tone = toneOf(goodputShare, paint);
      const named = `${padded(at === 0 && isBeside(name) ? name : '', names)} ${words[at].padEnd(labels)}`;
      const reasons = sayReasons(worthAWord(failures), room);
      const line = `${named}${offered}${tone(goodput)}${p50}${p99}`;
      if (textColumns(reasons) <= room) return [`${line}  ${reasons}`];
      // an edge with long names has a line of its own
      const margin = ' '.repeat(names + 1 + labels);
      return [line, ...wrap(`${margin}  ${reasons}`, width, `${margin}  `)];
    }),
  ]);
  const more = summary.loads.length - loads.length;
  const rest =
    more <= 0
      ? []
      : [paint.quiet(`and ${sayNumberOf(more, 'other load')}, none served worse ${HOW_TO_SEE_ALL}`)];
  return [paint.quiet(`${head}  why not`), ...rows, ...rest];
}

/** `phases         before 10s to 1m, during …`, where the line of the faults does not show it. */
function phaseLines({ phases, faults }: Summary, { paint, width }: TextOptions): string[] {
  if (turnWithTheOnly(faults, phases)) return [];
  return led('phases', sayPhases(phases), width).map(paint.quiet);
}

function padded(text: string, to: number): string {
  return `${text}${' '.repeat(Math.max(0, to - textColumns(text)))}`;
}

function toneOf(goodputShare: number, paint: Paint): (text: string) => string {
  if (Number.isNaN(goodputShare)) return paint.quiet;
  return goodputShare >= 0.99 ? paint.good : goodputShare >= 0.9 ? paint.warning : paint.bad;
}

/** A share from which other reasons must not go without a word. */
const NOTABLE_SHARE = 0.05;

/**
 * The most frequent reason, and the second if it fits: `66% timed out payments.charge`; `…` for others. All that was
 * answered in a degraded way is one of them, for users met one thing, whatever had gone wrong.
 */
function sayReasons(reasons: readonly FailureReason[], width: number): string {
  const degraded = degradedShareOf(reasons);
  const failed = reasons
    .filter(({ share, isDegraded }) => share >= 0.0005 && isDegraded !== true)
    .map(({ share, cause, place }) => ({
      share,
      words: `${sayOutcome(cause)}${place === undefined ? '' : ` ${calleeOf(place)}`}`,
    }));
  const all = degraded >= 0.0005 ? [...failed, { share: degraded, words: 'degraded' }] : failed;
  const told = all
    .toSorted((a, b) => b.share - a.share)
    .map(({ share, words }) => ({ share, text: `${sayPart(share)} ${words}` }));
  const [first, second, ...more] = told;
  if (first === undefined) return '';
  const leavesOut = (others: readonly { share: number }[]) =>
    others.reduce((sum, { share }) => sum + share, 0) >= NOTABLE_SHARE;
  const both = second === undefined ? '' : `${first.text}, ${second.text}${leavesOut(more) ? ', …' : ''}`;
  if (both !== '' && textColumns(both) <= width) return both;
  if (second === undefined || !leavesOut([second, ...more])) return first.text;
  const closest = `${first.text}, …`;
  return textColumns(closest) <= width ? closest : `${first.text} …`;
}

/** A share that is read at a glance: `66%`, `1.7%`. */
function sayPart(share: number): string {
  return share >= 0.1 ? `${Math.round(share * 100)}%` : sayShare(share);
}

/** `degraded       1.5% → 44% → 1.8% of shoppers: answered, by a fallback or in part, instead of …`, phase by phase. */
function degradedLines(loads: readonly LoadSummary[], { paint, width }: TextOptions): string[] {
  const told = loads.flatMap(({ name, rows }) => {
    const shares = rows.map(({ failures }) => degradedShareOf(failures));
    if (!shares.some((share) => share >= 0.0005)) return [];
    const reasons = rows
      .flatMap(({ failures }) => degradedOf(failures))
      .toSorted((a, b) => b.share - a.share);
    const [first, ...others] = new Set(
      reasons.map(
        ({ cause, place }) => `${sayOutcome(cause)}${place === undefined ? '' : ` ${calleeOf(place)}`}`,
      ),
    );
    const more = others.length === 0 ? '' : ' and others';
    return [`${shares.map(sayPart).join(' → ')} of ${name}, answered instead of ${first}${more}`];
  });
  if (told.length === 0) return [];
  return [
    ...told.flatMap((words, at) => led(at === 0 ? 'degraded' : '', words, width)),
    ...led('', '(an answer by a fallback or in part: no failure, but no goodput)', width),
  ].map((line) => paint.quiet(line));
}

/** Where it went wrong is the callee: `web -> orders.place` is known by `orders.place`. */
function calleeOf(edge: string): string {
  return edge.slice(edge.lastIndexOf('>') + 1).trim();
}

// ---- where it hurt --------------------------------------------------------------------------------

/** What stands under the first word of a line about numbers by phase. */
const LEAD = 15;

/** `amplification  1.00x → 3.79x → 4.00x on orders -> payments.charge`: phase by phase, as the rows above. */
function amplificationLines({ amplification }: Summary, { paint, width }: TextOptions): string[] {
  return sayAmplification(amplification).flatMap((fact, at) =>
    led(at === 0 ? 'amplification' : '', fact, width).map(paint.quiet),
  );
}

function hotLines({ phase, spots }: HotPhase, { paint, width, isFull = false }: TextOptions): string[] {
  const told = isFull ? spots : spots.slice(0, MOST_HOT_SPOTS);
  const more = spots.length - told.length;
  return [
    ...told.flatMap((spot, at) => led(at === 0 ? `hot ${phaseWord(phase)}` : '', sayHotSpot(spot), width)),
    ...(more === 0 ? [] : led('', `and ${sayNumberOf(more, 'more service')}`, width).map(paint.quiet)),
  ];
}

/** A sentence behind a word or two in the margin; what does not fit goes on below it. */
function led(lead: string, sentence: string, width: number, margin = LEAD): string[] {
  return wrap(sentence, width - margin).map((line, at) => `${(at === 0 ? lead : '').padEnd(margin)}${line}`);
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
function policyLines({ policies }: Summary, { paint, width }: TextOptions): string[] {
  const told = policies.slice(0, MOST_POLICIES);
  const more = policies.length - told.length;
  return [
    ...told.flatMap(({ who, rows }, at) =>
      led(at === 0 ? 'policies' : '', `${who}: ${sayPolicies({ rows })}`, width),
    ),
    ...(more > 0
      ? led('', `and ${sayNumberOf(more, 'more place')} where policies acted`, width).map(paint.quiet)
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
