/**
 * Every step of the learned limits, by the formulas of the originals. Where a number is from the tests of
 * Netflix' concurrency-limits (AIMDLimitTest, VegasLimitTest) it says so.
 */
import { describe, expect, test } from 'vitest';
import { adaptiveConcurrency } from '../../../src/sim/policy/adaptive-concurrency.ts';
import { KINDS, kindOf } from '../../../src/sim/policy/adaptive-params.ts';
import { aimd } from '../../../src/sim/policy/limits/aimd.ts';
import { gradient } from '../../../src/sim/policy/limits/gradient.ts';
import { gradient2 } from '../../../src/sim/policy/limits/gradient2.ts';
import { LIMIT } from '../../../src/sim/policy/limits/settings.ts';
import { vegas } from '../../../src/sim/policy/limits/vegas.ts';

const LIMITS = { aimd, vegas, gradient2, gradient };
const MS = 1e6;

/** A limit alone with its numbers, and a clock that the test moves. Luck is always the same. */
function alone(written: Record<string, unknown>, luck = 0.5) {
  const params = adaptiveConcurrency.params.parse(written);
  const host = {
    clock: new Float64Array(1),
    settings: Float64Array.from(adaptiveConcurrency.settingsOf(params)),
    shared: Float64Array.from(adaptiveConcurrency.sharedOf(params)),
    uniform: () => luck,
  };
  const kind = LIMITS[kindOf(params)];
  const limit = () => {
    kind.catchUp(host, 0, 0);
    return host.shared[LIMIT];
  };
  return {
    limit,
    /** It is so late, ms. */
    at: (ms: number) => {
      host.clock[0] = ms * MS;
      return limit();
    },
    /** An answer after so many ms, with so many in when it went in. Returns the limit after it. */
    answer: (ms: number, alongside: number, isDropped = false) => {
      kind.catchUp(host, 0, 0);
      kind.learn(host, 0, 0, { row: 0, spent: ms * MS, alongside, isDropped });
      return host.shared[LIMIT];
    },
  };
}

/** The same answer so many times. */
function answers(one: ReturnType<typeof alone>, count: number, ms: number, alongside: number): number {
  for (let i = 0; i < count; i++) one.answer(ms, alongside);
  return one.limit();
}

test('without a kind it is Gradient2, a preset means its own, and each begins with its defaults', () => {
  const kind = (written: Record<string, unknown>) => kindOf(adaptiveConcurrency.params.parse(written));
  expect(kind({})).toBe('gradient2');
  expect(kind({ preset: 'netflix' })).toBe('gradient2');
  expect(kind({ preset: 'netflix', kind: 'vegas' })).toBe('vegas');
  expect(kind({ preset: 'envoy' })).toBe('gradient');
  expect(KINDS.map((each) => alone({ kind: each }).limit())).toEqual([20, 20, 20, 3]);
  expect(alone({ preset: 'netflix', initial: 33 }).limit()).toBe(33);
});

describe('AIMD', () => {
  test('one more after an answer, nine tenths after a drop, rounded down', () => {
    const limit = alone({ kind: 'aimd', initial: 10, min: 1 });
    expect(limit.answer(1, 10)).toBe(11); // AIMDLimitTest
    expect(alone({ kind: 'aimd', initial: 10, min: 1 }).answer(1, 10, true)).toBe(9); // AIMDLimitTest
    const large = alone({ kind: 'aimd', initial: 100 });
    expect([large.answer(1, 50, true), large.answer(1, 50, true), large.answer(1, 50, true)]).toEqual([
      90, 81, 72,
    ]);
  });

  test('it grows only while at least half of it is in use', () => {
    const limit = alone({ kind: 'aimd', initial: 21 });
    expect(limit.answer(1, 10)).toBe(21);
    expect(limit.answer(1, 11)).toBe(22);
  });

  test('an answer that took longer than five seconds is a drop', () => {
    const limit = alone({ kind: 'aimd', initial: 100 });
    expect(limit.answer(5000, 100)).toBe(101);
    expect(limit.answer(5000.000001, 100)).toBe(90);
  });

  test('it stays between 20 and 200', () => {
    const limit = alone({ kind: 'aimd', initial: 199 });
    expect(answers(limit, 5, 1, 200)).toBe(200);
    for (let i = 0; i < 40; i++) limit.answer(1, 1, true);
    expect(limit.limit()).toBe(20);
  });
});

describe('Vegas', () => {
  /** As VegasLimitTest has it: a limit of 10 and never more than 20; α = 3 and β = 6 are those of limits below 100. */
  const ten = () => alone({ kind: 'vegas', initial: 10, max: 20 });

  test('the first answer only says how fast it can be; no queue lets it grow by β', () => {
    const limit = ten();
    expect(limit.answer(10, 10)).toBe(10);
    expect(limit.answer(10, 11)).toBe(16);
    expect(limit.answer(10, 16)).toBe(20);
  });

  test('a long queue shrinks it by the logarithm, one between α and β leaves it', () => {
    const slow = ten();
    slow.answer(10, 10);
    expect(slow.answer(50, 11)).toBe(9); // ⌈10 · 0.8⌉ = 8 > 6
    const fair = ten();
    fair.answer(10, 10);
    expect(fair.answer(14, 14)).toBe(10); // ⌈10 · 0.2857⌉ = 3
    const short = ten();
    short.answer(10, 10);
    expect(short.answer(12, 14)).toBe(11); // ⌈10 · 0.1667⌉ = 2 < 3
  });

  test('from 100 on the steps are twice as long', () => {
    const from = (ms: number, isDropped = false) => {
      const limit = alone({ kind: 'vegas', initial: 200 });
      limit.answer(10, 200);
      return limit.answer(ms, 200, isDropped);
    };
    expect(from(10.1)).toBe(212); // ⌈1.98⌉ = 2 ≤ 2: +6·2
    expect(from(10.2)).toBe(202); // ⌈3.92⌉ = 4 < 6: +2
    expect(from(10.4)).toBe(200); // ⌈7.69⌉ = 8, between 6 and 12
    expect(from(11)).toBe(198); // ⌈18.2⌉ = 19 > 12
    expect(from(10, true)).toBe(198);
  });

  test('it does not grow while less than half of it is in use, but a drop always counts', () => {
    const limit = ten();
    limit.answer(10, 10);
    expect(limit.answer(10, 4)).toBe(10);
    expect(limit.answer(10, 4, true)).toBe(9);
  });

  test('smoothing takes a part of each step', () => {
    const limit = alone({ kind: 'vegas', initial: 100, max: 200, smoothing: '50%' });
    limit.answer(10, 100);
    expect(limit.answer(100, 100)).toBe(99);
    expect(limit.answer(100, 100)).toBe(98.5);
  });

  test('the fastest time is forgotten after 30 limits’ worth of samples, by luck half of that to all', () => {
    // With luck ½ that is 0.75 · 30 · 10: the 225th sample is the fastest time now, whatever it is.
    const limit = alone({ kind: 'vegas', initial: 10, min: 10 });
    limit.answer(10, 10);
    expect(answers(limit, 223, 30, 10)).toBe(10);
    expect(limit.answer(30, 10)).toBe(10);
    expect(limit.answer(30, 10)).toBe(16);
  });
});

describe('Gradient2', () => {
  test('fast answers let it grow by a fifth of the headroom at a time', () => {
    const limit = alone({});
    expect(limit.answer(10, 20)).toBeCloseTo(20.8, 12);
    expect(limit.answer(10, 20)).toBeCloseTo(21.6, 12);
  });

  test('below half of it in use it stays', () => {
    expect(alone({}).answer(10, 9)).toBe(20);
    expect(alone({}).answer(10, 10)).toBeCloseTo(20.8, 12);
  });

  test('half as slow again is still fast; slower shrinks it in proportion, at most to a half', () => {
    // Ten answers of 10 ms, then the mean is that of about 600: weight 2/601.
    const next = (ms: number) => {
      const limit = alone({ initial: 100 });
      answers(limit, 10, 10, 1);
      return limit.answer(ms, 100);
    };
    const mean = (ms: number) => 10 + ((ms - 10) * 2) / 601;
    expect(next(15)).toBeCloseTo(100 * 0.8 + 0.2 * (100 + 4), 9);
    expect(next(20)).toBeCloseTo(100 * 0.8 + 0.2 * ((100 * 1.5 * mean(20)) / 20 + 4), 9);
    expect(next(100)).toBeCloseTo(100 * 0.8 + 0.2 * (50 + 4), 9);
  });

  test('the first ten answers are a plain mean', () => {
    const limit = alone({ initial: 100 });
    limit.answer(10, 1);
    limit.answer(20, 1);
    // (10 + 20 + 60) / 3 = 30: 1.5 · 30 / 60 = 0.75.
    expect(limit.answer(60, 100)).toBeCloseTo(80 + 0.2 * (75 + 4), 9);
  });

  test('a mean more than twice as long as an answer comes down by a twentieth besides', () => {
    const limit = alone({ initial: 100 });
    answers(limit, 10, 90, 1);
    // 90 + (10 − 90) · 2/601 = 89.734, and 0.95 of it is what the next answer of 200 ms meets.
    limit.answer(10, 1);
    const mean = (90 - (80 * 2) / 601) * 0.95;
    const next = mean + ((200 - mean) * 2) / 601;
    expect(limit.answer(200, 100)).toBeCloseTo(80 + 0.2 * ((100 * 1.5 * next) / 200 + 4), 9);
  });

  test('it stays between 20 and 200', () => {
    const limit = alone({});
    expect(answers(limit, 1000, 10, 200)).toBe(200);
    expect(answers(limit, 40, 1000, 200)).toBe(20);
  });
});

describe('Envoy’s gradient', () => {
  /** Measured at 10 ms; then it is 1000 ms, the end of the fifty answers. */
  function measured(more: Record<string, unknown> = {}) {
    const limit = alone({ kind: 'gradient', ...more });
    limit.at(1000);
    answers(limit, 50, 10, 3);
    return limit;
  }

  test('it begins with 3 at a time until fifty answers have said how fast it can be', () => {
    const limit = alone({ kind: 'gradient' });
    limit.at(900);
    expect(answers(limit, 49, 10, 3)).toBe(3);
    limit.at(1100);
    expect(answers(limit, 1, 10, 3)).toBe(3);
    // Only now a window of 100 ms begins.
    answers(limit, 9, 10, 3);
    expect([limit.at(1199.999), limit.at(1200)]).toEqual([3, 5]);
  });

  test('each window of fast answers multiplies it by 1.25 and adds the root', () => {
    // 3.75 + 1.94, 6.25 + 2.5, 10 + 3.16, 16.25 + 4.03, each rounded down.
    const limit = measured();
    const steps = [1100, 1200, 1300, 1400].map((end) => {
      answers(limit, 20, 10, 3);
      return limit.at(end);
    });
    expect(steps).toEqual([5, 8, 13, 20]);
  });

  test('a window that ends at the instant at which the least time is due still counts', () => {
    // The least time is due a second after it was measured, with the end of the tenth window.
    const limit = measured({ remeasure: '1s', jitter: '0%' });
    limit.at(1950);
    answers(limit, 20, 10, 3);
    expect(limit.at(2000)).toBe(3);
    // Five is what that window made of the limit of 3, and what was put off: it is back after fifty answers.
    limit.at(2010);
    expect([answers(limit, 49, 10, 3), answers(limit, 1, 10, 3)]).toEqual([3, 5]);
  });

  test('windows without an answer change nothing', () => {
    const limit = measured();
    answers(limit, 1, 10, 3);
    expect([limit.at(1100), limit.at(5000), limit.at(40_000)]).toEqual([5, 5, 5]);
  });

  test('the median of a window counts, within a half and twice', () => {
    const limit = measured({ min: 3 });
    answers(limit, 20, 10, 3);
    limit.at(1100); // 5
    answers(limit, 20, 10, 3);
    limit.at(1200); // 8
    answers(limit, 20, 10, 3);
    limit.at(1300); // 13
    // Six of 10 ms and five of 200 ms: the median is 10.9 ms of its bin from 10 to 11. 1.25 · 10.5 / 10.916.
    answers(limit, 6, 10, 3);
    answers(limit, 5, 200, 3);
    expect(limit.at(1400)).toBe(Math.floor((13 * 13.125) / 10.916 + Math.sqrt((13 * 13.125) / 10.916)));
    // All of 200 ms: a half. 19 → 9.5 + 3.08.
    answers(limit, 6, 200, 3);
    expect(limit.at(1500)).toBe(12);
    // All of 1 ms, a tenth: twice. 24 + 4.9.
    answers(limit, 6, 1, 3);
    expect(limit.at(1600)).toBe(28);
  });

  test('a minute later, and up to 15 % of it by luck, it measures anew with 3 at a time, and then goes on as before', () => {
    // Luck ½: 60 s + 4.5 s after the end of the first measurement.
    const limit = measured();
    answers(limit, 20, 10, 3);
    limit.at(1100);
    answers(limit, 20, 10, 3);
    expect(limit.at(1200)).toBe(8);
    expect([limit.at(65_499.999), limit.at(65_500)]).toEqual([8, 3]);
    // Who went in before is no good; fifty who went in after are.
    limit.at(65_505);
    expect(answers(limit, 60, 10, 3)).toBe(3);
    limit.at(65_600);
    expect(answers(limit, 49, 20, 3)).toBe(3);
    expect(answers(limit, 1, 20, 3)).toBe(8);
    // The least time is 20.5 ms now: twice the 10.5 ms of before.
    answers(limit, 20, 20, 3);
    expect(limit.at(65_700)).toBe(Math.floor(10 + Math.sqrt(10)));
  });

  test('an hour without anybody is made good in one step', () => {
    const limit = measured();
    answers(limit, 20, 10, 3);
    expect(limit.at(3_600_000)).toBe(3);
    expect(answers(limit, 50, 10, 3)).toBe(5);
  });

  test('after five windows at the minimum it measures at once, which the least time needs most', () => {
    const limit = measured();
    // Ten times as slow: 3 · ½ + 1.22, at least 3. The limit was 3 before, so these are windows that leave it there.
    const ends = [1100, 1200, 1300, 1400];
    for (const end of ends) {
      answers(limit, 9, 100, 3);
      expect(limit.at(end)).toBe(3);
    }
    answers(limit, 9, 100, 3);
    limit.at(1500);
    // It measures: fifty answers later 100 ms is how fast it can be, and the limit grows again.
    limit.at(1700);
    answers(limit, 50, 100, 3);
    answers(limit, 9, 100, 3);
    expect(limit.at(1800)).toBe(5);
  });
});
