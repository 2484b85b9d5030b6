/** Who is ejected, when, for how long, and who is asked meanwhile: by the documents of Envoy, Istio and Linkerd. */
import { expect, test } from 'vitest';
import { factsOf, timeline } from './facts.ts';

type Raw = Record<string, unknown>;

/** A request every `1/rate` s for a service of some replicas that works for 1 ms. */
function asked(rate: number, service: Raw, more: Raw = {}): Raw {
  return {
    run: { length: '200s' },
    services: { web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] }, ...service } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: `${rate}/s` } }],
    ...more,
  };
}

const FAILS = { errors: 'web', share: '100%', replicas: [0] };
const views = (system: Raw, seed = '1') => timeline(system, ['view', 'panic', 'restarted'], { seed });
const out = (system: Raw, seed = '1') => views(system, seed).filter((line) => line.endsWith('ejected'));

/** Which replicas the attempts sent between two instants (s) went to. */
function askedBetween(system: Raw, from: number, to: number): string[] {
  const tries = factsOf(system).filter(({ what, at }) => what === 'try' && at >= from * 1e9 && at < to * 1e9);
  return [...new Set(tries.map(({ replica }) => replica ?? ''))].sort();
}

// ---- in a row ------------------------------------------------------------------------------------

test('while it is ejected nobody is sent there, and everybody else is', () => {
  const system = asked(10, { replicas: 3, ejection: { most: '50%' } }, { faults: [FAILS] });
  expect(askedBetween(system, 2, 39)).toEqual(['web/1', 'web/2']);
});

test('one success in between, and the count begins anew', () => {
  // web/0 fails four times, answers once, fails four times.
  const spells = [
    { ...FAILS, name: 'first', at: '0s', for: '800ms' },
    { ...FAILS, name: 'second', at: '1s', for: '800ms' },
  ];
  const system = (faults: unknown[]) => asked(10, { replicas: 2, ejection: { most: '50%' } }, { faults });
  expect(views(system(spells))).toEqual([]);
  expect(out(system([{ ...FAILS, at: '0s', for: '1s' }]))).toEqual(['900ms view people -> web/0: ejected']);
});

test('an ejection is never longer than the longest', () => {
  const ejection = { most: '50%', every: '1s', base: '10s', longest: '25s' };
  const told = views(asked(100, { replicas: 2, ejection }, { faults: [FAILS] }));
  const lengths = told
    .map((line) => Number.parseFloat(line))
    .flatMap((at, i, all) => (told[i].endsWith('in') ? [Math.floor((at - all[i - 1]) / 1000)] : []));
  // Rounded up to the next sweep, of which there is one a second.
  expect(lengths.slice(0, 5)).toEqual([10, 20, 25, 25, 25]);
});

test('what was ejected for the longest time is forgiven from there on, however often it was', () => {
  // It has been back since `back`, and fails again so long after that.
  const lengthAfter = (longest: string, until: string, back: number, later: number) => {
    const faults = [
      { ...FAILS, for: until },
      { ...FAILS, name: 'again', at: `${back * 1000 + later}ms`, for: '300ms' },
    ];
    const ejection = { most: '50%', every: '1s', base: '10s', longest };
    const told = views(asked(100, { replicas: 2, ejection }, { faults }));
    const again = told.findIndex((line) => Number.parseFloat(line) > back * 1000);
    const [began, ended] = told.slice(again).map((line) => Number.parseFloat(line));
    return Math.floor((ended - began) / 1000);
  };
  // Seven times, for 10, 20 and five times 25 s: the multiplier stops at the first one, 4, that is no less than
  // longest + base. (outlier_detection_impl.cc: eject_time_back_off_.) Each sweep takes one from it.
  const lengths = [500, 1500, 2500, 3500, 4500].map((later) => lengthAfter('25s', '140s', 162, later));
  expect(lengths).toEqual([25, 25, 25, 20, 10]);
  // Six times, for 10, 20 and four times 30 s: 4 is just that.
  expect([2500, 3500].map((later) => lengthAfter('30s', '130s', 156, later))).toEqual([30, 20]);
});

test('whoever has been well for a whole interval is forgiven one ejection at each sweep', () => {
  const ejection = { most: '50%' };
  // Ejected twice, back at 110 s and well since. It fails again at 111 s, or not before 121, or 131.
  const lengthAfter = (at: number) => {
    const told = views(
      asked(
        10,
        { replicas: 2, ejection },
        {
          run: { length: '400s' },
          faults: [
            { ...FAILS, for: '100s' },
            { ...FAILS, name: 'again', at: `${at}s`, for: '1s' },
          ],
        },
      ),
    );
    const [began, ended] = told.slice(4).map((line) => Number.parseFloat(line) / 1000);
    return Math.round((ended - began) / 10) * 10;
  };
  // Three, two and one times thirty seconds, and up to ten to the next sweep.
  expect([lengthAfter(111), lengthAfter(121), lengthAfter(131)]).toEqual([100, 70, 40]);
});

// ---- how many ------------------------------------------------------------------------------------

test('ten percent of ten is one, ten percent of nine is nobody, unless one always may', () => {
  const ejectedOf = (replicas: number, more: Raw = {}) =>
    out(
      asked(
        100,
        { replicas, ejection: { preset: 'envoy', ...more } },
        { run: { length: '9s' }, faults: [{ errors: 'web', share: '100%', replicas: [0, 1, 2] }] },
      ),
    ).length;
  expect(ejectedOf(10)).toBe(1);
  expect(ejectedOf(9)).toBe(0);
  expect(ejectedOf(9, { 'always-one': true })).toBe(1);
  expect(ejectedOf(9, { most: '23%' })).toBe(2);
});

test('while one of two is out the other may not go, however it fails', () => {
  const faults = [{ errors: 'web', share: '100%' }];
  const told = views(
    asked(10, { replicas: 2, ejection: { most: '50%' } }, { run: { length: '60s' }, faults }),
  );
  expect(told.map((line) => line.split(': ')[1])).toEqual(['ejected', 'in', 'ejected']);
  // Both were hit for the fifth time within 100 ms; the second begins to count anew.
  expect(told.slice(0, 2).map((line) => Number.parseFloat(line))).toEqual([900, 40_000]);
});

// ---- at sweeps -----------------------------------------------------------------------------------

/** Five replicas, each asked twelve times a second; a crash of 100 ms costs each of those it hits one or two answers. */
const swept = (ejection: Raw, replicas: number[], rate = 60, count = 5) =>
  asked(
    rate,
    { replicas: count, ejection: { consecutive: 'none', most: '100%', ...ejection } },
    { run: { length: '25s' }, faults: [{ crash: 'web', replicas, at: '3s', for: '100ms' }] },
  );

test('success rates say nothing with fewer than five replicas, or fewer than 100 answers each', () => {
  expect(views(swept({}, [0], 48, 4))).toEqual([]);
  expect(views(swept({}, [0], 49))).toEqual([]);
  expect(views(swept({}, [0], 51)).length).toBe(1);
  expect(views(swept({ consecutive: 1000, 'success-rate': 'none' }, [0]))).toEqual([]);
});

test('what was counted before a sweep is forgotten after it', () => {
  // Failed before 10 s, when there were too few answers; from 15 s on there are enough, and all are well.
  const system = swept({}, [0], 49);
  const load = (system.load as Raw[])[0];
  const busier = { ...system, load: [{ ...load, profile: [{ step: 3, at: '11s' }] }] };
  expect(views(busier)).toEqual([]);
});

test('a share of failures of 85% ejects at the sweep, where it is asked for', () => {
  const system = (ejection: Raw, share: string) =>
    asked(
      60,
      { replicas: 5, ejection: { consecutive: 'none', 'success-rate': 'none', most: '100%', ...ejection } },
      { run: { length: '15s' }, faults: [{ errors: 'web', share, replicas: [0, 1] }] },
    );
  const on = { 'failure-share': {} };
  expect(views(system(on, '100%'))).toEqual([
    '10000ms view people -> web/0: ejected',
    '10000ms view people -> web/1: ejected',
  ]);
  expect(views(system(on, '60%'))).toEqual([]);
  expect(views(system({ 'failure-share': { 'at-least': '50%' } }, '60%')).length).toBe(2);
  expect(views(system({ 'failure-share': { requests: 121 } }, '100%'))).toEqual([]);
  expect(views(system({ 'failure-share': { hosts: 6 } }, '100%'))).toEqual([]);
});

// ---- panic ---------------------------------------------------------------------------------------

/** Four replicas, of which some fail from the start. */
const failing = (replicas: number[], ejection: unknown, health: Raw = {}) =>
  asked(
    40,
    { replicas: 4, ejection, ...(Object.keys(health).length > 0 ? { health } : {}) },
    { run: { length: '9s' }, faults: [{ errors: 'web', share: '100%', replicas }] },
  );

test('with half of the replicas left nobody panics; with fewer everybody is asked again', () => {
  const most = { most: '100%' };
  expect(views(failing([0, 1], most)).filter((line) => line.includes('panic'))).toEqual([]);
  expect(askedBetween(failing([0, 1], most), 1, 9)).toEqual(['web/2', 'web/3']);
  expect(views(failing([0, 1, 2], most)).filter((line) => line.includes('panic'))).toEqual([
    '500ms panic people -> web: true',
  ]);
  expect(askedBetween(failing([0, 1, 2], most), 1, 9)).toEqual(['web/0', 'web/1', 'web/2', 'web/3']);
});

test('with a lower threshold the last one carries everything; without one it does so until it is out too', () => {
  expect(askedBetween(failing([0, 1, 2], { most: '100%' }, { panic: '20%' }), 1, 9)).toEqual(['web/3']);
  expect(askedBetween(failing([0, 1, 2], { preset: 'istio', most: '100%' }), 1, 9)).toEqual(['web/3']);
});

test('who would rather ask nobody is rejected on the spot, in panic and when all are out', () => {
  const endings = (system: Raw) =>
    timeline(system, ['try', 'ended']).filter((line) => Number.parseFloat(line) >= 2000);
  const failsInPanic = failing([0, 1, 2], { most: '100%' }, { 'on-panic': 'fail' });
  expect([...new Set(endings(failsInPanic).map((line) => line.replace(/^\S+ /, '')))]).toEqual([
    'ended people -> web.ask: rejected',
  ]);
  const allOut = failing([0, 1, 2, 3], { preset: 'istio', most: '100%' });
  expect([...new Set(endings(allOut).map((line) => line.replace(/^\S+ /, '')))]).toEqual([
    'ended people -> web.ask: rejected',
  ]);
});

// ---- probes --------------------------------------------------------------------------------------

test('linkerd: seven in a row shut it out for a second, each failed probe for twice as long, up to a minute', () => {
  // Of the requests every 100 ms each replica gets every other. A probe is a real request, and goes at once when it may.
  const ejection = { preset: 'linkerd', jitter: '0%' };
  const told = views(asked(10, { replicas: 2, ejection }, { faults: [FAILS] }));
  expect(told.slice(0, 6)).toEqual([
    '1300ms view people -> web/0: ejected',
    '2300ms view people -> web/0: in',
    '2300ms view people -> web/0: on-trial',
    '2300ms view people -> web/0: in',
    '2300ms view people -> web/0: ejected',
    '4300ms view people -> web/0: in',
  ]);
  const ejected = told
    .filter((line) => line.endsWith('ejected'))
    .map((line) => Number.parseFloat(line) / 1000);
  const pauses = ejected.slice(1).map((at, i) => Math.round(at - ejected[i]));
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test('linkerd: one good probe takes it back, and the next penalty is a second again', () => {
  const ejection = { preset: 'linkerd', jitter: '0%' };
  const faults = [
    { ...FAILS, for: '3s' },
    { ...FAILS, name: 'again', at: '6s', for: '3s' },
  ];
  // Shut at 1.3 and 2.3 s, probed well at 4.3 s; seven more from 6.1 s on, every 200 ms.
  const told = views(asked(10, { replicas: 2, ejection }, { run: { length: '10s' }, faults }));
  expect(told.slice(5, 9)).toEqual([
    '4300ms view people -> web/0: in',
    '4300ms view people -> web/0: on-trial',
    '4301ms view people -> web/0: in',
    '7300ms view people -> web/0: ejected',
  ]);
  expect(told[9]).toBe('8300ms view people -> web/0: in');
});

test('linkerd: while the probe is under way nobody else is sent there', () => {
  const slow = { slow: 'web', factor: 2500, replicas: [0], at: '2s', for: '5s' };
  const system = asked(
    10,
    { replicas: 2, ejection: { preset: 'linkerd', jitter: '0%' } },
    { run: { length: '7s' }, faults: [{ ...FAILS, for: '2s' }, slow] },
  );
  expect(views(system)).toEqual([
    '1300ms view people -> web/0: ejected',
    '2300ms view people -> web/0: in',
    '2300ms view people -> web/0: on-trial',
    '4800ms view people -> web/0: in',
  ]);
  expect(askedBetween(system, 2.35, 4.75)).toEqual(['web/1']);
});

test('linkerd: late answers are ignored while it is shut; on probation the first one decides, be it the probe or not', () => {
  // Whoever asks web/0 (at 100 ms, 300 ms, …) gives up after 1.5 s; the seventh does so at 2.8 s.
  const hangs = { slow: 'web', factor: 100_000, replicas: [0] };
  const people = { operation: 'web.ask', arrivals: { constant: '10/s' }, timeout: '1.5s' };
  const system = asked(
    10,
    {
      replicas: 2,
      ejection: { preset: 'linkerd', jitter: '0%', base: '900ms' },
      concurrency: { threads: 1000 },
    },
    { run: { length: '7s' }, faults: [hangs], load: [{ name: 'people', ...people }] },
  );
  expect(views(system)).toEqual([
    '2800ms view people -> web/0: ejected',
    '3700ms view people -> web/0: in',
    '3700ms view people -> web/0: on-trial',
    // To the request of 2300 ms, when it was not shut yet.
    '3800ms view people -> web/0: in',
    '3800ms view people -> web/0: ejected',
    '5600ms view people -> web/0: in',
    '5600ms view people -> web/0: on-trial',
  ]);
});

test('linkerd: luck lengthens a penalty by up to half of it, never beyond the longest, the same for the same seed', () => {
  const firstLength = (seed: string, longest = '60s') => {
    const system = asked(
      1000,
      { replicas: 2, ejection: { preset: 'linkerd', longest } },
      { run: { length: '5s' }, faults: [FAILS] },
    );
    const [began, ended] = views(system, seed).map((line) => Number.parseFloat(line));
    return ended - began;
  };
  const lengths = Array.from({ length: 30 }, (_, seed) => firstLength(`${seed}`));
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1500);
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(300);
  expect(firstLength('7')).toBe(lengths[7]);
  expect(Math.max(...Array.from({ length: 30 }, (_, seed) => firstLength(`${seed}`, '1200ms')))).toBe(1200);
});

// ---- whose view ----------------------------------------------------------------------------------

/** Two services call one of `db`'s two replicas in turn, `a` ten times as often as `b`. */
const twoCallers = (more: Raw = {}) => ({
  run: { length: '30s' },
  services: {
    a: { concurrency: { threads: 10 }, operations: { ask: [{ call: 'db.get' }] } },
    b: { concurrency: { threads: 10 }, operations: { ask: [{ call: 'db.get' }, { call: 'db.put' }] } },
    db: {
      replicas: 2,
      concurrency: { threads: 10 },
      operations: { get: [{ work: '1ms' }], put: [{ work: '1ms' }] },
      ejection: { most: '50%' },
    },
  },
  load: [
    { name: 'to-a', operation: 'a.ask', arrivals: { constant: '10/s' } },
    { name: 'to-b', operation: 'b.ask', arrivals: { constant: '1/s' } },
  ],
  faults: [{ errors: 'db', share: '100%', replicas: [0] }],
  ...more,
});

test('each caller replica sees only what it met itself', () => {
  const told = views(twoCallers());
  expect(told.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'view a/0 -> db/0: ejected',
    'view b/0 -> db/0: ejected',
  ]);
  const [first, second] = told.map((line) => Number.parseFloat(line));
  expect(second).toBeGreaterThan(5 * first);
});

test('all operations of a service count together, and an ejected replica is out for all of them', () => {
  const onlyGet = twoCallers({ faults: [{ errors: 'db.get', share: '100%', replicas: [0] }] });
  const ejectedAt = Number.parseFloat(views(onlyGet).find((line) => line.includes('a/0')) ?? '');
  const puts = factsOf(onlyGet).filter(
    ({ what, where, replica, at }) =>
      what === 'try' && where === 'b -> db.put' && replica === 'db/0' && at > 15e9,
  );
  expect(ejectedAt).toBeLessThan(2000);
  // b's gets fail at db/0 and its puts succeed there: never five failures in a row, so it is never out.
  expect(puts.length).toBeGreaterThan(0);
});

test('a caller replica that dies has forgotten, and learns again', () => {
  const told = views(
    twoCallers({
      faults: [
        { errors: 'db', share: '100%', replicas: [0] },
        { crash: 'a', at: '10s', for: '1s' },
      ],
    }),
  ).filter((line) => line.includes('a/0'));
  expect(told.length).toBe(3);
  expect(told[1]).toBe('10000ms view a/0 -> db/0: in');
  expect(Number.parseFloat(told[2])).toBeGreaterThan(11_500);
  expect(told[2]).toContain('ejected');
});

test('what was cancelled tells nothing of the replica; what the caller stopped waiting for does', () => {
  const system = (step: Raw, load: Raw) => ({
    run: { length: '20s' },
    services: {
      web: { concurrency: { threads: 99 }, cancellation: 'full', operations: { ask: [step] } },
      db: {
        replicas: 2,
        concurrency: { threads: 999 },
        operations: { get: [{ work: '10s' }] },
        ejection: { most: '100%' },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, ...load }],
  });
  expect(views(system({ call: 'db.get' }, { timeout: '20ms' }))).toEqual([]);
  expect(out(system({ call: 'db.get', timeout: '20ms' }, {})).length).toBeGreaterThan(0);
});

test('only what is a failure by name counts', () => {
  const faults = [{ crash: 'web', replicas: [0] }];
  const system = (on: string[]) => asked(10, { replicas: 2, ejection: { most: '50%', on } }, { faults });
  expect(out(system(['error']))).toEqual([]);
  expect(out(system(['refused'])).length).toBeGreaterThan(0);
});
