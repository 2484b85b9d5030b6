/** What of the process the commands use: where to write, how wide, and whether in colour. */
import { UsageError } from './trouble.ts';

export function writeOut(text: string): void {
  if (!isClosed) process.stdout.write(text);
}

export function writeError(text: string): void {
  process.stderr.write(text);
}

let isClosed = false;

/**
 * A reader that has seen enough (`| head`) is no trouble: what is left to say is not said, and the
 * exit code is what it would have been.
 */
export function tolerateClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw new UsageError(`standard output cannot be written: ${error.message}`);
    isClosed = true;
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Colour is for terminals; NO_COLOR (https://no-color.org) forbids it there, FORCE_COLOR wants it anywhere and wins. */
export function wantsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Columns for text: the terminal's within reason, 80 for a pipe. */
export function textWidth(): number {
  return Math.max(60, Math.min(process.stdout.columns || 80, 100));
}
