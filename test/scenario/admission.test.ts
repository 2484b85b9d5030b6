/** Admission as a scenario writes it: what is understood, what is answered to slips, and what can be left out. */
import { describe, expect, it } from 'vitest';
import { framesOf, scenarioOf } from './support/mistakes.ts';

const shop = (admission: string, call = 'store.read', more = '') => `title: A door
run: { length: 1m, warmup: 5s, seed: 7 }
services:
  web:
    concurrency: { threads: 4 }
    queue: { limit: 20 }
    admission: ${admission}
    operations: { home: [ { work: 2ms }, { call: ${call} } ] }
  store: { concurrency: { threads: 4 }, operations: { read: [ { work: 2ms } ] } }
load:
  - { name: visitors, operation: web.home, arrivals: { poisson: 20/s }${more} }
`;

describe('an admission', () => {
  it.each([
    '[]',
    '[ { limiter: { kind: token-bucket, rate: 100/s, burst: 5 } } ]',
    '[ { limiter: { preset: resilience4j } }, { limiter: { preset: polly, limit: 7 }, reject-cost: 1ms } ]',
    '[ { adaptive-concurrency: {} } ]',
    '[ { shed: { by: dagor }, retry-after: never }, { adaptive-concurrency: {}, retry-after: 2s, reject-cost: 1ms } ]',
    '[ { adaptive-concurrency: { preset: envoy } }, { adaptive-concurrency: { preset: netflix, kind: vegas } } ]',
    '[ { shed: { by: dagor } }, { shed: { by: utilisation } }, { shed: { by: expected-wait, target: 50ms } } ]',
  ])('may be %s', (admission) => {
    expect(framesOf(shop(admission))).toBe('');
  });

  it('keeps its order', () => {
    const { admission } = scenarioOf(
      shop('[ { shed: { by: dagor } }, { limiter: { preset: envoy } }, { shed: { by: utilisation } } ]'),
    ).system.services.web;
    expect(admission?.map((entry) => Object.keys(entry)[0])).toEqual(['shed', 'limiter', 'shed']);
  });

  const said = (admission: string) => framesOf(shop(admission));

  it.each([
    ['[ { retry: { attempts: 2 } } ]', 'expected exactly one of: limiter, adaptive-concurrency, shed'],
    ['[ { limitr: {} } ]', 'did you mean "limiter"?'],
    ['[ { limiter: { rate: 5/s } } ]', 'nothing here says which kind of limiter this is'],
    ['[ { limiter: { kind: tokenbucket, rate: 5/s, burst: 1 } } ]', 'did you mean "token-bucket"?'],
    ['[ { limiter: { preset: resiliance4j } } ]', 'did you mean "resilience4j"?'],
    ['[ { limiter: { kind: concurrency, rate: 5/s, limit: 2 } } ]', 'unknown key "rate"'],
    [
      '[ { limiter: { kind: leaky-bucket, rate: 5/s, queue: 2, rejects: at-once } } ]',
      'unknown key "rejects"',
    ],
    ['[ { limiter: { kind: gcra, rate: 5/s, buckets: 3 } } ]', 'only means something with per: key'],
    [
      '[ { limiter: { kind: sliding-window, limit: 5, window: 1s, count: counter, wait: 1s } } ]',
      'a counter knows no wait',
    ],
    ['[ { limiter: { kind: sliding-window, limit: 20000, window: 1s } } ]', 'a log remembers at most 10000'],
    ['[ { limiter: { kind: gcra, rate: 5/s, per: key } } ]', 'tells nobody apart: no load has keys'],
    ['[ { adaptive-concurrency: { kind: vega } } ]', 'did you mean "vegas"?'],
    ['[ { adaptive-concurrency: { initial: 10 } } ]', 'begins with 10, but is never less than 20'],
    ['[ { adaptive-concurrency: { min: 300 } } ]', 'the least limit, 300, is more than the largest, 200'],
    ['[ { shed: { limit: 5 } } ]', 'nothing here says by what the load is judged'],
    ['[ { shed: { by: queue } } ]', 'is nothing to shed by'],
    ['[ { shed: { by: queue-length, limit: 21 } } ]', 'nobody is ever shed: no more than 20 may wait'],
    ['[ { shed: { by: utilisation, above: 80%, all: 70% } } ]', 'all are shed before any'],
    ['[ { shed: { by: dagor }, limiter: { preset: envoy } } ]', 'cannot stand together'],
    ['[ { shed: { by: dagor }, reject-cost: 1 } ]', 'write 1ms, 1s or 1m'],
    ['[ { shed: { by: dagor }, retry-after: 1 } ]', 'write 1ms, 1s or 1m'],
    ['[ { shed: { by: dagor }, retry-after: 0s } ]', '0s is no time at all'],
    ['[ { shed: { by: dagor }, retry-after: nevr } ]', 'expected a duration such as 2s, or never'],
  ])('is not %s', (admission, sentence) => {
    expect(said(admission)).toContain(sentence);
  });

  it('lets a level below the length of the queue act', () => {
    expect(framesOf(shop('[ { shed: { by: queue-length, limit: 30, levels: [ 100%, 50% ] } } ]'))).toBe('');
  });

  it('is where shedding belongs: around a call there is none', () => {
    const frames = framesOf(shop('[]', 'store.read, shed: { by: dagor }'));
    expect(frames).toContain('unknown key "shed"');
  });
});

describe('--without', () => {
  const text = shop(
    '[ { shed: { by: dagor }, reject-cost: 1ms }, { limiter: { preset: envoy } } ]',
    'store.read, limiter: { preset: polly }, timeout: 1s',
  );
  const left = (...without: string[]) => {
    const { web } = scenarioOf(text, { without }).system.services;
    const [, call] = web.operations.home;
    return [web.admission?.map((entry) => Object.keys(entry)[0]), Object.keys(call).slice(1)];
  };

  it('leaves a gate out by its kind, with what its rejections cost', () => {
    expect(left('shed')).toEqual([['limiter'], ['limiter', 'timeout']]);
    expect(left('web.shed')).toEqual([['limiter'], ['limiter', 'timeout']]);
  });

  it('leaves out at the door and around calls alike', () => {
    expect(left('limiter')).toEqual([['shed'], ['timeout']]);
    expect(left('shed', 'web.limiter')).toEqual([[], ['timeout']]);
  });

  it('leaves out at the door only', () => {
    expect(left('web.admission.limiter')).toEqual([['shed'], ['limiter', 'timeout']]);
    expect(framesOf(text, { without: ['web.admission.limter'] })).toContain(
      'did you mean "web.admission.limiter"?',
    );
  });

  it('says what there is when nothing has that name', () => {
    expect(framesOf(text, { without: ['web.shedd'] })).toContain('did you mean "web.shed"?');
    expect(framesOf(text, { without: ['adaptive-concurrency'] })).toContain(
      'nothing here has the policy "adaptive-concurrency"',
    );
    expect(framesOf(text, { without: ['reject-cost'] })).toContain('could be left out');
  });
});
