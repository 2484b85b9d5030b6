/**
 * What stands of a scenario whose shape is wrong somewhere: the tree without the parts that are. It is
 * only good for looking up names in it; and what is named in a part that fell cannot be missed.
 */
import type { z } from 'zod';
import type { Shapely } from './names.ts';
import { scenarioSchema } from './schema.ts';
import { type Path, pruned, rawOf, type Tree, treeAt, withValueAt } from './tree.ts';

export interface Standing extends Shapely {
  /** Does a sentence speak of anything that stood in a part that fell? */
  isLost(sentence: string): boolean;
}

/** Each round what the last one left alone may fall; a file that is no scenario never stands. */
const MOST_ROUNDS = 8;

/** Nothing where no part of it can stand. */
export function standing(whole: Tree): Standing | undefined {
  const lost = new Set<string>();
  let tree = whole;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const raw = rawOf(tree);
    const result = scenarioSchema.safeParse(raw);
    if (result.success)
      return { tree, raw, parsed: result.data, isLost: (sentence) => namesIn(sentence).some(isIn(lost)) };
    const filled = result.error.issues.flatMap(({ path }) => fillerAt(tree, path as Path) ?? []);
    if (filled.length > 0) {
      for (const { path, value } of filled) tree = withValueAt(tree, path, value);
      continue;
    }
    const fallen = result.error.issues.flatMap((issue) => fallenBy(tree, issue));
    if (fallen.some((path) => path.length === 0)) return undefined;
    for (const path of fallen) addWords(treeAt(tree, path), String(path.at(-1)), lost);
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

function fits(pattern: string, path: Path): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, i) => step === '*' || step === path[i]);
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

function addWords(tree: Tree | undefined, key: string, words: Set<string>): void {
  if (/\D/.test(key)) words.add(key);
  if (tree?.kind === 'scalar' && typeof tree.value === 'string')
    for (const word of partsOf(tree.value)) words.add(word);
  if (tree?.kind === 'list') for (const item of tree.items) addWords(item, '', words);
  if (tree?.kind === 'mapping') for (const [name, { value }] of tree.entries) addWords(value, name, words);
}

/** What a sentence names: its quoted words, and the parts of each. */
function namesIn(sentence: string): string[] {
  return [...sentence.matchAll(/"([^"]*)"/g)].flatMap(([, name]) => partsOf(name));
}

/** `orders -> stock.take` is told of three. */
function partsOf(name: string): string[] {
  return [name, ...name.split(/[^\w-]+/)].filter((part) => part !== '');
}

const isIn = (words: ReadonlySet<string>) => (word: string) => words.has(word);
