/**
 * A scene put on the stage by hand: the shop while payments is slow, with numbers chosen to show every
 * state there is. What is tested with it is the drawing; nothing here comes from a run.
 */
import type { EdgeNow, Health, LineNow, NodeNow } from '../../../src/present/live.ts';
import { mapOf } from '../../../src/present/map.ts';
import { inListOrder } from '../../../src/present/trouble.ts';
import { lineKey, type Scene } from '../../../src/ui/live/scene.ts';
import { firstState, type State } from '../../../src/ui/live/state.ts';
import { shopPlan } from './shop.ts';

const node = (
  health: Health,
  rate: number,
  p99: number,
  utilisation: number,
  depth = 0,
  failing = 0,
): NodeNow => ({
  health,
  rate,
  p99,
  utilisation,
  depth,
  failing,
});

const edge = (
  number: number,
  name: string,
  calls: number,
  tries: number,
  p99: number,
  failing = 0,
): EdgeNow => ({
  edge: number,
  name,
  calls,
  tries,
  begun: calls,
  redelivered: 0,
  p99,
  failing,
  reasons:
    failing === 0
      ? []
      : [
          { outcome: 'timed-out', share: failing * 0.75 },
          { outcome: 'refused', share: failing * 0.25 },
        ],
});

const STAGED: ReadonlyMap<string, NodeNow> = new Map([
  ['load:shoppers', node('failing', 61, 940e6, 0.38, 41, 0.62)],
  ['load:visitors', node('ok', 40, 11e6, 1, 0.4)],
  ['service:web', node('strained', 101, 940e6, 0.91, 3.2)],
  ['service:orders', node('failing', 60, 910e6, 0.44, 0, 0.57)],
  ['service:payments', node('down', 148, Number.NaN, 1, 254, 1)],
  ['service:biller', node('ok', 26, 12e6, 0.07)],
  ['queue:invoices', node('ok', 26, 4e6, Number.NaN, 1.3)],
]);

/** So many windows of a second, of the 120 there will be. */
const PASSED = 72;
const wave = (second: number): number => ((second * 7) % 5) - 2;
const series = (before: number, after: number): Float64Array =>
  Float64Array.from({ length: PASSED }, (_, second) => (second < 61 ? before : after) + wave(second));

export function stagedScene(state: Partial<State> = {}, more: Partial<Scene> = {}): Scene {
  const plan = shopPlan();
  const map = mapOf(plan.directory);
  const line = (rate: number, failing = 0, tries = 1): LineNow => ({ rate, failing, tries });
  const nodes = more.nodes ?? STAGED;
  return {
    title: 'A brownout in payments, and what becomes of the shop',
    plan,
    map,
    state: { ...firstState(), isPaused: true, ...state },
    seed: '7',
    ascii: false,
    now: 72.4e9,
    isOver: false,
    isStopped: false,
    isHeld: false,
    isSeeking: false,
    speed: 10,
    events: 123_456,
    frame: 30,
    nodes,
    order: inListOrder(map.nodes, nodes),
    lines: new Map([
      [lineKey('load:shoppers', 'service:web'), line(61, 0.62)],
      [lineKey('load:visitors', 'service:web'), line(40)],
      [lineKey('service:web', 'service:orders'), line(60, 0.57)],
      [lineKey('service:orders', 'service:payments'), line(148, 1, 2.47)],
      [lineKey('service:orders', 'queue:invoices'), line(26)],
      [lineKey('queue:invoices', 'service:biller'), line(26)],
    ]),
    edges: [
      edge(1, 'orders -> payments.charge', 60, 2.47, Number.NaN, 1),
      edge(3, 'shoppers -> web.checkout', 61, 1, 940e6, 0.62),
      edge(0, 'web -> orders.place', 60, 1, 910e6, 0.57),
      edge(4, 'visitors -> web.browse', 40, 1, 11e6),
      edge(2, 'orders -> invoices', 26, 1, 1e6),
    ],
    signs: new Map(),
    edgeSigns: new Map(),
    replicas: [],
    pushes: [],
    edgePushes: new Map(),
    reasons: [],
    reasonsOf: undefined,
    series: { width: 1e9, goodput: series(100, 62), throughput: series(100, 70), attempts: series(100, 190) },
    seriesOf: undefined,
    spans: [
      {
        name: 'slow-payments',
        kind: 'slow',
        target: 'payments',
        stage: 'active',
        from: 60e9,
        to: 80e9,
        times: [{ from: 60e9, to: 80e9 }],
        isLifted: false,
        waitsFor: undefined,
        endsBy: undefined,
        every: undefined,
        probability: 1,
        hits: 12,
        idle: undefined,
      },
      {
        name: 'crash-web',
        kind: 'crash',
        target: 'web',
        stage: 'past',
        from: 20e9,
        to: 25e9,
        times: [{ from: 20e9, to: 25e9 }],
        isLifted: false,
        waitsFor: undefined,
        endsBy: undefined,
        every: undefined,
        probability: 1,
        hits: 12,
        idle: undefined,
      },
    ],
    spells: [],
    ...more,
  };
}
