/** Who is worst off? Every load, service and queue on a row of its own: for systems too large for a map, and for numbers. */
import { type Cells, fitText, STYLE, textColumns } from '../../draw/index.ts';
import { FAILING, type NodeNow } from '../../present/live.ts';
import type { MapNode } from '../../present/map.ts';
import { narrow, sayDepth } from '../../present/words.ts';
import { glyphOf, HEALTH } from './glyphs.ts';
import { labelOf } from './layout-map.ts';
import { paintOutside } from './outlook.ts';
import type { Scene } from './scene.ts';

const { sayLength, sayRate, sayShare } = narrow;

/** Right edges of the number columns, counted from the right edge of the names. */
const COLUMNS = { rate: 8, p99: 15, busy: 21, queue: 28, fails: 34 } as const;
const END = COLUMNS.fails + 3;
const LONGEST_NAME = 28;
/** In fewer columns the callees say nothing. */
const CALLEES_LEAST = 12;

/** Paints from the first row shown so far, or from where the selected one is to be seen; says from which. */
export function paintList(cells: Cells, scene: Scene, was: number): number {
  const { order, state, ascii } = scene;
  const names = Math.min(
    LONGEST_NAME,
    Math.max(...order.map((node) => textColumns(labelOf(node, ascii)))) + 3,
  );
  const isLonger = order.length > cells.height - 1;
  const rows = cells.height - (isLonger ? 2 : 1);
  const first = firstRow(
    order.findIndex(({ id }) => id === state.selected),
    was,
    rows,
    order.length,
  );
  paintHeads(cells, names);
  for (let row = 0; row < rows && first + row < order.length; row++)
    paintRow(cells, 1 + row, names, order[first + row], scene);
  if (isLonger) {
    const ids = order.map(({ id }) => id);
    paintOutside(
      cells,
      cells.height - 1,
      { left: [], above: ids.slice(0, first), below: ids.slice(first + rows), right: [] },
      {
        ascii,
        nowOf: (id) => scene.nodes.get(id) as NodeNow,
        nameOf: (id) => order.find((node) => node.id === id)?.name ?? '',
      },
    );
  }
  return first;
}

function firstRow(selected: number, was: number, rows: number, count: number): number {
  const kept = Math.max(0, Math.min(was, count - rows));
  if (selected < 0) return kept;
  return Math.max(selected - rows + 1, Math.min(kept, selected));
}

function paintHeads(cells: Cells, names: number): void {
  cells.write(3, 0, 'name', STYLE.dim);
  const head = (right: number, text: string): void => cells.writeRight(names + right, 0, text, STYLE.dim);
  head(COLUMNS.rate, 'asked');
  head(COLUMNS.p99, 'p99');
  head(COLUMNS.busy, 'busy');
  head(COLUMNS.queue, 'queue');
  head(COLUMNS.fails, 'fails');
  if (cells.width - names - END >= CALLEES_LEAST) cells.write(names + END, 0, 'calls', STYLE.dim);
}

function paintRow(cells: Cells, y: number, names: number, node: MapNode, scene: Scene): void {
  const { ascii, map, state } = scene;
  const now = scene.nodes.get(node.id) as NodeNow;
  const health = HEALTH[now.health];
  const isIdle = now.health === 'idle';
  const plain = isIdle ? STYLE.dim : STYLE.plain;
  const selected = node.id === state.selected ? STYLE.selected : 0;
  cells.put(1, y, glyphOf(health, ascii), health.style);
  cells.write(3, y, fitText(labelOf(node, ascii), names - 3, ascii), health.style | selected);
  if (isIdle) cells.writeRight(names + COLUMNS.rate, y, 'idle', plain);
  else {
    const put = (right: number, text: string, style: number = plain): void =>
      cells.writeRight(names + right, y, text, style);
    put(COLUMNS.rate, sayRate(now.rate));
    put(COLUMNS.p99, sayLength(now.p99));
    if (node.kind === 'service') put(COLUMNS.busy, sayShare(now.utilisation));
    // What a load has in flight waits nowhere.
    if (node.kind !== 'load') put(COLUMNS.queue, sayDepth(now.depth));
    if (node.kind !== 'queue')
      put(COLUMNS.fails, sayShare(now.failing), now.failing >= FAILING ? STYLE.fail : plain);
  }
  const room = cells.width - names - END - 1;
  if (room < CALLEES_LEAST) return;
  const signs = (scene.signs.get(node.id) ?? []).map(({ words }) => words).join(', ');
  const said = signs === '' ? 0 : cells.write(names + END, y, fitText(signs, room, ascii), STYLE.warn) + 2;
  if (room - said < CALLEES_LEAST) return;
  const callees = map.lines.flatMap(({ from, to }) =>
    from === node.id ? (map.nodes.find(({ id }) => id === to)?.name ?? []) : [],
  );
  cells.write(names + END + said, y, fitText(callees.join(', '), room - said, ascii), STYLE.dim);
}
