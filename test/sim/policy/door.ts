/** One gate alone at a door: a clock, a queue, slots and luck that a test sets as it likes. */

import type { Answer, Gate, GateHost } from '../../../src/sim/policy/gate-contract.ts';
import { policyNamed } from '../../../src/sim/policy/index.ts';

export const MS = 1e6;

export interface Door {
  /** What is so now; any of it may be changed. */
  readonly now: {
    waiting: number;
    slots: number;
    freeSlots: number;
    /** ns */
    usedTime: number;
    priority: number;
    item: number;
    luck: number;
  };
  readonly shared: Float64Array;
  /** Its answer at an instant, ms: 0 for go in, a hold or a no in ms. */
  ask(ms: number): Answer;
  /** Sets one of its settings at an instant, ms, as a push does. */
  push(ms: number, setting: string, value: number): void;
  started(waited: number): void;
  /** Lengths in ms; `inSlot` negative for never. */
  ended(ms: number, outcome: number, spent: number, inSlot: number): void;
}

export function door(policy: string, written: Record<string, unknown>): Door {
  const definition = policyNamed(policy);
  if (definition.gate === undefined) throw new Error(`${policy} is no gate`);
  const { machine, params } = definition.gate;
  const parsed = params.parse(written);
  const now = { waiting: 0, slots: 1, freeSlots: 0, usedTime: 0, priority: 0, item: -1, luck: 0.5 };
  const host: GateHost = {
    clock: new Float64Array(1),
    settings: Float64Array.from(definition.settingsOf(parsed)),
    shared: Float64Array.from(definition.sharedOf(parsed)),
    words: new Int32Array(16),
    settingsOf: () => 0,
    sharedOf: () => 0,
    wordsOf: () => 0,
    uniform: () => now.luck,
    priority: () => now.priority,
    item: () => now.item,
    waiting: () => now.waiting,
    slots: () => now.slots,
    freeSlots: () => now.freeSlots,
    usedTime: () => now.usedTime,
    levelMoved: () => {},
  };
  // Settings and numbers begin at 0, whatever the gate says.
  const gate = { policy: machine } as Gate;
  return {
    now,
    shared: host.shared,
    ask: (ms) => {
      host.clock[0] = ms * MS;
      return machine.admit(host, 0, gate) / MS;
    },
    push: (ms, setting, value) => {
      const place = definition.settings.indexOf(setting);
      host.clock[0] = ms * MS;
      machine.willChange?.(host, 0, 0, place, value);
      host.settings[place] = value;
    },
    started: (waited) => machine.started(host, 0, gate, waited * MS),
    ended: (ms, outcome, spent, inSlot) => {
      host.clock[0] = ms * MS;
      machine.ended(host, 0, gate, outcome, spent * MS, inSlot < 0 ? -1 : inSlot * MS);
    },
  };
}
