/** Caches against theory: what share of the calls they answer, by time to live and by room. */
import { test } from 'vitest';
import { lruHitShare, lruHitShareByChe, ttlHitShare, zipfShares } from '../../src/verify/formulas/caching.ts';
import { expectTheory } from './observe.ts';
import { station } from './station.ts';

/** So fast that whoever asks twice asks one after the other. */
const cached = (seconds: number, rate: number, load: object) =>
  station({
    seconds,
    service: { concurrency: { async: 1_000_000 } },
    step: { sleep: '1us' },
    rate,
    load,
  });

const hits = (is: number, slack = 0) => [{ metric: 'cache-hits', of: 'load users', is, slack }] as const;

test('with a time to live and room for all, each key misses once in 1 + λT calls', () => {
  const even = cached(400, 100, { keys: { count: 50 }, cache: { ttl: '2s' } });
  expectTheory(
    even,
    hits(
      ttlHitShare(
        zipfShares(50, 0).map((share) => 100 * share),
        2,
      ),
    ),
  );
  const skewed = cached(400, 100, { keys: { count: 200, zipf: 1 }, cache: { ttl: '2s' } });
  expectTheory(
    skewed,
    hits(
      ttlHitShare(
        zipfShares(200, 1).map((share) => 100 * share),
        2,
      ),
    ),
  );
});

test('each caller replica misses for itself', () => {
  const shared = cached(400, 100, { replicas: 4, keys: { count: 20 }, cache: { ttl: '1s' } });
  expectTheory(shared, hits(ttlHitShare([100 / 4 / 20], 1)));
});

test('with room for a few and no time to live it answers as lists do that move to the front', () => {
  const few = cached(400, 100, { keys: { count: 6, zipf: 1 }, cache: { ttl: '24h', entries: 3 } });
  expectTheory(few, hits(lruHitShare(zipfShares(6, 1), 3)));
});

test('with room for a tenth of many it answers as Che, Tung and Wang say', () => {
  const many = cached(200, 500, { keys: { count: 1000, zipf: 0.8 }, cache: { ttl: '24h', entries: 100 } });
  // Their approximation is known to be right to a percent or better.
  expectTheory(many, hits(lruHitShareByChe(zipfShares(1000, 0.8), 100), 0.005), { seeds: 10 });
});
