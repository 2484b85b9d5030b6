/**
 * Ring hash: the same key goes to the same replica. Each replica stands at many points of a ring, at
 * hashes of its name; a key belongs to the next point after its own hash. A replica that joins takes
 * about its share of the keys and leaves all others where they were; the keys of one that is held out go
 * on to the next point, and come back. (D. Karger et al., "Consistent Hashing and Random Trees", 1997.)
 *
 * With a bound no replica has many more attempts in flight than the others: the key of one that has goes to the first
 * of the others, in an order that is the key's own, that has not. (Envoy, hash_balance_factor:
 * thread_aware_lb_impl.cc, BoundedLoadHashingLoadBalancer.)
 */
import type { z } from 'zod';
import { foldHash, hashText, mix32 } from '../../base/hash.ts';
import { countBetween, mapping, numberBetween } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { isOut } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

const params = mapping({
  'virtual-nodes': countBetween(1, 1000)
    .default(100)
    .meta({ description: 'Points of each replica on the ring; more of them make the shares more equal.' }),
  bound: numberBetween(1, 1000).optional().meta({
    description:
      'A replica to which this caller replica has more than so many times its share of all its attempts in flight, with the new one, is passed over; Envoy’s hash_balance_factor: 125 is a bound of 1.25. Without it a key goes to its replica whatever it has.',
  }),
});

/** A ring is never larger: thousands of replicas get fewer points each. */
const MOST_POINTS = 1 << 20;

/** Keeps the hashes of keys apart from those of the replicas' names. */
const OF_ITEMS = 0x6b657973;

export const ringHash: BalancerDefinition<z.infer<typeof params>> = {
  name: 'ring-hash',
  title: 'Ring hash',
  sentence:
    'The same key always goes to the same replica; a replica of more weight owns more keys. Without `keys` luck decides.',
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { 'ring-hash': { 'virtual-nodes': 100 } },
  needs: 'keys',
  weighs: true,
  warms: false,
  memoryOf: () => [],
  tableSize: (p, count) => 1 + 2 * Math.max(count, Math.min(p['virtual-nodes'] * count, MOST_POINTS)),
  tableOf: (p, names, weights) =>
    ringOf(p['virtual-nodes'], names, weights, p.bound ?? Number.POSITIVE_INFINITY),
  choose(choice: Choice, table: Float64Array) {
    const key =
      choice.item === NONE ? foldHash(choice.key0, choice.key1) >>> 0 : mix32(choice.item ^ OF_ITEMS) >>> 0;
    const owner = ownerOf(choice, key, table);
    const bound = table[table.length - 1];
    return bound < Number.POSITIVE_INFINITY ? withinBound(choice, key, owner, bound) : owner;
  },
};

/** First half: the points in ascending order; second half: whose they are; then the bound. */
function ringOf(
  virtualNodes: number,
  names: readonly string[],
  weights: readonly number[],
  bound: number,
): Float64Array {
  const count = names.length;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / count;
  const each = Math.min(virtualNodes, Math.floor(MOST_POINTS / count));
  const points: { readonly at: number; readonly owner: number }[] = [];
  for (let owner = 0; owner < count; owner++) {
    const hash = hashText(names[owner]);
    const nodes = Math.max(1, Math.round((each * weights[owner]) / mean));
    for (let node = 0; node < nodes; node++) points.push({ at: foldHash(hash, node) >>> 0, owner });
  }
  points.sort((a, b) => a.at - b.at || a.owner - b.owner);
  const table = new Float64Array(points.length * 2 + 1);
  points.forEach((point, i) => {
    table[i] = point.at;
    table[points.length + i] = point.owner;
  });
  table[table.length - 1] = bound;
  return table;
}

/** The owner of the first point at or after the key that is nobody's who is held out; past the last point the ring begins again. */
function ownerOf(choice: Choice, key: number, table: Float64Array): number {
  const points = (table.length - 1) / 2;
  let low = 0;
  let high = points;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle] < key) low = middle + 1;
    else high = middle;
  }
  let point = low === points ? 0 : low;
  while (isOut(choice, table[points + point])) point = point + 1 < points ? point + 1 : 0;
  return table[points + point];
}

/** For the time of one choice: the replicas in the order in which they are looked at. */
const looked = { order: new Int32Array(16) };

/**
 * The owner, or who stands in for it while it has more than its share: for each key the others in an order of
 * its own. Not all can have more.
 */
function withinBound(choice: Choice, key: number, owner: number, bound: number): number {
  const { count, inFlight, at, weights } = choice;
  let total = 0;
  let weight = 0;
  for (let i = 0; i < count; i++) {
    if (isOut(choice, i)) continue;
    total += inFlight[at + i];
    weight += weights[i];
  }
  const slots = Math.ceil((total + 1) * bound);
  const loadOf = (i: number) => inFlight[at + i] / Math.max(1, Math.ceil((slots * weights[i]) / weight));
  if (loadOf(owner) <= 1) return owner;
  if (looked.order.length < count) looked.order = new Int32Array(count);
  const { order } = looked;
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = 0; i < count; i++) {
    const j = i + ((foldHash(key | 0, i) >>> 0) % (count - i));
    const next = order[j];
    order[j] = order[i];
    if (next !== owner && !isOut(choice, next) && loadOf(next) <= 1) return next;
  }
  return owner;
}
