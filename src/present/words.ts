/** Numbers as people read them: three digits, a unit, and a dash where there was nothing to measure. */
/** Nothing was there to measure; not the same as zero. */
export const NOTHING = '–';

/** 0 to 1 as `98.1%`. Only all is `100%` and only none is `0%`: whoever was left over shows. */
export function sayShare(share: number): string {
  if (!Number.isFinite(share)) return NOTHING;
  const percent = share * 100;
  if (percent > 99.95 && percent < 100) return '>99.9%';
  if (percent > 0 && percent < 0.05) return '<0.1%';
  return `${digits(percent, percent < 100 ? 1 : 0)}%`;
}

/** A second: `203/s`, `1.2k/s`. */
export function sayRate(ratePerSecond: number): string {
  return Number.isFinite(ratePerSecond) ? `${sayCount(ratePerSecond)}/s` : NOTHING;
}

/** `2.95x` */
export function sayRatio(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio < 10 ? ratio.toFixed(2) : digits(ratio, 1)}x` : NOTHING;
}

/** `0`, `3.4`, `128`, `12k`, `1.2M`. */
export function sayCount(count: number): string {
  if (!Number.isFinite(count)) return NOTHING;
  for (const [from, size, letter] of SIZES) {
    if (Math.abs(count) >= from) return `${threeDigits(count / size)}${letter}`;
  }
  return threeDigits(count);
}

/** From where on, in units of what. Four digits are still read at a glance. */
const SIZES = [
  [999.5e6, 1e9, 'G'],
  [999.5e3, 1e6, 'M'],
  [9999.5, 1e3, 'k'],
] as const;

/** Nanoseconds as measured: `840us`, `12.4ms`, `1.24s`, `75s`. */
export function sayLength(nanos: number): string {
  if (!Number.isFinite(nanos)) return NOTHING;
  if (nanos === 0) return '0s';
  for (const [size, unit] of UNITS) if (nanos >= size * 0.9995) return `${threeDigits(nanos / size)}${unit}`;
  return `${Math.round(nanos)}ns`;
}

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
] as const;

/** An instant of the run, as a clock has it: `0s`, `45s`, `1m20s`, `1h02m`. Below a second, as a length. */
export function sayInstant(nanos: number): string {
  if (nanos < 1e9) return sayLength(nanos);
  const tenths = Math.floor(nanos / 1e8);
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return tenths % 10 === 0 ? `${seconds}s` : `${seconds}.${tenths % 10}s`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return rest === 0 ? `${seconds / 60}m` : `${Math.floor(seconds / 60)}m${String(rest).padStart(2, '0')}s`;
  }
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours}h` : `${hours}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** `1 fault`, `3 faults`. */
export function sayNumberOf(count: number, thing: string): string {
  return `${sayWhole(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `1,200,000`; toLocaleString would load its tables first, which takes 10 ms of a start. */
export function sayWhole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return digits(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** Rounded, without zeros at the end. */
function digits(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
