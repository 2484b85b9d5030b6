/** Replay: the rates that were measured, hour by hour or second by second. */
import { z } from 'zod';
import { invariant } from '../../base/assert.ts';
import { SECOND } from '../../base/time.ts';
import { LONGEST_DURATION, lineUpTo, mapping, numberBetween, oneOfKeys } from '../../fields/index.ts';
import type { WorkloadDefinition } from './contract.ts';
import { HIGHEST_RATE, MOST_ROWS, type ReplayRow, rowsTrouble } from './replay-rows.ts';
import { CONSTANT_GAP, POISSON_GAP } from './unit-gap.ts';

export type ReplayParams = { readonly spacing: 'poisson' | 'constant' } & (
  | { readonly file: string }
  | { readonly rows: readonly ReplayRow[] }
);

const spacing = z
  .enum(['poisson', 'constant'])
  .default('poisson')
  .meta({ description: 'How arrivals are spaced at the rate of the moment: by luck, or evenly.' });

const row = z.tuple([numberBetween(0, LONGEST_DURATION / SECOND), numberBetween(0, HIGHEST_RATE)], {
  error: 'expected a pair: seconds from the start, and arrivals per second',
});

const rows = z
  .array(row)
  .max(MOST_ROWS, { error: `more than ${MOST_ROWS} rows` })
  .superRefine((pairs, context) => {
    const trouble = rowsTrouble(pairs);
    if (trouble === undefined) return;
    context.addIssue({
      code: 'custom',
      message: trouble.sentence,
      path: trouble.row === undefined ? [] : [trouble.row],
    });
  });

const params = oneOfKeys('a replay', {
  file: mapping({
    file: lineUpTo(200).meta({
      description: 'A CSV file with the columns time and rate, beside the scenario.',
    }),
    spacing,
  }),
  rows: mapping({
    rows: rows.meta({ description: 'The rows themselves: seconds from the start, and arrivals per second.' }),
    spacing,
  }),
});

export const replay: WorkloadDefinition<ReplayParams> = {
  name: 'replay',
  title: 'Replay',
  sentence:
    'Rates from a file, changing evenly from row to row; before the first row and after the last its rate holds.',
  params: params as unknown as z.ZodType<ReplayParams>,
  example: { replay: { file: 'rates.csv' } },
  compile(replayed) {
    invariant('rows' in replayed, 'the rows of a replay are read from its file before it is compiled');
    const gap = replayed.spacing === 'constant' ? CONSTANT_GAP : POISSON_GAP;
    const at = replayed.rows.map(([seconds]) => Math.round(seconds * SECOND));
    const rate = replayed.rows.map(([, perSecond]) => perSecond);
    if (at[0] > 0) {
      at.unshift(0);
      rate.unshift(rate[0]);
    }
    return { curve: { at, rate }, gap, batch: 1 };
  },
};
