/** Several kinds of request behind one name: nine of ten answered from memory, one from disk. */
import { z } from 'zod';
import { mapping, share } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';
import { mix } from './mix.ts';

export type MixtureParams<Spec> = readonly { readonly share: number; readonly of: Spec }[];

/** Parts in one mixture: enough for any story, few enough to compile in a blink. */
const MOST_PARTS = 20;

/** 99.99% + 0.01% may miss 1 by a rounding error, never by this much. */
const ROUNDING = 1e-9;

/** A mixture may hold any distribution, mixtures included, so it is given the field and its compiler. */
export function mixtureOf<Spec>(
  distribution: z.ZodType<Spec>,
  toQuantile: (spec: Spec) => Quantile,
): DistributionDefinition<MixtureParams<Spec>> {
  const part = mapping({
    share: share.meta({ title: 'share', description: 'How many of all values come from this part.' }),
    of: distribution,
  });
  return {
    name: 'mixture',
    title: 'Mixture',
    sentence:
      'Each value comes from one of several distributions, chosen by share: cache hits and misses, small and large orders.',
    params: z
      .array(part, { error: 'expected a list of { share: …, of: … }' })
      .min(2, { error: 'a mixture has at least two parts' })
      .max(MOST_PARTS, { error: `a mixture has at most ${MOST_PARTS} parts` })
      .superRefine((parts, context) => {
        const sum = parts.reduce((total, { share }) => total + share, 0);
        if (Math.abs(sum - 1) <= ROUNDING) return;
        const percent = Math.round(sum * 1e8) / 1e6;
        context.addIssue({ code: 'custom', message: `the shares add up to ${percent}%, not 100%` });
      }) as unknown as z.ZodType<MixtureParams<Spec>>, // inference loses the generic Spec
    example: {
      mixture: [
        { share: '90%', of: '1ms' },
        { share: '10%', of: { exponential: '50ms' } },
      ],
    },
    toQuantile: (parts) => mix(parts.map(({ share, of }) => ({ share, of: toQuantile(of) }))),
  };
}
