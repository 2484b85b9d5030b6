/** A timeout's limit for connecting: what has not reached its callee by then never does. */
import { expect, test } from 'vitest';
import { policies } from '../../src/sim/index.ts';
import { timeline } from './facts.ts';

/** One request at 10 s, 5 ms away from a service with one thread. */
function system(limits: unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    run: { length: '19s' },
    network: { latency: '5ms' },
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '100ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' }, policies: limits }],
    ...more,
  };
}

const story = (whole: Record<string, unknown>) =>
  timeline(whole, ['try', 'start', 'done', 'tried', 'ended']).map((line) =>
    line.replace(' people -> web.ask', ''),
  );

const far = (from: string, to = '5s') => [{ delay: 'people -> web', by: '300ms', at: from, for: to }];
const CONNECT = { timeout: { connect: '100ms' } };

test('an attempt that is still on its way then ends as refused, and its callee never sees it', () => {
  expect(story(system([CONNECT], { faults: far('9s') }))).toEqual([
    '10000ms try',
    '10100ms tried: refused',
    '10100ms ended: refused',
  ]);
});

test('a plain timeout lets it arrive, for nobody', () => {
  expect(story(system([{ timeout: '100ms' }], { faults: far('9s') }))).toEqual([
    '10000ms try',
    '10100ms tried: timed-out',
    '10100ms ended: timed-out',
    '10305ms start',
    '10405ms done: ok, unwanted',
  ]);
});

test('a lost attempt is noticed by then, instead of after the whole timeout', () => {
  const cut = { faults: [{ partition: 'people -> web' }] };
  const both = { timeout: { after: '2s', connect: '100ms' } };
  expect(story(system([both], cut))).toEqual([
    '10000ms try',
    '10100ms tried: refused',
    '10100ms ended: refused',
  ]);
});

test('what has arrived in time may take as long as it likes, or as the timeout says', () => {
  expect(story(system([{ timeout: { connect: '6ms' } }]))).toEqual([
    '10000ms try',
    '10005ms start',
    '10105ms done: ok',
    '10110ms tried: ok',
    '10110ms ended: ok',
  ]);
  expect(story(system([{ timeout: { connect: '6ms', after: '50ms' } }]))).toEqual([
    '10000ms try',
    '10005ms start',
    '10050ms tried: timed-out',
    '10050ms ended: timed-out',
    '10105ms done: ok, unwanted',
  ]);
});

test('arriving at the very instant is in time', () => {
  expect(story(system([{ timeout: { connect: '5ms' } }])).at(-1)).toBe('10110ms ended: ok');
  expect(story(system([{ timeout: { connect: '4999999ns' } }])).at(-1)).toBe('10004.999999ms ended: refused');
});

test('waiting in the queue of the callee is having arrived', () => {
  const two = [0, 1].map((i) => ({
    name: `people${i}`,
    operation: 'web.ask',
    arrivals: { constant: '0.1/s' },
    policies: [CONNECT],
  }));
  const whole = timeline(
    system([], {
      load: two,
      services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '200ms' }] } } },
    }),
    ['ended'],
  );
  expect(whole).toEqual(['10210ms ended people0 -> web.ask: ok', '10410ms ended people1 -> web.ask: ok']);
});

test('a host that is gone takes no connection; one that only stands still does', () => {
  expect(story(system([CONNECT], { faults: [{ 'crash-hang': 'web', at: '9s' }] }))).toEqual([
    '10000ms try',
    '10100ms tried: refused',
    '10100ms ended: refused',
  ]);
  expect(story(system([CONNECT], { faults: [{ pause: 'web', at: '9s', for: '2s' }] }))).toEqual([
    '10000ms try',
    '11000ms start',
    '11100ms done: ok',
    '11105ms tried: ok',
    '11105ms ended: ok',
  ]);
});

test('a lost answer is no lost question: the callee was reached', () => {
  const cut = { faults: [{ partition: 'people -> web', at: '10050ms' }] };
  expect(story(system([{ timeout: { after: '2s', connect: '200ms' } }], cut))).toEqual([
    '10000ms try',
    '10005ms start',
    '10105ms done: ok',
    '12000ms tried: timed-out',
    '12000ms ended: timed-out',
  ]);
});

test('inside of a retry each attempt has its own limit, and trying again what was not begun is safe', () => {
  const careful = { retry: { attempts: 4, 'idempotent-only': true } };
  const whole = system([careful, CONNECT], { faults: far('9s', '1150ms') });
  (whole.services as { web: Record<string, unknown> }).web['not-idempotent'] = ['ask'];
  expect(story(whole)).toEqual([
    '10000ms try',
    '10100ms tried: refused',
    '10100ms try',
    '10200ms tried: refused',
    '10200ms try',
    '10205ms start',
    '10305ms done: ok',
    '10310ms tried: ok',
    '10310ms ended: ok',
  ]);
});

test('a notice that does not get through is given up, too', () => {
  const whole = {
    run: { length: '19s' },
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ notify: 'log.write', ...CONNECT }] } },
      log: { concurrency: { threads: 1 }, operations: { write: [{ work: '1ms' }] } },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' } }],
    faults: [{ delay: 'web -> log', by: '300ms' }],
  };
  expect(timeline(whole, ['ended', 'start']).filter((line) => line.includes('log'))).toEqual([
    '10100ms ended web ~> log.write: refused',
  ]);
});

test('a message that does not get through to its broker never lies in its queue', () => {
  const whole = {
    run: { length: '19s' },
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ send: 'jobs', ...CONNECT }] } },
    },
    network: { between: [{ from: 'web', latency: '300ms' }] },
    brokers: { bus: { kind: 'queue', queues: { jobs: {} } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '0.1/s' } }],
  };
  expect(timeline(whole, ['published', 'ended']).map((line) => line.replace(/ended .*:/, 'ended:'))).toEqual([
    '10100ms ended: refused',
    '10100ms ended: error',
  ]);
});

test('a limit that can do nothing is refused, with what to write instead', () => {
  const told = (limits: unknown) =>
    policies.timeout.params.safeParse(limits).error?.issues.map(({ message }) => message);
  expect(told({})).toEqual(['nothing is limited here; write `after`, `connect` or both']);
  expect(told({ after: '1s', connect: '1s' })).toEqual([
    '`connect` is no shorter than `after`; make it shorter, or leave it out',
  ]);
  expect(told(800)).toEqual(['800 has no unit; write 800ms, 800s or 800m']);
  expect(told({ after: '1s', connect: '10ms' })).toBe(undefined);
});

test('a message that is given up after so many repetitions has never arrived, however its caller hears of it', () => {
  const loss = { loss: 'people -> web', share: '100%', again: '40ms', tries: 3, direction: 'there' };
  // Given up after 40 + 80 + 160 ms.
  expect(story(system([], { faults: [loss] })).at(-1)).toBe('10280ms ended: error');
  expect(story(system([CONNECT], { faults: [loss] })).at(-1)).toBe('10100ms ended: refused');
});
