/** Seeds as they are named on the command line: `1..200`, `50` for the first fifty, `1,5,9`. */
import { InvalidArgumentError } from 'commander';

export interface Seeds {
  /** `1..50`, `1,5,9`: for people, and for the line that does it again. */
  readonly named: string;
  readonly list: readonly string[];
}

/** More are surely a slip; each is a run of its own. */
const MOST_SEEDS = 100_000;

export function seedsNamed(written: string): Seeds {
  const text = written.replaceAll(' ', '');
  if (!/^\d{1,15}(\.\.\d{1,15})?(,\d{1,15}(\.\.\d{1,15})?)*$/.test(text))
    throw new InvalidArgumentError('Expected 1..200, or 50 for the first fifty, or a list such as 1,5,9.');
  if (/^0+$/.test(text)) throw new InvalidArgumentError('Expected one seed at least.');
  // one number alone says how many
  const named = /^\d+$/.test(text) ? `1..${Number(text)}` : text;
  const list: string[] = [];
  for (const part of named.split(',')) {
    const [from, to = from] = part.split('..').map(Number);
    if (to < from) throw new InvalidArgumentError(`${part} ends before it begins.`);
    if (list.length + to - from + 1 > MOST_SEEDS)
      throw new InvalidArgumentError(`That is more than ${MOST_SEEDS} seeds.`);
    for (let seed = from; seed <= to; seed++) list.push(String(seed));
  }
  if (new Set(list).size < list.length) {
    const twice = list.find((seed, at) => list.indexOf(seed) !== at);
    throw new InvalidArgumentError(`Seed ${twice} is named twice, and would count twice.`);
  }
  return { named, list };
}
