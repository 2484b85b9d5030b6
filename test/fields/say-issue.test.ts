import { expect, test } from 'vitest';
import { z } from 'zod';
import { sayIssue } from '../../src/fields/say-issue.ts';

const told = (schema: z.ZodType, raw: unknown) =>
  schema.safeParse(raw, { error: sayIssue }).error?.issues[0].message;

test('where names are written as a list it is said what to leave out', () => {
  const names = z.record(z.string(), z.number());
  expect(told(names, [{ home: 1 }])).toBe('a list is not a mapping of names; write its keys without the "-"');
  expect(told(names, ['home'])).toBe('a list is not a mapping of names');
});
