/** What findings advise can be written, and would help: at the ends of their ranges, too. */
import { expect, it } from 'vitest';
import { exampleOf, formulaOf, lintOf } from './support/findings.ts';

function adviceOf(code: string, ...changes: readonly (readonly [string, string])[]): string | undefined {
  return lintOf(exampleOf(code, ...changes)).findings.find((finding) => finding.code === code)?.hint;
}

it('a queue is not advised to hold less than nothing (L140)', () => {
  expect(adviceOf('L140')).toBe('lane: dedicated, or a queue limit below 80');
  expect(adviceOf('L140', ['timeout: 800ms', 'timeout: 15ms'])).toBe('lane: dedicated');
});

it('a bulkhead around the calls of a single slot has no limit that helps (L133)', () => {
  expect(adviceOf('L133')).toBe('fewer than 20');
  expect(adviceOf('L133', ['threads: 20', 'threads: 1'])).toContain('more slots in orders');
});

it('a breaker is not advised to need as many calls as before, or fewer callers than one (L131)', () => {
  expect(adviceOf('L131')).toBe('minimum: 6, or fewer replicas of the caller');
  const rare = ['minimum: 100 }', 'minimum: 3 }'] as const;
  expect(adviceOf('L131', rare, ['5/s', '100/h'])).toBe('fewer replicas of the caller');
  expect(adviceOf('L131', rare, ['5/s', '10/h'], ['    replicas: 10\n', ''])).toBe(
    'more calls, or no breaker',
  );
  const hystrix = ['{ window: 100, minimum: 100 }', '{ preset: hystrix, minimum: 2 }'] as const;
  expect(adviceOf('L131', hystrix, ['5/s', '1/s'])).toBe('a longer window, or fewer replicas of the caller');
});

it('one call is enough for a window of time that needs one (L131)', () => {
  const hystrix = (minimum: number) =>
    adviceOf(
      'L131',
      ['{ window: 100, minimum: 100 }', `{ preset: hystrix, minimum: ${minimum} }`],
      ['5/s', '0.5/s'],
    );
  expect(hystrix(2)).toBeDefined();
  expect(hystrix(1)).toBeUndefined();
});

it('a breaker is not advised to open at one failure (L132)', () => {
  expect(adviceOf('L132', ['for: 20s', 'for: 2s'])).toContain('a window in which 2 failures are enough');
  expect(adviceOf('L132', ['for: 20s', 'for: 1s'])).toBe(
    'no breaker: hardly a call is made while the fault lasts',
  );
});

it('a breaker may open at once where most requests fail anyway (L163)', () => {
  expect(adviceOf('L163', ['fail: 1%', 'fail: 49%'])).toBe('consecutive: 5 or more');
  expect(adviceOf('L163', ['fail: 1%', 'fail: 50%'])).toBeUndefined();
});

it('the only key is not one of several (L160)', () => {
  const [found] = lintOf(exampleOf('L160', ['count: 1000, zipf: 1.5', 'count: 1'])).findings;
  expect(found.sentence).toContain('the only key of readers is more');
});

it('a fault that outlasts the run by little is told with how little (L142)', () => {
  expect(formulaOf('L142', exampleOf('L142', ['for: 60s', 'for: 30.001s']))).toBe('2m1ms > 2m');
});

it.each(['L109', 'L145', 'L146', 'L164', 'L167'])(
  'of a fault that lasts until something is so nobody claims to know for how long (%s)',
  (code) => {
    const example = exampleOf(code);
    const [, service] = /services:\n +(\S+):/.exec(example) ?? [];
    const found = (text: string) => lintOf(text).findings.some((finding) => finding.code === code);
    const open = example.replace(
      /(faults:[\s\S]*?), for: [^ ,}]+/,
      `$1, until: { waiting: ${service}, above: 5 }`,
    );
    expect(open, 'the example has a fault with a length').not.toBe(example);
    expect(found(example)).toBe(true);
    expect(found(open)).toBe(false);
  },
);
