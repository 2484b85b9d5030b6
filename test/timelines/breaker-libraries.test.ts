/**
 * Where the breakers of known libraries differ in what is easily overlooked: answers that come late, the
 * very end of the time open, when half-open has seen enough, and where the steps of a window of time lie.
 */
import { describe, expect, test } from 'vitest';
import { policies } from '../../src/sim/index.ts';
import {
  breakerChanges as changes,
  type Keys,
  type More,
  type Stretch,
  steadyCalls,
} from './steady-calls.ts';

const calls = (breaker: Keys, failing: readonly Stretch[], more: More = {}) =>
  steadyCalls([{ breaker }], failing, { length: '300ms', ...more });

describe('the answer to a call from before it opened', () => {
  /** The first call takes `ms`, so that its answer, which is good, comes when others have failed. */
  const first = (ms: number) => ({ slow: 'web', factor: ms, name: 'first', at: '5ms', for: '10ms' });
  /** Probes are slow: without the old answer nothing is decided for 100 ms. */
  const probes = (from: number, to: number) => ({
    slow: 'web',
    factor: 100,
    name: 'probes',
    at: `${from}ms`,
    for: `${to - from}ms`,
  });
  const polly = { preset: 'polly', minimum: 2 };
  const linkerd = { preset: 'linkerd', consecutive: 2, 'open-jitter': '0%' };
  const resilience4j = { preset: 'resilience4j', window: 2, minimum: 2, probes: 2 };

  test.each([
    ['Polly', { ...polly, open: '30ms' }],
    ['Linkerd', { ...linkerd, open: '30ms' }],
  ])('%s: a good one closes it when half-open, and a bad one opens it', (_, breaker) => {
    // Open at 30 ms, the answer to the call of 10 ms comes at 71 ms.
    const faults = [first(61), probes(55, 75)];
    expect(changes(calls(breaker, [[15, 35]], { faults, length: '90ms' }))).toEqual([
      '30ms open',
      '60ms half-open',
      '71ms closed',
    ]);
    const late = { 'slow-errors': 'web', share: '100%', after: '61ms', name: 'late', at: '5ms', for: '10ms' };
    expect(
      changes(calls(breaker, [[15, 35]], { faults: [late, probes(55, 75)], length: '90ms' })).slice(0, 3),
    ).toEqual(['30ms open', '60ms half-open', '71ms open']);
  });

  test('Hystrix: so it is there', () => {
    // Three errors in the snapshot of 50 ms; the next call after 79 ms probes.
    const breaker = { preset: 'hystrix', window: '40ms', 'evaluate-every': '20ms', minimum: 2, open: '29ms' };
    const faults = [first(81), probes(75, 85)];
    expect(changes(calls(breaker, [[15, 45]], { faults, length: '105ms' }))).toEqual([
      '50ms open',
      '80ms half-open',
      '91ms closed',
    ]);
  });

  test('resilience4j: it is one of the calls whose rates decide', () => {
    // The probes of 60 and 70 ms end at 160 and 170 ms; with the old answer of 71 ms the first makes two.
    const faults = [first(61), probes(55, 75)];
    expect(changes(calls({ ...resilience4j, open: '29ms' }, [[15, 35]], { faults }))).toEqual([
      '30ms open',
      '60ms half-open',
      '160ms closed',
    ]);
  });

  test.each([
    ['Polly', { ...polly, open: '100ms' }],
    ['Linkerd', { ...linkerd, open: '100ms' }],
    ['resilience4j', { ...resilience4j, open: '100ms' }],
  ])('%s: while it is open none makes a difference', (_, breaker) => {
    expect(changes(calls(breaker, [[15, 35]], { faults: [first(31)], length: '120ms' }))).toEqual([
      '30ms open',
    ]);
  });

  test('Linkerd: decides before anybody has asked again, for there time makes it half-open', () => {
    const breaker = { ...linkerd, open: '35ms' };
    const faults = [first(58)];
    expect(changes(calls(breaker, [[15, 35]], { faults }))).toEqual([
      '30ms open',
      '68ms half-open',
      '68ms closed',
    ]);
    expect(changes(calls({ ...breaker, 'half-open': 'next-call' }, [[15, 35]], { faults }))).toEqual([
      '30ms open',
      '70ms half-open',
      '71ms closed',
    ]);
  });

  test('counts with the others when it has been closed again', () => {
    // Of 10 ms, bad at 81 ms; closed since 61 ms, and the second failure in a row would be that of 90 ms.
    const late = { 'slow-errors': 'web', share: '100%', after: '75ms', name: 'late', at: '5ms', for: '10ms' };
    const bad = [
      [15, 35],
      [85, 95],
    ] as const;
    expect(changes(calls({ ...linkerd, open: '30ms' }, bad, { faults: [late], length: '100ms' }))).toEqual([
      '30ms open',
      '60ms half-open',
      '61ms closed',
      '90ms open',
    ]);
  });
});

describe('at the very end of the time open', () => {
  // Open at 20 ms for 30 ms: the call of 50 ms comes at the very end.
  test.each([
    ['resilience4j still refuses', { preset: 'resilience4j', window: 2, minimum: 2, open: '30ms' }, '60ms'],
    ['Polly lets through', { preset: 'polly', minimum: 2, open: '30ms' }, '50ms'],
    [
      'Linkerd lets through',
      { preset: 'linkerd', consecutive: 2, 'open-jitter': '0%', open: '30ms' },
      '50ms',
    ],
  ])('%s', (_, breaker, at) => {
    expect(changes(calls(breaker, [[0, 25]])).slice(0, 2)).toEqual(['20ms open', `${at} half-open`]);
  });

  test('Hystrix still refuses', () => {
    const breaker = { preset: 'hystrix', window: '40ms', 'evaluate-every': '20ms', minimum: 2, open: '30ms' };
    expect(changes(calls(breaker, [[0, 25]])).slice(0, 2)).toEqual(['30ms open', '70ms half-open']);
  });
});

test('resilience4j decides half-open after its minimum of calls, if that is less than it lets through', () => {
  const breaker = { preset: 'resilience4j', window: 10, minimum: 5, probes: 10, open: '1s' };
  expect(changes(calls(breaker, [[0, 55]], { length: '2s' }))).toEqual([
    '50ms open',
    '1060ms half-open',
    '1101ms closed',
  ]);
  expect(changes(calls({ ...breaker, probes: 3 }, [[0, 55]], { length: '2s' }))[2]).toBe('1081ms closed');
});

describe('a window of time', () => {
  /** Everything fails; two calls at each of these instants. */
  const bursts = (breaker: Keys, instants: readonly string[]): Keys => ({
    run: { length: '100s' },
    services: { web: { concurrency: { threads: 50 }, operations: { ask: [{ fail: '100%' }] } } },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { constant: '0.001/s' }, policies: [{ breaker }] },
    ],
    faults: instants.map((at, i) => ({ burst: 'people', requests: 2, at, name: `burst${i}` })),
  });

  test('of resilience4j has a step for each second of the clock', () => {
    const breaker = { preset: 'resilience4j', window: '20s', minimum: 4 };
    // The second that begins at 1 s is remembered while that of 20 s lasts, and no longer.
    expect(changes(bursts(breaker, ['1.5s', '20.9s']))).toEqual(['20900ms open']);
    expect(changes(bursts(breaker, ['1.5s', '21s']))).toEqual([]);
    // Ten steps lie at 0, 2, 4 s: the one that begins at 0 s is gone at 20 s.
    expect(changes(bursts({ ...breaker, buckets: 10 }, ['1.5s', '20s']))).toEqual([]);
  });

  test('of Polly has steps that begin with a call, and none while nobody calls', () => {
    const breaker = { preset: 'polly', minimum: 4 };
    // From 2.9 s on it is remembered for 30 s. By the clock the step of 0 s would be gone at 30 s.
    expect(changes(bursts(breaker, ['2.9s', '32.8s']))).toEqual(['32800ms open']);
    expect(changes(bursts(breaker, ['2.9s', '32.9s']))).toEqual([]);
    expect(changes(bursts({ ...breaker, 'buckets-begin': 'clock' }, ['2.9s', '32.8s']))).toEqual([]);
    // That of 4.9 s lies in the step of 2.9 s and goes with it; that of 5.9 s begins another.
    expect(changes(bursts(breaker, ['2.9s', '4.9s']))).toEqual(['4900ms open']);
    expect(changes(bursts({ ...breaker, minimum: 5 }, ['2.9s', '4.9s', '33s']))).toEqual([]);
    expect(changes(bursts({ ...breaker, minimum: 6 }, ['2.9s', '5.9s', '33s', '34s']))).toEqual([
      '34000ms open',
    ]);
    expect(changes(bursts({ ...breaker, minimum: 6 }, ['2.9s', '5.9s', '33s', '36s']))).toEqual([]);
  });

  test('of Hystrix is counted from the first call, and anew from when it was closed', () => {
    const bad = [
      [95, 3000],
      [5995, 9000],
    ] as const;
    // From 10 ms: a look at 510 ms. From 5521 ms: at 6021 ms 3 of 50 have failed, at 6521 ms 53 of 100. The
    // call of 6530 ms is the first to notice; five seconds after 6521 ms the next one probes.
    expect(changes(calls({ preset: 'hystrix' }, bad, { length: '12s' }))).toEqual([
      '510ms open',
      '5520ms half-open',
      '5521ms closed',
      '6530ms open',
      '11530ms half-open',
      '11531ms closed',
    ]);
  });

  test('is refused where it is no whole number of its steps, and where the steps cannot be counted so', () => {
    const said = (written: unknown) => policies.breaker.params.safeParse(written).error?.issues[0].message;
    expect(said({ preset: 'resilience4j', window: '1500ms' })).toContain('write buckets: 10');
    expect(said({ preset: 'resilience4j', window: '1500ms', buckets: 10 })).toBeUndefined();
    expect(said({ preset: 'polly', 'evaluate-every': '3s' })).toContain('write `first-call`, or `clock`');
  });
});

test('a threshold of nothing, at which good calls would open it, is refused', () => {
  const said = (written: unknown) => policies.breaker.params.safeParse(written).error?.issues[0].message;
  const sentence = 'at 0% it opens though nothing is wrong; write 1%, or more';
  expect(said({ 'failure-rate': '0%' })).toBe(sentence);
  expect(said({ 'slow-rate': '0%', slow: '1s' })).toBe(sentence);
  expect(said({ 'failure-rate': '0.1%' })).toBeUndefined();
});

describe('half-open, a call that is neither a failure nor a success', () => {
  /** Calls take 1 ms, but that of 40 ms takes 50; a timeout around the breaker leaves it after 5 ms. */
  const slow = { slow: 'web', factor: 50, name: 'slow', at: '35ms', for: '10ms' };
  const left = (breaker: Keys) =>
    changes(steadyCalls([{ timeout: '5ms' }, { breaker }], [[5, 25]], { length: '90ms', faults: [slow] }));
  /** That of 40 ms is refused, and that is ignored. */
  const refused = { refusal: 'people -> web', share: '100%', name: 'refused', at: '35ms', for: '10ms' };
  const ignored = (breaker: Keys) =>
    changes(
      steadyCalls([{ breaker: { ...breaker, ignore: ['refused'] } }], [[5, 25]], {
        length: '90ms',
        faults: [refused],
      }),
    );
  const resilience4j = { preset: 'resilience4j', window: 2, minimum: 2, probes: 1, open: '15ms' };
  const hystrix = { preset: 'hystrix', window: '20ms', 'evaluate-every': '10ms', minimum: 1, open: '15ms' };
  const polly = { preset: 'polly', minimum: 2, open: '20ms' };

  test('lets another one probe: resilience4j', () => {
    const told = ['20ms open', '40ms half-open', '51ms closed'];
    expect(left(resilience4j)).toEqual(told);
    expect(ignored(resilience4j)).toEqual(told);
  });

  test('opens it again: Hystrix', () => {
    expect(left(hystrix)).toEqual([
      '20ms open',
      '40ms half-open',
      '45ms open',
      '70ms half-open',
      '71ms closed',
    ]);
    expect(ignored(hystrix)).toEqual([
      '20ms open',
      '40ms half-open',
      '40ms open',
      '60ms half-open',
      '61ms closed',
    ]);
  });

  test('closes it: Polly', () => {
    expect(left(polly)).toEqual(['20ms open', '40ms half-open', '45ms closed']);
    expect(ignored(polly)).toEqual(['20ms open', '40ms half-open', '40ms closed']);
  });

  test('from before it opened gives a permit all the same: resilience4j lets two probe at a time', () => {
    // The call of 10 ms is left at 71 ms, when that of 50 ms probes for 100 ms; so that of 80 ms may, too.
    const first = { slow: 'web', factor: 90, name: 'first', at: '5ms', for: '10ms' };
    const probes = { slow: 'web', factor: 100, name: 'probes', at: '45ms', for: '10ms' };
    const system = (timeout: Keys[]) =>
      steadyCalls([...timeout, { breaker: { ...resilience4j, open: '19ms' } }], [[15, 35]], {
        length: '95ms',
        faults: [first, probes],
      });
    expect(changes(system([]))).toEqual(['30ms open', '50ms half-open']);
    expect(changes(system([{ timeout: '61ms' }]))).toEqual(['30ms open', '50ms half-open', '81ms closed']);
  });
});
