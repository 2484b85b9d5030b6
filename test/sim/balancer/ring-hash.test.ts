import { describe, expect, it } from 'vitest';
import { callerOf, replicaNames, sharesOf } from './caller.ts';

const KEYS = 20_000;

function owners(names: readonly string[], balancer: unknown = 'ring-hash', weights?: number[]): number[] {
  const caller = callerOf(weights === undefined ? { balancer, names } : { balancer, names, weights });
  return Array.from({ length: KEYS }, (_, key) => caller.place(0, key));
}

const shareOf = (chosen: readonly number[], replica: number) =>
  chosen.filter((each) => each === replica).length / KEYS;

describe('ring hash', () => {
  it('sends a key to the same replica whatever the attempt and its luck', () => {
    const caller = callerOf({ balancer: 'ring-hash', names: replicaNames(5) });
    for (let key = 0; key < 100; key++) {
      const owner = caller.place(0, key);
      for (let n = 1; n < 5; n++) expect(caller.place(n, key)).toBe(owner);
    }
  });

  it('moves about one key in n to the n-th replica, and no other key at all', () => {
    const before = owners(replicaNames(9));
    const after = owners(replicaNames(10));
    const moved = after.filter((owner, key) => owner !== before[key]);
    expect(moved.every((owner) => owner === 9)).toBe(true);
    // With v = 100 points a replica's share of the ring deviates by about 1/√v of itself: 1/10 ± 3%.
    expect(moved.length / KEYS).toBeGreaterThan(0.07);
    expect(moved.length / KEYS).toBeLessThan(0.13);
  });

  it('belongs to names and not to places: the same replicas in another order own the same keys', () => {
    const names = replicaNames(6);
    const turned = [...names].reverse();
    const [one, other] = [owners(names), owners(turned)];
    for (let key = 0; key < KEYS; key++) expect(turned[other[key]]).toBe(names[one[key]]);
  });

  it('spreads keys more evenly with more virtual nodes', () => {
    const spread = (nodes: number) => {
      const chosen = owners(replicaNames(10), { 'ring-hash': { 'virtual-nodes': nodes } });
      return Math.max(...replicaNames(10).map((_, i) => Math.abs(shareOf(chosen, i) - 0.1)));
    };
    expect(spread(1000)).toBeLessThan(0.012);
    expect(spread(1000)).toBeLessThan(spread(5));
  });

  it('gives a replica of double weight twice the keys', () => {
    const chosen = owners(replicaNames(4), { 'ring-hash': { 'virtual-nodes': 1000 } }, [2, 1, 1, 1]);
    expect(Math.abs(shareOf(chosen, 0) - 0.4)).toBeLessThan(0.03);
  });

  it('spreads attempts without keys by their own luck', () => {
    const caller = callerOf({ balancer: { 'ring-hash': { 'virtual-nodes': 1000 } }, names: replicaNames(4) });
    for (const share of sharesOf(caller, KEYS)) expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  });

  describe('with a bound', () => {
    const names = replicaNames(4);
    const bounded = { 'ring-hash': { bound: 1.5 } };
    const owner = callerOf({ balancer: 'ring-hash', names }).place(0, 7);
    const placed = (inFlight: readonly number[], more: object = {}) =>
      callerOf({ balancer: bounded, names, inFlight, ...more }).place(0, 7);
    const only = (replica: number, inFlight: number) => names.map((_, i) => (i === replica ? inFlight : 0));

    it('goes to the owner until it has more than so many times its share', () => {
      // With 3 in flight and the new one, 6 slots: 2 of them are the owner's, who has 3. With 1 there are 3: one is its own.
      expect(placed(only(owner, 1))).toBe(owner);
      expect(placed(only(owner, 3))).not.toBe(owner);
      expect(placed(names.map(() => 50))).toBe(owner);
    });

    it('passes over to others in an order of the key, by their weight and none that is held out', () => {
      const first = placed(only(owner, 9));
      expect(placed(only(owner, 12))).toBe(first);
      // Who has just as much as its slots is not full yet; one more, and it is the next one's turn.
      const both = (load: number) => names.map((_, i) => (i === owner ? 9 : i === first ? load : 0));
      expect(placed(both(4))).toBe(first);
      expect([owner, first]).not.toContain(placed(both(8)));
      // Of two they have more than half of 27 slots each.
      const others = names.flatMap((_, i) => (i === owner || i === first ? [] : [i]));
      expect(placed(both(8), { out: others })).toBe(owner);
      // A heavier one has more slots.
      const heavy = names.map((_, i) => (i === owner ? 9 : 1));
      expect(
        callerOf({ balancer: bounded, names, weights: heavy, inFlight: only(owner, 3) }).place(0, 7),
      ).toBe(callerOf({ balancer: 'ring-hash', names, weights: heavy }).place(0, 7));
    });

    it('spreads one hot key over several replicas, each with no more than its slots and one', () => {
      const caller = callerOf({ balancer: bounded, names });
      for (let n = 0; n < 400; n++) caller.choice.inFlight[caller.choice.at + caller.place(n, 7)] += 1;
      const loads = names.map((_, i) => caller.choice.inFlight[caller.choice.at + i]);
      // 1.5 × 400 ÷ 4 = 150.
      expect(Math.max(...loads)).toBeLessThanOrEqual(151);
      expect(loads[owner]).toBeGreaterThanOrEqual(149);
      expect(loads.filter((load) => load > 0)).toHaveLength(3);
    });
  });
});
