/** A fault that lasts until something is so: when it ends, to the instant, and what may not stand beside it. */
import { expect, test } from 'vitest';
import { compile, parseSystem, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf } from './facts.ts';

const MS = 1e6;
const SECOND = 1e9;

/** A hundred requests a second of 1 ms each, and faults. */
const system = (...faults: object[]) => ({
  run: { length: '20s' },
  services: {
    web: { concurrency: { threads: 10 }, operations: { ask: [{ work: '1ms' }] } },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
  faults,
});

/** `1000 errors-web 1`: when each fault changed its strength, ms. */
const turns = (...faults: object[]) =>
  factsOf(system(...faults))
    .filter(({ what }) => what === 'fault')
    .map(({ at, where, how }) => `${at / MS} ${where} ${how}`);

const errors = { errors: 'web', share: '100%', at: '2s' };

test('a metric ends it at the first look at a whole stretch of its own in which it is so', () => {
  expect(turns({ ...errors, until: { goodput: 'people', below: '50%', over: '3s' } })).toEqual([
    '2000 errors-web 1',
    '5000 errors-web 0',
  ]);
});

test('what was before it began does not count', () => {
  // From the start on nothing fails: the condition is met long before the fault is there.
  expect(turns({ ...errors, until: { goodput: 'people', above: '90%', over: '1s' }, for: '5s' })).toEqual([
    '2000 errors-web 1',
    '7000 errors-web 0',
  ]);
});

test('it must have been so for as long as it says', () => {
  const until = { failure: 'people -> web.ask', above: '99%', over: '1s', for: '2500ms' };
  expect(turns({ ...errors, until })).toEqual(['2000 errors-web 1', '5500 errors-web 0']);
});

test('a level is looked at on the tenth of a second', () => {
  const crawl = { slow: 'web', factor: 1_000_000, at: '2050ms', name: 'crawl' };
  // One more waits every 10 ms once ten are in their slots; more than 20 wait after 31 have come.
  expect(turns({ ...crawl, until: { waiting: 'web', above: 20 } })).toEqual(['2050 crawl 1', '2400 crawl 0']);
});

test('a `for` beside it may be over first', () => {
  const until = { goodput: 'people', below: '50%', over: '3s' };
  expect(turns({ ...errors, for: '1s', until })).toEqual(['2000 errors-web 1', '3000 errors-web 0']);
});

test('with `when` it waits first, and is watched from its beginning on', () => {
  const { at: _, ...rest } = errors;
  const when = { began: 'first', after: '1s' };
  const until = { goodput: 'people', below: '50%', over: '2s' };
  expect(turns({ ...rest, when, until }, { pause: 'web', at: '1s', for: '1ms', name: 'first' })).toEqual([
    '1000 first 1',
    '1001 first 0',
    '2000 errors-web 1',
    '4000 errors-web 0',
  ]);
});

test('another fault that begins or ends may end it, at once or so much later', () => {
  const cure = { restart: 'web', down: '10ms', at: '4s', name: 'cure' };
  const ends = (until: object) =>
    turns({ ...errors, until }, cure).find((line) => line.endsWith('errors-web 0'));
  expect(ends({ began: 'cure' })).toBe('4000 errors-web 0');
  expect(ends({ ended: 'cure' })).toBe('4010 errors-web 0');
  expect(ends({ ended: 'cure', after: '90ms' })).toBe('4100 errors-web 0');
  // It was over before this one began.
  expect(
    turns({ ...errors, until: { ended: 'early' } }, { pause: 'web', at: '1s', for: '1s', name: 'early' }),
  ).toContain('2000 errors-web 1');
});

test('who waits for its end hears of it, and one that flaps comes no more', () => {
  const until = { failure: 'people -> web.ask', above: '30%', over: '2s' };
  const told = turns(
    { ...errors, flap: { on: '500ms', off: '500ms' }, until },
    { pause: 'web', when: { ended: 'errors-web' }, for: '1ms', name: 'after' },
  );
  expect(told.filter((line) => line.includes('after'))).toHaveLength(2);
  expect(Math.max(...told.map((line) => Number.parseFloat(line)))).toBeLessThanOrEqual(4001);
});

test('the phases go by when it really ended', () => {
  const plan = planOf(system({ ...errors, until: { goodput: 'people', below: '50%', over: '3s' } }));
  const run = new Run(plan);
  run.advance();
  expect(run.phases.map(({ name, from, to }) => [name, from / SECOND, to / SECOND])).toEqual([
    ['before-faults', 0, 2],
    ['during-faults', 2, 5],
    ['after-faults', 5, 20],
    ['whole', 0, 20],
  ]);
  expect(run.phase('during-faults')).toBeDefined();
  expect(run.faults[0]).toMatchObject({ strength: 0, endedEarly: 5 * SECOND });
});

test('going back to an instant before the end, it ends again, and a fork ends it, too', () => {
  const plan = planOf(system({ ...errors, until: { goodput: 'people', below: '50%', over: '3s' } }));
  const run = new Run(plan, { windows: false });
  run.advance(4.2 * SECOND);
  const middle = run.snapshot();
  const fork = run.fork();
  run.advance();
  const { hash, events } = run;
  run.restore(middle);
  expect(run.faults[0]).toMatchObject({ strength: 1 });
  run.advance();
  fork.advance();
  expect([run.hash, run.events, fork.hash, fork.events]).toEqual([hash, events, hash, events]);
});

test('what cannot end so is refused where it stands', () => {
  const until = { goodput: 'people', below: '50%' };
  const problems = (fault: object) =>
    compile(parseSystem(system(fault))).problems?.map(
      ({ path, sentence }) => `${path.slice(2).join('.')}: ${sentence}`,
    );
  expect(problems({ ...errors, until, repeat: { every: '5s' } })).toContain(
    'repeat: a fault that ends when something is so does not come again',
  );
  expect(problems({ ...errors, until, ramp: { out: '1s' } })).toEqual([
    'ramp.out: a fault that ends when something is so does not know when to fade',
  ]);
  expect(problems({ flush: 'web', at: '2s', until })).toEqual([
    'until: this fault is over in the instant in which it begins',
  ]);
  expect(problems({ ...errors, until: { goodput: 'nobody', below: '50%' } })?.[0]).toMatch(
    /until\.goodput: unknown/,
  );
  expect(problems({ ...errors, until })).toBeUndefined();
});
