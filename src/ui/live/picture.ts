/** The whole picture of a live run on so many cells: header, map, chart, timeline, table. */

import { printable } from '../../base/printable.ts';
import { Cells, fitText, STYLE, style, textColumns } from '../../draw/index.ts';
import { sayClock, sayEnd } from '../../present/words.ts';
import { asciiText, glyphOf } from './glyphs.ts';
import { layoutAround, layoutMap, type MapPicture } from './layout-map.ts';
import { latestNews } from './news.ts';
import { type Corner, cornerFor } from './outlook.ts';
import { SPEEDS, saySpeed } from './pace.ts';
import { paintChart } from './paint-chart.ts';
import { paintList } from './paint-list.ts';
import { paintMap, signRows } from './paint-map.ts';
import { paintTable, tableRows } from './paint-table.ts';
import { paintTimeline } from './paint-timeline.ts';
import type { Scene } from './scene.ts';

/** The smallest terminal that shows a run; below it a sentence says so. */
export const SMALLEST = { columns: 60, rows: 20 } as const;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Areas {
  readonly map: Area;
  readonly chart: Area;
  readonly timeline: Area;
  readonly table: Area;
}

const HEADER = 1;
const TIMELINE = 2;
const CHART_LEAST = 5;
const TABLE_LEAST = 4;
/** A legend and lines: higher, and a chart of three lines is mostly nothing. */
const CHART_MOST = 18;
/** From this width on chart and table stand side by side, if they have few rows to share. */
const WIDE = 110;
const FEW_ROWS = 18;

/** Below this height, who looks closely at one service wants its calls more than large boxes. */
const LOW = 30;
const CLOSE_MAP = 6;

/** Rows the map may have: what is left when the rest has its least. */
function mapRows(height: number, isClose: boolean): number {
  const left = Math.max(3, height - HEADER - CHART_LEAST - TIMELINE - TABLE_LEAST);
  return isClose && height < LOW ? Math.min(CLOSE_MAP, left) : left;
}

/** Where everything stands, on so many cells, with a map of so many rows and a table that would like so many. */
export function areasOf(
  size: { readonly width: number; readonly height: number },
  rows: { readonly map: number; readonly table: number },
): Areas {
  const { width, height } = size;
  const map = { x: 0, y: HEADER, width, height: rows.map };
  const y = HEADER + rows.map;
  const below = Math.max(0, height - y);
  if (width >= WIDE && below < FEW_ROWS) {
    const left = Math.floor(width * 0.45);
    const chart = Math.max(1, below - TIMELINE);
    return {
      map,
      chart: { x: 0, y, width: left, height: chart },
      timeline: { x: 0, y: y + chart, width: left, height: TIMELINE },
      table: { x: left, y, width: width - left, height: below },
    };
  }
  const room = below - TIMELINE;
  const most = Math.max(TABLE_LEAST, Math.floor(room / 2), room - CHART_MOST);
  const table = Math.max(0, Math.min(most, room - 1, Math.max(TABLE_LEAST, rows.table)));
  const chart = Math.max(1, Math.min(CHART_MOST, room - table));
  // What nobody needs is air around the map.
  const air = Math.max(0, room - table - chart);
  const under = y + air;
  return {
    map: { ...map, height: rows.map + air },
    chart: { x: 0, y: under, width, height: chart },
    timeline: { x: 0, y: under + chart, width, height: TIMELINE },
    table: { x: 0, y: under + chart + TIMELINE, width, height: table },
  };
}

/** Layouts kept: a few sizes, and some of the nodes looked at. */
const MAPS_KEPT = 32;

/** Paints scenes, and remembers what only a new size or another map would change. */
export class Picture {
  private readonly maps = new Map<string, MapPicture>();
  /** What is shown of a map that is larger than its pane, and of a list that is longer. */
  private corner: Corner = { x: 0, y: 0 };
  private first = 0;
  private readonly panes = new Map<string, Cells>();

  /** The map as it is laid out on so many cells: all of it, or, if that tells little, what is around the one looked at closely. */
  mapOn(scene: Pick<Scene, 'map' | 'ascii' | 'state'>, width: number, height: number): MapPicture {
    const { isClose, selected } = scene.state;
    const whole = this.wholeOn(scene, width, height);
    const isTelling = whole.layout.fits && whole.detail !== 'bare';
    if (isTelling || !isClose || selected === undefined) return whole;
    // A row says what is shown.
    const space = { width, height: mapRows(height, isClose) - 1, ascii: scene.ascii };
    return this.known(`${width} ${space.height} ${selected}`, () => layoutAround(scene.map, space, selected));
  }

  wholeOn(scene: Pick<Scene, 'map' | 'ascii' | 'state'>, width: number, height: number): MapPicture {
    const space = { width, height: mapRows(height, scene.state.isClose), ascii: scene.ascii };
    return this.known(`${width} ${space.height}`, () => layoutMap(scene.map, space));
  }

  private known(key: string, layout: () => MapPicture): MapPicture {
    let picture = this.maps.get(key);
    if (picture === undefined) {
      if (this.maps.size >= MAPS_KEPT) this.maps.clear();
      picture = layout();
      this.maps.set(key, picture);
    }
    return picture;
  }

  paint(cells: Cells, scene: Scene): void {
    const { state } = scene;
    const rows = mapRows(cells.height, state.isClose);
    const map = state.view === 'map' ? this.mapOn(scene, cells.width, cells.height) : undefined;
    const wanted = map === undefined ? scene.order.length + 1 : map.layout.height + signRows(map);
    // A row of air below the map where there is one to spare.
    const height = Math.min(rows, wanted + 1);
    const areas = areasOf(cells, { map: height, table: tableRows(scene) });
    paintHeader(cells, scene);
    this.pane(cells, 'map', areas.map, (pane) => {
      if (map === undefined) this.first = paintList(pane, scene, this.first);
      else {
        const room = { width: pane.width, height: pane.height - signRows(map) };
        this.corner = cornerFor(map.layout, room, state.selected, this.corner);
        paintMap(pane, map, scene, this.corner);
      }
    });
    this.pane(cells, 'chart', areas.chart, (pane) => paintChart(pane, scene));
    this.pane(cells, 'timeline', areas.timeline, (pane) => paintTimeline(pane, scene));
    this.pane(cells, 'table', areas.table, (pane) => paintTable(pane, scene));
    if (scene.ascii) keepAscii(cells);
  }

  private pane(cells: Cells, name: string, area: Area, paint: (pane: Cells) => void): void {
    if (area.width < 1 || area.height < 1) return;
    let pane = this.panes.get(name);
    if (pane === undefined || pane.width !== area.width || pane.height !== area.height) {
      pane = new Cells(area.width, area.height);
      this.panes.set(name, pane);
    }
    pane.clear();
    paint(pane);
    cells.blit(pane, area.x, area.y);
  }
}

/** Names and titles may hold anything: here is the last place to see to it that nothing but ASCII is sent. */
function keepAscii(cells: Cells): void {
  const { chars } = cells;
  for (let at = 0; at < chars.length; at++) {
    if (chars[at] > 0x7e) chars[at] = asciiText(String.fromCodePoint(chars[at])).charCodeAt(0);
    // The right half of a wide character, which is no longer wide.
    else if (chars[at] === 0) chars[at] = 0x20;
  }
}

/** Title or news on the left; clock, speed and seed on the right. */
function paintHeader(cells: Cells, scene: Scene): void {
  const { state, ascii } = scene;
  const badge = badgeOf(scene);
  const clock = `${sayClock(scene.now)} / ${sayEnd(scene.plan.length)}`;
  const seed = `seed ${fitText(printable(scene.seed), 10, ascii)}`;
  const right = `${clock}  ${seed}`;
  let x = cells.width - 1 - textColumns(right);
  cells.write(x, 0, right, STYLE.plain);
  cells.write(x, 0, clock, STYLE.strong);
  x -= textColumns(badge.text) + 2;
  cells.write(x, 0, badge.text, badge.style);
  const room = x - 2;
  const said = state.message?.text;
  const news = latestNews(scene);
  if (said !== undefined) {
    const text = ` ${fitText(printable(said), room - 2, ascii)} `;
    cells.write(0, 0, text, STYLE.selected | (state.message?.isTrouble === true ? STYLE.fail : 0));
  } else if (news !== undefined) {
    const { mark, text, others } = news;
    cells.put(1, 0, glyphOf(mark, ascii), mark.style);
    const written = cells.write(3, 0, fitText(text, room - 3, ascii), STYLE.strong);
    const more = others === 0 ? '' : `  +${others}: n`;
    if (3 + written + more.length <= room) cells.write(3 + written, 0, more, STYLE.dim);
  } else cells.write(1, 0, fitText(printable(scene.title), room - 1, ascii), STYLE.strong);
}

function badgeOf(scene: Scene): { readonly text: string; readonly style: number } {
  const { state, ascii } = scene;
  if (scene.isStopped) return { text: ' STOPPED ', style: style('fail', 'strong', 'selected') };
  if (scene.isOver) return { text: ' OVER ', style: STYLE.selected | STYLE.strong };
  if (scene.isHeld) {
    return { text: state.isPaused ? ' PAUSED ' : ' STANDS STILL ', style: STYLE.selected | STYLE.strong };
  }
  if (scene.isSeeking) return { text: ' SEEKING ', style: STYLE.selected };
  if (state.isPaused) return { text: ' PAUSED ', style: STYLE.selected | STYLE.strong };
  const wanted = SPEEDS[state.speed];
  const run = ascii ? '>' : '▶';
  const isBehind = scene.speed < wanted * 0.75 && scene.frame > 20;
  const real = isBehind && scene.speed > 0.05 ? ` (${saySpeed(Number(scene.speed.toPrecision(2)))})` : '';
  return { text: `${run} ${saySpeed(wanted)}${real}`, style: STYLE.info };
}
