/** A number without a unit, within limits: the shape of a distribution, an exponent, a coefficient. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

/** A finite number from `least` to `most`, both included; `refusal` says better what it is for. */
export function numberBetween(
  least: number,
  most: number,
  refusal = (raw: unknown) => `${sayValue(raw)} is not a number from ${least} to ${most}`,
): z.ZodNumber {
  const error = (issue: { readonly input?: unknown }) => {
    if (issue.input === undefined) return `missing; expected a number from ${least} to ${most}`;
    return refusal(issue.input);
  };
  return z
    .number({ error })
    .min(least, { error, abort: true })
    .max(most, { error, abort: true })
    .meta({ title: 'number', description: `A number from ${least} to ${most}.` });
}
