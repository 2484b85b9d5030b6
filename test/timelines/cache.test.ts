/** Caches, to the nanosecond: who is answered from one, for how long, and when it is empty again. */
import { expect, test } from 'vitest';
import { compile, metricNamed, parseSystem, Run } from '../../src/sim/index.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { timeline } from './facts.ts';

type Raw = Record<string, unknown>;

interface More {
  readonly outside?: object[];
  readonly inside?: object[];
  readonly web?: object;
  readonly load?: object;
  readonly faults?: object[];
  readonly operations?: object;
}

/** Somebody asks web every 10 ms, all about one thing; web takes 5 ms. */
function asked(cache: object, more: More = {}): Raw {
  return {
    run: { length: '99ms' },
    services: {
      web: {
        concurrency: { threads: 100 },
        operations: { ask: [{ work: '5ms' }], ...more.operations },
        ...more.web,
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        policies: [...(more.outside ?? []), { cache }, ...(more.inside ?? [])],
        ...more.load,
      },
    ],
    faults: more.faults ?? [],
  };
}

const story = (system: object) =>
  timeline(system, ['try', 'ended']).map((line) => line.replace(' people -> web.ask', ''));

test('an answer serves from when it came for as long as it may, to the nanosecond, and nothing is sent meanwhile', () => {
  // Kept at 15 ms: the call of 50 ms finds it 35 ms old.
  expect(story(asked({ ttl: '35000001ns' })).slice(0, 7)).toEqual([
    '10ms try',
    '15ms ended: ok',
    '20ms ended: ok',
    '30ms ended: ok',
    '40ms ended: ok',
    '50ms ended: ok',
    '60ms try',
  ]);
  expect(story(asked({ ttl: '35ms' })).slice(4, 7)).toEqual(['40ms ended: ok', '50ms try', '55ms ended: ok']);
});

test('until the first answer has come everybody asks', () => {
  const slow = { operations: { ask: [{ work: '25ms' }] } };
  expect(story(asked({ ttl: '1h' }, slow))).toEqual([
    '10ms try',
    '20ms try',
    '30ms try',
    '35ms ended: ok',
    '40ms ended: ok',
    '45ms ended: ok',
    '50ms ended: ok',
    '55ms ended: ok',
    ...[60, 70, 80, 90].map((at) => `${at}ms ended: ok`),
  ]);
});

test('an answer that comes too late is not kept, so who gives up too early never has one', () => {
  const [timeout] = [{ timeout: '4ms' }];
  for (const more of [{ inside: [timeout] }, { outside: [timeout] }])
    expect(story(asked({ ttl: '1h' }, more)).slice(-2)).toEqual(['90ms try', '94ms ended: timed-out']);
});

test('neither a failure nor what is degraded is kept', () => {
  const fails = { operations: { ask: [{ work: '5ms' }, { fail: '100%' }] } };
  const ends = (more: More) => story(asked({ ttl: '1h' }, more)).slice(-2);
  expect(ends(fails)).toEqual(['90ms try', '95ms ended: error']);
  const degraded = { ...fails, inside: [{ fallback: { value: 'degraded' } }] };
  expect(ends(degraded)).toEqual(['90ms try', '95ms ended: degraded']);
});

test('an old answer in need is a fallback inside of the cache', () => {
  const system = asked(
    { ttl: '20ms' },
    {
      inside: [{ fallback: { stale: '50ms' } }],
      faults: [{ errors: 'web', share: '100%', at: '30ms' }],
    },
  );
  // The answer of 15 ms serves to 35 ms, and in need to 65 ms; who is given it does not keep it as if it were new.
  expect(timeline(system, ['ended']).map((line) => line.replace(' ended people -> web.ask', ''))).toEqual([
    '15ms: ok',
    '20ms: ok',
    '30ms: ok',
    ...[40, 50, 60].map((at) => `${at}ms: degraded`),
    ...[70, 80, 90].map((at) => `${at}ms: error`),
  ]);
});

/** Between these instants, ms, all ask about this key. */
const about = (key: number, from: number, to: number) => ({
  'hot-key': 'people',
  key,
  share: '100%',
  at: `${from}ms`,
  for: `${to - from}ms`,
  name: `about-${key}-from-${from}`,
});

/** The instants at which web was asked, ms. */
const triesOf = (system: object) =>
  timeline(system, ['try']).map((line) => Number.parseFloat(line.split('ms')[0]));

test('each key has an answer of its own, and per: all has one for everybody', () => {
  const keys = { load: { keys: { count: 8 } } };
  const faults = [about(0, 0, 25), about(1, 25, 45), about(0, 45, 65), about(2, 65, 99)];
  expect(triesOf(asked({ ttl: '1h' }, { ...keys, faults }))).toEqual([10, 30, 70]);
  expect(triesOf(asked({ ttl: '1h', per: 'all' }, { ...keys, faults }))).toEqual([10]);
});

test('with more keys than it holds, the one goes that was longest neither written nor served', () => {
  const faults = [
    // Keys 0 and 1 are kept, and 0 is served again.
    ...[about(0, 5, 15), about(1, 15, 25), about(0, 25, 35)],
    // For key 2 the answer about 1 goes, and for that the one about 0.
    ...[about(2, 35, 45), about(0, 45, 55), about(1, 55, 65), about(2, 65, 75), about(0, 75, 85)],
  ];
  const keys = { load: { keys: { count: 8 } } };
  const until84 = (entries: number) =>
    triesOf(asked({ ttl: '1h', entries }, { ...keys, faults })).filter((at) => at < 85);
  expect(until84(3)).toEqual([10, 20, 40]);
  // At 60 ms the answer about 2 is the older one: 0 was served at 50.
  expect(until84(2)).toEqual([10, 20, 40, 60, 70, 80]);
});

test('each caller replica has its own, and a restart or a deploy empties that of one, and of no other', () => {
  const shop = (faults: object[], cache: object = { ttl: '1h' }): Raw => ({
    run: { length: '149ms' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 9 },
        operations: { get: [{ call: 'db.read', policies: [{ cache }] }] },
      },
      db: { concurrency: { threads: 9 }, operations: { read: [{ work: '1ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.get', arrivals: { constant: '100/s' } }],
    faults,
  });
  const read = (system: object) =>
    timeline(system, ['try'])
      .filter((line) => line.includes('db.read'))
      .map((line) => line.split(' ')[0]);
  // The replicas take turns.
  expect(read(shop([]))).toEqual(['10ms', '20ms']);
  const restart = { restart: 'web', replicas: [1], down: '5ms', at: '55ms' };
  expect(read(shop([restart]))).toEqual(['10ms', '20ms', '60ms']);
  // So does a new version, one replica after the other.
  const deploy = { deploy: 'web', restart: '5ms', every: '40ms', at: '55ms' };
  expect(read(shop([deploy]))).toEqual(['10ms', '20ms', '70ms', '100ms']);
});

test('steps that call one operation share a cache where its scope says so', () => {
  const twice = (cache: object) => ({
    run: { length: '29ms' },
    services: {
      web: {
        concurrency: { threads: 9 },
        operations: {
          get: [
            { call: 'db.read', policies: [{ cache }] },
            { call: 'db.read', policies: [{ cache }] },
          ],
        },
      },
      db: { concurrency: { threads: 9 }, operations: { read: [{ work: '1ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.get', arrivals: { constant: '100/s' } }],
  });
  const reads = (cache: object) =>
    timeline(twice(cache), ['try']).filter((line) => line.includes('db.read')).length;
  expect(reads({ ttl: '1h' })).toBe(2);
  expect(reads({ ttl: '1h', scope: 'edge' })).toBe(1);
});

test('what must be done each time is done each time', () => {
  const charge = { web: { 'not-idempotent': ['ask'] } };
  expect(triesOf(asked({ ttl: '1h' }, charge))).toHaveLength(9);
});

test('answers that were written together do not expire together with a jitter', () => {
  const tries = (jitter: string) =>
    triesOf({
      ...asked(
        { ttl: '40s', jitter },
        {
          load: { keys: { count: 200 }, arrivals: { constant: '1000/s' } },
          operations: { ask: [{ work: '1us' }] },
        },
      ),
      run: { length: '44s' },
    });
  const between = (all: number[], from: number, to: number) =>
    all.filter((at) => at >= from * 1000 && at < to * 1000).length;
  // All are kept in the first two seconds, and all are asked for again in two others.
  const together = tries('0%');
  expect([between(together, 0, 2), between(together, 2, 40), between(together, 40, 42)]).toEqual([
    200, 0, 200,
  ]);
  // Or each in the second half of its time: a quarter of them in a quarter of it.
  const apart = tries('50%');
  expect(between(apart, 2, 20)).toBe(0);
  expect(Math.abs(between(apart, 25, 30) - 50)).toBeLessThan(4 * Math.sqrt((200 * 3) / 16));
});

test('a push of another time to live holds for what is kept from then on', () => {
  const push = { config: 'people', setting: 'cache.ttl', to: '15ms', at: '22ms' };
  // What was kept at 15 ms keeps its 40 ms; that of 65 ms has 15.
  expect(triesOf(asked({ ttl: '40ms' }, { faults: [push] }))).toEqual([10, 60, 80]);
});

test('hits are a share of the calls that came to the cache', () => {
  const run = simulate(asked({ ttl: '36ms' }));
  const whole = run.interval(0, run.plan.length);
  const of = (metric: string) => metricNamed(metric)?.valueOf(whole, { kind: 'edge', index: 0 });
  // Asked at 10 and at 60 ms, of nine calls.
  expect(of('cache-hits')).toBe(7 / 9);
  expect(of('success')).toBe(1);
  expect(of('attempts')).toBeCloseTo(2 / 0.099, 9);
});

test('what is kept comes along when a run goes back', () => {
  const system = asked({ ttl: '20ms', jitter: '50%' }, { load: { keys: { count: 3 } } });
  const whole = simulate(system);
  const rewound = new Run(planOf(system), { seed: '1' });
  rewound.advance(42e6);
  const moment = rewound.snapshot();
  rewound.advance();
  rewound.restore(moment);
  rewound.advance();
  expect(rewound.hash).toBe(simulate(system, { seed: '1' }).hash);
  expect(whole.interval(0, 99e6).length).toBe(99e6);
});

test('a cache is refused where no request is about anything, around a message, and with entries for one answer', () => {
  const problems = (cache: object) =>
    compile(parseSystem(asked(cache))).problems?.map(({ sentence }) => sentence);
  expect(problems({ ttl: '1s', per: 'key' })).toEqual([
    '`cache` goes by what a request is about, and no load has `keys`',
  ]);
  const sends = asked(
    { ttl: '1s' },
    { operations: { ask: [{ send: 'jobs', policies: [{ cache: { ttl: '1s' } }] }] } },
  );
  const broker = { brokers: { bus: { kind: 'queue', queues: { jobs: {} } } } };
  expect(compile(parseSystem({ ...sends, ...broker })).problems?.map(({ sentence }) => sentence)).toEqual([
    '`cache` is about answers, and a message has none',
  ]);
  expect(problems({ ttl: '1s' })).toBeUndefined();
  expect(() => problems({ ttl: '1s', per: 'all', entries: 3 })).toThrow(
    /with `per: all` there is one answer/,
  );
});
