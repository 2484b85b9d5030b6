/** The rules about imports, as functions from sources to sentences about what breaks them. */
import { posix } from 'node:path';
import { codeOf, lineAt, type Source } from './source.ts';
import type { Room } from './table.ts';

export interface Import {
  readonly from: string;
  readonly line: number;
  /** As written. */
  readonly name: string;
  /** The project's file it means; undefined for a package or a part of Node. */
  readonly to: string | undefined;
  /** `value` and `type` load with the file, `later` when asked for: `import()` or a worker's URL. */
  readonly kind: 'value' | 'type' | 'later';
}

const statement = /^[ \t]*(?:import|export)\b([^'";]*?)\bfrom\s*(['"])([^'"\n]+)\2/gm;
const bareImport = /^[ \t]*import\s*(['"])([^'"\n]+)\1/gm;
const laterImport = /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g;
const workerUrl = /\bnew\s+URL\s*\(\s*(['"])(\.[^'"\n]+\.tsx?)\1\s*,\s*import\.meta\.url/g;

export function importsOf({ path, text }: Source): Import[] {
  const code = codeOf(text).withStrings;
  const found: Import[] = [];
  const add = (match: RegExpMatchArray, name: string, kind: Import['kind']): void => {
    const start = (match.index ?? 0) + match[0].search(/\S/);
    const to = name.startsWith('.') ? posix.join(posix.dirname(path), name) : undefined;
    found.push({ from: path, line: lineAt(code, start), name, to, kind });
  };
  for (const match of code.matchAll(statement))
    add(match, match[3], /^\s*type\b(?!\s*,)/.test(match[1]) ? 'type' : 'value');
  for (const match of code.matchAll(bareImport)) add(match, match[2], 'value');
  for (const match of code.matchAll(laterImport)) add(match, match[2], 'later');
  for (const match of code.matchAll(workerUrl)) add(match, match[2], 'later');
  return found.sort((a, b) => a.line - b.line);
}

/** What breaks the table of rooms, a sentence each. */
export function againstTable(
  sources: readonly Source[],
  table: readonly Room[],
  tops: readonly string[],
): string[] {
  const files = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) => {
    const room = roomOf(source.path, table);
    if (!room)
      return [
        `${source.path}:1 lies in no room; move it into one, or give its folder a row in test/house/table.ts`,
      ];
    return importsOf(source).flatMap((each) => {
      const trouble = troubleWith(each, room, files, table, tops);
      return trouble ? [`${each.from}:${each.line} imports ${each.name}: ${trouble}`] : [];
    });
  });
}

function troubleWith(
  each: Import,
  room: Room,
  files: ReadonlySet<string>,
  table: readonly Room[],
  tops: readonly string[],
): string | undefined {
  const target = each.to;
  if (target === undefined) {
    const name = each.name.startsWith('node:') ? each.name : `npm:${packageOf(each.name)}`;
    if (allows(room, name)) return undefined;
    return `${name} is not received in ${room.room} (${room.is}). ${list(room)}`;
  }
  if (!files.has(target)) return `there is no ${target}; write the whole name, extension included`;
  const other = roomOf(target, table);
  const inside = target.replace(/^src\//, '');
  if (!other) return `${target} lies in no room; import from inside src/ only`;
  if (other.room === room.room) {
    const door = posix.join(posix.dirname(each.from), 'index.ts');
    if (target === door && each.from !== door) return 'that is its own door; import the sibling itself';
    return undefined;
  }
  if (tops.includes(other.room)) return `nobody imports ${other.room}; move what both need to a lower room`;
  if (allows(room, inside)) return undefined;
  return `${room.room} (${room.is}) does not know ${other.room}. ${list(room)} Move what both need to a lower room, or take it as a parameter.`;
}

/** What breaks "no two files need each other to load": one sentence for each circle found. */
export function circles(sources: readonly Source[]): string[] {
  const next = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source).filter((each) => each.kind === 'value' && each.to),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly Import[]): void => {
    const first = trail.findIndex((each) => each.from === path);
    if (first !== -1) {
      const round = trail.slice(first);
      const way = [...round.map((each) => `${each.from}:${each.line}`), path].join(' -> ');
      found.push(
        `${way} is a circle; import only types (\`import type\`), or move what both need to a third file`,
      );
      return;
    }
    if (done.has(path)) return;
    for (const each of next.get(path) ?? []) visit(each.to as string, [...trail, each]);
    done.add(path);
  };
  for (const source of sources) visit(source.path, []);
  return found;
}

/** The files of src/ that cannot be reached from any of these entries. */
export function unreached(sources: readonly Source[], entries: readonly string[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set(entries);
  for (const path of reached) {
    const source = byPath.get(path);
    if (source) for (const each of importsOf(source)) if (each.to) reached.add(each.to);
  }
  return sources
    .filter(({ path }) => path.startsWith('src/') && !reached.has(path))
    .map(({ path }) => `${path}:1 is imported by nobody; use it or delete it`);
}

/** Values that a room's door offers and nobody outside takes: they are the room's own, or dead. */
export function offeredInVain(sources: readonly Source[], open: readonly string[]): string[] {
  const words = sources.map(({ path, text }) => ({ path, words: wordsOf(codeOf(text).bare) }));
  return sources
    .filter(({ path }) => path.endsWith('/index.ts') && !open.includes(path))
    .flatMap(({ path, text }) => {
      const room = `${posix.dirname(path)}/`;
      const outside = words.filter((each) => !each.path.startsWith(room));
      return offeredBy(codeOf(text).bare)
        .filter((name) => !outside.some((each) => each.words.has(name)))
        .map((name) => `${path}:1 offers ${name}, which nobody outside takes; keep it in, or delete it`);
    });
}

const wordsOf = (code: string): ReadonlySet<string> => new Set(code.match(/[\w$]+/g));

function offeredBy(code: string): string[] {
  const listed = [...code.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) =>
    names.split(',').flatMap((each) => /^(?!type )(?:\S+ as )?(\S+)$/.exec(each.trim())?.[1] ?? []),
  );
  const own = [...code.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
  return [...listed, ...own];
}

/** The row of the table with the longest name that holds this file. */
export function roomOf(path: string, table: readonly Room[]): Room | undefined {
  let best: Room | undefined;
  for (const room of table) {
    const holds = path.startsWith(`src/${room.room}/`);
    if (holds && room.room.length > (best?.room.length ?? 0)) best = room;
  }
  return best;
}

function allows(room: Room, name: string): boolean {
  return room.may.some(
    (each) =>
      each === '*' ||
      each === name ||
      name.startsWith(`${each}/`) ||
      (each === 'node:' && name.startsWith(each)),
  );
}

function list(room: Room): string {
  return room.may.length === 0 ? 'It imports nothing.' : `It may import ${room.may.join(', ')}.`;
}

/** `@scope/name/deep/file` is of the package `@scope/name`. */
function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
