/** What each fault of a replica does, to the nanosecond. */
import { describe, expect, test } from 'vitest';
import { tracesOf } from '../../src/present/traces.ts';
import { compile, type FaultSpec, Run } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { BUSY_TIME, WASTED_TIME } from '../../src/sim/terms/stations.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, instantsOf, timeline, type What } from './facts.ts';

type Raw = Record<string, unknown>;

/** Someone asks ten times a second, from 100 ms on. */
const asking = (step: unknown, faults: readonly Raw[], service: Raw = {}, load: Raw = {}): Raw => ({
  run: { length: '10s' },
  services: {
    web: {
      concurrency: { threads: 4 },
      queue: { limit: 'none' },
      ...service,
      operations: { ask: Array.isArray(step) ? step : [step] },
    },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, ...load }],
  faults,
});

/** All come at once, at 100 ms. */
const together = (count: number) => ({ arrivals: { bursts: { size: count, every: '100ms' } } });

const lines = (system: Raw, kinds: readonly What[], until: number) =>
  timeline(system, kinds, { until }).map((line) => line.replaceAll(' people -> web.ask', ''));
const done = (system: Raw, until = 1e9) =>
  instantsOf(factsOf(system, { until }), 'done').map((at) => Math.round(at / 1e3) / 1e3);
const strengths = (system: Raw) => timeline(system, ['fault']).map((line) => line.replace(' fault', ''));

describe('a crash', () => {
  test('is over when the replica has started again, and leaves it cold for a while', () => {
    const crash = { crash: 'web', at: '150ms', for: '100ms', restart: '200ms', 'warm-up': '400ms', cold: 3 };
    // Cold in twenty steps from 450 ms on: at 500 ms it has 18 of 20 left, at 800 ms 3.
    expect(lines(asking({ work: '10ms' }, [crash]), ['turned-away', 'done'], 920e6)).toEqual([
      '110ms done: ok',
      '200ms turned-away: refused',
      '300ms turned-away: refused',
      '400ms turned-away: refused',
      '528ms done: ok',
      '623ms done: ok',
      '718ms done: ok',
      '813ms done: ok',
      '910ms done: ok',
    ]);
  });

  test('is one fault: lifted by hand, it is over with all that would have followed', () => {
    const system = asking({ work: '10ms' }, []);
    const run = new Run(planOf(system));
    run.advance(150e6);
    const spec = { crash: 'web', for: '100ms', restart: '200ms', 'warm-up': '400ms' };
    run.inject((parseSystem({ ...system, faults: [spec] }).faults as FaultSpec[])[0]);
    run.advance(350e6);
    expect(run.faults.map(({ strength }) => strength)).toEqual([1]);
    run.lift('crash-web');
    run.advance(1e9);
    expect(run.faults[0].strength).toBe(0);
    expect(run.faults[0].hits).toBe(2);
    expect(run.phases.map(({ name, from, to }) => [name, from / 1e6, to / 1e6])).toEqual([
      ['before-faults', 0, 150],
      ['during-faults', 150, 350],
      ['after-faults', 350, 10000],
      ['whole', 0, 10000],
    ]);
  });

  test('lasts until its last part is over: phases and repetitions know that', () => {
    const crash = { crash: 'web', at: '150ms', for: '100ms', restart: '200ms', 'warm-up': '400ms' };
    const run = new Run(planOf(asking({ work: '10ms' }, [crash])));
    expect(run.phases.find(({ name }) => name === 'during-faults')).toEqual({
      name: 'during-faults',
      from: 150e6,
      to: 850e6,
    });
    const repeated = { ...crash, repeat: { every: '600ms' } };
    const { problems } = compile(parseSystem(asking({ work: '10ms' }, [repeated])));
    expect(problems?.map(({ sentence }) => sentence)).toEqual([
      'the fault would begin again before it has ended',
    ]);
  });

  test('without a sound is heard of by nobody: only a timeout ends the wait', () => {
    const silent = { 'crash-hang': 'web', at: '150ms', for: '200ms', restart: '100ms' };
    const system = asking({ work: '80ms' }, [silent], {}, { timeout: '70ms' });
    expect(lines(system, ['done', 'tried', 'turned-away'], 490e6)).toEqual([
      '150ms done: error',
      '170ms tried: timed-out',
      '270ms tried: timed-out',
      '370ms tried: timed-out',
      // Somebody has noticed, and it starts again: now it refuses.
      '400ms turned-away: refused',
      '400ms tried: refused',
    ]);
  });

  describe('without a sound, where nobody has a timeout,', () => {
    // Two ask, at 100 and at 200 ms.
    const rows = [
      [0, 10],
      [0.25, 10],
      [0.2501, 0],
    ];
    const twice = { arrivals: { replay: { rows, spacing: 'constant' } } };
    const told = (faults: Raw[]) =>
      lines(
        { ...asking({ work: '80ms' }, faults, {}, twice), run: { length: '1000s' } },
        ['start', 'done', 'tried', 'turned-away'],
        1e12,
      );

    test('is waited for for ever by who had got in, and reached by who came later when it is back', () => {
      // What was sent at 200 ms is sent again at 400, 800, 1600 and 3200 ms.
      expect(told([{ 'crash-hang': 'web', at: '150ms', for: '3s' }])).toEqual([
        '100ms start',
        '150ms done: error',
        '3200ms start',
        '3280ms done: ok',
        '3280ms tried: ok',
      ]);
    });

    test('is refused what comes while it starts', () => {
      expect(told([{ 'crash-hang': 'web', at: '150ms', for: '3s', restart: '1s' }]).slice(2)).toEqual([
        '3200ms turned-away: refused',
        '3200ms tried: refused',
      ]);
    });

    test('is given up 924.6 s after the first sending', () => {
      expect(told([{ 'crash-hang': 'web', at: '150ms' }]).slice(2)).toEqual(['924800ms tried: error']);
      // The last sending is at 200 ms + 804.6 s.
      const until = (end: string) => told([{ 'crash-hang': 'web', at: '150ms', until: end }]).slice(2);
      expect(until('804799ms')).toEqual(['804800ms start', '804880ms done: ok', '804880ms tried: ok']);
      expect(until('804801ms')).toEqual(['924800ms tried: error']);
    });

    test('leaves those who had got in with calls that never end', () => {
      const run = new Run(
        planOf(asking({ work: '80ms' }, [{ 'crash-hang': 'web', at: '150ms', for: '200ms' }])),
      );
      run.advance();
      expect(run.interval(0, 10e9).openRequests(0)).toBe(1);
      expect(run.checkLedger()).toEqual([]);
    });
  });

  test('in a loop waits twice as long before each start, up to its longest pause', () => {
    const loop = {
      'crash-loop': 'web',
      at: '1s',
      for: '8s',
      up: '100ms',
      backoff: '500ms',
      'backoff-max': '1500ms',
      'start-up': '200ms',
    };
    expect(strengths(asking({ work: '1ms' }, [loop]))).toEqual([
      '1000ms crash-loop-web: 1',
      '1700ms crash-loop-web: 0',
      '1800ms crash-loop-web: 1',
      '3000ms crash-loop-web: 0',
      '3100ms crash-loop-web: 1',
      '4800ms crash-loop-web: 0',
      '4900ms crash-loop-web: 1',
      '6600ms crash-loop-web: 0',
      '6700ms crash-loop-web: 1',
      '8400ms crash-loop-web: 0',
      '8500ms crash-loop-web: 1',
      '9000ms crash-loop-web: 0',
    ]);
  });

  test('in a loop without an end goes on to the end of the run', () => {
    const loop = { 'crash-loop': 'web', at: '1s', up: '1s', backoff: '1s', 'backoff-max': '1s' };
    expect(strengths(asking({ work: '1ms' }, [loop])).map((line) => line.split('ms')[0])).toEqual(
      [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000].map(String),
    );
  });
});

test('the trace of a request whose replica dies tells how its attempt ended', () => {
  const crash = { crash: 'web', at: '250ms', for: '10ms' };
  const run = new Run(
    planOf(asking({ work: '300ms' }, [crash], { concurrency: { threads: 99 } }, together(40))),
    {
      traces: true,
    },
  );
  run.advance(1e9);
  const killed = tracesOf(run)?.filter(({ endedMs }) => endedMs === 250) ?? [];
  expect(killed.length).toBeGreaterThan(0);
  for (const { spans } of killed) {
    expect(spans.map(({ kind, endedMs, outcome }) => [kind, endedMs, outcome])).toEqual([
      ['call', 250, 'error'],
      ['attempt', 250, 'error'],
    ]);
  }
});

describe('a graceful stop', () => {
  test('refuses the new, lets the old finish, and kills what is left after its grace', () => {
    const stop = { 'graceful-stop': 'web', at: '350ms', for: '300ms', grace: '100ms' };
    const system = asking({ work: '160ms' }, [stop], { concurrency: { threads: 1 } });
    expect(lines(system, ['start', 'done', 'turned-away'], 900e6)).toEqual([
      '100ms start',
      '260ms done: ok',
      '260ms start',
      '400ms turned-away: refused',
      '420ms done: ok',
      // It had been let in before, and waited.
      '420ms start',
      '450ms done: error',
      '500ms turned-away: refused',
      '600ms turned-away: refused',
      '700ms start',
      '860ms done: ok',
      '860ms start',
    ]);
  });

  test('with a grace longer than itself kills nobody', () => {
    const stop = { 'graceful-stop': 'web', at: '150ms', for: '100ms', grace: '1s' };
    const run = new Run(planOf(asking({ work: '300ms' }, [stop])));
    run.advance(1e9);
    expect(run.faults[0].hits).toBe(1);
  });
});

describe('what makes work longer', () => {
  test('a cold start is as slow as it says at first, and as fast as ever at its end', () => {
    const cold = { 'cold-start': 'web', factor: 5, takes: '400ms', at: '100ms' };
    expect(done(asking({ work: '10ms' }, [cold]), 620e6)).toEqual([150, 240, 330, 420, 510, 610]);
  });

  test('a neighbour takes its share of shared cores, in the middle of the work', () => {
    const noisy = { 'noisy-neighbour': 'web', share: '75%', at: '110ms', for: '40ms' };
    // Two share two cores at full speed for 10 ms, at a quarter for 40 ms, and need 10 ms more.
    expect(done(asking({ work: '30ms' }, [noisy], { cores: 2 }, together(2)), 190e6)).toEqual([160, 160]);
    // One of two cores' worth is left half a core: one alone is slowed as well.
    expect(done(asking({ work: '30ms' }, [noisy], { cores: 2 }), 190e6)).toEqual([150]);
  });

  test('a neighbour makes each slot slower where every slot computes on its own', () => {
    const noisy = { 'noisy-neighbour': 'web', share: '75%', at: '150ms', for: '100ms' };
    expect(done(asking({ work: '20ms' }, [noisy]), 390e6)).toEqual([120, 280, 320]);
  });

  test('a leak of memory is slow late and steeply, dies, and begins anew', () => {
    const leak = { 'memory-leak': 'web', fills: '1s', factor: 9, restart: '200ms', at: '1s', for: '3s' };
    const system = asking({ work: '10ms' }, [leak]);
    const held = lines(system, ['done', 'turned-away'], 3.15e9).filter((line) => /^[12]/.test(line));
    const at = (line: string) => Number(line.split('ms')[0]) % 100;
    const times = held.filter((line) => line.includes('done') && /^1[0-9]{3}/.test(line)).map(at);
    const steep = [0.1, 0.5, 0.9].map((t) => 10 * (1 + 8 * ((Math.exp(5 * t) - 1) / (Math.exp(5) - 1))));
    // Each is as slow as the step of the ramp in which it began, a twentieth ahead.
    expect(times[0]).toBeGreaterThan(10);
    expect(times[5]).toBeGreaterThan(steep[1]);
    expect(times[9]).toBeGreaterThan(steep[2]);
    expect(times.every((time, i) => i === 0 || time > times[i - 1])).toBe(true);
    expect(held.filter((line) => line.includes('refused'))).toEqual([
      '2000ms turned-away: refused',
      '2100ms turned-away: refused',
    ]);
    expect(strengths(system).at(-1)).toBe('4000ms memory-leak-web: 0');
  });

  describe('a leak of memory by requests', () => {
    const leak = (more: Raw = {}) => ({
      'memory-leak': 'web',
      requests: 5,
      factor: 9,
      restart: '150ms',
      at: '950ms',
      for: '3s',
      ...more,
    });
    /** What work of 10 ms takes so far on the way to full, in ms. */
    const slowed = (share: number) =>
      Math.round(100 * (1 + 8 * ((Math.exp(5 * share) - 1) / (Math.exp(5) - 1)))) / 10;
    const held = (system: Raw, until: number) =>
      done(system, until)
        .filter((at) => at >= 1000)
        .map((at) => Math.round((at % 100) * 10) / 10);

    test('slows each a little more than the last, up to its factor, and dies with the one that fills it', () => {
      const expected = [1 / 4, 2 / 4, 3 / 4, 1].map(slowed);
      expect(expected.at(-1)).toBe(90);
      const system = asking({ work: '10ms' }, [leak()]);
      // Four are slow, the fifth kills, one finds nobody, and so again.
      expect(held(system, 1.995e9)).toEqual([...expected, 0, ...expected]);
      expect(lines(system, ['ended'], 1.65e9).slice(-3)).toEqual([
        '1400ms ended: error',
        '1500ms ended: refused',
        expect.stringMatching(/^161.*ended: ok$/),
      ]);
    });

    test('of one request slows nobody: whoever comes kills', () => {
      const system = asking([{ work: '10ms' }, { work: '10ms' }], [leak({ requests: 1, at: '1005ms' })]);
      // Who came before the leak works on as ever.
      expect(lines(system, ['ended'], 1.25e9).slice(-3)).toEqual([
        '1020ms ended: ok',
        '1100ms ended: error',
        '1200ms ended: refused',
      ]);
    });

    test('is as empty after any death as after its own', () => {
      const crash = { crash: 'web', at: '1250ms', for: '100ms', name: 'other' };
      const expected = [1 / 4, 2 / 4, 3 / 4].map(slowed);
      expect(held(asking({ work: '10ms' }, [leak(), crash]), 1.55e9).slice(0, 3)).toEqual(expected);
      expect(held(asking({ work: '10ms' }, [leak(), crash]), 1.55e9).at(-2)).toBe(expected[0]);
    });

    test('comes from the requests that are meant, and slows all of them', () => {
      const loads = ['large', 'small'].map((name, i) => ({
        name,
        operation: 'web.ask',
        arrivals: { bursts: { every: `${100 + 10 * i}ms`, size: 1 } },
      }));
      const system = {
        ...asking({ work: '1ms' }, [leak({ match: { load: 'large' }, requests: 100 })]),
        load: loads,
      };
      const run = new Run(planOf(system), { seed: '1' });
      run.advance();
      const { hits } = run.faults[0];
      // Thirty leak; from the fifth on the work of both is slower.
      expect(hits).toBeGreaterThan(30 + 45);
      expect(hits).toBeLessThan(30 + 58);
      expect(run.checkLedger()).toEqual([]);
    });

    test('is full after a time or after requests, not both, not neither', () => {
      const problems = (fault: Raw) =>
        compile(parseSystem(asking({ work: '1ms' }, [fault]))).problems?.map(({ sentence }) => sentence) ??
        [];
      expect(problems(leak({ fills: '1s' }))[0]).toContain('one of them says when memory is full');
      expect(problems(leak({ requests: undefined }))[0]).toContain('one of them says when memory is full');
    });
  });

  test('pressure on the collector grows with those in a slot', () => {
    const pressure = { 'gc-pressure': 'web', each: '50%', at: '50ms', for: '100ms' };
    // Each finds three others beside it.
    expect(done(asking({ work: '10ms' }, [pressure], {}, together(4)), 190e6)).toEqual([125, 125, 125, 125]);
    expect(done(asking({ work: '10ms' }, [pressure]), 190e6)).toEqual([110]);
  });

  test('an expensive request is expensive in all of its steps, in all of its branches', () => {
    const costly = { 'expensive-requests': 'web', share: '50%', factor: 10 };
    const steps = [{ work: '1ms' }, { parallel: [[{ work: '2ms' }], [{ work: '3ms' }]] }, { work: '1ms' }];
    const held = done(asking(steps, [costly])).map((at) => Math.round((at % 100) * 1000) / 1000);
    expect(new Set(held)).toEqual(new Set([5, 50]));
  });
});

describe('slots', () => {
  test('that are gone are missed at once by those who come, and come back with the end of the fault', () => {
    const shrink = { shrink: 'web', to: '25%', at: '50ms', for: '75ms' };
    expect(lines(asking({ work: '20ms' }, [shrink], {}, together(5)), ['start'], 190e6)).toEqual([
      '100ms start',
      '120ms start',
      '125ms start',
      '125ms start',
      '125ms start',
    ]);
  });

  test('that leak are all gone after so many times as many requests, and are back when the leak is over', () => {
    const leak = { 'worker-leak': 'web', every: 3, at: '50ms', for: '1200ms' };
    const system = asking({ work: '10ms' }, [leak], { concurrency: { threads: 2 } });
    const told = lines(system, ['start', 'done', 'ended'], 1310e6);
    // Six are answered, the third and the sixth keep their slots; the seventh waits.
    expect(told.filter((line) => line.includes('ended')).slice(0, 7)).toEqual([
      '110ms ended: ok',
      '210ms ended: ok',
      '310ms ended: ok',
      '410ms ended: ok',
      '510ms ended: ok',
      '610ms ended: ok',
      '1260ms ended: ok',
    ]);
    expect(told.filter((line) => line.includes('unwanted'))).toEqual([
      '1250ms done: ok, unwanted',
      '1250ms done: ok, unwanted',
    ]);
    expect(told.filter((line) => line.startsWith('1250ms start'))).toHaveLength(2);
  });

  test('that have leaked are busy with nothing: utilisation and waste say so', () => {
    const leak = { 'worker-leak': 'web', every: 1, at: '50ms' };
    const run = new Run(planOf(asking({ work: '10ms' }, [leak], { concurrency: { threads: 2 } })), {
      moments: [1e9, 2e9],
    });
    run.advance(2e9);
    expect(run.checkLedger()).toEqual([]);
    const later = run.interval(1e9, 2e9);
    expect(later.station(0, BUSY_TIME) / later.length).toBe(2);
    expect(later.station(0, WASTED_TIME) / later.length).toBe(2);
  });

  test('that have leaked come back when the replica dies', () => {
    const faults = [
      { 'worker-leak': 'web', every: 1, at: '50ms' },
      { crash: 'web', at: '250ms', for: '10ms' },
    ];
    const system = asking({ work: '10ms' }, faults, { concurrency: { threads: 1 } });
    expect(lines(system, ['start', 'done', 'turned-away'], 390e6)).toEqual([
      '100ms start',
      // The leaked one, and the one that waited for its slot.
      '250ms done: error, unwanted',
      '250ms turned-away: error',
      '300ms start',
    ]);
  });
});

describe('a lock', () => {
  const lock = (more: Raw = {}) => ({
    'lock-contention': 'web',
    hold: '20ms',
    at: '50ms',
    for: '1s',
    ...more,
  });

  test('lets one request at a time through, in the order in which they came, however many slots there are', () => {
    expect(done(asking({ work: '5ms' }, [lock()], {}, together(4)), 190e6)).toEqual([125, 145, 165, 185]);
  });

  test('is held no more often than once in its time, for as long as there is anybody', () => {
    const busy = asking({ work: '5ms' }, [lock()], {}, { arrivals: { poisson: '400/s' } });
    // Who came before the lock did not wait for it.
    const starts = instantsOf(factsOf(busy, { until: 1050e6 }), 'done').filter((at) => at > 60e6);
    expect(starts.length).toBeGreaterThan(45);
    for (const [i, at] of starts.entries())
      if (i > 0) expect(at - starts[i - 1]).toBeGreaterThanOrEqual(20e6);
  });

  test('of a replica is its own, one of the service is shared by all', () => {
    const two = { replicas: 2 };
    expect(done(asking({ work: '5ms' }, [lock()], two, together(4)), 190e6)).toEqual([125, 125, 145, 145]);
    expect(done(asking({ work: '5ms' }, [lock({ lock: 'service' })], two, together(4)), 190e6)).toEqual([
      125, 145, 165, 185,
    ]);
  });

  test('is held once by each of two locks, one after the other', () => {
    const second = lock({ name: 'second', hold: '5ms' });
    expect(done(asking({ work: '5ms' }, [lock(), second], {}, together(2)), 190e6)).toEqual([130, 150]);
  });

  test('is free when its replica has died', () => {
    const faults = [lock(), { crash: 'web', at: '130ms', for: '20ms' }];
    const system = asking({ work: '5ms' }, faults, {}, together(4));
    expect(done(system, 290e6).filter((at) => at > 150)).toEqual([225, 245, 265, 285]);
  });
});

describe('a request', () => {
  test('may take much longer for no reason, and keeps its slot meanwhile', () => {
    const tail = { 'tail-inflation': 'web', share: '100%', extra: '200ms', at: '150ms', for: '100ms' };
    const system = asking({ work: '10ms' }, [tail], { concurrency: { threads: 1 } });
    expect(lines(system, ['start', 'done'], 450e6)).toEqual([
      '100ms start',
      '110ms done: ok',
      '200ms start',
      '410ms done: ok',
      '410ms start',
      '420ms done: ok',
      '420ms start',
      '430ms done: ok',
    ]);
  });

  test('may fail after a while, and computes nothing meanwhile', () => {
    const slow = { 'slow-errors': 'web', share: '100%', after: '30ms', at: '150ms', for: '100ms' };
    expect(lines(asking({ work: '10ms' }, [slow]), ['done'], 390e6)).toEqual([
      '110ms done: ok',
      '230ms done: error',
      '310ms done: ok',
    ]);
  });

  test('may hang until the fault is over, whoever has left', () => {
    const hang = { hang: 'web', share: '100%', at: '150ms', for: '200ms' };
    const system = asking({ work: '10ms' }, [hang], { concurrency: { threads: 3 } }, { timeout: '120ms' });
    expect(lines(system, ['start', 'done', 'tried'], 411e6)).toEqual([
      '100ms start',
      '110ms done: ok',
      '110ms tried: ok',
      '200ms start',
      '300ms start',
      '320ms tried: timed-out',
      '360ms done: ok, unwanted',
      '360ms done: ok',
      '360ms tried: ok',
      '400ms start',
      '410ms done: ok',
      '410ms tried: ok',
    ]);
  });

  test('that hangs is killed with its replica, and stopped where the callee listens', () => {
    const hang = { hang: 'web', share: '100%' };
    const killed = asking({ work: '10ms' }, [hang, { crash: 'web', at: '150ms', for: '10ms' }]);
    expect(lines(killed, ['done', 'tried'], 190e6)).toEqual(['150ms done: error', '150ms tried: error']);
    const stopped = asking({ work: '10ms' }, [hang], { cancellation: 'full' }, { timeout: '30ms' });
    expect(lines(stopped, ['done', 'tried'], 190e6)).toEqual([
      '130ms tried: timed-out',
      '130ms done: cancelled, unwanted',
    ]);
  });

  test('of death kills its replica with all the others, and its retry kills the next', () => {
    const poison = { poison: 'web', key: 0, restart: '150ms', at: '150ms', match: { first: 2 } };
    const system = {
      ...asking({ work: '60ms' }, [poison], { replicas: 2, balancer: 'round-robin' }),
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { bursts: { size: 3, every: '100ms' } },
          keys: { count: 1 },
          retry: { attempts: 2 },
        },
      ],
    };
    const told = lines(system, ['start', 'done', 'turned-away', 'fault'], 420e6);
    expect(told.filter((line) => line.startsWith('200ms'))).toEqual([
      ...new Array(3).fill('200ms start'),
      ...new Array(3).fill('200ms done: error'),
      ...new Array(3).fill('200ms turned-away: refused'),
    ]);
    expect(told.filter((line) => line.startsWith('300ms')).every((line) => line.includes('refused'))).toBe(
      true,
    );
    // Up again at 350 ms.
    expect(told.filter((line) => line.startsWith('400ms'))).toEqual(new Array(3).fill('400ms start'));
  });
});
