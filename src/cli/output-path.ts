/** Where a report or a stream may be written: known before anything runs, since a long run must not be lost for it. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { shellLine } from './shell-line.ts';
import { UsageError } from './trouble.ts';

/** The file itself, if it may be written. */
export function outputPath(file: string, what: 'report' | 'stream'): string {
  // a slip of the keyboard must not cost a scenario
  if (/\.ya?ml$/i.test(file))
    throw new UsageError(`${file} is the name of a scenario; a ${what} is not written there`);
  const refuse = () => new UsageError(`${file} may not be written`);
  const kindOf = (path: string) => {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch {
      // it lies where this user may not even look
      throw refuse();
    }
  };
  const here = kindOf(file);
  if (/[/\\]$/.test(file) || here?.isDirectory() === true)
    throw new UsageError(`${file} is a directory; a ${what} needs the name of a file`);
  const directory = dirname(file);
  const there = kindOf(directory);
  // made unasked, a directory that was mistyped would swallow what is written, and nobody would miss it
  if (there === undefined)
    throw new UsageError(
      `there is no directory ${directory} to write ${file} to`,
      `Make it first: ${shellLine(['mkdir', '-p', directory])}`,
    );
  if (!there.isDirectory()) throw new UsageError(`${directory} is no directory to write ${file} to`);
  try {
    accessSync(here === undefined ? directory : file, constants.W_OK);
  } catch {
    throw refuse();
  }
  return file;
}
