/** When it began and was over that something took part in a failure, heard from real runs at any pace. */
import { expect, test } from 'vitest';
import { type Spell, Spells } from '../../src/present/spells.ts';
import { OUTCOMES, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const SECOND = 1e9;

/** A front that calls a stock of four. */
function shop(call: object, stock: object, faults: readonly object[] = []) {
  return planOf({
    run: { length: '60s', warmup: '0s', seed: 1 },
    network: { latency: '1ms' },
    services: {
      front: {
        replicas: 2,
        concurrency: { threads: 200 },
        operations: { order: [{ work: '1ms' }, { call: 'stock.take', ...call }] },
      },
      stock: {
        replicas: 4,
        concurrency: { threads: 8 },
        operations: { take: [{ work: { exponential: '20ms' } }] },
        ...stock,
      },
    },
    load: [{ name: 'users', operation: 'front.order', arrivals: { poisson: '200/s' } }],
    faults,
  });
}

/** What there was by an instant (s), in stretches of so many seconds at a time. */
function spellsOf(plan: ReturnType<typeof shop>, to: number, pace = to): Spell[] {
  const run = new Run(plan);
  const spells = new Spells(run);
  for (let at = pace; at <= to; at += pace) run.advance(at * SECOND);
  return spells.all;
}

const seconds = (spell: Spell) => [
  spell.from / SECOND,
  spell.to === undefined ? undefined : spell.to / SECOND,
];
const failing = { errors: 'stock', share: '100%', at: '10s', for: '15s' };
const breaker = { consecutive: 5, open: '2s' };

test('where everybody does their work nothing is told', () => {
  const plan = shop({ breaker: {}, retry: { attempts: 2 }, timeout: '1s' }, { ejection: 'envoy' });
  expect(spellsOf(plan, 30)).toEqual([]);
});

test('a breaker that opens, tries and opens again is one spell, until it has closed', () => {
  const plan = shop({ breaker, timeout: '1s' }, {}, [failing]);
  const [during, ...others] = spellsOf(plan, 20);
  expect(others).toEqual([]);
  expect(during).toMatchObject({ kind: 'breaker', of: 'edge', name: 'front -> stock.take', to: undefined });
  expect(during.from / SECOND).toBeGreaterThan(10);
  expect(during.from / SECOND).toBeLessThan(10.5);
  const [after] = spellsOf(plan, 60);
  expect(after.from).toBe(during.from);
  expect(seconds(after)[1]).toBeGreaterThan(25);
  expect(seconds(after)[1]).toBeLessThan(29);
});

test('however fast the run goes by, the same is heard', () => {
  const plan = shop({ breaker, timeout: '1s' }, {}, [failing]);
  expect(spellsOf(plan, 60, 60)).toEqual(spellsOf(plan, 60, 0.5));
});

test('what comes back within seconds is one spell that came several times; much later it is another', () => {
  const again = (on: string, off: string) => [
    { errors: 'stock', share: '100%', at: '10s', for: '50s', flap: { on, off } },
  ];
  const quick = spellsOf(shop({ breaker: { consecutive: 5, open: '100ms' } }, {}, again('1s', '2s')), 60);
  expect(quick.length).toBe(1);
  expect(quick[0].times).toBeGreaterThan(5);
  const slow = spellsOf(shop({ breaker: { consecutive: 5, open: '100ms' } }, {}, again('1s', '15s')), 60);
  expect(slow.length).toBeGreaterThan(2);
});

test('what has come back once is over only when it has not come back for a while', () => {
  const flap = { on: '1s', off: '6s' };
  const faults = [{ errors: 'stock', share: '100%', at: '10s', for: '15s', flap }];
  const plan = shop({ breaker: { consecutive: 5, open: '100ms' } }, {}, faults);
  // Closed for the first time; then after a second spell of errors from 17 s on; and long after the third.
  expect(spellsOf(plan, 16).map(({ to }) => to === undefined)).toEqual([false]);
  expect(spellsOf(plan, 23).map(({ to }) => to === undefined)).toEqual([true]);
  expect(spellsOf(plan, 40).map(({ to }) => to === undefined)).toEqual([false]);
});

test('ejections begin with the first and are over when all are back; panic is told by itself', () => {
  const ejection = { preset: 'envoy', most: '100%' } as const;
  const one = spellsOf(shop({ timeout: '1s' }, { ejection }, [{ ...failing, replicas: 1, for: '5s' }]), 60);
  expect(one.map(({ kind, name }) => [kind, name])).toEqual([['ejected', 'stock']]);
  expect(one[0].to).toBeGreaterThan(one[0].from + 20 * SECOND);
  const three = spellsOf(shop({ timeout: '1s' }, { ejection }, [{ ...failing, replicas: 3 }]), 30);
  expect(three.map(({ kind }) => kind).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['ejected', 'panic']);
});

test('a door that turns many away is told from its first to its last; a few in passing are not', () => {
  const limited = { admission: [{ limiter: { kind: 'token-bucket', rate: '60/s', burst: 12 } }] };
  const surge = [{ surge: 'users', factor: 3, at: '10s', for: '10s' }];
  const [shed, ...others] = spellsOf(shop({}, limited, surge), 40);
  expect(others).toEqual([]);
  expect(shed).toMatchObject({ kind: 'shed', of: 'service', name: 'stock' });
  expect(seconds(shed)[0]).toBeGreaterThan(10);
  expect(seconds(shed)[1]).toBeLessThan(22);
  expect(shed.times).toBeGreaterThan(1000);
  expect(spellsOf(shop({}, limited, surge), 15)[0].to).toBeUndefined();
  const brief = shop({}, limited, [{ ...surge[0], factor: 10, for: '20ms' }]);
  const run = new Run(brief, { moments: [0, 40 * SECOND] });
  const spells = new Spells(run);
  run.advance(40 * SECOND);
  const edge = brief.directory.edges.findIndex(({ name }) => name === 'front -> stock.take');
  expect(run.interval(0, 40 * SECOND).turnedAway(edge, OUTCOMES.indexOf('shed'))).toBeGreaterThan(0);
  expect(spells.all).toEqual([]);
});

test('replicas that a check restarts again and again are one spell, and it says how often', () => {
  const check = {
    operation: 'take',
    every: '500ms',
    timeout: '100ms',
    'on-failure': 'restart',
    'start-up': '1s',
  };
  const slow = [{ slow: 'stock', factor: 100, replicas: 2, at: '10s', for: '10s' }];
  const spells = spellsOf(shop({ timeout: '1s' }, { health: { check } }, slow), 60);
  const [restarted] = spells.filter(({ kind }) => kind === 'restarted');
  expect(restarted).toMatchObject({ name: 'stock', of: 'service' });
  expect(restarted.times).toBeGreaterThan(2);
});

test('what a check takes out is held out, and nobody ejects it; what is ejected is only that', () => {
  const check = { operation: 'take', every: '500ms', timeout: '100ms' };
  const slow = [{ slow: 'stock', factor: 100, replicas: 1, at: '10s', for: '10s' }];
  const removed = spellsOf(shop({ timeout: '1s' }, { health: { check, panic: '0%' } }, slow), 60);
  expect(removed.map(({ kind, times }) => [kind, times])).toEqual([['held-out', 1]]);
  expect(seconds(removed[0])[1]).toBeLessThan(25);
  const ejection = { preset: 'envoy', most: '100%' } as const;
  const ejected = spellsOf(
    shop({ timeout: '1s' }, { ejection }, [{ ...failing, replicas: 1, for: '5s' }]),
    60,
  );
  expect(ejected.map(({ kind }) => kind)).toEqual(['ejected']);
  const probed = spellsOf(
    shop({ timeout: '1s' }, { ejection: 'linkerd' }, [{ ...failing, replicas: 1 }]),
    60,
  );
  expect(probed.map(({ kind }) => kind)).toEqual(['ejected']);
});
