/** What faults are called: by their own name, or else by their kind and target: `slow-payments`. */
import { isMapping } from '../fields/index.ts';
import { type FaultSpec, faultKind, faultNameOf } from '../sim/index.ts';
import { type ListTree, rawOf, type Tree, treeAt } from './tree.ts';

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
  return list?.kind === 'list' ? wordsOf(list) : [];
}

function wordsOf(list: ListTree): FaultWords[] {
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
  return distinct(faultWords(tree));
}

/**
 * The names of a list whose shape nobody has checked yet; nothing for an item that is no fault, so
 * that the names stand at the numbers of their items.
 */
export function namesInFaultList(list: ListTree): (string | undefined)[] {
  const isFault = list.items.map((item) => {
    const raw = rawOf(item);
    return isMapping(raw) && faultKind(raw) !== undefined;
  });
  const names = distinct(wordsOf({ ...list, items: list.items.filter((_, index) => isFault[index]) }));
  let next = 0;
  return isFault.map((known) => (known ? names[next++] : undefined));
}

function distinct(words: readonly FaultWords[]): string[] {
  const taken = new Set(words.filter(({ isNamed }) => isNamed).map(({ name }) => name));
  return words.map(({ name, isNamed }) => {
    if (isNamed) return name;
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
    taken.add(free);
    return free;
  });
}
