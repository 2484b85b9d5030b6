/**
 * How many requests were kept, and one that failed, in a dozen lines: whom it asked when, how long it
 * waited, how that ended, where it was stuck.
 */
import { fitText, textColumns } from '../draw/index.ts';
import type { Summary } from '../present/summary.ts';
import { sayOutcomeAfter, traceStory } from '../present/trace-story.ts';
import type { TraceData } from '../present/traces.ts';
import { sayInstant, sayLength, sayNumberOf } from '../present/words.ts';
import type { TextOptions } from './text.ts';
import { wrap } from './wrap.ts';

/** Steps that are told; the rest is counted. */
const MOST_STEPS = 6;
const COLUMNS = { sent: 8, waited: 9 } as const;
/** `timed out after 44.5s` and a little air. */
const LONGEST_END = 22;

export function traceLines(
  traces: readonly TraceData[],
  summary: Summary,
  { paint, width }: TextOptions,
): string[] {
  const story = traceStory(traces, summary, MOST_STEPS);
  const kept = wrap(sayKept(traces, summary), width, '  ').map(paint.quiet);
  const isCalm = summary.faults.length === 0;
  const since = isCalm ? '' : ' since the faults began';
  if (story === undefined) {
    const none = `trace: no request that was followed has failed${since}, nor anything that those kept have started`;
    return [...kept, ...wrap(none, width, '  ').map(paint.quiet)];
  }
  const { load, beganMs, endedMs, outcome } = story.trace;
  const end = sayOutcomeAfter(outcome ?? '', endedMs - beganMs);
  const who = `a request of ${load} at ${sayInstant(beganMs * 1e6)}, ${end}`;
  const title = story.isAside
    ? `trace: no request that was followed has failed${since}, but what one started: ${who}`
    : `trace: a typical failure, ${who}`;
  const names = story.steps.map(({ depth, who }) => `${'  '.repeat(depth)}${who}`);
  const lead = COLUMNS.sent + COLUMNS.waited + 2;
  const room = Math.min(width - lead - LONGEST_END, Math.max(...names.map(textColumns)));
  const steps = story.steps.map((step, at) => {
    const cells = `${sayLength(step.sent).padStart(COLUMNS.sent)}${sayLength(step.waited).padStart(COLUMNS.waited)}`;
    const name = fitText(names[at], room);
    const gap = ' '.repeat(room - textColumns(name) + 2);
    const tone = step.hasFailed ? paint.bad : (text: string) => text;
    return `${paint.quiet(cells)}  ${name}${gap}${tone(step.end)}`;
  });
  const more =
    story.untold === 0
      ? []
      : [paint.quiet(`${' '.repeat(lead)}and ${sayNumberOf(story.untold, 'more step')}`)];
  return [
    ...kept,
    ...wrap(title, width, '  ', 2),
    paint.quiet(`${'sent'.padStart(COLUMNS.sent)}${'waited'.padStart(COLUMNS.waited)}  called`),
    ...steps,
    ...more,
    ...(story.stuck === undefined ? [] : wrap(story.stuck, width, '  ', 3)),
  ];
}

/** `traces: kept 23 of 900 requests: 2 failed, 20 came first, 1 by chance` */
function sayKept(traces: readonly TraceData[], { requests }: Summary): string {
  const count = (why: TraceData['why']) => traces.filter((trace) => trace.why === why).length;
  const [failed, first, sampled] = [count('failed'), count('first'), count('sampled')];
  const reasons = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(first === 0 ? [] : [`${first} came first`]),
    ...(sampled === 0 ? [] : [`${sampled} by chance`]),
  ];
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  return `traces: kept ${traces.length} of ${sayNumberOf(requests, 'request')}${why}`;
}
