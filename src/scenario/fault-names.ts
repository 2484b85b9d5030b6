/** What faults are called: by their own name, or else by their kind and target: `slow-payments`. */
import { isMapping } from '../fields/index.ts';
import { type FaultSpec, faultKind, faultNameOf } from '../sim/index.ts';
import { rawOf, type Tree, treeAt } from './tree.ts';

export interface FaultWords {
  readonly kind: string;
  readonly target: string;
  /** Its own name, or the one it has when it is given none. */
  readonly name: string;
  readonly isNamed: boolean;
}

/** Kind, target and name of each fault; `tree` has the shape of a scenario. */
export function faultWords(tree: Tree): FaultWords[] {
  const list = treeAt(tree, ['faults']);
  if (list?.kind !== 'list') return [];
  return list.items
    .map(rawOf)
    .filter(isMapping)
    .map((raw) => {
      const fault = raw as FaultSpec;
      const kind = faultKind(fault);
      const isNamed = fault.name !== undefined;
      return { kind, target: String(fault[kind]), name: faultNameOf(fault), isNamed };
    });
}

/** A name for each fault. Two that would be called the same are told apart by a number. */
export function faultNames(tree: Tree): string[] {
  const words = faultWords(tree);
  const taken = new Set(words.filter(({ isNamed }) => isNamed).map(({ name }) => name));
  return words.map(({ name, isNamed }) => {
    if (isNamed) return name;
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
    taken.add(free);
    return free;
  });
}
