/**
 * Zone-aware: stay in one's own zone as far as that zone can carry its share.
 *
 * With n replicas in z zones, a zone's fair share is n ÷ z replicas: callers are taken to be spread
 * evenly over the zones in which the callee stands. (Envoy compares with the true spread of the
 * callers; a caller here does not know the others.)
 *   - own zone has its fair share or more: everything stays there;
 *   - it has s < n ÷ z: the share s·z ÷ n of the attempts stays, the rest spills to the zones that have
 *     more than their fair share, in proportion to how much more;
 *   - it has none, or the caller is in no zone: all replicas alike.
 * Inside the zone, round robin. It looks at where replicas are, not at how they are: a zone whose
 * replicas are down keeps its callers. Envoy, "Zone aware routing"; it also wants six replicas at least.
 */
import type { z } from 'zod';
import { countBetween, mapping } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

const params = mapping({
  minimum: countBetween(1, 10_000)
    .default(1)
    .meta({ description: 'With fewer replicas than this, zones are ignored. Envoy says 6.' }),
});

// Memory of a caller replica: how many zones the callee stands in (0: not counted yet) and the last
// choice among all; then for each replica that is the first of its zone, the zone's size; then for
// the same replicas, the zone's last choice.
const ZONES = 0;
const LAST_OF_ALL = 1;
const SIZES = 2;

export const zoneAware: BalancerDefinition<z.infer<typeof params>> = {
  name: 'zone-aware',
  title: 'Zone-aware',
  sentence:
    "Replicas in the caller's own zone first; what a zone with too few of them cannot carry spills to the others.",
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { 'zone-aware': { minimum: 6 } },
  memoryOf: (_params, count) => [
    0,
    NONE,
    ...new Array<number>(count).fill(0),
    ...new Array<number>(count).fill(NONE),
  ],
  tableOf: (p) => Float64Array.of(p.minimum),
  choose(choice: Choice, table: Float64Array) {
    const { memory, memoryAt, count } = choice;
    const home = count < table[0] || choice.callerZone === NONE ? NONE : firstIn(choice, choice.callerZone);
    if (home === NONE) return nextOfAll(choice);
    if (memory[memoryAt + ZONES] === 0) countZones(choice);
    return nextInZone(choice, zoneFor(choice, home));
  },
};

/** The first replica of the zone this attempt goes to; `home` is the first of the caller's own. */
function zoneFor(choice: Choice, home: number): number {
  const { memory, memoryAt, count } = choice;
  const sizes = memoryAt + SIZES;
  const fair = count / memory[memoryAt + ZONES];
  const stays = memory[sizes + home] / fair;
  if (choice.first < stays) return home;
  let spare = 0;
  for (let i = 0; i < count; i++) spare += Math.max(0, memory[sizes + i] - fair);
  let left = ((choice.first - stays) / (1 - stays)) * spare;
  let zone = home;
  for (let i = 0; i < count && left >= 0; i++) {
    if (memory[sizes + i] <= fair) continue;
    zone = i;
    left -= memory[sizes + i] - fair;
  }
  return zone;
}

function nextInZone(choice: Choice, zone: number): number {
  const { memory, memoryAt, zones, count } = choice;
  const cell = memoryAt + SIZES + count + zone;
  let next = memory[cell] === NONE ? zone : memory[cell] + 1;
  while (next < count && zones[next] !== zones[zone]) next += 1;
  memory[cell] = next < count ? next : zone;
  return memory[cell];
}

function nextOfAll(choice: Choice): number {
  const { memory, memoryAt, count } = choice;
  const last = memory[memoryAt + LAST_OF_ALL];
  const begin = last === NONE ? Math.floor(choice.first * count) : last + 1;
  memory[memoryAt + LAST_OF_ALL] = begin < count ? begin : 0;
  return memory[memoryAt + LAST_OF_ALL];
}

/** Zones never change, so they are counted once, at the first choice. */
function countZones(choice: Choice): void {
  const { memory, memoryAt, zones, count } = choice;
  for (let i = 0; i < count; i++) {
    const first = firstIn(choice, zones[i]);
    if (first === i) memory[memoryAt + ZONES] += 1;
    memory[memoryAt + SIZES + first] += 1;
  }
}

function firstIn(choice: Choice, zone: number): number {
  for (let i = 0; i < choice.count; i++) if (choice.zones[i] === zone) return i;
  return NONE;
}
