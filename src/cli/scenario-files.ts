/**
 * Scenario files: those that were named, patterns among them, and the neighbours a scenario may read.
 * A neighbour is a .yaml, .yml or .csv file below the scenario's own directory, and stays there when
 * links are followed.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { nearestWord } from '../fields/index.ts';
import type { ReadNeighbour, Source } from '../scenario/index.ts';
import { UsageError } from './trouble.ts';

/** Longer than any scenario may be: the reader of the text says so with a frame. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The files that the arguments name, each once, in their order; a pattern gives its files in order of name. */
export function namedFiles(patterns: readonly string[]): string[] {
  refuseSteering(patterns);
  const files = patterns.flatMap((pattern) => {
    if (pattern === '-' || !/[*?[]/.test(pattern) || isThere(pattern)) return [pattern];
    const found = matching(pattern);
    // one without any stays, to be told of like a file that is not there
    return found.length === 0 ? [pattern] : found;
  });
  refuseSteering(files);
  return [...new Set(files)];
}

/** A name is printed, and one with control characters could steer the terminal. */
function refuseSteering(names: readonly string[]): void {
  const unsafe = names.find((name) => /\p{Control}/u.test(name));
  if (unsafe !== undefined)
    throw new UsageError(`the file name ${JSON.stringify(unsafe)} has control characters in it`);
}

/** Why a scenario has no text, in a sentence about its file. */
export class Unreadable extends Error {
  readonly hint: string | undefined;

  constructor(sentence: string, hint?: string) {
    super(sentence);
    this.hint = hint;
  }
}

/** The text of a scenario; `-` reads standard input. What cannot be read is thrown as `Unreadable`. */
export function openScenario(file: string): { readonly source: Source; readonly read: ReadNeighbour } {
  const text = file === '-' ? readWhole(0) : readNamed(file);
  return { source: { name: file, text }, read: neighbourReader(file === '-' ? '.' : dirname(file)) };
}

function readNamed(file: string): string {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(file).isDirectory();
  } catch (error) {
    if (/[*?[]/.test(file)) throw new Unreadable('no file matches this pattern');
    const near = nearestWord(basename(file), filesIn(dirname(file)));
    const hint = 'knockon new FILE writes a scenario to start from';
    throw new Unreadable(
      sayReason(error),
      near === undefined ? hint : `did you mean ${join(dirname(file), near)}?`,
    );
  }
  if (isDirectory) throw new Unreadable('this is a directory', `name its files: ${join(file, '*.yaml')}`);
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    throw new Unreadable(sayReason(error));
  }
  try {
    return readWhole(handle);
  } finally {
    closeSync(handle);
  }
}

/** Everything, up to a size at which it is surely no scenario. */
function readWhole(handle: number): string {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < MOST_BYTES) {
    const chunk = Buffer.alloc(64 * 1024);
    const length = readSome(handle, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    size += length;
  }
  return Buffer.concat(chunks).toString('utf8');
}

const PATIENCE = new Int32Array(new SharedArrayBuffer(4));

function readSome(handle: number, into: Buffer): number {
  for (;;) {
    try {
      return readSync(handle, into);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw new Unreadable(sayReason(error));
      // a pipe that does not block and has nothing yet
      Atomics.wait(PATIENCE, 0, 0, 10);
    }
  }
}

const ALLOWED = ['.yaml', '.yml', '.csv'];

/** Reads files below a directory, by their path from it. Whatever is not there, not allowed or outside is nothing. */
function neighbourReader(directory: string): ReadNeighbour {
  const read = (path: string) => {
    if (!ALLOWED.some((ending) => path.endsWith(ending)) || path.split('/').includes('..')) return undefined;
    try {
      const root = realpathSync(directory);
      const real = realpathSync(join(directory, path));
      const isInside = real.startsWith(root.endsWith(sep) ? root : root + sep);
      // the name it really has must be allowed too: a link may not dress a key up as a table
      if (!isInside || !ALLOWED.some((ending) => real.endsWith(ending))) return undefined;
      const entry = statSync(real);
      if (!entry.isFile() || entry.size > MOST_BYTES) return undefined;
      return readFileSync(real, 'utf8');
    } catch {
      return undefined;
    }
  };
  return Object.assign(read, { namesIn: (below: string) => filesIn(join(directory, below)) });
}

/** Names of the files of a directory that a scenario may be, or read. */
function filesIn(directory: string): string[] {
  return entriesOf(directory)
    .filter((entry) => !entry.isDirectory() && ALLOWED.some((ending) => entry.name.endsWith(ending)))
    .map(({ name }) => name);
}

// ---- patterns -------------------------------------------------------------------------------------

/** `scenarios/*.yaml`, `**` for any depth: for those whose shell does not expand them. */
function matching(pattern: string): string[] {
  const parts = pattern.split('/');
  const fixed = parts.slice(
    0,
    Math.min(
      parts.findIndex((part) => /[*?[]/.test(part)),
      parts.length - 1,
    ),
  );
  const base = fixed.join('/') || (pattern.startsWith('/') ? '/' : '');
  const matches = regexOf(pattern);
  const found: string[] = [];
  const walk = (directory: string, depth: number) => {
    for (const entry of entriesOf(directory)) {
      const path =
        directory === '' ? entry.name : directory === '/' ? `/${entry.name}` : `${directory}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && (pattern.includes('**') || depth < parts.length - 1))
          walk(path, depth + 1);
      } else if (matches.test(path)) found.push(path);
    }
  };
  walk(base, fixed.length);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory === '' ? '.' : directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function regexOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*|\?|\[[^\]/]+\]|[\\^$+{}|().[\]]/g, (sign) => {
    if (sign === '**/') return '(?:[^/]+/)*';
    if (sign === '*') return '[^/]*';
    if (sign === '?') return '[^/]';
    return sign.length > 1 ? sign.replace('[!', '[^') : `\\${sign}`;
  });
  return new RegExp(`^${source}$`);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function sayReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return `it cannot be read: ${message}`;
}
