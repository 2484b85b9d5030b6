/** What limiters lose of arrivals by luck. */
import { describe, expect, it } from 'vitest';
import { fixedWindowLoss } from '../../../src/verify/formulas/fixed-window.ts';
import { md1 } from '../../../src/verify/formulas/md1.ts';
import { md1k } from '../../../src/verify/formulas/md1k.ts';

describe('M/D/1/K', () => {
  it('with one place is Erlang’s loss system: ρ / (1 + ρ)', () => {
    expect(md1k({ arrivalRate: 0.7, service: 1, places: 1 }).blocking).toBeCloseTo(0.7 / 1.7, 12);
    expect(md1k({ arrivalRate: 0.7, service: 1, places: 1 }).waitMean).toBeCloseTo(0, 12);
  });

  it('with two places blocks 1 − 1 / (e^−ρ + ρ)', () => {
    expect(md1k({ arrivalRate: 1, service: 1, places: 2 }).blocking).toBeCloseTo(
      1 - 1 / (Math.exp(-1) + 1),
      12,
    );
  });

  it('with room for everybody is M/D/1', () => {
    const means = md1k({ arrivalRate: 0.6, service: 1, places: 60 });
    expect(means.blocking).toBeLessThan(1e-13);
    expect(means.waitMean).toBeCloseTo(md1(0.6, 1).waitMean, 10);
    expect(means.inSystemMean).toBeCloseTo(md1(0.6, 1).inSystemMean, 10);
  });

  it('under far too much load is always full, and serves one each service time', () => {
    const means = md1k({ arrivalRate: 20, service: 1, places: 4 });
    expect(means.throughput).toBeCloseTo(1, 8);
    expect(means.inSystemMean).toBeGreaterThan(3.9);
  });
});

describe('a window of permits', () => {
  it('with one permit loses all but the first: 1 − (1 − e^−λW) / λW', () => {
    expect(fixedWindowLoss(3, 1)).toBeCloseTo(1 - (1 - Math.exp(-3)) / 3, 12);
  });

  it('loses nobody where there is a permit for each, and nearly all where there are few', () => {
    expect(fixedWindowLoss(2, 60)).toBeCloseTo(0, 12);
    expect(fixedWindowLoss(500, 5)).toBeCloseTo(1 - 5 / 500, 10);
  });
});
