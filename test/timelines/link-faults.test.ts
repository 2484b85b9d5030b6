/** What faults do to messages on their way: lost and sent again, refused, queued for a wire, cut off in one direction. */
import { describe, expect, test } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { md1 } from '../../src/verify/formulas/md1.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Someone asks every 100 ms for no work at all; each way takes 1 ms. */
const asking = (faults: readonly Raw[], more: Raw = {}, load: Raw = {}): Raw => ({
  run: { length: '1s' },
  network: { latency: '1ms' },
  services: { web: { concurrency: { threads: 9 }, operations: { ask: [{ work: '1ms' }] } } },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, ...load }],
  faults,
  ...more,
});

const tried = (system: Raw, until = 1e9) => timeline(system, ['tried'], { until });

const ran = (system: Raw, seed = '1') => {
  const run = new Run(planOf(system), { seed });
  run.advance();
  return run;
};

describe('loss', () => {
  test('a packet that is always lost is sent after 200, 400 and 800 ms, and then the caller sees an error', () => {
    const system = asking([{ loss: 'people -> web', share: '100%', tries: 3 }], { run: { length: '2s' } });
    // 100 ms + 200 + 400 + 800.
    expect(tried(system, 1.55e9)).toEqual(['1500ms tried people -> web.ask: error']);
    expect(timeline(system, ['start'])).toEqual([]);
  });

  test('an answer that is always lost is an error too, and the work was done', () => {
    const system = asking([{ loss: 'people -> web', share: '100%', tries: 1, direction: 'back' }]);
    // There 1 ms, work 1 ms, and the pause before nothing is sent any more.
    expect(tried(system, 310e6)).toEqual(['302ms tried people -> web.ask: error']);
    expect(timeline(system, ['done'], { until: 110e6 })).toHaveLength(1);
  });

  test('adds what theory says on average: each loss costs twice the pause of the one before', () => {
    const share = 0.1;
    const pause = 10;
    const system = asking(
      [
        { loss: 'people -> web', share: '10%', tries: 16, again: `${pause}ms`, direction: 'there' },
        { surge: 'people', factor: 0, at: '390s' },
      ],
      { run: { length: '400s' } },
      { arrivals: { constant: '100/s' } },
    );
    const facts = factsOf(system);
    const instants = (kind: string) => facts.filter(({ what }) => what === kind).map(({ at }) => at / 1e6);
    const [asked, started] = [instants('request'), instants('start')];
    expect(started).toHaveLength(asked.length);
    const sum = (times: number[]) => times.reduce((total, at) => total + at, 0);
    const added = (sum(started) - sum(asked)) / asked.length - 1;
    // Σ p^k · pause · 2^(k−1) over k ≥ 1; the second moment of pause · (2^k − 1), k geometric, is below 60 ms².
    expect(Math.abs(added - (share * pause) / (1 - 2 * share))).toBeLessThan(
      4 * Math.sqrt(60 / asked.length),
    );
    const [{ hits }] = ran(system).faults;
    expect(Math.abs(hits / asked.length - share)).toBeLessThan(4 * Math.sqrt(0.09 / asked.length));
  });
});

describe('refusal', () => {
  test('is heard after one round trip, and the callee never sees it', () => {
    const system = asking([{ refusal: 'people -> web', share: '100%' }]);
    expect(tried(system, 250e6)).toEqual([
      '102ms tried people -> web.ask: refused',
      '202ms tried people -> web.ask: refused',
    ]);
    expect(timeline(system, ['start', 'turned-away' as never])).toEqual([]);
  });

  test('is an error when the connection is reset, and later when the way is longer', () => {
    const system = asking([
      { refusal: 'people -> web', share: '100%', as: 'reset' },
      { delay: 'people -> web', by: '3ms' },
    ]);
    expect(tried(system, 150e6)).toEqual(['108ms tried people -> web.ask: error']);
  });

  test('touches its share of the attempts', () => {
    const system = asking(
      [{ refusal: 'web', share: '30%' }],
      { run: { length: '100s' } },
      { arrivals: { constant: '100/s' } },
    );
    const [{ hits }] = ran(system).faults;
    expect(Math.abs(hits - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
  });

  test('flaps with its envelope', () => {
    const flap = { flap: { on: '150ms', off: '150ms' }, at: '50ms' };
    const system = asking([{ refusal: 'people -> web', share: '100%', ...flap }]);
    expect(tried(system, 650e6)).toEqual([
      '102ms tried people -> web.ask: refused',
      '203ms tried people -> web.ask: ok',
      '303ms tried people -> web.ask: ok',
      '402ms tried people -> web.ask: refused',
      '503ms tried people -> web.ask: ok',
      '603ms tried people -> web.ask: ok',
    ]);
  });
});

describe('a partition that is over', () => {
  const cut = (more: Raw = {}) => ({ partition: 'people -> web', at: '50ms', for: '500ms', ...more });
  const once = { profile: [{ step: 0, at: '150ms' }] };

  test('lets through what waited, each when it is sent again: 200, 600, 1400 ms after it was sent', () => {
    const system = asking([cut()], { run: { length: '2s' } });
    expect(tried(system, 1.05e9)).toEqual([
      // Those of 400 and 500 ms are sent again 200 ms later; those of 100 to 300 ms after 600 ms.
      '603ms tried people -> web.ask: ok',
      '603ms tried people -> web.ask: ok',
      '703ms tried people -> web.ask: ok',
      '703ms tried people -> web.ask: ok',
      '703ms tried people -> web.ask: ok',
      '803ms tried people -> web.ask: ok',
      '803ms tried people -> web.ask: ok',
      '903ms tried people -> web.ask: ok',
      '903ms tried people -> web.ask: ok',
      '1003ms tried people -> web.ask: ok',
    ]);
  });

  test('lets answers through in the same way, and the work is not done twice', () => {
    const system = asking([cut({ direction: 'back' })], {}, once);
    // It was answered at 102 ms.
    expect(timeline(system, ['start', 'tried'])).toEqual([
      '101ms start people -> web.ask',
      '703ms tried people -> web.ask: ok',
    ]);
  });

  test('finds a message that was sent before it began where it was', () => {
    expect(tried(asking([cut({ at: '100.5ms', direction: 'there' })], {}, once))).toEqual([
      '103ms tried people -> web.ask: ok',
    ]);
  });

  test('sees nothing of those who gave up', () => {
    const system = asking([cut()], {}, { ...once, timeout: '400ms' });
    expect(timeline(system, ['start', 'tried'])).toEqual(['500ms tried people -> web.ask: timed-out']);
  });

  test('lets a request through that nobody waits for', () => {
    const system = asking(
      [{ partition: 'web -> log', at: '50ms', for: '500ms' }],
      {
        services: {
          web: { concurrency: { threads: 9 }, operations: { ask: [{ notify: 'log.write' }] } },
          log: { concurrency: { threads: 9 }, operations: { write: [{ work: '1ms' }] } },
        },
      },
      once,
    );
    // Sent at 101 ms.
    expect(timeline(system, ['start', 'ended']).filter((line) => line.includes('log'))).toEqual([
      '702ms start web ~> log.write',
      '704ms ended web ~> log.write: ok',
    ]);
  });

  test('is counted once for each message, however often that is sent', () => {
    expect(ran(asking([cut()], {}, once)).faults[0].hits).toBe(1);
  });

  test('that came too late for a connection finds an error at its caller: after 924.6 s', () => {
    const long = { run: { length: '1000s' } };
    const error = '924700ms tried people -> web.ask: error';
    expect(tried(asking([cut({ for: '900s' })], long, once), 1e12)).toEqual([error]);
    // The last time that it is sent again is 120 s before.
    const justInTime = tried(asking([cut({ for: '804.6s' })], long, once), 1e12);
    expect(justInTime).toEqual(['804703ms tried people -> web.ask: ok']);
    const back = asking([cut({ for: '900s', direction: 'back' })], long, once);
    // Who waits for an answer has nothing to send, and learns nothing.
    expect(tried(back, 1e12)).toEqual([]);
  });

  test('lets the news through that a caller has left', () => {
    const system = asking(
      [cut({ at: '105ms' })],
      {
        services: {
          web: {
            concurrency: { threads: 9 },
            cancellation: 'full',
            operations: { ask: [{ work: '800ms' }] },
          },
        },
      },
      { ...once, timeout: '20ms' },
    );
    // It left at 120 ms; that is sent again at 320 ms, in vain, and at 720 ms.
    expect(timeline(system, ['start', 'done'])).toEqual([
      '101ms start people -> web.ask',
      '721ms done people -> web.ask: cancelled, unwanted',
    ]);
  });

  test('never brings the reset of a replica that died meanwhile: who waits for its answer waits', () => {
    const system = asking(
      [cut({ at: '150ms' }), { crash: 'web', at: '200ms', for: '50ms' }],
      {
        services: { web: { concurrency: { threads: 9 }, operations: { ask: [{ work: '300ms' }] } } },
      },
      once,
    );
    expect(tried(system)).toEqual([]);
  });

  test('is the same run when it is rewound to its middle', () => {
    const system = asking(
      [cut()],
      {},
      { arrivals: { poisson: '100/s' }, timeout: '300ms', retry: { attempts: 2 } },
    );
    const whole = ran(system);
    const run = new Run(planOf(system));
    run.advance(400e6);
    const moment = run.snapshot();
    run.advance(700e6);
    run.restore(moment);
    run.advance();
    expect([run.hash, run.stateHash()]).toEqual([whole.hash, whole.stateHash()]);
  });
});

describe('partition', () => {
  const only = (direction: string) => {
    const system = asking([{ partition: 'people -> web', direction }]);
    const lines = timeline(system, ['start', 'tried'], { until: 150e6 });
    return lines.map((line) => line.replace(/^\d+ms /, ''));
  };

  test('in one direction lets requests through and no answers, or the other way round nothing at all', () => {
    expect(only('there')).toEqual([]);
    expect(only('back')).toHaveLength(1);
    expect(only('both')).toEqual([]);
  });

  test('from a zone stops what the zone sends: its requests, and its answers to the other zone', () => {
    const zones = (direction: string) => {
      const system = asking([{ partition: 'zone a -> zone b', direction }], {
        services: {
          web: {
            zones: ['a'],
            concurrency: { threads: 9 },
            operations: { ask: [{ call: 'store.read', timeout: '10ms' }] },
          },
          store: { zones: ['b'], concurrency: { threads: 9 }, operations: { read: [{ work: '1ms' }] } },
          back: { zones: ['a'], concurrency: { threads: 9 }, operations: { read: [{ work: '1ms' }] } },
          other: {
            zones: ['b'],
            concurrency: { threads: 9 },
            operations: { ask: [{ call: 'back.read', timeout: '10ms' }] },
          },
        },
        load: ['web.ask', 'other.ask'].map((operation) => ({
          name: operation.replace('.', '-'),
          operation,
          arrivals: { constant: '10/s' },
        })),
      });
      return timeline(system, ['start'], { until: 150e6 })
        .map((line) => line.split(' ').slice(2).join(' '))
        .filter((line) => line.includes('read'));
    };
    // a sends nothing to b: web's question is lost; other's question arrives, and its answer is lost.
    expect(zones('there')).toEqual([expect.stringContaining('other -> back.read')]);
    expect(zones('back')).toEqual([expect.stringContaining('web -> store.read')]);
    expect(zones('both')).toEqual([]);
  });
});

describe('bandwidth', () => {
  /** Five at once, each 10 KB on a wire of 1 MB/s: 10 ms a message. */
  const five = { arrivals: { bursts: { every: '100ms', size: 5 } } };
  const wire = { bandwidth: 'people -> web', rate: '1MB/s', message: '10KB', direction: 'there' };

  test('messages sent at once go through the wire one after another', () => {
    const lines = timeline(asking([wire], {}, five), ['start'], { until: 160e6 });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['111ms', '121ms', '131ms', '141ms', '151ms']);
  });

  test('whoever comes later waits for those before, and answers have a wire of their own', () => {
    const both = { ...wire, direction: 'both' };
    const lines = tried(asking([both], {}, five), 200e6);
    // Each answer finds its wire free: 10 ms after the request's own 10 ms.
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['123ms', '133ms', '143ms', '153ms', '163ms']);
  });

  test('the narrower of two wires is the one that counts', () => {
    const lines = timeline(asking([wire, { ...wire, rate: '500KB/s', name: 'half' }], {}, five), ['start'], {
      until: 160e6,
    });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['121ms', '141ms']);
  });

  describe('that changes while messages wait', () => {
    const arrivals = (faults: readonly Raw[], until = 250e6) =>
      timeline(asking(faults, {}, five), ['start'], { until }).map((line) => line.split(' ')[0]);

    test('and ends lets all that wait go at once, and what is on the wire is through', () => {
      // Two were through, at 110 and 120 ms; the third had been on the wire for half of its time.
      expect(arrivals([{ ...wire, at: '0ms', for: '125ms' }], 180e6)).toEqual([
        '111ms',
        '121ms',
        ...new Array(3).fill('126ms'),
      ]);
    });

    test('lets them go at the new rate from then on', () => {
      const narrower = { ...wire, name: 'narrower', rate: '500KB/s', at: '125ms', for: '30ms' };
      // Half of the third is left: 10 ms at half the rate. From 155 ms on each takes 10 ms again.
      expect(arrivals([wire, narrower], 180e6)).toEqual(['111ms', '121ms', '136ms', '156ms', '166ms']);
    });

    test('by a ramp changes at each of its steps', () => {
      // Of 10 ms a message 0.5 ms at first, 0.5 ms more at each step.
      const growing = { ...wire, at: '100ms', for: '200ms', ramp: { in: '20ms' } };
      const lines = arrivals([growing], 180e6).map((at) => Number.parseFloat(at) - 101);
      expect(lines).toHaveLength(5);
      // By the work done: ∑ dt / (10 ms · step / 20) over steps of 1 ms comes to one for each message.
      const through = (instant: number) => {
        let done = 0;
        for (let step = 1; step <= 20 && step - 1 < instant; step++)
          done += Math.min(1, instant - step + 1) / (10 * (step / 20));
        return done + Math.max(0, instant - 20) / 10;
      };
      for (const [i, at] of lines.entries()) expect(Math.abs(through(at) - (i + 1))).toBeLessThan(1e-5);
    });

    test('is the same run when it is rewound to that', () => {
      const system = asking(
        [{ ...wire, at: '0ms', for: '225ms' }],
        { run: { length: '600ms' } },
        {
          ...five,
          timeout: '15ms',
          retry: { attempts: 2, backoff: { base: '5ms' } },
        },
      );
      const whole = ran(system);
      const run = new Run(planOf(system));
      run.advance(118e6);
      const moment = run.snapshot();
      run.advance(400e6);
      run.restore(moment);
      run.advance();
      expect([run.hash, run.stateHash()]).toEqual([whole.hash, whole.stateHash()]);
    });
  });

  test('lets the news that a caller has left stay behind its request', () => {
    const system = asking(
      [{ ...wire, rate: '200KB/s' }],
      {
        services: {
          web: {
            concurrency: { threads: 1 },
            cancellation: 'full',
            operations: { ask: [{ work: '200ms' }] },
          },
        },
      },
      { arrivals: { bursts: { every: '500ms', size: 2 } }, timeout: '60ms' },
    );
    // Each is on the wire for 50 ms. The first starts at 551 ms and is stopped by the news of 560 ms, which waits
    // behind the second until 600 ms; the second's news is there as soon as it is.
    expect(timeline(system, ['start', 'done', 'turned-away'], { until: 700e6 })).toEqual([
      '551ms start people -> web.ask',
      '601ms done people -> web.ask: cancelled, unwanted',
      '601ms start people -> web.ask',
      '601ms done people -> web.ask: cancelled, unwanted',
    ]);
  });

  test('carries no more than its rate, and no less while messages wait', () => {
    const run = ran(asking([wire], { run: { length: '20s' } }, { arrivals: { poisson: '150/s' } }));
    const started = run.interval(0, 20e9).attempts(0);
    expect(started).toBeGreaterThan(2500);
    const begun = factsOf(
      asking([wire], { run: { length: '20s' } }, { arrivals: { poisson: '150/s' } }),
    ).filter(({ what, at }) => what === 'start' && at >= 10e9);
    // 100 messages a second, to one.
    expect(Math.abs(begun.length - 1000)).toBeLessThanOrEqual(1);
  });

  test('is a queue M/D/1: the mean wait is what Pollaczek and Khinchine say', () => {
    const system = asking([wire], { run: { length: '2000s' } }, { arrivals: { poisson: '70/s' } });
    const sent: number[] = [];
    const arrived: number[] = [];
    for (const { at, what } of factsOf(system)) {
      if (what === 'request') sent.push(at);
      else if (what === 'start') arrived.push(at);
    }
    // First in, first out: the n-th to arrive is the n-th that was sent.
    const waits = arrived.map((at, n) => at - sent[n] - 11e6);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length / 1e9;
    const theory = md1(70, 0.01).waitMean;
    expect(Math.abs(mean / theory - 1)).toBeLessThan(0.05);
    expect(waits.reduce((least, wait) => Math.min(least, wait))).toBe(0);
  });
});

describe('resolution and certificate', () => {
  test('a caller replica that looked up late is refused late, at once, without travelling', () => {
    const system = asking(
      [{ resolution: 'web', ttl: '400ms', at: '50ms' }],
      {},
      { arrivals: { constant: '1000/s' }, replicas: 8 },
    );
    const refused = factsOf(system).filter(({ what, how }) => what === 'tried' && how === 'refused');
    expect(refused.length).toBeGreaterThan(300);
    const last =
      factsOf(system)
        .filter(({ what, how }) => what === 'tried' && how === 'ok')
        .at(-1)?.at ?? 0;
    // The last step of the ramp is at 19/20 of 400 ms; a good answer takes 3 ms.
    expect(last).toBeLessThan(450e6);
    const sentAt = new Set(
      factsOf(system)
        .filter(({ what }) => what === 'request')
        .map(({ at }) => at),
    );
    expect(refused.every(({ at }) => sentAt.has(at))).toBe(true);
  });

  test('with nothing remembered every call is refused at once', () => {
    expect(tried(asking([{ resolution: 'web', ttl: '0s' }]), 150e6)).toEqual([
      '100ms tried people -> web.ask: refused',
    ]);
  });

  test('the share of refused attempts grows with the connections that were renewed', () => {
    const system = asking(
      [{ certificate: 'web', age: '100s' }],
      { run: { length: '120s' } },
      { arrivals: { constant: '100/s' } },
    );
    const refused = factsOf(system).filter(({ what, how }) => what === 'tried' && how === 'refused');
    const between = (from: number, to: number) =>
      refused.filter(({ at }) => at >= from * 1e9 && at < to * 1e9).length;
    // In twenty steps: 5 % from the start on, half on average in the middle, all at the end.
    expect(Math.abs(between(45, 50) / 500 - 0.5)).toBeLessThan(0.1);
    expect(between(100, 101)).toBe(100);
    expect(between(0, 5) / 500).toBeLessThan(0.12);
  });

  describe('and processes that have started since', () => {
    const chain = (faults: readonly Raw[]): Raw =>
      asking(faults, {
        services: {
          web: {
            scaling: { most: 2, 'start-up': '100ms' },
            concurrency: { threads: 9 },
            operations: { ask: [{ call: 'store.read' }] },
          },
          store: { concurrency: { threads: 9 }, operations: { read: [{ work: '1ms' }] } },
        },
      });
    const calls = (faults: readonly Raw[]) =>
      tried(chain(faults))
        .filter((line) => line.includes('web -> store.read'))
        .map((line) => line.replace(/ tried.*: /, ' '));
    // By luck of this name the caller of the start asked late, and keeps its address beyond the run.
    const unknown = { resolution: 'store', name: 'names', ttl: '1000s', at: '150ms' };
    const expired = { certificate: 'store', age: '1000s', at: '150ms' };
    const crash = (service: string, at: string) => ({ crash: service, at, for: '40ms', name: `c${at}` });

    test('a caller that restarts has no address', () => {
      // A request is at web 1 ms after it was sent; at 300 ms it meets nobody.
      const old = ['104ms ok', '204ms ok'];
      const refused = (at: number) => `${at}ms refused`;
      const restarted = [401, 501, 601, 701, 801, 901].map(refused);
      expect(calls([unknown, crash('web', '280ms')])).toEqual([...old, ...restarted]);
    });

    test('one that restarted before looked it up in time', () => {
      expect(calls([unknown, crash('web', '105ms')]).every((line) => line.endsWith('ok'))).toBe(true);
    });

    test('one that is added has none either, and those of before go on', () => {
      const lines = calls([unknown, { scale: 'web', to: 2, at: '250ms' }]);
      // There from 350 ms on, it gets every second request.
      expect(lines).toEqual([
        '104ms ok',
        '204ms ok',
        '304ms ok',
        '401ms refused',
        '504ms ok',
        '601ms refused',
        '704ms ok',
        '801ms refused',
        '904ms ok',
      ]);
    });

    test('who holds an expired certificate and restarts is connected to anew, by all: refused after a round trip', () => {
      const refused = [303, 403, 503, 603, 703, 803, 903].map((at) => `${at}ms refused`);
      expect(calls([expired, crash('store', '250ms')])).toEqual(['104ms ok', '204ms ok', ...refused]);
    });

    test('who calls it and restarts is refused, too', () => {
      const refused = [403, 503, 603, 703, 803, 903].map((at) => `${at}ms refused`);
      expect(calls([expired, crash('web', '280ms')])).toEqual(['104ms ok', '204ms ok', ...refused]);
    });
  });
});

test('faults of a link of no size change nothing', () => {
  const nothing = [
    { loss: 'people -> web', share: '0%' },
    { refusal: 'people -> web', share: '0%' },
    { bandwidth: 'people -> web', rate: '1MB/s', message: '0B' },
  ];
  const plain = ran(asking([], {}, { arrivals: { poisson: '100/s' } }));
  const beside = ran(asking(nothing, {}, { arrivals: { poisson: '100/s' } }));
  expect(beside.hash).toBe(plain.hash);
  expect(beside.faults.map(({ hits }) => hits)).toEqual([0, 0, 0]);
});
