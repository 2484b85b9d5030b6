/** A replica that dies forgets what it knew as a caller. */
import { expect, it } from 'vitest';
import { simulate } from '../support/simulate.ts';

const system = (faults: unknown[]) => ({
  run: { length: '60s' },
  services: {
    web: {
      concurrency: { threads: 50 },
      operations: {
        ask: [
          {
            call: 'store.get',
            breaker: { 'failure-rate': '50%', window: 10, minimum: 10, open: '1h', probes: 1 },
          },
        ],
      },
    },
    store: { concurrency: { threads: 50 }, operations: { get: [{ work: '1ms' }] } },
  },
  load: [{ name: 'users', operation: 'web.ask', arrivals: { constant: '100/s' } }],
  faults: [{ errors: 'store', share: '100%', at: '10s', for: '5s' }, ...faults],
});

/** Calls that reached the store in the last half minute. */
function servedLate(faults: unknown[]): number {
  const run = simulate(system(faults), { moments: [30e9] });
  const edge = run.plan.directory.edges.findIndex(({ name }) => name === 'web -> store.get');
  return run.interval(30e9, 60e9).attempts(edge);
}

it('an open breaker stays open, but not in a replica that was restarted', () => {
  expect(servedLate([])).toBe(0);
  expect(servedLate([{ crash: 'web', at: '20s', for: '1s' }])).toBeGreaterThan(2900);
});
