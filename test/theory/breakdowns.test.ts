/** Faults of replicas beside the theory of queues: a server that breaks down, a lock, a neighbour. */
import { describe, expect, test } from 'vitest';
import { type Interval, Run } from '../../src/sim/index.ts';
import { childKey0, drawUniform } from '../../src/sim/kernel/luck.ts';
import { mm1 } from '../../src/verify/formulas/mm1.ts';
import { psResponseMean } from '../../src/verify/formulas/processor-sharing.ts';
import { planOf } from '../support/simulate.ts';
import { agrees } from '../support/statistics.ts';
import { breakdownsNumberMean } from './formulas/breakdowns.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

/** Breakdowns of one seed: up and down for exponential times, one after the other. */
function breakdowns(seed: number, count: number, upMean: number, downMean: number) {
  const draw = (n: number) => -Math.log(drawUniform(seed, childKey0(seed, n, 1, n), n));
  let at = 0;
  const faults = Array.from({ length: count }, (_, i) => {
    at += Math.ceil(upMean * 1e9 * draw(2 * i));
    const length = Math.ceil(downMean * 1e9 * draw(2 * i + 1));
    const fault = { pause: 'station', at: `${at}ns`, for: `${length}ns`, name: `b${i}` };
    at += length;
    return fault;
  });
  return { faults, end: at };
}

test('a server that stands still now and then has as many in its system as the theory of breakdowns says', () => {
  const theory = { arrivalRate: 5, serviceRate: 12, failureRate: 0.5, repairRate: 2 };
  const numbers = Array.from({ length: 24 }, (_, i) => {
    const { faults, end } = breakdowns(i + 1, 1000, 1 / theory.failureRate, 1 / theory.repairRate);
    const plain = station({
      seconds: 1,
      step: { work: { exponential: '83.333333ms' } },
      rate: theory.arrivalRate,
    });
    const system = { ...plain, run: { length: `${end}ns` }, faults };
    const run = new Run(planOf(system), { seed: String(i + 1), windows: false });
    run.advance();
    expect(run.checkLedger()).toEqual([]);
    const whole: Interval = run.interval(0, run.plan.length);
    return whole.openTime(0) / whole.length;
  });
  const { holds, sentence } = agrees(numbers, breakdownsNumberMean(theory), { halfWidthMax: 0.05 });
  expect(holds, sentence).toBe(true);
});

test('the theory of breakdowns is that of M/M/1 where nothing fails', () => {
  const station = { arrivalRate: 60, serviceRate: 100, repairRate: 3 };
  expect(breakdownsNumberMean({ ...station, failureRate: 0 })).toBeCloseTo(1.5, 12);
  // By hand, from the balance of the two phases.
  expect(breakdownsNumberMean({ arrivalRate: 1, serviceRate: 3, failureRate: 1, repairRate: 2 })).toBeCloseTo(
    4 / 3,
    12,
  );
});

describe('a lock', () => {
  test('that is held for exponential times is the server of an M/M/1', () => {
    const queue = { arrivalRate: 60, serviceMean: 0.01 };
    const system = {
      ...station({
        seconds: 800,
        service: { concurrency: { async: 1_000_000 } },
        step: { work: '1us' },
        rate: queue.arrivalRate,
      }),
      faults: [{ 'lock-contention': 'station', hold: { exponential: '10ms' } }],
    };
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: mm1(queue).responseMean + 1e-6, halfWidthMax: 0.03 },
    ]);
  });
});

describe('a noisy neighbour', () => {
  test('who takes half of a shared core leaves a core of half the speed', () => {
    const system = {
      ...station({
        seconds: 800,
        service: { concurrency: { async: 1_000_000 }, cores: 1 },
        step: { work: { exponential: '10ms' } },
        rate: 30,
      }),
      faults: [{ 'noisy-neighbour': 'station', share: '50%' }],
    };
    // The same work in twice the time.
    const queue = { arrivalRate: 30, serviceMean: 0.02 };
    expectTheory(system, [{ metric: 'latency-mean', of: 'load users', is: psResponseMean(queue) }]);
  });
});
