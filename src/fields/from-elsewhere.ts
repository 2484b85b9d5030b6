/**
 * Words that people bring from other tools (Kubernetes, Istio and Envoy, resilience4j, Polly, Toxiproxy,
 * Gremlin, Chaos Mesh, k6, Locust), and what is written for them here. The same word may mean different
 * things in different places: the first of its meanings that is known there is meant.
 */
import { nearestWord } from './did-you-mean.ts';

export interface Meaning {
  /** The key it becomes here. */
  readonly key: string;
  /** What to write, where another key alone is not all. */
  readonly write?: string;
}

const threads: Meaning = { key: 'concurrency', write: 'concurrency: { threads: 20 }' };
const arrivals: Meaning = { key: 'arrivals', write: 'arrivals: { poisson: 50/s }' };
const attempts: Meaning = { key: 'retry', write: 'retry: { attempts: 3 }' };
const gate: Meaning = {
  key: 'admission',
  write: 'admission: [ { limiter: { kind: token-bucket, rate: 100/s, burst: 20 } } ]',
};
const onCall: Meaning = { key: 'operations', write: 'breaker: {} at the calls of its steps' };
const calls: Meaning = {
  key: 'operations',
  write: 'a step of an operation, operations: { place: [ { call: stock.reserve } ] }',
};
const check: Meaning = { key: 'health', write: 'health: { check: { lane: dedicated, every: 10s } }' };
const thresholds: Meaning = { key: 'expect', write: 'expect: [ { goodput: shoppers, at-least: 99% } ]' };
const faults: Meaning = {
  key: 'faults',
  write: 'faults: [ { slow: payments, factor: 10, at: 30s, for: 20s } ]',
};
const stages: Meaning = { key: 'profile', write: 'profile: [ { ramp: 3, at: 30s, for: 1m } ]' };
const inner = {
  key: 'timeout',
  write: 'timeout: 2s behind retry: it is then inside, and limits each try',
};
const elapse: Meaning = { key: 'sleep', write: 'work: 5ms, or sleep: 5ms where it only waits' };
const scaling: Meaning = {
  key: 'scaling',
  write: 'scaling: { most: 6 }, and a fault such as { scale: web, to: 6 }',
};
const operation: Meaning = { key: 'operation', write: 'operation: web.home' };
const key = (name: string): Meaning => ({ key: name });

/** In small letters, without hyphens and underscores. */
const WORDS: Readonly<Record<string, readonly Meaning[]>> = {
  // services
  minreplicas: [key('replicas')],
  maxreplicas: [scaling],
  autoscaling: [scaling],
  autoscaler: [scaling],
  hpa: [scaling],
  terminationgraceperiodseconds: [{ key: 'scaling', write: 'scaling: { most: 4, grace: 30s }' }],
  resources: [key('cores')],
  vcpus: [key('cores')],
  lb: [key('balancer')],
  lbpolicy: [key('balancer')],
  livenessprobe: [
    { key: 'health', write: 'health: { check: { lane: dedicated, every: 10s, on-failure: restart } }' },
  ],
  readinessprobe: [check],
  healthcheck: [check],
  probe: [check],
  dependencies: [calls, { key: 'services', write: 'a step of an operation: { call: stock.reserve }' }],
  dependson: [calls],
  calls: [calls],
  edges: [{ key: 'services', write: 'a step of an operation: { call: stock.reserve }' }],
  shed: [{ key: 'admission', write: 'admission: [ { shed: { by: queue-length, limit: 20 } } ]' }],
  loadshedding: [{ key: 'admission', write: 'admission: [ { shed: { by: queue-length, limit: 20 } } ]' }],
  maxlength: [key('limit')],
  maxsize: [key('limit')],
  maxdepth: [key('limit')],
  queuesize: [{ key: 'queue', write: 'queue: { limit: 50 }' }, key('queue')],
  queuelimit: [{ key: 'queue', write: 'queue: { limit: 50 }' }],
  maxqueue: [{ key: 'queue', write: 'queue: { limit: 50 }' }],
  // checks and ejection
  interval: [key('every'), { key: 'check', write: 'check: { lane: dedicated, every: 10s }' }],
  periodseconds: [key('every'), { key: 'check', write: 'check: { lane: dedicated, every: 10s }' }],
  failurethreshold: [key('unhealthy'), key('failure-rate'), key('consecutive')],
  successthreshold: [key('healthy')],
  consecutiveerrors: [key('consecutive')],
  consecutive5xxerrors: [key('consecutive')],
  consecutivegatewayerrors: [key('consecutive')],
  baseejectiontime: [key('base')],
  maxejectiontime: [key('longest')],
  maxejectionpercent: [key('most')],
  count: [key('replicas')],
  pods: [key('replicas')],
  nodes: [key('replicas')],
  threads: [threads],
  workers: [key('threads'), threads],
  poolsize: [key('threads'), threads],
  connections: [key('threads'), threads],
  endpoints: [key('operations')],
  outlierdetection: [key('ejection')],
  size: [key('limit')],
  capacity: [key('limit')],
  // calls
  retrypolicy: [attempts],
  numretries: [key('attempts'), attempts],
  maxretryattempts: [key('attempts')],
  pertrytimeout: [inner, { key: 'attempts', write: inner.write }],
  retryon: [key('on')],
  waitduration: [{ key: 'backoff', write: 'backoff: { base: 500ms }' }],
  timelimiter: [key('timeout')],
  hedging: [key('hedge')],
  cache: [{ key: 'operations', write: 'cache: { ttl: 60s } at the calls of its steps' }],
  initial: [key('base')],
  initialinterval: [key('base')],
  multiplier: [key('factor')],
  maxinterval: [key('max')],
  // breakers
  failureratethreshold: [key('failure-rate')],
  slowcallratethreshold: [key('slow-rate')],
  slowcalldurationthreshold: [key('slow')],
  slidingwindowsize: [key('window')],
  minimumnumberofcalls: [key('minimum')],
  minimumthroughput: [key('minimum')],
  waitdurationinopenstate: [key('open')],
  breakduration: [key('open')],
  sleepwindow: [key('open')],
  permittednumberofcallsinhalfopenstate: [key('probes')],
  samplingduration: [key('window')],
  threshold: [key('failure-rate')],
  // bulkheads and limiters
  maxconcurrentcalls: [key('limit')],
  maxparallelization: [key('limit')],
  maxqueuingactions: [key('queue')],
  maxpendingrequests: [key('queue'), key('bulkhead')],
  maxwaitduration: [key('wait')],
  timeoutms: [key('timeout')],
  deadline: [key('timeout')],
  retries: [attempts],
  maxretries: [key('attempts'), attempts],
  maxattempts: [key('attempts'), attempts],
  circuitbreaker: [key('breaker'), onCall],
  circuitbreakers: [key('breaker'), onCall],
  ratelimit: [key('limiter'), gate],
  ratelimiter: [key('limiter'), gate],
  // steps
  latency: [
    key('by'),
    key('delay'),
    elapse,
    key('latency-p95'),
    { key: 'operations', write: 'work: 5ms as a step of an operation' },
  ],
  delay: [elapse, key('backoff')],
  db: [{ key: 'call', write: 'call: database.query, and a service of that name' }],
  query: [key('call')],
  error: [key('errors'), key('fail')],
  throw: [key('fail')],
  if: [{ key: 'branch', write: 'branch: [ { share: 50%, steps: [ { work: 5ms } ] } ]' }],
  loop: [{ key: 'repeat', write: 'repeat: { times: 5, steps: [ { work: 5ms } ] }' }],
  produce: [key('publish'), key('send')],
  stddev: [key('deviation')],
  sigma: [{ key: 'cv', write: 'mean and cv, or { median: 8ms, p99: 40ms }' }],
  mean: [{ key: 'exponential', write: 'exponential: 5ms, or the shape that is meant' }],
  compute: [key('work')],
  wait: [key('sleep')],
  http: [key('call')],
  rpc: [key('call')],
  request: [key('call')],
  emit: [key('publish')],
  enqueue: [key('send')],
  // load and run
  vus: [key('users')],
  virtualusers: [key('users')],
  preallocatedvus: [key('users')],
  waittime: [{ key: 'think', write: 'think: 5s, with users' }],
  thinktime: [key('think')],
  stages: [stages],
  rampup: [stages],
  ramp: [stages],
  spawnrate: [stages],
  target: [operation],
  service: [operation],
  executor: [
    { key: 'users', write: 'users: 10 for a closed load, or arrivals: { poisson: 50/s } for an open one' },
  ],
  workload: [key('load')],
  loads: [key('load')],
  slo: [thresholds],
  slos: [thresholds],
  thresholds: [thresholds],
  assertions: [thresholds],
  checks: [thresholds],
  experiments: [faults],
  chaos: [faults],
  toxics: [faults],
  events: [faults],
  queues: [{ key: 'brokers', write: 'brokers: { jobs: { kind: queue, queues: { invoices: {} } } }' }],
  topics: [key('brokers')],
  databases: [key('services')],
  seed: [{ key: 'run', write: 'run: { length: 2m, seed: 7 }' }],
  users: [{ key: 'load', write: 'load: [ { name: visitors, operation: web.home, users: 50, think: 5s } ]' }],
  qps: [key('poisson'), arrivals],
  rps: [key('poisson'), arrivals, key('throughput')],
  rate: [key('poisson'), arrivals, key('share')],
  duration: [key('for'), key('length'), key('after'), { key: 'run', write: 'run: { length: 1m }' }],
  start: [key('at')],
  from: [key('at')],
  to: [key('until')],
  end: [key('until')],
  // faults; a step computes with what is a slow machine there
  podkill: [key('crash')],
  shutdown: [key('crash')],
  down: [key('crash')],
  abort: [key('errors')],
  resetpeer: [key('refusal')],
  dns: [key('resolution')],
  timeout: [key('hang'), key('after'), key('open')],
  stress: [key('noisy-neighbour')],
  spike: [key('surge')],
  load: [key('surge')],
  io: [key('slow')],
  reboot: [key('restart')],
  instances: [key('replicas')],
  amount: [key('by')],
  by: [key('factor')],
  mode: [{ key: 'replicas', write: 'replicas: one' }],
  slowdown: [key('slow')],
  jitter: [
    { key: 'by', write: 'by: { uniform: { from: 80ms, to: 120ms } }' },
    { key: 'backoff', write: 'backoff: { base: 50ms, jitter: full }' },
  ],
  percent: [key('share')],
  percentage: [key('share')],
  after: [key('at')],
  times: [key('factor')],
  kill: [key('crash')],
  terminate: [key('crash')],
  lag: [key('delay')],
  cpu: [key('work'), key('slow'), key('cores'), key('utilisation')],
  memory: [key('memory-leak')],
  oom: [key('memory-leak')],
  blackhole: [key('partition')],
  packetloss: [key('loss')],
  drop: [key('loss')],
  exception: [key('errors')],
  freeze: [key('pause')],
  // expectations
  successrate: [key('success')],
  median: [key('latency-p50')],
  maxlatency: [key('latency-max')],
  httpreqduration: [key('latency-p95')],
  httpreqfailed: [key('failure')],
  lt: [key('below')],
  lte: [key('at-most')],
  gt: [key('above')],
  gte: [key('at-least')],
  errorrate: [key('failure'), { key: 'operations', write: 'fail: 1% as a step of an operation' }],
  min: [key('at-least'), key('from')],
  max: [key('at-most'), key('to'), key('attempts')],
};

/** What a word from elsewhere is here, where these keys are known. Of a word in several parts one may be known by itself: `thinkTime`. */
export function meaningOf(word: string, known: readonly string[]): Meaning | undefined {
  return listed(word, known) ?? (nearestWord(word, known) === undefined ? inPart(word, known) : undefined);
}

function listed(word: string, known: readonly string[]): Meaning | undefined {
  const plain = plainly(word);
  if (!Object.hasOwn(WORDS, plain)) return undefined;
  return WORDS[plain].find((meaning) => known.includes(meaning.key));
}

/** The longest run of parts that is a known word, or means one; of equally long ones the last, which is what the others only describe. */
function inPart(word: string, known: readonly string[]): Meaning | undefined {
  const parts = word
    .slice(0, LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/);
  for (let length = parts.length - 1; length > 0; length--) {
    for (let from = parts.length - length; from >= 0; from--) {
      const run = parts.slice(from, from + length).join('-');
      const meaning = known.includes(run) ? { key: run } : listed(run, known);
      if (meaning !== undefined) return meaning;
    }
  }
  return undefined;
}

/** No key of a tool is longer. */
const LONGEST = 64;

function plainly(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

/** Words that stand behind a key, in small letters without hyphens and underscores. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '5xx': ['error'],
  gatewayerror: ['error'],
  unavailable: ['refused', 'error'],
  connectfailure: ['refused'],
  reset: ['refused', 'error'],
  deadlineexceeded: ['timed-out'],
  timeout: ['timed-out'],
  resourceexhausted: ['shed'],
  cpu: ['utilisation'],
  queuewait: ['expected-wait'],
  latency: ['expected-wait'],
  inflight: ['concurrency'],
  rabbitmq: ['queue'],
  sqs: ['queue'],
  both: ['full'],
  true: ['full'],
};

/** The same for a word that is chosen among others: `on: [ 5xx ]`, `by: cpu`. */
export function chosenWordMeant(word: unknown, known: readonly string[]): string | undefined {
  if (typeof word !== 'string')
    return word === true ? VALUES.true.find((each) => known.includes(each)) : undefined;
  const near = nearestWord(word, known);
  const plain = plainly(word);
  if (near !== undefined || !Object.hasOwn(VALUES, plain)) return near;
  return VALUES[plain].find((each) => known.includes(each));
}
