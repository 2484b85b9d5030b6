/**
 * What a fault is: a name for effects that hold while it lasts. It adds effects; it never reads,
 * keeps or restores anything. Which elements of the system an effect falls on is resolved from the
 * target, once, when the plan is made (or when a key is pressed).
 */
import type { z } from 'zod';
import type { DistributionSpec } from '../dist/contract.ts';
import type { EffectKind } from '../terms/effects.ts';

/** What a fault may be aimed at. */
export type TargetKind = 'service' | 'operation' | 'edge' | 'zone' | 'load' | 'broker';

/** How a ramp climbs. */
export const RAMP_SHAPES = ['linear', 'step', 'exp', 'sine'] as const;
export type RampShape = (typeof RAMP_SHAPES)[number];

/** Which way messages go: `there` from the first of two to the second. */
export const DIRECTIONS = ['both', 'there', 'back'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Grows to full force and fades again; ns. */
export interface Ramp {
  readonly in?: number | undefined;
  readonly out?: number | undefined;
  readonly shape?: RampShape | undefined;
}

/**
 * One effect of a fault, before it is resolved to elements. Effects that begin and end together are
 * one part of the fault; several parts, one after another, make a fault that changes while it lasts:
 * down, up, down again. All of them are one fault to whoever names, lifts or counts it.
 */
export interface EffectSpec {
  readonly kind: EffectKind;
  /** Strength at full force: a factor, a probability, or 1 for what is simply so. */
  readonly strength: number;
  /** A length that the effect draws, as the dist catalog parses it: of a delay, of a hold. */
  readonly time?: DistributionSpec;
  /** A second number, where the kind has one. */
  readonly measure?: number;
  /** ns after the beginning of the fault; default 0. */
  readonly after?: number;
  /** ns; default to the end of the fault. It may end later than the fault: what comes after a crash. */
  readonly length?: number;
  /** Of this part, instead of the fault's own. */
  readonly ramp?: Ramp;
  /** What it is about, by name: the setting that is set, the operation of a load that is asked for. */
  readonly of?: string;
  /** What a setting is set to, as a scenario would write it, where `measure` is not the number itself. */
  readonly written?: unknown;
  /** On links: only what goes there (from the caller, or from the first zone), or only what comes back; default both. */
  readonly direction?: Direction;
  /** Keeps its numbers together with the effect at this place of the list. */
  readonly with?: number;
  /** Only requests about these keys. */
  readonly keys?: readonly number[];
  /** Only services whose frames share cores, or whose slots compute each on its own; only those with a check that removes, or restarts. */
  readonly where?: 'shared-cores' | 'own-cores' | 'checks-that-remove' | 'checks-that-restart';
  /** Replicas are replaced by another version, and have been for so long, ns: 0 in the first of the effects that do it. */
  readonly replacing?: number;
  /** And that is the version before this fault's, which is rolled back. */
  readonly isBack?: true;
  /** It comes with the version that this fault has put there, and goes with it. */
  readonly ofVersion?: true;
  /** Only these of the chosen replicas of each service, by their place among them from 0: one after another. */
  readonly only?: readonly number[];
}

/** What a fault may know of the time and place it is aimed at. */
export interface Scene {
  /** How long it lasts, ns; NEVER to the end of the run. */
  readonly length: number;
  /** From its first beginning to the end of the run, ns. */
  readonly left: number;
  /** Most replicas that were chosen of any one service (or of any one caller, where it sets numbers); 0 where it is aimed at none. */
  readonly replicas: number;
}

/** Effects of which no fault lists more: it would be more parts than a fault may have, and its author is told so. */
export const EFFECTS_MOST = 20_002;

export interface FaultDefinition<P = never> {
  readonly name: string;
  readonly title: string;
  /**
   * Something that operators do on purpose, rather than a mishap, unless its `action` says otherwise: no phase
   * goes by it where something goes wrong.
   */
  readonly isAction?: true;
  /** One sentence: what happens to the target. */
  readonly sentence: string;
  readonly targets: readonly TargetKind[];
  /** Parameters beside the target and the common envelope: a shape of strict keys. */
  readonly params: z.ZodObject;
  /** An example as it stands in a scenario, envelope included; it is aimed at the example system. */
  readonly example: Record<string, unknown>;
  /** What is wrong with parameters that are fine each for itself, or not in this time: a sentence, the key it is about, and a remedy. */
  contradiction?(
    params: P,
    scene: Scene,
  ): { readonly key: string; readonly sentence: string; readonly hint?: string } | undefined;
  effects(params: P, scene: Scene): readonly EffectSpec[];
}
