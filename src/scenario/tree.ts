/**
 * A scenario's values with their sites: what YAML said, aliases and merge keys already followed.
 * Trees are never changed; `extends`, `--set` and `--without` make new ones that share the rest.
 */
import type { Site } from './source.ts';

export type Path = readonly (string | number)[];

export type Tree = ScalarTree | ListTree | MappingTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly site: Site;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly site: Site;
}

export interface MappingTree {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly site: Site;
}

export interface Entry {
  /** Where the key stands. */
  readonly key: Site;
  readonly value: Tree;
}

/** The plain value: what the schema is asked about. */
export function rawOf(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(rawOf);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, rawOf(entry.value)]));
}

/** What stands at a path; nothing where the path leaves the tree. */
export function treeAt(tree: Tree, path: Path): Tree | undefined {
  let at: Tree | undefined = tree;
  for (const step of path) {
    if (at === undefined) return undefined;
    at = childOf(at, step);
  }
  return at;
}

function childOf(tree: Tree, step: string | number): Tree | undefined {
  if (tree.kind === 'list') return typeof step === 'number' ? tree.items[step] : undefined;
  return tree.kind === 'mapping' ? tree.entries.get(String(step))?.value : undefined;
}

/**
 * The place to point at for a path. A scalar is pointed at itself, a list or mapping at the key it
 * stands under. Where the path leaves the tree (a key is missing) the nearest parent's place is taken.
 */
export function siteAt(tree: Tree, path: Path): Site {
  let at = tree;
  let place = placeOf(tree, undefined);
  for (const step of path) {
    const next = childOf(at, step);
    if (next === undefined) return place;
    place = placeOf(next, at.kind === 'mapping' ? at.entries.get(String(step))?.key : undefined);
    at = next;
  }
  return place;
}

/** Where the key of a path stands; like `siteAt` where there is no such key. */
export function keySiteAt(tree: Tree, path: Path): Site {
  const parent = treeAt(tree, path.slice(0, -1));
  const key = parent?.kind === 'mapping' ? parent.entries.get(String(path.at(-1)))?.key : undefined;
  return key ?? siteAt(tree, path);
}

function placeOf(tree: Tree, key: Site | undefined): Site {
  if (tree.kind === 'scalar' && (tree.site.end > tree.site.start || key === undefined)) return tree.site;
  if (key !== undefined) return key;
  // an item of a list: its first key, rather than all of its lines
  if (tree.kind === 'mapping') for (const entry of tree.entries.values()) return entry.key;
  const { source, start, end } = tree.site;
  const lineEnd = source.text.indexOf('\n', start);
  return { source, start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) };
}

/** The tree with `value` at a path; keys on the way that are missing are made, and belong to `value`'s site. */
export function withValueAt(tree: Tree, path: Path, value: Tree, key: Site = value.site): Tree {
  if (path.length === 0) return value;
  const [step, ...rest] = path;
  if (tree.kind === 'list' && typeof step === 'number') {
    return {
      ...tree,
      items: tree.items.map((item, index) => (index === step ? withValueAt(item, rest, value, key) : item)),
    };
  }
  const entries = new Map(tree.kind === 'mapping' ? tree.entries : []);
  const old = entries.get(String(step));
  const under = old?.value ?? { kind: 'mapping', entries: new Map(), site: value.site };
  entries.set(String(step), {
    key: old === undefined || rest.length === 0 ? key : old.key,
    value: withValueAt(under, rest, value, key),
  });
  return { kind: 'mapping', entries, site: tree.site };
}

/** The tree with the key at a path called otherwise; its place in the text and in the order stays. */
export function withKeyCalled(tree: Tree, path: Path, name: string): Tree {
  const parent = path.slice(0, -1);
  const at = treeAt(tree, parent);
  if (at?.kind !== 'mapping') return tree;
  const entries = [...at.entries].map(([key, entry]) => [key === path.at(-1) ? name : key, entry] as const);
  return withValueAt(tree, parent, { ...at, entries: new Map(entries) }, keySiteAt(tree, parent));
}

/** The tree without the items and keys that `isUnwanted` names, asked with the path of each. */
export function pruned(tree: Tree, isUnwanted: (path: Path, tree: Tree) => boolean, path: Path = []): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') {
    const kept = tree.items.map((item, index) => ({ item, path: [...path, index] }));
    const items = kept
      .filter(({ item, path }) => !isUnwanted(path, item))
      .map(({ item, path }) => pruned(item, isUnwanted, path));
    return { ...tree, items };
  }
  const entries = new Map<string, Entry>();
  for (const [name, entry] of tree.entries) {
    const at = [...path, name];
    if (!isUnwanted(at, entry.value))
      entries.set(name, { ...entry, value: pruned(entry.value, isUnwanted, at) });
  }
  return { ...tree, entries };
}

/** `services.web.operations.checkout[1].timeout` */
export function sayPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}
