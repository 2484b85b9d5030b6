import { describe, expect, it } from 'vitest';
import { mix32 } from '../../../src/base/hash.ts';
import { balancers } from '../../../src/sim/balancer/index.ts';
import { type CalleeWorld, callerOf, replicaNames, sharesOf } from './caller.ts';

const members = Object.values(balancers);
const [A, B, C] = [0, 1, 2];

/** Places `count` attempts, from the first one on. */
const places = (world: CalleeWorld, count: number) => {
  const caller = callerOf(world);
  return Array.from({ length: count }, (_, n) => caller.place(n));
};

describe('whoever is held out', () => {
  it.each(members)('$name: is never chosen, however many they are', ({ name, warms }) => {
    for (let world = 0; world < 60; world++) {
      const count = 2 + (world % 7);
      const out = Array.from({ length: count }, (_, i) => i).filter((i) => mix32(world * 31 + i) % 3 === 0);
      if (out.length === count) out.pop();
      const zones = Array.from({ length: count }, (_, i) => mix32(world * 17 + i) & 1);
      const scale = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : 0.25));
      const warming = warms && world % 2 === 0 ? { scale } : {};
      const caller = callerOf({
        balancer: name,
        names: replicaNames(count),
        zones,
        callerZone: A,
        out,
        ...warming,
      });
      for (let n = 0; n < 50; n++)
        expect(out, `attempt ${n} of ${count} without ${out}`).not.toContain(caller.place(n));
      expect([caller.choice.memory[0], caller.choice.memory.at(-1)]).toEqual([7, 7]);
    }
  });

  it.each(members)('$name: takes part again when it is back', ({ name }) => {
    const caller = callerOf({ balancer: name, names: replicaNames(4), out: [2] });
    for (let n = 0; n < 40; n++) caller.place(n);
    caller.choice.out.fill(0);
    caller.choice.excluded = 0;
    const later = Array.from({ length: 400 }, (_, n) => caller.place(40 + n));
    expect(later.filter((replica) => replica === 2).length).toBeGreaterThan(50);
  });
});

describe('round robin', () => {
  it('skips, and goes on in its order', () => {
    const chosen = places({ balancer: 'round-robin', names: replicaNames(4), out: [1] }, 7);
    const start = [0, 2, 3].indexOf(chosen[0]);
    expect(chosen).toEqual(Array.from({ length: 7 }, (_, i) => [0, 2, 3][(start + i) % 3]));
  });
});

describe('weighted', () => {
  it('keeps the proportions among those who are left', () => {
    const world = { balancer: 'weighted', names: replicaNames(3), weights: [5, 3, 2], out: [1] };
    expect(sharesOf(callerOf(world), 700).map((share) => Math.round(share * 700))).toEqual([500, 0, 200]);
  });
});

describe('least requests', () => {
  it('does not care how idle one is that is held out', () => {
    const world = { balancer: 'least-requests', names: replicaNames(3), inFlight: [0, 4, 9], out: [0] };
    expect(places(world, 20)).toEqual(new Array(20).fill(1));
  });
});

describe('two choices', () => {
  it('never picks the busiest of those who are left', () => {
    const world = { balancer: 'two-choices', names: replicaNames(4), inFlight: [0, 1, 2, 3], out: [0] };
    const shares = sharesOf(callerOf(world), 30_000);
    expect(shares[3]).toBe(0);
    expect(Math.abs(shares[1] - 2 / 3)).toBeLessThan(0.02);
  });
});

describe('ring hash', () => {
  const names = replicaNames(5);
  const owners = (out: number[]) => {
    const caller = callerOf({ balancer: 'ring-hash', names, out });
    return Array.from({ length: 5000 }, (_, key) => caller.place(0, key));
  };

  it('gives the keys of one that is held out to the others, and leaves all other keys where they were', () => {
    const [whole, without] = [owners([]), owners([3])];
    const moved = whole.flatMap((owner, key) => (owner === without[key] ? [] : [key]));
    expect(moved.every((key) => whole[key] === 3)).toBe(true);
    expect(moved.length).toBe(whole.filter((owner) => owner === 3).length);
    expect(new Set(moved.map((key) => without[key])).size).toBe(4);
  });
});

describe('zone-aware', () => {
  const shares = (zones: number[], out: number[], more: Partial<CalleeWorld> = {}) =>
    sharesOf(
      callerOf({
        balancer: 'zone-aware',
        names: replicaNames(zones.length),
        zones,
        callerZone: A,
        out,
        ...more,
      }),
      60_000,
    );
  const expectNear = (found: readonly number[], expected: readonly number[]) =>
    found.forEach((share, i) => {
      expect(Math.abs(share - expected[i]), `replica ${i}: ${share} against ${expected[i]}`).toBeLessThan(
        0.01,
      );
    });

  it('spills when so many of the own zone are held out that it has less than its fair share left', () => {
    // Four in two zones, one of A out: three are left, 3/2 is fair, A has one: 2/3 stays.
    expectNear(shares([A, A, B, B], [0]), [0, 2 / 3, 1 / 6, 1 / 6]);
  });

  it('uses everybody who is left when its own zone has nobody', () => {
    expectNear(shares([A, A, B, C], [0, 1]), [0, 0, 0.5, 0.5]);
  });

  it('counts no zone in which everybody is held out', () => {
    // B is gone: A and C have one each, which is fair.
    expectNear(shares([A, B, C], [1]), [1, 0, 0]);
  });

  it('ignores zones when too few are left', () => {
    expectNear(
      shares([A, A, A, B, B, B], [5], { balancer: { 'zone-aware': { minimum: 6 } } }),
      [0.2, 0.2, 0.2, 0.2, 0.2, 0],
    );
  });
});
