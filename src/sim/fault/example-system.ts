/**
 * The system at which every fault's example is aimed, as a scenario says it before it is read:
 * shoppers -> web -> orders -> payments, in two zones, with a queue of invoices beside, and visitors who mostly
 * browse. Somebody looks whether the replicas of orders are up.
 */
export const exampleSystem: Readonly<Record<string, unknown>> = {
  run: { length: '2m', warmup: '10s', seed: 7 },
  network: { latency: '500us' },
  services: {
    web: {
      replicas: 2,
      zones: ['a', 'b'],
      concurrency: { threads: 64 },
      operations: {
        checkout: [{ work: '2ms' }, { call: 'orders.place', timeout: '800ms' }],
        browse: [{ work: '3ms' }],
      },
    },
    orders: {
      replicas: 2,
      scaling: { most: 4, 'start-up': '3s', grace: '2s' },
      zones: ['a', 'b'],
      concurrency: { threads: 32 },
      operations: {
        place: [{ work: '5ms' }, { call: 'payments.charge', timeout: '500ms' }, { send: 'invoices' }],
      },
      health: { check: { lane: 'dedicated', every: '1s', timeout: '500ms', unhealthy: 2 } },
    },
    payments: {
      replicas: 2,
      zones: ['a', 'b'],
      concurrency: { threads: 16 },
      operations: { charge: [{ work: { exponential: '20ms' } }] },
    },
    biller: {
      zones: ['a'],
      concurrency: { threads: 4 },
      operations: { issue: [{ work: '10ms' }] },
    },
  },
  brokers: { jobs: { kind: 'queue', queues: { invoices: { visibility: '30s' } } } },
  consumers: [{ from: 'invoices', call: 'biller.issue', concurrency: 2 }],
  load: [
    {
      name: 'shoppers',
      operation: 'web.checkout',
      arrivals: { poisson: '100/s' },
      keys: { count: 20 },
      zone: 'a',
    },
    {
      name: 'visitors',
      mix: { 'web.browse': 4, 'web.checkout': 1 },
      arrivals: { poisson: '20/s' },
      replicas: 4,
      retry: { attempts: 2, backoff: { base: '50ms' } },
      breaker: {},
      timeout: '2s',
    },
  ],
};
