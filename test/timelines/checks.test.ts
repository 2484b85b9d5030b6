/** Active checks: when a replica is taken out and put back, who hears of it when, and who is restarted. */
import { expect, test } from 'vitest';
import { metricNamed } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';
import { factsOf, instantsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Two replicas that are asked a hundred times a second, with a checker. */
function checked(check: unknown, more: Raw = {}, health: Raw = {}, service: Raw = {}): Raw {
  return {
    run: { length: '60s' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 10 },
        operations: { ask: [{ work: '1ms' }], ready: [{ work: '1ms' }] },
        health: { check, ...health },
        ...service,
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    ...more,
  };
}

const DEDICATED = { lane: 'dedicated', every: '2s' };
const down = (at: string, length: string) => ({
  faults: [{ crash: 'web', replicas: [0], at, for: length }],
});
const views = (system: unknown) => timeline(system, ['view', 'panic', 'restarted']);

// ---- thresholds ----------------------------------------------------------------------------------

test('a threshold of one decides at the very check', () => {
  // Checks at 0, 2, 4 … s. Down from 9 to 21 s: fails at 10 first, passes at 22.
  expect(views(checked({ ...DEDICATED, unhealthy: 1, healthy: 1 }, down('9s', '12s')))).toEqual([
    '10000ms view people -> web/0: unhealthy',
    '22000ms view people -> web/0: in',
  ]);
});

test('a pass in between, and the count begins anew', () => {
  expect(
    views(
      checked(DEDICATED, {
        faults: [
          { crash: 'web', replicas: [0], at: '9s', for: '4s' },
          { crash: 'web', name: 'again', replicas: [0], at: '15s', for: '4s' },
        ],
      }),
    ),
  ).toEqual([]);
});

test('a failed check after the first does not decide alone', () => {
  expect(views(checked(DEDICATED, down('1s', '2s')))).toEqual([]);
});

test('the pause runs from the end of a check: one that times out delays the next', () => {
  const system = checked(
    { operation: 'ready', every: '2s', timeout: '500ms' },
    { faults: [{ slow: 'web.ready', factor: 1000, replicas: [0], at: '1s' }] },
  );
  const edge = 'web/readiness -> web.ready';
  const of0 = factsOf(system, { until: 12e9 })
    .filter(({ what, where, replica }) => what === 'try' && where === edge && replica === 'web/0')
    .map(({ at }) => at / 1e6);
  expect(of0).toEqual([0, 2001, 4501, 7001, 9501]);
  expect(views(system)[0]).toBe('7501ms view people -> web/0: unhealthy');
});

test('luck spreads the checks over the jitter, the first one too, the same for the same seed', () => {
  const system = checked({ ...DEDICATED, jitter: '1s' });
  const asked = (seed: string) => {
    const facts = factsOf(system, { seed });
    return instantsOf(facts, 'try', 'web/readiness -> web').map((at) => at / 1e9);
  };
  const [one, other] = asked('1');
  expect(one).not.toBe(other);
  expect(Math.max(one, other)).toBeLessThanOrEqual(1);
  expect(asked('1')).toEqual(asked('1'));
  expect(asked('2')).not.toEqual(asked('1'));
  // Two replicas for 60 s at 2 to 3 s each.
  expect(asked('1').length).toBeGreaterThan(40);
  expect(asked('1').length).toBeLessThan(60);
});

// ---- membership ----------------------------------------------------------------------------------

test('callers hear of it a membership delay later, and ask the dead until then', () => {
  const system = checked(DEDICATED, down('9s', '12s'), { 'membership-delay': '3s' });
  expect(views(system)).toEqual([
    '17000ms view people -> web/0: unhealthy',
    '27000ms view people -> web/0: in',
  ]);
  const refused = timeline(system, ['ended']).filter((line) => line.endsWith('refused'));
  // From 9 to 17 s: every other of a hundred a second.
  const users = refused.filter((line) => line.includes('people'));
  expect(users.length).toBe(400);
  expect(Number.parseFloat(users[users.length - 1])).toBeLessThan(17_000);
});

test('a caller replica that starts anew asks who is well, and knows what the others have not heard yet', () => {
  const system: Raw = {
    ...checked(DEDICATED, {}, { 'membership-delay': '10s' }),
    faults: [
      { crash: 'web', replicas: [0], at: '9s', for: '40s' },
      { crash: 'front', replicas: [0], at: '15s', for: '1s' },
    ],
    load: [{ name: 'people', operation: 'front.ask', arrivals: { constant: '100/s' } }],
  };
  (system.services as Raw).front = {
    replicas: 2,
    concurrency: { threads: 10 },
    operations: { ask: [{ call: 'web.ask' }] },
  };
  expect(views(system).slice(0, 2)).toEqual([
    '15000ms view front/0 -> web/0: unhealthy',
    '24000ms view front/1 -> web/0: unhealthy',
  ]);
});

test('below half the callers panic: a check that fails everywhere takes nobody out of use', () => {
  const system = checked(DEDICATED, {
    faults: [{ partition: 'web/readiness -> web', at: '9s', for: '20s' }],
  });
  const told = views(system);
  // Lost on the way: each fails a second later, by its timeout.
  expect(told.slice(0, 3)).toEqual([
    '17000ms view people -> web/0: unhealthy',
    '17000ms view people -> web/1: unhealthy',
    '17000ms panic people -> web: true',
  ]);
  expect(
    timeline(system, ['ended']).filter((line) => line.includes('people') && !line.endsWith('ok')),
  ).toEqual([]);
});

test('a passed check ends an ejection, if the preset says so, when the callers hear of it', () => {
  const ejected = (ejection: Raw, health: Raw = {}) =>
    views(
      checked(DEDICATED, { faults: [{ errors: 'web.ask', share: '100%', replicas: [0] }] }, health, {
        ejection: { most: '50%', ...ejection },
      }),
    ).slice(0, 3);
  // Every other request fails at web/0: the fifth at 90 ms. The check of 2 s knows nothing of `ask`, and passes.
  expect(ejected({})).toEqual([
    '90ms view people -> web/0: ejected',
    '2000ms view people -> web/0: in',
    '2080ms view people -> web/0: ejected',
  ]);
  expect(ejected({}, { 'membership-delay': '500ms' }).slice(0, 2)).toEqual([
    '90ms view people -> web/0: ejected',
    '500ms view people -> web/0: in',
  ]);
  expect(ejected({ preset: 'istio' })[1]).toBe('40000ms view people -> web/0: in');
});

// ---- lanes ---------------------------------------------------------------------------------------

/** One thread that is held for ten seconds: the shared lane waits behind it. */
const held = (check: unknown) =>
  checked(
    check,
    { faults: [{ slow: 'web.ask', factor: 10_000, replicas: [0], at: '10s', for: '50ms' }] },
    {},
    { concurrency: { threads: 1 } },
  );

test('in the shared lane a check waits behind whatever the replica is busy with; a lane of its own answers', () => {
  const every = '1s';
  expect(views(held({ operation: 'ready', every, unhealthy: 2 }))[0]).toMatch(
    /view people -> web\/0: unhealthy$/,
  );
  expect(views(held({ lane: 'dedicated', every, unhealthy: 2 }))).toEqual([]);
});

test('a check that timed out is still served, for nobody', () => {
  const edge = 'web/readiness -> web.ready';
  const told = timeline(held({ operation: 'ready', every: '1s', unhealthy: 2 }), ['done']).filter((line) =>
    line.includes(edge),
  );
  expect(told.filter((line) => line.endsWith('unwanted')).length).toBeGreaterThan(0);
});

test('a deep check ties a replica to its dependencies: when one goes, all go', () => {
  const system = checked(
    { operation: 'ready', every: '2s' },
    { faults: [{ crash: 'db', at: '9s', for: '10s' }] },
    {},
    { operations: { ask: [{ work: '1ms' }], ready: [{ call: 'db.ping' }] } },
  );
  (system.services as Raw).db = {
    concurrency: { threads: 10 },
    operations: { ping: [{ work: '1ms' }] },
  };
  expect(views(system).slice(0, 3)).toEqual([
    '14005ms view people -> web/0: unhealthy',
    '14005ms view people -> web/1: unhealthy',
    '14005ms panic people -> web: true',
  ]);
});

// ---- restarts ------------------------------------------------------------------------------------

const LIVENESS = { lane: 'dedicated', every: '2s', 'on-failure': 'restart', 'start-up': '5s' };

test('a liveness check that fails three times restarts the replica: it dies, and is refused until it is up', () => {
  const fails = { errors: 'web.ready', share: '100%', replicas: [0], at: '5s', for: '6s' };
  const system = checked({ ...LIVENESS, lane: 'shared', operation: 'ready' }, { faults: [fails] });
  // Checks of 1 ms, then 2 s of pause: at 6.003, 8.003 and 10.003 they fail at once.
  expect(views(system)).toEqual([
    '10003ms restarted web/0',
    '10003ms view people -> web/0: absent',
    '15003ms view people -> web/0: in',
  ]);
  const late = checked(
    { ...LIVENESS, lane: 'shared', operation: 'ready' },
    { faults: [fails] },
    { 'membership-delay': '2s' },
  );
  const refused = timeline(late, ['ended'])
    .filter((line) => line.includes('people') && line.endsWith('refused'))
    .map((line) => Number.parseFloat(line));
  // The callers hear of it two seconds late: every other request of those two seconds.
  expect(refused.length).toBe(100);
  expect(refused[0]).toBeGreaterThan(10_003);
  expect(refused[refused.length - 1]).toBeLessThan(12_003);
});

test('the first check does not decide alone whether to restart', () => {
  expect(views(checked(LIVENESS, { faults: [{ partition: 'web/liveness -> web', for: '1s' }] }))).toEqual([]);
});

test('nobody asks a replica that is down whether to restart it', () => {
  const system = checked(LIVENESS, down('9s', '20s'));
  expect(views(system)).toEqual([]);
  const asked = factsOf(system).filter(
    ({ what, where, at, replica }) =>
      what === 'try' && where === 'web/liveness -> web' && replica === 'web/0' && at > 9e9 && at < 29e9,
  );
  expect(asked).toEqual([]);
});

test('a check that dies with its replica says nothing of it, nor does one that failed before', () => {
  // Checks of 1 s, then 2 s of pause: at 0, 3, 6, 9, 12 s, as long as they answer.
  const asks = { operations: { ask: [{ work: '1ms' }], ready: [{ work: '1s' }] } };
  const system = (unhealthy: number, ...faults: Raw[]) =>
    checked(
      { ...LIVENESS, lane: 'shared', operation: 'ready', unhealthy, timeout: '2s' },
      { faults },
      {},
      asks,
    );
  const crash = (at: string) => ({ crash: 'web', replicas: [0], at, for: '500ms', name: 'crash' });
  const fails = (at: string, length: string) => ({
    errors: 'web.ready',
    share: '100%',
    replicas: [0],
    at,
    for: length,
    name: `fails-${Number.parseInt(at, 10)}`,
  });
  expect(views(system(1, crash('6.4s')))).toEqual([]);
  // Failed at 3 s, killed at 5.4 s; the next one, at 7.4 s, fails as well: the first of two.
  expect(views(system(2, fails('3s', '1s'), crash('5.4s'), fails('7.4s', '1s')))).toEqual([]);
  // Failed at 3 s, down when the next one is due at 5 s; the one at 7 s fails as well.
  expect(views(system(2, fails('3s', '1s'), crash('4.8s'), fails('7s', '1s')))).toEqual([]);
  // Without a death in between the two would do.
  expect(views(system(2, fails('3s', '3s'))).length).toBeGreaterThan(0);
});

test('what runs there is killed, and what it knew as a caller is forgotten', () => {
  const system = checked(
    { ...LIVENESS, lane: 'shared', operation: 'ready' },
    {
      faults: [
        { errors: 'web.ready', share: '100%', replicas: [0], at: '5s', for: '6s' },
        { errors: 'db', share: '100%', replicas: [0] },
      ],
    },
    {},
    { operations: { ask: [{ call: 'db.get' }, { work: '20ms' }], ready: [{ work: '1ms' }] } },
  );
  (system.services as Raw).db = {
    replicas: 2,
    concurrency: { threads: 10 },
    operations: { get: [{ work: '1ms' }] },
    ejection: { most: '50%', base: '60s' },
  };
  const told = views(system).filter((line) => line.includes('web/0'));
  expect(told.slice(0, 4).map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'view web/0 -> db/0: ejected',
    'restarted web/0',
    'view people -> web/0: absent',
    'view web/0 -> db/0: in',
  ]);
  const killed = timeline(system, ['done']).filter((line) =>
    line.startsWith('10003ms done people -> web.ask: error'),
  );
  // One every 20 ms that takes 21: the last one, and maybe the one before.
  expect(killed.length).toBeGreaterThan(0);
});

test('where a second check minds membership, a restarted replica joins when that check passes', () => {
  const fails = { errors: 'web.ready', share: '100%', replicas: [0], at: '5s', for: '6s' };
  const readiness = { lane: 'dedicated', every: '4s' };
  const system = checked([readiness, { ...LIVENESS, lane: 'shared', operation: 'ready' }], {
    faults: [fails],
  });
  // Up at 15.003 s; readiness is asked at 12 s (refused: it is starting) and at 16 s.
  expect(views(system)).toEqual([
    '10003ms restarted web/0',
    '10003ms view people -> web/0: absent',
    '15003ms view people -> web/0: unhealthy',
    '16000ms view people -> web/0: in',
  ]);
});

// ---- the books -----------------------------------------------------------------------------------

test('checks have an edge of their own: they are no load, and their books balance', () => {
  const run = simulate(checked({ operation: 'ready', every: '1s' }, down('9s', '12s')));
  const whole = run.interval(0, run.plan.length);
  const { edges, loads } = run.plan.directory;
  const edge = edges.findIndex(({ name }) => name === 'web/readiness -> web.ready');
  const value = (metric: string, kind: 'edge' | 'load' | 'service', index: number) =>
    metricNamed(metric)?.valueOf(whole, { kind, index });
  expect(whole.attempts(edge)).toBe(120);
  expect(value('refused', 'edge', edge)).toBeCloseTo(12 / 120, 6);
  expect(value('offered', 'load', 0)).toBeCloseTo(99.98, 1);
  expect(loads[0].edges).not.toContain(edge);
  // Out from 11.00x s (third failure) to 22.00x s, half of the replicas.
  expect(value('healthy', 'service', 0)).toBeCloseTo(1 - 11 / 60 / 2, 2);
  expect(value('ejected', 'service', 0)).toBe(0);
});

test('whoever minds nobody has no health to tell of', () => {
  const run = simulate({
    ...checked(DEDICATED),
    services: { web: { concurrency: { threads: 9 }, operations: { ask: [] } } },
  });
  const whole = run.interval(0, run.plan.length);
  expect(metricNamed('healthy')?.valueOf(whole, { kind: 'service', index: 0 })).toBeNaN();
});

test('restarts, ejections and panics are counted, and how long they lasted', () => {
  const value = (system: Raw, metric: string) => {
    const run = simulate(system);
    const whole = run.interval(0, run.plan.length);
    return metricNamed(metric)?.valueOf(whole, { kind: 'service', index: 0 });
  };
  const fails = { errors: 'web.ready', share: '100%', replicas: [0], at: '5s', for: '6s' };
  const restarting = checked({ ...LIVENESS, lane: 'shared', operation: 'ready' }, { faults: [fails] });
  expect(value(restarting, 'restarts')).toBe(1);
  // Absent for 5 of 60 s, one of two.
  expect(value(restarting, 'healthy')).toBeCloseTo(1 - 5 / 60 / 2, 9);
  // Ejected at 90 ms, back at 40 s; ejected again, every other request being its: for the rest of the minute.
  const failing = checked(
    DEDICATED,
    { faults: [{ errors: 'web.ask', share: '100%', replicas: [0] }] },
    {},
    {
      ejection: { most: '50%', 'return-on-check': false },
    },
  );
  expect(value(failing, 'ejections')).toBe(2);
  expect(value(failing, 'ejected')).toBeCloseTo((40 - 0.09 + 20 - 0.08) / 60, 9);
  const cut = checked(DEDICATED, { faults: [{ partition: 'web/readiness -> web', at: '9s', for: '20s' }] });
  // Panics from the third failure at 17 s; from 29 s on checks pass, the second of each 2 s after the first.
  const told = timeline(cut, ['panic']).map((line) => Number.parseFloat(line) / 1000);
  expect(value(cut, 'panic')).toBeCloseTo((told[1] - told[0]) / 60, 9);
  expect(told[0]).toBe(17);
});

// ---- checks that lie -----------------------------------------------------------------------------

const lie = (more: Raw = {}) => ({
  misjudge: 'web',
  as: 'unhealthy',
  replicas: [0],
  at: '9s',
  for: '12s',
  ...more,
});
const lying = (...faults: Raw[]) => checked(DEDICATED, { faults });

test('a check that lies takes out a replica that is well, and nobody asks it until the truth is told twice', () => {
  expect(views(lying(lie()))).toEqual([
    '14000ms view people -> web/0: unhealthy',
    '24000ms view people -> web/0: in',
  ]);
  expect(factsOf(lying(lie())).filter(({ what, how }) => what === 'ended' && how !== 'ok')).toEqual([]);
  expect(simulate(lying(lie())).faults[0].hits).toBe(6);
});

test('a check that says all is well keeps a dead replica among those that are asked', () => {
  const dead = { crash: 'web', replicas: [0], at: '9s', for: '12s' };
  const refused = (...faults: Raw[]) =>
    factsOf(lying(...faults)).filter(
      ({ what, where, how }) => what === 'ended' && where.startsWith('people') && how === 'refused',
    ).length;
  const isBlind = lie({ as: 'healthy', replicas: 'all', at: '0s', for: '60s' });
  expect(views(lying(dead, isBlind))).toEqual([]);
  expect(views(lying(dead))).toHaveLength(2);
  // Every other one of 1200; with a check that tells the truth, only of those in the first five seconds.
  expect(refused(dead, isBlind)).toBe(600);
  expect(refused(dead)).toBe(250);
});

test('of two that lie, the one that began last is believed', () => {
  const more = lie({ name: 'more', as: 'healthy', at: '13s', for: '20s' });
  expect(views(lying(lie(), more))).toEqual([]);
  expect(views(lying(lie({ at: '13s', for: '20s' }), { ...more, at: '9s', for: '30s' }))).toEqual([
    '18000ms view people -> web/0: unhealthy',
    '36000ms view people -> web/0: in',
  ]);
});

test('a share of the checks lies, each by its own luck; of none, nothing changes', () => {
  const often = (fault: Raw) =>
    checked({ ...DEDICATED, every: '10ms', unhealthy: 1000 }, { faults: [fault] });
  const { hits } = simulate(often(lie({ share: '30%', at: '0s', for: '60s' }))).faults[0];
  expect(Math.abs(hits - 1800)).toBeLessThan(4 * Math.sqrt(6000 * 0.21));
  expect(simulate(often(lie({ share: '0%' }))).hash).toBe(simulate(often({ slow: 'web', factor: 1 })).hash);
});

test('a check that restarts and lies kills whoever is well, and only that one may be told to', () => {
  const both = [DEDICATED, { ...DEDICATED, 'on-failure': 'restart', 'start-up': '3s' }];
  const restarts = (fault: Raw) => timeline(checked(both, { faults: [fault] }), ['restarted']);
  expect(restarts(lie({ for: '6s' }))).toEqual(['14000ms restarted web/0']);
  expect(restarts(lie({ for: '6s', 'on-failure': 'remove' }))).toEqual([]);
  expect(views(checked(both, { faults: [lie({ for: '6s', 'on-failure': 'remove' })] }))).toEqual([
    '14000ms view people -> web/0: unhealthy',
    '18000ms view people -> web/0: in',
  ]);
});

test('where nobody checks, no check can lie', () => {
  const unchecked = checked(DEDICATED, { faults: [lie({ 'on-failure': 'restart' })] });
  expect(() => simulate(unchecked)).toThrow('web has nothing that it could misjudge');
});
