/** The sketch of a system, and what can be asked of it. */

export type { CallSite, Wrap } from './call-site.ts';
export type { Bound, Demand } from './capacity.ts';
export { demandOn, firstBound } from './capacity.ts';
export { sitesWithDeadline } from './deadlines.ts';
export { type Destination, destinationsOf } from './destinations.ts';
export { Failing } from './failing.ts';
export { longestFailure } from './failures.ts';
export { servedInTime, settledLoad } from './leaving.ts';
export { lengthOf, medianOf } from './lengths.ts';
export { isOff, type Limit, throughput } from './limiting.ts';
export {
  attemptLimit,
  attemptsAround,
  courseOf,
  endsWithItsCaller,
  givesUp,
  isRequest,
  longestWait,
  repeatsOf,
  triesAgainAfterSilence,
} from './limits.ts';
export { AWAY, type Outage, outagesOf } from './outages.ts';
export type { Part } from './parts.ts';
export { type FullQueue, fullQueue, staleQueue } from './queueing.ts';
export type { LoadRate } from './rates.ts';
export { pairOf, type Reached } from './reaching.ts';
export { type Behind, type Emptied, entriesOf, missesLeft } from './refilling.ts';
export { loadsAt, type Sketch, sketchOf } from './sketch.ts';
export { type Storm, stormAt } from './storm.ts';
export { roundsOf } from './times.ts';
export { survivorsOf } from './visits.ts';
export { type Service, wiringOf } from './wiring.ts';
