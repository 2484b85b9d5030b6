/**
 * What share of independent, Poisson calls a cache answers. With a time to live and room for all keys each key is a
 * cycle of its own: a miss, then the time to live, then nothing until the next call, so of the 1 + λT calls
 * of a cycle all but one are hits. With room for the least recently used only, and no time to live, the
 * cache is a list that moves whoever is asked for to its front.
 */
import { whereIncreasing } from './root.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Popularity of `count` keys by Zipf's law, most popular first; the shares add up to one. */
export function zipfShares(count: number, skew: number): number[] {
  const weights = Array.from({ length: count }, (_, i) => (i + 1) ** -skew);
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** Renewal theory: Jung, Berger, Balakrishnan, Modeling TTL-based Internet caches (INFOCOM 2003). Rates per second. */
export function ttlHitShare(rates: readonly number[], ttl: number): number {
  const hits = rates.map((rate) => (rate * rate * ttl) / (1 + rate * ttl));
  return sum(hits) / sum(rates);
}

/**
 * Least recently used, exactly: the list is what was asked for last, in order, each drawn among those that remain.
 * King, Analysis of demand paging algorithms (IFIP 1971). For a handful of keys: it goes through every list.
 */
export function lruHitShare(shares: readonly number[], entries: number): number {
  const follow = (chosen: readonly number[], likelihood: number): number => {
    const held = sum(chosen.map((key) => shares[key]));
    if (chosen.length === entries) return likelihood * held;
    return sum(
      shares.map((share, key) =>
        chosen.includes(key) ? 0 : follow([...chosen, key], (likelihood * share) / (1 - held)),
      ),
    );
  };
  return follow([], 1);
}

/**
 * The same for many keys, as Che, Tung and Wang approximate it (Hierarchical web caching systems, 2002): every key
 * stays for the one time in which `entries` different ones are asked for.
 */
export function lruHitShareByChe(shares: readonly number[], entries: number): number {
  const seenWithin = (time: number) => shares.map((share) => 1 - Math.exp(-share * time));
  let most = entries;
  while (sum(seenWithin(most)) < entries) most *= 2;
  const stay = whereIncreasing((time) => sum(seenWithin(time)), entries, 0, most);
  return sum(seenWithin(stay).map((held, key) => held * shares[key]));
}
