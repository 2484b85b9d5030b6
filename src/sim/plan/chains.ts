/** Policies become layers: where each keeps its settings, its words of a call, its state of a caller replica. */
import { invariant } from '../../base/assert.ts';
import type { Layer } from '../policy/contract.ts';
import { policies, policyNamed } from '../policy/index.ts';
import type { CallerSpec, PolicyEntry } from '../spec/index.ts';
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
    if (key === 'policies') found.push(...listOf(draft, value as string | PolicyEntry[], [...path, key]));
    else if (Object.hasOwn(policies, key)) found.push({ name: key, params: value });
  }
  return found;
}

function listOf(draft: Draft, value: string | PolicyEntry[], path: Path): Named[] {
  const list = typeof value === 'string' ? draft.spec.policies?.[value] : value;
  if (list === undefined) {
    draft.problems.unknown(path, 'policy list', value as string, Object.keys(draft.spec.policies ?? {}));
    return [];
  }
  return list.flatMap((entry) => Object.entries(entry).map(([name, params]) => ({ name, params })));
}

/** Lays the chain of one call site out. */
export function layChain(draft: Draft, caller: Caller, named: readonly Named[], edge: number): Layer[] {
  let word = 0;
  const layers = named.map(({ name, params }, index): Layer => {
    const definition = policyNamed(name);
    invariant(definition.machine !== undefined, 'what a caller writes around its call can be around a call');
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
