/**
 * What a fault is: a name for effects that hold while it lasts. It adds effects; it never reads,
 * keeps or restores anything. Which elements of the system an effect falls on is resolved from the
 * target, once, when the plan is made (or when a key is pressed).
 */
import type { z } from 'zod';
import type { EffectKind } from '../terms/effects.ts';

/** What a fault may be aimed at. */
export type TargetKind = 'service' | 'operation' | 'edge' | 'zone' | 'load' | 'broker' | 'everything';

/** One effect of a fault, before it is resolved to elements. */
export interface EffectSpec {
  readonly kind: EffectKind;
  /** Strength at full force: a factor, a probability, or 1 for what is simply so. */
  readonly strength: number;
  /** For delays: the distribution, as the dist catalog parses it. */
  readonly delay?: unknown;
}

export interface FaultDefinition<P = never> {
  readonly name: string;
  readonly title: string;
  /** One sentence: what happens to the target. */
  readonly sentence: string;
  readonly targets: readonly TargetKind[];
  /** Parameters beside the target and the common envelope: a shape of strict keys. */
  readonly params: z.ZodObject;
  /** An example as it stands in a scenario, envelope included; it is aimed at the example system. */
  readonly example: Record<string, unknown>;
  effects(params: P): readonly EffectSpec[];
}
