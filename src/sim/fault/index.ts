/** The faults. One line each. */
import { coldStart } from './cold-start.ts';
import type { FaultDefinition } from './contract.ts';
import { crash } from './crash.ts';
import { crashHang } from './crash-hang.ts';
import { crashLoop } from './crash-loop.ts';
import { delay } from './delay.ts';
import { errors } from './errors.ts';
import { expensiveRequests } from './expensive-requests.ts';
import { gcPressure } from './gc-pressure.ts';
import { gracefulStop } from './graceful-stop.ts';
import { hang } from './hang.ts';
import { lockContention } from './lock-contention.ts';
import { memoryLeak } from './memory-leak.ts';
import { noisyNeighbour } from './noisy-neighbour.ts';
import { outage } from './outage.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { poison } from './poison.ts';
import { shrink } from './shrink.ts';
import { slow } from './slow.ts';
import { slowErrors } from './slow-errors.ts';
import { surge } from './surge.ts';
import { tailInflation } from './tail-inflation.ts';
import { workerLeak } from './worker-leak.ts';

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
  'crash-hang': crashHang,
  'crash-loop': crashLoop,
  'graceful-stop': gracefulStop,
  pause,
  'cold-start': coldStart,
  slow,
  'noisy-neighbour': noisyNeighbour,
  'memory-leak': memoryLeak,
  'gc-pressure': gcPressure,
  shrink,
  'worker-leak': workerLeak,
  'lock-contention': lockContention,
  'tail-inflation': tailInflation,
  'expensive-requests': expensiveRequests,
  errors,
  'slow-errors': slowErrors,
  hang,
  poison,
  delay,
  partition,
  surge,
  outage,
} as const;

export type FaultName = keyof typeof faults;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyFault = FaultDefinition<unknown>;

export function faultNamed(name: FaultName): AnyFault {
  return faults[name] as unknown as AnyFault;
}
