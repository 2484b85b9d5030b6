/** How many: a plain whole number, such as `replicas: 3`. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

/** More than a thousand million of anything is a slip of the finger. */
const MOST = 1e9;

/** A whole number from `least` to `most`. */
export function countBetween(least: number, most: number = MOST): z.ZodNumber {
  const range = most === MOST ? `${least} or more` : `from ${least} to ${most}`;
  const error = (issue: { readonly input?: unknown }) => {
    if (issue.input === undefined) return `missing; expected a whole number, ${range}`;
    return `${sayValue(issue.input)} is not a whole number ${range}${sayInstead(issue.input)}`;
  };
  return z
    .number({ error })
    .int({ error, abort: true })
    .min(least, { error, abort: true })
    .max(most, { error, abort: true })
    .meta({
      title: 'count',
      description: `A whole number, ${range}.`,
      examples: [Math.max(least, Math.min(most, 3))],
    });
}

/** 0, 1, 2, … */
export const count: z.ZodNumber = countBetween(0);

/** 1, 2, 3, … */
export const positiveCount: z.ZodNumber = countBetween(1);

function sayInstead(raw: unknown): string {
  if (typeof raw !== 'string') return '';
  const parts = /^(\d+(?:\.\d+)?)([kKM]?)$/.exec(raw.trim().replaceAll(/(?<=\d)[_,](?=\d{3})/g, ''));
  if (parts === null) return '';
  const value = Number(`${parts[1]}${{ '': 'e0', k: 'e3', K: 'e3', M: 'e6' }[parts[2]]}`);
  return Number.isInteger(value) ? `; write ${value}` : '';
}
