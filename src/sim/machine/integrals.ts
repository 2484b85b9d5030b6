/**
 * Integrals: how many were busy, waited, were in service, times how long. Each is counted up to now before what it
 * integrates changes, so a mean over any stretch of time is exact, and nobody samples.
 */
import {
  AWAY,
  AWAY_TIME,
  BUSY,
  BUSY_TIME,
  COMPUTES,
  CORE_TIME,
  CORES,
  CORES_TIME,
  COUNTED_TO,
  DEPOT_COUNTED_TO,
  DEPOT_INTS,
  DEPOT_REALS,
  READY_COUNT,
  READY_TIME,
  REJECTION_TIME,
  REJECTIONS,
  SLOT_TIME,
  SLOTS,
  STATION_INTS,
  STATION_REALS,
  UNACKED_COUNT,
  UNACKED_TIME,
  WAITING,
  WAITING_TIME,
  WASTED,
  WASTED_TIME,
} from '../terms/stations.ts';
import { NOW } from './clock.ts';
import type { World } from './world.ts';

/** Counts a replica's integrals up to now. Call it before changing what they integrate. */
export function countStation(w: World, replica: number): void {
  const reals = w.stationReals;
  const at = replica * STATION_REALS;
  const elapsed = w.clock[NOW] - reals[at + COUNTED_TO];
  if (elapsed === 0) return;
  reals[at + COUNTED_TO] = w.clock[NOW];
  const ints = w.stationInts;
  const of = replica * STATION_INTS;
  reals[at + BUSY_TIME] += ints[of + BUSY] * elapsed;
  reals[at + WASTED_TIME] += ints[of + WASTED] * elapsed;
  reals[at + WAITING_TIME] += ints[of + WAITING] * elapsed;
  const computing = ints[of + COMPUTES];
  const rejections = ints[of + REJECTIONS];
  if (ints[of + AWAY] === 1) {
    reals[at + AWAY_TIME] += elapsed;
  } else {
    const cores = reals[at + CORES];
    const taken = cores === 0 ? ints[of + BUSY] + rejections : ints[of + BUSY];
    const slots = ints[of + SLOTS];
    reals[at + SLOT_TIME] += (taken > slots ? taken : slots) * elapsed;
    reals[at + CORES_TIME] += cores * elapsed;
  }
  if (computing === 0 && rejections === 0) return;
  // On shared cores a rejection is work like any other: its part of them is counted with the work there.
  if (rejections > 0 && reals[at + CORES] === 0) reals[at + REJECTION_TIME] += rejections * elapsed;
  if (computing > 0) {
    const cores = w.cores[replica];
    const used = computing < cores ? computing : cores;
    reals[at + CORE_TIME] += used * elapsed;
  }
}

/** Counts a depot's integrals up to now. */
export function countDepot(w: World, depot: number): void {
  const reals = w.depotReals;
  const at = depot * DEPOT_REALS;
  const elapsed = w.clock[NOW] - reals[at + DEPOT_COUNTED_TO];
  if (elapsed === 0) return;
  reals[at + DEPOT_COUNTED_TO] = w.clock[NOW];
  reals[at + READY_TIME] += w.depotInts[depot * DEPOT_INTS + READY_COUNT] * elapsed;
  reals[at + UNACKED_TIME] += w.depotInts[depot * DEPOT_INTS + UNACKED_COUNT] * elapsed;
}
