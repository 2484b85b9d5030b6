/** A mapping with known keys: an unknown one is an error that names the key it was meant to be. */
import { z } from 'zod';
import { nearestWord } from './did-you-mean.ts';
import { quote, sayValue } from './say-value.ts';

/** A strict object. Add keys by spreading `.shape` into a new mapping: its sentences list the keys it was built with. */
export function mapping<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  const object = z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') return sayUnknownKeys(issue.keys as string[], known);
      if (issue.input === undefined) return `missing; expected a mapping with ${known.join(', ')}`;
      const key = keyFor(issue.input, object);
      if (key !== undefined)
        return `${sayValue(issue.input)} is not a mapping; write { ${key}: ${issue.input} }, or more of ${known.join(', ')}`;
      return `${sayValue(issue.input)} is not a mapping; expected one with ${known.join(', ')}`;
    },
  });
  return object;
}

/** The key that a bare value was probably meant for: the first with which it is a whole mapping. `retry: 3` means its attempts. */
function keyFor(raw: unknown, object: z.ZodObject): string | undefined {
  const isPlain = typeof raw === 'number' || (typeof raw === 'string' && PLAIN.test(raw));
  if (!isPlain || isTrying) return undefined;
  isTrying = true;
  try {
    return Object.keys(object.shape).find((key) => object.safeParse({ [key]: raw }).success);
  } finally {
    isTrying = false;
  }
}

const PLAIN = /^[\w./%-]{1,40}$/;
/** Mappings inside the one that is tried would try theirs, and so on inwards. */
let isTrying = false;

function sayUnknownKeys(keys: readonly string[], known: readonly string[]): string {
  if (keys.length > 1) return `unknown keys ${keys.map(quote).join(', ')}; known keys: ${known.join(', ')}`;
  const meant = nearestWord(keys[0], known);
  const advice = meant === undefined ? `known keys: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown key ${quote(keys[0])}; ${advice}`;
}
