/** Turning away that is work. */
import { describe, expect, it } from 'vitest';
import { servedWhileTurningAway } from './turning-away.ts';

describe('turning away at a cost', () => {
  it('takes from the slots what it costs, and all of them when λ·c is their number', () => {
    expect(servedWhileTurningAway(1000, 4, 0.01, 0)).toBeCloseTo(400, 9);
    expect(servedWhileTurningAway(1000, 4, 0.01, 0.001)).toBeCloseTo(3 / 0.009, 9);
    expect(servedWhileTurningAway(4000, 4, 0.01, 0.001)).toBe(0);
    expect(servedWhileTurningAway(9000, 4, 0.01, 0.001)).toBe(0);
  });
});
