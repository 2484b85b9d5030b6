/** How much simulated time a frame is worth. */
import { expect, test } from 'vitest';
import {
  budgetOf,
  FIRST_PACE,
  learn,
  SPEEDS,
  saySpeed,
  speedNear,
  targetOf,
} from '../../../src/ui/live/pace.ts';

test('at ten times the speed a frame of 80 ms is worth 800 ms', () => {
  expect(targetOf(5e9, 10, 80, 60e9)).toBe(5.8e9);
});

test('at a tenth of the speed it is worth eight', () => {
  expect(targetOf(5e9, 0.1, 80, 60e9)).toBe(5.008e9);
});

test('nothing goes beyond the end, however fast', () => {
  expect(targetOf(59.9e9, 1000, 80, 60e9)).toBe(60e9);
  expect(targetOf(0, Number.POSITIVE_INFINITY, 80, 60e9)).toBe(60e9);
});

test('a screen that slept for an hour does not make up for it, and time never goes back', () => {
  expect(targetOf(0, 1, 3_600_000, 1e15)).toBe(0.25e9);
  expect(targetOf(7e9, 1, -5, 60e9)).toBe(7e9);
});

test('the budget follows what the machine has shown, half the way each time', () => {
  let pace = FIRST_PACE;
  for (let i = 0; i < 20; i++) pace = learn(pace, 16_000, 8);
  expect(budgetOf(pace, 8)).toBeGreaterThan(15_900);
  expect(budgetOf(pace, 8)).toBeLessThanOrEqual(16_000);
  expect(learn(pace, 0, 8)).toBe(pace);
  expect(learn(pace, 5, 0.01)).toBe(pace);
});

test('however slow the machine, one event is always allowed', () => {
  expect(budgetOf({ eventsPerMs: 1 }, 0.01)).toBe(1);
});

test('a wish between two speeds gets the slower one', () => {
  expect(
    [0.01, 1, 7, 999, 5000, Number.POSITIVE_INFINITY].map((wish) => saySpeed(SPEEDS[speedNear(wish)])),
  ).toEqual(['0.1x', '1x', '5x', '500x', '1000x', 'max']);
});
