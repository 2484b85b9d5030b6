/** What failures do to load and success: retries, layers of them, and the algebra of availability. */
import { describe, expect, test } from 'vitest';
import { fromTimes, inParallel, inSeries } from '../../src/verify/formulas/availability.ts';
import {
  amplification,
  amplificationThroughLayers,
  amplificationUnderBudget,
  fullJitterMean,
  successAfterRetries,
  tokensPerAwsCall,
} from '../../src/verify/formulas/retries.ts';
import { sentWhenAnsweredCounts, sentWhenOfferedCounts } from '../../src/verify/formulas/throttle.ts';
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

  const failing = (fail: string, retry: Record<string, unknown>) =>
    station({ seconds: 200, service: async, step: { fail }, rate: 200, load: { retry } });

  test('under a budget of 10% add a tenth to the load and no more, however much fails', () => {
    for (const fail of [0.02, 0.3, 0.9]) {
      const system = failing(`${fail * 100}%`, { attempts: 4, budget: '10%' });
      const is = amplificationUnderBudget(fail, 4, 0.1);
      // An account forgets in steps of a second: parts of a retry are lost.
      expectTheory(system, [{ metric: 'amplification', of: 'load users', is, slack: 0.001 }], { seeds: 8 });
    }
  });

  test('of an AWS client go on while its successes fill the bucket faster than its retries drain it', () => {
    expect(tokensPerAwsCall(0.2)).toBeGreaterThan(0);
    expect(tokensPerAwsCall(0.5)).toBeLessThan(0);
    const retry = { attempts: 3, budget: { aws: {} } };
    const claim = { metric: 'amplification', of: 'load users' } as const;
    expectTheory(failing('20%', retry), [{ ...claim, is: amplification(0.2, 3) }], { seeds: 8 });
    expect(() =>
      expectTheory(failing('50%', retry), [{ ...claim, is: amplification(0.5, 3) }], { seeds: 8 }),
    ).toThrow('disagrees');
  });

  test('three layers of four attempts make sixty-four of one, where nothing answers', () => {
    expect(amplificationThroughLayers(1, 4, 3)).toBe(64);
    const layer = (call: string) => ({ ...async, operations: { go: [{ call, retry: { attempts: 4 } }] } });
    const system = {
      run: { length: '100s' },
      services: {
        top: layer('middle.go'),
        middle: layer('bottom.go'),
        bottom: { ...async, operations: { go: [{ fail: '100%' }] } },
      },
      load: [{ name: 'users', operation: 'top.go', arrivals: { constant: '10/s' }, retry: { attempts: 4 } }],
    };
    expectTheory(system, [{ metric: 'attempts', of: 'service bottom', is: 640, slack: 0.001 }], { seeds: 2 });
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

describe('a throttle before a callee that refuses all but one at a time', () => {
  const service = { queue: { limit: 0 } };
  const throttled = (throttle: Record<string, unknown>) =>
    station({ seconds: 250, service, step: { sleep: '20ms' }, rate: 500, load: { throttle } });
  const claims = (sent: number) => [
    { metric: 'attempts', of: 'load users', is: sent, halfWidthMax: 0.03 } as const,
    {
      metric: 'throughput',
      of: 'service station',
      is: sent / (1 + sent * 0.02),
      halfWidthMax: 0.03,
    } as const,
  ];

  test('sends (K − 1) / d requests a second when it counts what is offered', () => {
    const is = sentWhenOfferedCounts(2, 0.02);
    expect(is).toBe(50);
    expectTheory(throttled({ window: '4s' }), claims(is), { seeds: 10 });
    expectTheory(throttled({ window: '4s', 'success-rate': '25%' }), claims(sentWhenOfferedCounts(4, 0.02)), {
      seeds: 10,
    });
  });

  test('sends as much as Envoy does when it counts what is answered', () => {
    const is = sentWhenAnsweredCounts(1 / 0.95, 0.02, 500);
    expectTheory(throttled({ preset: 'envoy', window: '4s' }), claims(is), { seeds: 10 });
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
