/** Where policies stand in a scenario, and by which names of who asks whom each may be meant. */
import { kindsInChain } from './as-written.ts';
import { scenarioSchema } from './schema.ts';
import { branchFor, definitionOf, schemaAt, stepInto, verbsOf } from './schema-walk.ts';
import { type Path, rawOf, type Tree, treeAt } from './tree.ts';

/** A policy at one place: as a key of a call, or as an entry of a list. */
export interface PolicyPlace {
  readonly policy: string;
  /** Who calls, or at whose door it stands; nothing for an entry of a named list, which many may share. */
  readonly caller?: string | undefined;
  /** Whom it asks there: `stock.reserve`, or the name of a queue. */
  readonly callee?: string | undefined;
  /** It stands at that service's door. */
  readonly atDoor?: boolean;
  /** It is one of a chain: what is at the path stays, and says that there is none. */
  readonly inChain?: boolean;
  /** What to leave out. */
  readonly path: Path;
}

/** What a whole chain of policies is called here: `--without preset` leaves it out. */
export const PRESET = 'preset';

/** A caller that names a list from `policies:`. */
export interface ListUse {
  readonly caller?: string | undefined;
  readonly callee?: string | undefined;
  readonly list: string;
  readonly path: Path;
}

/** Every place of a policy, and every use of a named list, in the order of the text. */
export function policiesOf(tree: Tree): { places: PolicyPlace[]; uses: ListUse[] } {
  const places: PolicyPlace[] = [];
  const uses: ListUse[] = [];
  const raw = rawOf(tree);
  const kinds = new Set(policyKinds());
  const addChain = (chain: Tree, path: Path, whose: Whose) => {
    for (const policy of new Set(kindsInChain(chain))) places.push({ policy, ...whose, inChain: true, path });
  };
  const entriesOf = (list: Tree | undefined, path: Path, whose: Whose = {}, atDoor = false) => {
    if (list?.kind !== 'list') return;
    list.items.forEach((item, index) => {
      if (item.kind !== 'mapping') return;
      addChain(item, [...path, index], whose);
      // Beside its policy an entry may say what that costs.
      for (const policy of item.entries.keys()) {
        // What is changed in a chain is no policy of its own.
        if (kinds.has(policy) && (policy === PRESET || !item.entries.has(PRESET)))
          places.push({
            policy,
            ...whose,
            atDoor,
            path: [...path, index],
          });
      }
      // What a policy asks for instead may have policies of its own.
      walk(item, [...path, index], whose.caller);
    });
  };
  const walk = (at: Tree, path: Path, caller?: string) => {
    if (at.kind === 'scalar') return;
    if (at.kind === 'list') {
      for (const [index, item] of at.items.entries()) walk(item, [...path, index], caller);
      return;
    }
    const isCaller = isOfCaller(raw, path);
    const whose = caller === undefined ? {} : { caller, callee: calleeOf(at) };
    for (const [key, { value }] of at.entries) {
      const inner = [...path, key];
      if (isCaller && kinds.has(key)) places.push({ policy: key, ...whose, path: inner });
      if (!isCaller || key !== 'policies') walk(value, inner, caller);
      else if (value.kind === 'scalar') uses.push({ ...whose, list: String(value.value), path: inner });
      else if (value.kind === 'mapping') {
        places.push({ policy: PRESET, ...whose, path: inner });
        addChain(value, inner, whose);
      } else entriesOf(value, inner, whose);
    }
  };
  const named = (key: string) => treeAt(tree, [key]);
  for (const [list, { value }] of entriesIn(named('policies'))) entriesOf(value, ['policies', list]);
  for (const [service, { value }] of entriesIn(named('services'))) {
    const operations = treeAt(value, ['operations']);
    if (operations !== undefined) walk(operations, ['services', service, 'operations'], service);
    entriesOf(treeAt(value, ['admission']), ['services', service, 'admission'], { caller: service }, true);
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

type Whose = Pick<PolicyPlace, 'caller' | 'callee'>;

/** The keys by which a caller says whom it asks. */
const ASKING = ['call', 'notify', 'send', 'publish', 'operation'];

function calleeOf(caller: Tree): string | undefined {
  const named = ASKING.map((key) => wordAt(caller, key)).find((word) => word !== undefined);
  return named === undefined ? undefined : String(named);
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
export function policyKinds(): readonly string[] {
  const listed = (raw: unknown, path: Path) => {
    const list = schemaAt(scenarioSchema, raw, path);
    const entry = list === undefined ? undefined : stepInto(list, [], 0);
    return entry === undefined ? [] : verbsOf(entry);
  };
  const around = listed({ policies: { any: [] } }, ['policies', 'any']);
  const atDoor = listed({ services: { any: { admission: [] } } }, ['services', 'any', 'admission']);
  return [...new Set([...around, ...atDoor])];
}

/** What may stand before a policy that is there: who asks, and who asks whom. */
export function namesOf(place: PolicyPlace | ListUse): readonly string[] {
  const { caller, callee } = place;
  if (caller === undefined) return [];
  if ('atDoor' in place && place.atDoor === true) return [caller, `${caller}.admission`];
  if (callee === undefined) return [caller];
  return [caller, `${caller}.${callee}`, `${caller}.${serviceOf(callee)}`];
}

/** A queue or a topic is its own. */
export function serviceOf(callee: string): string {
  return callee.includes('.') ? splitLast(callee)[0] : callee;
}

export function splitLast(word: string): [string, string] {
  const dot = word.lastIndexOf('.');
  return [word.slice(0, dot), word.slice(dot + 1)];
}
