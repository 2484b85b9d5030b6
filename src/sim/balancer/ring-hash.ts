/**
 * Ring hash: the same key goes to the same replica. Each replica stands at many points of a ring, at
 * hashes of its name; a key belongs to the next point after its own hash. A replica that joins takes
 * about its share of the keys and leaves all others where they were; the keys of one that is held out go
 * on to the next point, and come back. (D. Karger et al., "Consistent Hashing and Random Trees", 1997.)
 */
import type { z } from 'zod';
import { foldHash, hashText, mix32 } from '../../base/hash.ts';
import { countBetween, mapping } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { isOut } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

const params = mapping({
  'virtual-nodes': countBetween(1, 1000)
    .default(100)
    .meta({ description: 'Points of each replica on the ring; more of them make the shares more equal.' }),
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
  tableSize: (p, count) => 2 * Math.max(count, Math.min(p['virtual-nodes'] * count, MOST_POINTS)),
  tableOf: (p, names, weights) => ringOf(p['virtual-nodes'], names, weights),
  choose(choice: Choice, table: Float64Array) {
    const key =
      choice.item === NONE ? foldHash(choice.key0, choice.key1) >>> 0 : mix32(choice.item ^ OF_ITEMS) >>> 0;
    return ownerOf(choice, key, table);
  },
};

/** First half: the points in ascending order; second half: whose they are. */
function ringOf(virtualNodes: number, names: readonly string[], weights: readonly number[]): Float64Array {
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
  const table = new Float64Array(points.length * 2);
  points.forEach((point, i) => {
    table[i] = point.at;
    table[points.length + i] = point.owner;
  });
  return table;
}

/** The owner of the first point at or after the key that is nobody's who is held out; past the last point the ring begins again. */
function ownerOf(choice: Choice, key: number, table: Float64Array): number {
  const points = table.length / 2;
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
