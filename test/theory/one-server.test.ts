/** One server, Poisson arrivals: M/M/1, M/D/1 and M/G/1, and the orders of service. */
import { describe, test } from 'vitest';
import { md1 } from '../../src/verify/formulas/md1.ts';
import { mg1 } from '../../src/verify/formulas/mg1.ts';
import {
  mm1,
  mm1ResponsePercentile,
  mm1ResponseTail,
  mm1WaitPercentile,
} from '../../src/verify/formulas/mm1.ts';
import { mm1Lifo, mm1LifoWaitPercentile } from '../../src/verify/formulas/mm1-lifo.ts';
import {
  balancedHyperexponential,
  boundedPareto,
  exponential,
  hyperexponential,
  lognormalThrough,
  type Moments,
} from '../../src/verify/formulas/moments.ts';
import { priorityWaitMeans, priorityWaitMeansOfMany } from '../../src/verify/formulas/priority.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

describe('M/M/1', () => {
  const queue = { arrivalRate: 60, serviceMean: 0.01 };
  const system = station({ seconds: 1200, step: { work: { exponential: '10ms' } }, rate: 60 });

  test('one server with exponential work waits and answers as M/M/1', () => {
    const theory = mm1(queue);
    expectTheory(system, [
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
      { metric: 'latency-p50', of: 'load users', is: mm1ResponsePercentile(queue, 0.5) },
      { metric: 'latency-p95', of: 'load users', is: mm1ResponsePercentile(queue, 0.95) },
      { metric: 'latency-p99', of: 'load users', is: mm1ResponsePercentile(queue, 0.99), halfWidthMax: 0.04 },
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
      {
        metric: 'queue-wait-p50',
        of: 'service station',
        is: mm1WaitPercentile(queue, 0.5),
        halfWidthMax: 0.04,
      },
      {
        metric: 'queue-wait-p90',
        of: 'service station',
        is: mm1WaitPercentile(queue, 0.9),
        halfWidthMax: 0.03,
      },
      {
        metric: 'queue-wait-p99',
        of: 'service station',
        is: mm1WaitPercentile(queue, 0.99),
        halfWidthMax: 0.04,
      },
      { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean, halfWidthMax: 0.03 },
      { metric: 'in-flight', of: 'load users', is: theory.inSystemMean },
      { metric: 'utilisation', of: 'service station', is: theory.utilisation },
      { metric: 'throughput', of: 'load users', is: queue.arrivalRate },
    ]);
  });

  test('last come, first served waits as long on average as first come, first served, and is less even', () => {
    const theory = mm1Lifo(queue);
    const lifo = station({
      seconds: 1200,
      step: { work: { exponential: '10ms' } },
      service: { queue: { limit: 'none', order: 'lifo' } },
      rate: 60,
    });
    expectTheory(lifo, [
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
      {
        metric: 'queue-wait-p50',
        of: 'service station',
        is: mm1LifoWaitPercentile(queue, 0.5),
        halfWidthMax: 0.03,
      },
      {
        metric: 'queue-wait-p90',
        of: 'service station',
        is: mm1LifoWaitPercentile(queue, 0.9),
        halfWidthMax: 0.03,
      },
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
    ]);
  });

  test('a caller that gives up does not stop the work: as many time out as M/M/1 answers too late', () => {
    const late = mm1ResponseTail(queue, 0.05);
    const impatient = station({
      seconds: 1200,
      step: { work: { exponential: '10ms' } },
      rate: 60,
      load: { timeout: '50ms' },
    });
    const claims = [
      { metric: 'timed-out', of: 'load users', is: late, halfWidthMax: 0.04 },
      { metric: 'unwanted', of: 'service station', is: late, halfWidthMax: 0.04 },
      { metric: 'utilisation', of: 'service station', is: 0.6 },
      { metric: 'queue-wait-mean', of: 'service station', is: mm1(queue).waitMean, halfWidthMax: 0.03 },
    ] as const;
    expectTheory(impatient, claims, { loose: true });
  });
});

describe('M/D/1', () => {
  test('one server with constant work waits half as long as M/M/1', () => {
    const theory = md1(60, 0.01);
    expectTheory(station({ seconds: 800, step: { work: '10ms' }, rate: 60 }), [
      { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean },
      { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean },
      { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
    ]);
  });
});

describe('M/G/1', () => {
  const shapes: { name: string; work: unknown; moments: Moments; seconds: number }[] = [
    {
      name: 'lognormal work through a median and a p99',
      work: { median: '8ms', p99: '40ms' },
      moments: lognormalThrough(0.008, 0.04),
      seconds: 1500,
    },
    {
      name: 'hyperexponential work of cv 1.5',
      work: { hyperexponential: { mean: '10ms', cv: 1.5 } },
      moments: hyperexponential(balancedHyperexponential(0.01, 1.5)),
      seconds: 1800,
    },
    {
      name: 'bounded Pareto work of shape 2.5',
      work: { pareto: { from: '6ms', to: '300ms', shape: 2.5 } },
      moments: boundedPareto(0.006, 0.3, 2.5),
      seconds: 2200,
    },
  ];
  for (const { name, work, moments, seconds } of shapes) {
    test(`one server with ${name} waits by Pollaczek and Khinchine`, () => {
      const theory = mg1(40, moments);
      expectTheory(station({ seconds, step: { work }, rate: 40 }), [
        { metric: 'queue-wait-mean', of: 'service station', is: theory.waitMean, halfWidthMax: 0.03 },
        { metric: 'latency-mean', of: 'load users', is: theory.responseMean },
        { metric: 'utilisation', of: 'service station', is: theory.utilisation },
      ]);
    });
  }
});

describe('priorities', () => {
  const of = (
    order: string,
    threads: number,
    loads: readonly { priority: number; rate: number; work: string }[],
  ) => ({
    run: { length: '1000s', warmup: '50s' },
    services: {
      station: {
        concurrency: { threads },
        queue: { limit: 'none', order },
        operations: Object.fromEntries(
          loads.map(({ work }, i) => [`serve-${i}`, [{ work: { exponential: work } }]]),
        ),
      },
    },
    load: loads.map(({ priority, rate }, i) => ({
      name: `class-${i}`,
      operation: `station.serve-${i}`,
      priority,
      arrivals: { poisson: `${rate}/s` },
    })),
  });

  test('three classes on one server wait by Cobham', () => {
    const loads = [
      { priority: 0, rate: 20, work: '10ms' },
      { priority: 1, rate: 20, work: '5ms' },
      { priority: 7, rate: 20, work: '14ms' },
    ];
    const means = [0.01, 0.005, 0.014];
    const waits = priorityWaitMeans(
      loads.map(({ rate }, i) => ({ arrivalRate: rate, service: exponential(means[i]) })),
    );
    expectTheory(
      of('priority', 1, loads),
      waits.map((wait, i) => ({
        metric: 'latency-mean',
        of: `load class-${i}` as const,
        is: wait + means[i],
      })),
    );
  });

  test('two classes on four servers wait by Cobham', () => {
    const waits = priorityWaitMeansOfMany([160, 120], 0.01, 4);
    const loads = [
      { priority: 3, rate: 160, work: '10ms' },
      { priority: 9, rate: 120, work: '10ms' },
    ];
    const system = { ...of('priority', 4, loads), run: { length: '260s', warmup: '20s' } };
    expectTheory(
      system,
      waits.map((wait, i) => ({ metric: 'latency-mean', of: `load class-${i}` as const, is: wait + 0.01 })),
    );
  });

  test('classes mean nothing to a queue that serves in order of arrival', () => {
    const loads = [
      { priority: 0, rate: 25, work: '10ms' },
      { priority: 7, rate: 25, work: '10ms' },
    ];
    const { responseMean } = mm1({ arrivalRate: 50, serviceMean: 0.01 });
    expectTheory(of('fifo', 1, loads), [
      { metric: 'latency-mean', of: 'load class-0', is: responseMean },
      { metric: 'latency-mean', of: 'load class-1', is: responseMean },
    ]);
  });
});
