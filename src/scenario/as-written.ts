/**
 * Where a policy of a preset was asked for. A spec has the policies of a whole chain in the place of its
 * preset, which may be one entry of a list: the way to one of them, and to those behind it, is another
 * one in the text.
 */
import { chains } from '../sim/index.ts';
import type { Path, Tree } from './tree.ts';

const PRESET = 'preset';

/** The path of a spec as a path of the tree: `[…, 'policies', 2, 'timeout']` may be `[…, 'policies', 'preset']`. */
export function asWritten(tree: Tree, path: Path): Path {
  let at: Tree | undefined = tree;
  for (const [depth, step] of path.entries()) {
    const before = path.slice(0, depth);
    if (isPolicies(path, depth) && typeof step === 'number') {
      if (at?.kind === 'mapping' && at.entries.has(PRESET)) return [...before, ...changed(at, path, depth)];
      if (at?.kind === 'list') {
        const item = itemOf(at.items, step);
        if (item === undefined) return path;
        const entry = at.items[item];
        if (kindsInChain(entry) !== undefined) return [...before, item, ...changed(entry, path, depth)];
        return [...before, item, ...path.slice(depth + 1)];
      }
    }
    if (at?.kind === 'list') at = typeof step === 'number' ? at.items[step] : undefined;
    else at = at?.kind === 'mapping' ? at.entries.get(String(step))?.value : undefined;
  }
  return path;
}

/** Of a chain, what is written of the policy behind this depth; the preset where nothing is. */
function changed(chain: Tree, path: Path, depth: number): Path {
  const policy = String(path[depth + 1]);
  const isWritten = chain.kind === 'mapping' && chain.entries.has(policy);
  return isWritten ? path.slice(depth + 1) : [PRESET];
}

/** Is what lies at this depth the policies of a call, or a named list of them? */
function isPolicies(path: Path, depth: number): boolean {
  return path[depth - 1] === 'policies' || (depth === 2 && path[0] === 'policies');
}

/** The item of a list as written, in which the policy with this number is. */
function itemOf(items: readonly Tree[], nth: number): number | undefined {
  let before = 0;
  for (const [item, tree] of items.entries()) {
    before += kindsInChain(tree)?.length ?? 1;
    if (nth < before) return item;
  }
  return undefined;
}

/** The kinds of the policies that a preset of a whole chain stands for, in their order; nothing for all else. */
export function kindsInChain(tree: Tree): readonly string[] | undefined {
  if (tree.kind !== 'mapping') return undefined;
  const wordAt = (key: string) => {
    const value = tree.entries.get(key)?.value;
    return value?.kind === 'scalar' ? value.value : undefined;
  };
  const name = String(wordAt(PRESET));
  if (!Object.hasOwn(chains, name)) return undefined;
  const kinds = chains[name as keyof typeof chains].policies.flatMap((policy) => Object.keys(policy));
  return kinds.filter((kind) => wordAt(kind) !== 'none');
}
