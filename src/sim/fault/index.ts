/** The faults. One line each. */
import { bandwidth } from './bandwidth.ts';
import { certificate } from './certificate.ts';
import type { FaultDefinition } from './contract.ts';
import { crash } from './crash.ts';
import { delay } from './delay.ts';
import { errors } from './errors.ts';
import { loss } from './loss.ts';
import { outage } from './outage.ts';
import { partition } from './partition.ts';
import { refusal } from './refusal.ts';
import { resolution } from './resolution.ts';
import { slow } from './slow.ts';
import { surge } from './surge.ts';

export {
  type EffectSpec,
  type FaultDefinition,
  RAMP_SHAPES,
  type Scene,
  type TargetKind,
} from './contract.ts';
export { exampleSystem } from './example-system.ts';

export const faults = {
  crash,
  slow,
  errors,
  delay,
  loss,
  refusal,
  bandwidth,
  partition,
  resolution,
  certificate,
  surge,
  outage,
} as const;

export type FaultName = keyof typeof faults;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyFault = FaultDefinition<unknown>;

export function faultNamed(name: FaultName): AnyFault {
  return faults[name] as unknown as AnyFault;
}
