/** An amount of data: `64KB`, `1.5MiB`. Always with its unit; read into whole bytes. */
import { quote } from './say-value.ts';
import { bareNumber, type WordField, wordField } from './word-field.ts';

/** As in the standards: KB is a thousand bytes, KiB is 1024. */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 * 1024,
  GiB: 1024 * 1024 * 1024,
  TiB: 1024 * 1024 * 1024 * 1024,
};

const PATTERN = /^(\d{1,15}(?:\.\d{1,12})?)(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;
const LARGEST = 1000 * BYTES.TB;

/** `0B` to 1000 TB, in bytes. */
export const size: WordField = wordField({
  title: 'size',
  description:
    'An amount of data with its unit: B, KB, MB, GB, TB (thousands) or KiB, MiB, GiB, TiB (1024s).',
  examples: ['64KB', '1MiB'],
  pattern: PATTERN,
  expected: 'expected a size such as 512B, 64KB or 1MiB',
  mistake: sayMistake,
  read: (text) => {
    const [, amount, unit] = PATTERN.exec(text) as RegExpExecArray;
    const bytes = Math.round(Number(amount) * BYTES[unit]);
    return bytes > LARGEST ? `${text} is more than 1000TB` : bytes;
  },
});

function sayMistake(raw: string | number): string | undefined {
  const bare = bareNumber(raw);
  if (bare !== undefined) {
    if (bare.startsWith('-')) return `${bare} is negative; a size is zero or more`;
    return `${bare} has no unit; write ${bare}B, ${bare}KB or ${bare}MB`;
  }
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(String(raw).trim());
  if (parts === null) return undefined;
  const written = parts[2].toLowerCase();
  const unit = Object.keys(BYTES).find(
    (known) => known.toLowerCase() === written || known.toLowerCase() === `${written}b`,
  );
  return unit === undefined
    ? `${quote(parts[2])} is not a unit of data; expected one of ${Object.keys(BYTES).join(', ')}`
    : `${quote(String(raw))} is not understood as a size; write ${parts[1]}${unit}`;
}
