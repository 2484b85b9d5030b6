/**
 * Random systems, as a scenario writes them: services with replicas, queues of every order, shared
 * cores and cancellation, health checks, ejection and balancers that mind them; calls under timeouts,
 * retries with budgets, breakers, throttles and whole chains, in sequence, in parallel, by chance and
 * in rounds; brokers with consumers; open and closed loads; overlapping faults of every
 * kind. Lengths come from a short list of round ones, so that many things fall on the same instant:
 * that is where order goes wrong. Calls only lead to services further down, so nothing runs for ever.
 */
import fc from 'fast-check';
import { stringify } from 'yaml';
import { faultField, mayRamp, policies } from '../../src/sim/index.ts';
import { Choices, choices } from './choices.ts';

/** A system as plain data: what YAML would give. */
export type RawSystem = Record<string, unknown>;

export interface RandomSystem {
  readonly system: RawSystem;
  readonly seed: string;
}

export interface Kind {
  /** Nobody waits for ever and no message comes back for ever, and the load stops at 600ms: everything drains. Default false. */
  readonly drains?: boolean;
  /** Default true. */
  readonly faults?: boolean;
}

/** Length of a random run; one that drains has much longer, but nobody comes after 600 ms. ns. */
export const LENGTH = 1e9;

/** Shorter than any fault lasts. */
const SHORTER = ['1ms', '2ms', '5ms', '10ms', '19ms', '333333ns', '15ms'];
const LENGTHS = ['1ms', '2ms', '5ms', '10ms', '20ms', '333333ns', '50ms'];
const SHARES = ['10%', '50%', '30%', '90%'];
const WEIGHTS = [2, 1, 5, 1, 3];
const SERVICES = ['a', 'b', 'c', 'd'];
const BALANCERS = [
  'round-robin',
  'weighted',
  'random',
  'least-requests',
  'two-choices',
  'peak-ewma',
  'ring-hash',
  'zone-aware',
];

export function randomSystem(kind: Kind = {}): fc.Arbitrary<RandomSystem> {
  return fc.tuple(choices, fc.nat({ max: 9999 })).map(([numbers, seed]) => ({
    system: build(new Choices(numbers), kind),
    seed: String(seed),
  }));
}

/** Holds a law against random systems. A counterexample is told as a scenario and a seed. */
export function holdsFor(kind: Kind, law: (system: RawSystem, seed: string) => void, runs = 60): void {
  fc.assert(
    fc.property(randomSystem(kind), ({ system, seed }) => {
      try {
        law(system, seed);
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? (error.stack ?? error.message) : error}\n\n# seed ${seed}\n${stringify(system)}`,
        );
      }
    }),
    // A fixed seed: a law that fails, fails for everybody. KNOCKON_LAWS_SEED looks elsewhere.
    { numRuns: runs, seed: Number(process.env.KNOCKON_LAWS_SEED ?? 42), interruptAfterTimeLimit: 20_000 },
  );
}

interface Site {
  readonly choices: Choices;
  readonly kind: Kind;
  /** Operations that may be called from here. */
  readonly callable: readonly string[];
  readonly queues: readonly string[];
  readonly topics: readonly string[];
}

function build(c: Choices, kind: Kind): RawSystem {
  const names = SERVICES.slice(0, c.from(1, 4));
  const hasBroker = c.chance(2);
  const hasDead = hasBroker && c.chance(2);
  const queues = hasBroker ? ['jobs'] : [];
  const topics = hasBroker && c.chance(2) ? ['news'] : [];
  const operations = new Map(names.map((name) => [name, c.some(1, 2, (i) => `${name}.do${i}`)]));
  const services = Object.fromEntries(
    names.map((name, i) => {
      const callable = names.slice(i + 1).flatMap((each) => operations.get(each) ?? []);
      // The last service only works: the consumers call it, and a message must not make another for ever.
      const publishes = i < names.length - 1;
      const site = {
        choices: c,
        kind,
        callable,
        queues: publishes ? queues : [],
        topics: publishes ? topics : [],
      };
      return [name, service(site, operations.get(name) ?? [])];
    }),
  );
  const last = operations.get(names[names.length - 1]) ?? [];
  const all = [...operations.values()].flat();
  const consumers = [...queues, ...topics].map((from) => ({
    from,
    call: c.one(last),
    replicas: c.from(1, 2),
    concurrency: c.from(1, 3),
    ...chosen(c),
    ...guards({ choices: c, kind, callable: [], queues: [], topics: [] }),
  }));
  const load = c.some(1, 3, (i) => oneLoad(c, kind, `load${i}`, all));
  // A limit for each key needs somebody who has keys.
  if (JSON.stringify(services).includes('"per":')) load[0].keys = { count: 4 };
  const system: RawSystem = {
    run: { length: kind.drains === true ? '200s' : '1s', seed: 1, window: '100ms' },
    ...(c.chance(2) ? { network: network(c) } : {}),
    services,
    ...(hasBroker ? { brokers: { bus: broker(c, kind, hasDead, topics) }, consumers } : {}),
    load,
  };
  for (const [name, { health }] of Object.entries(services)) {
    if ((health as RawSystem | undefined)?.['slow-start'] !== undefined) offTheRing(system, name);
  }
  if (kind.faults !== false) {
    const edges = edgesOf(system);
    const levels = [
      ...names.flatMap((name) => ['waiting', 'busy', 'utilisation'].map((level) => [level, name] as const)),
      ...queues.map((queue) => ['depth', queue] as const),
      ...load.flatMap(({ name }) => ['goodput', 'offered'].map((metric) => [metric, String(name)] as const)),
      ...all.flatMap((operation) =>
        ['failure', 'latency-p99', 'availability'].map((metric) => [metric, operation] as const),
      ),
    ];
    system.faults = c.some(0, 4, (i) => {
      const drawn = fault(c, names, all, edges, load, hasBroker, services);
      return { ...drawn, name: `fault${i}`, ...envelope(c, drawn, i, levels) };
    });
  }
  return system;
}

// ---- services ----------------------------------------------------------------------------------

function service(site: Site, operations: readonly string[]): RawSystem {
  const c = site.choices;
  const order = c.one(['fifo', 'lifo', 'adaptive-lifo', 'priority', 'edf', 'codel']);
  const zoned = c.chance(3);
  const balancer = c.chance(2) ? c.one(BALANCERS) : undefined;
  const limit = c.one([4, 0, 1, 20, 'none'] as const);
  const spec = {
    replicas: zoned ? c.from(2, 3) : c.from(1, 3),
    ...(zoned ? { zones: ['east', 'west'] } : {}),
    concurrency: c.chance(4) ? { async: c.from(1, 8) } : { threads: c.from(1, 4) },
    ...(c.chance(4) ? { cores: c.from(1, 2) } : {}),
    queue: {
      limit,
      order,
      ...(c.chance(4) ? { wait: c.chance(2) ? { exponential: '10ms' } : c.one(LENGTHS) } : {}),
      ...(order === 'adaptive-lifo' ? { backlog: 2 } : {}),
      ...(order === 'codel' ? { target: '1ms', interval: '10ms' } : {}),
    },
    cancellation: c.one(['none', 'queued', 'full']),
    deadlines: c.one(['local', 'propagate']),
    ...(c.chance(2) ? { admission: c.some(1, 3, () => gate(c, limit)) } : {}),
    ...(c.chance(3) ? { 'not-idempotent': [operations[0].split('.')[1]] } : {}),
    operations: Object.fromEntries(operations.map((name) => [name.split('.')[1], steps(site, 2)])),
    ...(balancer === undefined ? {} : { balancer }),
    ...(c.chance(4)
      ? { scaling: { most: c.from(3, 5), 'start-up': c.one(LENGTHS), grace: c.one(LENGTHS) } }
      : {}),
    ...(c.chance(3) ? { ejection: ejection(site) } : {}),
    ...(c.chance(3) ? { health: health(site, operations, balancer) } : {}),
  };
  const { replicas, scaling } = spec as { replicas: number; scaling?: { most: number } };
  return { ...spec, weights: WEIGHTS.slice(0, Math.max(replicas, scaling?.most ?? 0)) };
}

/** Ejections short enough to begin, end and come again within a second. */
function ejection({ choices: c, kind }: Site): RawSystem {
  // In a run that drains it sweeps for minutes after everything is over.
  const every = kind.drains === true ? '50ms' : c.one(LENGTHS);
  return {
    preset: c.one(['envoy', 'istio', 'linkerd']),
    consecutive: c.from(1, 3),
    base: c.one(LENGTHS),
    longest: '50ms',
    most: c.one(['100%', '50%', '34%']),
    'always-one': c.chance(2),
    ...(c.chance(3) ? { jitter: '50%' } : {}),
    ...(c.chance(2) ? { return: 'sweep', every, 'success-rate': { factor: 1, hosts: 1, requests: 1 } } : {}),
    ...(c.chance(4)
      ? { return: 'sweep', every, 'failure-share': { 'at-least': '50%', hosts: 1, requests: 1 } }
      : {}),
  };
}

function health(site: Site, operations: readonly string[], balancer: string | undefined): RawSystem {
  const { choices: c, kind } = site;
  const every = () => (kind.drains === true ? '1s' : c.one(LENGTHS));
  const check = (onFailure: string): RawSystem => ({
    // What a check in the shared lane asks for may go on for ever; and so would one that restarts.
    ...(kind.drains !== true && c.chance(2)
      ? { lane: 'shared', operation: c.one(operations).split('.')[1] }
      : { lane: 'dedicated' }),
    every: every(),
    timeout: c.one(LENGTHS),
    unhealthy: c.from(1, 3),
    healthy: c.from(1, 2),
    ...(c.chance(3) ? { jitter: c.one(LENGTHS) } : {}),
    'on-failure': onFailure,
    ...(onFailure === 'restart' ? { 'start-up': c.one(LENGTHS) } : {}),
  });
  return {
    check: c.one<() => unknown>([
      () => check('remove'),
      () => check('restart'),
      () => [check('remove'), check('restart')],
    ])(),
    ...(c.chance(2) ? { 'membership-delay': c.one(LENGTHS) } : {}),
    ...(c.chance(2) ? { panic: c.one(['0%', '100%', '30%']) } : {}),
    ...(c.chance(3) ? { 'on-panic': 'fail' } : {}),
    ...(c.chance(2) && balancer !== 'ring-hash'
      ? {
          'slow-start': { window: c.one(LENGTHS), 'at-least': c.one(SHARES), aggression: c.one([1, 2, 0.5]) },
        }
      : {}),
  };
}

function steps(site: Site, depth: number): unknown[] {
  return site.choices.some(1, 3, () => step(site, depth));
}

function step(site: Site, depth: number): unknown {
  const c = site.choices;
  const may: (() => unknown)[] = [
    () => ({ work: length(c) }),
    () => ({ sleep: length(c) }),
    () => ({ work: '0ms' }),
    () => ({ fail: c.one(SHARES) }),
  ];
  if (site.callable.length > 0) {
    may.push(
      () => call(site),
      () => call(site),
      () => ({ notify: c.one(site.callable), ...chosen(c), ...guards(site) }),
    );
  }
  if (site.queues.length > 0) may.push(() => ({ send: c.one(site.queues), ...guardsOfMessage(site) }));
  if (site.topics.length > 0) may.push(() => ({ publish: c.one(site.topics), ...guardsOfMessage(site) }));
  if (depth > 0) {
    may.push(
      () => ({
        parallel: c.some(1, 4, () => (c.chance(2) ? steps(site, depth - 1) : step(site, depth - 1))),
      }),
      () => ({ branch: [{ share: c.one(SHARES), steps: steps(site, depth - 1) }] }),
      () => ({
        repeat: { ...(c.chance(2) ? { again: '40%' } : { times: 2 }), steps: steps(site, depth - 1) },
      }),
    );
  }
  return c.one(may)();
}

function call(site: Site): unknown {
  return { call: site.choices.one(site.callable), ...chosen(site.choices), ...guards(site) };
}

/** A balancer of the call's own, now and then. */
function chosen(c: Choices): RawSystem {
  return c.chance(3) ? { balancer: c.one(BALANCERS) } : {};
}

/** Whether a caller asks for something of this service. */
function asks(caller: RawSystem, service: string): boolean {
  const { call, notify, operation, mix } = caller;
  return [call, notify, operation, ...Object.keys(mix ?? {})].some((name) =>
    String(name).startsWith(`${service}.`),
  );
}

/** Calls of a service that starts slowly go by no ring, which would make its slow start mean nothing. */
function offTheRing(node: unknown, service: string): void {
  if (typeof node !== 'object' || node === null) return;
  const entry = node as RawSystem;
  if (entry.balancer === 'ring-hash' && asks(entry, service)) entry.balancer = 'random';
  for (const value of Object.values(entry)) offTheRing(value, service);
}

function length(c: Choices): unknown {
  return c.chance(3) ? { exponential: c.one(LENGTHS) } : c.one(LENGTHS);
}

/** One policy at a callee's door, and perhaps the work of its rejections. */
function gate(c: Choices, queueLimit: number | 'none'): RawSystem {
  const policy = c.one<() => RawSystem>([
    () => ({ limiter: limiter(c) }),
    () => ({ 'adaptive-concurrency': learnedLimit(c) }),
    () => ({ shed: shed(c, queueLimit) }),
  ])();
  const cost = c.chance(2) ? { 'reject-cost': c.one(LENGTHS) } : {};
  const wish = c.chance(3) ? { 'retry-after': c.one(['never', ...LENGTHS]) } : {};
  return { ...policy, ...cost, ...wish };
}

function limiter(c: Choices): RawSystem {
  const wait = c.chance(2) ? { wait: c.one(LENGTHS) } : {};
  const per = c.chance(3) ? { per: 'key', buckets: c.from(1, 3) } : {};
  const rate = c.one(['100/s', '1000/s', '30/s']);
  return c.one<() => RawSystem>([
    () => ({ kind: 'concurrency', limit: c.from(1, 5), ...per }),
    () => ({ kind: 'token-bucket', rate, burst: c.from(1, 4), ...wait, ...per }),
    () => ({ kind: 'token-bucket', rate, burst: 3, interval: c.one(LENGTHS), ...wait }),
    () => ({ kind: 'gcra', rate, burst: c.from(1, 4), ...wait, ...per }),
    () => ({ kind: 'leaky-bucket', rate, queue: c.from(0, 5), ...per }),
    () => ({ kind: 'fixed-window', limit: c.from(1, 4), window: c.one(LENGTHS), ...wait, ...per }),
    () => ({ kind: 'sliding-window', limit: c.from(1, 4), window: c.one(LENGTHS), ...wait, ...per }),
    () => ({ kind: 'sliding-window', limit: c.from(1, 4), window: c.one(LENGTHS), count: 'counter' }),
    () => ({ preset: c.one(['resilience4j', 'hystrix', 'envoy']), limit: c.from(1, 4) }),
  ])();
}

function learnedLimit(c: Choices): RawSystem {
  return c.one<() => RawSystem>([
    () => ({ initial: c.from(1, 4), min: 1, max: c.from(4, 10) }),
    () => ({ kind: 'vegas', initial: c.from(1, 4), max: c.from(4, 10), probe: c.from(1, 3) }),
    () => ({ kind: 'aimd', initial: c.from(1, 4), min: 1, max: 8, timeout: c.one(LENGTHS) }),
    () => ({ kind: 'gradient', max: 10, requests: c.from(1, 5), update: '5ms', remeasure: '50ms' }),
  ])();
}

function shed(c: Choices, queueLimit: number | 'none'): RawSystem {
  const levels = c.chance(2) ? { levels: ['100%', '50%'] } : {};
  return c.one<() => RawSystem>([
    // In a queue of none nobody ever waits.
    () => (queueLimit === 0 ? { by: 'utilisation' } : { by: 'queue-length', limit: 1, ...levels }),
    () => ({ by: 'expected-wait', target: c.one(LENGTHS), ...levels }),
    () => ({
      by: 'utilisation',
      above: c.one(SHARES),
      all: '95%',
      interval: '5ms',
      smoothing: '30%',
      ...levels,
    }),
    () => ({
      by: 'dagor',
      target: c.one(LENGTHS),
      window: '20ms',
      requests: c.from(2, 20),
      'user-levels': c.from(1, 5),
    }),
  ])();
}

function fallback(c: Choices, others: readonly string[]): RawSystem {
  const own = c.one<RawSystem>([
    {},
    { timeout: '5ms' },
    { policies: [{ retry: { attempts: 2 } }, { breaker: { consecutive: 2, open: '20ms' } }] },
    { hedge: { delay: '5ms', max: 2 }, bulkhead: { limit: 1, queue: 2, scope: 'service' } },
  ]);
  const entries = c.one([{}, { entries: 1 }, { entries: 3 }, { per: 'all' }]);
  const may = [
    { value: 'degraded' },
    { stale: c.one(LENGTHS), ...entries },
    ...others.map((call) => ({ call, ...own })),
  ];
  return { ...c.one<RawSystem>(may), ...(c.chance(3) ? { on: ['error', 'rejected'] } : {}) };
}

/** Does this policy keep or share answers? A message has none. */
export function isAboutAnswers(policy: RawSystem): boolean {
  const catalog: Record<string, { readonly needsAnswer?: boolean }> = policies;
  return Object.keys(policy).some((name) => catalog[name]?.needsAnswer === true);
}

function guardsOfMessage(site: Site): RawSystem {
  const { policies: all = [] } = guards(site) as { policies?: RawSystem[] };
  const list = all.filter((policy) => !isAboutAnswers(policy));
  return list.length === 0 ? {} : { policies: list };
}

/** Policies in any order; a system that drains has a timeout outside of everything. */
function guards({ choices: c, kind, callable: others }: Site, retries = false): RawSystem {
  const list = c.some(0, 3, () =>
    c.one<() => RawSystem>([
      () => ({ timeout: c.one(LENGTHS) }),
      () => ({ retry: retry(c) }),
      () => ({
        breaker: {
          'failure-rate': '50%',
          window: c.from(1, 6),
          minimum: c.from(1, 3),
          open: c.one(LENGTHS),
          probes: c.from(1, 2),
        },
      }),
      () => ({
        breaker: {
          'failure-rate': '50%',
          'slow-rate': '50%',
          slow: c.one(LENGTHS),
          window: c.one(['20ms', '100ms', '300ms']),
          minimum: c.from(1, 3),
          open: c.one(LENGTHS),
          'open-factor': c.from(1, 2),
          'open-jitter': c.one(['0%', '50%']),
          probes: c.from(1, 2),
          'probe-wait': c.one(LENGTHS),
          scope: c.one(['call', 'edge', 'service']),
        },
      }),
      () => ({ breaker: { consecutive: c.from(1, 3), open: c.one(LENGTHS), probes: 1 } }),
      () => ({ timeout: { after: c.one(['20ms', '50ms']), connect: c.one(['1ms', '333333ns', '5ms']) } }),
      () => ({ throttle: throttle(c) }),
      () => ({ preset: c.one(CHAINS) }),
      () => ({
        bulkhead: {
          limit: c.from(1, 4),
          ...scope(c),
          ...(c.chance(2)
            ? { queue: c.one([5, 1, 'none']), ...(c.chance(2) ? { wait: c.one(LENGTHS) } : {}) }
            : {}),
        },
      }),
      () => ({
        hedge: {
          delay: c.one(['p50', '0ms', ...LENGTHS]),
          max: c.from(2, 4),
          ...(c.chance(3) ? { on: c.one([[], ['rejected'], ['error', 'timed-out']]) } : {}),
          elsewhere: c.chance(2),
          'cancel-losers': c.chance(2),
          ...(c.chance(3)
            ? {
                budget: c.one(['20%', { grpc: { tokens: 5, ratio: '50%' } }]),
                'budget-scope': c.one(SCOPES),
              }
            : {}),
        },
      }),
      () => ({ limiter: { ...limiter(c), ...scope(c) } }),
      () => ({ 'adaptive-concurrency': { ...learnedLimit(c), ...scope(c) } }),
      () => ({ fallback: fallback(c, others) }),
      () => ({
        'adaptive-rate': {
          minimum: c.one(['50/s', '5/s']),
          beta: c.one(['70%', '10%']),
          ...(c.chance(2) ? { on: ['shed', 'error'] } : {}),
          ...scope(c),
        },
      }),
      () => ({ coalesce: { followers: c.one([2, 1, 'none']) } }),
      () => ({
        cache: {
          ttl: c.one(['300ms', '20ms']),
          jitter: c.one(['0%', '50%']),
          ...(c.chance(3) ? { scope: 'edge' } : {}),
        },
      }),
    ])(),
  );
  if (retries) list.unshift({ retry: retry(c) });
  if (kind.drains === true) list.unshift({ timeout: '60ms' });
  return list.length === 0 ? {} : { policies: list };
}

function retry(c: Choices): RawSystem {
  return {
    attempts: c.from(1, 3),
    ...(c.chance(2) ? { backoff: backoff(c) } : {}),
    ...(c.chance(3)
      ? { on: c.one([['error', 'rejected'], ['refused', 'shed', 'expired'], ['timed-out']]) }
      : {}),
    ...(c.chance(4) ? { where: c.one(['here', 'deeper']) } : {}),
    ...(c.chance(4) ? { elsewhere: true } : {}),
    ...(c.chance(4) ? { 'idempotent-only': true } : {}),
    ...(c.chance(4) ? { transparent: true } : {}),
    ...(c.chance(3) ? { budget: c.one(BUDGETS), 'budget-scope': c.one(SCOPES) } : {}),
  };
}

const SCOPES = ['call', 'edge', 'service'];

/** Whose a policy is: the calls' of one step, mostly. */
function scope(c: Choices): RawSystem {
  return c.chance(3) ? { scope: c.one(SCOPES) } : {};
}

const BUDGETS = [
  '50%',
  { grpc: { tokens: 4 } },
  { finagle: { minimum: '20/s', ttl: '1s' } },
  { envoy: { minimum: 1 } },
  { envoy: { minimum: 2, 'count-backoff': false } },
  { aws: { tokens: 20 } },
];

function backoff(c: Choices): RawSystem {
  const base = c.one(['0ms', ...LENGTHS]);
  return c.one<() => RawSystem>([
    () => ({ base, factor: 2, max: '20ms', jitter: c.one(['none', 'full', 'equal', 'decorrelated']) }),
    () => ({ base, kind: c.one(['fixed', 'linear', 'envoy']), max: '20ms', jitter: c.one(['none', '20%']) }),
    () => ({ base, max: '20ms', jitter: 'polly', 'base-when-shed': '5ms' }),
  ])();
}

function throttle(c: Choices): RawSystem {
  return {
    'success-rate': c.one(['50%', '95%']),
    window: c.one(['100ms', '333333ns']),
    ...(c.chance(2) ? { requests: 'answered' } : {}),
    ...(c.chance(3) ? { memory: 'average' } : {}),
    ...(c.chance(3) ? { most: '80%', aggression: 2 } : {}),
    ...scope(c),
  };
}

/** Chains of known systems whose pauses are short enough to matter here. */
const CHAINS = ['envoy', 'istio', 'finagle', 'linkerd', 'grpc'];

// ---- around them -------------------------------------------------------------------------------

function network(c: Choices): RawSystem {
  return {
    latency: c.one(['1ms', '0ms', '333333ns']),
    ...(c.chance(3) ? { jitter: { exponential: '1ms' } } : {}),
    ...(c.chance(4) ? { loss: '5%' } : {}),
  };
}

function broker(c: Choices, kind: Kind, hasDead: boolean, topics: readonly string[]): RawSystem {
  const receives = kind.drains === true || hasDead ? { receives: c.from(1, 3) } : {};
  const queue = () => ({
    // Without a limit a slow consumer would be at it for hours.
    limit: c.one([10, 1, kind.drains === true ? 100 : 'none']),
    visibility: c.one(['20ms', '5ms', '50ms']),
    'on-failure': c.one(['wait', 'now']),
    ...receives,
  });
  return {
    kind: 'queue',
    ...(c.chance(3) ? { latency: '1ms' } : {}),
    queues: {
      jobs: { ...queue(), ...(hasDead ? { 'dead-letter': 'dead' } : {}) },
      ...(hasDead ? { dead: {} } : {}),
    },
    ...(topics.length > 0
      ? { topics: { news: { ...queue(), ...(hasDead ? { 'dead-letter': 'dead' } : {}) } } }
      : {}),
  };
}

function oneLoad(c: Choices, kind: Kind, name: string, operations: readonly string[]): RawSystem {
  const source = c.one<() => RawSystem>([
    () => ({ arrivals: { constant: c.one(['100/s', '300/s']) } }),
    () => ({ arrivals: { poisson: c.one(['100/s', '400/s']) } }),
    () => ({ arrivals: { bursts: { size: c.from(2, 30), every: '100ms' } } }),
    () => ({ users: c.from(1, 10), ...(c.chance(3) ? {} : { think: length(c) }) }),
  ])();
  const isMixed = operations.length > 1 && c.chance(3);
  const patience = c.chance(4) || kind.drains === true ? { patience: c.one(['50ms', '20ms']) } : {};
  const stop = { step: 0, at: '600ms' };
  const bends = c.chance(4) ? [{ spike: 3, at: '200ms', for: '100ms' }] : [];
  const profile = kind.drains === true ? [...bends, stop] : bends;
  return {
    name,
    ...(isMixed ? { mix: { [operations[0]]: 3, [operations[1]]: 1 } } : { operation: c.one(operations) }),
    ...source,
    ...patience,
    ...(profile.length > 0 ? { profile } : {}),
    priority: c.from(0, 2),
    keys: { count: c.from(1, 5) },
    replicas: c.from(1, 2),
    ...(c.chance(4) ? { zone: 'east' } : {}),
    deadlines: c.one(['local', 'propagate']),
    ...chosen(c),
    ...guards({ choices: c, kind, callable: operations, queues: [], topics: [] }, c.chance(4)),
  };
}

// ---- faults ------------------------------------------------------------------------------------

function fault(
  c: Choices,
  services: readonly string[],
  operations: readonly string[],
  edges: readonly string[],
  loads: readonly RawSystem[],
  hasBroker: boolean,
  specs: Record<string, RawSystem>,
): RawSystem {
  const hasZones = Object.values(specs).some((spec) => spec.zones !== undefined);
  const target = c.one(services);
  const replicas = c.chance(3) ? { replicas: c.one(['one', 1, '50%', [0]]) } : {};
  const may: (() => RawSystem)[] = [
    () => ({ slow: target, factor: c.one([4, 0.5, 20]), ...replicas }),
    () => ({ slow: c.one(operations), factor: 3 }),
    () => ({ errors: target, share: c.one(SHARES), ...replicas }),
    () => ({ errors: c.one(operations), share: '50%' }),
    () => ({ crash: target, ...replicas }),
    () => ({ surge: String(c.one(loads).name), factor: c.one([3, 0.2, 0]) }),
    () => ({ delay: c.one(edges), by: length(c) }),
    () => ({ partition: c.one(edges) }),
    () => ({ 'crash-hang': target, ...replicas, ...comeback(c) }),
    () => ({ crash: target, ...replicas, ...comeback(c) }),
    () => ({
      'crash-loop': target,
      up: c.one(LENGTHS),
      backoff: c.one(LENGTHS),
      'start-up': '1ms',
      ...replicas,
    }),
    () => ({ 'graceful-stop': target, grace: c.one(LENGTHS), ...replicas, ...comeback(c) }),
    () => ({ pause: target, ...replicas }),
    () => ({ pause: target, ...replicas }),
    () => ({ 'cold-start': c.one(operations), factor: 5, takes: c.one(LENGTHS) }),
    () => ({ 'noisy-neighbour': target, share: c.one(SHARES), ...replicas }),
    () => ({ 'memory-leak': target, fills: c.one(LENGTHS), restart: c.one(LENGTHS), ...replicas }),
    () => ({ 'memory-leak': target, requests: c.from(2, 30), restart: c.one(LENGTHS), ...replicas }),
    () => ({ 'gc-pressure': target, each: c.one(SHARES), ...replicas }),
    () => ({ shrink: target, to: c.one(SHARES), ...replicas }),
    () => ({ 'worker-leak': target, every: c.from(1, 5), ...replicas }),
    () => ({ 'lock-contention': target, hold: length(c), lock: c.one(['replica', 'service']) }),
    () => ({ 'tail-inflation': c.one(operations), share: c.one(SHARES), extra: length(c) }),
    () => ({ 'expensive-requests': target, share: c.one(SHARES), factor: 3, ...replicas }),
    () => ({ 'slow-errors': c.one(operations), share: c.one(SHARES), after: length(c) }),
    () => ({ hang: target, share: c.one(SHARES), ...replicas }),
    () => ({ errors: target, share: '100%', match: { share: '50%', first: c.from(1, 9) } }),
    () => ({ 'stale-membership': c.one(edges), ...(c.chance(2) ? { ttl: c.one(LENGTHS) } : {}) }),
    () => ({ hang: target, share: '90%', match: { load: String(c.one(loads).name) } }),
    () => ({ slow: target, factor: 4, match: { priority: c.one(loads).priority } }),
    ...moreFaults(c, { target, edges, loads, replicas }),
  ];
  const keys = Math.max(0, ...loads.map((load) => (load.keys as { count: number } | undefined)?.count ?? 0));
  if (keys > 0)
    may.push(
      () => ({ errors: target, share: '90%', match: { key: c.below(Math.min(2, keys)) } }),
      () => ({ poison: target, key: c.below(Math.min(2, keys)), restart: c.one(LENGTHS) }),
    );
  const checkedServices = services.filter((each) =>
    JSON.stringify(specs[each].health ?? {}).includes('"check"'),
  );
  if (checkedServices.length > 0)
    may.push(() => ({
      misjudge: c.one(checkedServices),
      as: c.one(['unhealthy', 'healthy']),
      share: c.one(SHARES),
    }));
  const scaled = services.filter((each) => specs[each].scaling !== undefined);
  if (scaled.length > 0) may.push(() => ({ scale: c.one(scaled), to: c.from(1, 3) }));
  if (hasBroker)
    may.push(
      () => ({ outage: 'bus' }),
      () => ({ flush: 'bus' }),
    );
  if (hasZones)
    may.push(
      () => ({ crash: 'zone west' }),
      () => ({ partition: 'zone east -> zone west' }),
      () => ({ 'zone-outage': c.one(['zone west', 'zone east']) }),
    );
  return c.one(may)();
}

/** When the `nth` fault begins, for how long, how often, and how it comes and goes. */
function envelope(
  c: Choices,
  fault: RawSystem,
  nth: number,
  levels: readonly (readonly [string, string])[],
): RawSystem {
  const lasts = c.one([50, 20, 100]);
  const at = c.from(0, 30) * 10;
  // What comes after a crash may take a while.
  const rest = 130;
  const times = c.one<() => RawSystem>([
    () => ({ for: `${lasts}ms` }),
    () => ({ for: `${lasts}ms`, repeat: { every: `${lasts + rest}ms`, times: 2, jitter: '9ms' } }),
    () => ({ for: `${lasts}ms`, repeat: { every: `${lasts + rest}ms`, times: c.from(1, 4) } }),
    () => ({ for: '500ms', flap: { on: `${lasts}ms`, off: `${rest}ms` } }),
  ])();
  const shape = c.chance(2) ? { shape: c.one(['step', 'exp', 'sine', 'linear']) } : {};
  const ramp = c.chance(3) ? { ramp: { in: c.one(['10ms', '333333ns']), out: '7ms', ...shape } } : {};
  // What is there or not cannot grow, and a deploy only where its version is out before the fault is over.
  const scene = { length: lasts * 1e6, left: LENGTH, replicas: 3 };
  const mayGrow = mayRamp(faultField.parse(fault), scene);
  const waits = c.chance(3);
  const knowsItsEnd = !waits && times.repeat === undefined && times.flap === undefined && c.chance(4);
  // What is over as it begins cannot be cut short.
  const isInstant = ['flush', 'burst'].some((kind) => Object.hasOwn(fault, kind));
  const isCutShort = !knowsItsEnd && !isInstant && times.repeat === undefined && c.chance(3);
  return {
    ...(waits
      ? { when: condition(c, nth, levels), ...(c.chance(2) ? { at: `${at}ms` } : {}) }
      : { at: `${at}ms` }),
    ...(knowsItsEnd ? { until: `${at + lasts}ms` } : times),
    ...(mayGrow && !isCutShort ? ramp : {}),
    ...(isCutShort ? { until: condition(c, nth, levels) } : {}),
    ...(c.chance(5) ? { probability: '50%' } : {}),
    ...(c.chance(5) ? { action: c.chance(2) } : {}),
  };
}

/** What a fault waits for: a level, or one of the faults before it. */
function condition(c: Choices, nth: number, levels: readonly (readonly [string, string])[]): RawSystem {
  const after = c.chance(2) ? { after: c.one(['0ms', ...LENGTHS]) } : {};
  const others = Array.from({ length: nth }, (_, i) => `fault${i}`);
  const turns = others.flatMap((other) => [
    { began: other, ...after },
    { ended: other, ...after },
  ]);
  if (turns.length > 0 && c.chance(2)) return c.one(turns);
  const [level, of] = c.one(levels);
  const shares = ['utilisation', 'goodput', 'failure', 'availability'];
  const limit = shares.includes(level)
    ? c.one(['10%', '50%', '80%'])
    : level === 'offered'
      ? c.one(['1/s', '50/s', '200/s'])
      : level === 'latency-p99'
        ? c.one(['1ms', '10ms', '50ms'])
        : c.from(0, 3);
  const held = c.chance(3) ? { for: c.one(['50ms', '100ms', '200ms']) } : {};
  // More than all of the slots can never be busy.
  const above = level === 'busy' ? 0 : limit;
  const isLevel = ['waiting', 'busy', 'utilisation', 'depth'].includes(level);
  const over = isLevel ? {} : { over: c.one(['100ms', '150ms', '300ms']) };
  return { [level]: of, ...over, ...(c.chance(2) ? { below: limit } : { above }), ...held };
}

interface Aims {
  readonly target: string;
  readonly edges: readonly string[];
  readonly loads: readonly RawSystem[];
  readonly replicas: RawSystem;
}

/** Faults of links and names, of what is asked for, of those who operate; and what an operator may do. */
function moreFaults(c: Choices, { target, edges, loads, replicas }: Aims): (() => RawSystem)[] {
  const way = c.chance(3) ? { direction: c.one(['there', 'back']) } : {};
  const name = String(c.one(loads).name);
  // Somebody calls it, or there would be nothing to refuse.
  const called = c.one(edges).split(' -> ')[1].split('.')[0];
  const guarded = (policy: string) =>
    loads.find(({ policies = [] }) => (policies as RawSystem[]).some((entry) => policy in entry));
  const [mixed, retrying, breaking] = [
    loads.find(({ mix }) => mix !== undefined),
    guarded('retry'),
    guarded('breaker'),
  ];
  return [
    () => ({ loss: c.one(edges), share: c.one(SHARES), again: c.one(LENGTHS), tries: c.from(1, 3), ...way }),
    () => ({ refusal: c.one(edges), share: c.one(SHARES), as: c.one(['refused', 'reset']) }),
    () => ({ bandwidth: c.one(edges), rate: '1MB/s', message: c.one(['1KB', '20KB', '0B']), ...way }),
    () => ({ resolution: called, ttl: c.one(['0ms', ...LENGTHS]) }),
    () => ({ certificate: called, age: c.one(['0ms', ...LENGTHS]) }),
    () => ({ burst: name, requests: c.from(1, 50) }),
    () => ({ 'hot-key': name, key: 0, share: c.one(SHARES) }),
    () => ({ config: target, setting: 'slots', to: c.from(1, 5), ...replicas }),
    () => ({ config: target, setting: 'queue.limit', to: c.from(0, 5), every: c.one(LENGTHS) }),
    () => ({
      deploy: target,
      restart: c.one(LENGTHS),
      batch: c.from(1, 2),
      ...(c.chance(2) ? { drain: c.one(LENGTHS), every: c.one(LENGTHS) } : {}),
      ...(c.chance(2) ? { errors: c.one(SHARES), slow: 3, 'roll-back': c.one(SHORTER) } : {}),
    }),
    () => ({ restart: target, down: c.one(LENGTHS), ...(c.chance(2) ? { batch: 1 } : {}), ...replicas }),
    () => ({ drain: target, ...replicas }),
    () => ({ shed: c.one([called, name, c.one(edges)]), share: c.one(SHARES) }),
    () => ({ flush: target }),
    ...(mixed === undefined
      ? []
      : [
          () => ({
            'mix-shift': String(mixed.name),
            operation: Object.keys(mixed.mix as RawSystem)[1],
            share: '90%',
          }),
        ]),
    ...(retrying === undefined
      ? []
      : [
          () => ({ 'no-retries': String(retrying.name) }),
          () => ({ 'impatient-clients': String(retrying.name), attempts: c.from(1, 4) }),
          () => ({ config: String(retrying.name), setting: 'retry.attempts', to: c.from(1, 4) }),
        ]),
    ...(breaking === undefined ? [] : [() => ({ 'open-breaker': String(breaking.name) })]),
  ];
}

function comeback(c: Choices): RawSystem {
  return c.chance(2) ? { restart: c.one(LENGTHS), 'warm-up': c.one(LENGTHS) } : {};
}

/** Who calls whom, as a fault names an edge. */
function edgesOf(system: RawSystem): string[] {
  const edges = new Set<string>();
  const visit = (from: string, node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(from, each);
    else if (typeof node === 'object' && node !== null) {
      const entry = node as RawSystem;
      for (const verb of ['call', 'operation']) {
        if (typeof entry[verb] === 'string') edges.add(`${from} -> ${String(entry[verb]).split('.')[0]}`);
      }
      for (const [key, value] of Object.entries(entry)) {
        if (key !== 'policies' && key !== 'health') visit(from, value);
      }
    }
  };
  for (const each of system.load as RawSystem[]) {
    for (const operation of Object.keys((each.mix as RawSystem | undefined) ?? {}))
      edges.add(`${each.name} -> ${operation}`);
    visit(String(each.name), each);
  }
  for (const [name, spec] of Object.entries(system.services as RawSystem)) {
    visit(name, spec);
    const { check = [] } = ((spec as RawSystem).health as RawSystem | undefined) ?? {};
    for (const each of [check].flat() as RawSystem[])
      edges.add(`${name}/${each['on-failure'] === 'restart' ? 'liveness' : 'readiness'} -> ${name}`);
  }
  return [...edges];
}
