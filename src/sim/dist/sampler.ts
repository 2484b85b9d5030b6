/** Quantiles as tables: what the machine draws from. How a table is laid out and read: kernel/quantile-table.ts. */
import { LONGEST_DURATION } from '../../fields/index.ts';
import {
  CELLS,
  doublings,
  EDGE,
  HIGH_TAIL,
  LOW_TAIL,
  PER_OCTAVE,
  TABLE_LENGTH,
  TAIL_KNOTS,
  TAIL_SCALE,
} from '../kernel/quantile-table.ts';
import type { Quantile } from './contract.ts';

/** Tabulates a quantile. Values are cut to 0…104 days, where a double still counts nanoseconds. */
export function compileSampler(quantile: Quantile): Float64Array {
  const table = new Float64Array(TABLE_LENGTH);
  if (quantile.constant !== undefined) return table.fill(quantile.constant);
  const at = (u: number) => Math.min(LONGEST_DURATION, Math.max(0, quantile.at(u)));

  for (let cell = EDGE; cell <= CELLS - EDGE; cell++) table[cell] = at(cell / CELLS);
  // never read by a draw, but a table without holes is easier to plot and to check
  for (let cell = 0; cell < EDGE; cell++) {
    table[cell] = at(Math.max(cell / CELLS, 1 / TAIL_SCALE));
    table[CELLS - cell] = at(1 - Math.max(cell / CELLS, 1 / TAIL_SCALE));
  }
  for (let knot = 0; knot < TAIL_KNOTS; knot++) {
    const octave = Math.floor(knot / PER_OCTAVE);
    const distance = ((1 + (knot % PER_OCTAVE) / PER_OCTAVE) * doublings(octave)) / TAIL_SCALE;
    table[LOW_TAIL + knot] = at(distance);
    table[HIGH_TAIL + knot] = at(1 - distance);
  }
  return table;
}
