/**
 * Numbers as people read them, with a unit, and a dash where there was nothing to measure. A page has
 * room for three digits; the cells of a live screen have room for two, and numbers that move are not
 * read more closely.
 */
import { MICROSECOND, MILLISECOND, MINUTE, type Nanos, SECOND } from '../base/time.ts';

interface Words {
  /** 0 to 1 as `98.1%`, narrow `98%`. Only all is `100%` and only none is `0%`: whoever was left over shows. */
  sayShare(share: number): string;
  /** A second: `203/s`, `1.2k/s`. */
  sayRate(ratePerSecond: number): string;
  /** A count or a mean of one: `0`, `3.42`, `128`, `12.1k`, `1.24M`; `any` when there is no limit. */
  sayCount(count: number): string;
  /** Nanoseconds as measured: `840us`, `12.4ms`, `1.24s`, `75s`; narrow in minutes from 100 s on. */
  sayLength(length: Nanos): string;
}

interface Room {
  /** That mean something; a count has more of them before it gets a letter. */
  readonly digits: 2 | 3;
  /** Nothing was there to measure; not the same as zero. */
  readonly nothing: string;
  /** From this length on in minutes, ns. */
  readonly minutesFrom: Nanos;
}

/** What stands on a page where nothing was measured. */
export const NOTHING = '–';

export const { sayShare, sayRate, sayCount, sayLength } = wordsFor({
  digits: 3,
  nothing: NOTHING,
  minutesFrom: Number.POSITIVE_INFINITY,
});

/** The same in the few columns of a live screen, for any terminal. */
export const narrow: Words = wordsFor({ digits: 2, nothing: '-', minutesFrom: 99.5 * SECOND });

function wordsFor({ digits, nothing, minutesFrom }: Room): Words {
  const place = 10 ** (digits - 1);
  /** What is nearer to the next power of ten than the digits tell is rounded up to it. */
  const almost = 1 - 0.5 / (place * 10);
  const number = (value: number): string => {
    const size = Math.abs(value);
    return rounded(value, size >= place * almost ? 0 : size >= (place / 10) * almost ? 1 : 2);
  };
  const sayCount = (count: number): string => {
    if (Number.isNaN(count)) return nothing;
    if (!Number.isFinite(count)) return 'any';
    for (const [from, size, letter] of SIZES) {
      if (Math.abs(count) >= from) return `${number(count / size)}${letter}`;
    }
    return number(count);
  };
  return {
    sayCount,
    sayRate: (ratePerSecond) => (Number.isFinite(ratePerSecond) ? `${sayCount(ratePerSecond)}/s` : nothing),
    sayShare(share) {
      if (!Number.isFinite(share)) return nothing;
      const percent = share * 100;
      const step = digits === 3 ? 0.1 : 1;
      if (percent >= 100 - step / 2 && percent < 100) return `>${100 - step}%`;
      if (percent > 0 && percent < step / 2) return `<${step}%`;
      return `${rounded(percent, percent < 100 ? digits - 2 : 0)}%`;
    },
    sayLength(length) {
      if (!Number.isFinite(length)) return nothing;
      if (length === 0) return '0s';
      if (length >= minutesFrom) return `${number(length / MINUTE)}m`;
      for (const [size, unit] of UNITS) {
        if (length >= size * 0.9995) return `${number(length / size)}${unit}`;
      }
      return `${Math.round(length)}ns`;
    },
  };
}

/** From where on, in units of what. Four digits are still read at a glance. */
const SIZES = [
  [999.5e6, 1e9, 'G'],
  [999.5e3, 1e6, 'M'],
  [9950, 1e3, 'k'],
] as const;

const UNITS = [
  [SECOND, 's'],
  [MILLISECOND, 'ms'],
  [MICROSECOND, 'us'],
] as const;

/** Rounded, without zeros at the end. */
function rounded(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** `2.95x` */
export function sayRatio(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio < 10 ? ratio.toFixed(2) : rounded(ratio, 1)}x` : NOTHING;
}

/** `×2.8`: a ratio in a narrow column; with `times` a letter instead of the sign. */
export function sayFactor(factor: number, times = '×'): string {
  return Number.isNaN(factor) ? narrow.sayCount(factor) : `${times}${narrow.sayCount(factor)}`;
}

/** Items waiting, on average, narrow: `0`, `0.3`, `12`. An empty queue has no depth worth a second digit. */
export function sayDepth(depth: number): string {
  return depth < 0.95 ? rounded(depth, 1) : narrow.sayCount(depth);
}

/** An instant of the run, as people say it: `0s`, `45s`, `1m20s`, `1h02m`. Below a second, as a length. */
export function sayInstant(at: Nanos): string {
  if (at < SECOND) return sayLength(at);
  const tenths = Math.floor(at / (SECOND / 10));
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return tenths % 10 === 0 ? `${seconds}s` : `${seconds}.${tenths % 10}s`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return rest === 0 ? `${seconds / 60}m` : `${Math.floor(seconds / 60)}m${twoDigits(rest)}s`;
  }
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours}h` : `${hours}h${twoDigits(minutes % 60)}m`;
}

/** From one instant to another: `1m to 1m20s`; where both read alike, `1m for 400ms`. */
export function saySpan(from: Nanos, to: Nanos): string {
  const [begin, end] = [sayInstant(from), sayInstant(to)];
  return begin === end ? `${begin} for ${sayLength(to - from)}` : `${begin} to ${end}`;
}

/** An instant as a clock that runs shows it: `1:23.4`; hours only when there are some. */
export function sayClock(at: Nanos): string {
  const tenths = Math.floor(at / (SECOND / 10));
  const seconds = `${twoDigits(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${seconds}`;
}

/** An instant on that clock that does not move: `4:00`. */
export function sayEnd(at: Nanos): string {
  return sayClock(at).replace(/\.0$/, '');
}

/** `1 fault`, `3 faults`. */
export function sayNumberOf(count: number, thing: string): string {
  return `${sayWhole(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `1,200,000`; toLocaleString would load its tables first, which takes 10 ms of a start. */
export function sayWhole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An outcome in a sentence: `timed out`. */
export function sayOutcome(outcome: string): string {
  return outcome.replace('-', ' ');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `1.24GB`, `830MB`. */
export function sayBytes(bytes: number): string {
  return bytes >= 1e9 ? `${Number((bytes / 1e9).toFixed(2))}GB` : `${Number((bytes / 1e6).toFixed(1))}MB`;
}
