/** What known systems set bulkheads and hedges to is something that a scenario may write, and comes to what they document. */
import { describe, expect, test } from 'vitest';
import { presets as bulkheads } from '../../../src/sim/policy/bulkhead.ts';
import { presets as hedges } from '../../../src/sim/policy/hedge-params.ts';
import { planOf } from '../../support/simulate.ts';
import { timeline } from '../../timelines/facts.ts';

const system = (policy: object, load: object, work: string) => ({
  run: { length: '20s' },
  services: { web: { replicas: 5, concurrency: { threads: 100 }, operations: { ask: [{ work }] } } },
  load: [{ name: 'people', operation: 'web.ask', ...load, ...policy }],
});
const burst = (size: number) => ({ arrivals: { bursts: { size, every: '10s' } } });

describe('a bulkhead as it is in', () => {
  test.each([
    ['resilience4j', 25],
    ['hystrix', 10],
  ] as const)('%s lets %i in and nobody wait', (name, places) => {
    const lines = timeline(system({ bulkhead: bulkheads[name] }, burst(40), '100ms'), ['ended'], {
      until: 10.05e9,
    });
    expect(lines.length).toBe(40 - places);
  });
});

test('a bulkhead as it is in Envoy lets 1024 in, and as many wait', () => {
  const busy = system({ bulkhead: bulkheads.envoy }, burst(2050), '100ms');
  expect(timeline(busy, ['ended'], { until: 10.05e9 })).toHaveLength(2);
});

describe('a hedge as it is in', () => {
  const tries = (name: keyof typeof hedges) =>
    timeline(system({ hedge: hedges[name] }, burst(1), '9s'), ['try']).map(
      (line) => Number.parseFloat(line) - 10_000,
    );

  test('gRPC sends up to four tries half a second apart', () => {
    expect(tries('grpc')).toEqual([0, 500, 1000, 1500]);
  });

  test('Polly sends one more after two seconds', () => {
    expect(tries('polly')).toEqual([0, 2000]);
  });

  test('Finagle sends nothing more while it knows no answers', () => {
    expect(tries('finagle')).toEqual([0]);
    expect(() => planOf(system({ hedge: hedges.finagle }, burst(1), '9s'))).not.toThrow();
  });
});
