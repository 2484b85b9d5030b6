/**
 * The breakers of known libraries, transition by transition: closed to open (by rate, by slow calls, in a
 * row), open to half-open, half-open to closed, to open, and to open because nothing came back. What
 * `verify` shows of them is not repeated here.
 */
import { describe, expect, test } from 'vitest';
import { timeline } from './facts.ts';
import {
  breakerChanges as changes,
  endings,
  type Keys,
  type More,
  type Stretch,
  steadyCalls,
} from './steady-calls.ts';

const calls = (breaker: Keys, failing: readonly Stretch[], more: More = {}) =>
  steadyCalls([{ breaker }], failing, more);

describe('a window of time', () => {
  test('counts the calls of the last so much time and forgets older ones in steps', () => {
    const breaker = { 'failure-rate': '60%', window: '50ms', buckets: 5, minimum: 4, open: '1s', probes: 1 };
    // Bad at 10 and 20 ms, good from 31 to 71 ms, bad from 80 ms on. At 100 ms the last five steps hold
    // the ends at 61, 71, 80, 90 and 100 ms: three of five. Of all calls it is so at 130 ms, with eight of thirteen.
    const bad = [
      [0, 25],
      [75, 400],
    ] as const;
    expect(changes(calls(breaker, bad))).toEqual(['100ms open']);
    const { buckets: _, ...ofCalls } = breaker;
    expect(changes(calls({ ...ofCalls, window: 100 }, bad))).toEqual(['130ms open']);
  });

  test('means nothing below its minimum of calls, however many failed', () => {
    const breaker = { 'failure-rate': '10%', window: '50ms', buckets: 5, minimum: 7, open: '1s' };
    expect(changes(calls(breaker, [[0, 400]]))).toEqual([]);
  });
});

describe('slow calls', () => {
  test('open it although they all end well', () => {
    const breaker = { 'slow-rate': '50%', slow: '5ms', window: 4, minimum: 4, open: '1s', probes: 1 };
    const slow = { faults: [{ slow: 'web', factor: 20, name: 'slow', at: '25ms', for: '100ms' }] };
    // Good at 11 and 21 ms; those of 30 and 40 ms take 20 ms each.
    expect(changes(calls(breaker, [], slow))).toEqual(['60ms open']);
    expect(endings(calls(breaker, [], slow)).slice(2, 5)).toEqual(['50ms: ok', '60ms: ok', '60ms: rejected']);
  });

  test('are those that take longer than the limit, not those that take just as long', () => {
    const breaker = { 'slow-rate': '1%', slow: '1ms', window: 2, minimum: 2, open: '1s' };
    expect(changes(calls(breaker, []))).toEqual([]);
  });
});

describe("Hystrix's breaker", () => {
  const hystrix = (more: Keys = {}) => ({ preset: 'hystrix', ...more });

  test('looks at the rates every half a second, opens then, and lets one probe through after five seconds', () => {
    // 100 calls a second, all bad from 100 ms on: at 510 ms, half a second after the first call, 41 of 50 have failed.
    // The call of 5510 ms comes at the very end of the five seconds.
    const system = calls(hystrix(), [[95, 3000]], { length: '12s' });
    expect(changes(system)).toEqual(['510ms open', '5520ms half-open', '5521ms closed']);
    const probe = endings(system).filter((line) => /^55[12]\d/.test(line));
    // The probe is under way for a millisecond; nobody else comes in that time.
    expect(probe).toEqual(['5510ms: rejected', '5521ms: ok']);
  });

  test('needs twenty requests in ten seconds', () => {
    // Two a second make 19 complete ones by nine and a half seconds, and 20 by ten.
    const system = calls(hystrix(), [[0, 20000]], { arrivals: '2/s', length: '9900ms' });
    expect(changes(system)).toEqual([]);
  });
});

describe("Polly's breaker", () => {
  test('opens at a failure, never at a success', () => {
    const polly = { preset: 'polly', minimum: 10, window: '10s' };
    // One failure in ten calls is 10 %: the tenth call brings the minimum, but it is a good one.
    expect(changes(calls(polly, [[15, 25]], { length: '110ms' }))).toEqual([]);
    // The next failure is two of eleven.
    expect(
      changes(
        calls(
          polly,
          [
            [15, 25],
            [105, 115],
          ],
          { length: '130ms' },
        ),
      ),
    ).toEqual(['110ms open']);
    // resilience4j looks at every end, and so opens at the tenth call.
    const always = { ...polly, evaluate: 'always' };
    expect(changes(calls(always, [[15, 25]], { length: '110ms' }))).toEqual(['101ms open']);
  });
});

describe("Linkerd's breaker", () => {
  const linkerd = { preset: 'linkerd', 'open-jitter': '0%' };

  test('opens at the seventh failure in a row; a success in between begins the row anew', () => {
    expect(changes(calls(linkerd, [[0, 65]], { length: '300ms' }))).toEqual([]);
    expect(changes(calls(linkerd, [[0, 75]], { length: '300ms' }))).toEqual(['70ms open']);
    expect(
      changes(
        calls(
          linkerd,
          [
            [0, 65],
            [75, 135],
          ],
          { length: '300ms' },
        ),
      ),
    ).toEqual([]);
  });

  test('waits twice as long after each bad probe, up to a minute, and begins at a second again once it was closed', () => {
    const seen = changes(
      calls(
        linkerd,
        [
          [0, 20_000],
          [30_000, 31_000],
        ],
        { length: '40s' },
      ),
    );
    expect(seen).toEqual([
      '70ms open',
      '1070ms half-open',
      '1070ms open',
      '3070ms half-open',
      '3070ms open',
      '7070ms half-open',
      '7070ms open',
      '15070ms half-open',
      '15070ms open',
      '31070ms half-open',
      '31071ms closed',
    ]);
    const again = changes(
      calls(
        linkerd,
        [
          [0, 75],
          [2000, 2500],
        ],
        { length: '5s' },
      ),
    );
    expect(again).toEqual([
      '70ms open',
      '1070ms half-open',
      '1071ms closed',
      '2060ms open',
      '3060ms half-open',
      '3061ms closed',
    ]);
  });

  test('luck lengthens the pause by at most half of it', () => {
    const lucky = { preset: 'linkerd' };
    for (const seed of ['1', '2', '3', '4', '5']) {
      const system = calls(lucky, [[0, 75]], { length: '2s' });
      const lines = timeline(system, ['policy'], { seed });
      const halfOpen = Number.parseFloat(lines[1]);
      expect(halfOpen).toBeGreaterThanOrEqual(1070);
      expect(halfOpen).toBeLessThanOrEqual(1580);
    }
  });
});

describe('half-open', () => {
  test('for too long without a decision it opens again, as of that instant', () => {
    const breaker = {
      'failure-rate': '100%',
      window: 1,
      minimum: 1,
      open: '45ms',
      probes: 2,
      'probe-wait': '30ms',
    };
    // Half-open at 60 ms; both probes (60 and 70 ms) take 200 ms. At 90 ms it opens again, until 135 ms.
    const slow = { faults: [{ slow: 'web', factor: 200, name: 'slow', at: '55ms', for: '50ms' }] };
    expect(changes(calls(breaker, [[0, 15]], { ...slow, length: '200ms' }))).toEqual([
      '10ms open',
      '60ms half-open',
      '90ms open',
      '140ms half-open',
      '141ms closed',
    ]);
  });

  test('what ends after that limit decides nothing, though nobody has called meanwhile', () => {
    const breaker = {
      'failure-rate': '100%',
      window: 1,
      minimum: 1,
      open: '50ms',
      probes: 1,
      'probe-wait': '30ms',
    };
    // Half-open at 200 ms; the probe takes 50 ms, and at 230 ms the breaker has opened until 280 ms.
    const slow = { faults: [{ slow: 'web', factor: 50, name: 'slow', at: '195ms', for: '10ms' }] };
    expect(changes(calls(breaker, [[0, 150]], { ...slow, arrivals: '10/s' }))).toEqual([
      '100ms open',
      '200ms half-open',
      '250ms open',
      '300ms half-open',
      '301ms closed',
    ]);
  });

  test('without that limit it waits for its probes as long as they take', () => {
    const breaker = { 'failure-rate': '100%', window: 1, minimum: 1, open: '45ms', probes: 1 };
    const slow = { faults: [{ slow: 'web', factor: 200, name: 'slow', at: '55ms', for: '10ms' }] };
    expect(changes(calls(breaker, [[0, 15]], { ...slow }))).toEqual([
      '10ms open',
      '60ms half-open',
      '260ms closed',
    ]);
  });
});

test('what only a window of time understands is refused in a window of calls', () => {
  const breaker = { window: 10, 'evaluate-every': '500ms' };
  expect(() => timeline(calls(breaker, []), ['ended'])).toThrow('`evaluate-every` only means something');
});

test('an outcome to be ignored is neither a failure nor a success', () => {
  const breaker = { 'failure-rate': '100%', window: 2, minimum: 2, open: '1s', ignore: ['error'] };
  expect(changes(calls(breaker, [[0, 400]]))).toEqual([]);
});

test('an outcome that is no failure counts as a success', () => {
  const breaker = { 'failure-rate': '50%', window: 4, minimum: 4, open: '1s', on: ['timed-out'] };
  expect(changes(calls(breaker, [[0, 400]]))).toEqual([]);
});

test('held open it refuses everything, held closed nothing, whatever happens', () => {
  const breaker = { 'failure-rate': '50%', window: 2, minimum: 2, open: '1s' };
  const open = endings(calls({ ...breaker, forced: 'open' }, []));
  expect(new Set(open.map((line) => line.replace(/^\S+ /, '')))).toEqual(new Set(['rejected']));
  const closed = endings(calls({ ...breaker, forced: 'closed' }, [[0, 400]]));
  expect(new Set(closed.map((line) => line.replace(/^\S+ /, '')))).toEqual(new Set(['error']));
});

describe('the scope', () => {
  /** Two steps call two operations of one service, of which the first fails. */
  const twoSteps = (scope: string): Keys => ({
    run: { length: '60ms' },
    services: {
      web: {
        concurrency: { threads: 50 },
        operations: {
          ask: [
            {
              branch: [
                { share: '50%', steps: [{ call: 'store.read', breaker: one(scope) }] },
                { share: '50%', steps: [{ call: 'store.write', breaker: one(scope) }] },
              ],
            },
          ],
        },
      },
      store: {
        concurrency: { threads: 50 },
        operations: { read: [{ work: '1ms' }], write: [{ work: '1ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '1000/s' } }],
    faults: [{ errors: 'store.read', share: '100%' }],
  });
  const one = (scope: string) => ({ 'failure-rate': '30%', window: 10, minimum: 10, open: '1s', scope });
  const rejected = (scope: string, edge: string) =>
    timeline(twoSteps(scope), ['ended']).filter((line) => line.includes(`${edge}: rejected`)).length;

  test('edge: what fails elsewhere is nothing to it; service: one bad operation takes the others along', () => {
    expect(rejected('edge', 'web -> store.read')).toBeGreaterThan(0);
    expect(rejected('edge', 'web -> store.write')).toBe(0);
    expect(rejected('service', 'web -> store.write')).toBeGreaterThan(0);
  });
});
