/** What users got, phase by phase, and why not: the table at the top of the page about a run. */
import { textColumns } from '../draw/index.ts';
import { degradedOf, degradedShareOf, type FailureReason, worthAWord } from '../present/failures.ts';
import { phaseWord } from '../present/phase-spans.ts';
import type { LoadSummary, Summary } from '../present/summary.ts';
import { sayLength, sayNumberOf, sayOutcome, sayRate, sayShare } from '../present/words.ts';
import { HOW_TO_SEE_ALL, led, padded } from './margin.ts';
import type { Paint } from './paint.ts';
import type { TextOptions } from './text.ts';
import { wrap } from './wrap.ts';

/** Loads that are told of on a screen; the rest is counted. */
const MOST_LOADS = 2;

/** Those of a run that are told of. */
export function tellingLoads(loads: readonly LoadSummary[], isFull: boolean): readonly LoadSummary[] {
  return isFull
    ? loads
    : worstLoads(loads, MOST_LOADS, ({ rows }) => rows.map(({ goodputShare }) => goodputShare));
}

/** So many of the loads, in the order in which they are written: those that got least in one phase, and of equals those that got least in all. */
export function worstLoads<L>(
  loads: readonly L[],
  most: number,
  sharesOf: (load: L) => readonly number[],
): readonly L[] {
  if (loads.length <= most) return loads;
  const ranked = loads.map((load) => {
    const shares = sharesOf(load).filter(Number.isFinite);
    return { load, least: Math.min(...shares), sum: shares.reduce((sum, share) => sum + share, 0) };
  });
  ranked.sort((a, b) => (a.least === b.least ? a.sum - b.sum : a.least - b.least));
  const kept = new Set(ranked.slice(0, most).map(({ load }) => load));
  return loads.filter((load) => kept.has(load));
}

const COLUMNS = [8, 8, 8, 8];
const CELLS = COLUMNS.reduce((sum, each) => sum + each, 0);
const WHY_NOT = '  why not';
/** A longer name stands above its numbers. */
const LONGEST_NAME = 18;

export function loadTable(
  summary: Summary,
  loads: readonly LoadSummary[],
  { paint, width }: TextOptions,
): string[] {
  const words = summary.phases.map(({ name, isCutShort }) => `${phaseWord(name)}${isCutShort ? '…' : ''}`);
  const labels = Math.max(...words.map(textColumns));
  const longest = Math.min(LONGEST_NAME, width - labels - CELLS - ' '.length - WHY_NOT.length);
  const isBeside = (name: string) => textColumns(name) <= longest;
  const names = Math.max(4, ...loads.map(({ name }) => (isBeside(name) ? textColumns(name) : 0)));
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
      const told = worthAWord(failures);
      const beside = sayReasons(told, room);
      const line = `${named}${offered}${tone(goodput)}${p50}${p99}`;
      if (textColumns(beside) <= room) return [`${line}  ${beside}`];
      // an edge with long names has a line of its own, and there is room for two
      const margin = ' '.repeat(names + 1);
      const below = sayReasons(told, width - margin.length);
      return [line, ...wrap(below, width - margin.length).map((text) => `${margin}${text}`)];
    }),
  ]);
  const more = summary.loads.length - loads.length;
  const rest =
    more <= 0
      ? []
      : [paint.quiet(`and ${sayNumberOf(more, 'other load')}, none served worse ${HOW_TO_SEE_ALL}`)];
  return [paint.quiet(`${head}${WHY_NOT}`), ...rows, ...rest];
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
export function degradedLines(loads: readonly LoadSummary[], { paint, width }: TextOptions): string[] {
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
