/**
 * Keys that are only misspelt. They are told where they stand, and what is under them is read as what they
 * were meant to be: so one slip does not hide a whole part, nor is anything told that only follows from it.
 */
import type { z } from 'zod';
import { meaningOf, nearestWord } from '../fields/index.ts';
import { knownKeys, meantVerb } from './schema-walk.ts';
import { type MappingTree, rawOf } from './tree.ts';

export interface Misspelt {
  readonly key: string;
  readonly meant: string;
}

/** Which of these keys of a mapping, that its schema does not know, are nearly known. */
export function misspeltIn(schema: z.ZodType, at: MappingTree, unknown: readonly string[]): Misspelt[] {
  const raw = rawOf(at);
  const known = knownKeys(schema, raw);
  const taken = new Set(at.entries.keys());
  return unknown.flatMap((key) => {
    const meant = known === undefined ? meantVerb(schema, raw, key) : meantKey(key, known);
    if (meant === undefined || taken.has(meant)) return [];
    taken.add(meant);
    return [{ key, meant }];
  });
}

/** A word from elsewhere that needs more than another key is not read as one. */
function meantKey(key: string, known: readonly string[]): string | undefined {
  const elsewhere = meaningOf(key, known);
  if (elsewhere === undefined) return nearestWord(key, known);
  return elsewhere.write === undefined ? elsewhere.key : undefined;
}
