/** Faults of the load, of control and by operators: bursts, mixes, keys, pushes, deploys, zones, restarts, drains. */
import { describe, expect, test } from 'vitest';
import { compile, Run } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, instantsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Someone asks every 100 ms, from 100 ms on, for 1 ms of work; two replicas take turns. */
const asking = (faults: readonly Raw[], load: Raw = {}, web: Raw = {}, more: Raw = {}): Raw => ({
  run: { length: '1s' },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 4 },
      operations: { ask: [{ work: '1ms' }], find: [{ work: '2ms' }] },
      ...web,
    },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, ...load }],
  faults,
  ...more,
});

const ran = (system: Raw, seed = '1') => {
  const run = new Run(planOf(system), { seed });
  run.advance();
  return run;
};

const lines = (system: Raw, kinds: Parameters<typeof timeline>[1], until = 1e9) =>
  timeline(system, kinds, { until });

const problemsOf = (system: Raw) =>
  compile(parseSystem(system))
    .problems?.map(({ sentence, hint }) => `${sentence}; ${hint ?? ''}`)
    .join(' · ') ?? '';

describe('load', () => {
  test('a burst comes in one instant, each time anew, and by other luck', () => {
    const burst = { burst: 'people', requests: 3, at: '150ms', repeat: { every: '300ms', times: 2 } };
    const at = instantsOf(factsOf(asking([burst])), 'request').map((each) => each / 1e6);
    expect(at.filter((each) => each % 100 !== 0)).toEqual([150, 150, 150, 450, 450, 450]);
    expect(at.filter((each) => each % 100 === 0)).toHaveLength(9);
    expect(ran(asking([burst])).faults[0].hits).toBe(6);
  });

  test('a burst of a closed load comes beside its users', () => {
    const burst = { burst: 'people', requests: 5, at: '150ms' };
    const closed = asking([burst], { arrivals: undefined, users: 1, think: '99ms' });
    expect(instantsOf(factsOf(closed), 'request').filter((at) => at === 150e6)).toHaveLength(5);
  });

  const both = {
    operation: undefined,
    mix: { 'web.ask': 3, 'web.find': 1 },
    arrivals: { constant: '100/s' },
  };

  test('a mix shifts to one operation, and the others keep their proportions', () => {
    const shift = (share: string) => ({ 'mix-shift': 'people', operation: 'web.find', share });
    const asked = (faults: Raw[]) =>
      lines(asking(faults, both, {}, { run: { length: '20s' } }), ['start'], 20e9).filter((line) =>
        line.includes('web.find'),
      ).length;
    expect(asked([shift('100%')])).toBe(1999);
    expect(asked([shift('0%')])).toBe(0);
    expect(Math.abs(asked([shift('60%')]) - 1200)).toBeLessThan(4 * Math.sqrt(2000 * 0.24));
    // The one that began last is laid over the other: 60 % of what 50 % left over.
    const two = [
      { ...shift('100%'), at: '1ms' },
      { 'mix-shift': 'people', operation: 'web.ask', share: '50%', at: '2ms', name: 'second' },
    ];
    expect(Math.abs(asked(two) - 1000)).toBeLessThan(4 * Math.sqrt(2000 * 0.25));
    expect(ran(asking([shift('25%')], both)).faults[0].hits).toBe(0);
    expect(ran(asking([shift('25%')], both)).hash).toBe(ran(asking([], both)).hash);
  });

  test('a mix that had shifted to one operation shifts back, by whatever way', () => {
    const to = (share: string, at: string) => ({
      'mix-shift': 'people',
      operation: 'web.find',
      share,
      at,
      name: `from-${at}`,
    });
    const usual = (faults: Raw[]) => {
      const begun = lines(asking(faults, both, {}, { run: { length: '20s' } }), ['start'], 20e9);
      const finds = begun.filter((line) => line.includes('web.find'));
      expect(Math.abs(begun.length - 2000)).toBeLessThan(3);
      return finds.length / begun.length;
    };
    const about = (share: number) => ({ is: share, within: 4 * Math.sqrt((share * (1 - share)) / 2000) });
    const check = (seen: number, { is, within }: { is: number; within: number }) => {
      expect(Math.abs(seen - is)).toBeLessThanOrEqual(within);
    };
    check(usual([to('100%', '1ms'), to('50%', '2ms')]), about(0.5));
    check(usual([to('100%', '1ms'), to('50%', '2ms'), to('10%', '3ms')]), about(0.1));
    check(usual([to('100%', '1ms'), to('0%', '2ms')]), about(0));
    check(usual([to('0%', '1ms'), to('100%', '2ms'), to('30%', '3ms')]), about(0.3));
    check(usual([to('0%', '1ms'), to('40%', '2ms'), to('100%', '3ms')]), about(1));
  });

  test('a hot key takes its share of the requests, and those that pick by key see it', () => {
    const keyed = { keys: { count: 10 }, arrivals: { constant: '100/s' } };
    const hot = { 'hot-key': 'people', key: 7, share: '100%', at: '500ms' };
    const picky = { errors: 'web', share: '100%', match: { key: 7 }, at: '500ms' };
    const failures = lines(asking([hot, picky], keyed), ['ended']).filter((line) => line.includes('error'));
    expect(failures).toHaveLength(50);
    expect(problemsOf(asking([hot]))).toContain('the load has no `keys`');
    expect(problemsOf(asking([{ ...hot, key: 10 }], keyed))).toContain('its keys are 0 to 9');
  });

  test('half of the clients lose their manners: more tries, without a pause', () => {
    const retry = { retry: { attempts: 2, backoff: { base: '55ms' } } };
    const system = asking(
      [
        { errors: 'web', share: '100%' },
        { 'impatient-clients': 'people', attempts: 4, replicas: '50%', at: '0ms' },
      ],
      { ...retry, replicas: 2, arrivals: { constant: '100/s' } },
      {},
      { run: { length: '10s' }, network: { latency: '1ms' } },
    );
    const tries = new Map<number, number>();
    for (const { what, at } of factsOf(system))
      if (what === 'tried') tries.set(at % 10e6, (tries.get(at % 10e6) ?? 0) + 1);
    // The impatient ones try four times, each a round trip after the other; the others a second time after their pause.
    expect(tries.get(2e6)).toBe(999);
    expect([tries.get(6e6), tries.get(8e6)]).toEqual([tries.get(4e6), tries.get(4e6)]);
    expect(Math.abs((tries.get(4e6) ?? 0) - 500)).toBeLessThan(4 * Math.sqrt(1000 / 4));
    // The last few had no time for their second try.
    expect(999 - (tries.get(4e6) ?? 0) - (tries.get(9e6) ?? 0)).toBeLessThan(7);
  });
});

describe('a config push', () => {
  const callers = (faults: readonly Raw[]): Raw => ({
    run: { length: '1s' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 4 },
        operations: { ask: [{ call: 'store.read', timeout: '50ms' }] },
      },
      store: { concurrency: { threads: 9 }, operations: { read: [{ work: '20ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults,
  });
  const ended = (faults: readonly Raw[]) =>
    lines(callers(faults), ['ended'])
      .filter((line) => line.includes('people'))
      .map((line) => line.replace(/ ended.*: /, ' '));
  const push = { config: 'web', setting: 'timeout.after', to: '10ms' };

  test('sets a number while it lasts, and then it is what it was', () => {
    expect(ended([{ ...push, at: '150ms', for: '200ms' }]).slice(0, 4)).toEqual([
      '120ms ok',
      '210ms error',
      '310ms error',
      '420ms ok',
    ]);
  });

  test('the last to begin wins, and when it ends the one before does', () => {
    const longer = { ...push, to: '30ms', at: '250ms', for: '100ms', name: 'longer' };
    expect(ended([longer, { ...push, at: '150ms', for: '300ms' }]).slice(0, 5)).toEqual([
      '120ms ok',
      '210ms error',
      '320ms ok',
      '410ms error',
      '520ms ok',
    ]);
  });

  test('reaches replica after replica, or only some, or comes and goes', () => {
    // Requests take turns: 100 ms to the first replica, 200 ms to the second, and so on.
    expect(ended([{ ...push, every: '300ms', at: '50ms' }]).slice(0, 5)).toEqual([
      '110ms error',
      '220ms ok',
      '310ms error',
      '410ms error',
      '510ms error',
    ]);
    expect(ended([{ ...push, replicas: 'one' }]).slice(0, 3)).toEqual([
      '110ms error',
      '220ms ok',
      '310ms error',
    ]);
    expect(ended([{ ...push, flap: { on: '100ms', off: '100ms' }, at: '50ms' }]).slice(0, 3)).toEqual([
      '110ms error',
      '220ms ok',
      '310ms error',
    ]);
  });

  test('counts every number that it changed, and none that had its value before', () => {
    const hits = (fault: Raw) => ran(callers([fault])).faults[0].hits;
    expect(hits(push)).toBe(2);
    expect(hits({ ...push, to: '50ms' })).toBe(0);
    expect(ran(callers([{ ...push, to: '50ms' }])).hash).toBe(ran(callers([])).hash);
  });

  test('is read as the parameter that it sets, whatever that is, and what follows from it is set, too', () => {
    const retry = {
      retry: { attempts: 3, backoff: { base: '10ms', kind: 'envoy' }, budget: '50%' },
      breaker: { 'failure-rate': '50%' },
      hedge: { delay: '80ms' },
    };
    const setTo = (setting: string, to: unknown) => {
      const plan = planOf(asking([{ config: 'people', setting, to }], retry));
      return plan.faults[0].parts[0].aims.map(({ measure }) => measure);
    };
    expect(setTo('retry.attempts', 5)).toEqual([5]);
    expect(setTo('retry.budget', '20%')).toContain(0.2);
    // The longest pause of Envoy is ten times the first, and nobody has said what a shed one is.
    expect(setTo('retry.backoff.base', '20ms')).toEqual([20e6, 200e6, 20e6]);
    expect(setTo('retry.on', ['refused'])).toEqual([1 << 4]);
    expect(setTo('retry.elsewhere', true)).toEqual([1]);
    expect(setTo('breaker.failure-rate', '90%')).toEqual([0.9]);
    expect(setTo('breaker.forced', 'open')).toEqual([2]);
    expect(setTo('hedge.delay', '3s')).toEqual([3e9, 0]);
  });

  test('may set a policy at the door of a service, and its slots beside', () => {
    const door = { admission: [{ limiter: { kind: 'concurrency', limit: 10 } }] };
    const often = { arrivals: { bursts: { every: '100ms', size: 8 } } };
    const shed = (faults: Raw[]) =>
      lines(asking(faults, often, door), ['ended'], 290e6).filter((line) => line.endsWith('shed')).length;
    const limit = { config: 'web', setting: 'admission.limiter.limit', to: 1, for: '150ms' };
    expect(shed([])).toBe(0);
    // Four come to each replica at a time; the second burst is after the push.
    expect(shed([limit])).toBe(6);
    expect(shed([{ ...limit, replicas: 'one' }])).toBe(3);
    const slots = { config: 'web', setting: 'slots', to: 1 };
    expect(ran(asking([slots], often, door)).faults[0].hits).toBe(2);
    expect(problemsOf(asking([{ ...limit, to: '1s' }], often, door))).toContain(
      'admission.limiter.limit: "1s" is not a whole number',
    );
  });

  test('cannot make a policy remember more than it was made for', () => {
    const breaker = { breaker: { window: 10, minimum: 5, probes: 2 } };
    expect(problemsOf(asking([{ config: 'people', setting: 'breaker.window', to: 100 }], breaker))).toContain(
      'breaker.window: this breaker was built to remember 10 calls',
    );
  });

  test('may shrink the slots of a service, and its queue', () => {
    const at = { arrivals: { bursts: { every: '100ms', size: 8 } } };
    const slots = { config: 'web', setting: 'slots', to: 1, for: '150ms' };
    const limit = { config: 'web', setting: 'queue.limit', to: 0, for: '150ms', name: 'limit' };
    const turned = (faults: Raw[]) =>
      lines(asking(faults, at), ['ended'], 190e6).filter((line) => line.includes('refused')).length;
    const lastDone = (faults: Raw[]) => lines(asking(faults, at), ['done'], 190e6).at(-1)?.split(' ')[0];
    expect(lastDone([])).toBe('101ms');
    expect(lastDone([slots])).toBe('104ms');
    expect(turned([slots])).toBe(0);
    expect(turned([slots, limit])).toBe(6);
    expect(ran(asking([slots, limit], at)).checkLedger()).toEqual([]);
  });

  test('sets the slots of which a shrunken replica has its share, whichever came first and whichever ends first', () => {
    const at = { arrivals: { bursts: { every: '100ms', size: 8 } } };
    const lastDone = (faults: Raw[]) => lines(asking(faults, at), ['done'], 190e6).at(-1)?.split(' ')[0];
    const set = (more: Raw) => ({ config: 'web', setting: 'slots', to: 2, ...more });
    const shrink = (more: Raw) => ({ shrink: 'web', to: '50%', ...more });
    // Four requests at each replica, 1 ms each.
    expect(lastDone([set({ for: '150ms' })])).toBe('102ms');
    expect(lastDone([shrink({ for: '150ms' })])).toBe('102ms');
    expect(lastDone([set({ for: '150ms' }), shrink({ at: '10ms', for: '140ms' })])).toBe('104ms');
    expect(lastDone([shrink({ for: '150ms' }), set({ at: '10ms', for: '140ms' })])).toBe('104ms');
    expect(lastDone([shrink({ for: '150ms' }), set({ at: '10ms', for: '40ms' })])).toBe('102ms');
    expect(lastDone([set({ for: '150ms' }), shrink({ at: '10ms', for: '40ms' })])).toBe('102ms');
    expect(lastDone([set({ for: '50ms' }), shrink({ at: '10ms', for: '40ms' })])).toBe('101ms');
  });

  test.each([
    [{ ...push, setting: 'timeout.aftr' }, 'did you mean "timeout.after"'],
    [{ ...push, config: 'store' }, 'there is no timeout around the calls of store'],
    [{ ...push, to: 3 }, 'timeout.after: 3 has no unit; write 3ms, 3s or 3m'],
    [{ ...push, to: '3' }, 'timeout.after: 3 has no unit; write 3ms, 3s or 3m'],
    [{ ...push, to: '30%' }, 'timeout.after: "30%" is not understood; expected a duration'],
    [{ ...push, setting: 'slots', to: '3s' }, 'slots: "3s" is not a whole number'],
    [{ ...push, setting: 'slots', to: 0 }, 'slots: 0 is not a whole number from 1'],
    [{ 'no-retries': 'web' }, 'there is no retry around the calls of web'],
  ])('%j says what is wrong', (fault, sentence) => {
    expect(problemsOf(callers([fault]))).toContain(sentence);
  });
});

describe('a bad deploy', () => {
  const deploy = { deploy: 'web', restart: '50ms', errors: '100%', at: '150ms' };

  test('goes from replica to replica, each away for a while and then bad', () => {
    const facts = lines(asking([{ ...deploy, every: '250ms' }]), ['ended']).map((line) =>
      line.replace(/ ended.*: /, ' '),
    );
    expect(facts).toEqual([
      '101ms ok',
      '201ms ok',
      '300ms error',
      '400ms refused',
      '500ms error',
      '600ms error',
      '700ms error',
      '800ms error',
      '900ms error',
    ]);
  });

  test('is rolled back in the same rhythm, and stops going out', () => {
    const system = asking([{ ...deploy, every: '250ms', 'roll-back': '200ms' }]);
    const facts = lines(system, ['ended']).map((line) => line.replace(/ ended.*: /, ' '));
    // The second replica never gets the new version; the first is replaced at 350 ms.
    expect(facts.filter((line) => !line.endsWith('ok'))).toEqual(['300ms error']);
  });

  test.each([
    [{ 'roll-back': '200ms', for: '200ms' }, 'the fault is over before it is rolled back, 200ms after'],
    [{ 'roll-back': '850ms' }, 'the run is over before it is rolled back, 850ms after'],
    [{ 'roll-back': '850ms', for: '900ms' }, 'the run is over before it is rolled back, 850ms after'],
    [{ 'roll-back': '199ms', for: '200ms' }, ''],
  ])('with %j is refused where it would never be rolled back', (more, sentence) => {
    const said = problemsOf(asking([{ ...deploy, ...more }]));
    if (sentence === '') expect(said).toBe('');
    else expect(said).toContain(sentence);
  });

  test('drains a replica before it goes down, so nobody is refused', () => {
    const often = { arrivals: { constant: '100/s' } };
    const refused = (more: Raw) =>
      lines(asking([{ ...deploy, errors: '0%', slow: 2, every: '300ms', ...more }], often), ['ended']).filter(
        (line) => line.includes('refused'),
      ).length;
    expect(refused({})).toBeGreaterThan(0);
    expect(refused({ drain: '20ms' })).toBe(0);
  });

  describe('over another one', () => {
    const ends = (faults: readonly Raw[]) =>
      lines(asking(faults), ['ended']).map((line) => line.replace(/ ended.*: /, ' '));
    const later = { deploy: 'web', name: 'later', restart: '50ms', slow: 5 };

    test('takes its place: replicas run one version, and the earlier goes to no more of them', () => {
      const faults = [
        { ...deploy, every: '400ms' },
        { ...later, every: '100ms', at: '380ms' },
      ];
      // The earlier would have come to the second replica at 550 ms; the later has been there since 480 ms.
      expect(ends(faults)).toEqual([
        '101ms ok',
        '201ms ok',
        '300ms error',
        '401ms ok',
        '505ms ok',
        '605ms ok',
        '705ms ok',
        '805ms ok',
        '905ms ok',
      ]);
    });

    test('leaves the earlier version where it has not come yet', () => {
      const faults = [deploy, { ...later, every: '400ms', at: '310ms' }];
      // Both replicas ran the earlier one from 250 ms on; the later comes at 310 ms and at 710 ms.
      const told = ['300ms error', '400ms error', '505ms ok', '600ms error', '705ms ok', '805ms ok'];
      expect(ends(faults).slice(2, 8)).toEqual(told);
    });

    test('lets what has been drained for the earlier go down, and come back as the later', () => {
      const faults = [
        { ...deploy, drain: '100ms' },
        { ...later, at: '200ms' },
      ];
      const one = asking(faults, { arrivals: { constant: '20/s' } }, { replicas: 1 });
      const told = lines(one, ['ended'], 420e6).map((line) => line.replace(/ ended.*: /, ' '));
      // Drained from 150 ms on, down for the later from 200 to 250 ms, for the earlier from 250 to 300 ms.
      const away = ['150ms refused', '200ms refused', '250ms refused'];
      expect(told).toEqual(['51ms ok', '101ms ok', ...away, '305ms ok', '355ms ok', '405ms ok']);
    });

    describe('and rolled back', () => {
      const undone = { ...later, 'roll-back': '300ms', at: '310ms' };

      test('returns to the version before it, not to the one before both', () => {
        // The earlier is everywhere from 250 ms on, the later from 410 ms on (its second replica was away at 400 ms),
        // and the earlier again from 710 ms on.
        const told = ['300ms error', '400ms refused', '505ms ok', '605ms ok', '700ms error', '800ms error'];
        expect(ends([deploy, undone]).slice(2, 8)).toEqual(told);
      });

      test('leaves nothing of an earlier one that is over by then', () => {
        const told = ['505ms ok', '605ms ok', '701ms ok', '801ms ok', '901ms ok'];
        expect(ends([{ ...deploy, for: '500ms' }, undone]).slice(4)).toEqual(told);
      });

      test('returns to the start where the earlier had been rolled back before', () => {
        const back = { ...deploy, 'roll-back': '100ms', every: '60ms' };
        const told = [
          '301ms ok',
          '400ms refused',
          '505ms ok',
          '605ms ok',
          '701ms ok',
          '801ms ok',
          '901ms ok',
        ];
        expect(ends([back, undone]).slice(2)).toEqual(told);
      });

      test('lets the earlier go on to those that neither had come to', () => {
        const slowly = { ...deploy, every: '500ms' };
        const shortly = { ...later, every: '200ms', 'roll-back': '150ms', at: '310ms' };
        // Only the first replica runs the earlier from 200 ms on, and again after it was away at 500 ms; the second
        // from 700 ms on.
        const told = ['300ms error', '401ms ok', '500ms refused', '601ms ok', '700ms error', '800ms error'];
        expect(ends([slowly, shortly]).slice(2, 8)).toEqual(told);
      });

      test('is the same story in a run that is rewound or forked', () => {
        const system = asking([deploy, undone]);
        const run = new Run(planOf(system), { seed: '1' });
        run.advance(500e6);
        const moment = run.snapshot();
        run.advance();
        const { hash } = run;
        run.restore(moment);
        const twin = run.fork();
        for (const each of [run, twin]) each.advance();
        expect([run.hash, twin.hash]).toEqual([hash, hash]);
      });
    });

    test('of other replicas lets it be', () => {
      const faults = [
        { ...deploy, replicas: [0] },
        { ...later, replicas: [1], at: '160ms' },
      ];
      expect(ends(faults).slice(2, 6)).toEqual(['300ms error', '405ms ok', '500ms error', '605ms ok']);
    });

    test('tells who waits for the end of the earlier, though its last replicas are never replaced', () => {
      const faults = [
        { deploy: 'web', name: 'earlier', restart: '50ms', every: '400ms', at: '150ms' },
        { ...later, at: '380ms' },
        { errors: 'web', share: '100%', when: { ended: 'earlier' } },
      ];
      // Its last batch would have been replaced from 550 ms on.
      expect(ends(faults).slice(-5)).toEqual([
        '505ms ok',
        '600ms error',
        '700ms error',
        '800ms error',
        '900ms error',
      ]);
    });
  });
});

describe('a zone outage', () => {
  const zones = (faults: readonly Raw[]): Raw => ({
    run: { length: '1s' },
    network: { latency: '1ms' },
    services: {
      web: {
        replicas: 2,
        zones: ['a', 'b'],
        concurrency: { threads: 4 },
        operations: { ask: [{ work: '30ms' }] },
      },
    },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, timeout: '200ms', zone: 'a' },
    ],
    faults,
  });

  test('kills what is in the zone without a word, and lets nothing in or out', () => {
    const outage = { 'zone-outage': 'zone b', at: '210ms', for: '300ms' };
    expect(lines(zones([outage]), ['ended']).map((line) => line.replace(/ ended.*: /, ' '))).toEqual([
      '132ms ok',
      // Under way when it died: its reset never gets out.
      '332ms ok',
      '400ms timed-out',
      '532ms ok',
      '600ms timed-out',
      '632ms ok',
      '732ms ok',
      '832ms ok',
      '932ms ok',
    ]);
  });

  test('is aimed at one zone', () => {
    expect(problemsOf(zones([{ 'zone-outage': 'zone a -> zone b' }]))).toContain(
      'zone-outage is aimed at one zone',
    );
  });
});

describe('what operators do', () => {
  test('a restart takes so many at a time, and each is away for as long as it takes', () => {
    const changed = (restart: Raw) => {
      const run = new Run(planOf(asking([{ restart: 'web', down: '100ms', at: '100ms', ...restart }])), {
        seed: '1',
      });
      return [150, 250, 350].map((at) => {
        run.advance(at * 1e6);
        return run.faults[0].strength;
      });
    };
    expect(changed({})).toEqual([1, 0, 0]);
    expect(changed({ batch: 1 })).toEqual([1, 1, 0]);
    expect(changed({ batch: 1, every: '200ms' })).toEqual([1, 0, 1]);
  });

  test('a drained replica is chosen by nobody, what runs there is finished; where none is left, all are refused at once', () => {
    const slow = { operations: { ask: [{ work: '120ms' }] } };
    const drained = lines(
      asking([{ drain: 'web', replicas: 'one', at: '150ms' }], {}, slow),
      ['done'],
      400e6,
    );
    expect(drained.map((line) => line.split(' ')[0])).toEqual(['220ms', '320ms']);
    const all = lines(asking([{ drain: 'web', at: '150ms' }], {}, slow), ['ended'], 410e6);
    expect(all.map((line) => line.replace(/ ended.*: /, ' '))).toEqual([
      '200ms refused',
      '220ms ok',
      '300ms refused',
      '400ms refused',
    ]);
  });

  test('shedding turns away a share at the door', () => {
    expect(lines(asking([{ shed: 'people', share: '100%' }]), ['ended'], 150e6)[0]).toMatch(
      /^100ms .*: shed$/,
    );
    const some = ran(
      asking(
        [{ shed: 'web', share: '40%' }],
        { arrivals: { constant: '1k/s' } },
        {},
        { run: { length: '5s' } },
      ),
    );
    expect(Math.abs(some.faults[0].hits - 2000)).toBeLessThan(4 * Math.sqrt(5000 * 0.24));
  });

  test('flushing turns away whoever waits, and nobody who runs', () => {
    const busy = {
      replicas: 1,
      concurrency: { threads: 1 },
      queue: { limit: 'none' },
      operations: { ask: [{ work: '250ms' }] },
    };
    const system = asking([{ flush: 'web', at: '320ms' }], {}, busy);
    expect(lines(system, ['ended'], 500e6).map((line) => line.replace(/ ended.*: /, ' '))).toEqual([
      '320ms shed',
      '320ms shed',
      '350ms ok',
    ]);
    expect(ran(system).faults[0].hits).toBe(2);
  });

  test('flushing a broker drops the messages that are ready, and lets consumers finish theirs', () => {
    const system = asking(
      [{ flush: 'jobs', at: '450ms' }],
      { operation: 'web.ask' },
      { operations: { ask: [{ send: 'mail' }], post: [{ work: '1s' }] } },
      {
        run: { length: '2s' },
        brokers: { jobs: { kind: 'queue', queues: { mail: {} } } },
        consumers: [{ from: 'mail', call: 'web.post', concurrency: 1 }],
      },
    );
    const run = ran(system);
    // The first is with the consumer from 100 ms on; those of 200, 300 and 400 ms are dropped.
    expect(run.faults[0].hits).toBe(3);
    expect(run.checkLedger()).toEqual([]);
  });

  test('a breaker held open rejects everybody, and lets them in again when it is let go', () => {
    const held = { 'open-breaker': 'people', at: '150ms', for: '100ms' };
    expect(lines(asking([held], { breaker: {} }), ['ended'], 350e6)).toEqual([
      expect.stringMatching(/^101ms .*ok$/),
      expect.stringMatching(/^200ms .*rejected$/),
      expect.stringMatching(/^301ms .*ok$/),
    ]);
  });

  test('without retries everybody tries once', () => {
    const retry = { retry: { attempts: 3 } };
    const system = asking(
      [
        { errors: 'web', share: '100%' },
        { 'no-retries': 'people', at: '250ms', for: '100ms' },
      ],
      retry,
    );
    const perRequest = lines(system, ['tried'], 450e6).map((line) =>
      Math.floor(Number.parseFloat(line) / 100),
    );
    expect([1, 2, 3, 4].map((each) => perRequest.filter((at) => at === each).length)).toEqual([3, 3, 1, 3]);
  });
});

test('a run with all of these is the same when it is rewound, forked or looked at', () => {
  const faults = [
    { config: 'web', setting: 'slots', to: 1, at: '200ms', for: '300ms', name: 'slots' },
    { bandwidth: 'people -> web', rate: '1MB/s', message: '9KB', at: '100ms', for: '300ms' },
    { loss: 'people -> web', share: '20%', again: '5ms', at: '150ms', for: '300ms' },
    { burst: 'people', requests: 20, at: '320ms' },
    { deploy: 'web', restart: '50ms', drain: '10ms', slow: 3, at: '250ms', for: '400ms' },
    { 'mix-shift': 'people', operation: 'web.find', share: '90%', at: '200ms', for: '200ms' },
  ];
  const mixed = {
    operation: undefined,
    mix: { 'web.ask': 3, 'web.find': 1 },
    arrivals: { poisson: '500/s' },
  };
  const system = asking(faults, mixed);
  const whole = ran(system);
  const rewound = new Run(planOf(system), { seed: '1' });
  rewound.advance(330e6);
  const moment = rewound.snapshot();
  rewound.advance();
  rewound.restore(moment);
  const twin = rewound.fork();
  rewound.advance();
  twin.advance();
  expect([rewound.hash, twin.hash]).toEqual([whole.hash, whole.hash]);
  expect([rewound.faults, twin.faults]).toEqual([whole.faults, whole.faults]);
});
