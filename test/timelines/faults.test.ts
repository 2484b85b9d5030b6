/** When faults come, how strong they are meanwhile, whom they pick, and what they count: to the nanosecond. */
import { describe, expect, test } from 'vitest';
import { compile, type FaultSpec, Run } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { CODE, INTS, LIFE } from '../../src/sim/terms/columns.ts';
import { FAULT_LOOKS } from '../../src/sim/terms/events.ts';
import { worldOf } from '../laws/inside.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { factsOf, instantsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Someone asks every 10 ms, from 10 ms on, for 1 ms of work. */
const asking = (faults: readonly Raw[], more: Raw = {}): Raw => ({
  run: { length: '1s' },
  services: {
    web: { concurrency: { threads: 1 }, queue: { limit: 'none' }, operations: { ask: [{ work: '1ms' }] } },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
  ...more,
  faults,
});

/** Instants (ms) and strengths of the changes of all faults. */
const changes = (system: Raw, options?: { seed?: string }) =>
  timeline(system, ['fault'], options).map((line) => line.replace(' fault', ''));

const ran = (system: Raw, seed = '1') => {
  const run = new Run(planOf(system), { seed });
  run.advance();
  return run;
};

const problemsOf = (system: Raw) =>
  compile(parseSystem(system)).problems?.map(({ sentence }) => sentence) ?? [];

const failed = (system: Raw) =>
  factsOf(system)
    .filter(({ what, how }) => what === 'ended' && how === 'error')
    .map(({ at }) => at / 1e6);

describe('time', () => {
  test('a flapping fault comes and goes as often as fits into its length', () => {
    const fault = { slow: 'web', factor: 2, at: '100ms', for: '100ms', flap: { on: '20ms', off: '30ms' } };
    expect(changes(asking([fault]))).toEqual([
      '100ms slow-web: 1',
      '120ms slow-web: 0',
      '150ms slow-web: 1',
      '170ms slow-web: 0',
    ]);
  });

  test('a flap may be as long as its fault, and the ramps of a fault as long as it is there', () => {
    const fault = { slow: 'web', factor: 2, at: '100ms' };
    const flap = { ...fault, for: '20ms', flap: { on: '20ms', off: '30ms' } };
    expect(changes(asking([flap]))).toEqual(['100ms slow-web: 1', '120ms slow-web: 0']);
    const ramp = { in: '20ms', out: '30ms' };
    expect(problemsOf(asking([{ ...fault, for: '50ms', ramp }]))).toEqual([]);
    expect(problemsOf(asking([{ ...fault, for: '49ms', ramp }]))).toEqual([
      'the ramps are longer than the fault',
    ]);
    const flapping = (on: string) => ({ ...fault, for: '500ms', flap: { on, off: '50ms' }, ramp });
    expect(problemsOf(asking([flapping('50ms')]))).toEqual([]);
    expect(problemsOf(asking([flapping('49ms')]))).toEqual(['the ramps are longer than the fault']);
  });

  test('a flap without an end goes on to the end of the run', () => {
    const fault = { slow: 'web', factor: 2, at: '800ms', flap: { on: '50ms', off: '50ms' } };
    expect(changes(asking([fault]))).toHaveLength(4);
  });

  test('the beginnings of a repeated fault jitter after their beats, each by its own luck, the first not at all', () => {
    const fault = {
      slow: 'web',
      factor: 2,
      at: '100ms',
      for: '10ms',
      repeat: { every: '100ms', jitter: '50ms', times: 8 },
    };
    const late = (seed: string) =>
      instantsOf(factsOf(asking([fault]), { seed }), 'fault')
        .filter((_, i) => i % 2 === 0)
        .map((at, i) => at - (100e6 + i * 100e6));
    expect(late('1')[0]).toBe(0);
    expect(late('1')).toHaveLength(8);
    expect(new Set(late('1')).size).toBe(8);
    for (const each of late('1')) expect(each >= 0 && each < 50e6).toBe(true);
    expect(late('1')).toEqual(late('1'));
    expect(late('2')).not.toEqual(late('1'));
  });

  test.each([
    ['linear', [0.05, 0.5, 1]],
    ['step', [0.25, 0.5, 1]],
    ['exp', [(Math.exp(0.25) - 1) / (Math.exp(5) - 1), (Math.exp(2.5) - 1) / (Math.exp(5) - 1), 1]],
    ['sine', [(1 - Math.cos(Math.PI / 20)) / 2, 0.5, 1]],
  ])(
    'a %s ramp is at its first step, at half of its time and at its end as strong as its curve says',
    (shape, expected) => {
      const fault = { slow: 'web', factor: 2, at: '100ms', for: '300ms', ramp: { in: '100ms', shape } };
      const strengths = new Map(
        factsOf(asking([fault]))
          .filter(({ what }) => what === 'fault')
          .map(({ at, how }) => [at / 1e6, Number(how)]),
      );
      const at = (ms: number) => [...strengths].findLast(([instant]) => instant <= ms)?.[1] ?? 0;
      // The first of twenty steps, the tenth, and the last.
      const found = [at(100), at(145), at(195)];
      for (const [i, strength] of found.entries()) expect(strength).toBeCloseTo(expected[i], 12);
      expect(at(400)).toBe(0);
    },
  );

  test('a ramp fades by the same curve', () => {
    const fault = {
      slow: 'web',
      factor: 2,
      at: '100ms',
      for: '200ms',
      ramp: { out: '100ms', shape: 'step' },
    };
    expect(changes(asking([fault]))).toEqual([
      '100ms slow-web: 1',
      '225ms slow-web: 0.75',
      '250ms slow-web: 0.5',
      '275ms slow-web: 0.25',
      '300ms slow-web: 0',
    ]);
  });
});

describe('a fault that waits', () => {
  test('begins to the nanosecond with the beginning of another, or so much later, each time it has not yet begun', () => {
    const first = { slow: 'web', factor: 2, at: '123456789ns', for: '50ms', name: 'first' };
    const second = { errors: 'web', share: '10%', when: { began: 'first' }, for: '10ms', name: 'second' };
    const third = {
      crash: 'web',
      when: { ended: 'first', after: '7ms' },
      for: '10ms',
      name: 'third',
    };
    expect(changes(asking([second, third, first]))).toEqual([
      '123.456789ms first: 1',
      '123.456789ms second: 1',
      '133.456789ms second: 0',
      '173.456789ms first: 0',
      '180.456789ms third: 1',
      '190.456789ms third: 0',
    ]);
  });

  test('for the end of a fault in several parts waits for the last of them', () => {
    const loop = {
      'crash-loop': 'web',
      up: '50ms',
      backoff: '50ms',
      at: '100ms',
      for: '350ms',
      name: 'loop',
    };
    const then = { slow: 'web', factor: 2, when: { ended: 'loop' }, name: 'then' };
    const again = { slow: 'web', factor: 2, when: { began: 'loop' }, at: '180ms', name: 'again' };
    expect(changes(asking([loop, then, again])).filter((line) => !line.includes('loop'))).toEqual([
      '450ms then: 1',
    ]);
  });

  test('waits for nothing that happens before its own `at`', () => {
    const first = {
      slow: 'web',
      factor: 2,
      at: '100ms',
      for: '10ms',
      repeat: { every: '200ms' },
      name: 'first',
    };
    const second = { crash: 'web', when: { began: 'first' }, at: '200ms', for: '10ms', name: 'second' };
    expect(changes(asking([first, second])).filter((line) => line.includes('second'))).toEqual([
      '300ms second: 1',
      '310ms second: 0',
    ]);
  });

  test('looks at a level every tenth of a second, and begins when it holds', () => {
    const slow = { slow: 'web', factor: 100, at: '150ms', name: 'slow' };
    const then = (when: Raw) =>
      changes(asking([slow, { errors: 'web', share: '100%', when, name: 'then' }])).filter((line) =>
        line.includes('then'),
      );
    // From 150 ms on each request takes 100 ms: by 200 ms four wait (160 runs), by 300 ms thirteen.
    expect(then({ waiting: 'web', above: 3 })).toEqual(['200ms then: 1']);
    expect(then({ waiting: 'web', above: 4 })).toEqual(['300ms then: 1']);
    expect(then({ waiting: 'web', below: 1 })).toEqual(['0ms then: 1']);
    expect(then({ busy: 'web', above: 0 })).toEqual(['200ms then: 1']);
    expect(then({ utilisation: 'web', above: '99%', for: '300ms' })).toEqual(['500ms then: 1']);
    expect(then({ waiting: 'web', above: 1000 })).toEqual([]);
    // Nobody waits at first: that is not less than nobody.
    expect(then({ waiting: 'web', below: 0 })).toEqual([]);
  });

  test('for a level that must last waits anew when it has not', () => {
    // Four and more wait at 200 ms, nobody at 300 ms, and again from 400 ms on.
    const slow = (at: string, length: string, name: string) => {
      return { slow: 'web', factor: 100, at, for: length, name };
    };
    const when = { waiting: 'web', above: 3, for: '200ms' };
    const then = { errors: 'web', share: '100%', when, name: 'then' };
    const told = changes(asking([slow('145ms', '10ms', 'once'), slow('345ms', '600ms', 'again'), then]));
    expect(told.filter((line) => line.includes('then'))).toEqual(['600ms then: 1']);
  });

  test('for a share of the slots goes by those of the replicas in service', () => {
    const full = { errors: 'web', share: '100%', when: { utilisation: 'web', above: '90%' }, name: 'full' };
    const services = {
      web: {
        concurrency: { threads: 2 },
        scaling: { most: 4 },
        operations: { ask: [{ work: '10s' }] },
      },
    };
    expect(changes(asking([full], { services }))).toEqual(['100ms full: 1']);
  });

  describe('for a metric', () => {
    const errors = { errors: 'web', share: '100%', at: '250ms', name: 'errors' };
    const then = (when: Raw, more: Raw = {}) =>
      changes(asking([errors, { slow: 'web', factor: 2, when, name: 'then', ...more }])).filter((line) =>
        line.includes('then'),
      );

    test('works it out over the stretch that ends now, as long as it says', () => {
      // Someone ends every 10 ms. At 300 ms five of the last twenty have failed, at 400 ms fifteen.
      expect(then({ failure: 'web.ask', above: '24.9%', over: '200ms' })).toEqual(['300ms then: 1']);
      expect(then({ failure: 'web.ask', above: '25%', over: '200ms' })).toEqual(['400ms then: 1']);
      expect(then({ goodput: 'people', below: '75%', over: '200ms' })).toEqual(['400ms then: 1']);
      expect(then({ errors: 'people->web.ask', above: '99%', over: '200ms' })).toEqual(['500ms then: 1']);
      // Of the last second there is none before one has passed.
      expect(then({ failure: 'run', above: '1%' })).toEqual([]);
    });

    test('looks ten times in a stretch, from its first one on or from `at`', () => {
      expect(then({ offered: 'people', above: '1/s', over: '150ms' })).toEqual(['150ms then: 1']);
      expect(then({ offered: 'people', above: '1/s', over: '400ms' })).toEqual(['400ms then: 1']);
      expect(then({ failure: 'web', above: '1%', over: '250ms' })).toEqual(['375ms then: 1']);
      expect(then({ offered: 'people', above: '1/s', over: '300ms' }, { at: '510ms' })).toEqual([
        '510ms then: 1',
      ]);
    });

    test('that must last counts from the look at which it was so', () => {
      expect(then({ failure: 'web.ask', above: '20%', over: '200ms', for: '300ms' })).toEqual([
        '600ms then: 1',
      ]);
    });

    test('is neither above nor below where there was nothing to measure', () => {
      const idle = [{ name: 'people', operation: 'web.ask', arrivals: { constant: '1/s' } }];
      const told = (when: Raw) =>
        changes(asking([{ slow: 'web', factor: 2, when, name: 'then' }], { load: idle }));
      expect(told({ success: 'people', below: '100%', over: '100ms' })).toEqual([]);
      expect(told({ 'latency-p99': 'people', below: '1s', over: '100ms' })).toEqual([]);
      expect(told({ offered: 'people', below: '1/s', over: '100ms' })).toEqual(['100ms then: 1']);
    });

    test('knows utilisation as it is now, and with `over` on average', () => {
      // A tenth of the slot is taken, but at the tenths of a second it is not.
      expect(then({ utilisation: 'web', above: '5%' })).toEqual([]);
      expect(then({ utilisation: 'web', above: '5%', over: '100ms' })).toEqual(['100ms then: 1']);
      expect(then({ utilisation: 'web/0', above: '11%', over: '100ms' })).toEqual([]);
    });

    test('is the same story in a run that is rewound or forked in the middle of a stretch', () => {
      const system = asking([
        errors,
        {
          slow: 'web',
          factor: 2,
          when: { failure: 'web', above: '20%', over: '500ms', for: '100ms' },
          name: 'then',
        },
      ]);
      const whole = ran(system);
      const rewound = new Run(planOf(system), { seed: '1' });
      rewound.advance(320e6);
      const moment = rewound.snapshot();
      rewound.advance();
      rewound.restore(moment);
      const twin = rewound.fork();
      twin.advance();
      rewound.advance();
      // The first half second is over at 500 ms: half of it has failed, and a tenth of a second later still.
      expect(whole.faults[1].begun).toBe(600e6);
      expect([rewound.faults, twin.faults]).toEqual([whole.faults, whole.faults]);
      expect([rewound.hash, twin.hash]).toEqual([whole.hash, whole.hash]);
      expect(rewound.stateHash()).toBe(twin.stateHash());
    });

    test.each<[Raw, string]>([
      [{ goodput: 'peeple', below: '90%' }, 'unknown subject "peeple" of goodput'],
      [{ goodput: 'web', below: '90%' }, 'goodput is told of a load or run; "web" is a service'],
      [{ goodput: 'people' }, 'a condition has one limit'],
      [{ goodput: 'people', above: '100%' }, 'goodput is never above 100%'],
      [{ offered: 'people', below: '0/s' }, 'offered is never below nothing'],
      [{ open: 'people', above: '50%' }, 'open of people means nothing: people has no breaker'],
    ])('refuses %j', (when, sentence) => {
      expect(problemsOf(asking([{ slow: 'web', factor: 2, when }]))).toEqual([sentence]);
    });
  });

  test('is called off by hand before it comes, and what waits for its end waits on', () => {
    const first = { slow: 'web', factor: 2, when: { waiting: 'web', above: 3 }, name: 'first' };
    const second = { slow: 'web', factor: 2, when: { began: 'third' }, name: 'second' };
    const third = { slow: 'web', factor: 2, at: '500ms', for: '10ms', name: 'third' };
    const fourth = { slow: 'web', factor: 2, when: { ended: 'first' }, name: 'fourth' };
    const busy = { slow: 'web', factor: 100, at: '150ms', name: 'busy' };
    const never = { slow: 'web', factor: 2, when: { waiting: 'web', above: 1000 }, name: 'never' };
    const run = new Run(planOf(asking([first, second, third, fourth, busy, never])));
    run.advance(100e6);
    for (const name of ['first', 'second', 'never']) expect(run.lift(name)).toBe(true);
    run.advance();
    expect(run.faults.map(({ name, strength }) => `${name} ${strength}`)).toEqual([
      'first 0',
      'second 0',
      'third 0',
      'fourth 0',
      'busy 1',
      'never 0',
    ]);
    expect(run.phases.find(({ name }) => name === 'during-faults')?.from).toBe(150e6);
    // Nobody looks at a level for it any more.
    const { arena } = worldOf(run);
    const looks = Array.from({ length: arena.taken }, (_, row) => row * INTS).filter(
      (at) => (arena.I[at + LIFE] & 1) === 1 && arena.I[at + CODE] === FAULT_LOOKS,
    );
    expect(looks).toEqual([]);
  });

  test('divides the run into phases when it has come, with a count of each', () => {
    const run = ran(
      asking([
        { errors: 'web', share: '100%', when: { waiting: 'web', above: 0 }, for: '250ms' },
        { crash: 'web', when: { waiting: 'web', above: 1000 }, name: 'never' },
      ]),
    );
    expect(run.phases.map(({ name }) => name)).toEqual(['before-faults', 'whole']);
    const both = ran(
      asking([{ surge: 'people', factor: 15, when: { busy: 'web', below: 1 }, at: '150ms', for: '250ms' }]),
    );
    expect(both.phases).toEqual([
      { name: 'before-faults', from: 0, to: 200e6 },
      { name: 'during-faults', from: 200e6, to: 450e6 },
      { name: 'after-faults', from: 450e6, to: 1e9 },
      { name: 'whole', from: 0, to: 1e9 },
    ]);
    expect(both.phase('after-faults')?.length).toBe(550e6);
  });

  test('alone in a run that is rewound, forked or looked at, it is the same story', () => {
    const system = asking([
      { slow: 'web', factor: 15, at: '150ms', for: '300ms', name: 'first' },
      { errors: 'web', share: '50%', when: { waiting: 'web', above: 3, for: '100ms' }, for: '200ms' },
      { crash: 'web', when: { ended: 'errors-web', after: '50ms' }, for: '10ms' },
    ]);
    const whole = ran(system);
    const rewound = new Run(planOf(system), { seed: '1' });
    rewound.advance(310e6);
    const moment = rewound.snapshot();
    rewound.advance();
    const after = rewound.phases;
    rewound.restore(moment);
    const twin = rewound.fork();
    rewound.advance();
    twin.advance();
    expect([rewound.hash, twin.hash]).toEqual([whole.hash, whole.hash]);
    expect(rewound.faults).toEqual(whole.faults);
    expect(twin.faults).toEqual(whole.faults);
    expect([rewound.phases, twin.phases]).toEqual([after, after]);
  });
});

test('a fault injected by hand that comes again and again is one phase, and its end is marked', () => {
  const system = asking([]);
  const run = new Run(planOf(system), { seed: '1' });
  run.advance(105e6);
  const spec = { slow: 'web', factor: 2, for: '10ms', repeat: { every: '100ms', times: 3, jitter: '5ms' } };
  run.inject((parseSystem({ ...system, faults: [spec] }).faults as FaultSpec[])[0]);
  const twin = run.fork();
  for (const each of [run, twin]) {
    each.advance();
    expect(each.phase('during-faults')?.length).toBe(215e6);
    expect(each.phase('after-faults')?.length).toBe(680e6);
  }
});

describe('a fault that picks', () => {
  const every = { errors: 'web', share: '100%', at: '100ms', for: '300ms' };

  test('touches the first so many, from each beginning anew', () => {
    const first = { ...every, for: '100ms', match: { first: 2 }, repeat: { every: '300ms', times: 2 } };
    expect(failed(asking([first]))).toEqual([100, 110, 400, 410]);
  });

  test('touches a share of them, each for itself and the same in every run', () => {
    const share = ran(asking([{ ...every, at: '0ms', for: '1s', match: { share: '30%' } }]), '4');
    const [{ hits }] = share.faults;
    // 99 requests: within four standard deviations.
    expect(Math.abs(hits - 29.7)).toBeLessThan(4 * Math.sqrt(99 * 0.3 * 0.7));
    expect(ran(asking([{ ...every, at: '0ms', for: '1s', match: { share: '30%' } }]), '4').hash).toBe(
      share.hash,
    );
  });

  test('touches one class of requests, or those about a key', () => {
    const load = (more: Raw[]) => ({
      load: more.map((each, i) => ({
        name: `l${i}`,
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        ...each,
      })),
    });
    const classes = ran(
      asking([{ ...every, match: { priority: 1 } }], load([{ priority: 0 }, { priority: 1 }])),
    );
    const whole = classes.interval(0, 1e9);
    expect(whole.failures(0)).toEqual([]);
    expect(whole.failures(1).map(({ count }) => count)).toEqual([30]);
    const keys = ran(asking([{ ...every, match: { key: [0, 2] } }], load([{ keys: { count: 4 } }])), '9');
    const hits = keys.faults[0].hits;
    expect(hits).toBeGreaterThan(4);
    expect(hits).toBeLessThan(26);
    expect(
      keys
        .interval(0, 1e9)
        .failures(0)
        .map(({ count }) => count),
    ).toEqual([hits]);
  });

  test('slows only the work of those it means', () => {
    const system = asking([{ slow: 'web', factor: 5, at: '100ms', for: '100ms', match: { first: 1 } }]);
    const held = timeline(system, ['start', 'done'], { until: 140e6 }).filter((line) => /^1[0-9]/.test(line));
    expect(held.slice(0, 2)).toEqual([
      expect.stringMatching(/^10ms start/),
      expect.stringMatching(/^11ms done/),
    ]);
    expect(
      timeline(system, ['done'], { until: 140e6 })
        .map((line) => line.split(' ')[0])
        .slice(9),
    ).toEqual(['105ms', '111ms', '121ms', '131ms']);
  });

  test.each([
    [{ crash: 'web', match: { first: 3 } }, 'crash does not look at single requests'],
    [{ ...every, match: { priority: 3 } }, 'nobody asks with priority 3'],
    [{ ...every, match: { key: 3 } }, 'no request is about key 3'],
    [{ ...every, when: { began: 'other' } }, 'unknown fault "other"'],
    [{ ...every, when: { waiting: 'wub', above: 3 } }, 'unknown service "wub"'],
    [{ ...every, when: { waiting: 'web' } }, 'a condition has one limit'],
    [{ ...every, when: { busy: 'web', above: 1 } }, 'web has 1 slots: more than 1 can never be busy'],
    [{ ...every, when: { began: 'errors-web' } }, 'errors-web waits for itself'],
    [
      { errors: 'web', share: '1%', when: { busy: 'web', above: 0 }, until: '1s' },
      'does not know when it will begin',
    ],
    [{ ...every, flap: { on: '1s', off: '1s' } }, 'it would not come on once'],
    [{ ...every, repeat: { every: '310ms', jitter: '20ms' } }, 'would begin again before it has ended'],
  ])('%j says what is wrong with it', (fault, sentence) => {
    expect(problemsOf(asking([fault])).join(' · ')).toContain(sentence);
  });

  test.each([
    [{ slow: 'web', factor: 2, at: '300ms', until: '200ms', ramp: { in: '5s' } }, 'ends before it begins'],
    [{ crash: 'web', ramp: { in: '5s', out: '50s' }, for: '1s' }, 'it cannot grow'],
    [{ ...every, match: { key: [3, 4, 5] } }, 'no request is about key 3, 4, 5'],
    [{ crash: 'web', match: { load: 'peple' } }, 'cannot pick some'],
    [{ 'memory-leak': 'web' }, 'one of them says when memory is full'],
  ])('%j is one mistake, and told as one', (fault, sentence) => {
    expect(problemsOf(asking([fault]))).toEqual([expect.stringContaining(sentence)]);
  });

  test('there are no more than all of the replicas', () => {
    expect(() => parseSystem(asking([{ ...every, replicas: '200%' }]))).toThrow(
      'no more than 100% of the replicas',
    );
  });
});

describe('what a fault counts', () => {
  test('is every piece of work, every failure, every message and every arrival that it touched', () => {
    const run = ran(
      asking(
        [
          { slow: 'web', factor: 2, at: '100ms', for: '100ms', name: 'slow' },
          { errors: 'web', share: '100%', at: '300ms', for: '50ms', name: 'errors' },
          { delay: 'web', by: '100us', at: '400ms', for: '100ms', name: 'delay' },
          { partition: 'people -> web', at: '500ms', for: '100ms', name: 'partition' },
          { crash: 'web', at: '600.5ms', for: '100ms', name: 'crash' },
          { surge: 'people', factor: 2, at: '800ms', for: '95ms', name: 'surge' },
          { surge: 'people', factor: 1, at: '800ms', for: '95ms', name: 'nothing' },
        ],
        { network: { latency: '100us' } },
      ),
    );
    const hits = Object.fromEntries(run.faults.map(({ name, hits: each }) => [name, each]));
    expect(hits).toEqual({
      slow: 10,
      errors: 5,
      // Ten requests and their ten answers.
      delay: 20,
      partition: 10,
      // One was running, ten came, and one that was cut off from 500 ms on was sent again at 700 ms.
      crash: 12,
      // The pending arrival, and those that came.
      surge: 20,
      nothing: 0,
    });
    const interval = run.interval(0, 1e9);
    expect(run.faults.map(({ number }) => interval.hits(number))).toEqual(
      run.faults.map((each) => each.hits),
    );
  });

  test('is counted for a fault injected by hand too, and forgotten when the run goes back', () => {
    const system = asking([]);
    const run = new Run(planOf(system), { seed: '1' });
    run.advance(105e6);
    const before = run.snapshot();
    const [spec] = parseSystem({ ...system, faults: [{ slow: 'web', factor: 2 }] }).faults as FaultSpec[];
    expect(run.inject(spec)).toEqual([]);
    run.advance(155e6);
    expect(run.faults[0].hits).toBe(5);
    run.restore(before);
    run.inject(spec);
    expect(run.faults[0].hits).toBe(0);
  });
});

describe('a fault that means the requests of one load', () => {
  const tenants = (faults: readonly Raw[]): Raw => ({
    run: { length: '1s' },
    services: {
      web: {
        concurrency: { threads: 9 },
        operations: { ask: [{ call: 'store.read' }, { send: 'mail' }], post: [{ work: '1ms' }] },
      },
      store: {
        concurrency: { threads: 9 },
        queue: { limit: 9, order: 'priority' },
        operations: { read: [{ parallel: [{ work: '1ms' }, { work: '2ms' }] }] },
      },
    },
    brokers: { jobs: { kind: 'queue', queues: { mail: {} } } },
    consumers: [{ from: 'mail', call: 'web.post', concurrency: 9 }],
    load: ['small', 'large'].map((name, i) => ({
      name,
      operation: 'web.ask',
      arrivals: { constant: '10/s' },
      priority: 2,
      ...(i === 0 ? {} : { replicas: 3 }),
    })),
    faults,
  });
  const failures = (faults: readonly Raw[], edge: string) =>
    factsOf(tenants(faults)).filter(
      ({ what, where, how }) => what === 'ended' && where === edge && how === 'error',
    ).length;

  test('touches what they ask for further down, and nobody else', () => {
    const errors = { errors: 'store', share: '100%', match: { load: 'large' } };
    expect(failures([errors], 'large -> web.ask')).toBe(9);
    expect(failures([errors], 'small -> web.ask')).toBe(0);
    expect(ran(tenants([errors])).faults[0].hits).toBe(9);
    expect(ran(tenants([errors])).checkLedger()).toEqual([]);
  });

  test('slows every step of theirs, also of a parallel', () => {
    const slow = { slow: 'store', factor: 10, match: { load: 'small' } };
    expect(ran(tenants([slow])).faults[0].hits).toBe(18);
  });

  test('touches their messages, wherever those are handled', () => {
    const late = { 'tail-inflation': 'web.post', share: '100%', extra: '1ms', match: { load: 'small' } };
    expect(ran(tenants([late])).faults[0].hits).toBe(9);
  });

  test('leaves classes as they are: both loads are of class 2', () => {
    const both = { errors: 'store', share: '100%', match: { priority: 2 } };
    const none = { ...both, match: { priority: 2, load: 'small', share: '0%' }, name: 'none' };
    expect(ran(tenants([both])).faults[0].hits).toBe(18);
    expect(ran(tenants([none])).faults[0].hits).toBe(0);
  });

  test('needs a load that there is', () => {
    const errors = { errors: 'store', share: '100%', match: { load: 'larg' } };
    const [problem] = compile(parseSystem(tenants([errors]))).problems ?? [];
    expect(problem).toMatchObject({ sentence: 'unknown load "larg"', hint: 'did you mean "large"?' });
  });
});

test('a fault that waits and is over inside of another leaves the phases to the other', () => {
  const run = simulate({
    run: { length: '60s', warmup: '10s' },
    services: {
      api: { replicas: 2, concurrency: { threads: 8 }, operations: { place: [{ work: '20ms' }] } },
    },
    load: [{ name: 'shoppers', operation: 'api.place', arrivals: { constant: '200/s' } }],
    faults: [
      { slow: 'api', factor: 20, at: '30s', for: '15s' },
      { crash: 'api', replicas: 'one', when: { utilisation: 'api', above: '80%' }, for: '2s' },
    ],
  });
  const [, crash] = run.faults;
  expect(crash.begun).toBeGreaterThan(30e9);
  expect(run.phases.map(({ name, from, to }) => `${name} ${from / 1e9}-${to / 1e9}`)).toEqual([
    'warm-up 0-10',
    'before-faults 10-30',
    'during-faults 30-45',
    'after-faults 45-60',
    'whole 10-60',
  ]);
  for (const { name } of run.phases) expect(run.phase(name)?.length).toBeGreaterThan(0);
});
