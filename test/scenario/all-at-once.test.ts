/** Mistakes of shape and of names are told together, and none that only follows from another. */
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/index.ts';
import { smallest } from './support/mistakes.ts';
import { SHOP } from './support/shop.ts';

/** Every mistake as its line and its sentence. */
function told(text: string): string[] {
  const loaded = loadScenario({ name: 'shop.yaml', text });
  if ('scenario' in loaded) return [];
  return loaded.diagnostics.map(({ range, sentence }) => `${range?.line} ${sentence}`);
}

/** The line on which a text stands. */
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

type Break = readonly [right: string, wrong: string];

const SHAPES: readonly Break[] = [
  ['title: A brownout in payments', 'titel: A brownout in payments'],
  ['run: { length: 4m,', 'run: { length: 4,'],
  ['queue: { limit: 128 }', 'queue: { limt: 128 }'],
  ['replicas: 3', 'replicas: three'],
  ['- work: 2ms', '- work: 2 ms'],
  ['retry: { attempts: 3,', 'retry: { attempts: none,'],
  ['payments:\n    concurrency: { threads: 32 }', 'payments:\n    concurency: { threads: 32 }'],
  ['stock:\n    concurrency: { threads: 32 }', 'stock:\n    concurrency: 32'],
  ['visibility: 30s', 'visibility: 30'],
  ['concurrency: 4 }', 'concurrency: four }'],
  ['at-least: 99% }', 'at-leest: 99% }'],
];

const NAMES: readonly Break[] = [
  ['call: orders.place', 'call: order.place'],
  ['call: orders.place', 'call: orders.placed'],
  ['policies: careful', 'policies: carefull'],
  ['publish: order-placed', 'publish: order-paced'],
  ['from: invoices', 'from: invoice'],
  ['goodput: shoppers', 'goodput: shopers'],
];

describe('a mistake of shape and one of a name', () => {
  const pairs = SHAPES.flatMap((shape) => NAMES.map((name) => [shape, name] as const));

  test.each(pairs)('%j and %j are told, and nothing else', (shape, name) => {
    const text = SHOP.replace(...shape).replace(...name);
    // Where a title is misspelt none is there; the place for that is the first line, which is its own.
    const lines = told(text).map((each) => Number.parseInt(each, 10));
    const wrongShape = lineOf(text, shape[1]) + (shape[1].split('\n').length - 1);
    expect(lines).toEqual([wrongShape, lineOf(text, name[1])].sort((a, b) => a - b));
  });
});

describe('nothing is told that only follows from a mistake', () => {
  test('whoever is named in a part that fell is not missed', () => {
    const fell = SHOP.replace('operations: { reserve: [ { work: 1ms } ] }', 'operations: reserve');
    expect(told(fell)).toEqual([
      expect.stringContaining('services.stock.operations: "reserve" is not a mapping'),
    ]);
  });

  test('a queue whose broker fell is not missed by who sends to it, nor by who takes from it', () => {
    const fell = SHOP.replace('jobs: { kind: queue,', 'jobs: { kind: quue,');
    expect(told(fell)).toHaveLength(1);
  });

  test('wiring is looked at when the rest is right', () => {
    const late = 'faults: [ { slow: web, factor: 2, at: 1h } ]';
    expect(told(smallest(late))).toHaveLength(1);
    const wrong = told(smallest(late).replace('title:', 'titel:'));
    expect(wrong).toEqual([expect.stringContaining('unknown key "titel"')]);
  });

  test('a file that is no scenario at all gets no more than that', () => {
    expect(told('apples: 3\n').filter((line) => line.includes('unknown service'))).toEqual([]);
  });
});

test('a later step of `parallel` is told at its own line', () => {
  const text = `title: Parallel
run: { length: 1m }
services:
  web:
    concurrency: { threads: 4 }
    operations:
      home:
        - parallel:
            - call: web.rest
            - work: 1ms
            - send: mailz
      rest: [ { work: 1ms } ]
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
`;
  expect(told(text)).toEqual(['11 unknown queue "mailz"']);
});

describe('a part that falls takes no more with it than it must', () => {
  const CALL = `title: Somebody asks
run: { length: 1m }
services:
  web:
    concurrency: { threads: 4 }
    operations: { home: [ { call: shop.buy, retry: { attempts: 3 } } ] }
  shop: { concurrency: { threads: 4 }, operations: { buy: [ { work: 2ms } ] } }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
faults:
  - { deploy: shop, drain: 2s, restart: 1s, at: 10s }
  - { config: web, setting: retry.attempts, to: 5, at: 40s, for: 5s }
expect:
  - { goodput: vistors, at-least: 99% }
`;

  test('below a misspelt key names are looked up as if it were written right', () => {
    expect(
      told(
        CALL.replace('services:', 'servces:').replace('vistors', 'visitors').replace('shop.buy', 'shop.by'),
      ),
    ).toEqual(['3 unknown key "servces"', '6 unknown operation of shop "by"']);
  });

  test('a step whose verb is misspelt is read as what it was meant to be', () => {
    expect(told(CALL.replace('call: shop.buy', 'cal: shop.by'))).toEqual([
      '6 unknown key "cal" in services.web.operations.home[0]',
      '6 unknown operation of shop "by"',
      '14 unknown subject "vistors" of goodput',
    ]);
  });

  test('a step that nobody can read hides whom it calls, and nobody else', () => {
    const edge = CALL.replace('goodput: vistors', 'amplification: web -> shop.buy').replace('99%', '2');
    const unreadable = edge.replace('call: shop.buy', 'zzz: 4');
    expect(told(unreadable.replace('deploy: shop', 'deploy: shp'))).toEqual([
      expect.stringContaining('"zzz" is not a step'),
      '11 unknown target of deploy "shp"',
    ]);
  });

  test('what only prose mentions is not excused', () => {
    const prose = CALL.replace('title:', 'descripton: Where are all the vistors gone\ntitle:');
    expect(told(prose)).toEqual(['1 unknown key "descripton"', '15 unknown subject "vistors" of goodput']);
  });

  test('a fault without its own word is not taken for another kind of fault', () => {
    expect(told(CALL.replace('deploy: shop', 'deploy: [ 1 ]').replace('vistors', 'visitors'))).toEqual([
      expect.stringContaining('faults[0].deploy'),
    ]);
  });

  test('a policy that fell is not missed by who pushes its setting', () => {
    expect(told(CALL.replace('attempts: 3', 'attempts: lots').replace('vistors', 'visitors'))).toEqual([
      expect.stringContaining('retry.attempts'),
    ]);
  });

  test('a caller who forgets to say its name is not missed under it', () => {
    expect(told(CALL.replace('name: visitors, ', '').replace('vistors', 'visitors'))).toEqual([
      '9 "name" is missing in load[0]',
    ]);
  });
});
