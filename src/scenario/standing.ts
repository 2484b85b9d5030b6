/**
 * What stands of a scenario whose shape is wrong somewhere: the tree without the parts that are. It is
 * only good for looking up names in it, and what is named in a part that fell cannot be missed. A key
 * that is only misspelt is read as what it was meant to be, so that all below it stands.
 */
import type { z } from 'zod';
import { declaresNames, fits, LostNames } from './lost-names.ts';
import { misspeltIn } from './misspelt.ts';
import type { Shapely } from './names.ts';
import { scenarioSchema } from './schema.ts';
import { schemaAt, verbsOf } from './schema-walk.ts';
import { type Path, pruned, rawOf, type Tree, treeAt, withKeyCalled, withValueAt } from './tree.ts';

export interface Standing extends Shapely {
  /** Does a sentence speak of anything that may have stood in a part that fell? */
  isLost(sentence: string): boolean;
}

/** Each round what the last one left alone may fall; a file that is no scenario never stands. */
const MOST_ROUNDS = 8;

/** Nothing where no part of it can stand. */
export function standing(whole: Tree): Standing | undefined {
  const lost = new LostNames();
  let tree = whole;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const raw = rawOf(tree);
    const result = scenarioSchema.safeParse(raw);
    if (result.success) return { tree, raw, parsed: result.data, isLost: (sentence) => lost.has(sentence) };
    const misspelt = result.error.issues.flatMap((issue) => misspeltBy(tree, raw, issue));
    if (misspelt.length > 0) {
      for (const { path, meant } of misspelt) tree = withKeyCalled(tree, path, meant);
      continue;
    }
    const filled = result.error.issues.flatMap(({ path }) => fillerAt(tree, path as Path) ?? []);
    if (filled.length > 0) {
      for (const { path, value } of filled) tree = withValueAt(tree, path, value);
      continue;
    }
    const fallen = result.error.issues.flatMap((issue) =>
      fallenBy(tree, issue).map((path) => wholeOf(raw, path)),
    );
    if (fallen.some((path) => path.length === 0 || declaresNames(path))) return undefined;
    for (const path of fallen) lost.add(path, treeAt(tree, path));
    const keys = new Set(fallen.map((path) => JSON.stringify(path)));
    tree = pruned(tree, (path) => keys.has(JSON.stringify(path)));
  }
  return undefined;
}

/** What may not be missing and that no name depends on: with it whatever else is said there can stand. */
const FILLERS: readonly (readonly [pattern: string, key: string, value: string | number])[] = [
  ['title', '', 'untitled'],
  ['run', 'length', '1m'],
  ['run.length', '', '1m'],
  ['services.*.concurrency', 'async', 1000],
];

function fillerAt(tree: Tree, path: Path): { path: Path; value: Tree } | undefined {
  if (treeAt(tree, path) !== undefined) return undefined;
  const filler = FILLERS.find(([pattern]) => fits(pattern, path));
  if (filler === undefined) return undefined;
  const [, key, value] = filler;
  const { site } = tree;
  const scalar: Tree = { kind: 'scalar', value, site };
  const under = new Map([[key, { key: site, value: scalar }]]);
  return { path, value: key === '' ? scalar : { kind: 'mapping', entries: under, site } };
}

function misspeltBy(tree: Tree, raw: unknown, issue: z.core.$ZodIssue): { path: Path; meant: string }[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const parent = issue.path as Path;
  const schema = schemaAt(scenarioSchema, raw, parent);
  const at = treeAt(tree, parent);
  if (schema === undefined || at?.kind !== 'mapping') return [];
  return misspeltIn(schema, at, issue.keys).map(({ key, meant }) => ({ path: [...parent, key], meant }));
}

/** Without the word that says which kind of thing it is, the rest would be taken for another kind. */
function wholeOf(raw: unknown, path: Path): Path {
  let at = path;
  while (at.length > 0) {
    const schema = schemaAt(scenarioSchema, raw, at.slice(0, -1));
    if (schema === undefined || !verbsOf(schema).includes(String(at.at(-1)))) return at;
    at = at.slice(0, -1);
  }
  return at;
}

/** What has to go because of an issue: keys that nobody knows, what lacks a key, a value that is none. */
function fallenBy(tree: Tree, issue: z.core.$ZodIssue): Path[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  let at = path;
  // Of what is missing, the one that lacks it falls.
  while (at.length > 0 && treeAt(tree, at) === undefined) at = at.slice(0, -1);
  return [at];
}
