/** The edges of health: counts that begin anew, late answers, sweeps to the instant, callers that forget. */
import { describe, expect, test } from 'vitest';
import { timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** Requests in turn for replicas that work for 1 ms. */
function asked(rate: number, service: Raw, faults: readonly Raw[], seconds: number): Raw {
  return {
    run: { length: `${seconds}s` },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 1000 },
        operations: { ask: [{ work: '1ms' }] },
        ...service,
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: `${rate}/s` } }],
    faults: faults.map((fault, i) => ({ name: `fault-${i + 1}`, ...fault })),
  };
}

const views = (system: Raw) =>
  timeline(system, ['view', 'panic', 'restarted']).map((line) => line.replace('view people -> ', ''));

const fails = (index: number, at: string, length: string): Raw => ({
  errors: 'web',
  share: '100%',
  replicas: [index],
  at,
  for: length,
});

describe('in a row', () => {
  test('a replica that may not be ejected is judged again after as many failures more', () => {
    // Both fail. web/1 may not go while web/0 is out, from 0.9 to 40 s; then it may, five failures after five.
    const told = views(
      asked(10, { ejection: { most: '50%' } }, [fails(0, '0s', '35s'), fails(1, '0s', '99s')], 45),
    );
    expect(told.slice(0, 3)).toEqual([
      '900ms web/0: ejected',
      '40000ms web/0: in',
      expect.stringMatching(/^4\d+ms web\/1: ejected$/),
    ]);
  });

  test('answers that come back while the replica is shut change nothing', () => {
    // Each failure takes half a second: at the seventh some twenty more are on their way.
    const slowly = { 'slow-errors': 'web', share: '100%', after: '500ms', replicas: [0], for: '1s' };
    const told = views(asked(100, { ejection: { preset: 'linkerd', jitter: '0%' } }, [slowly], 4));
    const [ejected, back] = told;
    expect(told.filter((line) => line.endsWith('ejected'))).toHaveLength(1);
    expect(Number.parseFloat(back) - Number.parseFloat(ejected)).toBe(1000);
  });

  test('a late answer to an earlier request decides a trial that it overtakes, as in linkerd2-proxy', () => {
    // The very first request of web/0 takes 2.7 s and ends well; the probe of 2.5 s takes one second.
    const faults = [
      { slow: 'web', factor: 2700, replicas: [0], match: { first: 1 }, for: '2s' },
      { ...fails(0, '200ms', '2s') },
      { slow: 'web', factor: 1000, replicas: [0], at: '2200ms', for: '1s' },
    ];
    const told = views(asked(10, { ejection: { preset: 'linkerd', jitter: '0%' } }, faults, 5));
    const [, shut, trial, taken] = told.map((line) => Number.parseFloat(line));
    expect(told.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'web/0: ejected',
      'web/0: in',
      'web/0: on-trial',
      'web/0: in',
    ]);
    expect(trial).toBeGreaterThanOrEqual(shut);
    expect(taken - trial).toBe(300);
  });
});

describe('a sweep', () => {
  const ejection = {
    most: '50%',
    consecutive: 'none',
    'success-rate': 'none',
    'failure-share': { 'at-least': '50%', hosts: 1, requests: 50 },
  };

  test('ejects at just the share and just the requests that are asked for, and takes back at just the time', () => {
    // Of the fifty that web/0 answers in ten seconds twenty-five are bad. Out from 10 s for 30 s.
    expect(views(asked(10, { ejection }, [fails(0, '0s', '5s')], 55))).toEqual([
      '10000ms web/0: ejected',
      '40000ms web/0: in',
    ]);
    const more = { ...ejection, 'failure-share': { 'at-least': '50%', hosts: 1, requests: 51 } };
    expect(views(asked(10, { ejection: more }, [fails(0, '0s', '5s')], 15))).toEqual([]);
  });

  test('takes back before it ejects, so that one may go as another comes', () => {
    const faults = [fails(0, '0s', '5s'), fails(1, '30s', '9s')];
    expect(views(asked(10, { ejection }, faults, 55))).toEqual([
      '10000ms web/0: ejected',
      '40000ms web/0: in',
      '40000ms web/1: ejected',
    ]);
  });
});

describe('checks', () => {
  const check = { lane: 'dedicated', every: '2s' };
  const down = (at: string, length: string) => ({ crash: 'web', replicas: [0], at, for: length });

  test('a failed check between two passes begins the count of passes anew', () => {
    // Out at 14 s. Passes at 22, fails at 24, passes at 26 and 28 s.
    const system = asked(10, { health: { check } }, [down('9s', '12s'), down('23s', '2s')], 40);
    expect(views(system)).toEqual(['14000ms web/0: unhealthy', '28000ms web/0: in']);
  });

  test('a restart begins the count of failures anew, even where it takes less time than the pause', () => {
    const liveness = {
      operation: 'ready',
      every: '2s',
      timeout: '1s',
      'on-failure': 'restart',
      'start-up': '100ms',
    };
    const operations = { ask: [{ work: '1ms' }], ready: [{ work: '1ms' }] };
    const stuck = { slow: 'web.ready', factor: 100_000, replicas: [0] };
    const told = timeline(asked(10, { operations, health: { check: liveness } }, [stuck], 30), ['restarted']);
    // Checks begin every 3 s, from 0 on, and each fails a second later: the third at 7 s, then at 16 and 25 s.
    expect(told).toEqual(['7000ms restarted web/0', '16000ms restarted web/0', '25000ms restarted web/0']);
  });

  test('just the share that is wanted is no panic, whatever doubles make of it', () => {
    // 28 % of 25 are 7.000000000000001 in doubles; seven are left.
    const service = { replicas: 25, health: { check: { ...check, unhealthy: 1 }, panic: '28%' } };
    const some = (count: number) => ({
      crash: 'web',
      replicas: Array.from({ length: count }, (_, i) => i),
      at: '3s',
    });
    const panics = (count: number) => timeline(asked(10, service, [some(count)], 6), ['panic']).length;
    expect([panics(18), panics(19)]).toEqual([0, 1]);
  });
});

describe('a caller that dies', () => {
  /** The front asks two replicas in turn, ten times a second. */
  const front = (ejection: unknown, faults: readonly Raw[], seconds: number): Raw => ({
    run: { length: `${seconds}s` },
    services: {
      front: { concurrency: { threads: 100 }, operations: { pass: [{ call: 'web.ask' }] } },
      web: { replicas: 2, concurrency: { threads: 100 }, operations: { ask: [{ work: '1ms' }] }, ejection },
    },
    load: [{ name: 'people', operation: 'front.pass', arrivals: { constant: '10/s' } }],
    faults: faults.map((fault, i) => ({ name: `fault-${i + 1}`, ...fault })),
  });
  const dies = (at: string) => ({ crash: 'front', at, for: '50ms' });

  test('has forgotten the failures before', () => {
    // Four failures of web/0, at 0.1, 0.3, 0.5 and 0.7 s, then the crash; web/0 fails again from then on.
    const told = views(front({ most: '50%' }, [fails(0, '0s', '9s'), dies('720ms')], 3));
    const [at] = told.map((line) => Number.parseFloat(line));
    expect(told[0]).toContain('web/0: ejected');
    // Five more, one every 200 ms.
    expect(at).toBeGreaterThanOrEqual(1550);
  });

  test('has forgotten its ejection, whose end is nothing to the next one', () => {
    const linkerd = { preset: 'linkerd', jitter: '0%', consecutive: 3, base: '2s' };
    const told = views(front(linkerd, [fails(0, '0s', '2s'), dies('900ms')], 6)).filter((line) =>
      line.includes('web/0'),
    );
    const instants = (how: string) =>
      told.filter((line) => line.endsWith(how)).map((line) => Number.parseFloat(line));
    const [first, second] = instants('ejected');
    expect(first).toBeLessThan(900);
    expect(second).toBeGreaterThan(900);
    // Forgotten at 900 ms, and then not before the second one has had its two seconds.
    expect(instants('in').filter((at) => at > 900 && at < second + 2000)).toEqual([]);
  });
});
