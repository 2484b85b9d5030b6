/** Numbers as a live screen says them: few columns, the scenario's own units (`12ms`, `43%`, `200/s`). */
import { MICROSECOND, MILLISECOND, MINUTE, type Nanos, SECOND } from '../base/time.ts';

/** What stands where nothing was measured. */
export const NOTHING = '-';

/** At most three digits that mean something: 0.42, 4.2, 42, 420. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 9.95 || value === 0) return String(Math.round(value));
  return String(Number(value.toFixed(size >= 0.995 ? 1 : 2)));
}

/** A count or a mean of one: `7`, `0.3`, `1.2k`, `34M`. */
export function sayCount(value: number): string {
  if (Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return 'any';
  const size = Math.abs(value);
  if (size >= 999_500) return `${digits(value / 1e6)}M`;
  return size >= 9_950 ? `${digits(value / 1e3)}k` : digits(value);
}

/** Items waiting, on average: `0`, `0.3`, `12`. */
export function sayDepth(depth: number): string {
  if (Number.isNaN(depth)) return NOTHING;
  return depth < 0.95 ? String(Number(depth.toFixed(1))) : sayCount(depth);
}

/** `200/s`. */
export function sayRate(perSecond: number): string {
  return Number.isNaN(perSecond) ? NOTHING : `${sayCount(perSecond)}/s`;
}

/** `850us`, `12ms`, `1.2s`, `3.5m`. */
export function sayLength(length: Nanos): string {
  if (Number.isNaN(length)) return NOTHING;
  if (length < 995 * MICROSECOND) return `${digits(length / MICROSECOND)}us`;
  if (length < 999.5 * MILLISECOND) return `${digits(length / MILLISECOND)}ms`;
  return length < 99.5 * SECOND ? `${digits(length / SECOND)}s` : `${digits(length / MINUTE)}m`;
}

/** A share of 0 to 1 as percent. What is not quite none or all is never said to be: `<1%`, `>99%`. */
export function sayShare(share: number): string {
  if (Number.isNaN(share)) return NOTHING;
  if (share > 0 && share < 0.005) return '<1%';
  if (share < 1 && share >= 0.995) return '>99%';
  return `${Math.round(share * 100)}%`;
}

/** `x2.8`; with `times` the sign of multiplication instead of the letter. */
export function sayFactor(factor: number, times = '×'): string {
  return Number.isNaN(factor) ? NOTHING : `${times}${digits(factor)}`;
}

/** An instant: `1:23.4`; hours only when there are some. */
export function sayClock(at: Nanos): string {
  const tenths = Math.floor(at / (SECOND / 10));
  const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

/** An instant that does not move: `4:00`. */
export function sayEnd(at: Nanos): string {
  return sayClock(at).replace(/\.0$/, '');
}

/** An instant or length as a scenario may write it, to the nanosecond: `83.4s`. */
export function writeLength(length: Nanos): string {
  return `${Number((length / SECOND).toFixed(9))}s`;
}

/** A text without anything that could command a terminal, on one line. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, ' ');
}
