/** An option whose value is a word of the scenario language: a duration, a size, a share. */
import { UsageError } from './trouble.ts';

interface Word {
  safeParse(
    text: string,
  ): { success: true; data: number } | { success: false; error: { issues: readonly { message: string }[] } };
}

/** The number it stands for, or wrong usage in the word's own sentence. */
export function readWord(word: unknown, option: string, text: string): number {
  const read = (word as Word).safeParse(text);
  if (!read.success) throw new UsageError(`${option}: ${read.error.issues[0]?.message}`);
  return read.data;
}
