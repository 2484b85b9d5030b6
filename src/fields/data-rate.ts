/** So much data per second: `100KB/s`, `1.5MiB/s`. Always with its unit; read into bytes per second. */
import { size } from './size.ts';
import { type WordField, wordField } from './word-field.ts';

const PATTERN = /^(\d{1,15}(?:\.\d{1,12})?)(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)\/s$/;
const EXPECTED = 'expected so much a second, such as 100KB/s or 10MB/s';

/** More than 0 bytes per second. */
export const dataRate: WordField = wordField({
  title: 'data rate',
  description: 'So much data per second: B/s, KB/s, MB/s, GB/s (thousands) or KiB/s, MiB/s, GiB/s (1024s).',
  examples: ['100KB/s', '10MB/s'],
  pattern: PATTERN,
  expected: EXPECTED,
  mistake: (raw) => {
    const text = String(raw).trim();
    return PATTERN.test(`${text}/s`) ? `${text} is not a rate; write ${text}/s` : undefined;
  },
  read: (text) => {
    const read = size.safeParse(text.slice(0, -'/s'.length));
    if (!read.success) return read.error.issues[0].message;
    return read.data > 0 ? read.data : `${text} is no rate at all; expected more than 0B/s`;
  },
});
