/** Values of metrics in words: as many digits as anybody reads, and more only where they decide. */
import { sayDuration } from '../base/say-duration.ts';

/** share: 0 to 1. rate: a second. duration: ns. count: a number of things. ratio: how many times as much. */
export type MetricUnit = 'share' | 'rate' | 'duration' | 'count' | 'ratio';

/** Three digits are read at a glance. */
const GLANCE = 3;
/** As many as a scenario would state. */
const EXACT = 12;

/** The value at a glance: `99.2%`, `187/s`, `1.24s`, `3.4x`. */
function sayMeasured(value: number, unit: MetricUnit): string {
  return say(value, unit, unit === 'share' && value > 0.99 && value < 1 ? GLANCE + 1 : GLANCE);
}

/** A limit as its author stated it. */
export function sayLimit(value: number, unit: MetricUnit): string {
  return unit === 'duration' ? sayDuration(value) : say(value, unit, EXACT);
}

/** The value with as many digits as it takes to tell it from each of the limits it differs from. */
export function sayBeside(value: number, limits: readonly number[], unit: MetricUnit): string {
  const others = limits.filter((limit) => limit !== value);
  for (let digits = GLANCE; digits < EXACT; digits++) {
    const said = digits === GLANCE ? sayMeasured(value, unit) : say(value, unit, digits);
    if (others.every((limit) => said !== say(limit, unit, EXACT))) return said;
  }
  return say(value, unit, EXACT);
}

function say(value: number, unit: MetricUnit, digits: number): string {
  switch (unit) {
    case 'share':
      return `${round(value * 100, digits)}%`;
    case 'rate':
      return `${round(value, digits)}/s`;
    case 'duration':
      return sayLength(value, digits);
    case 'count':
      return value >= 1000 && digits === GLANCE ? String(Math.round(value)) : round(value, digits);
    case 'ratio':
      return `${round(value, digits)}x`;
  }
}

function sayLength(nanos: number, digits: number): string {
  if (nanos === 0) return '0s';
  for (const [unit, size] of [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
  ] as const) {
    if (nanos >= size) return `${round(nanos / size, digits)}${unit}`;
  }
  return `${round(nanos, digits)}ns`;
}

/** Significant digits, but never fewer than the whole number has, and no zeros at the end. */
function round(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  const whole = Math.abs(value) < 1 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  return String(Number(value.toPrecision(Math.min(15, Math.max(digits, whole)))));
}
