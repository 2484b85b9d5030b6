import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { duration, keepKeyOrder, mapping, name } from '../../src/fields/index.ts';
import { sentenceFor } from './parsing.ts';

describe('a mapping', () => {
  const thing = mapping({ name, latency: duration.optional() });

  it('refuses keys it does not know and says which it does', () => {
    expect(sentenceFor(thing, { name: 'a', latencyy: '1s' })).toBe(
      'unknown key "latencyy"; did you mean "latency"?',
    );
    expect(sentenceFor(thing, { name: 'a', colour: 1 })).toBe(
      'unknown key "colour"; known keys: name, latency',
    );
    expect(sentenceFor(thing, { name: 'a', x: 1, y: 2 })).toBe(
      'unknown keys "x", "y"; known keys: name, latency',
    );
  });

  it('says so when it is something else', () => {
    expect(sentenceFor(thing, ['a'])).toBe('a list is not a mapping; expected one with name, latency');
    expect(sentenceFor(thing, undefined)).toBe('missing; expected a mapping with name, latency');
  });
});

describe('key order', () => {
  const call = z.strictObject({
    call: name,
    timeout: duration.optional(),
    retry: z.strictObject({ attempts: z.number(), pause: duration.optional() }).optional(),
    again: z.boolean().default(false),
  });

  it('is the written one, at every depth, with defaults last', () => {
    const raw = { steps: [{ retry: { pause: '1s', attempts: 2 }, call: 'orders', timeout: '1s' }] };
    const parsed = z.strictObject({ steps: z.array(call) }).parse(raw);
    const [step] = keepKeyOrder(raw, parsed).steps;
    expect(Object.keys(step)).toEqual(['retry', 'call', 'timeout', 'again']);
    expect(Object.keys(step.retry ?? {})).toEqual(['pause', 'attempts']);
    expect(step).toEqual(parsed.steps[0]);
  });

  it('leaves alone what parsing has given another shape', () => {
    expect(keepKeyOrder({ at: '5ms', items: 'a' }, { items: ['a'], at: { constant: 5 } })).toEqual({
      at: { constant: 5 },
      items: ['a'],
    });
  });

  it('drops what parsing has dropped', () => {
    expect(keepKeyOrder({ a: 1, b: 2 }, { b: 2 })).toEqual({ b: 2 });
  });
});
