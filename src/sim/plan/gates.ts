/** Admission becomes gates: where each keeps its settings, its words of an attempt, its state of a replica. */
import { invariant } from '../../base/assert.ts';
import { DOOR_WORDS } from '../machine/gates.ts';
import type { Gate } from '../policy/gate-contract.ts';
import { policyNamed } from '../policy/index.ts';
import { gateOf, type ServiceSpec } from '../spec/index.ts';
import type { Draft } from './draft.ts';

/** Says which gates can have no effect. */
export function checkGates(draft: Draft): void {
  const hasKeys = draft.spec.load.some(({ keys }) => keys !== undefined);
  for (const name of draft.services) {
    const { admission = [], queue } = draft.spec.services[name];
    const queueLimit = queue.limit === 'none' ? Number.POSITIVE_INFINITY : queue.limit;
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
export function layGates(draft: Draft, service: ServiceSpec): Gate[] {
  let word = DOOR_WORDS;
  const gates = (service.admission ?? []).map((entry, index): Gate => {
    const { name, params, cost } = gateOf(entry);
    const definition = policyNamed(name);
    invariant(definition.gate !== undefined, 'what a service writes as its admission can be a gate');
    const configured = definition.settingsOf(params);
    const start = definition.sharedOf(params);
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
    };
    for (let replica = 0; replica < service.replicas; replica++) {
      draft.settings.push(...configured);
      draft.shared.push(...start);
    }
    word += definition.gate.words;
    return gate;
  });
  if (gates.length > 0) draft.wordsPerCall = Math.max(draft.wordsPerCall, word);
  return gates;
}
