/**
 * Which other files a scenario may name: files of the expected kind, below the directory that the
 * caller opened. The reader is a port; nothing here touches a disk.
 */
import { nearestWord, quote } from '../fields/index.ts';

export interface ReadNeighbour {
  /** Text of a file, by its path from the opened directory with `/` between names; nothing where there is none. */
  (path: string): string | undefined;
  /** Names of the files that may be read in a directory, by its path from the opened one, where the reader can tell. */
  readonly namesIn?: (directory: string) => readonly string[];
}

/** What is told beside a file that the reader gave nothing of. */
export const UNREADABLE =
  'files beside the scenario or below it are read, but none that are very large, no pipes, and no links that lead out';

/** What was probably meant by `written`, whose path from the opened directory this is: the name of a file that is there instead. */
export function meantNeighbour(written: string, path: string, read: ReadNeighbour): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.slice(name.lastIndexOf('.'));
  const others = read.namesIn?.(directoryOf(path)).filter((other) => other.endsWith(ending)) ?? [];
  const near = nearestWord(name, others);
  return near === undefined ? undefined : written.slice(0, written.lastIndexOf('/') + 1) + near;
}

/** The path from the opened directory, or why the file may not be read. */
export function neighbourPath(
  wanted: string,
  fromDirectory: string,
  endings: readonly string[],
): { readonly path: string } | { readonly sentence: string; readonly hint: string } {
  const isElsewhere = /^[/~]|^[A-Za-z][A-Za-z0-9+.-]*:|\\|[\u0000-\u001f]/.test(wanted);
  if (isElsewhere)
    return {
      sentence: `${quote(wanted)} is not a path from this file`,
      hint: 'write one such as systems/shop.yaml',
    };
  if (!endings.some((ending) => wanted.endsWith(ending))) {
    return {
      sentence: `${quote(wanted)} is not a ${endings[0]} file`,
      hint: `its name ends in ${endings.join(' or ')}`,
    };
  }
  const names: string[] = [];
  for (const name of [...fromDirectory.split('/'), ...wanted.split('/')]) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) {
      return {
        sentence: `${quote(wanted)} lies outside the directory of the scenario`,
        hint: 'only files below it are read',
      };
    }
  }
  return { path: names.join('/') };
}

/** The directory part of a path: `systems` of `systems/shop.yaml`, nothing of `shop.yaml`. */
export function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
