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

describe('a fault that waits', () => {
  const toldAt = (run: Run, at: number) => {
    run.advance(at);
    return faultSpans(run).map((span) => sayFault(span, run.plan, run.now));
  };
  const slow = { slow: 'shop', factor: 200, at: '4s', for: '2s' };

  it('is told with what it waits for, then like any other', () => {
    const cure = { drain: 'shop', when: { utilisation: 'shop', above: '30%', for: '500ms' }, for: '1s' };
    const run = new Run(planOf(shop(slow, { ...cure, name: 'cure', at: '3s' })));
    expect(toldAt(run, 1e9)[1]).toBe('cure waits for shop above 30% for 500ms, from 3s on');
    expect(toldAt(run, 3e9)[1]).toBe('cure waits for shop above 30% for 500ms');
    expect(toldAt(run, 5e9)[1]).toMatch(/^cure \d+ms left$/);
    expect(toldAt(run, 10e9)).toEqual(['slow-shop over', 'cure over']);
  });

  it('tells each kind of condition in its words', () => {
    const waits = (when: object) => {
      const crash = { crash: 'shop', name: 'late', when };
      return toldAt(new Run(planOf(shop(slow, crash))), 1e9)[1];
    };
    expect(waits({ waiting: 'shop', above: 20 })).toBe('late waits for shop above 20 waiting');
    expect(waits({ busy: 'shop', below: 0 })).toBe('late waits for shop below 0 busy slots');
    expect(waits({ 'latency-p99': 'run', above: '250ms', for: '5s' })).toBe(
      'late waits for latency-p99 of run above 250ms over 1s for 5s',
    );
    expect(waits({ began: 'slow-shop' })).toBe('late waits for slow-shop to begin');
    expect(waits({ ended: 'slow-shop', after: '2s' })).toBe('late waits for slow-shop to end, then 2s');
  });

  it('never came where it waited to the end, and is called off where somebody lifts it', () => {
    const inVain = { crash: 'shop', name: 'late', when: { waiting: 'shop', above: 1000 } };
    const run = new Run(planOf(shop(inVain)));
    expect(toldAt(run, 10e9)).toEqual(['late never came']);
    const lifted = new Run(planOf(shop(inVain)));
    lifted.advance(1e9);
    lifted.lift('late');
    expect(toldAt(lifted, 2e9)).toEqual(['late called off']);
  });
});
