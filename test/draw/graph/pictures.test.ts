/** Whole pictures as text, each read by a person before it was kept. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  Cells,
  type Graph,
  type LayoutSpace,
  layoutGraph,
  neighbourhood,
  paintGraph,
  STYLE,
} from '../../../src/draw/index.ts';
import { CYCLIC, graphOf, SIX, THIRTY, TWELVE } from './graphs.ts';

const ROOMY = { width: 200, height: 60 };

function draw(graph: Graph, space: LayoutSpace): string {
  const layout = layoutGraph(graph, space);
  const cells = new Cells(layout.width, layout.height);
  paintGraph(cells, layout, { nodeLines: (id) => [`${id.length}0/s 4 ms`] });
  return `\n${cells.text()}\n`;
}

const kept = (name: string): string =>
  `\n${readFileSync(new URL(`pictures/${name}.txt`, import.meta.url), 'utf8').trimEnd()}\n`;

test('six services in boxes', () => {
  expect(draw(SIX, { ...ROOMY, atMost: 'boxed' })).toBe(`
╭─────────╮   ╭─────╮    ╭─────────╮     ╭────╮
│ gateway │──▶│ web │─┬─▶│ catalog │──┬─▶│ pg │
╰─────────╯   ╰─────╯ │  ╰─────────╯  │  ╰────╯
                      │               │
                      │  ╭──────────╮ │  ╭───────╮
                      ╰─▶│ checkout │─╋─▷│ email │
                         ╰──────────╯ │  ╰───────╯
                                      │
                                      │  ╭──────────╮
                                      ╰─▶│ payments │
                                         ╰──────────╯
`);
});

test('six services, a row each', () => {
  expect(draw(SIX, { ...ROOMY, atMost: 'compact' })).toBe(`
● gateway ──▶● web ─┬─▶● catalog ──┬─▶● pg
                    ╰─▶● checkout ─╋─▷● email
                                   ╰─▶● payments
`);
});

test('cycles: what calls back runs along below, each caller in its own row', () => {
  expect(draw(CYCLIC, { ...ROOMY, atMost: 'boxed' })).toBe(`
   ╭─────────╮    ╭────────╮     ╭──────────╮     ╭────────╮
╭─▷│ gateway │─┬─▶│ orders │─┬┬─▶│ payments │──┬─▶│ ledger │─╮
│  ╰─────────╯ │  ╰────────╯ ││  ╰──────────╯  │  ╰────────╯ │
│              │             ││                │             │
│              │             ││  ╭───────╮     │             │
│              │             ╰┼─▶│ stock │────╮│             │
│              │              │  ╰───────╯    ││             │
│              │              ╰───────────────┼┼─────────────╯
│              ╰──────────────────────────────┼╯
╰─────────────────────────────────────────────╯
`);
});

test('the same in ascii: a crossing is an unbroken |, a joint a +', () => {
  expect(draw(CYCLIC, { ...ROOMY, atMost: 'compact', ascii: true })).toBe(`
+-)* gateway -+->* orders -++->* payments --+->* ledger -+
|             |            +|->* stock ----+|            |
|             |             +--------------||------------+
|             +----------------------------|+
+------------------------------------------+
`);
});

test.each([
  ['twelve-detailed', TWELVE, ROOMY],
  ['twelve-at-80x24', TWELVE, { width: 80, height: 20 }],
  ['twelve-compact', TWELVE, { width: 80, height: 10 }],
  ['thirty-detailed', THIRTY, ROOMY],
  ['thirty-boxed', THIRTY, { width: 130, height: 40 }],
  ['thirty-compact', THIRTY, { width: 120, height: 20 }],
] as const)('%s is the picture kept', (name, graph, space) => {
  expect(draw(graph, space)).toBe(kept(name));
});

test('labels are cut when nothing else helps, and what is still too large says so', () => {
  const narrow = layoutGraph(TWELVE, { width: 60, height: 10 });
  expect(narrow.fits).toBe(true);
  expect(narrow.nodes.some((node) => node.label.endsWith('…'))).toBe(true);
  expect(layoutGraph(TWELVE, { width: 20, height: 4 }).fits).toBe(false);
});

test('a neighbourhood is the node, whom it calls and who calls it', () => {
  const near = neighbourhood(TWELVE, 'auth');
  expect(near.nodes.map((node) => node.id).sort()).toEqual(['auth', 'mobile', 'redis', 'web']);
  expect(near.edges.length).toBe(3);
});

test('a service that calls itself is marked', () => {
  expect(draw(graphOf('walker > walker'), { ...ROOMY, atMost: 'boxed' })).toBe(`
╭───────↺╮
│ walker │
╰────────╯
`);
});

test('state is told by glyph as well as by tone: marks on nodes and lines, live text inside, the loudest line on top', () => {
  const graph = graphOf('web > cart pg');
  const layout = layoutGraph(graph, ROOMY);
  const cells = new Cells(layout.width, layout.height);
  paintGraph(cells, layout, {
    nodeTone: (id) => (id === 'pg' ? STYLE.fail | STYLE.selected : 'plain'),
    nodeMark: (id) => (id === 'pg' ? '✖' : undefined),
    nodeLines: (id) => (id === 'pg' ? ['9/s, 41 % errors'] : []),
    edgeTone: (_, to) => (to === 'pg' ? 'fail' : 'ok'),
    edgeMark: (_, to) => (to === 'pg' ? '✕' : undefined),
  });
  expect(`\n${cells.text()}\n`).toBe(`
╭──────────────╮    ╭──────────────╮
│ web          │─┬─▶│ cart         │
│              │ │  │              │
╰──────────────╯ │  ╰──────────────╯
                 │
                 │  ╭✖─────────────╮
                 ╰✕▶│ pg           │
                    │ 9/s, 41 % e… │
                    ╰──────────────╯
`);
  const styleAt = (x: number, y: number): number => cells.styles[y * cells.width + x];
  expect(styleAt(16, 1)).toBe(STYLE.fail); // where both calls leave together
  expect(styleAt(18, 1)).toBe(STYLE.ok);
  expect(styleAt(22, 6)).toBe(STYLE.fail | STYLE.selected); // the label
  expect(styleAt(20, 5)).toBe(STYLE.fail); // its box is not reversed
});

const RATES = { edgeLabel: () => '12/s', edgeMark: () => '!', nodeLines: () => ['7% q0'] };

function drawnWith(space: Partial<LayoutSpace>): string {
  const nodes = SIX.nodes.map((node) => ({ ...node, width: 5 }));
  const layout = layoutGraph({ ...SIX, nodes }, { ...ROOMY, lineLabel: 5, ...space });
  const cells = new Cells(layout.width, layout.height);
  paintGraph(cells, layout, RATES);
  return `\n${cells.text()}\n`;
}

test('rates below the lines, in boxes as narrow as their text', () => {
  expect(drawnWith({ labelRow: 'below', padding: 0 })).toBe(`
╭───────╮     ╭─────╮       ╭───────╮            ╭─────╮
│gateway│──!─▶│web  │─┬──!─▶│catalog│───!──┬────▶│pg   │
│7% q0  │ 12/s│7% q0│ │ 12/s│7% q0  │ 12/s │     │7% q0│
╰───────╯     ╰─────╯ │     ╰───────╯      │     ╰─────╯
                      │                    │
                      │     ╭────────╮     !     ╭─────╮
                      ╰──!─▶│checkout│─────╋──!─▷│email│
                        12/s│7% q0   │     │ 12/s│7% q0│
                            ╰────────╯     │     ╰─────╯
                                           │
                                           │     ╭────────╮
                                           ╰──!─▶│payments│
                                             12/s│7% q0   │
                                                 ╰────────╯
`);
});

test('two rows a node without a frame: the name and its numbers, the line and its rate', () => {
  expect(drawnWith({ labelRow: 'below', atMost: 'compact', compactLines: true })).toBe(`
● gateway ──!─▶● web   ─┬──!─▶● catalog ───!──┬────▶● pg
  7% q0    12/s  7% q0  │ 12/s  7% q0    12/s !       7% q0
                        ╰──!─▶● checkout ─────╋──!─▷● email
                          12/s  7% q0         │ 12/s  7% q0
                                              ╰──!─▶● payments
                                                12/s  7% q0
`);
});

test('of a picture larger than the canvas no label is cut into another number', () => {
  const layout = layoutGraph(SIX, { ...ROOMY, atMost: 'compact', lineLabel: 6 });
  for (let x = 0; x > -layout.width; x--) {
    const cells = new Cells(30, layout.height);
    paintGraph(cells, layout, RATES, { x, y: 0 });
    expect(cells.text().replaceAll('12/s', ''), `from column ${-x}`).not.toMatch(/[\d/]/);
  }
  const cells = new Cells(layout.width, layout.height);
  paintGraph(cells, layout, RATES);
  expect(cells.text()).toContain('12/s');
});
