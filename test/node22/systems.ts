/** Three systems that between them draw from every distribution and use all that rounds. */
import { distributions, exampleSystem, faultField, faults, mayRamp } from '../../src/sim/index.ts';

type Raw = Record<string, unknown>;

const shop: Raw = {
  ...exampleSystem,
  faults: Object.values(faults).map((fault) => ({
    ...fault.example,
    ...(mayRamp(faultField.parse(fault.example)) ? { ramp: { in: '3s' } } : {}),
    at: '30s',
    for: '20s',
  })),
};

/** Each distribution works at its example's pace at a replica of its own. */
const draws: Raw = {
  run: { length: '60s' },
  services: Object.fromEntries(
    Object.values(distributions).map((distribution) => [
      distribution.name,
      {
        replicas: 2,
        concurrency: { threads: 4 },
        cores: 1,
        operations: { go: [{ work: distribution.example }] },
      },
    ]),
  ),
  load: Object.values(distributions).map((distribution) => ({
    name: `to-${distribution.name}`,
    operation: `${distribution.name}.go`,
    arrivals: { poisson: '20/s' },
    patience: '2s',
  })),
};

const storm: Raw = {
  run: { length: '60s' },
  network: { latency: '500us', jitter: { exponential: '200us' }, loss: '0.1%' },
  services: {
    web: {
      replicas: 3,
      concurrency: { threads: 32 },
      operations: { ask: [{ work: { exponential: '2ms' } }, { call: 'db.get', policies: 'careful' }] },
    },
    db: {
      replicas: 2,
      concurrency: { async: 50 },
      cancellation: 'full',
      balancer: 'two-choices',
      queue: { order: 'codel' },
      operations: { get: [{ work: { median: '4ms', p99: '30ms' } }] },
    },
  },
  policies: {
    careful: [
      { fallback: { stale: '2s' } },
      { bulkhead: { limit: 30, queue: 20, wait: '30ms' } },
      { breaker: { window: 50, minimum: 20, open: '2s', probes: 5 } },
      { retry: { attempts: 3, backoff: { base: '10ms', jitter: 'decorrelated' } } },
      { coalesce: { followers: 20 } },
      { hedge: { delay: 'p95', budget: '10%' } },
      { timeout: '40ms' },
    ],
  },
  load: [
    { name: 'people', operation: 'web.ask', arrivals: { poisson: '250/s' }, keys: { count: 1000, zipf: 1 } },
    {
      name: 'wave',
      operation: 'web.ask',
      users: 40,
      think: { exponential: '1s' },
      profile: [{ daily: 3, period: '30s' }],
    },
  ],
  faults: [{ slow: 'db', factor: 4, at: '20s', for: '5s', ramp: { in: '1s', out: '1s' } }],
};

export const systems: readonly Raw[] = [shop, draws, storm];
