/**
 * Whole frames as text, each read by a person before it was kept. To see what a change does to them:
 * run with KNOCKON_KEEP_FRAMES=1 and read the difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Cells, STYLE } from '../../../src/draw/index.ts';
import type { NodeNow } from '../../../src/present/live.ts';
import type { ReplicaNow } from '../../../src/present/replicas.ts';
import type { Sign } from '../../../src/present/signs.ts';
import { dialogSpace, dialogText } from '../../../src/ui/live/dialogs.ts';
import { areasOf, Picture } from '../../../src/ui/live/picture.ts';
import type { Scene } from '../../../src/ui/live/scene.ts';
import { tellScene } from '../../../src/ui/live/tell.ts';
import { stagedScene } from './staged-scene.ts';

function frame(scene: Scene, columns: number, rows: number): string {
  const cells = new Cells(columns, rows - 1);
  new Picture().paint(cells, scene);
  return `${cells.text()}\n`;
}

function kept(name: string, drawn: string): string {
  const file = new URL(`frames/${name}.txt`, import.meta.url);
  if (process.env.KNOCKON_KEEP_FRAMES === '1') writeFileSync(file, drawn);
  return readFileSync(file, 'utf8');
}

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 20],
])('the shop in trouble on %ix%i', (columns, rows) => {
  const drawn = frame(stagedScene(), columns, rows);
  expect(drawn).toBe(kept(`${columns}x${rows}`, drawn));
});

const SIGNS = {
  signs: new Map<string, readonly Sign[]>([
    [
      'service:payments',
      [
        { kind: 'panic', words: 'panic', short: 'panic' },
        { kind: 'held-out', words: '1/2 ejected', short: '1/2 out' },
      ],
    ],
    ['service:web', [{ kind: 'turned-away', words: 'shed 40/s', short: 'shed' }]],
  ]),
  edgeSigns: new Map<number, readonly Sign[]>([
    [1, [{ kind: 'breaker', words: 'breaker open 1 of 2', short: 'open' }]],
  ]),
  reasons: [
    { outcome: 'timed-out', share: 0.9, place: 'orders -> payments.charge' },
    { outcome: 'refused', share: 0.1, place: 'shoppers -> web.checkout' },
  ],
  reasonsOf: 'shoppers',
} satisfies Partial<Scene>;

test.each([
  ['80x24-signs', 80, 24, {}, false],
  ['120x40-signs-close', 120, 40, { selected: 'service:payments', isClose: true }, false],
  ['80x24-signs-list-ascii', 80, 24, { view: 'list' }, true],
] as const)('who is held out, turned away or cut off, on %s', (name, columns, rows, state, ascii) => {
  // Of a service no reasons are known.
  const reasons = 'selected' in state ? [] : SIGNS.reasons;
  const drawn = frame(stagedScene(state, { ...SIGNS, reasons, ascii }), columns, rows);
  expect(drawn).toBe(kept(name, drawn));
  if (ascii) expect(drawn).toMatch(/^[ -~\n]*$/);
});

test('replicas that are dead or drained have signs of their own, which the help explains', () => {
  const one = { isThere: true, health: 'idle', answered: 0 } as const;
  const replicas: readonly ReplicaNow[] = [
    { ...one, index: 0, standing: 'serving', health: 'ok', answered: 52 },
    { ...one, index: 1, standing: 'draining' },
    { ...one, index: 2, standing: 'dead' },
    { ...one, index: 3, standing: 'serving', health: 'down' },
    { ...one, index: 4, standing: 'serving' },
  ];
  const signs = new Map<string, readonly Sign[]>([
    [
      'service:orders',
      [
        { kind: 'dead', words: '1/5 dead', short: 'dead 1' },
        { kind: 'draining', words: '1/5 draining', short: 'drain 1' },
      ],
    ],
  ]);
  const drawn = (ascii: boolean): string =>
    frame(stagedScene({ selected: 'service:orders', isClose: true }, { replicas, signs, ascii }), 80, 24);
  expect(drawn(false)).toContain('replicas answer  † /2 0/s  ◇ /1 0/s  ✖ /3 0/s  ○ /4 0/s  ● /0 52/s');
  expect(drawn(true)).toContain('replicas answer  D /2 0/s  d /1 0/s  X /3 0/s  . /4 0/s  o /0 52/s');
  expect(drawn(false)).toContain('1/5 dead · 1/5 draining');
  // In the narrowest box the graver one.
  expect(frame(stagedScene({}, { signs }), 80, 24)).toContain('│1/5 dead│');
  for (const ascii of [false, true]) {
    const help = dialogText({ kind: 'help', at: 0 }, dialogSpace(120, 60, ascii)).lines;
    const said = help.map(({ text }) => text).join(' ');
    expect(said).toContain(`${ascii ? 'D' : '†'} dead`);
    expect(said).toContain(`${ascii ? 'd' : '◇'} draining`);
  }
});

test('of the one looked at closely the pushed value is said where the written one would stand', () => {
  const slots = { name: 'slots', to: '8', fault: 'config-orders', at: 2, of: 2, before: ['64'] };
  const attempts = { ...slots, name: 'retry.attempts', to: '9', before: ['3'] };
  const more = { pushes: [slots, attempts], edgePushes: new Map([[1, [attempts]]]) };
  const drawn = frame(stagedScene({ selected: 'service:orders', isClose: true }, more), 200, 40);
  expect(drawn).toContain('2 × 8 (pushed) threads');
  expect(drawn).toContain('pushed slots 8 (was 64) · pushed retry.attempts 9 (was 3)');
  const called = { ...more, pushes: [] };
  expect(frame(stagedScene({ selected: 'service:payments', isClose: true }, called), 80, 24)).toContain(
    'pushed retry.attempts 9 (was 3) on orders -> payments.charge',
  );
  expect(drawn).toMatch(/orders -> payments.charge .*retry 9 \(pushed\), timeout 300ms/);
});

test('one service looked at closely', () => {
  const scene = stagedScene({ selected: 'service:orders', isClose: true }, { seriesOf: 'orders' });
  const drawn = frame(scene, 80, 24);
  expect(drawn).toBe(kept('80x24-close', drawn));
});

test('the same in letters and signs that every terminal has', () => {
  const drawn = frame(stagedScene({ selected: 'load:shoppers', isClose: true }, { ascii: true }), 80, 24);
  expect(drawn).toBe(kept('80x24-ascii', drawn));
  expect(drawn).toMatch(/^[ -~\n]*$/);
});

test('of a service that is scaled the replicas in service are told, and how many there may be', () => {
  const { nodes } = stagedScene();
  const orders = nodes.get('service:orders') as NodeNow;
  const told = (inService: number): string | undefined =>
    frame(
      stagedScene(
        { selected: 'service:orders', isClose: true },
        { nodes: new Map([...nodes, ['service:orders', { ...orders, inService }]]) },
      ),
      80,
      24,
    )
      .split('\n')
      .find((line) => line.includes('threads'));
  expect(told(1)).toContain('1 of 2 in service × 64 threads · ');
  expect(told(2)).toContain('2 × 64 threads · ');
});

test('every size down to the smallest is drawn, whatever is selected', () => {
  for (let columns = 60; columns <= 200; columns += 23) {
    for (let rows = 20; rows <= 60; rows += 8) {
      for (const isClose of [false, true]) {
        const drawn = frame(stagedScene({ selected: 'queue:invoices', isClose }), columns, rows);
        expect(drawn, `${columns}x${rows}`).toContain('faults');
        expect(drawn, `${columns}x${rows}`).toContain('invoices');
      }
    }
  }
});

test('the title of the table is whole wherever there is room for it', () => {
  const scene = stagedScene({ selected: 'service:payments' });
  const edges = scene.edges.slice(0, 1).map((edge) => ({ ...edge, name: 'a -> b' }));
  for (const columns of [80, 120, 200]) {
    const title = frame({ ...scene, edges }, columns, 24)
      .split('\n')
      .find((line) => line.includes('tries'));
    expect(title, `${columns} columns`).toContain('─ calls of payments ');
  }
});

test('what nobody needs is air around the map, not a higher chart', () => {
  const rows = { map: 12, table: 6 };
  const { map, chart, timeline, table } = areasOf({ width: 200, height: 59 }, rows);
  expect(chart.height).toBe(18);
  expect(table.height).toBe(6);
  expect(map.height).toBeGreaterThan(rows.map);
  expect(1 + map.height + chart.height + timeline.height + table.height).toBe(59);
  expect(areasOf({ width: 80, height: 23 }, rows).map.height).toBe(rows.map);
});

test('the selected one is in reverse, and only it', () => {
  const cells = new Cells(80, 23);
  new Picture().paint(cells, stagedScene({ selected: 'service:orders', isPaused: false }));
  let selected = '';
  for (let at = 0; at < cells.chars.length; at++) {
    if (cells.styles[at] & STYLE.selected) selected += String.fromCodePoint(cells.chars[at]);
  }
  expect(selected).toBe('orders');
});

test('a title that would command the terminal, or is far too long, does neither', () => {
  const drawn = frame(stagedScene({}, { title: `\u001b[2J\u0007${'long '.repeat(50)}` }), 80, 24);
  expect(drawn.split('\n')[0]).toMatch(/^ {1,2}\[2J long long .*… {2,}PAUSED {3}1:12\.4 \/ 2:00 {2}seed 7$/);
});

test('told in words, trouble comes before what is well', () => {
  const told = tellScene(stagedScene({ selected: 'service:biller' }));
  expect(told.split('\n')).toEqual([
    'paused, 1:12.4 of 2:00, seed 7.',
    'load shoppers failing, 61/s, p99 940ms, 62% fail.',
    'service web strained, 101/s, p99 940ms, 91% busy, queue 3.2.',
    'service orders failing, 60/s, p99 910ms, 44% busy, queue 0, 57% fail.',
    'service payments down, 148/s, 100% busy, queue 254, 100% fail.',
    'selected: service biller ok, 26/s, p99 12ms, 7% busy, queue 0.',
    'ok: visitors, invoices.',
    'faults: slow-payments 7.6s left, crash-web over.',
  ]);
});

test('told in words, what takes part stands with whom it is about, and why comes after them', () => {
  const told = tellScene(stagedScene({}, SIGNS)).split('\n');
  expect(told).toContain(
    'service payments down, 148/s, 100% busy, queue 254, 100% fail, panic, 1/2 ejected.',
  );
  expect(told.slice(-4, -1)).toEqual([
    'ok: visitors, biller, invoices.',
    'shoppers not good because: 90% timed-out at orders -> payments.charge; 10% refused at shoppers -> web.checkout.',
    'orders -> payments.charge: breaker open 1 of 2.',
  ]);
});

test('a queue of any length is said whole in the narrowest box', () => {
  const { nodes } = stagedScene();
  const web = nodes.get('service:web') as NodeNow;
  const drawn = (utilisation: number, depth: number): string =>
    frame(
      stagedScene({}, { nodes: new Map([...nodes, ['service:web', { ...web, utilisation, depth }]]) }),
      80,
      24,
    );
  expect(drawn(0.91, 3)).toContain('│91% q3  │');
  expect(drawn(1, 48_000)).toContain('│q48k    │');
});
