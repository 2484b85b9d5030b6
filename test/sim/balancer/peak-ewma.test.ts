import { describe, expect, it } from 'vitest';
import { peakEwma } from '../../../src/sim/balancer/peak-ewma.ts';
import { type Caller, callerOf, replicaNames } from './caller.ts';

const MS = 1e6;
const SECOND = 1e9;
const names = replicaNames(2);
const table = (decay: number) => peakEwma.tableOf({ decay, newcomer: 0 }, names, [1, 1]);

/** One of two replicas has answered after `length`, at this instant. */
function answered(caller: Caller, replica: number, length: number, now: number, decay = 10 * SECOND): void {
  const { memory, memoryAt } = caller.choice;
  peakEwma.ended?.({ replica, length, now, memory, memoryAt }, table(decay));
}

/** Whom the caller asks at this instant, whatever its luck. */
function asked(caller: Caller, now: number): number {
  caller.choice.now = now;
  const places = new Set(Array.from({ length: 20 }, (_, n) => caller.place(n)));
  expect(places.size).toBe(1);
  return [...places][0];
}

/** What is remembered of a replica, ns. */
const expected = (caller: Caller, replica: number) =>
  caller.choice.memory[caller.choice.memoryAt + 2 * replica];

describe('the remembered latency', () => {
  const fresh = () => callerOf({ balancer: { 'peak-ewma': { newcomer: '30ms' } }, names });

  it('is what is said of a newcomer until something is known, and fades from its first look on', () => {
    const caller = fresh();
    caller.choice.now = 60 * SECOND;
    caller.place(1);
    expect(expected(caller, 0)).toBe(30 * MS);
    caller.choice.now = 70 * SECOND;
    caller.place(1);
    expect(expected(caller, 0)).toBeCloseTo((30 * MS) / Math.E, 3);
  });

  it('jumps up to a longer answer at once', () => {
    const caller = fresh();
    answered(caller, 0, 31 * MS, SECOND);
    answered(caller, 0, 900 * MS, 2 * SECOND);
    expect(expected(caller, 0)).toBe(900 * MS);
  });

  it('comes down towards shorter ones by the time since it was looked at, not by their number', () => {
    const caller = fresh();
    answered(caller, 0, 900 * MS, SECOND);
    for (let i = 0; i < 100; i++) answered(caller, 0, 100 * MS, SECOND);
    expect(expected(caller, 0)).toBe(900 * MS);
    answered(caller, 0, 100 * MS, 11 * SECOND);
    expect(expected(caller, 0)).toBeCloseTo((900 / Math.E + 100 * (1 - 1 / Math.E)) * MS, 3);
  });
});

describe('the choice', () => {
  it('is the lower product of latency and what is in flight with the new attempt', () => {
    for (const [inFlight, choice] of [
      [[0, 0], 0],
      [[1, 0], 0],
      [[3, 0], 1],
      [[3, 1], 0],
    ] as const) {
      const caller = callerOf({ balancer: 'peak-ewma', names, inFlight });
      answered(caller, 0, 100 * MS, SECOND);
      answered(caller, 1, 300 * MS, SECOND);
      expect(asked(caller, SECOND)).toBe(choice);
    }
  });

  it('gives a newcomer of whom nothing is expected one attempt, and no other while that is under way', () => {
    const balancer = { 'peak-ewma': { newcomer: '0s' } };
    for (const [inFlight, choice] of [
      [[50, 0], 1],
      [[50, 1], 0],
    ] as const) {
      const caller = callerOf({ balancer, names, inFlight });
      answered(caller, 0, 100 * MS, SECOND);
      expect(asked(caller, SECOND)).toBe(choice);
    }
  });

  it('is never one that is held out, were it the fastest', () => {
    const caller = callerOf({ balancer: 'peak-ewma', names, out: [1] });
    answered(caller, 0, 100 * MS, SECOND);
    answered(caller, 1, 1 * MS, SECOND);
    expect(asked(caller, SECOND)).toBe(0);
  });
});
