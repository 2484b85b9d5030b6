/**
 * What a scenario has no key for, and how to say it all the same: an autoscaler, a cache. Each is said with what
 * it leaves out, and its example expects what the text promises.
 */
import { example } from './reference-examples.ts';

export function standInsPart(): string[] {
  return [
    '## What has no key of its own',
    'Two things that many systems have are not simulated as such. Parts of them can be said with what there is.',
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
    '### A cache',
    'There is none: nothing is stored, and no request finds what another one has left. What a cache does to those behind it can be said by two operations, `hit` and `miss`, in the [mix](#mix) of a load. When the cache is lost all requests are misses, and a `ramp` is how it fills again. How fast that goes you say yourself; it does not depend on how well the misses are served:',
    example({
      services: {
        web: {
          operations: {
            hit: [{ work: '1ms' }],
            miss: [{ work: '1ms' }, { call: 'payments.charge', timeout: '500ms' }],
          },
        },
      },
      load: [{ name: 'readers', mix: { 'web.hit': 95, 'web.miss': 5 }, arrivals: { poisson: '200/s' } }],
      faults: [
        {
          'mix-shift': 'readers',
          operation: 'web.miss',
          share: '100%',
          at: '30s',
          for: '40s',
          ramp: { out: '30s' },
        },
      ],
      expect: [
        { throughput: 'payments.charge', during: 'before-faults', between: ['5/s', '15/s'] },
        { throughput: 'payments.charge', during: '31s..39s', between: ['170/s', '230/s'] },
        { throughput: 'payments.charge', during: 'last 20s', between: ['5/s', '15/s'] },
      ],
    }),
    'Or the cache is a service, whose misses are failures and whose `fallback` asks the source. Then it can be slow, cut off or crash like any other. But whatever a fallback answers is `degraded`: every miss counts as success and not as goodput, so expect `success` instead:',
    example({
      services: {
        web: {
          operations: {
            browse: [{ call: 'cache.get', timeout: '500ms', fallback: { call: 'payments.charge' } }],
          },
        },
        cache: { concurrency: { async: 1000 }, operations: { get: [{ fail: '5%' }] } },
      },
      load: [{ name: 'readers', operation: 'web.browse', arrivals: { poisson: '200/s' } }],
      faults: [{ errors: 'cache', share: '100%', at: '30s', for: '40s' }],
      expect: [
        { throughput: 'payments.charge', during: '31s..69s', between: ['170/s', '230/s'] },
        { success: 'readers', during: 'during-faults', 'at-least': '99%' },
        { goodput: 'readers', during: '31s..69s', 'at-most': '0%' },
        { degraded: 'readers', during: 'before-faults', between: ['3%', '7%'] },
      ],
    }),
  ];
}
