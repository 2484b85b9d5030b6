/** Whom a retry tries again, where, and what it lets the callee say about it. */
import { describe, expect, test } from 'vitest';
import { factsOf, instantsOf, timeline } from './facts.ts';

const async = { concurrency: { async: 100 } };

describe('by where the failure began', () => {
  /** web asks shop, which asks the store; one of them fails. */
  const system = (retry: Record<string, unknown>, failing: 'shop' | 'store') => ({
    run: { length: '19s' },
    services: {
      web: { ...async, operations: { ask: [{ call: 'shop.buy', retry }] } },
      shop: {
        ...async,
        operations: { buy: [{ call: 'store.take' }, ...(failing === 'shop' ? [{ fail: '100%' }] : [])] },
      },
      store: { ...async, operations: { take: failing === 'store' ? [{ fail: '100%' }] : [] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' } }],
  });
  const tries = (retry: Record<string, unknown>, failing: 'shop' | 'store') =>
    instantsOf(factsOf(system({ attempts: 3, ...retry }, failing)), 'try', 'web -> shop.buy').length;

  test('anywhere: both are tried again', () => {
    expect([tries({}, 'shop'), tries({}, 'store')]).toEqual([3, 3]);
  });

  test('here: only what began at the callee or on the way to it', () => {
    expect([tries({ where: 'here' }, 'shop'), tries({ where: 'here' }, 'store')]).toEqual([3, 1]);
  });

  test('deeper: only what began further in', () => {
    expect([tries({ where: 'deeper' }, 'shop'), tries({ where: 'deeper' }, 'store')]).toEqual([1, 3]);
  });

  test('so that of three layers only the lowest retries, and the failure is multiplied once', () => {
    const layers = (retry: Record<string, unknown>) => {
      const layer = (call: string) => ({ ...async, operations: { go: [{ call, retry }] } });
      const facts = factsOf({
        run: { length: '19s' },
        services: {
          top: layer('middle.go'),
          middle: layer('bottom.go'),
          bottom: { ...async, operations: { go: [{ fail: '100%' }] } },
        },
        load: [{ name: 'people', operation: 'top.go', arrivals: { constant: '0.1/s' }, retry }],
      });
      return instantsOf(facts, 'try', 'middle -> bottom.go').length;
    };
    expect(layers({ attempts: 4 })).toBe(64);
    expect(layers({ attempts: 4, where: 'here' })).toBe(4);
  });
});

describe('elsewhere', () => {
  const tries = (retry: Record<string, unknown>) => {
    const facts = factsOf({
      run: { length: '400s' },
      services: {
        web: { ...async, replicas: 3, balancer: 'random', operations: { ask: [{ work: '1ms' }] } },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '1/s' }, retry }],
      // One of three fails whatever it is asked.
      faults: [{ errors: 'web', share: '100%', replicas: [1] }],
    });
    const failed = facts.filter(({ what, how }) => what === 'tried' && how === 'error').length;
    const calls = facts.filter(({ what, how }) => what === 'ended' && how === 'error').length;
    return { failed, calls };
  };

  test('no second attempt fails where only the first replica is broken', () => {
    const { failed, calls } = tries({ attempts: 2, elsewhere: true });
    expect(failed).toBeGreaterThan(100);
    expect(calls).toBe(0);
  });

  test('without it a third of them goes there again', () => {
    const { failed, calls } = tries({ attempts: 2 });
    expect(calls / (failed - calls)).toBeGreaterThan(0.2);
    expect(calls / (failed - calls)).toBeLessThan(0.45);
  });
});

describe('elsewhere than at any replica that was tried', () => {
  /** Replicas that each call's attempts went to; replicas 0 and 1 of three fail whatever they are asked. */
  const visits = (retry: Record<string, unknown>, balancer: string, calls = 400) => {
    const facts = factsOf({
      run: { length: `${calls}s` },
      services: { web: { ...async, replicas: 3, balancer, operations: { ask: [{ work: '1ms' }] } } },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '1/s' }, retry }],
      faults: [{ errors: 'web', share: '100%', replicas: [0, 1] }],
    });
    return facts.filter(({ what }) => what === 'ended').map(({ how }) => how);
  };
  const failed = (hows: (string | undefined)[]) => hows.filter((how) => how === 'error').length;

  test('three attempts reach the only one of three that works', () => {
    expect(failed(visits({ attempts: 3, elsewhere: true }, 'random'))).toBe(0);
    expect(failed(visits({ attempts: 3, elsewhere: true }, 'round-robin'))).toBe(0);
  });

  test('two attempts do not: the second one is the other broken one half of the time', () => {
    const share = failed(visits({ attempts: 2, elsewhere: true }, 'random', 4000)) / 4000;
    // Two of three times a broken one first, then the other broken one or the one that works.
    expect(share).toBeGreaterThan(1 / 3 - 0.03);
    expect(share).toBeLessThan(1 / 3 + 0.03);
  });

  test('once each has been tried, any of them is', () => {
    const facts = factsOf({
      run: { length: '19s' },
      services: { web: { ...async, replicas: 3, operations: { ask: [{ fail: '100%' }] } } },
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { constant: '0.1/s' },
          retry: { attempts: 5, elsewhere: true },
        },
      ],
    });
    expect(instantsOf(facts, 'try')).toHaveLength(5);
  });

  test("Istio's: the balancer is asked five times more, and what it names then is tried", () => {
    // Once two have been tried, all six picks are among them with (2/3)⁶; once one has, with (1/3)⁶.
    const share = failed(visits({ preset: 'istio', on: ['error'] }, 'random', 4000)) / 4000;
    // 2/3 · (almost) 1/2 · (2/3)⁶ = 2.9 %
    expect(share).toBeGreaterThan(0.029 - 0.008);
    expect(share).toBeLessThan(0.029 + 0.008);
    // Taking turns, the first pick after two broken ones is the third.
    expect(failed(visits({ preset: 'istio', on: ['error'] }, 'round-robin'))).toBe(0);
  });
});

describe('what must not be done twice', () => {
  const tries = (operation: string, web: Record<string, unknown>, policies: unknown[]) =>
    timeline(
      {
        run: { length: '19s' },
        services: {
          web: {
            concurrency: { threads: 1 },
            'not-idempotent': ['charge'],
            operations: { charge: [{ work: '50ms' }], read: [{ work: '50ms' }] },
            ...web,
          },
        },
        load: [
          { name: 'others', operation: 'web.read', arrivals: { constant: '0.1/s' } },
          { name: 'people', operation: `web.${operation}`, arrivals: { constant: '0.1/s' }, policies },
        ],
      },
      ['tried'],
    ).flatMap((line) => {
      const [, how] = /people -> \S+: (.*)/.exec(line) ?? [];
      return how === undefined ? [] : [how];
    });
  const careful = { retry: { attempts: 3, 'idempotent-only': true } };

  test('is not tried again after a timeout, for nobody knows whether it was done', () => {
    expect(tries('charge', {}, [careful, { timeout: '20ms' }])).toEqual(['timed-out']);
    expect(tries('read', {}, [careful, { timeout: '20ms' }])).toEqual([
      'timed-out',
      'timed-out',
      'timed-out',
    ]);
  });

  test('is tried again when it was certainly not begun', () => {
    const full = { queue: { limit: 0 } };
    expect(tries('charge', full, [careful])).toEqual(['refused', 'refused', 'refused']);
    const impatient = { queue: { limit: 9, wait: '10ms' } };
    expect(tries('charge', impatient, [careful])).toEqual(['expired', 'expired', 'expired']);
  });
});

describe('what a callee that sheds asks for', () => {
  /** A callee that sheds whoever had to wait, every 10 ms; the request comes at 10003 ms. */
  const system = (retry: Record<string, unknown>) => ({
    run: { length: '19s' },
    services: {
      web: {
        concurrency: { threads: 1 },
        queue: { limit: 9, order: 'codel', target: '1ns', interval: '1ns' },
        operations: { ask: [], keep: [{ work: '10ms' }] },
      },
    },
    network: { between: [{ from: 'people', to: 'web', latency: '3ms' }] },
    load: [
      { name: 'keepers', operation: 'web.keep', arrivals: { constant: '100/s' } },
      { name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, retry },
    ],
  });
  /** Pauses between an answer and the next try, ms. */
  const pauses = (retry: Record<string, unknown>, asks = 0) => {
    const facts = factsOf(system({ attempts: 4, ...retry }), { asks }).filter(
      ({ where }) => where === 'people -> web.ask',
    );
    const answers = facts.filter(({ what }) => what === 'tried');
    expect(answers.every(({ how }) => how === 'shed')).toBe(true);
    const tries = instantsOf(facts, 'try');
    return tries.slice(1).map((at, i) => (at - answers[i].at) / 1e6);
  };
  const own = { backoff: { base: '100ms', factor: 2 } };

  test('is not asked: the own pauses', () => {
    expect(pauses(own)).toEqual([100, 200, 400]);
    expect(pauses({ backoff: { base: '100ms', 'base-when-shed': '500ms' } })).toEqual([500, 1000, 2000]);
  });

  test('honoured: exactly as long as asked, and the own pauses begin anew', () => {
    expect(pauses(own, 55e6)).toEqual([55, 55, 55]);
    expect(pauses({}, 55e6)).toEqual([55, 55, 55]);
  });

  test('clamped: no less than the own pause, and no more than 5 s longer', () => {
    expect(pauses({ ...own, pushback: 'clamp' }, 250e6)).toEqual([250, 250, 400]);
    expect(pauses({ ...own, pushback: 'clamp' }, 7e9)).toEqual([5100]);
  });

  test('ignored: the own pauses', () => {
    expect(pauses({ ...own, pushback: 'ignore' }, 55e6)).toEqual([100, 200, 400]);
  });

  test('never again: no other try, unless ignored', () => {
    expect(pauses(own, -1)).toEqual([]);
    expect(pauses({ ...own, pushback: 'clamp' }, -1)).toEqual([]);
    expect(pauses({ ...own, pushback: 'ignore' }, -1)).toEqual([100, 200, 400]);
  });
});

describe('transparent', () => {
  /** One slot and no queue: whoever comes while somebody is served is refused, here all who come at 10 s. */
  const system = (retry: Record<string, unknown>, faults: unknown[] = []) => ({
    run: { length: '19s' },
    services: {
      web: {
        concurrency: { threads: 1 },
        queue: { limit: 0 },
        operations: { ask: [], keep: [{ work: '15s' }] },
      },
    },
    network: { between: [{ from: 'people', to: 'web', latency: '3ms' }] },
    load: [
      { name: 'keepers', operation: 'web.keep', arrivals: { bursts: { size: 1, every: '9s' } } },
      { name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, retry },
    ],
    faults,
  });
  const tries = (retry: Record<string, unknown>, faults: unknown[] = []) =>
    instantsOf(factsOf(system(retry, faults)), 'try', 'people -> web.ask').map((at) => at / 1e6 - 10_000);
  const policy = { attempts: 2, backoff: { base: '100ms' } };

  test('what was refused goes again at once, once, beside the attempts of the policy', () => {
    expect(tries(policy)).toEqual([0, 106]);
    expect(tries({ ...policy, transparent: true })).toEqual([0, 6, 112]);
    expect(tries({ attempts: 1, transparent: true })).toEqual([0, 6]);
  });

  test('once a call, also where the policy tries often', () => {
    expect(tries({ ...policy, attempts: 4, transparent: true })).toEqual([0, 6, 112, 318, 724]);
  });

  test('its budget hears nothing of it: half of the tokens last for as many refusals of the policy', () => {
    const tokens = (budget: unknown) => tries({ ...policy, attempts: 5, budget, transparent: true });
    // Of four tokens one refusal takes one, and a second one the half that has to be more than there.
    expect(tokens({ grpc: { tokens: 4 } })).toEqual([0, 6, 112]);
    expect(tokens({ envoy: { minimum: 0, ratio: '0%' } })).toEqual([0, 6]);
  });

  test('what the callee has seen does not: an error, a shed request', () => {
    const shed = [{ shed: 'web', share: '100%', at: '9.5s' }];
    expect(tries({ ...policy, transparent: true }, shed)).toEqual([0, 106]);
  });

  test('gRPC does so beside its policy', () => {
    const exact = { preset: 'grpc', backoff: { jitter: 'none' } };
    // Of ten tokens four failures leave six, and the fourth attempt is the last.
    expect(tries(exact)).toEqual([0, 6, 112, 318, 724]);
  });
});
