/**
 * M/M/1 whose server breaks down and is repaired, busy or idle; what was interrupted goes on where it
 * was. All rates a second.
 * Source: H. White & L. S. Christie, "Queuing with preemptive priorities or with breakdown", Operations
 * Research 6 (1958); B. Avi-Itzhak & P. Naor, "Some queuing problems with the service station subject
 * to breakdown", Operations Research 11 (1963), model A.
 */
export interface Breakdowns {
  readonly arrivalRate: number;
  readonly serviceRate: number;
  readonly failureRate: number;
  readonly repairRate: number;
}

/** Mean number in the system. */
export function breakdownsNumberMean({
  arrivalRate,
  serviceRate,
  failureRate,
  repairRate,
}: Breakdowns): number {
  const turns = failureRate + repairRate;
  return (
    (arrivalRate * (turns * turns + failureRate * serviceRate)) /
    (turns * (serviceRate * repairRate - arrivalRate * turns))
  );
}
