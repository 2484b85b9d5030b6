/** Options that several commands share, read where they are given: a wrong value is wrong usage. */
import { InvalidArgumentError } from 'commander';

/** A repeatable option's values, in order. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The same for names, of which one value may list several: `stock,web.retry`. */
export function collectNames(value: string, before: readonly string[] = []): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...before, ...(names.length === 0 ? [value] : names)];
}

/** What `--without` takes, in a line of help. */
export const WITHOUT =
  'leave out faults (by name, kind or target: slow-stock, slow, stock) or policies (retry, web.retry, web.stock.retry); may be repeated';

export function positiveWhole(value: string): number {
  const plain = value.replace(/(?<=\d)_(?=\d)/g, '');
  const number = Number(plain);
  if (!/^\d+(e\d+)?$/.test(plain) || !Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('Expected a whole number above zero.');
  return number;
}

export function positiveNumber(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || !(number > 0))
    throw new InvalidArgumentError('Expected a number above zero.');
  return number;
}

/** Seed text: what `run: { seed }` of a scenario may be, but no range: who writes one means many seeds. */
export function seedText(value: string): string {
  const isPlain = value !== '' && value.length <= 100 && !/\p{Control}/u.test(value);
  if (!isPlain) throw new InvalidArgumentError('Expected a short text or number.');
  if (/^\d+\.\.\d+$/.test(value))
    throw new InvalidArgumentError(`This is one seed; for many write: knockon run … --seeds ${value}`);
  return value;
}
