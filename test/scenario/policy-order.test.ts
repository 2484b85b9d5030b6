/** In which order policies surround a call, however they came to be written there. */
import { describe, expect, it } from 'vitest';
import { scenarioOf } from './support/mistakes.ts';

const text = (policies: string) => `title: In order
run: { length: 1m }
policies:
  careful: [ { breaker: {} }, { retry: { attempts: 2 } } ]
services:
  web: { concurrency: { threads: 4 }, operations: { home: [ { call: orders.place, ${policies} } ] } }
  orders: { concurrency: { threads: 4 }, operations: { place: [ { work: 2ms } ] } }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
`;

/** Names of the policies around the call of web, outermost first. */
function around(scenario: string, options: Parameters<typeof scenarioOf>[1] = {}): string {
  const { plan } = scenarioOf(scenario, options);
  const chain = plan.sites.find(({ chain }) => chain.length > 0)?.chain ?? [];
  return chain.map(({ policy }) => policy.name).join(' ');
}

describe('the first policy written is the outermost', () => {
  it.each([
    ['of keys', 'timeout: 1s, retry: { attempts: 2 }', 'timeout retry'],
    ['of keys the other way round', 'retry: { attempts: 2 }, timeout: 1s', 'retry timeout'],
    ['of a key before a named list', 'timeout: 1s, policies: careful', 'timeout breaker retry'],
    ['of a key behind it', 'policies: careful, timeout: 1s', 'breaker retry timeout'],
    [
      'of keys on both sides, with another key between them',
      'timeout: 1s, balancer: random, policies: careful, limiter: { kind: gcra, rate: 9/s }',
      'timeout breaker retry limiter',
    ],
    [
      'of a list that is written here',
      'timeout: 1s, policies: [ { retry: { attempts: 2 } }, { timeout: 300ms } ]',
      'timeout retry timeout',
    ],
    [
      'of a chain in such a list',
      'policies: [ { breaker: {} }, { preset: istio } ], timeout: 1s',
      'breaker retry timeout timeout',
    ],
    [
      'of one that is a key and in the list as well',
      'retry: { attempts: 3 }, policies: careful',
      'retry breaker retry',
    ],
  ])('%s', (_, policies, order) => {
    expect(around(text(policies))).toBe(order);
  });
});

describe('a policy that is written again keeps its place, and one that is added is the innermost', () => {
  const base = 'retry: { attempts: 2 }, timeout: 1s';
  const call = 'services.web.operations.home[0]';

  it('by --set', () => {
    expect(around(text(base), { set: [`${call}.retry={ attempts: 5 }`] })).toBe('retry timeout');
    expect(around(text(base), { set: [`${call}.breaker={}`] })).toBe('retry timeout breaker');
  });

  it('by a merge key', () => {
    const anchored = (call: string) =>
      `x-call: &call { ${base} }\n${text(base).replace(`call: orders.place, ${base}`, call)}`;
    expect(around(anchored('call: orders.place, <<: *call, retry: { attempts: 5 }'))).toBe('retry timeout');
    expect(around(anchored('call: orders.place, <<: *call, breaker: {}'))).toBe('retry timeout breaker');
    expect(around(anchored('call: orders.place, breaker: {}, <<: *call'))).toBe('breaker retry timeout');
  });
});
