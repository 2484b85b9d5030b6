/** Which faults are to come, under way and over? A strip below the chart on the same scale of time, and words. */
import { type Cells, STYLE, textColumns } from '../../draw/index.ts';
import { type FaultSpan, sayFault } from '../../present/fault-spans.ts';
import { glyphOf, STAGE } from './glyphs.ts';
import { GUTTER } from './paint-chart.ts';
import type { Scene } from './scene.ts';

/** What is under way covers what is to come, which covers what is over. */
const ORDER = { past: 0, planned: 1, active: 2 } as const;

export function paintTimeline(cells: Cells, scene: Scene): void {
  const { plan, ascii, now, spans } = scene;
  const width = cells.width - GUTTER - 1;
  if (width < 4) return;
  const columnOf = (at: number): number =>
    GUTTER + Math.min(width - 1, Math.floor((at / plan.length) * width));
  cells.write(0, 0, 'faults', STYLE.dim);
  cells.fill(GUTTER, 0, width, 1, ascii ? '-' : '─', STYLE.dim);
  const sorted = [...spans].sort((a, b) => ORDER[a.stage] - ORDER[b.stage]);
  for (const span of sorted) {
    for (const { from, to } of span.times) {
      if (from >= plan.length) continue;
      const stage = from > now ? 'planned' : to <= now ? 'past' : span.stage;
      const first = columnOf(from);
      const end = Math.max(first + 1, columnOf(Math.max(from, to)));
      cells.fill(first, 0, end - first, 1, glyphOf(STAGE[stage], ascii), STAGE[stage].style);
    }
  }
  cells.put(columnOf(now), 0, ascii ? '|' : '┃', STYLE.strong);
  if (cells.height > 1) paintWords(cells, scene);
}

/** Under way first, then what comes next, then the latest that are over. */
function paintWords(cells: Cells, { spans, plan, now, ascii }: Scene): void {
  if (spans.length === 0) {
    cells.write(GUTTER, 1, 'none planned; f injects one', STYLE.dim);
    return;
  }
  const past = (span: FaultSpan): number => (span.stage === 'past' ? 1 : 0);
  const end = ({ from, times }: FaultSpan): number => times[times.length - 1]?.to ?? from;
  const sorted = [...spans].sort(
    (a, b) =>
      past(a) - past(b) || ORDER[b.stage] - ORDER[a.stage] || (past(a) ? end(b) - end(a) : a.from - b.from),
  );
  let x = GUTTER;
  for (const [index, span] of sorted.entries()) {
    const mark = STAGE[span.stage];
    const text = sayFault(span, plan, now);
    const rest = sorted.length - index - 1;
    const room = cells.width - 1 - (rest > 0 ? 10 : 0);
    if (x + 2 + textColumns(text) > room && index > 0) {
      cells.write(x, 1, `+${sorted.length - index} more`, STYLE.dim);
      return;
    }
    cells.put(x, 1, glyphOf(mark, ascii), mark.style);
    x += 2;
    x += cells.write(x, 1, text, span.stage === 'active' ? STYLE.plain : STYLE.dim, room - x) + 3;
  }
}
