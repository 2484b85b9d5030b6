/** Retries, availability, held slots. */
import { describe, expect, it } from 'vitest';
import { fromTimes, inParallel, inSeries } from '../../../src/verify/formulas/availability.ts';
import { heldSlotCapacity, numberPresent } from '../../../src/verify/formulas/little.ts';
import {
  amplification,
  amplificationThroughLayers,
  amplificationUnderBudget,
  fullJitterMean,
  successAfterRetries,
  tokensPerAwsCall,
} from '../../../src/verify/formulas/retries.ts';
import {
  sentToCapacityWhenAnsweredCounts,
  sentToCapacityWhenOfferedCounts,
  sentWhenAnsweredCounts,
  sentWhenOfferedCounts,
} from '../../../src/verify/formulas/throttle.ts';

describe('retries', () => {
  it('multiply load by a truncated geometric series', () => {
    expect(amplification(0.5, 3)).toBeCloseTo(1.75, 12);
    expect(amplification(0, 3)).toBe(1);
    expect(amplification(1, 3)).toBe(3);
    expect(successAfterRetries(0.5, 3)).toBeCloseTo(0.875, 12);
  });

  it('of three layers with four attempts send 64 when everything fails', () => {
    expect(amplificationThroughLayers(1, 4, 3)).toBe(64);
    // Two layers of two at one half: 1.5 below, then 1.25 as the layer below fails a quarter of the time.
    expect(amplificationThroughLayers(0.5, 2, 2)).toBeCloseTo(1.5 * 1.25, 12);
  });

  it('stop at a budget', () => {
    expect(amplificationUnderBudget(1, 4, 0.1)).toBeCloseTo(1.1, 12);
    expect(amplificationUnderBudget(0.01, 4, 0.1)).toBeCloseTo(amplification(0.01, 4), 12);
  });

  it('of an AWS client cost what is not given back', () => {
    // Nothing fails: one token a call. Everything fails: two retries of five, and nothing back.
    expect(tokensPerAwsCall(0)).toBe(1);
    expect(tokensPerAwsCall(1)).toBe(-20);
  });

  it('wait half the bound on average with full jitter', () => {
    expect([1, 2, 3].map((retry) => fullJitterMean(50, 2, retry, 150))).toEqual([25, 50, 75]);
  });
});

describe('a throttle before one server', () => {
  const accepted = (sent: number) => sent / (1 + sent * 0.02);

  it('sends K times what is accepted, when it counts what is offered', () => {
    const sent = sentWhenOfferedCounts(4, 0.02);
    expect(sent).toBeCloseTo(4 * accepted(sent), 12);
  });

  it('sends the geometric mean of what is offered and K times what is accepted, when it counts what is answered', () => {
    const sent = sentWhenAnsweredCounts(2, 0.02, 500);
    expect(sent * sent).toBeCloseTo(500 * 2 * accepted(sent), 8);
  });
});

describe('availability', () => {
  it('multiplies in series and forgives in parallel', () => {
    expect(inSeries([0.999, 0.999, 0.99])).toBeCloseTo(0.98802, 5);
    expect(inParallel([0.9, 0.9])).toBeCloseTo(0.99, 12);
  });

  it('is the share of a cycle spent up', () => {
    expect(fromTimes(99, 1)).toBeCloseTo(0.99, 12);
  });
});

describe('Little', () => {
  it('turns times into numbers', () => {
    expect(numberPresent(200, 0.03)).toBeCloseTo(6, 12);
  });

  it('says that slots held while waiting cap the caller', () => {
    expect(heldSlotCapacity(64, 0.001, 0.015)).toBeCloseTo(4000, 9);
    expect(heldSlotCapacity(64, 0, 3)).toBeCloseTo(21.33, 2);
  });
});

describe('a throttle before a callee that accepts a steady rate', () => {
  const before = { k: 2, accepted: 50, offered: 200, window: 10 };

  it('sends two for each that is accepted, and all in the first instant', () => {
    expect(sentToCapacityWhenOfferedCounts({ ...before, window: 1e9 })).toBeCloseTo(100, 6);
    expect(sentToCapacityWhenOfferedCounts({ ...before, window: 0 })).toBe(200);
  });

  it('comes to rest where what it sends is what its own formula lets through', () => {
    const sent = sentToCapacityWhenAnsweredCounts(before);
    const turnedAway = (sent * 10 - 2 * 50 * 10) / (sent * 10 + 1);
    expect(200 * (1 - turnedAway)).toBeCloseTo(sent, 9);
    expect(sentToCapacityWhenAnsweredCounts({ ...before, window: 1e6 })).toBeCloseTo(
      Math.sqrt(2 * 50 * 200),
      3,
    );
  });
});
