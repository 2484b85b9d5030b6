/** A config push that cannot be: the same words as for the parameter in its own place, at what was written. */
import { describe, expect, it } from 'vitest';
import { framesOf } from './support/mistakes.ts';

const POLICIES =
  'retry: { attempts: 3, budget: 10% }, breaker: { window: 20, minimum: 10, probes: 5 }, timeout: 800ms';

function pushed(setting: string, to: string, policies = POLICIES): string {
  return `title: A push
run: { length: 1m }
services:
  web: { concurrency: { threads: 4 }, operations: { home: [ { call: orders.place, ${policies} } ] } }
  orders: { concurrency: { threads: 4 }, operations: { place: [ { work: 2ms } ] } }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
faults:
  - { config: web, setting: ${setting}, to: ${to}, at: 20s }
`;
}

describe('a push', () => {
  it.each([
    [
      'a word of a list that is misspelt',
      'breaker.on',
      '[ error, shedd ]',
      '"shedd" is not known here',
      'did you mean "shed"?',
    ],
    [
      'one word where a list belongs',
      'breaker.on',
      'error',
      'breaker.on: "error" is not a list',
      'write [ error ]',
    ],
    [
      'a word that is misspelt',
      'breaker.evaluate',
      'allways',
      '"allways" is not known here',
      'did you mean "always"?',
    ],
    ['a number without its unit', 'timeout.after', '250', '250 has no unit', 'write 250ms'],
    [
      'a parameter that is misspelt',
      'retry.atempts',
      '3',
      'unknown setting of web',
      'did you mean "retry.attempts"?',
    ],
    [
      'a parameter without its policy',
      'attempts',
      '3',
      'does not say of which policy',
      'write retry.attempts',
    ],
    ['a policy without its parameter', 'timeout', '3s', 'stands for several values', 'timeout.after'],
    [
      'a policy that is not there',
      'hedge.delay',
      '3s',
      'there is no hedge around the calls of web',
      'give them a hedge',
    ],
    [
      'a policy that is not at the door',
      'admission.limiter.rate',
      '3/s',
      'there is no limiter at the door of web',
      'in its admission',
    ],
    [
      'what is built in',
      'breaker.scope',
      'edge',
      'is how the breaker is built',
      'write it in the breaker itself',
    ],
    [
      'a window of calls that becomes one of time',
      'breaker.window',
      '10s',
      'remember 20 calls, and a push cannot rebuild it for time',
      'in the breaker itself',
    ],
    [
      'a window that grows',
      'breaker.window',
      '50',
      'cannot rebuild it for 50 calls',
      'in the breaker itself',
    ],
    [
      'what a service has for the whole run',
      'ejection.consecutive',
      '3',
      'no push can change ejection.consecutive: it holds for the whole run',
      '--set services.web.ejection.consecutive=',
    ],
    ['how it is checked', 'health.check.every', '5s', 'no push can change health.check.every', 'both ways'],
    [
      'what a fault of its own does',
      'replicas',
      '5',
      'no push can change replicas',
      '{ scale: orders, to: 5 }',
    ],
    ['what has another name here', 'concurrency.threads', '9', 'no push can change', 'push slots'],
    ['a budget that is taken away', 'retry.budget', 'none', 'not take it away', '100%'],
  ])('is told of %s', (_, setting, to, sentence, help) => {
    const text = framesOf(pushed(setting, to));
    expect(text).toContain(sentence);
    expect(text).toContain(help);
    expect(text).not.toMatch(/Invalid|received/);
  });

  it('cannot put one kind of budget in place of another, though both keep one number', () => {
    const grpc = 'retry: { attempts: 3, budget: { grpc: { tokens: 10 } } }, timeout: 1s';
    expect(framesOf(pushed('retry.budget', '{ aws: { tokens: 50 } }', grpc))).toContain(
      'these retries have a budget of the kind grpc, and a push cannot make it one of the kind aws',
    );
  });

  it.each([
    ['100%', '10%'],
    ['{ grpc: { tokens: 1000, ratio: 100% } }', '{ grpc: {} }'],
    ['{ envoy: { ratio: 100%, minimum: 1000 } }', '{ envoy: {} }'],
    ['{ aws: { tokens: 1000000 } }', '{ aws: {} }'],
  ])('may widen a budget to %s, as is said where it cannot be taken away', (wide, written) => {
    const policies = `retry: { attempts: 3, budget: ${written} }, timeout: 1s`;
    expect(framesOf(pushed('retry.budget', 'none', policies)).replaceAll(/\s+/g, ' ')).toContain(wide);
    expect(framesOf(pushed('retry.budget', wide, policies))).toBe('');
  });

  it('points at the word of the list that is wrong', () => {
    expect(framesOf(pushed('retry.on', '[ error, timeout ]'))).toContain(
      '|                                                    ^^^^^^^ did you mean "timed-out"?',
    );
  });
});
