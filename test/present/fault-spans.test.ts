/** When faults are told to begin and to end. */
import { describe, expect, it } from 'vitest';
import { faultSpans, sayFault } from '../../src/present/fault-spans.ts';
import { Run } from '../../src/sim/index.ts';
import { planOf, simulate } from '../support/simulate.ts';

const shop = (...faults: readonly Record<string, unknown>[]) => ({
  run: { length: '10s' },
  services: { shop: { concurrency: { threads: 1 }, operations: { buy: [{ work: '1ms' }] } } },
  load: [{ name: 'people', operation: 'shop.buy', arrivals: { constant: '10/s' } }],
  faults,
});

describe('a fault of an instant', () => {
  const burst = { burst: 'people', requests: 3, at: '2s' };

  it('ends when it begins', () => {
    const [span] = faultSpans(simulate(shop(burst)));
    expect(span).toMatchObject({
      from: 2e9,
      to: 2e9,
      times: [{ from: 2e9, to: 2e9 }],
      stage: 'past',
      hits: 3,
    });
  });

  it('that repeats ends with its last beginning', () => {
    const [span] = faultSpans(simulate(shop({ ...burst, repeat: { every: '3s', times: 2 } })));
    expect([span.from, span.to]).toEqual([2e9, 5e9]);
  });

  it('is to come, about to begin, and over', () => {
    const told = [1e9, 2e9, 3e9].map((until) => {
      const run = new Run(planOf(shop(burst)));
      run.advance(until);
      return sayFault(faultSpans(run)[0], run.plan, run.now);
    });
    expect(told).toEqual(['burst-people in 1s', 'burst-people about to begin', 'burst-people over']);
  });
});

it('a fault that lasts ends when it ends', () => {
  const [span] = faultSpans(simulate(shop({ slow: 'shop', factor: 2, at: '2s', for: '1s' })));
  expect([span.from, span.to]).toEqual([2e9, 3e9]);
});
