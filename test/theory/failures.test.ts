/** What failures do to load and success: retries, layers of them, and the algebra of availability. */
import { describe, test } from 'vitest';
import { fromTimes, inParallel, inSeries } from '../../src/verify/formulas/availability.ts';
import {
  amplification,
  amplificationThroughLayers,
  fullJitterMean,
  successAfterRetries,
} from '../../src/verify/formulas/retries.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

const async = { concurrency: { async: 1_000_000 } };

describe('retries', () => {
  for (const { fail, attempts } of [
    { fail: 0.1, attempts: 3 },
    { fail: 0.5, attempts: 4 },
  ]) {
    test(`${attempts} attempts that fail with probability ${fail} multiply the load by a truncated series`, () => {
      const system = station({
        seconds: 200,
        service: async,
        step: { fail: `${fail * 100}%` },
        rate: 200,
        load: { retry: { attempts } },
      });
      expectTheory(system, [
        { metric: 'amplification', of: 'load users', is: amplification(fail, attempts) },
        { metric: 'attempts', of: 'load users', is: 200 * amplification(fail, attempts) },
        { metric: 'success', of: 'load users', is: successAfterRetries(fail, attempts) },
        { metric: 'availability', of: 'service station', is: 1 - fail },
      ]);
    });
  }

  test('three layers of retries multiply each other', () => {
    const layer = (call: string) => ({ ...async, operations: { go: [{ call, retry: { attempts: 3 } }] } });
    const system = {
      run: { length: '150s' },
      services: {
        top: layer('middle.go'),
        middle: layer('bottom.go'),
        bottom: { ...async, operations: { go: [{ fail: '50%' }] } },
      },
      load: [{ name: 'users', operation: 'top.go', arrivals: { poisson: '100/s' }, retry: { attempts: 3 } }],
    };
    // What the last layer gives up the one above tries again, and so on: the top fails with 0.5^27.
    expectTheory(system, [
      { metric: 'attempts', of: 'service bottom', is: 100 * amplificationThroughLayers(0.5, 3, 3) },
      { metric: 'failure', of: 'service bottom', is: 0.5 ** 3 },
    ]);
  });

  test('backoff with full jitter pauses for half of its bound on average', () => {
    const system = station({
      seconds: 150,
      service: async,
      step: { fail: '100%' },
      rate: 100,
      load: { retry: { attempts: 4, backoff: { base: '50ms', factor: 2, max: '150ms', jitter: 'full' } } },
    });
    const pauses = [1, 2, 3].map((retry) => fullJitterMean(0.05, 2, retry, 0.15));
    const claims = [
      { metric: 'time-to-end-mean', of: 'load users', is: pauses[0] + pauses[1] + pauses[2] },
    ] as const;
    expectTheory(system, claims, { loose: true });
  });
});

describe('availability', () => {
  const part = (fail: string) => ({ ...async, operations: { serve: [{ fail }] } });

  test('of parts that are all needed multiplies', () => {
    const system = {
      run: { length: '200s' },
      services: {
        front: {
          ...async,
          operations: { go: [{ call: 'a.serve' }, { parallel: [{ call: 'b.serve' }, { call: 'c.serve' }] }] },
        },
        a: part('10%'),
        b: part('20%'),
        c: part('5%'),
      },
      load: [{ name: 'users', operation: 'front.go', arrivals: { poisson: '100/s' } }],
    };
    expectTheory(system, [{ metric: 'success', of: 'load users', is: inSeries([0.9, 0.8, 0.95]) }]);
  });

  test('of three parts any of which will do forgives', () => {
    const system = station({
      seconds: 300,
      service: { ...async, replicas: 3 },
      step: { fail: '40%' },
      rate: 100,
      load: { retry: { attempts: 3 } },
    });
    const failure = 1 - inParallel([0.6, 0.6, 0.6]);
    expectTheory(system, [{ metric: 'failure', of: 'load users', is: failure }]);
  });

  test('is the share of each cycle that a service is up', () => {
    const system = {
      ...station({ seconds: 200, service: async, step: { sleep: '1us' }, rate: 100 }),
      faults: [{ crash: 'station', at: '0s', for: '1s', repeat: { every: '5s' } }],
    };
    expectTheory(system, [{ metric: 'success', of: 'load users', is: fromTimes(4, 1) }], { loose: true });
  });
});
