/**
 * Shedding: turns requests away at the callee's door while there is too much to do, the least important
 * first, so that those who are let in are served in time. (Measures of "too much": pressure/*.)
 */
import { FOR_SHED } from '../terms/purposes.ts';
import type { PolicyDefinition } from './contract.ts';
import { type Answer, type Gate, type GateHost, type GateMachine, GO_IN, NO } from './gate-contract.ts';
import { comes, dagorStart, hasWaited, userLevel } from './pressure/dagor.ts';
import { EXPECTED_WAIT_START, expectedWait, learnTimeInSlot } from './pressure/expected-wait.ts';
import { ALL, LEVELS, MEASURE, NAMES, PRIORITIES, THRESHOLD } from './pressure/settings.ts';
import { isLookDue, look, meanUtilisation, UTILISATION_START } from './pressure/utilisation.ts';
import { MEASURES, type ShedParams, shedParams } from './shed-params.ts';

// Values of the setting MEASURE. The luck of a measure is its own wherever in the list it stands.
const QUEUE_LENGTH = MEASURES.indexOf('queue-length');
const EXPECTED_WAIT = MEASURES.indexOf('expected-wait');
const UTILISATION = MEASURES.indexOf('utilisation');
const DAGOR = MEASURES.indexOf('dagor');

class Shed implements GateMachine {
  readonly name = 'shed';

  admit(host: GateHost, attempt: number, gate: Gate): Answer {
    const s = host.settingsOf(attempt, gate);
    const a = host.sharedOf(attempt, gate);
    const { settings } = host;
    const level = settings[s + LEVELS + host.priority(attempt)];
    const threshold = settings[s + THRESHOLD] * level;
    switch (settings[s + MEASURE]) {
      case QUEUE_LENGTH:
        return host.waiting(attempt) < threshold ? GO_IN : NO;
      case EXPECTED_WAIT:
        if (host.freeSlots(attempt) > 0) return GO_IN;
        return expectedWait(host, a, host.waiting(attempt), host.slots(attempt)) <= threshold ? GO_IN : NO;
      case UTILISATION:
        if (isLookDue(host, s, a)) look(host, s, a, host.usedTime(attempt));
        return isSpared(host, attempt, meanUtilisation(host, a), threshold, settings[s + ALL] * level);
      default: {
        const user = userLevel(host, s, host.item(attempt), host.uniform(attempt, FOR_SHED, DAGOR));
        return comes(host, s, a, host.priority(attempt), user) ? GO_IN : NO;
      }
    }
  }

  started(host: GateHost, attempt: number, gate: Gate, waited: number): void {
    if (host.settings[host.settingsOf(attempt, gate) + MEASURE] === DAGOR)
      hasWaited(host, host.sharedOf(attempt, gate), waited);
  }

  ended(host: GateHost, attempt: number, gate: Gate, _outcome: number, _spent: number, inSlot: number): void {
    const s = host.settingsOf(attempt, gate);
    if (inSlot >= 0 && host.settings[s + MEASURE] === EXPECTED_WAIT)
      learnTimeInSlot(host, s, host.sharedOf(attempt, gate), inSlot);
  }
}

/** Below `above` nobody is shed, from `all` on everybody, and in between ever more, by luck. */
function isSpared(host: GateHost, attempt: number, mean: number, above: number, all: number): Answer {
  if (mean <= above) return GO_IN;
  if (mean >= all) return NO;
  const share = (mean - above) / (all - above);
  return host.uniform(attempt, FOR_SHED, UTILISATION) < share ? NO : GO_IN;
}

/** A share for each priority: the last one written is that of all that follow. */
function levelsOf({ levels = [1] }: ShedParams): number[] {
  return Array.from({ length: PRIORITIES }, (_, priority) => levels[Math.min(priority, levels.length - 1)]);
}

const LEVEL_NAMES = Array.from({ length: PRIORITIES }, (_, priority) => `level-${priority}`);

/** dagor without users told apart has one level a priority. */
const usersOf = (p: ShedParams): number => p['user-levels'] ?? 1;

function startOf(params: ShedParams): readonly number[] {
  switch (params.by) {
    case 'queue-length':
      return [];
    case 'expected-wait':
      return EXPECTED_WAIT_START;
    case 'utilisation':
      return UTILISATION_START;
    case 'dagor':
      return dagorStart(usersOf(params));
  }
}

export const shed: PolicyDefinition<ShedParams> = {
  name: 'shed',
  title: 'Load shedding',
  sentence: 'Turns requests away while there is too much to do, the least important first.',
  cures: 'overload in which everybody is served too late; important requests that drown among others',
  harms:
    'callers that try again at once make it worse; turning away is work, too, and enough of it leaves no time for anything else',
  params: shedParams,
  example: { by: 'queue-length', limit: 20, levels: ['100%', '50%'] },
  settings: [...NAMES, 'measure', 'user-levels', ...LEVEL_NAMES],
  settingsOf: (p) => [
    p.limit ?? p.target ?? p.above ?? 0,
    p.all ?? p.above ?? 0,
    p.interval ?? p.window ?? 0,
    p.smoothing ?? 0,
    p.requests ?? 0,
    p.down ?? 0,
    p.up ?? 0,
    MEASURES.indexOf(p.by),
    usersOf(p),
    ...levelsOf(p),
  ],
  makes: {
    limit: ['threshold'],
    target: ['threshold'],
    above: ['threshold'],
    window: ['interval'],
    levels: LEVEL_NAMES,
  },
  words: 0,
  sharedOf: startOf,
  gate: {
    params: shedParams,
    example: { by: 'queue-length', limit: 20, levels: ['100%', '50%'] },
    words: 0,
    idle: (p, { queueLimit }) =>
      p.by !== 'queue-length' || (p.limit ?? 0) * Math.min(...levelsOf(p)) <= queueLimit
        ? undefined
        : {
            key: 'limit',
            sentence: `nobody is ever shed: no more than ${queueLimit} may wait at a replica`,
            hint: 'write a smaller `limit`, or a longer queue',
          },
    machine: new Shed(),
  },
};
