/** The rules, in the order of their codes: load and limits, timeouts and queues, retries and hedges, what keeps calls and replicas out, when things happen, wiring that has no effect or does not fit. */
import type { Rule } from '../rule.ts';
import { attemptsOutlast } from './attempts-outlast.ts';
import { blindBalancer } from './blind-balancer.ts';
import { blindBreaker } from './blind-breaker.ts';
import { coldCache } from './cold-cache.ts';
import { crowdedConsumers } from './crowded-consumers.ts';
import { deafBreaker } from './deaf-breaker.ts';
import { doneTwice } from './done-twice.ts';
import { eagerHedge } from './eager-hedge.ts';
import { endlessSlowStart } from './endless-slow-start.ts';
import { expectationInWarmup } from './expectation-in-warmup.ts';
import { faultInWarmup } from './fault-in-warmup.ts';
import { faultOutlastsRun } from './fault-outlasts-run.ts';
import { givenUpMessages } from './given-up-messages.ts';
import { hastyCheck } from './hasty-check.ts';
import { heavyFallback } from './heavy-fallback.ts';
import { hiddenFailures } from './hidden-failures.ts';
import { hotKey } from './hot-key.ts';
import { idleBulkhead } from './idle-bulkhead.ts';
import { idleEjection } from './idle-ejection.ts';
import { idleHedge } from './idle-hedge.ts';
import { idleOrder } from './idle-order.ts';
import { innerOutlastsOuter } from './inner-outlasts-outer.ts';
import { lateWait } from './late-wait.ts';
import { leftTooFew } from './left-too-few.ts';
import { limitAboveCapacity } from './limit-above-capacity.ts';
import { limitBelowLoad } from './limit-below-load.ts';
import { lonelyZone } from './lonely-zone.ts';
import { longRoom } from './long-room.ts';
import { nearlyFull } from './nearly-full.ts';
import { neverCalled } from './never-called.ts';
import { neverUsed } from './never-used.ts';
import { noTimeout } from './no-timeout.ts';
import { overloaded } from './overloaded.ts';
import { peak } from './peak.ts';
import { repeatedRejections } from './repeated-rejections.ts';
import { restartedInARush } from './restarted-in-a-rush.ts';
import { retriesMultiply } from './retries-multiply.ts';
import { retryWithoutTimeout } from './retry-without-timeout.ts';
import { shortMemory } from './short-memory.ts';
import { shortVisibility } from './short-visibility.ts';
import { shutInRetry } from './shut-in-retry.ts';
import { shutToTheEnd } from './shut-to-the-end.ts';
import { slowBreaker } from './slow-breaker.ts';
import { slowCheck } from './slow-check.ts';
import { slowConsumers } from './slow-consumers.ts';
import { staleQueueRule } from './stale-queue.ts';
import { takenForOthers } from './taken-for-others.ts';
import { takenSlots } from './taken-slots.ts';
import { timeoutsInARow } from './timeouts-in-a-row.ts';
import { tooManyEvents } from './too-many-events.ts';
import { tooShort } from './too-short.ts';
import { touchyBreaker } from './touchy-breaker.ts';
import { turnsInStep } from './turns-in-step.ts';
import { unreachedFault } from './unreached-fault.ts';
import { untakenMessages } from './untaken-messages.ts';
import { upsideDownLevels } from './upside-down-levels.ts';
import { vulnerable } from './vulnerable.ts';
import { waitingInACircle } from './waiting-in-a-circle.ts';

export const rules: readonly Rule[] = [
  overloaded,
  nearlyFull,
  peak,
  vulnerable,
  slowConsumers,
  limitBelowLoad,
  limitAboveCapacity,
  heavyFallback,
  leftTooFew,
  timeoutsInARow,
  innerOutlastsOuter,
  attemptsOutlast,
  tooShort,
  noTimeout,
  retryWithoutTimeout,
  staleQueueRule,
  lateWait,
  shortVisibility,
  longRoom,
  shutInRetry,
  retriesMultiply,
  doneTwice,
  eagerHedge,
  repeatedRejections,
  blindBreaker,
  slowBreaker,
  idleBulkhead,
  idleEjection,
  takenForOthers,
  deafBreaker,
  hiddenFailures,
  takenSlots,
  hastyCheck,
  restartedInARush,
  faultInWarmup,
  faultOutlastsRun,
  expectationInWarmup,
  tooManyEvents,
  givenUpMessages,
  slowCheck,
  untakenMessages,
  neverUsed,
  neverCalled,
  blindBalancer,
  idleOrder,
  lonelyZone,
  unreachedFault,
  idleHedge,
  upsideDownLevels,
  turnsInStep,
  hotKey,
  crowdedConsumers,
  coldCache,
  touchyBreaker,
  shortMemory,
  shutToTheEnd,
  waitingInACircle,
  endlessSlowStart,
];
