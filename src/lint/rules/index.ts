/** The rules, in the order of their codes: load, timeouts and queues, retries, breakers, when things happen. */
import type { Rule } from '../rule.ts';
import { attemptsOutlast } from './attempts-outlast.ts';
import { blindBreaker } from './blind-breaker.ts';
import { expectationInWarmup } from './expectation-in-warmup.ts';
import { faultInWarmup } from './fault-in-warmup.ts';
import { faultOutlastsRun } from './fault-outlasts-run.ts';
import { innerOutlastsOuter } from './inner-outlasts-outer.ts';
import { lateWait } from './late-wait.ts';
import { nearlyFull } from './nearly-full.ts';
import { noTimeout } from './no-timeout.ts';
import { overloaded } from './overloaded.ts';
import { peak } from './peak.ts';
import { retriesMultiply } from './retries-multiply.ts';
import { retryWithoutTimeout } from './retry-without-timeout.ts';
import { shortVisibility } from './short-visibility.ts';
import { slowBreaker } from './slow-breaker.ts';
import { slowConsumers } from './slow-consumers.ts';
import { staleQueueRule } from './stale-queue.ts';
import { tooShort } from './too-short.ts';
import { vulnerable } from './vulnerable.ts';

export const rules: readonly Rule[] = [
  overloaded,
  nearlyFull,
  peak,
  vulnerable,
  slowConsumers,
  innerOutlastsOuter,
  attemptsOutlast,
  tooShort,
  noTimeout,
  retryWithoutTimeout,
  staleQueueRule,
  lateWait,
  shortVisibility,
  retriesMultiply,
  blindBreaker,
  slowBreaker,
  faultInWarmup,
  faultOutlastsRun,
  expectationInWarmup,
];
