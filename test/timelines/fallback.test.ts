/** Fallbacks, to the nanosecond: what is answered instead, how old it may be, and that the first failure stays known. */
import { expect, test } from 'vitest';
import { compile, parseSystem, Run } from '../../src/sim/index.ts';
import { OUTCOMES } from '../../src/sim/terms/outcomes.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { timeline } from './facts.ts';

interface More {
  readonly inside?: object[];
  readonly outside?: object[];
  readonly faults?: object[];
  readonly web?: object;
  readonly load?: object;
}

/** A request every 10 ms at a web that takes 5 ms, or fails at once; a cache beside it takes 2 ms. */
function asked(fallback: object, more: More = {}) {
  return {
    run: { length: '99ms' },
    services: {
      web: {
        concurrency: { threads: 10 },
        operations: { ask: [{ work: '5ms' }], other: [{ work: '5ms' }] },
        ...more.web,
      },
      cache: {
        concurrency: { threads: 10 },
        operations: { get: [{ work: '2ms' }], fail: [{ fail: '100%' }] },
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        policies: [...(more.outside ?? []), { fallback }, ...(more.inside ?? [])],
        ...more.load,
      },
    ],
    faults: more.faults ?? [{ errors: 'web', share: '100%' }],
  };
}

const FAILS_LATER = [{ errors: 'web', share: '100%', at: '45ms' }];

test('a value is answered in the instant of the failure', () => {
  expect(timeline(asked({ value: 'degraded' }), ['tried', 'ended']).slice(0, 2)).toEqual([
    '10ms tried people -> web.ask: error',
    '10ms ended people -> web.ask: degraded',
  ]);
});

test('what first went wrong, and where, stays known', () => {
  const run = simulate(asked({ value: 'degraded' }));
  const [failure] = run.interval(0, run.plan.length).failures(0);
  expect({ ...failure, cause: OUTCOMES[failure.cause] }).toEqual({
    isDegraded: true,
    cause: 'error',
    origin: 0,
    count: 9,
  });
  const late = simulate(asked({ value: 'degraded' }, { inside: [{ timeout: '1ms' }], faults: [] }));
  const [missed] = late.interval(0, late.plan.length).failures(0);
  expect(OUTCOMES[missed.cause]).toBe('timed-out');
});

test('it stands in for the failures it is for, and for no others', () => {
  const ended = (on: string[]) => timeline(asked({ value: 'degraded', on }), ['ended'])[0];
  expect(ended(['timed-out', 'refused'])).toBe('10ms ended people -> web.ask: error');
  expect(ended(['error'])).toBe('10ms ended people -> web.ask: degraded');
});

test('a rejection by a policy inside is stood in for like any other failure', () => {
  const system = asked({ value: 'degraded' }, { inside: [{ breaker: { window: 1, minimum: 1 } }] });
  // The first failure opens the breaker; from then on nothing is sent.
  expect(timeline(system, ['try', 'ended']).slice(0, 4)).toEqual([
    '10ms try people -> web.ask',
    '10ms ended people -> web.ask: degraded',
    '20ms ended people -> web.ask: degraded',
    '30ms ended people -> web.ask: degraded',
  ]);
});

test('the last good answer is given while it is no older than allowed', () => {
  // The last good answer is that of 45 ms; the failure of 70 ms finds it 25 ms old.
  const ended = (stale: string) => timeline(asked({ stale }, { faults: FAILS_LATER }), ['ended']).slice(3, 8);
  expect(ended('25ms')).toEqual([
    '45ms ended people -> web.ask: ok',
    '50ms ended people -> web.ask: degraded',
    '60ms ended people -> web.ask: degraded',
    '70ms ended people -> web.ask: degraded',
    '80ms ended people -> web.ask: error',
  ]);
  expect(ended('24999999ns')[3]).toBe('70ms ended people -> web.ask: error');
});

test('whoever never had a good answer has none to give', () => {
  expect(timeline(asked({ stale: '1h' }), ['ended'])[0]).toBe('10ms ended people -> web.ask: error');
});

test('a degraded answer is not kept as if it were good', () => {
  // Errors are answered by the value inside; what is refused finds the good answer of 45 ms too old at 80 ms.
  const system = asked(
    { stale: '20ms' },
    {
      inside: [{ fallback: { value: 'degraded', on: ['error'] } }],
      faults: [...FAILS_LATER, { crash: 'web', at: '75ms' }],
    },
  );
  expect(timeline(system, ['ended']).slice(3)).toEqual([
    '45ms ended people -> web.ask: ok',
    '50ms ended people -> web.ask: degraded',
    '60ms ended people -> web.ask: degraded',
    '70ms ended people -> web.ask: degraded',
    '80ms ended people -> web.ask: refused',
    '90ms ended people -> web.ask: refused',
  ]);
});

/** All ask about key 0 until 25 ms, about key 1 until 45 ms, and then the web fails whoever asks about `then`. */
function keyed(fallback: object, then: readonly number[]) {
  const keys = { keys: { count: 8 } };
  const hot = (key: number, at: string, length: string) => ({
    'hot-key': 'people',
    key,
    share: '100%',
    at,
    for: length,
    name: `key-${key}-from-${at}`,
  });
  const faults = [
    hot(0, '0ms', '25ms'),
    hot(1, '25ms', '20ms'),
    ...then.map((key, i) => hot(key, `${45 + 10 * i}ms`, '10ms')),
    { errors: 'web', share: '100%', at: '48ms' },
  ];
  return asked(fallback, { faults, load: keys });
}

const endedFrom = (system: object) =>
  timeline(system, ['ended'])
    .slice(4)
    .map((line) => line.replace('ended people -> web.ask: ', ''));

test('with keys on the load each key has a last good answer of its own', () => {
  // Answered well: key 0 at 15 and 25 ms, key 1 at 35 and 45 ms. Nobody ever asked about key 2.
  expect(endedFrom(keyed({ stale: '35ms' }, [0, 1, 2, 0, 1]))).toEqual([
    '50ms degraded',
    '60ms degraded',
    '70ms error',
    '80ms error',
    '90ms error',
  ]);
  // One answer for all is that of 45 ms.
  expect(endedFrom(keyed({ stale: '35ms', per: 'all' }, [0, 1, 2, 0, 1]))).toEqual([
    '50ms degraded',
    '60ms degraded',
    '70ms degraded',
    '80ms degraded',
    '90ms error',
  ]);
});

test('where the answers of more keys are wanted than may be kept, the one that was longest unused is gone', () => {
  const system = (entries: number) => keyed({ stale: '1s', entries }, [0, 1, 0]);
  expect(endedFrom(system(1)).slice(0, 3)).toEqual(['50ms error', '60ms degraded', '70ms error']);
  expect(endedFrom(system(2)).slice(0, 3)).toEqual(['50ms degraded', '60ms degraded', '70ms degraded']);
});

test('going back to an instant brings back whose answers were known then', () => {
  const run = new Run(planOf(keyed({ stale: '35ms', entries: 1 }, [0, 1, 0, 1])));
  run.advance(40e6);
  const before = run.snapshot();
  run.advance(99e6);
  const after = run.hash;
  run.restore(before);
  const fork = run.fork();
  run.advance(99e6);
  fork.advance(99e6);
  expect([run.hash, fork.hash]).toEqual([after, after]);
});

test('what tells keys apart needs some', () => {
  const problems = (fallback: object, load: object) =>
    compile(parseSystem(asked(fallback, { load }))).problems?.map(({ sentence }) => sentence);
  const sentence = '`fallback` goes by what a request is about, and no load has `keys`';
  expect(problems({ stale: '1s', entries: 10 }, {})).toEqual([sentence]);
  expect(problems({ stale: '1s', per: 'key' }, {})).toEqual([sentence]);
  expect(problems({ stale: '1s', per: 'key' }, { keys: { count: 2 } })).toBeUndefined();
  expect(() => parseSystem(asked({ stale: '1s', per: 'all', entries: 10 }))).toThrow('there is one answer');
});

test('a crash of the caller forgets its last good answers', () => {
  const system = (faults: object[]) => ({
    run: { length: '150ms' },
    services: {
      front: {
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', fallback: { stale: '1s' } }] },
      },
      web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '5ms' }] } },
    },
    load: [{ name: 'people', operation: 'front.ask', arrivals: { constant: '100/s' } }],
    faults: [{ errors: 'web', share: '100%', at: '48ms' }, ...faults],
  });
  const ended = (faults: object[]) =>
    timeline(system(faults), ['ended'])
      .filter((line) => line.includes('front -> web'))
      .slice(-1);
  expect(ended([])).toEqual(['140ms ended front -> web.ask: degraded']);
  expect(ended([{ crash: 'front', at: '71ms', for: '20ms' }])).toEqual([
    '140ms ended front -> web.ask: error',
  ]);
});

test('another operation is asked, and its good answer counts as degraded', () => {
  const system = asked({ call: 'cache.get' });
  expect(timeline(system, ['try', 'tried', 'ended']).slice(0, 7)).toEqual([
    '10ms try people -> web.ask',
    '10ms tried people -> web.ask: error',
    '10ms try people -> cache.get',
    '12ms tried people -> cache.get: ok',
    '12ms ended people -> cache.get: ok',
    '12ms ended people -> web.ask: degraded',
    '20ms try people -> web.ask',
  ]);
  const run = simulate(system);
  const [failure] = run.interval(0, run.plan.length).failures(0);
  expect([failure.isDegraded, OUTCOMES[failure.cause], failure.origin]).toEqual([true, 'error', 0]);
});

test('where that fails too, the first failure stays', () => {
  const system = asked({ call: 'cache.fail' }, { inside: [{ timeout: '1ms' }], faults: [] });
  expect(timeline(system, ['ended']).slice(0, 2)).toEqual([
    '11ms ended people -> cache.fail: error',
    '11ms ended people -> web.ask: timed-out',
  ]);
});

test('a timeout outside ends whatever is asked instead', () => {
  const system = asked({ call: 'cache.get' }, { outside: [{ timeout: '1ms' }] });
  expect(timeline(system, ['tried', 'ended']).slice(0, 4)).toEqual([
    '10ms tried people -> web.ask: error',
    '11ms tried people -> cache.get: timed-out',
    '11ms ended people -> cache.get: cancelled',
    '11ms ended people -> web.ask: timed-out',
  ]);
});

test('what is asked instead has policies of its own, inside of those around the fallback', () => {
  const system = (own: object) => asked({ call: 'cache.fail', ...own }, { outside: [{ timeout: '4ms' }] });
  const lines = (own: object) => timeline(system(own), ['try', 'tried', 'ended']).slice(1, 8);
  expect(lines({ retry: { attempts: 3, backoff: { base: '3ms', kind: 'fixed' } } })).toEqual([
    '10ms tried people -> web.ask: error',
    '10ms try people -> cache.fail',
    '10ms tried people -> cache.fail: error',
    '13ms try people -> cache.fail',
    '13ms tried people -> cache.fail: error',
    '14ms ended people -> cache.fail: cancelled',
    '14ms ended people -> web.ask: timed-out',
  ]);
  expect(lines({ call: 'cache.get', timeout: '1ms' }).slice(2, 5)).toEqual([
    '11ms tried people -> cache.get: timed-out',
    '11ms ended people -> cache.get: timed-out',
    '11ms ended people -> web.ask: error',
  ]);
});

test('its policies may be a named list, or a chain of a known system, in the order written', () => {
  const named = { lists: [{ retry: { attempts: 2 } }, { timeout: '1ms' }] };
  const tries = (own: object) =>
    timeline({ policies: named, ...asked({ call: 'cache.get', ...own }) }, ['try'])
      .slice(0, 4)
      .map((line) => line.replace(' try people ->', ''));
  // A timeout of the first try, then of the second.
  expect(tries({ policies: 'lists' })).toEqual([
    '10ms web.ask',
    '10ms cache.get',
    '11ms cache.get',
    '20ms web.ask',
  ]);
  expect(tries({ timeout: '1ms', retry: { attempts: 2 } }).slice(2)).toEqual([
    '20ms web.ask',
    '20ms cache.get',
  ]);
  expect(tries({ policies: { preset: 'hystrix' } }).slice(2)).toEqual(['20ms web.ask', '20ms cache.get']);
});

test('a breaker of its own stops asking, and a push to the caller reaches it', () => {
  const system = (faults: object[]) =>
    asked(
      { call: 'cache.fail', breaker: { consecutive: 2, open: '1h' } },
      { faults: [{ errors: 'web', share: '100%' }, ...faults] },
    );
  const asks = (faults: object[]) =>
    timeline(system(faults), ['try']).filter((line) => line.includes('cache')).length;
  expect(asks([])).toBe(2);
  const push = { config: 'people', setting: 'breaker.consecutive', to: 5, at: '5ms', name: 'push' };
  expect(asks([push])).toBe(5);
});

test('who waits for a place behind itself would wait for ever: a bulkhead of its own is another one', () => {
  // Both are for all calls to the service; the one outside is full of the call that waits inside.
  const bulkhead = { limit: 1, queue: 5, scope: 'service' };
  const system = asked({ call: 'web.other', bulkhead }, { outside: [{ bulkhead }], faults: [] });
  const failing = { ...system, faults: [{ errors: 'web.ask', share: '100%' }] };
  expect(timeline(failing, ['ended']).slice(0, 2)).toEqual([
    '15ms ended people -> web.other: ok',
    '15ms ended people -> web.ask: degraded',
  ]);
});

test('what it may not have around it is refused where it stands', () => {
  const problems = (own: object, policies: object = {}) =>
    compile(parseSystem({ policies, ...asked({ call: 'cache.get', ...own }) })).problems?.map(
      ({ sentence, path }) => `${path.join('.')}: ${sentence}`,
    );
  expect(
    problems({ policies: 'again' }, { again: [{ fallback: { call: 'cache.get', policies: 'again' } }] }),
  ).toEqual(['policies.again.0.fallback: what a fallback asks for has no fallback of its own']);
  expect(problems({ policies: 'agian' }, { again: [] })?.[0]).toMatch(
    /^load\.0\.policies\.0\.fallback\.policies: .*agian/,
  );
  const many = { hedge: { delay: '1ms', max: 10 } };
  expect(problems({ policies: [many, many, many] })?.[0]).toContain('1000 times at once');
  expect(() => parseSystem(asked({ call: 'cache.get', fallback: { value: 'degraded' } }))).toThrow(
    'unknown key',
  );
});

test('a retry outside asks both again', () => {
  const system = asked({ call: 'cache.fail' }, { outside: [{ retry: { attempts: 2 } }] });
  expect(timeline(system, ['try']).slice(0, 4)).toEqual([
    '10ms try people -> web.ask',
    '10ms try people -> cache.fail',
    '10ms try people -> web.ask',
    '10ms try people -> cache.fail',
  ]);
});

test('what a load falls back to is no request of its users, though it asks for the same', () => {
  const system = asked(
    { call: 'web.other' },
    {
      load: { operation: undefined, mix: { 'web.ask': 1, 'web.other': 1 } },
      faults: [{ errors: 'web.ask', share: '100%' }],
    },
  );
  const { operation: _, ...load } = system.load[0];
  const run = simulate({ ...system, load: [load] });
  expect(run.plan.directory.edges.map(({ name }) => name)).toContain('people -> web.other (fallback)');
  expect(run.checkLedger()).toEqual([]);
});

test('what is asked instead is no try of the call: the next one is its second', () => {
  const system = asked({ call: 'cache.fail' }, { outside: [{ retry: { attempts: 2 } }] });
  const run = simulate({ ...system, run: { length: '2s' } }, { traces: true });
  const [trace] = run.traces?.traces() ?? [];
  const tries = trace.spans.filter((span) => span.kind === 'attempt' && span.parent === 0);
  expect(tries.map((span) => span.kind === 'attempt' && span.nth)).toEqual([1, 2]);
});

test('a trace shows what was asked instead under the call that failed', () => {
  const run = simulate({ ...asked({ call: 'cache.fail' }), run: { length: '2s' } }, { traces: true });
  const [trace] = run.traces?.traces() ?? [];
  const { edges } = run.plan.directory;
  expect(trace.spans.map(({ kind, parent, edge }) => `${kind} ${edges[edge].name}, below ${parent}`)).toEqual(
    [
      'call people -> web.ask, below -1',
      'attempt people -> web.ask, below 0',
      'call people -> cache.fail, below 0',
      'attempt people -> cache.fail, below 2',
    ],
  );
});
