/** The parts of faults as the overlay keeps them: what each of them touches, and which replicas it replaces. */
import { NEVER } from '../../base/time.ts';
import type { EffectKind } from '../terms/effects.ts';
import type { Aim, FaultPart, Match } from './plan.ts';

/** An aim with the fault and the part it belongs to. */
export interface AimedFault {
  readonly fault: number;
  readonly part: number;
  readonly match: Match | undefined;
  readonly aim: Aim;
  /** Where it keeps a number of its own, in `tallies`; NONE where it needs none. */
  readonly tally: number;
}

/** A part with the number of its fault. */
export interface PartOfFault {
  readonly fault: number;
  readonly isFirst: boolean;
  readonly plan: FaultPart;
  /** What it touches, each once. */
  readonly touches: readonly Touch[];
  /** Replicas that it begins to replace by another version. */
  readonly replaces: readonly number[];
}

/** What falls on one element, by kind. */
export interface Touch {
  readonly kind: EffectKind;
  readonly element: number;
}

/** A part of the fault of this number, which has so many parts before it. */
export function partOfFault(fault: number, plan: FaultPart, before: number): PartOfFault {
  const touches = new Map<string, Touch>();
  for (const { kind, element } of plan.aims) touches.set(`${kind} ${element}`, { kind, element });
  const replaces = plan.replacing === NEVER ? [] : plan.aims.filter(({ kind }) => kind === 'down');
  return {
    fault,
    isFirst: before === 0,
    plan,
    touches: [...touches.values()],
    replaces: replaces.map(({ element }) => element),
  };
}
