/** Limits: what the rules know of them beside what they do in a run, and what is found where one is too low, too high or too patient. */
import { describe, expect, it } from 'vitest';
import { throughput } from '../../src/lint/sketch/index.ts';
import { metricNamed, Run, subjectsOf } from '../../src/sim/index.ts';
import { codesOf, exampleOf, formulaOf, lintOf, sketchIn } from './support/findings.ts';
import { traitWith as trait } from './support/traits.ts';

const ms = 1e6;
const second = 1e9;

describe('a limit', () => {
  const limiter = (written: object) => trait('limiter', written).limit;

  it('is so many a second, in a window, or at a time', () => {
    expect(limiter({ kind: 'token-bucket', rate: '100/s', burst: 20, wait: '50ms' })).toEqual({
      of: 'rate',
      most: 100,
      spare: 25,
      wait: 50 * ms,
    });
    expect(limiter({ kind: 'gcra', rate: '100/s' })).toEqual({ of: 'rate', most: 100, spare: 1 });
    expect(limiter({ kind: 'leaky-bucket', rate: '100/s', queue: 4 })).toMatchObject({ most: 100, spare: 5 });
    expect(limiter({ kind: 'fixed-window', limit: 30, window: '1s' })).toEqual({
      of: 'window',
      most: 30,
      window: second,
    });
    expect(limiter({ kind: 'sliding-window', limit: 30, window: '1s', count: 'counter' })?.of).toBe('window');
    expect(limiter({ preset: 'resilience4j' })).toMatchObject({ of: 'window', most: 50, wait: 5 * second });
    expect(limiter({ preset: 'polly' })).toEqual({ of: 'places', most: 1000 });
    expect(limiter({ preset: 'envoy', limit: 7 })).toMatchObject({ of: 'places', most: 7 });
    expect(trait('bulkhead', { limit: 5, queue: 3, wait: '1s' }).limit).toEqual({
      of: 'places',
      most: 5,
      wait: second,
    });
  });

  it('that fills in portions lets no more through than its bucket holds', () => {
    const portions = (burst: number) =>
      limiter({ kind: 'token-bucket', rate: '100/s', burst, interval: '100ms' });
    expect(portions(4)).toMatchObject({ most: 40 });
    expect(portions(30)).toMatchObject({ most: 100, spare: 20 });
  });

  it('for each key, or one that is learned, is no number of calls a second', () => {
    expect(limiter({ kind: 'gcra', rate: '100/s', per: 'key' })).toBeUndefined();
    const learned = trait('adaptive-concurrency', { kind: 'gradient2', min: 5 }).limit;
    expect(learned).toMatchObject({ of: 'places', most: 5 });
    expect(learned && throughput(learned, ms)).toBeNaN();
  });

  /** One call a request, with this limit around it: what the sketch knows, and the share that a run rejects. */
  function both(policy: string, rate = '100/s'): { isKnown: boolean; rejected: number } {
    const text = `services:
  web: { concurrency: { async: 5000 }, operations: { ask: [ { call: back.work, ${policy}, timeout: 5s } ] } }
  back: { concurrency: { async: 5000 }, operations: { work: [ { sleep: { exponential: 100ms } }, { call: deep.work, timeout: 1s } ] } }
  deep: { concurrency: { async: 5000 }, operations: { work: [ { sleep: 1ms } ] } }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: ${rate} } }`;
    const sketch = sketchIn(text);
    const [behind] = sketch.wiring.from('back.work');
    const run = new Run(sketch.scenario.plan, { windows: false, moments: [10e9, 120e9] });
    run.advance();
    const edge = subjectsOf(run.plan.directory, 'edge').find(({ name }) => name === 'web -> back.work');
    if (edge === undefined) throw new Error('nobody calls');
    const rejected = metricNamed('rejected')?.valueOf(run.interval(10e9, 120e9), edge) ?? Number.NaN;
    return { isKnown: !Number.isNaN(sketch.callsOf(behind)), rejected };
  }

  it.each([
    'limiter: { kind: token-bucket, rate: 200/s, burst: 4 }',
    'limiter: { kind: token-bucket, rate: 110/s, burst: 24 }',
    'limiter: { kind: gcra, rate: 125/s, burst: 2, wait: 72ms }',
    'limiter: { kind: leaky-bucket, rate: 125/s, queue: 10 }',
    'limiter: { kind: fixed-window, limit: 130, window: 1s }',
    'limiter: { kind: sliding-window, limit: 135, window: 1s }',
    'limiter: { kind: concurrency, limit: 20 }',
    'bulkhead: { limit: 20 }',
    'adaptive-concurrency: { kind: aimd, min: 20, initial: 25, timeout: 4s }',
  ])('lets nearly everybody through where it is found to have room: %s', (policy) => {
    const { isKnown, rejected } = both(policy);
    expect(isKnown).toBe(true);
    expect(rejected).toBeLessThan(0.012);
  });

  it.each([
    'limiter: { kind: token-bucket, rate: 101/s, burst: 5 }',
    'limiter: { kind: gcra, rate: 200/s }',
    'limiter: { kind: fixed-window, limit: 10, window: 100ms }',
    'limiter: { kind: concurrency, limit: 10 }',
    'bulkhead: { limit: 12, queue: 5 }',
    'limiter: { kind: gcra, rate: 200/s, burst: 100, per: key }',
  ])('hides how many come behind it where it has none: %s', (policy) => {
    expect(both(policy).isKnown).toBe(false);
  });

  it('at a door does, too', () => {
    const seen = (admission: string) => {
      const text = exampleOf('L101', ['replicas: 2', `replicas: 2\n    admission: [ ${admission} ]`]);
      return codesOf(text);
    };
    // what the door keeps out is not asked of the service
    expect(seen('{ limiter: { kind: concurrency, limit: 9 } }')).toEqual(['L106']);
    expect(seen('{ limiter: { kind: token-bucket, rate: 90/s, burst: 20 } }')).toEqual(['L106']);
    expect(seen('{ limiter: { kind: token-bucket, rate: 150/s, burst: 20 } }')).toEqual(['L101', 'L107']);
    expect(seen('{ shed: { by: expected-wait, target: 100ms } }')).toEqual(['L101']);
    expect(seen('{ shed: { by: utilisation, above: 80% } }')).toEqual([]);
  });
});

describe('a limit below the load (L106)', () => {
  const shop = (change: readonly [string, string]) => exampleOf('L106', change);
  const limiter = 'limiter: { kind: token-bucket, rate: 50/s, burst: 20 }';

  it('is told in the numbers of its kind', () => {
    const told = (policy: string) => formulaOf('L106', shop([limiter, policy]));
    const asked = '140/s ÷ 2 replicas = 70/s';
    expect(told(limiter)).toBe(`${asked} > 50/s`);
    expect(told('limiter: { kind: fixed-window, limit: 6, window: 100ms }')).toBe(
      `${asked} > 6 ÷ 100ms = 60/s`,
    );
    expect(told('bulkhead: { limit: 6, queue: none }')).toBe(`${asked} > 6 at a time ÷ 100ms = 60/s`);
    expect(told('bulkhead: { limit: 7 }')).toBeUndefined();
    expect(told('limiter: { kind: gcra, rate: 1/s, per: key }')).toBeUndefined();
    // the tighter of two
    expect(told(`bulkhead: { limit: 6 }\n          ${limiter}`)).toBe(`${asked} > 50/s`);
  });

  it('is not told behind calls that share one another, nor of users, who wait for each other', () => {
    const sharing = shop([limiter, `coalesce: {}\n          ${limiter}`]);
    expect(codesOf(sharing.replace('orders.place,', 'orders.place, keys: { count: 10 },'))).toEqual([]);
    const users = 'users: 14, think: 1ms }';
    const waiting = 'bulkhead: { limit: 6, queue: none }';
    const text = shop([limiter, waiting]).replace('arrivals: { poisson: 140/s } }', users);
    expect(codesOf(text)).not.toContain('L106');
  });
});

describe('a limit above the capacity (L107)', () => {
  const admission = 'admission: [ { limiter: { kind: token-bucket, rate: 150/s, burst: 10 } } ]';

  it('is told of calls, where all replicas of the caller come together', () => {
    const text = exampleOf('L106', ['rate: 50/s', 'rate: 105/s']);
    expect(formulaOf('L107', text)).toBe(
      '2 replicas × 105/s = 210/s > 2 replicas × 10 threads ÷ 100ms = 200/s',
    );
    expect(codesOf(exampleOf('L106', ['rate: 50/s', 'rate: 100/s']))).toEqual([]);
  });

  it('is not told of one that is not meant to act, nor beside another', () => {
    const door = (written: string) => codesOf(exampleOf('L107', [admission, `admission: [ ${written} ]`]));
    expect(door('{ limiter: { preset: resilience4j } }')).toEqual([]);
    expect(
      door(
        '{ limiter: { kind: gcra, rate: 150/s, burst: 10 } }, { limiter: { kind: concurrency, limit: 20 } }',
      ),
    ).toEqual([]);
  });
});

describe('a wait for a place (L119)', () => {
  it('is compared with whoever asked for the operation, where nothing nearer ends it', () => {
    const text = exampleOf(
      'L119',
      ['          timeout: 500ms\n', ''],
      ['operation: orders.place,', 'operation: orders.place, timeout: 800ms,'],
      ['wait: 1s }', 'wait: 800ms }\n          timeout: 100ms'],
    );
    expect(formulaOf('L119', text)).toBe('800ms ≥ 800ms (shoppers -> orders.place)');
    expect(codesOf(text.replace('wait: 800ms', 'wait: 799ms'))).toEqual([]);
  });

  it('is compared at a door with those who wait longest', () => {
    const gate = (wait: string) =>
      exampleOf('L119', ['{ limit: 10, queue: none, wait: 1s }', '{ limit: 10 }']).replace(
        '  payments:\n',
        (found) =>
          `${found}    admission: [ { limiter: { kind: gcra, rate: 100/s, burst: 10, wait: ${wait} } } ]\n`,
      );
    expect(formulaOf('L119', gate('500ms'))).toBe('500ms ≥ 500ms (orders -> payments.charge)');
    expect(codesOf(gate('499ms'))).toEqual([]);
  });
});

describe('a door', () => {
  it('keeps its queue from filling: nothing is said of that, nor of a storm', () => {
    const shed = 'queue: { limit: 400 }\n    admission: [ { shed: { by: queue-length, limit: 20 } } ]';
    expect(codesOf(exampleOf('L116', ['queue: { limit: 400 }', shed]))).toEqual([]);
    const before = exampleOf('L104');
    expect(codesOf(before)).toEqual(['L104']);
    const gate = '\n    admission: [ { limiter: { kind: concurrency, limit: 40 } } ]';
    const at = (service: string, replicas: string) =>
      before.replace(`${service}:\n    replicas: ${replicas}`, (found) => `${found}${gate}`);
    expect(codesOf(at('payments', '2'))).not.toContain('L104');
    expect(codesOf(at('orders', '2'))).not.toContain('L104');
  });
});

describe('a callee that hangs (L138)', () => {
  const call = 'call: currency.rate, timeout: 5s';
  const told = (written: string) => formulaOf('L138', exampleOf('L138', [call, written]));

  it('is told with what everybody holds meanwhile, all attempts counted', () => {
    expect(told(call)).toBe('40/s × 5.06s + 160/s × 60ms = 212 > 100 threads');
    expect(told('call: currency.rate, retry: { attempts: 3 }, timeout: 1s')).toContain('40/s × 3.06s');
  });

  it('harms nobody else where all need it, or where something holds the calls back', () => {
    expect(told('call: currency.rate, timeout: 5s, bulkhead: { limit: 60 }')).toBeUndefined();
    expect(told('call: currency.rate, breaker: { minimum: 20 }, timeout: 5s')).toBeUndefined();
    const all = exampleOf('L138', ['plain: [ { work: 60ms } ]', `plain: [ { ${call} } ]`]);
    expect(codesOf(all)).not.toContain('L138');
  });

  it('may be a callee of a callee', () => {
    const deep = exampleOf(
      'L138',
      ['rate: [ { work: 50ms } ]', 'rate: [ { call: bank.ask, timeout: 5s } ]'],
      ['load:', '  bank: { concurrency: { threads: 300 }, operations: { ask: [ { work: 50ms } ] } }\nload:'],
    );
    expect(formulaOf('L138', deep)).toContain('40/s × 5.06s');
  });

  it('says how many a bulkhead may let in, so that the others have room', () => {
    const { findings } = lintOf(exampleOf('L138'));
    // 160/s × 60 ms = 9.6 threads, and as many again for luck
    expect(findings[0].hint).toContain('no more than 80');
  });
});

describe('consumers that crowd their service (L161)', () => {
  const told = (...changes: readonly (readonly [string, string])[]) =>
    formulaOf('L161', exampleOf('L161', ...changes));
  const consumer = 'concurrency: 40, timeout: 1s';

  it('are told with the places there are', () => {
    expect(told()).toBe('40 messages at a time > 1 replica × (5 threads + 5 waiting) = 10');
    expect(told([consumer, `${consumer}, replicas: 2`])).toContain('80 messages at a time');
  });

  it('are right where they try again themselves, hold back, or may come as often as they like', () => {
    expect(told([consumer, `concurrency: 40, retry: { attempts: 3 }, timeout: 1s`])).toBeUndefined();
    expect(told([consumer, `${consumer}, limiter: { kind: concurrency, limit: 8 }`])).toBeUndefined();
    expect(told(['receives: 3, ', ''])).toBeUndefined();
    expect(told(['limit: 5', 'limit: none'])).toBeUndefined();
  });
});
