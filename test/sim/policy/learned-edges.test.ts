/** The edges of learned limits: what is a drop, what tells nothing, and steps on the line between two rules. */
import { expect, test } from 'vitest';
import { LIMIT } from '../../../src/sim/policy/limits/settings.ts';
import { BINS, countIn, quantileIn } from '../../../src/sim/policy/limits/two-digits.ts';
import { OUTCOMES, type OutcomeName } from '../../../src/sim/terms/outcomes.ts';
import { door } from './door.ts';

/** Limit after each answer, of so many ms, that had so many beside it. */
function limits(
  written: Record<string, unknown>,
  ...answers: readonly [spent: number, alongside: number, how?: OutcomeName][]
) {
  const gate = door('adaptive-concurrency', { min: 1, ...written });
  return answers.map(([spent, alongside, how = 'ok'], i) => {
    for (let beside = 0; beside < alongside; beside++) gate.ask(1000 + i);
    gate.ended(1000 + i, OUTCOMES.indexOf(how), spent, spent);
    for (let beside = 1; beside < alongside; beside++)
      gate.ended(1000 + i, OUTCOMES.indexOf('cancelled'), 0, -1);
    return gate.shared[LIMIT];
  });
}

test('at the door an answer is one, good or bad; who was kept out, timed out or was too late is a drop; who left is no news', () => {
  const after = (how: OutcomeName) => limits({ kind: 'aimd', initial: 10 }, [1, 5, how])[0];
  expect(Object.fromEntries(OUTCOMES.map((how) => [how, after(how)]))).toEqual({
    ok: 11,
    degraded: 11,
    error: 11,
    'timed-out': 9,
    refused: 9,
    shed: 9,
    expired: 9,
    rejected: 10,
    cancelled: 10,
    lost: 10,
  });
});

test('Vegas leaves its limit at a queue of just β, and from 1000 on steps by the root', () => {
  // ⌈10 · (1 − 10/25)⌉ = 6.
  expect(limits({ kind: 'vegas', initial: 10, max: 20 }, [10, 10], [25, 10])).toEqual([10, 10]);
  expect(limits({ kind: 'vegas', initial: 10, max: 20 }, [10, 10], [26, 10])).toEqual([10, 9]);
  const at = (initial: number) => limits({ kind: 'vegas', initial, max: 2000 }, [10, 1], [10, 1, 'shed'])[1];
  expect([at(999), at(1000)]).toEqual([997, 969]);
});

test('an answer in no time at all tells nothing', () => {
  expect(limits({ kind: 'vegas', initial: 10, max: 20 }, [10, 10], [0, 10], [10, 10])).toEqual([10, 10, 16]);
  const [before, after, next] = limits({ kind: 'gradient2', initial: 20 }, [10, 20], [0, 20], [10, 20]);
  expect([before, after, next].map((each) => Number(each.toFixed(9)))).toEqual([20.8, 20.8, 21.6]);
});

test('a median between two bins is the end of the lower one', () => {
  const bins = new Float64Array(BINS);
  for (const micros of [10_000, 10_000, 200_000, 200_000]) countIn(bins, 0, micros);
  expect(quantileIn(bins, 0, 4, 0.5)).toBe(11_000);
});

test("Envoy's gradient counts whoever went in at the very instant at which it began to measure", () => {
  const gate = door('adaptive-concurrency', { kind: 'gradient', requests: 1 });
  gate.ask(0);
  gate.ended(10, OUTCOMES.indexOf('ok'), 10, 10);
  // Measured at 10 ms, so the first window ends at 110 ms: 3 · 1.25 + √3.75, rounded down.
  gate.ask(50);
  gate.ended(60, OUTCOMES.indexOf('ok'), 10, 10);
  gate.ask(110);
  expect(gate.shared[LIMIT]).toBe(5);
});
