/** A number without a unit, within limits: the shape of a distribution, an exponent, a coefficient. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

/** A finite number from `least` to `most`, both included. */
export function numberBetween(least: number, most: number): z.ZodNumber {
  const error = (issue: { readonly input?: unknown }) => {
    if (issue.input === undefined) return `missing; expected a number from ${least} to ${most}`;
    return `${sayValue(issue.input)} is not a number from ${least} to ${most}`;
  };
  return z
    .number({ error })
    .min(least, { error, abort: true })
    .max(most, { error, abort: true })
    .meta({ title: 'number', description: `A number from ${least} to ${most}.` });
}
