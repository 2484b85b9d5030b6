/** Coalescing, to the nanosecond: who leads, who follows, and what becomes of them when somebody leaves. */
import { expect, test } from 'vitest';
import { compile, parseSystem, Run } from '../../src/sim/index.ts';
import {
  ATTEMPT,
  BRANCHES,
  CODE,
  INTS,
  LAYERS,
  LIFE,
  NONE,
  SITE,
  WAKE,
} from '../../src/sim/terms/columns.ts';
import { BRANCHING, CALLING } from '../../src/sim/terms/events.ts';
import { troubles, worldOf } from '../laws/inside.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { factsOf, timeline } from './facts.ts';

interface More {
  readonly work?: object[];
  readonly outside?: object[];
  readonly inside?: object[];
  readonly load?: object;
  readonly run?: object;
  readonly web?: object;
}

/** People ask web for one thing, every 10 ms; web takes 25 ms for it. */
function shared(coalesce: object = {}, more: More = {}) {
  return {
    run: { length: '99ms', ...more.run },
    services: {
      web: {
        concurrency: { threads: 100 },
        operations: { ask: more.work ?? [{ work: '25ms' }] },
        ...more.web,
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: '100/s' },
        keys: { count: 1 },
        policies: [...(more.outside ?? []), { coalesce }, ...(more.inside ?? [])],
        ...more.load,
      },
    ],
  };
}

const story = (system: object) =>
  timeline(system, ['try', 'ended']).map((line) => line.replace(' people -> web.ask', ''));

test('those who follow end in the order in which they came', () => {
  const facts = factsOf(shared({}, { load: { arrivals: { bursts: { size: 6, every: '30ms' } } } }));
  const rows = (what: string) => facts.filter((fact) => fact.what === what).map(({ row }) => row);
  expect(rows('ended').slice(0, 6)).toEqual(rows('call').slice(0, 6));
});

test('a failure that is shared is the callee’s, as often as it is shared', () => {
  const system = shared({}, { work: [{ work: '25ms' }, { fail: '100%' }] });
  const run = simulate(system);
  const [failure] = run.interval(0, run.plan.length).failures(0);
  expect([failure.origin, failure.count]).toEqual([0, 9]);
});

test('calls about different things have nothing to do with each other', () => {
  const of = (count: number) =>
    timeline(shared({}, { load: { keys: { count } }, run: { length: '990ms' } }), ['try']).length;
  expect(of(1)).toBe(33);
  expect(of(1_000_000)).toBe(98);
});

test('where as many follow as may, one more goes by itself', () => {
  const system = shared({ followers: 1 }, { work: [{ work: '45ms' }] });
  expect(story(system).slice(0, 6)).toEqual([
    '10ms try',
    // That of 20 ms follows; those of 30, 40 and 50 ms go alone.
    '30ms try',
    '40ms try',
    '50ms try',
    '55ms ended: ok',
    '55ms ended: ok',
  ]);
});

test('where it is to be sent anew a leader that leaves takes nobody with it: the first who follows sends the call anew, and the others follow it', () => {
  const slow = shared(
    { 'leader-leaves': 'send-anew' },
    {
      outside: [{ timeout: '25ms' }],
      work: [{ work: '30ms' }],
      web: { concurrency: { threads: 1 }, queue: { limit: 'none' } },
    },
  );
  // One thread: each call that was left is worked off first, so no leader is answered in time.
  expect(story(slow).slice(0, 6)).toEqual([
    '10ms try',
    '35ms ended: timed-out',
    '35ms try',
    '45ms ended: timed-out',
    '45ms try',
    '55ms ended: timed-out',
  ]);
  const quick = shared(
    { 'leader-leaves': 'send-anew' },
    { outside: [{ timeout: '25ms' }], work: [{ work: '8ms' }], run: { length: '60ms' } },
  );
  const stuckOnce = { ...quick, faults: [{ slow: 'web', factor: 10, for: '12ms' }] };
  // Only the first is slow: at 35 ms its caller leaves, and whoever has followed since 20 ms asks anew.
  expect(story(stuckOnce).slice(0, 6)).toEqual([
    '10ms try',
    '35ms ended: timed-out',
    '35ms try',
    '43ms ended: ok',
    '43ms ended: ok',
    '43ms ended: ok',
  ]);
});

test('a leader that leaves hands over what is under way: it goes on while anybody waits, and ends for them', () => {
  const slow = shared({}, { outside: [{ timeout: '25ms' }], work: [{ work: '45ms' }] });
  expect(story(slow)).toEqual([
    '10ms try',
    '35ms ended: timed-out',
    '45ms ended: timed-out',
    // Those of 30, 40 and 50 ms still wait for the one that was sent at 10 ms.
    '55ms ended: ok',
    '55ms ended: ok',
    '55ms ended: ok',
    '60ms try',
    '85ms ended: timed-out',
    '95ms ended: timed-out',
  ]);
});

test('when the last of them leaves, what is under way is given up, as the timeout says', () => {
  const rare = shared(
    {},
    { outside: [{ timeout: '15ms' }], work: [{ work: '80ms' }], load: { arrivals: { constant: '50/s' } } },
  );
  const lines = timeline(rare, ['try', 'tried', 'ended']).map((line) =>
    line.replace(' people -> web.ask', ''),
  );
  expect(lines.slice(0, 3)).toEqual(['20ms try', '35ms tried: timed-out', '35ms ended: timed-out']);
});

test('retries inside what was handed over go on as well', () => {
  const failing = shared(
    {},
    {
      outside: [{ timeout: '25ms' }],
      inside: [{ retry: { attempts: 3 } }],
      work: [{ work: '12ms' }, { fail: '100%' }],
      run: { length: '49ms' },
    },
  );
  expect(story(failing)).toEqual([
    '10ms try',
    '22ms try',
    '34ms try',
    '35ms ended: timed-out',
    '45ms ended: timed-out',
    '46ms ended: error',
    '46ms ended: error',
  ]);
});

test('one that follows may leave without the others', () => {
  const once = (name: string, every: string, more: object = {}) => ({
    name,
    operation: 'front.ask',
    arrivals: { bursts: { size: 1, every } },
    keys: { count: 1 },
    ...more,
  });
  const system = {
    run: { length: '190ms' },
    services: {
      front: {
        concurrency: { threads: 10 },
        cancellation: 'full',
        operations: { ask: [{ call: 'web.ask', coalesce: { followers: 2 } }] },
      },
      web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '60ms' }] } },
    },
    load: [
      once('first', '100ms'),
      once('second', '110ms', { patience: '15ms' }),
      once('third', '120ms'),
      once('fourth', '130ms'),
    ],
  };
  const seen = (given: object) =>
    timeline(given, ['try', 'ended']).filter((line) => line.includes('front ->'));
  // The second leaves at 125 ms, so there is room for the fourth.
  expect(seen(system)).toEqual([
    '100ms try front -> web.ask',
    '125ms ended front -> web.ask: cancelled',
    '160ms ended front -> web.ask: ok',
    '160ms ended front -> web.ask: ok',
    '160ms ended front -> web.ask: ok',
  ]);
  const patient = { ...system, load: system.load.map(({ ...load }) => ({ ...load, patience: '1s' })) };
  expect(seen(patient)[1]).toBe('130ms try front -> web.ask');
});

test('a retry outside lets all of them ask again together', () => {
  const system = shared(
    {},
    { outside: [{ retry: { attempts: 2 } }], work: [{ work: '25ms' }, { fail: '100%' }] },
  );
  expect(story(system).slice(0, 6)).toEqual([
    '10ms try',
    '35ms try',
    // Those of 40 and 50 ms follow the second call, and may ask once more; the first three may not.
    '60ms ended: error',
    '60ms ended: error',
    '60ms ended: error',
    '60ms try',
  ]);
});

test('a retry inside is the leader’s, and nobody else notices', () => {
  const system = shared(
    {},
    { inside: [{ retry: { attempts: 2 } }], work: [{ work: '10ms' }, { fail: '100%' }] },
  );
  expect(story(system).slice(0, 4)).toEqual([
    '10ms try',
    '20ms try',
    '30ms ended: error',
    '30ms ended: error',
  ]);
});

test('what doing twice is not like doing once is not shared', () => {
  const system = shared({}, { web: { 'not-idempotent': ['ask'] } });
  expect(timeline(system, ['try']).length).toBe(9);
});

test('each replica of the caller shares among its own', () => {
  const system = {
    run: { length: '190ms' },
    services: {
      front: {
        replicas: 2,
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', coalesce: {} }] },
      },
      web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '10ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'front.ask',
        arrivals: { bursts: { size: 6, every: '100ms' } },
        keys: { count: 1 },
      },
    ],
  };
  const lines = timeline(system, ['try']).filter((line) => line.includes('front ->'));
  expect(lines).toEqual(new Array(2).fill('100ms try front -> web.ask'));
});

test('a coalescing layer inside of another one follows nobody of its own chain', () => {
  const system = shared({}, { inside: [{ coalesce: {} }] });
  expect(story(system).slice(0, 4)).toEqual([
    '10ms try',
    '35ms ended: ok',
    '35ms ended: ok',
    '35ms ended: ok',
  ]);
});

test('a hedge outside of it follows its own first try, and is dropped with it', () => {
  const system = shared(
    {},
    { outside: [{ hedge: { delay: '5ms' } }], load: { arrivals: { constant: '20/s' } } },
  );
  expect(story(system)).toEqual(['50ms try', '75ms ended: ok']);
  const run = simulate(system);
  expect(worldOf(run).holders.size).toBe(0);
});

test('one that follows and is dropped in the instant of the end passes its turn on', () => {
  // The leader’s own hedge has followed since 15 ms and is first in line; it is dropped when the leader is answered.
  const system = shared({}, { outside: [{ hedge: { delay: '5ms' } }], run: { length: '45ms' } });
  expect(story(system).slice(0, 4)).toEqual([
    '10ms try',
    '35ms ended: ok',
    '35ms ended: ok',
    '35ms ended: ok',
  ]);
});

test('no more follow one call than may, though some are dropped in the instant in which the next call leads', () => {
  // Operations that ask again at once, and hedges that follow and are dropped: old and new followers of one key meet.
  const system = {
    run: { length: '2s' },
    services: {
      front: {
        concurrency: { threads: 100 },
        operations: {
          ask: [
            {
              repeat: {
                again: '80%',
                steps: [
                  {
                    call: 'web.ask',
                    policies: [{ hedge: { delay: '2ms' } }, { coalesce: { followers: 6 } }],
                  },
                ],
              },
            },
          ],
        },
      },
      web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '10ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'front.ask',
        arrivals: { poisson: '200/s' },
        keys: { count: 1 },
      },
    ],
  };
  const run = new Run(planOf(system), { windows: false });
  const world = worldOf(run);
  const site = run.plan.sites.findIndex(({ chain }) => chain.length === 2);
  let most = 0;
  while (!run.advance(run.plan.length, 1)) {
    const { I } = world.arena;
    let following = 0;
    for (let row = 0; row < world.arena.taken; row++) {
      const at = row * INTS;
      const isLine = I[at + CODE] === CALLING || I[at + CODE] === BRANCHING;
      if ((I[at + LIFE] & 1) === 0 || !isLine || I[at + SITE] !== site) continue;
      // Held by the inner layer, with nothing sent and nothing to come.
      if (
        I[at + LAYERS] === 2 &&
        I[at + ATTEMPT] === NONE &&
        I[at + WAKE] === NONE &&
        I[at + BRANCHES] === NONE
      )
        following += 1;
    }
    most = Math.max(most, following);
  }
  expect(most).toBe(6);
});

test('a caller that crashes takes its leaders and all who follow with it, and leaves no key behind', () => {
  const system = {
    run: { length: '290ms' },
    services: {
      front: { concurrency: { threads: 100 }, operations: { ask: [{ call: 'web.ask', coalesce: {} }] } },
      web: { concurrency: { threads: 100 }, operations: { ask: [{ work: '50ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'front.ask',
        arrivals: { bursts: { size: 20, every: '100ms' } },
        keys: { count: 3 },
      },
    ],
    faults: [{ crash: 'front', at: '120ms', for: '20ms' }],
  };
  const run = new Run(planOf(system));
  run.advance(130e6);
  expect([worldOf(run).holders.size, troubles(run)]).toEqual([0, []]);
  const ended = timeline(system, ['ended']).filter((line) => line.includes('front ->'));
  expect(ended.slice(0, 20)).toEqual(new Array(20).fill('120ms ended front -> web.ask: cancelled'));
  expect(ended.slice(20)).toEqual(new Array(20).fill('250ms ended front -> web.ask: ok'));
});

test('a hundred thousand that follow one call end in one instant, an event each', () => {
  const system = shared(
    {},
    {
      load: { arrivals: { bursts: { size: 100_000, every: '30ms' } }, retry: { attempts: 1 } },
      run: { length: '59ms' },
    },
  );
  const run = simulate(system);
  expect(run.interval(0, run.plan.length).attempts(0)).toBe(1);
  const ended = timeline(system, ['ended']);
  expect(ended.length).toBe(100_000);
  expect(ended[99_999]).toBe('55ms ended people -> web.ask: ok');
  expect(worldOf(run).holders.size).toBe(0);
});

test('going back to the middle of it and on again is the same', () => {
  const system = shared(
    {},
    {
      outside: [{ timeout: '45ms' }],
      load: { keys: { count: 3 }, arrivals: { poisson: '1000/s' } },
      run: { length: '500ms' },
    },
  );
  const run = new Run(planOf(system), { windows: false });
  run.advance(200e6);
  const middle = run.snapshot();
  expect(worldOf(run).holders.size).toBe(3);
  const fork = run.fork();
  run.advance();
  const { hash, events } = run;
  run.restore(middle);
  run.advance();
  fork.advance();
  expect([run.hash, run.events, fork.hash, fork.events, troubles(fork)]).toEqual([
    hash,
    events,
    hash,
    events,
    [],
  ]);
});

test('messages are not shared: of two events about one thing one would be lost', () => {
  const system = shared({}, { work: [{ send: 'jobs', coalesce: {} }] });
  const broker = { brokers: { bus: { kind: 'queue', queues: { jobs: {} } } } };
  expect(compile(parseSystem({ ...system, ...broker })).problems?.map(({ sentence }) => sentence)).toEqual([
    '`coalesce` is about answers, and a message has none',
  ]);
});
