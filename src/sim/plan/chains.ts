/** Policies become layers: where each keeps its settings, its words of a call, its state of a caller replica. */
import type { Layer } from '../policy/contract.ts';
import { policies, policyNamed } from '../policy/index.ts';
import type { CallerSpec, PolicyEntry, SystemSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Caller, Draft, Path } from './draft.ts';

/** A policy of a call, with the place where it is written. */
export interface WrittenPolicy {
  readonly name: string;
  readonly params: unknown;
  readonly path: Path;
}

/** The policies of a caller's keys, outermost first: in the order written, named lists in their place. */
export function writtenPolicies(
  spec: CallerSpec,
  path: Path,
  lists: SystemSpec['policies'],
): WrittenPolicy[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (key === 'policies') return listed(value as string | PolicyEntry[], [...path, key], lists);
    return Object.hasOwn(policies, key) ? [{ name: key, params: value, path: [...path, key] }] : [];
  });
}

function listed(value: string | PolicyEntry[], path: Path, lists: SystemSpec['policies']): WrittenPolicy[] {
  const list = typeof value === 'string' ? lists?.[value] : value;
  const place = typeof value === 'string' ? ['policies', value] : path;
  return (list ?? []).flatMap((entry, index) =>
    Object.entries(entry).map(([name, params]) => ({ name, params, path: [...place, index, name] })),
  );
}

/** The same, where a list that is named may not be there. */
export function policiesOf(draft: Draft, spec: CallerSpec, path: Path): WrittenPolicy[] {
  const lists = draft.spec.policies;
  if (typeof spec.policies === 'string' && lists?.[spec.policies] === undefined)
    draft.problems.unknown([...path, 'policies'], 'policy list', spec.policies, Object.keys(lists ?? {}));
  return writtenPolicies(spec, path, lists);
}

/** Lays the chain of one call site out. */
export function layChain(
  draft: Draft,
  caller: Caller,
  named: readonly Omit<WrittenPolicy, 'path'>[],
  edge: number,
): Layer[] {
  let word = 0;
  const layers = named.map(({ name, params }, index): Layer => {
    const definition = policyNamed(name);
    const settings = draft.settings.length;
    draft.settings.push(...definition.settingsOf(params));
    const start = definition.sharedOf(params);
    const shared = draft.shared.length;
    for (let client = 0; client < caller.clients; client++) draft.shared.push(...start);
    const laneLength = definition.timerLength?.(params) ?? Number.NaN;
    const layer: Layer = {
      policy: definition.machine,
      index,
      edge,
      settings,
      word,
      shared,
      sharedSize: start.length,
      lane: Number.isNaN(laneLength) ? NONE : draft.lane(laneLength),
      laneLength,
    };
    word += definition.words;
    return layer;
  });
  draft.wordsPerCall = Math.max(draft.wordsPerCall, word);
  return layers;
}
