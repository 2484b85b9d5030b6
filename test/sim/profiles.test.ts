/** What profiles make of a load: the straight pieces its curve is made of, each jump at its instant. */
import { expect, test } from 'vitest';
import { planOf } from '../support/simulate.ts';

/** Users at the instants (s) where the curve bends, of ten and these profiles. */
function curve(...profile: Record<string, unknown>[]): number[][] {
  const [{ curve: bent }] = planOf({
    run: { length: '60s' },
    services: { web: { concurrency: { threads: 4 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', users: 10, think: '1s', profile }],
  }).loads;
  return [...bent.at].map((at, i) => [at / 1e9, bent.value[i]]);
}

test('two that jump at one instant jump together', () => {
  const spike = { spike: 3, at: '10s', for: '10s' };
  expect(curve(spike, { step: 2, at: '10s' })).toEqual([
    [0, 10],
    [10, 10],
    [10, 60],
    [20, 60],
    [20, 20],
  ]);
  // One goes when the other comes.
  expect(curve(spike, { step: 2, at: '20s' })).toEqual([
    [0, 10],
    [10, 10],
    [10, 30],
    [20, 30],
    [20, 20],
  ]);
});

test('one that jumps within a wave jumps from where the wave is, whichever piece of it that is', () => {
  const wave = { daily: 3, period: '24s' };
  const pieces = curve(wave);
  for (let half = 1; half < 96; half += 2) {
    // In the middle of each of the 48 pieces of half a second, and at the jump to twice as many.
    const at = half / 4;
    const [from, to] = pieces.slice((half - 1) / 2, (half + 1) / 2 + 1);
    const middle = (from[1] + to[1]) / 2;
    const bent = curve(wave, { step: 2, at: `${at * 1000}ms` }).filter(([when]) => when === at);
    expect(bent.map(([, users]) => users)).toEqual([
      expect.closeTo(middle, 9),
      expect.closeTo(2 * middle, 9),
    ]);
  }
});

test('one that jumps while another grows jumps from where that has come to', () => {
  expect(curve({ ramp: 3, at: '10s', for: '20s' }, { step: 2, at: '20s' })).toEqual([
    [0, 10],
    [10, 10],
    [20, 20],
    [20, 40],
    [30, 60],
  ]);
});
