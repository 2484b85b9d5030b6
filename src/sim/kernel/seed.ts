/** The seed's text becomes the key of all luck: once a run, by a non-linear key schedule. */
import seedrandom from 'seedrandom';

/** Two 32-bit words for a seed. */
export function seedKey(seed: string): readonly [number, number] {
  const source = seedrandom(`knockon ${seed}`);
  return [source.int32(), source.int32()];
}
