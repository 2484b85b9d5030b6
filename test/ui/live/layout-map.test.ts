/** Of the many ways to draw a map the one that tells most in the room there is. */
import { expect, test } from 'vitest';
import { mapOf } from '../../../src/present/map.ts';
import { layoutAround, layoutMap, type MapPicture } from '../../../src/ui/live/layout-map.ts';
import { planOf } from '../../support/simulate.ts';
import { shopPlan } from './shop.ts';

const SMALL = { width: 80, height: 11, ascii: false };

/** Each calls the next; behind a load. */
function chainOf(names: readonly string[]) {
  const services = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        concurrency: { threads: 8 },
        operations: {
          go: [{ work: '1ms' }, ...(index + 1 < names.length ? [{ call: `${names[index + 1]}.go` }] : [])],
        },
      },
    ]),
  );
  const load = [{ name: 'buyers', operation: `${names[0]}.go`, arrivals: { poisson: '10/s' } }];
  return mapOf(planOf({ run: { length: '1m' }, services, load }).directory);
}

const SIX_LONG = [
  'web-frontend',
  'api-gateway',
  'checkout-api',
  'payment-service',
  'fraud-scoring',
  'ledger',
];

/** Lines with room for a rate such as `148/s`. */
const withRates = ({ layout }: MapPicture): number =>
  layout.routes.filter(({ own, below }) => (below?.width ?? 0) >= 5 || own.length > 5).length;

test('five ranks on 80 columns have a rate at every line, and boxes with numbers', () => {
  const picture = layoutMap(mapOf(shopPlan().directory), SMALL);
  expect(picture.layout.fits).toBe(true);
  expect(picture.layout.level).toBe('detailed');
  expect(withRates(picture)).toBe(6);
});

test('what is too high for boxes has two rows a node, and still every rate', () => {
  const picture = layoutMap(mapOf(shopPlan().directory), { ...SMALL, height: 6 });
  expect(picture.layout.fits).toBe(true);
  expect(picture.detail).toBe('under-brief');
  expect(withRates(picture)).toBe(6);
});

test('a long chain keeps numbers and rates while its names can be cut to something readable', () => {
  const map = chainOf(SIX_LONG);
  const wide = layoutMap(map, { ...SMALL, width: 120 });
  expect(wide.layout.fits).toBe(true);
  expect(wide.detail).toBe('under-brief');
  expect(withRates(wide)).toBe(6);
  for (const { id, label } of wide.layout.nodes) {
    const name = map.nodes.find((node) => node.id === id)?.name as string;
    expect(label.endsWith(name) || label.length >= 8, label).toBe(true);
  }
});

test('where the names would become riddles a part is shown with whole names, numbers and rates', () => {
  const map = chainOf(SIX_LONG);
  const part = layoutMap(map, { ...SMALL, width: 70 });
  expect(part.layout.fits).toBe(false);
  expect(part.layout.nodes.map(({ label }) => label)).toEqual(expect.arrayContaining(SIX_LONG));
  expect(withRates(part)).toBe(6);
});

test('around one there are its callers and its callees, and nobody else', () => {
  const { layout, around } = layoutAround(chainOf(SIX_LONG), SMALL, 'service:api-gateway');
  expect(around).toBe('service:api-gateway');
  expect(layout.nodes.map(({ label }) => label).sort()).toEqual([
    'api-gateway',
    'checkout-api',
    'web-frontend',
  ]);
});
