/**
 * What a scenario has no key for, and how to say it all the same: an autoscaler, a cache that several share, work at
 * the start, memory. Each is said with what it leaves out, and its example expects what the text promises.
 */
import { example } from './reference-examples.ts';

export function standInsPart(): string[] {
  return [
    '## What has no key of its own',
    'Some things that many systems have are not simulated as such. Parts of them can be said with what there is.',
    '### An autoscaler',
    'There is none: nothing measures a target, adds a replica at a time or scales in by itself. [scale](faults.md#scale) with `when` is what one decision of an autoscaler, or of a person, does: once, to the number that is written, the first time the level is reached. It holds to the end of the run, or for as long as `for` says; then the service goes back to its `replicas`. Here the rush is over after 90 s, and four replicas stay where two would do:',
    example({
      services: {
        payments: { concurrency: { threads: 2 }, scaling: { most: 4, 'start-up': '10s' } },
      },
      load: [
        {
          name: 'shoppers',
          operation: 'payments.charge',
          arrivals: { poisson: '100/s' },
          timeout: '1s',
        },
      ],
      faults: [
        { surge: 'shoppers', factor: 3, at: '30s', for: '60s' },
        { scale: 'payments', to: 4, when: { waiting: 'payments', above: 20, for: '2s' } },
      ],
      expect: [
        { goodput: 'shoppers', during: '32s..42s', below: '95%' },
        { goodput: 'shoppers', during: '50s..90s', 'at-least': '99%' },
        { utilisation: 'payments', during: 'last 20s', below: '30%' },
      ],
    }),
    ...sharedCache(),
    ...workAtTheStart(),
    ...memory(),
    ...fewerConsumers(),
    ...retryWithoutEnd(),
  ];
}

function sharedCache(): string[] {
  return [
    '### A cache that several share',
    'The policy [cache](policies.md#cache) is one of each caller replica. One that several share (a Redis, a memcached) is a service of its own that asks the source for what it has not: its replicas keep the answers, `ring-hash` sends each key to the replica that is its own, and it can be slow, cut off or restarted like any other. It keeps what has come even where the web has left meanwhile. What this leaves out: a cache that is filled by its callers, and writes. Here one cache of two is restarted, and the source is asked for its half of the keys:',
    example({
      services: {
        web: { operations: { browse: [{ call: 'cache.get', timeout: '500ms' }] } },
        cache: {
          replicas: 2,
          concurrency: { async: 1000 },
          balancer: { 'ring-hash': {} },
          operations: {
            get: [{ work: '1ms' }, { call: 'payments.charge', cache: { ttl: '60s', jitter: '50%' } }],
          },
        },
      },
      load: [
        {
          name: 'readers',
          operation: 'web.browse',
          arrivals: { poisson: '300/s' },
          keys: { count: 200 },
        },
      ],
      faults: [{ restart: 'cache', replicas: 'one', down: '1s', at: '60s' }],
      expect: [
        { 'cache-hits': 'cache -> payments.charge', during: '20s..60s', 'at-least': '97%' },
        { 'cache-hits': 'cache -> payments.charge', during: '61s..62s', between: ['40%', '85%'] },
        { 'cache-hits': 'cache -> payments.charge', during: 'last 40s', 'at-least': '97%' },
      ],
    }),
  ];
}

function workAtTheStart(): string[] {
  return [
    '### Work at the start',
    'A replica does nothing when it starts. One that first loads something from a dependency is said in two parts: a [burst](faults.md#burst) of a load of its own that comes when the restart has ended, and a deep check that keeps the service out of use until the dependency answers again. How much is loaded you say yourself, for all replicas together. Here 3000 records are asked for after a restart, and orders is in use again when payments has got through them:',
    example({
      services: {
        orders: {
          operations: { ready: [{ call: 'payments.charge', timeout: '200ms' }] },
          health: {
            check: { lane: 'shared', operation: 'ready', every: '500ms', unhealthy: 1, healthy: 1 },
            'on-panic': 'fail',
          },
        },
        payments: { queue: { limit: 'none' } },
      },
      load: [
        { name: 'shoppers', operation: 'web.checkout', arrivals: { poisson: '50/s' } },
        { name: 'loading', operation: 'payments.charge', arrivals: { constant: '1/h' } },
      ],
      faults: [
        { restart: 'orders', down: '2s', at: '30s' },
        { burst: 'loading', requests: 3000, when: { ended: 'restart-orders' } },
      ],
      expect: [
        { throughput: 'payments.charge', during: '32s..33s', 'at-least': '1300/s' },
        { goodput: 'shoppers', during: '32s..33s', 'at-most': '10%' },
        { healthy: 'orders', during: '33s..33.5s', 'at-most': '0%' },
        { goodput: 'shoppers', during: '36s..2m', 'at-least': '99%' },
      ],
    }),
  ];
}

function memory(): string[] {
  return [
    '### Memory of what is in flight',
    'Requests take no memory, however many wait. A replica that dies of too many is said by a liveness check in the shared lane: it waits behind all others, and where it waits too long the replica is restarted, with all that it holds. The longest queue is then about as many as are served within the `timeout` of the check and the failures in a row it takes. Here three times the load is more than payments can do:',
    example({
      services: {
        payments: {
          concurrency: { threads: 2 },
          queue: { limit: 'none' },
          operations: { ping: [{ work: '1us' }] },
          health: {
            check: {
              lane: 'shared',
              operation: 'ping',
              every: '1s',
              timeout: '2s',
              unhealthy: 2,
              'on-failure': 'restart',
              'start-up': '5s',
            },
          },
        },
      },
      load: [{ name: 'shoppers', operation: 'payments.charge', arrivals: { poisson: '100/s' } }],
      faults: [{ surge: 'shoppers', factor: 5, at: '30s', for: '30s' }],
      expect: [
        { restarts: 'payments', during: 'before-faults', 'at-most': 0 },
        { restarts: 'payments', during: '30s..70s', 'at-least': 2 },
        { errors: 'shoppers', during: '30s..70s', 'at-least': '5%', note: 'those it held' },
        { goodput: 'shoppers', during: 'last 30s', 'at-least': '99%' },
      ],
    }),
  ];
}

function fewerConsumers(): string[] {
  return [
    '### Fewer consumers for a while',
    'The `concurrency` of a consumer is the same for a whole run. A `bulkhead` around its call, in which the others wait, is a number that a [config push](faults.md#config-push) can change. Here one of two is left, which handles one in 15ms and a round trip:',
    example({
      services: { biller: { operations: { issue: [{ work: '15ms' }] } } },
      consumers: [
        { from: 'invoices', call: 'biller.issue', concurrency: 2, bulkhead: { limit: 2, queue: 'none' } },
      ],
      load: [{ name: 'shoppers', operation: 'web.checkout', arrivals: { poisson: '100/s' } }],
      faults: [
        { config: 'invoices -> biller.issue', setting: 'bulkhead.limit', to: 1, at: '30s', for: '20s' },
      ],
      expect: [
        { handled: 'invoices', during: 'before-faults', between: ['90/s', '110/s'] },
        { handled: 'invoices', during: '31s..50s', between: ['61/s', '63/s'] },
        { handled: 'invoices', during: '51s..60s', between: ['123/s', '126/s'] },
      ],
    }),
  ];
}

function retryWithoutEnd(): string[] {
  return [
    '### A retry without end',
    'A `retry` makes 100 attempts at most. Two in one list multiply: 100 times 100 tries, a tenth of a second apart, take more than a quarter of an hour. Here a call survives twenty seconds in which nobody listens, and one retry alone would have given up after ten:',
    example({
      services: {
        orders: {
          concurrency: { async: 10_000 },
          operations: {
            place: [
              {
                call: 'payments.charge',
                policies: [
                  { retry: { attempts: 100, backoff: { base: '100ms', factor: 1, jitter: 'none' } } },
                  { retry: { attempts: 100, backoff: { base: '100ms', factor: 1, jitter: 'none' } } },
                  { timeout: '1s' },
                ],
              },
            ],
          },
        },
      },
      load: [{ name: 'shoppers', operation: 'orders.place', arrivals: { poisson: '20/s' } }],
      faults: [{ crash: 'payments', at: '30s', for: '20s' }],
      expect: [
        { success: 'shoppers', during: 'whole', 'at-least': '99.9%' },
        { 'latency-max': 'shoppers', during: 'whole', between: ['19s', '22s'] },
        { throughput: 'shoppers', during: '31s..50s', 'at-most': '0/s' },
      ],
    }),
  ];
}
