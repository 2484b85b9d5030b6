/** The faults. One line each. */
import { bandwidth } from './bandwidth.ts';
import { burst } from './burst.ts';
import { certificate } from './certificate.ts';
import { coldStart } from './cold-start.ts';
import { config } from './config.ts';
import type { FaultDefinition } from './contract.ts';
import { crash } from './crash.ts';
import { crashHang } from './crash-hang.ts';
import { crashLoop } from './crash-loop.ts';
import { delay } from './delay.ts';
import { deploy } from './deploy.ts';
import { drain } from './drain.ts';
import { errors } from './errors.ts';
import { expensiveRequests } from './expensive-requests.ts';
import { flush } from './flush.ts';
import { gcPressure } from './gc-pressure.ts';
import { gracefulStop } from './graceful-stop.ts';
import { hang } from './hang.ts';
import { hotKey } from './hot-key.ts';
import { impatientClients } from './impatient-clients.ts';
import { lockContention } from './lock-contention.ts';
import { loss } from './loss.ts';
import { memoryLeak } from './memory-leak.ts';
import { misjudge } from './misjudge.ts';
import { mixShift } from './mix-shift.ts';
import { noRetries } from './no-retries.ts';
import { noisyNeighbour } from './noisy-neighbour.ts';
import { openBreaker } from './open-breaker.ts';
import { outage } from './outage.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { poison } from './poison.ts';
import { refusal } from './refusal.ts';
import { resolution } from './resolution.ts';
import { restart } from './restart.ts';
import { scale } from './scale.ts';
import { shed } from './shed.ts';
import { shrink } from './shrink.ts';
import { slow } from './slow.ts';
import { slowErrors } from './slow-errors.ts';
import { staleMembership } from './stale-membership.ts';
import { surge } from './surge.ts';
import { tailInflation } from './tail-inflation.ts';
import { workerLeak } from './worker-leak.ts';
import { zoneOutage } from './zone-outage.ts';

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
  loss,
  refusal,
  bandwidth,
  partition,
  resolution,
  certificate,
  surge,
  burst,
  'mix-shift': mixShift,
  'hot-key': hotKey,
  'impatient-clients': impatientClients,
  'zone-outage': zoneOutage,
  misjudge,
  'stale-membership': staleMembership,
  config,
  deploy,
  outage,
  restart,
  drain,
  scale,
  shed,
  flush,
  'no-retries': noRetries,
  'open-breaker': openBreaker,
} as const;

export type FaultName = keyof typeof faults;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyFault = FaultDefinition<unknown>;

export function faultNamed(name: FaultName): AnyFault {
  return faults[name] as unknown as AnyFault;
}
