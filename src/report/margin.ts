/** Lines that begin with a word or two in a margin, and what stands where there was no room for all. */
import { textColumns } from '../draw/index.ts';
import { wrap } from './wrap.ts';

/** Where something is only counted on a screen, what shows it. */
export const HOW_TO_SEE_ALL = '(| cat shows all)';

/** What stands under the first word of a line about numbers by phase. */
const LEAD = 15;

/** A sentence behind a word or two in the margin; what does not fit goes on below it. */
export function led(lead: string, sentence: string, width: number, margin = LEAD): string[] {
  return wrap(sentence, width - margin).map((line, at) => `${(at === 0 ? lead : '').padEnd(margin)}${line}`);
}

/** Filled up with spaces. */
export function padded(text: string, to: number): string {
  return `${text}${' '.repeat(Math.max(0, to - textColumns(text)))}`;
}
