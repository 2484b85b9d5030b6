/**
 * A value that may be written short or long: `work: 2ms` or `work: { exponential: 3ms }`, one item or
 * a list of them. The YAML shape of the value chooses the branch.
 */
import type { z } from 'zod';
import { type ChosenUnion, chosenUnion } from './chosen-union.ts';
import { isMapping, sayValue } from './say-value.ts';

/** A branch for each shape that is allowed. */
export type ShapeBranches = Readonly<
  Partial<Record<'text' | 'number' | 'flag' | 'list' | 'mapping', z.ZodType>>
>;

/** `what` says what is expected, with examples: "a distribution such as 5ms or { exponential: 3ms }". */
export function byShape<Branches extends ShapeBranches>(
  what: string,
  branches: Branches,
): ChosenUnion<NonNullable<Branches[keyof Branches]> & z.ZodType> {
  type Branch = NonNullable<Branches[keyof Branches]> & z.ZodType;
  return chosenUnion<Branch>(Object.values(branches) as Branch[], (raw) => {
    const shape = shapeOf(raw);
    const branch = shape === undefined ? undefined : branches[shape];
    if (branch !== undefined) return branch as Branch;
    // the text branch knows best what to say about a number that lacks its unit
    if (shape === 'number' && branches.text !== undefined) return branches.text as Branch;
    const isMissing = raw === undefined || raw === null;
    return { sentence: isMissing ? `missing; expected ${what}` : `${sayValue(raw)} is not ${what}` };
  });
}

function shapeOf(raw: unknown): keyof ShapeBranches | undefined {
  if (Array.isArray(raw)) return 'list';
  if (isMapping(raw)) return 'mapping';
  if (typeof raw === 'number') return 'number';
  if (typeof raw === 'boolean') return 'flag';
  return typeof raw === 'string' ? 'text' : undefined;
}
