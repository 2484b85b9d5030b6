/**
 * `--without`: the same scenario with a fault or a policy left out. A fault is named by its name, its
 * kind or its target; a policy by its kind (`retry`, everywhere, of a whole chain by its preset as well) or as
 * `caller.policy` (`web.retry`).
 * What a service asks for at its own door is its own: `web.shed`, or `web.admission.shed` to leave its calls alone.
 */
import { nearestWord, quote, someNear } from '../fields/index.ts';
import { kindsInChain } from './as-written.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { faultNames, faultWords } from './fault-names.ts';
import { scenarioSchema } from './schema.ts';
import { branchFor, definitionOf, schemaAt, stepInto, verbsOf } from './schema-walk.ts';
import type { Source } from './source.ts';
import { type Path, pruned, rawOf, type Tree, treeAt, withValueAt } from './tree.ts';

/** A policy at one place: as a key of a call, or as an entry of a list. */
interface PolicyPlace {
  readonly policy: string;
  /** Who calls, or at whose door it stands; nothing for an entry of a named list, which many may share. */
  readonly caller?: string;
  /** It stands at that service's door. */
  readonly atDoor?: boolean;
  /** It is one of a chain: what is at the path stays, and says that there is none. */
  readonly inChain?: boolean;
  /** What to leave out. */
  readonly path: Path;
}

/** What a whole chain of policies is called here: `--without preset` leaves it out. */
const PRESET = 'preset';

/** A caller that names a list from `policies:`. */
interface ListUse {
  readonly caller?: string;
  readonly list: string;
  readonly path: Path;
}

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
  const [caller, policy] = word.includes('.') ? splitLast(word) : [undefined, word];
  let left = tree;
  for (const place of places) {
    const isMeant = caller === undefined || caller === place.caller || caller === doorOf(place);
    if (place.policy !== policy || !isMeant) continue;
    const at = treeAt(tree, place.path);
    if (place.inChain !== true) unwanted.push(place.path);
    else if (at !== undefined) left = withValueAt(left, place.path, withNone(at, policy));
  }
  for (const use of uses) {
    const list = treeAt(tree, ['policies', use.list]);
    if (caller === undefined || use.caller !== caller || list?.kind !== 'list') continue;
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

function doorOf({ caller, atDoor }: PolicyPlace): string | undefined {
  return atDoor === true ? `${caller}.admission` : undefined;
}

function splitLast(word: string): [string, string] {
  const dot = word.lastIndexOf('.');
  return [word.slice(0, dot), word.slice(dot + 1)];
}

/** Every place of a policy, and every use of a named list, in the order of the text. */
function policiesOf(tree: Tree): { places: PolicyPlace[]; uses: ListUse[] } {
  const places: PolicyPlace[] = [];
  const uses: ListUse[] = [];
  const raw = rawOf(tree);
  const kinds = new Set(policyKinds());
  const addChain = (chain: Tree, path: Path, caller?: string) => {
    for (const policy of new Set(kindsInChain(chain)))
      places.push({ policy, ...(caller === undefined ? {} : { caller }), inChain: true, path });
  };
  const entriesOf = (list: Tree | undefined, path: Path, caller?: string, atDoor = false) => {
    if (list?.kind !== 'list') return;
    list.items.forEach((item, index) => {
      if (item.kind !== 'mapping') return;
      addChain(item, [...path, index], caller);
      // Beside its policy an entry may say what that costs.
      for (const policy of item.entries.keys()) {
        // What is changed in a chain is no policy of its own.
        if (kinds.has(policy) && (policy === PRESET || !item.entries.has(PRESET)))
          places.push({
            policy,
            ...(caller === undefined ? {} : { caller }),
            atDoor,
            path: [...path, index],
          });
      }
      // What a policy asks for instead may have policies of its own.
      walk(item, [...path, index], caller);
    });
  };
  const walk = (at: Tree, path: Path, caller?: string) => {
    if (at.kind === 'scalar') return;
    if (at.kind === 'list') {
      for (const [index, item] of at.items.entries()) walk(item, [...path, index], caller);
      return;
    }
    const isCaller = isOfCaller(raw, path);
    for (const [key, { value }] of at.entries) {
      const inner = [...path, key];
      const whose = caller === undefined ? {} : { caller };
      if (isCaller && kinds.has(key)) places.push({ policy: key, ...whose, path: inner });
      if (!isCaller || key !== 'policies') walk(value, inner, caller);
      else if (value.kind === 'scalar') uses.push({ ...whose, list: String(value.value), path: inner });
      else if (value.kind === 'mapping') {
        places.push({ policy: PRESET, ...whose, path: inner });
        addChain(value, inner, caller);
      } else entriesOf(value, inner, caller);
    }
  };
  const named = (key: string) => treeAt(tree, [key]);
  for (const [list, { value }] of entriesIn(named('policies'))) entriesOf(value, ['policies', list]);
  for (const [service, { value }] of entriesIn(named('services'))) {
    const operations = treeAt(value, ['operations']);
    if (operations !== undefined) walk(operations, ['services', service, 'operations'], service);
    entriesOf(treeAt(value, ['admission']), ['services', service, 'admission'], service, true);
  }
  for (const [key, word] of [
    ['load', 'name'],
    ['consumers', 'from'],
  ] as const) {
    const list = named(key);
    if (list?.kind !== 'list') continue;
    for (const [index, item] of list.items.entries()) {
      walk(item, [key, index], String(wordAt(item, word)));
    }
  }
  return { places, uses };
}

function entriesIn(tree: Tree | undefined) {
  return tree?.kind === 'mapping' ? [...tree.entries] : [];
}

function wordAt(tree: Tree, key: string): unknown {
  const value = treeAt(tree, [key]);
  return value?.kind === 'scalar' ? value.value : undefined;
}

/** Whoever may have `policies` is a caller. */
function isOfCaller(raw: unknown, path: Path): boolean {
  let value: unknown = raw;
  for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
  const schema = schemaAt(scenarioSchema, raw, path);
  const branch = schema === undefined ? undefined : branchFor(schema, value);
  const shape = branch === undefined ? undefined : definitionOf(branch).shape;
  return shape !== undefined && Object.hasOwn(shape, 'policies');
}

/** The kinds of policy there are, as the schemas of a named list and of an admission know them. */
function policyKinds(): readonly string[] {
  const listed = (raw: unknown, path: Path) => {
    const list = schemaAt(scenarioSchema, raw, path);
    const entry = list === undefined ? undefined : stepInto(list, [], 0);
    return entry === undefined ? [] : verbsOf(entry);
  };
  const around = listed({ policies: { any: [] } }, ['policies', 'any']);
  const atDoor = listed({ services: { any: { admission: [] } } }, ['services', 'any', 'admission']);
  return [...new Set([...around, ...atDoor])];
}

function unknown(tree: Tree, source: Source): Diagnostic {
  const word = source.text.trim();
  const { places } = policiesOf(tree);
  const faults = faultWords(tree).flatMap(({ kind, target }, index) => [
    faultNames(tree)[index],
    kind,
    target,
  ]);
  const policies = places.flatMap((place) => {
    const { policy, caller } = place;
    const door = doorOf(place);
    if (caller === undefined) return [policy];
    return [policy, `${caller}.${policy}`, ...(door === undefined ? [] : [`${door}.${policy}`])];
  });
  const known = [...new Set([...faults, ...policies])];
  const site = { source, start: 0, end: source.text.length };
  const isUnused = policyKinds().includes(word);
  const sentence = isUnused
    ? `nothing here has the policy ${quote(word)}`
    : `there is no fault or policy ${quote(word)}`;
  const hint =
    known.length === 0 ? 'this scenario has neither' : `could be left out: ${someNear(word, known)}`;
  return mistake('E212', site, sentence, { meant: isUnused ? undefined : nearestWord(word, known), hint });
}
