/**
 * A length of time said exactly: the one way in which limits, instants and settings are written out.
 * What was measured is said at a glance instead (present/words.ts).
 */
import { DAY, HOUR, MICROSECOND, MILLISECOND, MINUTE, type Nanos, SECOND } from './time.ts';

/** From here on a person counts in the next unit, too: 90 s is `90s`, 150 s is `2m30s`. */
const COMPOUND: Nanos = 2 * MINUTE;

/**
 * The length exactly, in the units that fit it, and as a scenario may write it: `34.1s`, `90s`, `2m30s`,
 * `1.5ms`; nothing is `0s`. Parts of a nanosecond are rounded, so that what is said can be read again.
 */
export function sayDuration(length: Nanos): string {
  const whole = Math.round(length);
  if (whole === 0) return '0s';
  if (whole < COMPOUND) return sayInOne(whole);
  const parts = [DAY, HOUR, MINUTE].map((size, place, sizes) => {
    const rest = place === 0 ? whole : whole % sizes[place - 1];
    return [Math.floor(rest / size), 'dhm'[place]] as const;
  });
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  const rest = whole % MINUTE;
  return said.join('') + (rest === 0 ? '' : sayInOne(rest));
}

/** One number with its unit, and as many decimals as it takes. */
function sayInOne(length: Nanos): string {
  if (length === MINUTE) return '1m';
  for (const [unit, size, decimals] of [
    ['s', SECOND, 9],
    ['ms', MILLISECOND, 6],
    ['us', MICROSECOND, 3],
  ] as const) {
    if (length < size) continue;
    const part = String(length % size)
      .padStart(decimals, '0')
      .replace(/0+$/, '');
    return `${Math.floor(length / size)}${part === '' ? '' : `.${part}`}${unit}`;
  }
  return `${length}ns`;
}
