/** The shipped scenarios come to what they came to before: to the byte, on any machine. */
import { describe, expect, it } from 'vitest';
import { scenariosIn } from '../scenarios/shipped.ts';
import { readGolden, sayChange, type World, worldOf } from './worlds.ts';

const golden = readGolden();
const ours = scenariosIn('scenarios');

describe('at its own seed', () => {
  it.each(ours)('$name is the world it was', (one) => {
    const change = sayChange(one.name, golden[one.name], worldOf(one));
    if (change !== '')
      throw new Error(`${change}\nIf it should be so: npm run golden, and say why in the commit.`);
  });

  it('no world is kept of a scenario that is gone', () => {
    expect(Object.keys(golden)).toEqual(ours.map(({ name }) => name));
  });
});

describe('a change', () => {
  const shop = (goodput: string, more: Partial<World> = {}): World => ({
    seed: '1',
    hash: 'a1',
    events: 100,
    loads: { shoppers: { whole: { offered: '20.0/s', goodput } } },
    ...more,
  });

  it('of the world names it, and what users noticed of it', () => {
    expect(sayChange('shop', shop('99.00%'), shop('98.00%', { hash: 'b2' }))).toBe(
      `shop: another world (hash a1 is now b2)\n  shoppers whole, goodput: 99.00% is now 98.00%`,
    );
  });

  it('of the engine alone says that the world is the same', () => {
    expect(sayChange('shop', shop('99.00%'), shop('99.00%', { events: 90 }))).toBe(
      `shop: the same world, told or reached differently (its hash has not changed)\n  events: 100 is now 90`,
    );
  });

  it('that nobody could see in the numbers is one all the same', () => {
    expect(sayChange('shop', shop('99.00%'), shop('99.00%', { hash: 'b2' }))).toContain('hash a1 is now b2');
    expect(sayChange('shop', undefined, shop('99.00%'))).toContain('shop: this world is new');
    expect(sayChange('shop', shop('99.00%'), undefined)).toContain('shop: this world is gone');
    expect(sayChange('shop', shop('99.00%'), shop('99.00%'))).toBe('');
  });
});
