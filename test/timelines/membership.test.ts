/** Who knows of whom: replicas come and go, and each caller replica asks whoever it has heard of. */
import { describe, expect, test } from 'vitest';
import { metricNamed, Run } from '../../src/sim/index.ts';
import { Machine } from '../../src/sim/machine/machine.ts';
import { Recorder, Windows } from '../../src/sim/observe/index.ts';
import { worldOf } from '../laws/inside.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { factsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Someone asks every 10 ms, from 10 ms on, for 1 ms of work; the replicas take turns. */
const asking = (faults: readonly Raw[], web: Raw = {}, load: Raw = {}): Raw => ({
  run: { length: '2s' },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 4 },
      operations: { ask: [{ work: '1ms' }], find: [{ work: '1ms' }] },
      ...web,
    },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, ...load }],
  faults,
});

/** Instants (ms) at which somebody sends to a replica. */
const sentTo = (replica: number, system: Raw, who = 'people') =>
  factsOf(system)
    .filter((fact) => fact.what === 'try' && fact.where.startsWith(who) && fact.replica === `web/${replica}`)
    .map(({ at }) => at / 1e6);

const between = (from: number, to: number, instants: readonly number[]) =>
  instants.filter((at) => at >= from && at < to).length;

const refused = (system: Raw) =>
  factsOf(system).filter(({ what, how }) => what === 'ended' && how === 'refused').length;

const drain = (at: string, length: string) => ({ drain: 'web', replicas: [0], at, for: length });
const stale = (more: Raw = {}) => ({ 'stale-membership': 'web', at: '300ms', for: '1s', ...more });

describe('callers that hear of it', () => {
  test('send to a drained replica no more, and the balancer goes on among the others', () => {
    const sent = sentTo(0, asking([drain('500ms', '500ms')]));
    expect(between(0, 500, sent)).toBe(25);
    expect(between(500, 1000, sent)).toBe(0);
    expect(between(1000, 2000, sent)).toBe(50);
  });

  test('tell what they have heard, whether they mind health or not', () => {
    const ejection = { ejection: { most: '50%' } };
    for (const web of [{}, ejection])
      expect(timeline(asking([drain('500ms', '500ms')], web), ['view'])).toEqual([
        '500ms view people -> web/0: unlisted',
        '1000ms view people -> web/0: in',
      ]);
  });

  test('hear it after the membership delay', () => {
    const late = { health: { 'membership-delay': '100ms' } };
    const sent = sentTo(0, asking([drain('505ms', '500ms')], late));
    expect(between(505, 605, sent)).toBe(5);
    expect(between(605, 1105, sent)).toBe(0);
    expect(between(1105, 1205, sent)).toBe(5);
  });

  test('do not panic: who is drained is no part of those of which half must be well', () => {
    const checked = { replicas: 4, health: { check: { lane: 'dedicated', every: '50ms', unhealthy: 1 } } };
    const drained = { drain: 'web', replicas: [0, 1, 2], at: '505ms' };
    const run = asking([drained], checked);
    expect(between(505, 2000, sentTo(3, run))).toBe(149);
    expect(factsOf(run).filter(({ what }) => what === 'panic')).toEqual([]);
    // In panic they ask the unwell, but nobody who is not there.
    const sick = { crash: 'web', replicas: [2, 3], at: '505ms' };
    const both = asking([{ ...drained, replicas: [0], name: 'one' }, sick], { ...checked });
    expect(between(600, 2000, sentTo(0, both))).toBe(0);
    expect(between(600, 2000, sentTo(2, both))).toBeGreaterThan(40);
  });

  test('are refused at once where they know of nobody', () => {
    expect(refused(asking([{ drain: 'web', at: '505ms', for: '500ms' }]))).toBe(50);
  });

  test('ask whoever there is when they begin anew', () => {
    const chain = {
      ...asking([]),
      services: {
        front: { concurrency: { threads: 4 }, operations: { ask: [{ call: 'web.ask' }] } },
        web: { replicas: 2, concurrency: { threads: 4 }, operations: { ask: [{ work: '1ms' }] } },
      },
      load: [{ name: 'people', operation: 'front.ask', arrivals: { constant: '100/s' } }],
      faults: [drain('500ms', '1s'), stale(), { crash: 'front', at: '695ms', for: '100ms' }],
    };
    const sent = sentTo(0, chain, 'front');
    expect(between(500, 695, sent)).toBe(10);
    expect(between(695, 1500, sent)).toBe(0);
  });
});

describe('callers that go by an old list', () => {
  test('send to a replica that is gone until the fault is over', () => {
    const sent = sentTo(0, asking([drain('505ms', '1s'), stale()]));
    expect(between(505, 1300, sent)).toBe(40);
    expect(between(1300, 1505, sent)).toBe(0);
    expect(between(1505, 2000, sent)).toBe(25);
    expect(simulate(asking([drain('505ms', '1s'), stale()])).faults[1].hits).toBe(1);
  });

  test('do not learn of one that has come until the fault is over', () => {
    const sent = sentTo(0, asking([drain('205ms', '500ms'), stale()]));
    expect(between(205, 1300, sent)).toBe(0);
    expect(sent.find((at) => at >= 205)).toBe(1300);
  });

  test('meet closed doors when a version goes out that drained for nothing', () => {
    const deploy = {
      deploy: 'web',
      restart: '200ms',
      drain: '50ms',
      every: '300ms',
      slow: 1.01,
      at: '405ms',
    };
    expect(refused(asking([deploy]))).toBe(0);
    expect(refused(asking([deploy, stale({ for: '1.5s' })]))).toBeGreaterThan(15);
  });

  test('keep to a dead replica though the checks have found it dead', () => {
    const checked = { health: { check: { lane: 'dedicated', every: '50ms', unhealthy: 1, healthy: 1 } } };
    const dead = { crash: 'web', replicas: [0], at: '405ms', for: '500ms' };
    const whileDead = (faults: Raw[]) => between(460, 905, sentTo(0, asking(faults, checked)));
    expect(whileDead([dead])).toBe(0);
    expect(whileDead([dead, stale()])).toBe(22);
  });

  test('look again once in a while, each at a time of its own', () => {
    const clients = { replicas: 20, arrivals: { constant: '1k/s' } };
    const system = asking([drain('500ms', '1.5s'), stale({ ttl: '400ms', for: '1.7s' })], {}, clients);
    const sent = sentTo(0, system);
    const each = [500, 600, 700, 800, 900].map((from) => between(from, from + 100, sent));
    for (const [i, count] of each.slice(0, 4).entries()) expect(count).toBeGreaterThan(each[i + 1]);
    expect(each[4]).toBe(0);
    expect(simulate(system).faults[1].hits).toBe(20);
  });

  test('are those of one edge only, where one is meant', () => {
    const two = {
      ...asking([drain('505ms', '1s'), stale({ 'stale-membership': 'people -> web' })]),
      load: ['people', 'robots'].map((name) => ({
        name,
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
      })),
    };
    expect(between(505, 1300, sentTo(0, two))).toBe(40);
    expect(between(505, 1300, sentTo(0, two, 'robots'))).toBe(0);
  });

  test('miss nothing where nothing happens', () => {
    const idle = simulate(asking([stale()]));
    expect(idle.faults[0].hits).toBe(0);
    expect(idle.hash).toBe(simulate(asking([])).hash);
  });
});

describe('a service that is scaled', () => {
  const scaling = { scaling: { most: 4, 'start-up': '100ms', grace: '50ms' } };
  const scale = (to: number, more: Raw = {}) => ({ scale: 'web', to, at: '505ms', for: '1s', ...more });
  /** Who was sent anything between two instants (ms). */
  const asked = (system: Raw, from: number, to: number) =>
    [0, 1, 2, 3].filter((replica) => between(from, to, sentTo(replica, system)) > 0);

  test('has its new replicas when they have started, and lets them go when the action is over', () => {
    const system = asking([scale(4)], scaling);
    expect(asked(system, 0, 605)).toEqual([0, 1]);
    expect(asked(system, 605, 1505)).toEqual([0, 1, 2, 3]);
    expect(asked(system, 1505, 2000)).toEqual([0, 1]);
    expect(refused(system)).toBe(0);
    expect(simulate(system).faults[0].hits).toBe(2);
  });

  test('of fewer replicas lets those that go finish what they can within their grace', () => {
    const slow = { ...scaling, operations: { ask: [{ work: '45ms' }], find: [{ work: '70ms' }] } };
    const system = asking([scale(1, { at: '501ms' })], slow);
    expect(asked(system, 501, 1501)).toEqual([0]);
    expect(asked(system, 1602, 2000)).toEqual([0, 1]);
    const failed = (each: Raw) =>
      factsOf(each).filter(({ what, how }) => what === 'ended' && how === 'error').length;
    expect(failed(system)).toBe(0);
    // Of 70 ms each: what began in the last 20 ms before dies when the grace is over.
    expect(failed(asking([scale(1, { at: '501ms' })], slow, { operation: 'web.find' }))).toBe(1);
  });

  test('turns round on its way: what was starting does not come, what was leaving stays', () => {
    const back = asking([scale(4, { for: '60ms' })], scaling);
    expect(asked(back, 0, 2000)).toEqual([0, 1]);
    const stay = asking([scale(1, { for: '40ms' })], scaling);
    expect(between(505, 545, sentTo(1, stay))).toBe(0);
    expect(between(545, 600, sentTo(1, stay))).toBeGreaterThan(1);
    expect(refused(stay)).toBe(0);
  });

  test('goes by the scale that began last, and back to the one before', () => {
    const system = asking([scale(4), scale(1, { at: '905ms', for: '200ms', name: 'less' })], scaling);
    expect(asked(system, 905, 1105)).toEqual([0]);
    expect(asked(system, 1210, 1505)).toEqual([0, 1, 2, 3]);
    expect(asked(system, 1505, 2000)).toEqual([0, 1]);
  });

  test('waits for the first check of a new replica, where it has one', () => {
    const checked = { ...scaling, health: { check: { lane: 'dedicated', every: '70ms' } } };
    const first = sentTo(3, asking([scale(4)], checked)).at(0) ?? 0;
    expect(first).toBeGreaterThan(605);
    expect(first).toBeLessThan(690);
    expect(factsOf(asking([scale(4)], checked)).filter(({ what }) => what === 'panic')).toEqual([]);
  });

  test('is asked in vain by callers that go by an old list', () => {
    const system = asking([scale(1), stale({ for: '1.5s' })], scaling);
    // Every other one, from the end of the grace until it has started again.
    expect(refused(system)).toBe(between(555, 1605, sentTo(1, system)));
    expect(refused(system)).toBeGreaterThan(50);
  });

  test('that may have more is no other world while it has not', () => {
    const hash = (web: Raw) => simulate(asking([], web)).hash;
    expect(hash(scaling)).toBe(hash({}));
    const inert = simulate(asking([scale(2)], scaling));
    expect(inert.faults[0].hits).toBe(0);
    expect(inert.hash).toBe(hash({}));
    expect(simulate(asking([scale(2)], scaling)).checkLedger()).toEqual([]);
  });

  test('is the same when it is rewound in the middle', () => {
    const whole = simulate(asking([scale(4), drain('700ms', '1s'), stale()], scaling));
    const run = new Run(planOf(asking([scale(4), drain('700ms', '1s'), stale()], scaling)));
    run.advance(590e6);
    const moment = run.snapshot();
    run.advance();
    run.restore(moment);
    run.advance();
    expect(run.hash).toBe(whole.hash);
  });

  describe('is measured by the replicas in service', () => {
    // Ten requests of 5 ms in each 100 ms; two more replicas of four slots are there from 605 to 1555 ms.
    const works = { ...scaling, operations: { ask: [{ work: '5ms' }] } };
    const metric = (name: string, of: Raw, from: number, to: number, replica?: number) => {
      const run = new Run(planOf({ ...of, run: { length: '2s', window: '100ms' } }), {
        moments: [from * 1e6, to * 1e6],
      });
      run.advance();
      const subject =
        replica === undefined
          ? ({ kind: 'service', index: 0 } as const)
          : ({ kind: 'replica', index: replica } as const);
      return metricNamed(name)?.valueOf(run.interval(from * 1e6, to * 1e6), subject);
    };

    test('its slots are those that are there, for as long as they are', () => {
      const used = (from: number, to: number, replica?: number) =>
        metric('utilisation', asking([scale(4)], works), from, to, replica);
      expect(used(300, 500)).toBe(100 / (2 * 4 * 200));
      expect(used(500, 700)).toBe(100 / (4 * (2 * 200 + 2 * 95)));
      expect(used(700, 1500)).toBe(400 / (4 * 4 * 800));
      expect(used(1500, 1600)).toBe(50 / (4 * (2 * 100 + 2 * 55)));
      expect(used(1600, 2000)).toBe(200 / (4 * 2 * 400));
      // Two of ten came to it in 100 ms, or three.
      expect(used(500, 700, 3)).toBe(10 / (4 * 95));
      expect(used(0, 500, 3)).toBeNaN();
    });

    test('so are its cores', () => {
      const cores = { ...works, cores: 1 };
      const used = (from: number, to: number) =>
        metric('cores-utilisation', asking([scale(4)], cores), from, to);
      expect(used(300, 500)).toBe(100 / (2 * 200));
      expect(used(500, 700)).toBe(100 / (2 * 200 + 2 * 95));
    });

    test('in windows of time, whole or merged', () => {
      const series = (name: 'in-service' | 'utilisation' | 'cores-utilisation', capacity: number) => {
        const plan = planOf({ ...asking([scale(4)], { ...works, cores: 1 }), run: { length: '2s' } });
        const machine = new Machine(
          plan,
          1,
          2,
          (world) => new Recorder(world.registry, plan.directory, world),
        );
        const windows = new Windows(machine.world.observer as Recorder, machine.world, {
          width: 100e6,
          capacity,
        });
        while (windows.nextEnd <= 2e9) {
          machine.approach(windows.nextEnd);
          windows.close();
        }
        return [...windows.series('service', 0, name)];
      };
      const many = (count: number, value: number) => new Array<number>(count).fill(value);
      const there = [...many(6, 2), 3.9, ...many(8, 4), 3.1, ...many(4, 2)];
      expect(series('in-service', 100)).toEqual(there);
      expect(series('utilisation', 100)).toEqual([45 / 800, ...there.slice(1).map((n) => 50 / (400 * n))]);
      expect(series('cores-utilisation', 100).slice(1)).toEqual(there.slice(1).map((n) => 50 / (100 * n)));
      // Two windows are one of 200 ms, with the slots of both.
      expect(series('utilisation', 20)[3]).toBe(100 / (4 * (390 + 400)));
    });

    test('who turns round on the way has never come, or never gone', () => {
      const there = (of: Raw) => {
        const run = simulate(of);
        return [0, 1, 2, 3].map((replica) => run.interval(0, 2e9).timeInService(replica) / 1e6);
      };
      expect(there(asking([scale(4, { for: '60ms' })], scaling))).toEqual([2000, 2000, 0, 0]);
      expect(there(asking([scale(1, { for: '40ms' })], scaling))).toEqual([2000, 2000, 0, 0]);
      expect(there(asking([scale(1)], scaling))).toEqual([2000, 2000 - (1605 - 555), 0, 0]);
      // Who has died is missed, not gone.
      expect(there(asking([{ crash: 'web', replicas: [1], at: '1s' }], scaling))).toEqual([2000, 2000, 0, 0]);
    });

    test('a share of its replicas is one of those it has at the start, and batches are of them', () => {
      const down = (fault: Raw, at: number) => {
        const run = new Run(planOf(asking([fault], scaling)));
        run.advance(at);
        const { kinds } = worldOf(run).overlay;
        return [0, 1].map((replica) => kinds.down[replica]);
      };
      expect(down({ crash: 'web', replicas: '50%', at: '100ms' }, 200e6)).toEqual([1, 0]);
      const restart = { restart: 'web', down: '50ms', batch: 1, at: '100ms' };
      const run = simulate(asking([restart], scaling));
      expect(run.phases.find(({ name }) => name === 'during-faults')).toMatchObject({
        from: 100e6,
        to: 200e6,
      });
    });

    test('and its health by those that callers know of', () => {
      const checked = { ...works, health: { check: { lane: 'dedicated', every: '10ms', unhealthy: 1 } } };
      const crash = { crash: 'web', replicas: [1], at: '100ms', for: '300ms' };
      expect(metric('healthy', asking([crash], checked), 200, 400)).toBe(0.5);
      expect(metric('healthy', asking([], checked), 200, 400)).toBe(1);
      // Callers that go by an old list hold out both, of which one is in service no more: that is nobody, not less.
      const both = { crash: 'web', replicas: [0, 1], at: '100ms' };
      expect(metric('healthy', asking([both, stale(), scale(1)], checked), 700, 900)).toBe(0);
    });
  });

  test.each([
    [[scale(5)], scaling, 'web has 4 replicas at most'],
    [[scale(3)], {}, 'web has 2 replicas at most'],
    [[scale(3, { replicas: 'one' })], scaling, 'those with the highest numbers'],
    [[], { scaling: { most: 1 } }, 'web begins with 2 replicas, more than it may have'],
  ])('%j of %j says what is wrong', (faults, web, sentence) => {
    expect(() => simulate(asking(faults, web))).toThrow(sentence);
  });
});
