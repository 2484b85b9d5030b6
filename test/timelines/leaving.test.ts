/** Callers that leave, replicas that die, edges that are cut: who works on, who learns it, and when. */
import { expect, test } from 'vitest';
import { metricNamed } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';
import { timeline } from './facts.ts';

/** One request at 100 ms that waits 20 ms for 80 ms of work at the end of a way of 3 ms. */
function leaver(cancellation: string) {
  return {
    run: { length: '199ms' },
    network: { latency: '3ms' },
    services: { web: { concurrency: { threads: 1 }, cancellation, operations: { ask: [{ work: '80ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, timeout: '20ms' }],
  };
}

function slotTime(system: unknown): { busy: number; wasted: number } {
  const run = simulate(system);
  const interval = run.interval(0, run.plan.length);
  const subject = { kind: 'service' as const, index: 0 };
  const read = (name: string) => metricNamed(name)?.valueOf(interval, subject) ?? Number.NaN;
  const busy = read('utilisation') * interval.length;
  return { busy: Math.round(busy), wasted: Math.round(read('wasted') * busy) };
}

test('without cancellation the callee works to the end for nobody: the slot time after the timeout is wasted', () => {
  expect(timeline(leaver('none'), ['start', 'tried', 'done'])).toEqual([
    '103ms start people -> web.ask',
    '120ms tried people -> web.ask: timed-out',
    '183ms done people -> web.ask: ok, unwanted',
  ]);
  expect(slotTime(leaver('none'))).toEqual({ busy: 80e6, wasted: 63e6 });
});

test('cancellation of what is queued does not stop what runs', () => {
  expect(slotTime(leaver('queued'))).toEqual({ busy: 80e6, wasted: 63e6 });
});

test('full cancellation stops the work when the news has travelled: only that time is wasted', () => {
  expect(timeline(leaver('full'), ['start', 'tried', 'done'])).toEqual([
    '103ms start people -> web.ask',
    '120ms tried people -> web.ask: timed-out',
    '123ms done people -> web.ask: cancelled, unwanted',
  ]);
  expect(slotTime(leaver('full'))).toEqual({ busy: 20e6, wasted: 3e6 });
});

test('a cancelled frame cancels its own calls, each after the way to its callee', () => {
  const system = {
    ...leaver('full'),
    services: {
      web: { concurrency: { threads: 1 }, cancellation: 'full', operations: { ask: [{ call: 'db.get' }] } },
      db: { concurrency: { threads: 1 }, cancellation: 'full', operations: { get: [{ work: '80ms' }] } },
    },
  };
  expect(timeline(system, ['done', 'ended'])).toEqual([
    '120ms ended people -> web.ask: timed-out',
    '123ms done people -> web.ask: cancelled, unwanted',
    '123ms ended web -> db.get: cancelled',
    '126ms done web -> db.get: cancelled, unwanted',
  ]);
});

test('whoever waits and has been left is dropped when its turn comes, or when the news comes', () => {
  const two = (cancellation: string) => ({
    ...leaver(cancellation),
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 2, every: '100ms' } },
        timeout: '20ms',
      },
    ],
  });
  expect(timeline(two('queued'), ['start', 'turned-away', 'done'])).toEqual([
    '103ms start people -> web.ask',
    '183ms done people -> web.ask: ok, unwanted',
    '183ms turned-away people -> web.ask: cancelled',
  ]);
  expect(timeline(two('full'), ['start', 'turned-away', 'done'])).toEqual([
    '103ms start people -> web.ask',
    '123ms done people -> web.ask: cancelled, unwanted',
    // The news of the second comes right behind: it has the slot for no time at all.
    '123ms start people -> web.ask',
    '123ms done people -> web.ask: cancelled, unwanted',
  ]);
  expect(timeline(two('none'), ['start'])).toEqual([
    '103ms start people -> web.ask',
    '183ms start people -> web.ask',
  ]);
});

test('a crash resets what runs, loses what waits, and refuses whoever comes until it is over', () => {
  const system = {
    run: { length: '100ms' },
    network: { latency: '1ms' },
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '30ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    faults: [{ crash: 'web', at: '25ms', for: '20ms' }],
  };
  expect(timeline(system, ['start', 'turned-away', 'done', 'ended']).slice(0, 11)).toEqual([
    '11ms start people -> web.ask',
    '25ms done people -> web.ask: error',
    '25ms turned-away people -> web.ask: error',
    '26ms ended people -> web.ask: error',
    '26ms ended people -> web.ask: error',
    '31ms turned-away people -> web.ask: refused',
    '32ms ended people -> web.ask: refused',
    '41ms turned-away people -> web.ask: refused',
    '42ms ended people -> web.ask: refused',
    '51ms start people -> web.ask',
    '81ms done people -> web.ask: ok',
  ]);
});

test('control comes before work: a crash at the very instant of a completion kills it, and its end lets an arrival in', () => {
  const system = {
    run: { length: '100ms' },
    services: { web: { concurrency: { threads: 9 }, operations: { ask: [{ work: '5ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    faults: [{ crash: 'web', at: '15ms', for: '5ms' }],
  };
  expect(timeline(system, ['start', 'done']).slice(0, 4)).toEqual([
    '10ms start people -> web.ask',
    '15ms done people -> web.ask: error',
    '20ms start people -> web.ask',
    '25ms done people -> web.ask: ok',
  ]);
});

test('a fault at the very start comes before the users who do not think', () => {
  const system = {
    run: { length: '20ms' },
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '5ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', users: 1 }],
    faults: [{ slow: 'web', factor: 2 }],
  };
  expect(timeline(system, ['done'])).toEqual(['10ms done people -> web.ask: ok']);
});

test('a partition swallows requests and answers alike; only the timeout ends the wait, and the work was done', () => {
  const system = {
    run: { length: '70ms' },
    network: { latency: '2ms' },
    services: { web: { concurrency: { threads: 9 }, operations: { ask: [{ work: '5ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, timeout: '15ms' }],
    // The request of 10 ms is on its way back at 17 ms; that of 20 ms never arrives; that of 30 ms passes again.
    faults: [{ partition: 'people -> web', at: '15ms', for: '10ms' }],
  };
  expect(timeline(system, ['start', 'done', 'tried']).slice(0, 7)).toEqual([
    '12ms start people -> web.ask',
    '17ms done people -> web.ask: ok',
    '25ms tried people -> web.ask: timed-out',
    '32ms start people -> web.ask',
    '35ms tried people -> web.ask: timed-out',
    '37ms done people -> web.ask: ok',
    '39ms tried people -> web.ask: ok',
  ]);
});

test('nobody learns that a notice was lost: the caller went on long before', () => {
  const system = {
    run: { length: '19ms' },
    services: {
      web: { concurrency: { threads: 9 }, operations: { ask: [{ notify: 'audit.write' }, { work: '5ms' }] } },
      audit: { concurrency: { threads: 9 }, operations: { write: [{ work: '1ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
    network: { between: [{ from: 'web', to: 'audit', loss: '100%' }] },
  };
  expect(timeline(system, ['start', 'tried', 'ended'])).toEqual([
    '10ms start people -> web.ask',
    '10ms tried web ~> audit.write: lost',
    '10ms ended web ~> audit.write: lost',
    '15ms tried people -> web.ask: ok',
    '15ms ended people -> web.ask: ok',
  ]);
});

test('a ramp climbs in twenty even steps, holds, and fades in twenty', () => {
  const system = {
    run: { length: '199ms' },
    services: { web: { concurrency: { threads: 9 }, operations: { ask: [] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '1/s' } }],
    faults: [
      { slow: 'web', name: 'x', factor: 11, at: '10ms', for: '100ms', ramp: { in: '20ms', out: '40ms' } },
    ],
  };
  const steps = timeline(system, ['fault']);
  expect(steps.slice(0, 3)).toEqual(['10ms fault x: 0.05', '11ms fault x: 0.1', '12ms fault x: 0.15']);
  expect(steps[19]).toBe('29ms fault x: 1');
  expect(steps.slice(20, 22)).toEqual(['72ms fault x: 0.95', '74ms fault x: 0.9']);
  expect(steps.slice(-2)).toEqual(['108ms fault x: 0.05', '110ms fault x: 0']);
  expect(steps.length).toBe(40);
});

test('a callee learns that a waiting caller has left when the news has travelled, not before', () => {
  const system = (timeout: string) => ({
    run: { length: '300ms' },
    network: { latency: '10ms' },
    services: {
      web: { concurrency: { threads: 1 }, cancellation: 'queued', operations: { ask: [{ work: '30ms' }] } },
    },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 2, every: '200ms' } }, timeout },
    ],
  });
  // Both arrive at 210 ms, one starts; its slot is free at 240 ms. The second leaves at 225 or at 235 ms.
  expect(timeline(system('25ms'), ['start', 'turned-away'])).toEqual([
    '210ms start people -> web.ask',
    '240ms turned-away people -> web.ask: cancelled',
  ]);
  expect(timeline(system('35ms'), ['start', 'turned-away'])).toEqual([
    '210ms start people -> web.ask',
    '240ms start people -> web.ask',
  ]);
});

test('a notify that is lost ends at once, with or without a policy that could not learn of it', () => {
  const system = (policies: object) => ({
    run: { length: '1s' },
    network: { between: [{ from: 'web', to: 'audit', loss: '100%' }] },
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ notify: 'audit.record', ...policies }] } },
      audit: { concurrency: { threads: 1 }, operations: { record: [{ work: '1ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
  });
  for (const policies of [{}, { retry: { attempts: 3 } }]) {
    expect(timeline(system(policies), ['ended']).slice(0, 2)).toEqual([
      '100ms ended web ~> audit.record: lost',
      '100ms ended people -> web.ask: ok',
    ]);
  }
});

/** A request that is wanted for 120 ms, whose first service asks the second when 150 ms are over. */
function late(deadlines: string, cancellation = 'none') {
  return {
    run: { length: '1s' },
    network: { latency: '10ms' },
    services: {
      web: {
        concurrency: { threads: 9 },
        deadlines,
        operations: { ask: [{ work: '150ms' }, { call: 'db.get' }] },
      },
      db: { concurrency: { threads: 9 }, deadlines, cancellation, operations: { get: [{ work: '50ms' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '600ms' } },
        deadlines,
        timeout: '120ms',
      },
    ],
  };
}

test('what nobody wants any more is not asked for by who knows the deadline', () => {
  expect(timeline(late('propagate'), ['try', 'start', 'done', 'ended'])).toEqual([
    '600ms try people -> web.ask',
    '610ms start people -> web.ask',
    '720ms ended people -> web.ask: timed-out',
    '760ms ended web -> db.get: timed-out',
    '760ms done people -> web.ask: error, unwanted',
  ]);
  expect(timeline(late('local'), ['try', 'done']).slice(1)).toEqual([
    '760ms try web -> db.get',
    '820ms done web -> db.get: ok',
    '830ms done people -> web.ask: ok, unwanted',
  ]);
});

test('who listens takes nothing in that is too late when it comes', () => {
  const near = (cancellation: string) => {
    const system = late('propagate', cancellation);
    system.load[0].timeout = '165ms';
    return timeline(system, ['start', 'turned-away']).filter((line) => line.includes('db'));
  };
  expect(near('none')).toEqual(['770ms start web -> db.get']);
  expect(near('queued')).toEqual(['770ms turned-away web -> db.get: expired']);
});
