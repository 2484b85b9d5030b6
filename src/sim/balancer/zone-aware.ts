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
 * Inside the zone, round robin. Replicas that the caller holds out do not count, neither of all nor of
 * their zone, as in Envoy ("Zone aware routing"), which also wants six of them at least. Nobody is held
 * out for being down: a zone whose replicas are down keeps its callers until a check or an ejection tells.
 */
import type { z } from 'zod';
import { countBetween, mapping } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { isOut, nextTurn } from './candidates.ts';
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

/** Sizes of the zones while somebody is held out: counted anew for each choice, so no state. */
const scratch = { counted: new Float64Array(64) };

export const zoneAware: BalancerDefinition<z.infer<typeof params>> = {
  name: 'zone-aware',
  title: 'Zone-aware',
  sentence:
    "Replicas in the caller's own zone first; what a zone with too few of them cannot carry spills to the others.",
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { 'zone-aware': { minimum: 6 } },
  needs: 'zones',
  warms: true,
  memoryOf: (_params, count) => [
    0,
    NONE,
    ...new Array<number>(count).fill(0),
    ...new Array<number>(count).fill(NONE),
  ],
  tableOf: (p) => Float64Array.of(p.minimum),
  choose(choice: Choice, table: Float64Array) {
    if (choice.excluded > 0 || choice.warming) return chooseCandidate(choice, table[0]);
    const { memory, memoryAt, count } = choice;
    const home = count < table[0] || choice.callerZone === NONE ? NONE : firstIn(choice, choice.callerZone);
    if (home === NONE) return nextOfAll(choice);
    if (memory[memoryAt + ZONES] === 0) countZones(choice);
    return nextInZone(
      choice,
      zoneFor(choice, home, memory, memoryAt + SIZES, count / memory[memoryAt + ZONES]),
    );
  },
};

/**
 * The first replica of the zone this attempt goes to; `home` is the first of the caller's own. The size
 * of each zone stands in `sizes[at + i]`, where i is its first replica; `fair` is the fair share.
 */
function zoneFor(choice: Choice, home: number, sizes: Float64Array, at: number, fair: number): number {
  const { count } = choice;
  const stays = sizes[at + home] / fair;
  if (choice.first < stays) return home;
  let spare = 0;
  for (let i = 0; i < count; i++) spare += Math.max(0, sizes[at + i] - fair);
  let left = ((choice.first - stays) / (1 - stays)) * spare;
  let zone = home;
  for (let i = 0; i < count && left >= 0; i++) {
    if (sizes[at + i] <= fair) continue;
    zone = i;
    left -= sizes[at + i] - fair;
  }
  return zone;
}

/** The same among those who are not held out. */
function chooseCandidate(choice: Choice, minimum: number): number {
  const { memory, memoryAt, count, callerZone, zones } = choice;
  const candidates = count - choice.excluded;
  const last = memory[memoryAt + LAST_OF_ALL];
  const home = candidates < minimum || callerZone === NONE ? NONE : firstIn(choice, callerZone);
  if (scratch.counted.length < count) scratch.counted = new Float64Array(2 * count);
  const { counted } = scratch;
  const standing = home === NONE ? 0 : countCandidates(choice);
  if (home === NONE || counted[home] === 0) {
    const next = last === NONE ? Math.floor(choice.first * count) : last + 1 < count ? last + 1 : 0;
    memory[memoryAt + LAST_OF_ALL] = nextTurn(choice, next);
    return memory[memoryAt + LAST_OF_ALL];
  }
  const zone = zoneFor(choice, home, counted, 0, candidates / standing);
  const cell = memoryAt + SIZES + count + zone;
  const next = memory[cell] === NONE ? zone : memory[cell] + 1 < count ? memory[cell] + 1 : 0;
  memory[cell] = nextTurn(choice, next, zones[zone]);
  return memory[cell];
}

/** Counts the candidates of each zone, and returns how many zones have any. */
function countCandidates(choice: Choice): number {
  let standing = 0;
  const { counted } = scratch;
  counted.fill(0, 0, choice.count);
  for (let i = 0; i < choice.count; i++) {
    if (isOut(choice, i)) continue;
    const first = firstIn(choice, choice.zones[i]);
    if (counted[first] === 0) standing += 1;
    counted[first] += 1;
  }
  return standing;
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
