/** Services that call services: tandem, branches and loops as Jackson networks, and slots that are held. */
import { describe, test } from 'vitest';
import { feedbackResponseMean, jackson, tandem } from '../../src/verify/formulas/jackson.ts';
import { heldSlotCapacity } from '../../src/verify/formulas/little.ts';
import { mm1 } from '../../src/verify/formulas/mm1.ts';
import { expectTheory } from './observe.ts';

/** Holds nothing and computes nothing: it only sends its requests from station to station. */
function front(steps: readonly unknown[]) {
  return { concurrency: { async: 1_000_000 }, operations: { go: steps } };
}

function exponentialServer(mean: string, threads = 1) {
  return {
    concurrency: { threads },
    queue: { limit: 'none' },
    operations: { serve: [{ work: { exponential: mean } }] },
  };
}

const users = (rate: number) => ({
  name: 'users',
  operation: 'front.go',
  arrivals: { poisson: `${rate}/s` },
});

describe('open networks', () => {
  test('stations in a row each behave as if they were alone', () => {
    const theory = tandem(40, [
      { serviceMean: 0.012, servers: 1 },
      { serviceMean: 0.04, servers: 3 },
      { serviceMean: 0.008, servers: 1 },
    ]);
    const system = {
      run: { length: '950s', warmup: '50s' },
      services: {
        front: front([{ call: 'first.serve' }, { call: 'second.serve' }, { call: 'third.serve' }]),
        first: exponentialServer('12ms'),
        second: exponentialServer('40ms', 3),
        third: exponentialServer('8ms'),
      },
      load: [users(40)],
    };
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      ...['first', 'second', 'third'].map((name, i) => ({
        metric: 'latency-mean',
        of: `service ${name}` as const,
        is: theory.stations[i].responseMean,
      })),
    ]);
  });

  test('a network with branches, a loop and two entries is Jackson’s', () => {
    // From a half go to b; the others, and all from b, go round again with probability 0.2.
    const theory = jackson(
      [
        { outsideRate: 40, serviceMean: 0.01, servers: 1 },
        { outsideRate: 10, serviceMean: 0.03, servers: 2 },
      ],
      [
        [0.1, 0.5],
        [0.2, 0],
      ],
    );
    const round = [{ call: 'a.serve' }, { branch: [{ share: '50%', steps: [{ call: 'b.serve' }] }] }];
    const again = { branch: [{ share: '20%', steps: [{ repeat: { again: '20%', steps: round } }] }] };
    const system = {
      run: { length: '950s', warmup: '50s' },
      services: {
        front: {
          concurrency: { async: 1_000_000 },
          operations: {
            go: [{ repeat: { again: '20%', steps: round } }],
            'go-by-b': [{ call: 'b.serve' }, again],
          },
        },
        a: exponentialServer('10ms'),
        b: exponentialServer('30ms', 2),
      },
      load: [users(40), { name: 'others', operation: 'front.go-by-b', arrivals: { poisson: '10/s' } }],
    };
    expectTheory(system, [
      { metric: 'offered', of: 'service a', is: theory.arrivalRates[0] },
      { metric: 'offered', of: 'service b', is: theory.arrivalRates[1] },
      { metric: 'latency-mean', of: 'service a', is: theory.stations[0].responseMean },
      { metric: 'latency-mean', of: 'service b', is: theory.stations[1].responseMean },
      { metric: 'latency-mean', of: 'run run', is: theory.responseMean },
    ]);
  });

  test('Bernoulli feedback to the end of the queue answers as theory says', () => {
    const system = {
      run: { length: '1100s', warmup: '50s' },
      services: {
        front: front([{ repeat: { again: '40%', steps: [{ call: 'station.serve' }] } }]),
        station: exponentialServer('12ms'),
      },
      load: [users(25)],
    };
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: feedbackResponseMean(25, 0.012, 0.4) },
      { metric: 'offered', of: 'service station', is: 25 / 0.6 },
    ]);
  });

  test('rounds of exponential work in one slot are one longer exponential work', () => {
    const system = {
      run: { length: '1050s', warmup: '50s' },
      services: {
        station: {
          concurrency: { threads: 1 },
          queue: { limit: 'none' },
          operations: { serve: [{ repeat: { again: '40%', steps: [{ work: { exponential: '12ms' } }] } }] },
        },
      },
      load: [{ name: 'users', operation: 'station.serve', arrivals: { poisson: '30/s' } }],
    };
    const theory = mm1({ arrivalRate: 30, serviceMean: 0.02 });
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
      { metric: 'utilisation', of: 'service station', is: 0.6 },
    ]);
  });
});

describe('slots', () => {
  const behind = {
    concurrency: { async: 1_000_000 },
    operations: { look: [{ sleep: { exponential: '15ms' } }] },
  };
  const steps = [{ work: '1ms' }, { call: 'behind.look' }];

  test('held until the answer cap what a caller can do, by Little', () => {
    const system = {
      run: { length: '32s', warmup: '2s' },
      services: {
        front: { concurrency: { threads: 8 }, queue: { limit: 50 }, operations: { go: steps } },
        behind,
      },
      load: [users(800)],
    };
    const capacity = heldSlotCapacity(8, 0.001, 0.015);
    expectTheory(system, [
      { metric: 'throughput', of: 'load users', is: capacity },
      { metric: 'refused', of: 'load users', is: 1 - capacity / 800 },
      { metric: 'in-flight', of: 'service behind', is: capacity * 0.015 },
    ]);
  });

  test('that only computing takes leave the rest to the core', () => {
    const system = {
      run: { length: '42s', warmup: '2s' },
      services: { front: front(steps), behind },
      load: [users(600)],
    };
    expectTheory(system, [
      { metric: 'throughput', of: 'load users', is: 600 },
      {
        metric: 'latency-mean',
        of: 'load users',
        is: mm1({ arrivalRate: 600, serviceMean: 0.001 }).responseMean + 0.015,
      },
      { metric: 'cores-utilisation', of: 'service front', is: 0.6 },
    ]);
  });
});
