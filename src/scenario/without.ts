/**
 * `--without`: the same scenario with a fault or a policy left out. A fault is named by its name, its
 * kind or its target; a policy by its kind (`retry`, everywhere, of a whole chain by its preset as well), as `caller.policy`
 * (`web.retry`), or as `caller.callee.policy` (`web.stock.retry`, or `web.stock.reserve.retry` for one operation of the callee).
 * What a service asks for at its own door is its own: `web.shed`, or `web.admission.shed` to leave its calls alone.
 */
import { nearestWord, quote, someNear } from '../fields/index.ts';
import { kindsInChain } from './as-written.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { faultNames, faultWords } from './fault-names.ts';
import { namesToLeaveOut } from './names-to-leave-out.ts';
import { namesOf, PRESET, policiesOf, policyKinds, splitLast } from './policy-places.ts';
import type { Source } from './source.ts';
import { type Path, pruned, type Tree, treeAt, withValueAt } from './tree.ts';

/** What is left of a scenario. */
export interface Rest {
  readonly tree: Tree;
  /** The faults that were left out, by their place in the whole list. */
  readonly faults: readonly number[];
}

/** The tree, which has the shape of a scenario, without what the sources name. */
export function without(
  tree: Tree,
  sources: readonly Source[],
): Rest | { readonly diagnostics: readonly Diagnostic[] } {
  const mistakes: Diagnostic[] = [];
  const faults = new Set<number>();
  let left = tree;
  for (const source of sources) {
    const word = source.text.trim();
    const meant = faultsMeant(tree, word);
    for (const index of meant) faults.add(index);
    const found = withoutPolicies(left, word);
    if (found !== undefined) left = found;
    // left out already, by an earlier argument: nothing to complain about
    else if (meant.length === 0 && withoutPolicies(tree, word) === undefined)
      mistakes.push(unknown(tree, source));
  }
  if (mistakes.length > 0) return { diagnostics: mistakes };
  return {
    tree: prunedAt(
      left,
      Array.from(faults, (index) => ['faults', index]),
    ),
    faults: [...faults],
  };
}

/** The faults that a word may mean, by their place: all faults of a kind, or at a target. */
function faultsMeant(tree: Tree, word: string): number[] {
  const names = faultNames(tree);
  return faultWords(tree).flatMap(({ kind, target }, index) =>
    [names[index], kind, target].includes(word) ? [index] : [],
  );
}

function prunedAt(tree: Tree, paths: readonly Path[]): Tree {
  if (paths.length === 0) return tree;
  const keys = new Set(paths.map((path) => JSON.stringify(path)));
  return pruned(tree, (path) => keys.has(JSON.stringify(path)));
}

function withoutPolicies(tree: Tree, word: string): Tree | undefined {
  const unwanted: Path[] = [];
  const { places, uses } = policiesOf(tree);
  const [whose, policy] = word.includes('.') ? splitLast(word) : [undefined, word];
  let left = tree;
  for (const place of places) {
    const isMeant = whose === undefined || namesOf(place).includes(whose);
    if (place.policy !== policy || !isMeant) continue;
    const at = treeAt(tree, place.path);
    if (place.inChain !== true) unwanted.push(place.path);
    else if (at !== undefined) left = withValueAt(left, place.path, withNone(at, policy));
  }
  for (const use of uses) {
    const list = treeAt(tree, ['policies', use.list]);
    if (whose === undefined || !namesOf(use).includes(whose) || list?.kind !== 'list') continue;
    const isLeftOut = (item: Tree) =>
      item.kind === 'mapping' && item.entries.has(policy) && (policy === PRESET || !item.entries.has(PRESET));
    const kept = list.items
      .filter((item) => !isLeftOut(item))
      .map((item) => (kindsInChain(item)?.includes(policy) === true ? withNone(item, policy) : item));
    if (kept.length === list.items.length && kept.every((item, at) => item === list.items[at])) continue;
    // others may share the list: this caller gets a copy of its own
    left = withValueAt(left, use.path, { ...list, items: kept });
  }
  if (unwanted.length === 0) return left === tree ? undefined : left;
  return prunedAt(left, unwanted);
}

/** A chain by its preset, without its policies of this kind. */
function withNone(chain: Tree, policy: string): Tree {
  return withValueAt(chain, [policy], { kind: 'scalar', value: 'none', site: chain.site });
}

function unknown(tree: Tree, source: Source): Diagnostic {
  const word = source.text.trim();
  const { faults, targets, policies, ofCallers, ofCalls } = namesToLeaveOut(tree);
  const groups = [
    ['', faults],
    ['by kind or target ', targets],
    ['policies ', policies],
    ['of one caller ', ofCallers],
    ['of one call ', ofCalls],
  ] as const;
  const known = groups.flatMap(([, words]) => words);
  const site = { source, start: 0, end: source.text.length };
  const isUnused = policyKinds().includes(word);
  const sentence = isUnused
    ? `nothing here has the policy ${quote(word)}`
    : `there is no fault or policy ${quote(word)}`;
  const told = groups.flatMap(([what, words]) =>
    words.length === 0 ? [] : `${what}${someNear(word, words)}`,
  );
  const hint = told.length === 0 ? 'this scenario has neither' : `could be left out: ${told.join('; ')}`;
  return mistake('E212', site, sentence, { meant: isUnused ? undefined : nearestWord(word, known), hint });
}
