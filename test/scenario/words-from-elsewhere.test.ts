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
  ['circuit_breaker: {}', call('circuit_breaker: {}'), 'did you mean "breaker"?'],
  ['kill: web', fault('kill: web, at: 10s'), 'did you mean "crash"?'],
  ['latency: web', fault('latency: web, at: 10s'), 'did you mean "delay"?'],
  ['cpu: web', fault('cpu: web, at: 10s'), 'did you mean "slow"?'],
  ['type: crash', fault('type: crash, target: web'), 'write it as the key: "crash: …"'],
  ['duration: 3s', fault('crash: web, at: 10s, duration: 3s'), 'did you mean "for"?'],
  ['error-rate: visitors', expectation('error-rate: visitors, at-most: 1%'), 'did you mean "failure"?'],
  ['max: 1%', expectation('failure: visitors, max: 1%'), 'did you mean "at-most"?'],
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
