/**
 * Where a replica stands in its life, as whoever runs it knows: is a process there, and is anybody still sent
 * to it? How well it does its work is another matter: a hung or paused one serves, as far as this goes.
 */

import { isInService, isStarting } from './scaling.ts';
import type { World } from './world.ts';

/**
 * serving: a process is there, for whoever comes. draining: it serves what it has, and nobody new is sent to it or
 * let in. dead: it is in service, and no process is there. starting: on its way into service. away: not in service.
 */
export type Standing = 'serving' | 'draining' | 'dead' | 'starting' | 'away';

export function standingOf(w: World, replica: number): Standing {
  if (!isInService(w, replica)) return isStarting(w, replica) ? 'starting' : 'away';
  const { kinds, absent } = w.overlay;
  if (kinds.down[replica] + kinds.gone[replica] > 0) return 'dead';
  return absent[replica] > 0 || kinds.closed[replica] > 0 ? 'draining' : 'serving';
}
