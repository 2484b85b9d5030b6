/** What faults are called: by their own name, or else by their kind and target: `slow-payments`. */
import { branchFor, definitionOf, schemaAt, stepInto } from './schema-walk.ts';
import { scenarioSchema } from './schema.ts';
import { type Tree, treeAt, valueOf } from './tree.ts';

/** Longest name there may be. */
const LONGEST = 60;

export interface FaultWords {
  readonly kind: string;
  readonly target: string;
  readonly name: string | undefined;
}

/** Kind, target and given name of each fault. */
export function faultWords(tree: Tree): FaultWords[] {
  const list = treeAt(tree, ['faults']);
  const field = schemaAt(scenarioSchema, { faults: [] }, ['faults']);
  const item = field === undefined ? undefined : stepInto(field, [], 0);
  if (list?.kind !== 'list' || item === undefined) return [];
  return list.items.map((fault) => {
    const raw = valueOf(fault) as Record<string, unknown>;
    const branch = branchFor(item, raw);
    const kind = Object.keys(branch === undefined ? {} : (definitionOf(branch).shape ?? {}))[0] ?? '';
    return { kind, target: String(raw?.[kind] ?? ''), name: typeof raw?.name === 'string' ? raw.name : undefined };
  });
}

/** A name for each fault. Two that would be called the same are told apart by a number. */
export function faultNames(tree: Tree): string[] {
  const words = faultWords(tree);
  const taken = new Set(words.flatMap(({ name }) => (name === undefined ? [] : [name])));
  return words.map(({ kind, target, name }) => {
    if (name !== undefined) return name;
    const plain = `${kind}-${target}`.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/-{2,}|-$/g, (dashes) => (dashes.length > 1 ? '-' : ''));
    const base = plain.slice(0, LONGEST - 4).replace(/-$/, '');
    let free = base;
    for (let number = 2; taken.has(free); number++) free = `${base}-${number}`;
    taken.add(free);
    return free;
  });
}
