/** Work whose result can no longer reach who asked, to the nanosecond: from when on it is wasted, however deep it is. */
import { describe, expect, test } from 'vitest';
import { metricNamed } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';

type Keys = Record<string, unknown>;

/** One request at 100 ms, which is left after 20 ms; nothing takes time but work. Each service has one operation, `do`. */
function asked(operations: Record<string, readonly Keys[]>, more: Keys = {}) {
  return {
    run: { length: '199ms' },
    services: Object.fromEntries(
      Object.entries(operations).map(([name, steps]) => [
        name,
        { concurrency: { threads: 9 }, operations: { do: steps } },
      ]),
    ),
    load: [{ name: 'people', operation: 'web.do', arrivals: { constant: '10/s' }, timeout: '20ms' }],
    ...more,
  };
}

/** By service: ms of slots taken, and of these, in vain. */
function slots(system: unknown): Record<string, string> {
  const run = simulate(system);
  const interval = run.interval(0, run.plan.length);
  return Object.fromEntries(
    run.plan.directory.services.map(({ name }, index) => {
      const read = (metric: string) =>
        metricNamed(metric)?.valueOf(interval, { kind: 'service', index }) ?? Number.NaN;
      const taken = (read('in-flight') * interval.length) / 1e6;
      return [name, `${Math.round(taken)}, ${Math.round(taken * (read('wasted') || 0))} in vain`];
    }),
  );
}

test('when a user leaves, all that is under way for the request is in vain from that instant on, down to the last service', () => {
  const system = asked({
    web: [{ call: 'shop.do' }],
    shop: [{ call: 'db.do' }],
    db: [{ work: '80ms' }],
  });
  expect(slots(system)).toEqual({
    web: '80, 60 in vain',
    shop: '80, 60 in vain',
    db: '80, 60 in vain',
  });
});

test('what begins only afterwards is in vain from its beginning', () => {
  const system = asked({
    web: [{ work: '30ms' }, { call: 'db.do' }, { work: '5ms' }],
    db: [{ work: '40ms' }],
  });
  expect(slots(system)).toEqual({ web: '75, 55 in vain', db: '40, 40 in vain' });
});

test('what had ended before was not', () => {
  const system = asked({ web: [{ call: 'db.do' }, { work: '30ms' }], db: [{ work: '15ms' }] });
  expect(slots(system)).toEqual({ web: '45, 25 in vain', db: '15, 0 in vain' });
});

test('steps side by side are in vain together, and so are the calls of their strands', () => {
  const system = asked({
    web: [{ parallel: [{ call: 'a.do' }, [{ work: '5ms' }, { call: 'b.do' }, { call: 'a.do' }]] }],
    a: [{ work: '30ms' }],
    b: [{ work: '30ms' }],
  });
  expect(slots(system)).toEqual({ web: '65, 45 in vain', a: '60, 40 in vain', b: '30, 15 in vain' });
});

test('a caller further down that leaves as well does not count it twice, and its retry is in vain from its beginning', () => {
  const retry = { attempts: 2, backoff: { base: '0ms' } };
  const system = asked({
    web: [{ call: 'db.do', retry, timeout: '30ms' }],
    db: [{ work: '40ms' }],
  });
  // Tries at 100 ms and 130 ms; the user leaves at 120 ms, web its tries at 130 ms and 160 ms.
  expect(slots(system)).toEqual({ web: '60, 40 in vain', db: '80, 60 in vain' });
});

test('a try that its caller has left is in vain, and so is all below it; the next try is not', () => {
  const retry = { attempts: 2, backoff: { base: '0ms' } };
  const system = asked(
    {
      web: [{ call: 'shop.do', retry, timeout: '20ms' }],
      shop: [{ call: 'db.do' }],
      db: [{ work: '30ms' }],
    },
    { load: [{ name: 'people', operation: 'web.do', arrivals: { constant: '10/s' } }] },
  );
  // Both tries take 30 ms, of which the last 10 ms are for nobody.
  expect(slots(system)).toEqual({ web: '40, 0 in vain', shop: '60, 20 in vain', db: '60, 20 in vain' });
});

test('the loser of a hedge is in vain from the answer of the winner on, with all below it', () => {
  const system = asked(
    {
      web: [{ call: 'shop.do', hedge: { delay: '10ms' } }],
      shop: [{ call: 'db.do' }],
      db: [{ work: '30ms' }],
    },
    { load: [{ name: 'people', operation: 'web.do', arrivals: { constant: '10/s' } }] },
  );
  expect(slots(system)).toEqual({ web: '30, 0 in vain', shop: '60, 10 in vain', db: '60, 10 in vain' });
});

test('a notify and a message have effects of their own: their work is not in vain, whoever has left', () => {
  const system = asked(
    {
      web: [{ work: '30ms' }, { notify: 'audit.do' }, { send: 'letters' }, { work: '10ms' }],
      audit: [{ call: 'store.do' }],
      store: [{ work: '15ms' }],
      post: [{ work: '25ms' }],
    },
    {
      brokers: { bus: { kind: 'queue', queues: { letters: {} } } },
      consumers: [{ from: 'letters', call: 'post.do' }],
    },
  );
  expect(slots(system)).toEqual({
    web: '40, 20 in vain',
    audit: '15, 0 in vain',
    store: '15, 0 in vain',
    post: '25, 0 in vain',
  });
});

test('a caller that dies takes the worth of what it waits for with it', () => {
  const system = asked(
    { web: [{ call: 'shop.do' }], shop: [{ call: 'db.do' }], db: [{ work: '30ms' }] },
    { faults: [{ crash: 'web', at: '110ms', for: '5ms' }] },
  );
  expect(slots(system)).toEqual({ web: '10, 0 in vain', shop: '30, 20 in vain', db: '30, 20 in vain' });
});

/** Requests of one thing, each at its instant and left after so long, ms; web asks db for it, which takes 50 ms, once for all. */
function sharing(requests: readonly (readonly [at: number, patience: number])[], web: Keys = {}) {
  return {
    run: { length: '119ms' },
    services: {
      web: {
        concurrency: { threads: 9 },
        operations: { do: [{ call: 'db.do', coalesce: {} }] },
        ...web,
      },
      db: { concurrency: { threads: 9 }, operations: { do: [{ work: '50ms' }] } },
    },
    load: requests.map(([at, patience], i) => ({
      name: `people${i}`,
      operation: 'web.do',
      // The next one would come after the end.
      arrivals: { bursts: { size: 1, every: `${at}ms` } },
      keys: { count: 1 },
      timeout: `${patience}ms`,
    })),
  };
}

test('what several wait for is in vain when the last of them is out of reach, whoever began it', () => {
  const system = sharing([
    [60, 30],
    [70, 30],
    [80, 25],
  ]);
  expect(slots(system)).toEqual({ web: '120, 35 in vain', db: '50, 5 in vain' });
});

test('somebody who joins what was in vain gives it its worth back', () => {
  const system = sharing([
    [60, 10],
    [80, 50],
  ]);
  expect(slots(system)).toEqual({ web: '80, 40 in vain', db: '50, 10 in vain' });
});

describe('where the next leader sends anew, what several wait for', () => {
  const operations = { do: [{ call: 'db.do', coalesce: { 'leader-leaves': 'send-anew' } }] };

  test('is in vain when the last of them is out of reach, whoever began it', () => {
    const requests = [
      [60, 30],
      [70, 30],
      [80, 25],
    ] as const;
    expect(slots(sharing(requests, { operations }))).toEqual({ web: '120, 35 in vain', db: '50, 5 in vain' });
  });

  test('is in vain where its leader has left it, and what is sent anew as long as nobody is in reach', () => {
    const requests = [
      [60, 30],
      [65, 45],
    ] as const;
    // The first call is left at 90 ms and takes until 110 ms; the second begins then, and is left at 110 ms. The end is at 119 ms.
    expect(slots(sharing(requests, { operations, cancellation: 'full' }))).toEqual({
      web: '75, 0 in vain',
      db: '79, 29 in vain',
    });
  });
});

test('what is handed over from one who leaves to the next is in vain when there is no next', () => {
  const requests = [
    [60, 30],
    [70, 15],
    [80, 25],
  ] as const;
  expect(slots(sharing(requests, { cancellation: 'full' }))).toEqual({
    web: '70, 0 in vain',
    db: '50, 5 in vain',
  });
});
