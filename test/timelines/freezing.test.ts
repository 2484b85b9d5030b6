/** A replica that stands still: work goes on where it was, everything else waits at the door. To the nanosecond. */
import { describe, expect, test } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, instantsOf, timeline, type What } from './facts.ts';

type Raw = Record<string, unknown>;

const pause = (at: string, length: string, service = 'web', more: Raw = {}) => ({
  pause: service,
  at,
  for: length,
  name: `p${at}`.replaceAll('.', '-'),
  ...more,
});

/** One asks at 10 ms, 110 ms and so on; one slot unless told. */
const alone = (step: unknown, faults: readonly Raw[], service: Raw = {}): Raw => ({
  run: { length: '1s' },
  services: {
    web: { concurrency: { threads: 1 }, queue: { limit: 'none' }, ...service, operations: { ask: [step] } },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
  faults,
});

const done = (system: Raw) => instantsOf(factsOf(system), 'done').map((at) => at / 1e6);

describe('work', () => {
  test.each([
    ['lasts longer by all of a pause that comes and goes while it is done', [pause('110ms', '20ms')], 170],
    ['is not touched by a pause that is over before it begins', [pause('60ms', '40ms')], 150],
    ['goes on where it was when the pause outlasts its end', [pause('120ms', '100ms')], 250],
    ['lasts longer by both of two pauses', [pause('110ms', '20ms'), pause('140ms', '20ms')], 190],
    [
      'lasts longer by both, when its old end lies between them and its new one in the second',
      [pause('110ms', '30ms'), pause('160ms', '50ms')],
      230,
    ],
    ['is not touched by a pause that begins with its end', [pause('150.000001ms', '50ms')], 150],
    // Control comes before work: at its last instant it has not ended.
    ['waits for the end of a pause that begins in its last instant', [pause('150ms', '50ms')], 200],
    ['is paused once by two pauses at the same time', [pause('110ms', '20ms'), pause('120ms', '20ms')], 180],
  ])('%s', (_, faults, end) => {
    // The first request comes at 100 ms.
    expect(done(alone({ work: '50ms' }, faults))[0]).toBeCloseTo(end, 9);
  });

  test('on shared cores lasts longer in the same way, however many share', () => {
    const system = {
      ...alone({ work: '50ms' }, [pause('120ms', '30ms'), pause('400ms', '10ms')], {
        concurrency: { threads: 9 },
        cores: 1,
      }),
      load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 3, every: '300ms' } } }],
    };
    const healthy = done({ ...system, faults: [] });
    // Three share one core from 300 ms on, each for 150 ms; then from 600 ms on.
    expect(healthy.slice(0, 3)).toEqual([450, 450, 450]);
    expect(done(system).slice(0, 3)).toEqual([460, 460, 460]);
    expect(done(system).slice(3)).toEqual(healthy.slice(3));
  });

  test('that was under way at many replicas of a chain goes on everywhere, and all that follows is later by the pause', () => {
    const exponential = (mean: string) => ({ work: { exponential: mean } });
    const chain = (faults: readonly Raw[]) => ({
      run: { length: '20s' },
      services: {
        web: {
          replicas: 2,
          concurrency: { threads: 8 },
          operations: { ask: [exponential('9ms'), { call: 'mid.go' }, exponential('4ms')] },
        },
        mid: {
          concurrency: { threads: 8 },
          cores: 2,
          operations: {
            go: [{ parallel: [{ call: 'end.read' }, [exponential('3ms'), { call: 'end.read' }]] }],
          },
        },
        end: { replicas: 2, concurrency: { threads: 2 }, operations: { read: [exponential('7ms')] } },
      },
      // Everybody comes before the pause begins.
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { poisson: '120/s' },
          profile: [{ step: 0, at: '500ms' }],
        },
      ],
      faults,
    });
    const all = ['web', 'mid', 'end'];
    const paused = all.map((service) => pause('500ms', '1234567ns', service, { name: service }));
    const kinds: What[] = ['start', 'done', 'ended'];
    const facts = (faults: readonly Raw[]) =>
      factsOf(chain(faults))
        .filter(({ what }) => kinds.includes(what))
        .map(({ at, what, where, how }) => ({ at, what: `${what} ${where} ${how}` }));
    const plain = facts([]);
    const late = facts(paused);
    expect(plain.filter(({ at }) => at >= 500e6).length).toBeGreaterThan(20);
    expect(late.map(({ what }) => what)).toEqual(plain.map(({ what }) => what));
    for (const [i, { at }] of plain.entries()) {
      const expected = at < 500e6 ? at : at + 1234567;
      // Shared cores round each completion up to a whole nanosecond.
      expect(Math.abs(late[i].at - expected), `${plain[i].what} at ${at}`).toBeLessThanOrEqual(3);
    }
  });

  test('is not what a sleep is: an alarm rings when it is due, or when somebody is there to hear it', () => {
    expect(done(alone({ sleep: '50ms' }, [pause('110ms', '20ms')]))[0]).toBe(150);
    expect(done(alone({ sleep: '50ms' }, [pause('110ms', '90ms')]))[0]).toBe(200);
  });
});

describe('whoever comes', () => {
  test('waits at the door, and goes in in the order in which all came', () => {
    const system = {
      ...alone({ work: '30ms' }, [pause('95ms', '250ms')]),
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '20/s' } }],
    };
    // At 50 ms one began, and was done at 80 ms; five came while it stood still, at 100 to 300 ms.
    expect(timeline(system, ['start', 'done'], { until: 460e6 })).toEqual([
      '50ms start people -> web.ask',
      '80ms done people -> web.ask: ok',
      '345ms start people -> web.ask',
      '375ms done people -> web.ask: ok',
      '375ms start people -> web.ask',
      '405ms done people -> web.ask: ok',
      '405ms start people -> web.ask',
      '435ms done people -> web.ask: ok',
      '435ms start people -> web.ask',
    ]);
  });

  test('finds the queue as long as it may be: those too many are refused when it moves again', () => {
    const system = {
      ...alone({ work: '30ms' }, [pause('95ms', '250ms')], { queue: { limit: 1 } }),
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '20/s' } }],
    };
    expect(timeline(system, ['turned-away'], { until: 346e6 })).toEqual(
      new Array(3).fill('345ms turned-away people -> web.ask: refused'),
    );
  });

  test('and has given up is served in vain, unless the callee listens', () => {
    const impatient = (cancellation: string) => ({
      ...alone({ work: '30ms' }, [pause('95ms', '250ms')], { cancellation }),
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, timeout: '50ms' }],
    });
    expect(timeline(impatient('none'), ['start', 'done', 'tried'], { until: 380e6 })).toEqual([
      '150ms tried people -> web.ask: timed-out',
      '250ms tried people -> web.ask: timed-out',
      '345ms start people -> web.ask',
      '350ms tried people -> web.ask: timed-out',
      '375ms done people -> web.ask: ok, unwanted',
      '375ms start people -> web.ask',
    ]);
    // It reads each request, and then that nobody waits for it.
    expect(timeline(impatient('full'), ['start', 'done'], { until: 349e6 })).toEqual([
      '345ms start people -> web.ask',
      '345ms done people -> web.ask: cancelled, unwanted',
      '345ms start people -> web.ask',
      '345ms done people -> web.ask: cancelled, unwanted',
      '345ms start people -> web.ask',
    ]);
  });
});

describe('a caller that stands still', () => {
  const calling = (faults: readonly Raw[], work: string, more: Raw = { timeout: '40ms' }): Raw => ({
    run: { length: '1s' },
    services: {
      web: {
        concurrency: { threads: 9 },
        operations: { ask: [{ call: 'end.read', ...more }] },
      },
      end: { concurrency: { threads: 9 }, operations: { read: [{ work }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults,
  });
  const tried = (system: Raw) =>
    timeline(system, ['tried'], { until: 210e6 }).filter((line) => line.includes('end'));

  test('hears an answer that came before its timeout as an answer, however late it hears it', () => {
    expect(tried(calling([pause('110ms', '60ms')], '20ms'))).toEqual(['170ms tried web -> end.read: ok']);
  });

  test('hears its timeout first where it was due first', () => {
    expect(tried(calling([pause('110ms', '60ms')], '50ms'))).toEqual([
      '170ms tried web -> end.read: timed-out',
    ]);
  });

  test('hears a timeout in its time where the pause is over by then', () => {
    expect(tried(calling([pause('110ms', '20ms')], '50ms'))).toEqual([
      '140ms tried web -> end.read: timed-out',
    ]);
  });

  test('pauses between its tries at least as long as it wanted to', () => {
    const retry = { retry: { attempts: 2, backoff: { base: '30ms', jitter: 'none' } }, timeout: '10ms' };
    const tries = (faults: readonly Raw[]) =>
      instantsOf(factsOf(calling(faults, '50ms', retry), { until: 190e6 }), 'try', 'web -> end.read');
    expect(tries([])).toEqual([100e6, 140e6]);
    expect(tries([pause('115ms', '10ms')])).toEqual([100e6, 140e6]);
    expect(tries([pause('115ms', '45ms')])).toEqual([100e6, 160e6]);
  });

  test('that dies meanwhile takes all that waited with it', () => {
    const both = [pause('105ms', '80ms'), { crash: 'web', at: '150ms', for: '100ms' }];
    const told = timeline(calling(both, '20ms'), ['tried', 'turned-away', 'ended'], { until: 240e6 });
    expect(told).toEqual([
      '150ms tried web -> end.read: cancelled',
      '150ms ended web -> end.read: cancelled',
      '150ms tried people -> web.ask: error',
      '150ms ended people -> web.ask: error',
      '200ms turned-away people -> web.ask: refused',
      '200ms tried people -> web.ask: refused',
      '200ms ended people -> web.ask: refused',
    ]);
  });
});

test('those who wait at the door of a replica that dies are refused at that instant', () => {
  const system = alone({ work: '30ms' }, [
    pause('90ms', '300ms'),
    { crash: 'web', at: '250ms', for: '10ms', name: 'crash' },
  ]);
  expect(timeline(system, ['start', 'turned-away'], { until: 395e6 })).toEqual([
    '250ms turned-away people -> web.ask: refused',
    '250ms turned-away people -> web.ask: refused',
    '300ms start people -> web.ask',
  ]);
});

describe('a pause is of the process', () => {
  const starts = (faults: readonly Raw[], more: Raw = {}) =>
    instantsOf(factsOf(alone({ work: '5ms' }, faults, more)), 'start').map((at) => at / 1e6);

  test('so a new one moves, and what is paused later is paused', () => {
    const faults = [
      pause('150ms', '800ms'),
      { crash: 'web', at: '250ms', for: '10ms', name: 'crash' },
      pause('450ms', '100ms'),
    ];
    // Of those who came at 200, 300 and so on the first is refused with the crash; the one of 500 waits for the second pause.
    expect(starts(faults)).toEqual([100, 300, 400, 550, 600, 700, 800, 900]);
  });

  test('that runs when it begins: where nobody runs, nobody is paused', () => {
    const crash = { crash: 'web', at: '150ms', for: '100ms' };
    expect(starts([crash, pause('200ms', '500ms')])).toEqual([100, 300, 400, 500, 600, 700, 800, 900]);
    // It stops before the replica dies, and the end of its pause finds another process.
    expect(starts([{ ...crash, for: '500ms' }, pause('120ms', '100ms')])).toEqual([100, 700, 800, 900]);
  });

  test('on shared cores, too, the new one computes at once', () => {
    const faults = [pause('150ms', '800ms'), { crash: 'web', at: '250ms', for: '10ms', name: 'crash' }];
    const done = instantsOf(factsOf(alone({ work: '5ms' }, faults, { cores: 1 })), 'done');
    expect(done.map((at) => at / 1e6)).toEqual([105, 305, 405, 505, 605, 705, 805, 905]);
  });

  test('so a check that restarts what no longer answers ends it', () => {
    const check = {
      lane: 'dedicated',
      every: '50ms',
      timeout: '10ms',
      unhealthy: 2,
      'on-failure': 'restart',
      'start-up': '30ms',
    };
    // Checks at 150 ms and 210 ms time out; it is up again 30 ms after the second one did.
    expect(starts([pause('120ms', '700ms')], { health: { check } })).toEqual([
      100, 300, 400, 500, 600, 700, 800, 900,
    ]);
  });
});

test('a run that is rewound or forked in the middle of a pause is the same run', () => {
  const system = {
    ...alone({ work: { exponential: '30ms' } }, [pause('200ms', '300ms')], { concurrency: { threads: 3 } }),
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { poisson: '60/s' },
        timeout: '200ms',
        retry: { attempts: 2 },
      },
    ],
  };
  const whole = new Run(planOf(system));
  whole.advance();
  const run = new Run(planOf(system));
  run.advance(350e6);
  const moment = run.snapshot();
  const twin = run.fork();
  run.advance();
  const state = run.stateHash();
  run.restore(moment);
  run.advance();
  twin.advance();
  expect([run.hash, twin.hash]).toEqual([whole.hash, whole.hash]);
  expect([run.stateHash(), twin.stateHash()]).toEqual([state, state]);
});

test.each([
  ['stands still', [pause('15ms', '100ms'), { crash: 'web', at: '50ms', for: '5ms' }], 50],
  ['has just moved on', [pause('15ms', '10ms'), { crash: 'web', at: '28ms', for: '5ms' }], 28],
])(
  'whoever hears of a crash while the replica %s tries again at once: what was owed is no wish to be left alone',
  (_, faults, at) => {
    const system = {
      ...alone({ work: '20ms' }, faults),
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { constant: '100/s' },
          profile: [{ step: 0, at: '11ms' }],
          retry: { attempts: 2 },
        },
      ],
    };
    expect(instantsOf(factsOf(system), 'try').map((each) => each / 1e6)).toEqual([10, at]);
  },
);
