import { describe, expect, it } from 'vitest';
import { NONE } from '../../../src/sim/terms/columns.ts';
import { callerOf, replicaNames, sharesOf } from './caller.ts';

const [A, B, C] = [0, 1, 2];
const ATTEMPTS = 60_000;

function sharesByReplica(zones: number[], callerZone: number, balancer: unknown = 'zone-aware'): number[] {
  return sharesOf(callerOf({ balancer, names: replicaNames(zones.length), zones, callerZone }), ATTEMPTS);
}

function expectNear(shares: readonly number[], expected: readonly number[]): void {
  expected.forEach((share, i) => {
    expect(Math.abs(shares[i] - share), `replica ${i}: ${shares[i]} against ${share}`).toBeLessThan(0.01);
  });
}

describe('zone-aware', () => {
  it('stays at home when home has its fair share of the replicas', () => {
    expectNear(sharesByReplica([A, B, A, B], B), [0, 0.5, 0, 0.5]);
  });

  it('stays at home when home has more than its fair share', () => {
    expectNear(sharesByReplica([A, A, A, B], A), [1 / 3, 1 / 3, 1 / 3, 0]);
  });

  it('spills what home cannot carry to the zones that have more than their share, by how much more', () => {
    // Seven replicas in three zones: 7/3 is fair. A has one, so 3/7 stays. B has 4 and C has 2: only B
    // has room to spare, so 4/7 goes there.
    expectNear(sharesByReplica([A, B, B, B, B, C, C], A), [3 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 0, 0]);
    // Nine in three zones: 3 is fair. A has one, so a third stays; B and C have one to spare each.
    expectNear(sharesByReplica([A, B, B, B, B, C, C, C, C], A), [
      1 / 3,
      ...new Array<number>(8).fill(1 / 12),
    ]);
  });

  it('loads every replica alike when the callers are spread evenly over the zones', () => {
    const zones = [A, A, A, A, B, B, C];
    const [fromA, fromB, fromC] = [A, B, C].map((zone) => sharesByReplica(zones, zone));
    const mean = zones.map((_, i) => (fromA[i] + fromB[i] + fromC[i]) / 3);
    expectNear(mean, new Array<number>(7).fill(1 / 7));
  });

  it('uses all replicas when home has none, or the caller is nowhere', () => {
    expectNear(sharesByReplica([A, A, B, B], C), [0.25, 0.25, 0.25, 0.25]);
    expectNear(sharesByReplica([A, A, A, B], NONE), [0.25, 0.25, 0.25, 0.25]);
  });

  it('ignores zones below the minimum number of replicas', () => {
    expectNear(sharesByReplica([A, A, B, B], A, { 'zone-aware': { minimum: 6 } }), [0.25, 0.25, 0.25, 0.25]);
  });

  it('takes turns inside a zone', () => {
    const caller = callerOf({
      balancer: 'zone-aware',
      names: replicaNames(6),
      zones: [A, B, A, B, A, B],
      callerZone: B,
    });
    expect([0, 1, 2, 3].map((n) => caller.place(n))).toEqual([1, 3, 5, 1]);
  });
});
