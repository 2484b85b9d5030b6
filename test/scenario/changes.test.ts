/** `--set` and `--without`: the same scenario with one thing changed. */
import { describe, expect, it } from 'vitest';
import { codesOf, framesOf, scenarioOf } from './support/mistakes.ts';
import { SHOP } from './support/shop.ts';

const set = (...settings: string[]) => scenarioOf(SHOP, { set: settings }).system;
const without = (...words: string[]) => scenarioOf(SHOP, { without: words }).system;

describe('--set', () => {
  it('replaces a value', () => {
    expect(set('services.web.replicas=5').services.web.replicas).toBe(5);
  });

  it('finds list items by name or by number', () => {
    expect(set('load.shoppers.arrivals.poisson=50/s').load[0].arrivals).toEqual({ poisson: 50 });
    expect(set('load[1].users=7').load[1].users).toBe(7);
    expect(
      set('services.web.operations.checkout[1].timeout=1s').services.web.operations.checkout[1],
    ).toMatchObject({ timeout: 1e9 });
  });

  it('finds a fault by the name it has when it is given none', () => {
    expect(set('faults.slow-payments.factor=1').faults?.[0]).toMatchObject({ slow: 'payments', factor: 1 });
    const twice = SHOP.replace('faults:\n', 'faults:\n  - { slow: payments, factor: 2, at: 90s, for: 5s }\n');
    const { faults } = scenarioOf(twice, { set: ['faults.slow-payments-2.factor=3'] }).system;
    expect(faults?.map(({ factor }) => factor)).toEqual([2, 3]);
    expect(framesOf(SHOP, { set: ['faults.slow-payment.factor=1'] })).toContain(
      '^^^^^^^^^^^^ did you mean "slow-payments"?',
    );
  });

  it('finds a fault among things that are none', () => {
    const broken = SHOP.replace('faults:\n', 'faults:\n  - nothing\n  - { at: 5s }\n');
    const frames = framesOf(broken, { set: ['faults.slow-payments.factor=none'] });
    expect(frames).toContain('faults[2].factor: "none" is not understood');
  });

  it('adds a key that the schema knows', () => {
    expect(set('services.web.cores=2').services.web.cores).toBe(2);
    expect(
      set('services.web.operations.checkout.1.retry.backoff.max=1s').services.web.operations.checkout[1],
    ).toMatchObject({
      retry: { backoff: { max: 1e9, base: 50e6 } },
    });
  });

  it('reads its value as YAML', () => {
    expect(set('services.web.concurrency={ async: 10 }').services.web.concurrency).toEqual({ async: 10 });
  });

  it('lets the last one win', () => {
    expect(set('run.seed=1', 'run.seed=2').run.seed).toBe('2');
  });

  it('refuses an unknown path, in the argument', () => {
    expect(framesOf(SHOP, { set: ['services.webb.replicas=5'] })).toBe(
      [
        'error[E211]: there is no "webb" in services',
        ' --> --set:1:10',
        '  |',
        '1 | services.webb.replicas=5',
        '  |          ^^^^ did you mean "web"?',
        '  = help: known here: web, orders, payments, stock',
      ].join('\n'),
    );
  });

  it('shows a wrong value in the argument', () => {
    expect(framesOf(SHOP, { set: ['run.seed=1', 'run.length=4'] })).toContain(' --> --set (2):1:12');
  });

  it('refuses what is no setting', () => {
    for (const text of [
      '',
      '=',
      '=5',
      'a',
      'run.length',
      'run.length=',
      'run.length.more=1',
      '...=1',
      'run=[',
      'load.5.name=x',
    ]) {
      expect(codesOf(SHOP, { set: [text] }).length, text).toBeGreaterThan(0);
    }
  });
});

describe('--without', () => {
  it('leaves out a fault by its name, its kind or its target', () => {
    for (const word of ['slow-payments', 'slow', 'payments']) expect(without(word).faults, word).toEqual([]);
  });

  it('leaves out a policy everywhere', () => {
    const system = without('retry');
    expect(Object.keys(system.services.web.operations.checkout[1])).toEqual(['call', 'timeout']);
    expect(system.policies?.careful).toEqual([{ timeout: 500e6 }]);
  });

  it('leaves out a policy of one caller, and lets others keep a shared list', () => {
    const system = without('orders.retry');
    expect(system.services.web.operations.checkout[1]).toHaveProperty('retry');
    expect(system.policies?.careful).toHaveLength(2);
    expect(system.services.orders.operations.place[1]).toMatchObject({
      parallel: [{ policies: [{ timeout: 500e6 }] }, {}],
    });
  });

  it('leaves out the whole chain of a preset', () => {
    const istio = SHOP.replace('policies: careful', 'policies: { preset: istio }');
    const inside = (text: string, word: string) => {
      const [, step] = scenarioOf(text, { without: [word] }).system.services.orders.operations.place;
      return (step as unknown as { parallel: unknown[] }).parallel[0];
    };
    expect(inside(istio, 'preset')).toEqual({ call: 'payments.charge' });
    expect(inside(istio, 'orders.preset')).toEqual({ call: 'payments.charge' });
    const beside = SHOP.replace('policies: careful', 'policies: [ { timeout: 1s }, { preset: istio } ]');
    expect(inside(beside, 'preset')).toEqual({ call: 'payments.charge', policies: [{ timeout: 1e9 }] });
  });

  describe('of a caller with two calls', () => {
    const text = `title: two breakers
run: { length: 10s }
policies: { careful: [ { timeout: 1s }, { breaker: { preset: polly } } ] }
services:
  orders:
    concurrency: { threads: 9 }
    operations:
      place:
        - { call: payments.charge, breaker: { preset: polly }, retry: { attempts: 2 } }
        - { call: payments.check, breaker: { preset: polly } }
        - { call: stock.reserve, policies: careful }
        - { notify: mail.send, policies: careful }
  payments: { concurrency: { threads: 9 }, operations: { charge: [ { work: 1ms } ], check: [ { work: 1ms } ] } }
  stock: { concurrency: { threads: 9 }, operations: { reserve: [ { work: 1ms } ] } }
  mail: { concurrency: { threads: 9 }, operations: { send: [ { work: 1ms } ] } }
load: [ { name: shoppers, operation: orders.place, timeout: 2s, arrivals: { constant: 1/s } } ]
`;
    /** Whose calls still have a breaker. */
    const guarded = (word: string) => {
      const { services, policies } = scenarioOf(text, { without: [word] }).system;
      return services.orders.operations.place.flatMap((step) => {
        const call = step as unknown as { call?: string; notify?: string; policies?: unknown };
        const list = call.policies === 'careful' ? policies?.careful : call.policies;
        return JSON.stringify([call, list]).includes('breaker') ? [call.call ?? call.notify] : [];
      });
    };

    it.each([
      ['orders.payments.breaker', ['stock.reserve', 'mail.send']],
      ['orders.payments.check.breaker', ['payments.charge', 'stock.reserve', 'mail.send']],
      ['orders.stock.breaker', ['payments.charge', 'payments.check', 'mail.send']],
      ['orders.mail.send.breaker', ['payments.charge', 'payments.check', 'stock.reserve']],
      ['orders.breaker', []],
      ['breaker', []],
    ])('%s leaves out those that it names', (word, rest) => {
      expect(guarded(word)).toEqual(rest);
    });

    it('names a load and whom it asks in the same way', () => {
      const [load] = scenarioOf(text, { without: ['shoppers.orders.place.timeout'] }).system.load;
      expect(load).not.toHaveProperty('timeout');
    });

    it('says what could be named: all kinds of names, whole, and single calls where one name means several', () => {
      const told = framesOf(text, { without: ['orders.payment.breaker'] });
      expect(told).toContain('did you mean "orders.payments.breaker"?');
      expect(told).toContain(
        'could be left out: policies timeout, breaker, retry; of one caller orders.breaker, orders.retry, shoppers.timeout, orders.timeout; of one call orders.payments.breaker, orders.payments.charge.breaker, orders.payments.check.breaker, orders.stock.timeout, orders.stock.breaker, orders.mail.timeout, orders.mail.breaker',
      );
    });
  });

  it('says that faults are named by kind and target, too', () => {
    expect(framesOf(SHOP, { without: ['nobody'] })).toContain(
      'could be left out: slow-payments; by kind or target slow, payments; policies ',
    );
  });

  it('leaves out several at once', () => {
    const system = without('slow', 'web.timeout', 'web.retry');
    expect(system.faults).toEqual([]);
    expect(Object.keys(system.services.web.operations.checkout[1])).toEqual(['call']);
  });

  it('keeps expectations about the fault that is left out', () => {
    expect(scenarioOf(SHOP, { without: ['slow'] }).expectations).toHaveLength(3);
  });

  it('refuses a word that names nothing', () => {
    expect(framesOf(SHOP, { without: ['slow-payment'] })).toContain('did you mean "slow-payments"?');
    expect(framesOf(SHOP, { without: ['breaker'] })).toContain('nothing here has the policy "breaker"');
  });
});

describe('a scenario', () => {
  it('keeps policies in the order in which they wrap a call', () => {
    const retry = 'retry: { attempts: 3, backoff: { base: 50ms, factor: 2, jitter: full } }';
    const turned = SHOP.replace('timeout: 800ms', 'FIRST')
      .replace(retry, 'timeout: 800ms')
      .replace('FIRST', retry);
    expect(Object.keys(scenarioOf(SHOP).system.services.web.operations.checkout[1])).toEqual([
      'call',
      'timeout',
      'retry',
    ]);
    expect(Object.keys(scenarioOf(turned).system.services.web.operations.checkout[1])).toEqual([
      'call',
      'retry',
      'timeout',
    ]);
    expect(scenarioOf(turned).hash).not.toBe(scenarioOf(SHOP).hash);
  });

  it('is the same with presets and with what they stand for', () => {
    const told = (policies: string) =>
      scenarioOf(SHOP.replace('policies: careful', `policies: ${policies}`)).system;
    const retry =
      'retry: { attempts: 3, backoff: { base: 25ms, kind: envoy, jitter: full }, on: [ refused, shed ], elsewhere: true, host-selection-attempts: 5, pushback: ignore }';
    const written = told(`[ { ${retry} }, { timeout: { connect: 10s } } ]`);
    expect(told('{ preset: istio }')).toEqual(written);
    expect(told('[ { retry: { preset: istio } }, { timeout: { preset: istio } } ]')).toEqual(written);
    expect(told('[ { preset: istio }, { timeout: 9s } ]')).not.toEqual(written);
  });

  it('is the same with a policy changed in a chain and with the chain written out', () => {
    const told = (policies: string) =>
      scenarioOf(SHOP.replace('policies: careful', `policies: ${policies}`)).system;
    const written = told(
      '[ { retry: { preset: istio, attempts: 9, backoff: { base: 25ms, kind: envoy, max: 1s } } }, { timeout: 2s } ]',
    );
    const changed = '{ preset: istio, timeout: 2s, retry: { attempts: 9, backoff: { max: 1s } } }';
    expect(told(changed)).toEqual(written);
    expect(told(`[ ${changed} ]`)).toEqual(written);
    // What a chain says of its policies beyond their presets stays as well.
    const dotnet = (retry: string) =>
      JSON.stringify(told(`{ preset: dotnet${retry} }`).services.orders.operations.place);
    expect(dotnet(', retry: { backoff: { base: 2s } }')).toBe(dotnet(''));
    expect(dotnet(', retry: { backoff: { base: 3s } }')).toBe(
      dotnet('').replace('"base":2000000000', '"base":3000000000'),
    );
  });

  it('leaves out a whole chain with what is changed in it, or one of its policies', () => {
    const text = SHOP.replace(
      'policies: careful',
      'policies: [ { bulkhead: { limit: 9 } }, { preset: istio, timeout: 2s } ]',
    );
    const inside = (word: string) => {
      const [, step] = scenarioOf(text, { without: [word] }).system.services.orders.operations.place;
      return (step as unknown as { parallel: { policies: object[] }[] }).parallel[0].policies;
    };
    expect(inside('preset').flatMap((entry) => Object.keys(entry))).toEqual(['bulkhead']);
    expect(inside('timeout').flatMap((entry) => Object.keys(entry))).toEqual(['bulkhead', 'retry']);
    expect(inside('orders.retry').flatMap((entry) => Object.keys(entry))).toEqual(['bulkhead', 'timeout']);
  });

  it('leaves a policy of a chain out, where it says that there is none', () => {
    const told = (policies: string) =>
      scenarioOf(SHOP.replace('policies: careful', `policies: ${policies}`)).system;
    expect(told('{ preset: istio, timeout: none }')).toEqual(told('[ { retry: { preset: istio } } ]'));
    const kinds = (system: ReturnType<typeof told>) =>
      JSON.stringify(system.services.orders.operations.place).match(/"(limiter|timeout|retry|breaker)":/g);
    // Both of them, where there are two of a kind.
    expect(kinds(told('[ { preset: dotnet, timeout: none } ]'))).toEqual([
      '"limiter":',
      '"retry":',
      '"breaker":',
    ]);
    const said = framesOf(SHOP.replace('policies: careful', 'policies: { preset: istio, breaker: none }'));
    expect(said).toContain('the chain of istio has no breaker');
    // What is wrong behind it is still told where it stands.
    const behind = framesOf(
      SHOP.replace(
        'policies: careful',
        'policies: [ { preset: istio, retry: none }, { fallback: { call: stock.nothing } } ]',
      ),
    );
    expect(behind).toContain('--> shop.yaml:27:61');
  });

  it('leaves a policy of a chain out of a named list, for all or for one caller', () => {
    const text = SHOP.replace(/careful:\n(?: {4}- .*\n)+/, 'careful: [ { preset: istio } ]\n');
    const listed = (word: string) => scenarioOf(text, { without: [word] }).system;
    expect(listed('retry').policies?.careful.flatMap((entry) => Object.keys(entry))).toEqual(['timeout']);
    expect(listed('orders.retry').policies?.careful).toHaveLength(2);
    expect(JSON.stringify(listed('orders.retry').services.orders)).not.toContain('retry');
    expect(framesOf(text, { without: ['breaker'] })).toContain('nothing here has the policy "breaker"');
  });

  it('has a hash of what it is, not of how it is told', () => {
    const { hash } = scenarioOf(SHOP);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(
      scenarioOf(
        SHOP.replace('A brownout', 'Another brownout').replace('seed: 7', 'seed: 8').replace('800ms', '0.8s'),
      ).hash,
    ).toBe(hash);
    expect(scenarioOf(SHOP.replace('800ms', '801ms')).hash).not.toBe(hash);
  });

  it('tells two faults of one kind and target apart', () => {
    const twice = SHOP.replace('faults:\n', 'faults:\n  - { slow: payments, factor: 2, at: 90s, for: 5s }\n');
    expect(scenarioOf(twice).system.faults?.map(({ name }) => name)).toEqual([
      'slow-payments',
      'slow-payments-2',
    ]);
  });

  it('knows where everything in it stands', () => {
    const scenario = scenarioOf(SHOP);
    const { file, range } = scenario.placeOf(scenario.expectations[0].path);
    expect(file).toBe('shop.yaml');
    expect(SHOP.split('\n')[range.line - 1]).toContain('goodput: shoppers');
  });
});
