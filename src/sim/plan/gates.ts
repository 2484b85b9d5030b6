/** Admission becomes gates: where each keeps its settings, its words of an attempt, its state of a replica. */
import { invariant } from '../../base/assert.ts';
import { DOOR_WORDS } from '../machine/gates.ts';
import type { Gate } from '../policy/gate-contract.ts';
import { policyNamed } from '../policy/index.ts';
import { gateOf, type ServiceSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { TURNED_AWAY } from '../terms/policies.ts';
import type { Draft } from './draft.ts';
import { levelAtStart, type Placed } from './gauges.ts';
import { placesOf } from './services.ts';

/** Says which gates can have no effect. */
export function checkGates(draft: Draft): void {
  const hasKeys = draft.spec.load.some(({ keys }) => keys !== undefined);
  for (const name of draft.services) {
    const service = draft.spec.services[name];
    const { admission = [] } = service;
    const queueLimit = placesOf(service);
    admission.forEach((entry, index) => {
      const gate = gateOf(entry);
      const idle = policyNamed(gate.name).gate?.idle?.(gate.params, { queueLimit, hasKeys });
      if (idle === undefined) return;
      const path = ['services', name, 'admission', index, gate.name, idle.key];
      draft.problems.add(path, 'E303', idle.sentence, idle.hint);
    });
  }
}

/** Lays out the gates of one service, the outermost first; none where it admits everybody. */
export function layGates(draft: Draft, service: ServiceSpec, number: number): Gate[] {
  let word = DOOR_WORDS;
  const limits: Placed[] = [];
  // All of a door are shown together, by the gauge that is added once they are known.
  const gauge = draft.gauges.plans.length;
  const gates = (service.admission ?? []).map((entry, index): Gate => {
    const { name, params, cost, retryAfter } = gateOf(entry);
    const definition = policyNamed(name);
    invariant(definition.gate !== undefined, 'what a service writes as its admission can be a gate');
    const configured = definition.settingsOf(params);
    const start = definition.sharedOf(params);
    const place = { configured, start, settings: draft.settings.length, shared: draft.shared.length };
    const placed = definition.level === undefined ? undefined : { level: definition.level, ...place };
    const hasLimit = placed !== undefined && !Number.isNaN(levelAtStart(placed));
    if (hasLimit) limits.push(placed);
    const gate: Gate = {
      policy: definition.gate.machine,
      params,
      index,
      settings: draft.settings.length,
      settingsSize: configured.length,
      word,
      shared: draft.shared.length,
      sharedSize: start.length,
      cost,
      retryAfter,
      act: draft.gauges.act(TURNED_AWAY, name, NONE, number),
      gauges: hasLimit ? [gauge] : [],
    };
    for (let replica = 0; replica < service.replicas; replica++) {
      draft.settings.push(...configured);
      draft.shared.push(...start);
    }
    word += definition.gate.words;
    return gate;
  });
  if (limits.length > 0) draft.gauges.ofDoors(limits, draft.serviceFirstReplica[number], service.replicas);
  if (gates.length > 0) draft.wordsPerCall = Math.max(draft.wordsPerCall, word);
  return gates;
}
