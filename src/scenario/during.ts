/** When something is expected to hold: a phase of the run, or an interval of simulated time. */
import { z } from 'zod';
import type { Nanos } from '../base/time.ts';
import { duration, nearestWord, sayDuration, sayValue } from '../fields/index.ts';
import { PHASES, type PhaseName } from '../sim/index.ts';

/** A phase, or from one instant to another. */
export type During = { readonly phase: PhaseName } | { readonly from: Nanos; readonly to: Nanos };

/** Loosely a duration; what is wrong inside it the duration's own reader says best. */
const LENGTH = '(?:\\d{1,16}(?:\\.\\d{1,16})?[a-z\u00b5\u03bc]{0,12}){1,7}';
const PATTERN = new RegExp(`^(?:${PHASES.join('|')}|last +${LENGTH}|${LENGTH}\\.\\.${LENGTH})$`);
const EXPECTED = `expected one of ${PHASES.join(', ')}, or an interval such as 70s..100s or last 30s`;

const error = ({ input }: { readonly input?: unknown }) => {
  const meant = typeof input === 'string' ? nearestWord(input, PHASES) : undefined;
  return `${sayValue(input)} is not understood; ${meant === undefined ? EXPECTED : `did you mean ${meant}?`}`;
};

/** What is written; it is read by `readDuring`, since `last 30s` needs to know how long the run is. */
export const duringField = z
  .string({ error })
  .regex(PATTERN, { error, abort: true })
  .meta({
    title: 'during',
    description: `When: ${EXPECTED.slice('expected '.length)}; default whole.`,
    examples: ['after-faults', '70s..100s', 'last 30s'],
    patternErrorMessage: EXPECTED,
  });

/** The phase or interval, or a sentence on why there is none in a run of this length. */
export function readDuring(written: string, length: Nanos): During | string {
  const phase = PHASES.find((known) => known === written);
  if (phase !== undefined) return { phase };
  if (written.startsWith('last')) {
    const back = readLength(written.slice(4).trim());
    if (typeof back === 'string') return back;
    if (back === 0) return `${written} is no time at all`;
    return back > length
      ? `the run is shorter than ${sayDuration(back)}`
      : { from: length - back, to: length };
  }
  const [first, second] = written.split('..');
  const from = readLength(first);
  const to = readLength(second);
  if (typeof from === 'string') return from;
  if (typeof to === 'string') return to;
  if (to <= from) return `${written} ends before it begins`;
  return to > length ? `${second} is after the end of the run (${sayDuration(length)})` : { from, to };
}

function readLength(text: string): Nanos | string {
  const read = duration.safeParse(text);
  return read.success ? read.data : (read.error.issues[0]?.message ?? EXPECTED);
}

const PHASE_WORDS: Readonly<Record<PhaseName, string>> = {
  'warm-up': 'during the warm-up',
  'before-faults': 'before the faults',
  'during-faults': 'during the faults',
  'after-faults': 'after the faults',
  whole: '',
};

/** `before the faults`, `from 70s to 100s`; nothing for the whole run. */
export function sayDuring(during: During): string {
  if ('phase' in during) return PHASE_WORDS[during.phase];
  return `from ${sayDuration(during.from)} to ${sayDuration(during.to)}`;
}
