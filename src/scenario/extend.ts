/**
 * `extends: system.yaml`: the named file is taken over, and this one laid upon it. Mappings merge,
 * lists and single values replace, `faults+:` adds to a list. What is merged keeps its own site.
 */
import type { z } from 'zod';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { parseDocument } from './document.ts';
import { misspeltIn } from './misspelt.ts';
import { directoryOf, meantNeighbour, neighbourPath, type ReadNeighbour, UNREADABLE } from './neighbour.ts';
import { GROWING_LISTS } from './schema.ts';
import { branchFor, knownKeys, stepInto } from './schema-walk.ts';
import { unknownKeyOf } from './shape.ts';
import type { Source } from './source.ts';
import { type Entry, type MappingTree, rawOf, type Tree, withKeyCalled } from './tree.ts';

/** Longer chains are not read by people either. */
const LONGEST_CHAIN = 8;

/** A source and where it lies below the opened directory. */
export interface PlacedSource {
  readonly source: Source;
  readonly path: string;
}

/** What reading several files needs to remember. */
export interface Reading {
  readonly schema: z.ZodType;
  readonly read: ReadNeighbour;
  /** Name of the file at a path below the opened directory, for people. */
  nameOf(path: string): string;
  /** Every source met, the scenario itself first. */
  readonly met: PlacedSource[];
  readonly mistakes: Diagnostic[];
}

/** The tree of the last source met, laid upon what it extends. Nothing if a file of the chain cannot be read as YAML. */
export function extended(
  written: MappingTree,
  reading: Reading,
  chain: readonly string[],
): MappingTree | undefined {
  const tree = wellSpelt(written, reading);
  const named = tree.entries.get('extends');
  if (named === undefined) {
    for (const key of GROWING_LISTS) {
      const adding = tree.entries.get(`${key}+`);
      if (adding === undefined) continue;
      const sentence = `"${key}+" adds to a file this one extends, and it extends none`;
      reading.mistakes.push(mistake('E223', adding.key, sentence, { hint: `write ${key}, or add extends` }));
    }
    return laidUpon({ ...tree, entries: new Map() }, tree, reading.schema);
  }
  const base = baseOf(named, reading, chain);
  return base === undefined ? undefined : laidUpon(base, tree, reading.schema);
}

/** A misspelt key of one file would else lose what another lays upon it; and `extend`, a whole file. */
function wellSpelt(tree: MappingTree, { schema, mistakes }: Reading): MappingTree {
  const known = knownKeys(schema, rawOf(tree)) ?? [];
  const unknown = [...tree.entries.keys()].filter((key) => !known.includes(key) && !/^x-|\+$/.test(key));
  return misspeltIn(schema, tree, unknown).reduce((at, { key, meant }) => {
    mistakes.push(unknownKeyOf(schema, tree, key));
    return withKeyCalled(at, [key], meant) as MappingTree;
  }, tree);
}

function baseOf(named: Entry, reading: Reading, chain: readonly string[]): MappingTree | undefined {
  const { value } = named;
  const say = (code: string, sentence: string, hint?: string, meant?: string) => {
    reading.mistakes.push(
      mistake(code, value.kind === 'scalar' ? value.site : named.key, sentence, { hint, meant }),
    );
    return undefined;
  };
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    return say('E220', 'what a scenario extends is one file', 'write extends: system.yaml');
  }
  const here = chain.at(-1) ?? '';
  const place = neighbourPath(value.value, directoryOf(here), ['.yaml', '.yml']);
  if ('sentence' in place) return say('E221', place.sentence, place.hint);
  if (chain.includes(place.path)) {
    const circle = [...chain.slice(chain.indexOf(place.path)), place.path].map((path) =>
      reading.nameOf(path),
    );
    return say('E222', `a circle: ${circle.join(' extends ')}`);
  }
  if (chain.length >= LONGEST_CHAIN)
    return say('E222', `more than ${LONGEST_CHAIN} files extend one another`);
  const text = reading.read(place.path);
  if (text === undefined) {
    const meant = meantNeighbour(value.value, place.path, reading.read);
    const hint = meant === undefined ? UNREADABLE : undefined;
    return say('E220', `there is no file ${reading.nameOf(place.path)} that can be read`, hint, meant);
  }
  const source: Source = { name: reading.nameOf(place.path), text };
  reading.met.push({ source, path: place.path });
  const parsed = parseDocument(source);
  if ('diagnostics' in parsed) {
    reading.mistakes.push(...parsed.diagnostics);
    return undefined;
  }
  if (parsed.tree.kind !== 'mapping')
    return say('E220', `${source.name} is not a mapping of a scenario's keys`);
  return extended(parsed.tree, reading, [...chain, place.path]);
}

/** `over` laid upon `under`. The keys of `under` keep their places: their order may be meaning. */
function laidUpon(under: MappingTree, over: MappingTree, schema: z.ZodType): MappingTree {
  const entries = new Map(under.entries);
  const added = new Map<string, Entry>();
  for (const [key, entry] of over.entries) {
    const list = GROWING_LISTS.find((known) => key === `${known}+`);
    if (list !== undefined) added.set(list, entry);
    else if (key !== 'extends') entries.set(key, merged(entries.get(key), entry, stepInto(schema, {}, key)));
  }
  for (const [list, entry] of added) {
    const old = entries.get(list);
    const isSum = old?.value.kind === 'list' && entry.value.kind === 'list';
    const items = isSum
      ? [
          ...(old.value as { items: readonly Tree[] }).items,
          ...(entry.value as { items: readonly Tree[] }).items,
        ]
      : [];
    entries.set(
      list,
      isSum ? { key: entry.key, value: { kind: 'list', items, site: entry.value.site } } : entry,
    );
  }
  return { kind: 'mapping', entries, site: over.site };
}

function merged(under: Entry | undefined, over: Entry, schema: z.ZodType | undefined): Entry {
  if (under?.value.kind !== 'mapping' || over.value.kind !== 'mapping') return over;
  // `threads: 64` below, `async: 1000` above: another kind of thing replaces, it does not mix
  const branches =
    schema === undefined ? [] : [under.value, over.value].map((tree) => branchFor(schema, rawOf(tree)));
  if (branches[0] !== undefined && branches[1] !== undefined && branches[0] !== branches[1]) return over;
  const entries = new Map(under.value.entries);
  for (const [key, entry] of over.value.entries) {
    const inner = schema === undefined ? undefined : stepInto(schema, rawOf(under.value), key);
    entries.set(key, merged(entries.get(key), entry, inner));
  }
  return { key: over.key, value: { kind: 'mapping', entries, site: over.value.site } };
}
