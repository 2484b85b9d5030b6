/** A metric's value in words, by its unit. */
import type { MetricUnit } from '../sim/index.ts';
import { NOTHING, sayCount, sayLength, sayRate, sayRatio, sayShare } from './words.ts';

/** `98.1%`, `203/s`, `1.24s`, `3.42`, `2.95x`; a dash where there was nothing to measure. */
export function sayUnit(value: number, unit: MetricUnit): string {
  if (!Number.isFinite(value)) return NOTHING;
  switch (unit) {
    case 'share':
      return sayShare(value);
    case 'rate':
      return sayRate(value);
    case 'duration':
      return sayLength(value);
    case 'count':
      return sayCount(value);
    case 'ratio':
      return sayRatio(value);
  }
}
