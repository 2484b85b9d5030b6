/** Policies become layers: where each keeps its settings, its words of a call, its state of a caller replica. */
import type { Layer } from '../policy/contract.ts';
import { type AnyPolicy, chains, policies, policyNamed } from '../policy/index.ts';
import { type CallerSpec, type ChainSpec, type PolicyEntry, policiesOfChain } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Caller, Draft, Path } from './draft.ts';

interface Named {
  readonly name: string;
  readonly params: unknown;
}

/** The policies of a caller's keys, outermost first: in the order written, named lists in their place. */
export function policiesOf(draft: Draft, spec: CallerSpec, path: Path): Named[] {
  const found: Named[] = [];
  for (const [key, value] of Object.entries(spec)) {
    if (value === undefined) continue;
    if (key === 'policies') found.push(...listOf(draft, value as CallerSpec['policies'], [...path, key]));
    else if (Object.hasOwn(policies, key)) found.push({ name: key, params: value });
  }
  return found;
}

function listOf(draft: Draft, value: CallerSpec['policies'], path: Path): Named[] {
  if (typeof value === 'object') return entriesOf(Array.isArray(value) ? value : [{ ...value }]);
  const list = draft.spec.policies?.[value as string];
  if (list !== undefined) return entriesOf(list);
  const isPreset = Object.hasOwn(chains, value as string);
  if (isPreset)
    draft.problems.add(path, 'E301', `there is no policy list "${value}" here`, `write { preset: ${value} }`);
  else draft.problems.unknown(path, 'policy list', value as string, Object.keys(draft.spec.policies ?? {}));
  return [];
}

function entriesOf(list: readonly PolicyEntry[]): Named[] {
  return list.flatMap((entry) =>
    entry.preset === undefined
      ? Object.entries(entry).map(([name, params]) => ({ name, params }))
      : entriesOf(policiesOfChain(entry as unknown as ChainSpec)),
  );
}

/** Lays the chain of one call site out. */
export function layChain(
  draft: Draft,
  caller: Caller,
  named: readonly Named[],
  edge: number,
  path: Path,
): Layer[] {
  let word = 0;
  let real = 0;
  const layers = named.map(({ name, params }, index): Layer => {
    const definition = policyNamed(name);
    const settings = draft.settings.length;
    const configured = definition.settingsOf(params);
    const start = definition.sharedOf(params);
    for (let client = 0; client < caller.clients; client++) draft.settings.push(...configured);
    const shared = sharedFor(draft, caller, scopeKey(draft, definition, params, edge, name), start);
    const room = definition.waits === true ? draft.roomCount : NONE;
    if (room !== NONE) draft.roomCount += caller.clients;
    const laneLength = definition.timerLength?.(params) ?? Number.NaN;
    const layer: Layer = {
      policy: definition.machine,
      index,
      nth: named.slice(0, index).filter((other) => other.name === name).length,
      edge,
      settings,
      settingsSize: configured.length,
      word,
      real,
      shared,
      sharedSize: start.length,
      lane: Number.isNaN(laneLength) ? NONE : draft.lane(laneLength),
      laneLength,
      room,
      sites: (definition.callsOf?.(params) ?? []).map((operation) =>
        siteOfPolicy(draft, caller, name, operation, path),
      ),
    };
    word += definition.words;
    real += definition.reals ?? 0;
    return layer;
  });
  draft.wordsPerCall = Math.max(draft.wordsPerCall, word);
  draft.realsPerCall = Math.max(draft.realsPerCall, real);
  return layers;
}

/** Where the shared numbers of a layer begin: those of an equal policy with the same scope, or new ones. */
function sharedFor(draft: Draft, caller: Caller, key: string | undefined, start: readonly number[]): number {
  const own = key === undefined ? undefined : `${caller.kind} ${caller.number} ${key}`;
  const known = own === undefined ? undefined : draft.sharedScopes.get(own);
  if (known !== undefined) return known;
  const shared = draft.shared.length;
  for (let client = 0; client < caller.clients; client++) draft.shared.push(...start);
  if (own !== undefined) draft.sharedScopes.set(own, shared);
  return shared;
}

/** What equal policies of one caller share their state by; undefined where every step has its own. */
function scopeKey(
  draft: Draft,
  definition: AnyPolicy,
  params: unknown,
  edge: number,
  name: string,
): string | undefined {
  const scope = definition.scopeOf?.(params) ?? 'call';
  const { calleeKind, callee } = draft.edges[edge];
  if (scope === 'call') return undefined;
  const place =
    scope === 'service' && calleeKind === 'operation'
      ? `service ${draft.operationService[callee]}`
      : `edge ${edge}`;
  return `${name} ${place} ${JSON.stringify(params)}`;
}

/** The site of a call that a policy makes: to another operation, without policies of its own. */
function siteOfPolicy(draft: Draft, caller: Caller, policy: string, operation: string, path: Path): number {
  const callee = draft.operationNamed(operation, [...path, policy]);
  if (callee === NONE) return NONE;
  return draft.addSite(
    caller,
    'operation',
    callee,
    false,
    `${caller.name} ${policy} ${operation}`,
    () => [],
    NONE,
  );
}
