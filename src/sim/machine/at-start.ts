/** What stations, depots and consumers are at the start of a run, in the columns of terms/stations.ts. */
import { NONE } from '../terms/columns.ts';
import {
  CORES,
  DEPOT_INTS,
  FIRST_IN,
  LAST_IN,
  SLOTS,
  STATION_INTS,
  STATION_REALS,
  TURN,
} from '../terms/stations.ts';
import type { Plan } from './plan.ts';

export function stationIntsAtStart({ replicaService, serviceSlots }: Plan): Int32Array {
  const ints = new Int32Array(replicaService.length * STATION_INTS);
  for (let replica = 0; replica < replicaService.length; replica++) {
    ints[replica * STATION_INTS + SLOTS] = serviceSlots[replicaService[replica]];
    ints[replica * STATION_INTS + TURN] = NONE;
  }
  return ints;
}

export function stationRealsAtStart({ replicaService, serviceCores }: Plan): Float64Array {
  const reals = new Float64Array(replicaService.length * STATION_REALS);
  for (let replica = 0; replica < replicaService.length; replica++)
    reals[replica * STATION_REALS + CORES] = serviceCores[replicaService[replica]];
  return reals;
}

/** By replica: how many may wait there. */
export function queueLimitsAtStart({ replicaService, posts }: Plan): Int32Array {
  const limits = new Int32Array(replicaService.length);
  for (const post of posts) limits[post.replica] = post.rules.limit;
  return limits;
}

export function depotIntsAtStart({ depots }: Plan): Int32Array {
  const ints = new Int32Array(depots.length * DEPOT_INTS);
  for (let depot = 0; depot < depots.length; depot++) {
    ints[depot * DEPOT_INTS + FIRST_IN] = NONE;
    ints[depot * DEPOT_INTS + LAST_IN] = NONE;
  }
  return ints;
}

/** Free workers of each consumer replica: all. */
export function freeWorkersAtStart({ depots, workerCount }: Plan): Int32Array {
  const free = new Int32Array(workerCount);
  for (const depot of depots) for (const { slot, concurrency } of depot.workers) free[slot] = concurrency;
  return free;
}
