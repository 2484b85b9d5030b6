/** One Poisson stream over replicas with a queue each, by one client. */
import { describe, test } from 'vitest';
import {
  choicesResponseMean,
  shareWithAtLeast,
  shortestOfTwoResponseMean,
} from '../../src/verify/formulas/choices.ts';
import { randomSplit, roundRobin } from '../../src/verify/formulas/dispatch.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

describe('balancers', () => {
  const pool = (balancer: string, replicas: number, rate: number, seconds: number, load: object = {}) =>
    station({
      seconds,
      step: { work: { exponential: '10ms' } },
      service: { replicas, balancer },
      rate,
      load,
    });

  test('random makes each replica an M/M/1 of its own', () => {
    const theory = randomSplit({ arrivalRate: 240, serviceMean: 0.01, servers: 4 });
    expectTheory(pool('random', 4, 240, 250), [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
      { metric: 'utilisation', of: 'replica station/3', is: theory.utilisation },
    ]);
  });

  test('round robin gives each replica every fourth arrival, which is E4/M/1', () => {
    const theory = roundRobin({ arrivalRate: 280, serviceMean: 0.01, servers: 4 });
    expectTheory(pool('round-robin', 4, 280, 250), [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
    ]);
  });

  test('least requests of one client join the shorter of two queues', () => {
    expectTheory(pool('least-requests', 2, 140, 400), [
      { metric: 'latency-mean', of: 'load users', is: shortestOfTwoResponseMean(140, 0.01) },
    ]);
  });

  test('two choices among many queues have the doubly exponential tail of Mitzenmacher', () => {
    // Five hundred are not the infinitely many of the theory: a deviation of the order of 1/500 is expected.
    const slack = 1 / 500;
    const mean = choicesResponseMean({ arrivalRate: 80, serviceMean: 0.01 }, 2);
    // Who joins at place n + 1 waits for n + 1 exponential works.
    let within = 0;
    for (let n = 0, erlangTail = 0, term = Math.exp(-5); n < 40; n++) {
      erlangTail += term;
      term *= 5 / (n + 1);
      const joins = shareWithAtLeast(0.8, 2, n) ** 2 - shareWithAtLeast(0.8, 2, n + 1) ** 2;
      within += joins * (1 - erlangTail);
    }
    expectTheory(pool('two-choices', 500, 40_000, 2, { within: '50ms' }), [
      { metric: 'latency-mean', of: 'load users', is: mean, slack },
      { metric: 'late', of: 'load users', is: 1 - within, slack: 5 * slack, halfWidthMax: 0.04 },
    ]);
  });
});
