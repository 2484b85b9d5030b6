/** Words that people bring from other tools: each is told what is written here for it. */
import { expect, it } from 'vitest';
import { framesOf, smallest } from './support/mistakes.ts';

const service = (key: string) => smallest().replace('concurrency: {', `${key}, concurrency: {`);
const load = (key: string) => smallest().replace('arrivals: { poisson: 20/s }', key);
const call = (key: string) => smallest().replace('work: 2ms', `call: web.home, ${key}`);
const fault = (entry: string) => smallest(`faults:\n  - { ${entry} }\n`);
const expectation = (entry: string) => smallest(`expect:\n  - { ${entry} }\n`);

it.each([
  ['instances: 3', service('instances: 3'), 'did you mean "replicas"?'],
  ['threads: 20', service('threads: 20'), 'write concurrency: { threads: 20 }'],
  ['workers: 20', service('workers: 20'), 'write concurrency: { threads: 20 }'],
  ['qps: 50', load('qps: 50'), 'write arrivals: { poisson: 50/s }'],
  ['arrivals: { rate: 50/s }', load('arrivals: { rate: 50/s }'), 'did you mean "poisson"?'],
  ['timeoutMs: 800', call('timeoutMs: 800'), 'did you mean "timeout"?'],
  ['retries: 3', call('retries: 3'), 'write retry: { attempts: 3 }'],
  ['cache: 60s', service('cache: 60s'), 'write cache: { ttl: 60s } at the calls of its steps'],
  ['circuit_breaker: {}', call('circuit_breaker: {}'), 'did you mean "breaker"?'],
  ['kill: web', fault('kill: web, at: 10s'), 'did you mean "crash"?'],
  ['latency: web', fault('latency: web, at: 10s'), 'did you mean "delay"?'],
  ['cpu: web', fault('cpu: web, at: 10s'), 'did you mean "slow"?'],
  ['type: crash', fault('type: crash, target: web'), 'write it as the key: "crash: …"'],
  ['duration: 3s', fault('crash: web, at: 10s, duration: 3s'), 'did you mean "for"?'],
  ['from: 10s', fault('crash: web, from: 10s, for: 3s'), 'did you mean "at"?'],
  ['to: 13s', fault('crash: web, at: 10s, to: 13s'), 'did you mean "until"?'],
  ['error-rate: visitors', expectation('error-rate: visitors, at-most: 1%'), 'did you mean "failure"?'],
  ['max: 1%', expectation('failure: visitors, max: 1%'), 'did you mean "at-most"?'],
  [
    'shed: { by: cpu }',
    service('shed: { by: cpu }'),
    'write admission: [ { shed: { by: queue-length, limit: 20 } } ]',
  ],
  ['shed by cpu', service('admission: [ { shed: { by: cpu } } ]'), 'did you mean "utilisation"?'],
  [
    'shed by queue-wait',
    service('admission: [ { shed: { by: queue-wait } } ]'),
    'did you mean "expected-wait"?',
  ],
  [
    'Kubernetes: readinessProbe',
    service('readinessProbe: { periodSeconds: 10 }'),
    'write health: { check: {',
  ],
  [
    'Kubernetes: periodSeconds',
    service('health: { check: { periodSeconds: 10s } }'),
    'did you mean "every"?',
  ],
  ['Kubernetes: resources', service('resources: { cpu: 2 }'), 'did you mean "cores"?'],
  ['Kubernetes: hpa', service('hpa: { maxReplicas: 4 }'), 'write scaling: { most: 6 }'],
  ['Compose: depends_on', service('depends_on: [ stock ]'), '[ { call: stock.reserve } ]'],
  ['Istio: maxEjectionPercent', service('ejection: { maxEjectionPercent: 10% }'), 'did you mean "most"?'],
  [
    'Istio: perTryTimeout',
    call('retry: { attempts: 2, perTryTimeout: 2s }'),
    'write timeout: 2s behind retry',
  ],
  ['Istio: retry on 5xx', call('retry: { attempts: 2, on: [ 5xx ] }'), 'did you mean "error"?'],
  ['Envoy: num_retries', call('retry: { num_retries: 2 }'), 'did you mean "attempts"?'],
  ['resilience4j: slidingWindowSize', call('breaker: { slidingWindowSize: 9 }'), 'did you mean "window"?'],
  [
    'resilience4j: permittedNumberOfCallsInHalfOpenState',
    call('breaker: { permittedNumberOfCallsInHalfOpenState: 9 }'),
    'did you mean "probes"?',
  ],
  [
    'resilience4j: waitDuration',
    call('retry: { attempts: 2, waitDuration: 1s }'),
    'write backoff: { base: 500ms }',
  ],
  ['Polly: breakDuration', call('breaker: { breakDuration: 5s }'), 'did you mean "open"?'],
  ['retry: 3', call('retry: 3'), 'write { attempts: 3 }'],
  ['breaker: hystrix', call('breaker: hystrix'), 'write { preset: hystrix }'],
  ['a step of latency', smallest().replace('work: 2ms', 'latency: 2ms'), 'write work: 5ms, or sleep: 5ms'],
  ['k6: stages', load('users: 5, stages: []'), 'write profile: [ { ramp: 3, at: 30s, for: 1m } ]'],
  ['k6: thresholds', smallest('thresholds: {}\n'), 'write expect: [ { goodput:'],
  [
    'k6: http_req_duration',
    expectation('http_req_duration: visitors, below: 1s'),
    'did you mean "latency-p95"?',
  ],
  ['Locust: wait_time', load('users: 5, wait_time: 5s'), 'write think: 5s'],
  ['Toxiproxy: toxic: latency', fault('toxic: latency, stream: web'), 'write it as the key: "delay: …"'],
  ['Toxiproxy: reset_peer', fault('reset_peer: web'), 'did you mean "refusal"?'],
  ['Chaos Mesh: pod-kill', fault('pod-kill: web, at: 10s'), 'did you mean "crash"?'],
  ['Chaos Mesh: mode: one', fault('crash: web, mode: one'), 'write replicas: one'],
  ['Gremlin: blackhole', fault('blackhole: web'), 'did you mean "partition"?'],
  [
    'a mapping where a list belongs',
    load('users: 5, profile: { spike: 5 }'),
    'put it in brackets: [ { … } ]',
  ],
])('%s', (_, text, help) => {
  expect(framesOf(text)).toContain(help);
});

it('does not miss a key besides that was only called otherwise', () => {
  const text = smallest().replace('concurrency: { threads: 4 }', 'threads: 4');
  expect(framesOf(text)).not.toContain('is missing');
});

it('shows of many words the nearest, how many more there are, and who lists them', () => {
  expect(framesOf(fault('kill: web, at: 10s'))).toMatch(
    /expected exactly one of: crash, .* and \d+ more \(knockon list faults\)/,
  );
  expect(framesOf(expectation('p99: visitors, below: 1s'))).toMatch(
    /one of: latency-p99, .* and \d+ more \(knockon list metrics\)/,
  );
});

it('names a word that means nothing here as what it is not, at its place', () => {
  const text = framesOf(fault('clock-skew: web, at: 10s'));
  expect(text).toContain('"clock-skew" is not a fault');
  expect(text).toMatch(/clock-skew: web.*\n +\| +\^/);
});

it('is told by the last part that is known in a word of several', () => {
  expect(framesOf(service('loadBalancer: random'))).toContain('did you mean "balancer"?');
  expect(framesOf(fault('networkDelay: web, at: 10s'))).toContain('did you mean "delay"?');
});
