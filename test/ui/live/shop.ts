/** A shop to play with: two loads, four services, a queue, and one fault that is planned. */
import { planOf } from '../../support/simulate.ts';

export const SHOP = {
  run: { length: '2m', warmup: '5s', seed: 7 },
  network: { latency: '500us' },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 64 },
      operations: {
        checkout: [{ work: '2ms' }, { call: 'orders.place', timeout: '2s' }],
        browse: [{ work: { exponential: '3ms' } }],
      },
    },
    orders: {
      replicas: 2,
      concurrency: { threads: 64 },
      operations: {
        place: [
          { work: '5ms' },
          { call: 'payments.charge', retry: { attempts: 3 }, timeout: '300ms' },
          { send: 'invoices' },
        ],
      },
    },
    payments: {
      replicas: 2,
      concurrency: { threads: 8 },
      operations: { charge: [{ work: { exponential: '20ms' } }] },
    },
    biller: { concurrency: { threads: 4 }, operations: { issue: [{ work: '10ms' }] } },
  },
  brokers: { jobs: { kind: 'queue', queues: { invoices: { visibility: '30s' } } } },
  consumers: [{ from: 'invoices', call: 'biller.issue', concurrency: 2 }],
  load: [
    { name: 'shoppers', operation: 'web.checkout', arrivals: { poisson: '60/s' }, within: '1s' },
    { name: 'visitors', operation: 'web.browse', arrivals: { poisson: '40/s' } },
  ],
  faults: [{ slow: 'payments', factor: 10, at: '60s', for: '20s' }],
};

export const shopPlan = () => planOf(SHOP);

/** A clock that goes on by itself: so many ms each time it is looked at. */
export function tickingClock(step: number): () => number {
  let time = 0;
  return () => (time += step);
}
