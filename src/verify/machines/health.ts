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

/** So many replicas in turn, so many requests a second, and an ejection. */
function several(
  replicas: number,
  rate: number,
  seconds: number,
  ejection: object,
  faults: readonly object[],
) {
  return {
    run: { length: `${seconds}s` },
    services: {
      web: { replicas, concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] }, ejection },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: `${rate}/s` } }],
    faults: faults.map((fault, i) => ({ name: `fault-${i + 1}`, ...fault })),
  };
}

export const health: readonly DocumentedMachine[] = [
  {
    name: 'outlier-detection',
    title: 'Envoy ejects at five failures in a row, for longer each time, and looks every ten seconds',
    source: 'Envoy documentation, Outlier detection: consecutive 5xx, ejection algorithm',
    rule: 'consecutive_5xx 5, interval 10 s, base_ejection_time 30 s: ejected at the fifth failure, for the base time as often as it was ejected; it comes back when an interval ends.',
    // Every other request is its own: the fifth comes at 0.9 s. Back at 40 s: the fifth is that of 40.8 s, and
    // 60 s later the sweep of 110 s.
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
      '2300ms view: on-trial',
      '2300ms view: in',
      '2300ms view: ejected',
      '4300ms view: in',
      '4300ms view: on-trial',
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
  {
    name: 'liveness',
    title: 'Three failed liveness checks restart the replica',
    source: 'Kubernetes documentation, Configure Liveness, Readiness and Startup Probes: failureThreshold',
    rule: 'With a period of 2 s and failureThreshold 3 the check that fails for the third time restarts it; it is back after its start-up of 5 s.',
    system: two(
      20,
      {
        operations: { ask: [{ work: '1ms' }], ready: [{ sleep: '1us' }] },
        health: {
          check: { ...CHECK, lane: 'shared', operation: 'ready', 'on-failure': 'restart', 'start-up': '5s' },
        },
      },
      [{ errors: 'web.ready', share: '100%', at: '5s', for: '6s' }],
    ),
    facts: ['view', 'restarted'],
    // Checks of a microsecond and 2 s of pause: those of 6, 8 and 10 s fail.
    expected: [
      '10000.003ms restarted web/0',
      '10000.003ms view people -> web/0: absent',
      '15000.003ms view people -> web/0: in',
    ],
  },
  {
    name: 'success-rate',
    title: 'Of five replicas one that fails now and then stands out; two hide each other',
    source: 'Envoy documentation, Outlier detection: success rate',
    rule: 'With five hosts and a hundred requests of each in an interval of 10 s, below mean − 1.9 · standard deviation is ejected. Two of five that failed alike lie 1.2 deviations below, a single one 2, however little it failed.',
    system: several(5, 60, 25, { consecutive: 'none', most: '100%' }, [
      { crash: 'web', replicas: [0, 1], at: '3s', for: '100ms' },
      { crash: 'web', replicas: [0], at: '13s', for: '100ms' },
    ]),
    facts: ['view'],
    expected: ['20000ms view people -> web/0: ejected'],
  },
  {
    name: 'failure-percentage',
    title: 'Whoever fails 85 of a hundred is ejected at the interval',
    source: 'Envoy documentation, Outlier detection: failure percentage',
    rule: 'failure_percentage_threshold 85: 80 % in one interval is nothing, 90 % in the next one ejects.',
    system: several(
      5,
      60,
      25,
      { consecutive: 'none', 'success-rate': 'none', 'failure-share': {}, most: '100%' },
      [
        { errors: 'web', share: '100%', replicas: [0], for: '8s' },
        { errors: 'web', share: '100%', replicas: [0], at: '10s', for: '9s' },
      ],
    ),
    facts: ['view'],
    expected: ['20000ms view people -> web/0: ejected'],
  },
  {
    name: 'panic',
    title: 'With fewer than half of the replicas left, health counts no more',
    source: 'Envoy documentation, Panic threshold: healthy_panic_threshold 50 %',
    rule: 'Of four replicas two are ejected, and nothing follows; a third is, and there is panic, until enough come back with the sweep after their 30 s.',
    system: several(4, 40, 45, { most: '100%', 'success-rate': 'none' }, [
      { errors: 'web', share: '100%', replicas: [0, 1], for: '20s' },
      { errors: 'web', share: '100%', replicas: [2], at: '5s', for: '15s' },
    ]),
    facts: ['view', 'panic'],
    // In turn from web/1 on, which is asked at 25, 125, … 425 ms, and web/0 at 100, 200, … 500 ms. From 5 s on there are two.
    expected: [
      '425ms view people -> web/1: ejected',
      '500ms view people -> web/0: ejected',
      '5225ms view people -> web/2: ejected',
      '5225ms panic people -> web: true',
      '40000ms view people -> web/0: in',
      '40000ms panic people -> web: false',
      '40000ms view people -> web/1: in',
      '40000ms view people -> web/2: in',
    ],
  },
  {
    name: 'panic-asks',
    title: 'In panic a replica that is ejected is asked like the others',
    source: 'Envoy documentation, Panic threshold: healthy_panic_threshold 60 %',
    rule: 'Of two replicas one is ejected at its third failure, at 500 ms. Half of them are fewer than 60 %, so it keeps its turns.',
    system: two(1, { ejection: { most: '50%', consecutive: 3 }, health: { panic: '60%' } }, [FAILS]),
    facts: ['try'],
    where: 'people -> web.ask',
    replica: 'web/0',
    expected: ['100ms try', '300ms try', '500ms try', '700ms try', '900ms try'],
  },
  {
    name: 'slow-start',
    title: 'A replica that has joined gets its part by and by',
    source: 'Envoy documentation, Slow start mode: min_weight_percent 25 %, aggression 1',
    rule: 'Its weight is the larger of a quarter and time / slow_start_window (here an hour), so with a weight of one beside it every fifth request is for it.',
    system: {
      run: { length: '3600ms' },
      services: {
        web: {
          replicas: 2,
          concurrency: { threads: 100 },
          operations: { ask: [{ work: '1ms' }] },
          health: {
            check: { lane: 'dedicated', every: '1s', healthy: 1, unhealthy: 1 },
            panic: '0%',
            'slow-start': { window: '1h', 'at-least': '25%' },
          },
        },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
      faults: [{ crash: 'web', replicas: [1], for: '500ms' }],
    },
    facts: ['try'],
    where: 'people -> web.ask',
    replica: 'web/1',
    // It has joined at 1 s. When the first turn comes depends on where the others are in theirs.
    expected: ['1300ms try', '1800ms try', '2300ms try', '2800ms try', '3300ms try'],
  },
];
