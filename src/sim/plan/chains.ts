/** Policies become layers: where each keeps its settings, its words of a call, its state of a caller replica. */

import { invariant } from '../../base/assert.ts';
import type { BalancerSpec } from '../balancer/index.ts';
import { LAYERS_MOST } from '../machine/plan.ts';
import type { Layer, OtherCall } from '../policy/contract.ts';
import { type AnyPolicy, chains, policyNamed } from '../policy/index.ts';
import type { CallerSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { TURNED_BACK } from '../terms/policies.ts';
import { balancerOfCall } from './balancers.ts';
import type { Caller, Draft, Path, Shared } from './draft.ts';
import { levelAtStart, type Placed } from './gauges.ts';
import { type WrittenPolicy, writtenPolicies } from './written.ts';

/** A call that could be sent more often at once than this is a slip of the finger (hedges inside hedges). */
const MOST_WAYS = 100;

/** What a layer takes beside its numbers. */
const NUMBERS_A_LAYER = 50;

/** The policies of a caller's keys, outermost first: in the order written, named lists in their place. */
export function policiesOf(draft: Draft, spec: CallerSpec, path: Path): WrittenPolicy[] {
  const { policies: list } = spec;
  if (typeof list === 'string' && draft.spec.policies?.[list] === undefined)
    missing(draft, list, [...path, 'policies']);
  return writtenPolicies(spec, path, draft.spec.policies);
}

function missing(draft: Draft, name: string, path: Path): void {
  if (Object.hasOwn(chains, name))
    draft.problems.add(path, 'E301', `there is no policy list "${name}" here`, `write { preset: ${name} }`);
  else draft.problems.unknown(path, 'policy list', name, Object.keys(draft.spec.policies ?? {}));
}

/** What a call is inside of, when a policy of another one makes it. */
interface Outside {
  /** Ways that the other call may go at a time. */
  readonly ways: number;
  /** Rooms that it may hold a place of. */
  readonly rooms: readonly string[];
  /** Told of the rows that this call may take in one event. */
  takes(rows: number): void;
}

const NOTHING: Outside = { ways: 1, rooms: [], takes: () => {} };

/** What the layers of a chain come to, from the outermost inward. */
interface SoFar {
  words: number;
  reals: number;
  /** Ways that one call may go at a time. */
  ways: number;
  /** Rows that it may take in one event, for the calls that its policies make. */
  rows: number;
  readonly rooms: string[];
  /** Layers that show a limit. */
  readonly limits: Placed[];
}

/** Lays the chain of one call site out. */
export function layChain(
  draft: Draft,
  caller: Caller,
  named: readonly WrittenPolicy[],
  edge: number,
  path: Path,
  outside: Outside = NOTHING,
): Layer[] {
  if (named.length > LAYERS_MOST) {
    const sentence = `${named.length} policies around one call are more than ${LAYERS_MOST}`;
    draft.problems.add(path, 'E304', sentence, 'write fewer, or fewer presets of whole chains');
    return [];
  }
  if (!hasRoom(draft, caller, named, path)) return [];
  const soFar: SoFar = {
    words: 0,
    reals: 0,
    ways: outside.ways,
    rows: 0,
    rooms: [...outside.rooms],
    limits: [],
  };
  const layers = named.map((_, index) => layLayer(draft, caller, named, index, edge, soFar));
  const { limits, ways } = soFar;
  if (limits.length > 0) draft.gauges.ofChain(limits, edge, caller.clients);
  if (ways > MOST_WAYS) {
    const sentence = `policies inside policies multiply: one call could be sent ${ways} times at once`;
    draft.problems.add(path, 'E304', sentence, `allow ${MOST_WAYS} at most`);
  }
  // Each way has a row, its attempt or what it waits for, and news for its callee; each layer of it may wake another call.
  const rows = soFar.rows + Math.min(ways, MOST_WAYS) * (layers.length + 3);
  outside.takes(rows);
  draft.rowsPerCall = Math.max(draft.rowsPerCall, rows);
  draft.wordsPerCall = Math.max(draft.wordsPerCall, soFar.words);
  draft.realsPerCall = Math.max(draft.realsPerCall, soFar.reals);
  return layers;
}

/** Lays out one policy of it, inside of those before. */
function layLayer(
  draft: Draft,
  caller: Caller,
  named: readonly WrittenPolicy[],
  index: number,
  edge: number,
  soFar: SoFar,
): Layer {
  const { name, params, path } = named[index];
  const definition = policyNamed(name);
  invariant(definition.machine !== undefined, 'what a caller writes around its call can be around a call');
  checkKeys(draft, name, definition.needsKeys?.(params) === true, path);
  checkAnswer(draft, name, definition.needsAnswer === true, edge, path);
  const configured = definition.settingsOf(params);
  const start = startOf(draft, definition, params);
  const key = tellApart(definition, scopeKey(draft, definition, params, edge, name), soFar.rooms);
  const { settings, shared, room } = placeOf(draft, caller, key, definition, configured, start);
  const apart = definition.apartOf?.(params) ?? [];
  const laneLength = definition.timerLength?.(params) ?? Number.NaN;
  const acts = [
    ...(definition.turnsBack === true ? [TURNED_BACK] : []),
    ...(definition.actsOf?.(params) ?? []),
  ];
  const { ways, rooms } = soFar;
  const takes = (rows: number) => {
    soFar.rows += rows;
  };
  const layer: Layer = {
    policy: definition.machine,
    params,
    enter: definition.machine.enter,
    leave: definition.machine.leave,
    index,
    nth: named.slice(0, index).filter((other) => other.name === name).length,
    edge,
    firstClient: caller.firstClient,
    settings,
    settingsSize: configured.length,
    word: soFar.words,
    real: soFar.reals,
    shared,
    sharedSize: start.length,
    apart: keptApart(draft, caller, apart),
    apartSize: apart.length,
    lane: Number.isNaN(laneLength) ? NONE : draft.lane(laneLength),
    laneLength,
    room,
    sites: (definition.callsOf?.(params) ?? []).map((other) =>
      siteOfPolicy(draft, caller, name, other, path, { ways, rooms, takes }),
    ),
    acts: draft.gauges.actsOf(name, edge, acts),
    gauges: gaugesOf(draft, caller, definition, edge, { configured, start, settings, shared }, soFar.limits),
  };
  soFar.words += definition.words;
  soFar.reals += definition.reals ?? 0;
  soFar.ways *= definition.ways?.(params) ?? 1;
  return layer;
}

/** The gauges of a layer that shows a level; a limit shows in that of its chain, too. */
function gaugesOf(
  draft: Draft,
  caller: Caller,
  { level }: AnyPolicy,
  edge: number,
  place: Omit<Placed, 'level'>,
  limits: Placed[],
): readonly number[] {
  if (level === undefined) return [];
  const placed = { level, ...place };
  if (level.kind === 'state') return draft.gauges.ofBreaker(placed, edge, caller.clients);
  if (Number.isNaN(levelAtStart(placed))) return [];
  limits.push(placed);
  return draft.gauges.ofLimit(placed);
}

/** What a policy begins with at each replica of its caller. */
function startOf(draft: Draft, definition: AnyPolicy, params: unknown): readonly number[] {
  const shared = definition.sharedOf(params);
  const keyed = draft.keys > 0 ? (definition.keyedOf?.(params, draft.keys) ?? []) : [];
  return keyed.length === 0 ? shared : [...shared, ...keyed];
}

/** Whether there is room for what the policies keep at each replica of the caller; told once where there is not. */
function hasRoom(draft: Draft, caller: Caller, named: readonly WrittenPolicy[], path: Path): boolean {
  const numbers = named.reduce((sum, { name, params }) => {
    const definition = policyNamed(name);
    const kept = startOf(draft, definition, params).length + (definition.apartOf?.(params).length ?? 0);
    const each = definition.settingsOf(params).length + kept;
    return sum + NUMBERS_A_LAYER + caller.clients * each;
  }, 0);
  return draft.policyNumbers.take(numbers, () =>
    draft.problems.add(
      path,
      'E302',
      `with these, the policies of all calls keep more than ${draft.policyNumbers.most} numbers: each does at each of the ${caller.clients} replicas of ${caller.name}`,
      'write fewer replicas, fewer policies, or smaller windows',
    ),
  );
}

/**
 * Where a layer's settings, shared numbers and waiting rooms begin: where those of an equal policy with the
 * same scope do, or behind all others.
 */
function placeOf(
  draft: Draft,
  caller: Caller,
  key: string | undefined,
  { waits, isSharedWhole }: AnyPolicy,
  configured: readonly number[],
  start: readonly number[],
): Shared {
  const own = key === undefined ? undefined : `${caller.kind} ${caller.number} ${key}`;
  const known = own === undefined ? undefined : draft.sharedScopes.get(own);
  if (known !== undefined && isSharedWhole === true) return known;
  const settings = draft.settings.length;
  for (let client = 0; client < caller.clients; client++) draft.settings.push(...configured);
  if (known !== undefined) return { ...known, settings };
  const place = { settings, shared: draft.shared.length, room: waits === true ? draft.roomCount : NONE };
  if (waits === true) draft.roomCount += caller.clients;
  for (let client = 0; client < caller.clients; client++) draft.shared.push(...start);
  if (own !== undefined) draft.sharedScopes.set(own, place);
  return place;
}

/** Where the numbers begin that a layer keeps apart. */
function keptApart(draft: Draft, { clients }: Caller, start: readonly number[]): number {
  const first = draft.shared.length;
  for (let client = 0; client < clients; client++) draft.shared.push(...start);
  return first;
}

/**
 * Who waits for a place while it holds another of the same room may wait for itself: so equal ones with rooms
 * around one call are told apart, the outermost first.
 */
function tellApart({ waits }: AnyPolicy, key: string | undefined, rooms: string[]): string | undefined {
  if (waits !== true || key === undefined) return key;
  rooms.push(key);
  return `${key} ${rooms.filter((other) => other === key).length}`;
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
  if (scope === 'call') return undefined;
  const service = draft.calleeService(draft.edges[edge]);
  const place = scope === 'service' && service !== NONE ? `service ${service}` : `edge ${edge}`;
  return `${name} ${place} ${JSON.stringify(definition.sharedBy?.(params) ?? params)}`;
}

/** A policy that tells calls apart by their keys has nothing to go by where no load has any. */
function checkKeys(draft: Draft, policy: string, needsKeys: boolean, path: Path): void {
  if (!needsKeys || draft.keys > 0) return;
  const sentence = `\`${policy}\` goes by what a request is about, and no load has \`keys\``;
  draft.problems.add(path, 'E303', sentence, 'write keys: { count: 1000 } on the load');
}

/** A policy that keeps answers has nothing to keep where messages are sent. */
function checkAnswer(draft: Draft, policy: string, needsAnswer: boolean, edge: number, path: Path): void {
  if (!needsAnswer || draft.edges[edge].calleeKind === 'operation') return;
  const sentence = `\`${policy}\` is about answers, and a message has none`;
  draft.problems.add(path, 'E303', sentence, `leave it out, or put it around a call`);
}

/** The site of a call that a policy makes, to another operation. */
function siteOfPolicy(
  draft: Draft,
  caller: Caller,
  policy: string,
  other: OtherCall,
  path: Path,
  outside: Outside,
): number {
  const operation = other.call;
  const callee = draft.operationNamed(operation, path);
  if (callee === NONE) return NONE;
  const named = policiesOf(draft, other, path);
  for (const { name, path: place } of named) {
    if (policyNamed(name).callsOf === undefined) continue;
    const sentence = `what a ${policy} asks for has no ${name} of its own`;
    draft.problems.add(place, 'E303', sentence, `put a second ${policy} outside of the first one`);
    return NONE;
  }
  // What a load asks for is counted as its requests; what its policies ask for besides is not.
  const load = caller.kind === 'load' ? draft.spec.load[caller.number] : undefined;
  const isAskedFor = load?.operation === operation || load?.mix?.[operation] !== undefined;
  return draft.addSite(
    caller,
    'operation',
    callee,
    false,
    `${caller.name} ${policy} ${operation}`,
    (edge) => layChain(draft, caller, named, edge, path, outside),
    NONE,
    {
      aside: isAskedFor ? ` (${policy})` : '',
      balancer: balancerOfCall(draft, callee, other.balancer as BalancerSpec | undefined, path),
    },
  );
}
