/** Who holds a replica out, from when to when: outlier detection, failure accrual and health checks. */
import type { DocumentedMachine } from './contract.ts';

/** Ten requests a second for two replicas in turn, each of which works for 1 ms; the first one is as `faults` say. */
function two(seconds: number, service: object, faults: readonly object[]) {
  return {
    run: { length: `${seconds}s` },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 10 },
        operations: { ask: [{ work: '1ms' }] },
        ...service,
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults: faults.map((fault, i) => ({ replicas: [0], name: `fault-${i + 1}`, ...fault })),
  };
}

const FAILS = { errors: 'web', share: '100%' };
const where = 'people -> web/0';
const CHECK = { lane: 'dedicated', every: '2s', unhealthy: 3, healthy: 2 };

export const health: readonly DocumentedMachine[] = [
  {
    name: 'outlier-detection',
    title: 'Envoy ejects at five failures in a row, for longer each time, and looks every ten seconds',
    source: 'Envoy documentation, Outlier detection: consecutive 5xx, ejection algorithm',
    rule: 'consecutive_5xx 5, interval 10 s, base_ejection_time 30 s: ejected at the fifth failure, for the base time as often as it was ejected; it comes back when an interval ends.',
    // Every other request is its own: the fifth comes at 0.9 s. Back at 40 s: the fifth is that of 40.8 s, and 60 s later the sweep of 110 s.
    system: two(111, { ejection: { most: '50%' } }, [FAILS]),
    facts: ['view'],
    where,
    expected: [
      '900ms view: ejected',
      '40000ms view: in',
      '40800ms view: ejected',
      '110000ms view: in',
      '110800ms view: ejected',
    ],
  },
  {
    name: 'failure-accrual',
    title: 'Linkerd shuts a replica out at seven failures, then lets one request decide',
    source: 'linkerd.io, Circuit breaking (failure accrual), with jitter 0',
    rule: 'max-failures 7, min-penalty 1 s, twice as long after each failed probe; one good probe takes it back.',
    system: two(5, { ejection: { preset: 'linkerd', jitter: '0%' } }, [{ ...FAILS, for: '3s' }]),
    facts: ['view'],
    where,
    expected: [
      '1300ms view: ejected',
      '2300ms view: in',
      '2300ms view: on trial',
      '2300ms view: in',
      '2300ms view: ejected',
      '4300ms view: in',
      '4300ms view: on trial',
      '4301ms view: in',
    ],
  },
  {
    name: 'health-check',
    title: 'Three failed checks take a replica out, two passed ones put it back',
    source: 'Envoy, config.core.v3.HealthCheck: unhealthy_threshold and healthy_threshold',
    rule: 'With a check every 2 s, unhealthy_threshold 3 and healthy_threshold 2: a replica that is down from 9 to 21 s is out from the check at 14 s to the one at 24 s.',
    system: two(30, { health: { check: CHECK } }, [{ crash: 'web', at: '9s', for: '12s' }]),
    facts: ['view'],
    where,
    expected: ['14000ms view: unhealthy', '24000ms view: in'],
  },
  {
    name: 'first-check',
    title: 'The very first check decides alone',
    source: 'Envoy, config.core.v3.HealthCheck: healthy_threshold and the first check',
    rule: 'A replica that fails the first check is unhealthy at once; from then on the thresholds count.',
    system: two(10, { health: { check: CHECK } }, [{ crash: 'web', at: '0s', for: '1s' }]),
    facts: ['view'],
    where,
    expected: ['0ms view: unhealthy', '4000ms view: in'],
  },
];
