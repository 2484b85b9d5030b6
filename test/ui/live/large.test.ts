/** A system too large for its terminal: whoever is selected is to be seen, and what is not is counted. */
import { expect, test } from 'vitest';
import { Cells, STYLE } from '../../../src/draw/index.ts';
import { mapOf } from '../../../src/present/map.ts';
import { Desk } from '../../../src/ui/live/desk.ts';
import { layoutMap } from '../../../src/ui/live/layout-map.ts';
import { cornerFor, outsideOf } from '../../../src/ui/live/outlook.ts';
import { Session } from '../../../src/ui/live/session.ts';
import { mallPlan } from './mall.ts';
import { tickingClock } from './shop.ts';

const plan = mallPlan();
const map = mapOf(plan.directory);
const COUNT = 36;

interface Stage {
  readonly desk: Desk;
  readonly cells: Cells;
  readonly keys: (keys: string) => string;
}

/** Seen after so many simulated seconds. */
function stage(columns: number, rows: number, seconds: number, ascii = false): Stage {
  const clock = tickingClock(0.01);
  const session = new Session(plan, '7', clock);
  session.run.advance((seconds - 2) * 1e9);
  session.look();
  session.run.advance(seconds * 1e9);
  const desk = new Desk(session, { title: 'The mall', ascii, speed: 3, isPaused: true, clock });
  desk.resize(columns, rows);
  const cells = new Cells(columns, rows - 1);
  const keys = (pressed: string): string => {
    for (const key of pressed.split(' ').filter((each) => each !== '')) desk.key(key);
    cells.clear();
    desk.paint(cells);
    return cells.text();
  };
  return { desk, cells, keys };
}

function selectedText(cells: Cells): string {
  let text = '';
  for (let at = 0; at < cells.chars.length; at++)
    if (cells.styles[at] & STYLE.selected && at >= cells.width) text += String.fromCodePoint(cells.chars[at]);
  return text.trimEnd();
}

/** `◀ 6 more` and its like, added up. */
const hidden = (text: string): number =>
  [...text.matchAll(/[◀▶▲▼<>^v] (\d+) more/g)].reduce((sum, [, count]) => sum + Number(count), 0);

test.each([
  ['map', '80', '24'],
  ['map', '100', '30'],
  ['list', '80', '24'],
  ['list', '60', '20'],
])(
  'in the %s on %sx%s everybody is reached with Tab and all to be seen, name and all',
  (view, columns, rows) => {
    const { desk, cells, keys } = stage(Number(columns), Number(rows), 10);
    if (view === 'list') keys('v');
    const names = new Set<string>();
    for (let i = 0; i < COUNT; i++) {
      keys('tab');
      const node = map.nodes.find(({ id }) => id === desk.state.selected);
      expect(selectedText(cells).endsWith(node?.name as string), node?.name).toBe(true);
      names.add(node?.id as string);
    }
    expect(names.size).toBe(COUNT);
  },
);

test('who is to be seen and who is counted as outside are all there are', () => {
  const pane = { width: 80, height: 10 };
  const { layout } = layoutMap(map, { ...pane, ascii: false });
  expect(layout.fits).toBe(false);
  for (const { id } of layout.nodes) {
    const corner = cornerFor(layout, pane, id, { x: 0, y: 0 });
    const { left, right, above, below } = outsideOf(layout, pane, corner);
    const outside = [...left, ...right, ...above, ...below];
    expect(new Set(outside).size).toBe(outside.length);
    expect(outside).not.toContain(id);
    for (const node of layout.nodes) {
      const isSeen =
        node.x >= corner.x &&
        node.y >= corner.y &&
        node.x + node.w <= corner.x + pane.width &&
        node.y + node.h <= corner.y + pane.height;
      expect(outside.includes(node.id), node.id).toBe(!isSeen);
    }
  }
});

test('the map stays where it is as long as the selected one is to be seen', () => {
  const pane = { width: 80, height: 10 };
  const { layout } = layoutMap(map, { ...pane, ascii: false });
  const corner = cornerFor(layout, pane, 'service:warehouse-db', { x: 0, y: 0 });
  expect(corner.x).toBeGreaterThan(0);
  expect(cornerFor(layout, pane, 'service:shipping', corner)).toEqual(corner);
  expect(cornerFor(layout, pane, undefined, corner)).toEqual(corner);
  expect(cornerFor(layout, pane, 'load:shoppers', corner).x).toBe(0);
});

test('signs say how many are outside, on which side, and who of them is in trouble', () => {
  const { keys } = stage(80, 24, 75);
  const begin = keys('');
  expect(begin).toMatch(/▶ \d+ more .*◑ catalog/);
  expect(begin).not.toContain('◀');
  expect(begin).toContain('v: list');
  const end = keys('/ w a r e return');
  expect(end).toMatch(/◀ \d+ more .*✖|◀ \d+ more .*◑/);
  expect(end).toContain('warehouse-db');
  expect(hidden(keys('v'))).toBe(COUNT - 9);
  expect(stage(80, 24, 75, true).keys('G')).toMatch(/^[ -~\n]*$/);
});

test('w begins with the store that is slow, not with those who wait for it', () => {
  const { desk, keys } = stage(80, 24, 75);
  keys('w');
  expect(desk.state.selected).toBe('service:warehouse-db');
  keys('escape f');
  expect(desk.state.dialog).toMatchObject({ of: 'warehouse-db' });
});

test('the list has those who are down first, then those who fail, and their callees', () => {
  const { keys } = stage(120, 40, 85);
  const rows = keys('v')
    .split('\n')
    .flatMap((line) => /^ ([●◐○◑✖]) (?:[»≡] )?(\S+) /.exec(line)?.slice(1, 3).join(' ') ?? []);
  const signs = rows.map(([sign]) => sign).join('');
  expect(signs).toMatch(/^✖+◑+◐+●+○*$/);
  expect(rows.slice(0, 3)).toEqual(['✖ shoppers', '✖ visitors', '✖ partners']);
  expect(keys('')).toMatch(/ checkout .* carts, pricing, stock, tax, payments, orders/);
});

test('Enter shows the neighbours of the selected one with their numbers, and Esc the map again', () => {
  const { keys } = stage(80, 24, 30);
  const before = keys('/ p r o m o t i o n s return');
  const close = keys('return');
  expect(close).toContain('around promotions; Esc shows everything');
  expect(close).toMatch(/pricing .*promotions .*promotions-db/);
  expect(keys('escape')).toBe(before);
});

test('where names had to be cut, Enter shows the neighbours with whole ones', () => {
  const { keys } = stage(120, 40, 30);
  expect(keys('/ p r o m o t i o n s return')).not.toMatch(/promotions-db .*promotions-db/);
  const close = keys('return');
  expect(close).toMatch(/pricing .*\d+\/s.*promotions .*\d+\/s.*promotions-db/);
});

test('what is said below the neighbours has a row of its own', () => {
  for (const name of ['checkout', 'catalog', 'gateway']) {
    const text = stage(80, 24, 30).keys(`/ ${[...name].join(' ')} return return`);
    const said = text.split('\n').find((line) => line.includes('around ') || /\d more/.test(line));
    expect(said?.replace(/[◀▶▲▼] \d+ more/g, ''), name).not.toMatch(/[─╰▶●]/);
  }
});

test('a terminal with room for all of it shows all of it', () => {
  const text = stage(200, 60, 30).keys('');
  expect(hidden(text)).toBe(0);
  for (const { name } of map.nodes) expect(text).toContain(name);
});
