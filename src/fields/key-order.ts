/**
 * Puts the keys of a parsed value back into the order they were written in. Zod answers in the order
 * of its schema, but the order of policies around a call is meaning: the first one is the outermost.
 */
import { isMapping } from './say-value.ts';

/**
 * `parsed`, with each mapping's keys in the order of `raw`; keys that only `parsed` has (defaults)
 * follow. Where a parsed value no longer has the shape of its raw one it is handed on as it is.
 */
export function keepKeyOrder<Parsed>(raw: unknown, parsed: Parsed): Parsed {
  if (Array.isArray(raw) && Array.isArray(parsed)) {
    return parsed.map((item, index) => keepKeyOrder(raw[index], item)) as Parsed;
  }
  if (!isMapping(raw) || !isMapping(parsed)) return parsed;
  const written = Object.keys(raw).filter((key) => Object.hasOwn(parsed, key));
  const added = Object.keys(parsed).filter((key) => !Object.hasOwn(raw, key));
  // entries rather than assignment: a key called __proto__ stays a key
  return Object.fromEntries(
    [...written, ...added].map((key) => [key, keepKeyOrder(raw[key], parsed[key])]),
  ) as Parsed;
}
