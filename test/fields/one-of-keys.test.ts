import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { byShape, duration, mapping, name, oneOfKeys, positiveCount, share } from '../../src/fields/index.ts';
import { issuesFor, published, sentenceFor } from './parsing.ts';

type Step = { call: string } | { parallel: Step[] } | { timeout: number } | { fail: number };

const step: z.ZodType<Step> = oneOfKeys('a step', {
  call: mapping({
    call: name,
    timeout: duration.optional(),
    retry: mapping({ attempts: positiveCount }).optional(),
  }),
  timeout: mapping({ timeout: duration }),
  fail: mapping({ fail: share }),
  parallel: mapping({ parallel: z.array(z.lazy(() => step)).min(1) }),
}).meta({ id: 'test-step', description: 'A step.' });
const operation = mapping({ steps: z.array(step) });

const where = (raw: unknown) =>
  issuesFor(operation, raw).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a mapping told by its verb', () => {
  it('is read by the branch of its verb', () => {
    const parsed = operation.parse({ steps: [{ call: 'orders', timeout: '800ms' }, { fail: '10%' }] });
    expect(parsed).toEqual({ steps: [{ call: 'orders', timeout: 800e6 }, { fail: 0.1 }] });
  });

  it('may contain another verb as its modifier', () => {
    expect(step.parse({ timeout: '1s' })).toEqual({ timeout: 1e9 });
    expect(step.parse({ timeout: '1s', call: 'orders' })).toEqual({ call: 'orders', timeout: 1e9 });
  });

  it('says how to write a step whose colon is missing', () => {
    expect(sentenceFor(operation, { steps: ['call orders'] })).toBe(
      '"call orders" is not a step; write "call: orders", with a colon',
    );
  });

  it('says what a number or a rate that stands alone most likely is', () => {
    const count = oneOfKeys('a concurrency', { threads: mapping({ threads: positiveCount }) });
    expect(sentenceFor(count, 10)).toBe('10 is not a concurrency; write { threads: 10 }, or one of: threads');
    expect(sentenceFor(count, 'many')).toContain('expected exactly one of: threads');
  });

  it('reports the mistakes of its branch alone, all of them, each at its place', () => {
    expect(
      where({
        steps: [
          { call: 'orders', timeout: 800, retry: { attempts: 0 } },
          { parallel: [{ fail: '10%' }, { call: 'a b' }] },
        ],
      }),
    ).toEqual([
      'steps.0.timeout: 800 has no unit; write 800ms, 800s or 800m',
      'steps.0.retry.attempts: 0 is not a whole number 1 or more',
      'steps.1.parallel.1.call: "a b" is not a name; write for example a-b',
    ]);
  });

  it('names an unknown modifier and the one that was meant', () => {
    const [issue] = issuesFor(operation, { steps: [{ call: 'orders', timeuot: '1s' }] });
    expect(issue).toMatchObject({ code: 'unrecognized_keys', keys: ['timeuot'], path: ['steps', 0] });
    expect(issue.message).toBe('unknown key "timeuot"; did you mean "timeout"?');
  });

  it('names a mistyped verb as the unknown key it is', () => {
    const [issue] = issuesFor(operation, { steps: [{ cal: 'orders' }] });
    expect(issue).toMatchObject({ code: 'unrecognized_keys', keys: ['cal'], path: ['steps', 0] });
    expect(issue.message).toBe(
      'unknown key "cal"; did you mean "call"? expected exactly one of: call, timeout, fail, parallel',
    );
  });

  it('lists the verbs when there is none', () => {
    expect(where({ steps: [{ retry: { attempts: 2 } }, {}] })).toEqual([
      'steps.0: nothing here says which kind of thing this is; expected exactly one of: call, timeout, fail, parallel',
      'steps.1: nothing here says which kind of thing this is; expected exactly one of: call, timeout, fail, parallel',
    ]);
  });

  it('refuses two verbs, at the second', () => {
    expect(where({ steps: [{ call: 'orders', fail: '10%' }] })).toEqual([
      'steps.0.fail: "call" and "fail" cannot stand together; a step has one of them',
    ]);
  });

  it.each([
    ['call', '"call" stands alone; write it as a key with its value: "call: …"'],
    [5, '5 is not a step; expected exactly one of: call, timeout, fail, parallel'],
    [null, 'nothing is not a step; expected exactly one of: call, timeout, fail, parallel'],
    [undefined, 'missing; expected exactly one of: call, timeout, fail, parallel'],
    [['x'], 'a list is not a step; expected exactly one of: call, timeout, fail, parallel'],
  ])('refuses %j, which is no mapping', (raw, sentence) => {
    expect(sentenceFor(step, raw)).toBe(sentence);
  });

  it('does not take an inherited word for a verb', () => {
    expect(sentenceFor(step, { constructor: 1, toString: 2 })).toMatch(/^"constructor" is not a step;/);
  });

  it('is published as anyOf its branches, which accept and refuse what the parser does', () => {
    const schema = published(operation);
    const [first] = (schema.definitions as Record<string, { anyOf: unknown[] }>)['test-step'].anyOf;
    expect(first).toMatchObject({ type: 'object', required: ['call'], additionalProperties: false });
    const accepts = new Ajv({ strict: false }).compile(schema);
    const cases: [unknown, boolean][] = [
      [{ steps: [{ call: 'orders', timeout: '1s' }, { parallel: [{ fail: '1%' }] }] }, true],
      [{ steps: [{ call: 'orders', timeout: 800 }] }, false],
      [{ steps: [{ cal: 'orders' }] }, false],
      [{ steps: [{ call: 'orders', fail: '10%' }] }, false],
      [{ steps: [{ parallel: [{ parallel: [] }] }] }, false],
    ];
    for (const [raw, good] of cases) {
      expect(accepts(raw), JSON.stringify(raw)).toBe(good);
      expect(operation.safeParse(raw).success, JSON.stringify(raw)).toBe(good);
    }
  });

  it('keeps its branches and sentences when it is described, made optional or transformed', () => {
    const described = mapping({
      first: step.meta({ description: 'the first' }).optional(),
      next: step.transform(Object.keys),
    });
    expect(described.parse({ next: { fail: '1%' } })).toEqual({ next: ['fail'] });
    expect(issuesFor(described, { first: { call: 5 }, next: { fail: 5 } }).map(({ path }) => path)).toEqual([
      ['first', 'call'],
      ['next', 'fail'],
    ]);
  });

  it('must be told by a key of its own', () => {
    expect(() => oneOfKeys('a slip', { call: mapping({ cal: name }) })).toThrow(
      '"call" is a key of its own mapping',
    );
  });
});

describe('a value told by its shape', () => {
  const limit = byShape('a number or a length', { text: duration, number: positiveCount });
  const oneOrMore = byShape('a name or a list of names', { text: name, list: z.array(name) });

  it('is read by the branch of its shape', () => {
    expect([limit.parse(3), limit.parse('3s'), oneOrMore.parse(['a', 'b'])]).toEqual([3, 3e9, ['a', 'b']]);
  });

  it('reports the mistakes of that branch', () => {
    expect(issuesFor(oneOrMore, ['a', 'b c'])[0].path).toEqual([1]);
    expect(sentenceFor(limit, '3')).toBe('3 has no unit; write 3ms, 3s or 3m');
  });

  it('says what was expected when no branch has the shape', () => {
    expect(sentenceFor(oneOrMore, { a: 1 })).toBe('a mapping is not a name or a list of names');
    expect(sentenceFor(oneOrMore, null)).toBe('missing; expected a name or a list of names');
  });
});
