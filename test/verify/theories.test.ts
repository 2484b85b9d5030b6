/** Every theory holds, and none would if it were wrong by five in a hundred. */
import { describe, expect, it } from 'vitest';
import type { Claim, Theory } from '../../src/verify/theory/contract.ts';
import { theories } from '../../src/verify/theory/index.ts';
import { judgeClaim, judgeTheory, observeTheory, type Sightings } from '../../src/verify/theory/judge.ts';
import { observe } from '../../src/verify/theory/observe.ts';
import { DEFAULT_SEED, trialOf } from '../../src/verify/verify.ts';
import { simulate } from '../support/simulate.ts';

const trial = trialOf({ seed: DEFAULT_SEED, isQuick: false });
const quick = trialOf({ seed: 'another', isQuick: true });

function sightingsOf(theory: Theory, of = trial): Sightings {
  const runs = observeTheory(theory, of);
  for (;;) {
    const step = runs.next();
    if (step.done === true) return step.value;
  }
}

/** The claims that do not hold. */
function lost(theory: Theory, sightings: Sightings, of = trial): string[] {
  return judgeTheory(theory, sightings, of)
    .claims.filter(({ standing }) => standing !== 'holds')
    .map(({ what, standing }) => `${what} ${standing}`);
}

const shifted = (theory: Theory, by: number): Theory => ({
  ...theory,
  claims: theory.claims.map((claim) => ({ ...claim, is: claim.is * by })),
});

describe.each(theories)('$name', (theory) => {
  it('holds, and no longer when each of its claims is 5 % more or less', () => {
    const sightings = sightingsOf(theory);
    expect({ lost: lost(theory, sightings), broken: sightings.broken }).toEqual({ lost: [], broken: [] });
    const all = theory.claims.map(({ what }) => `${what} differs`);
    expect(lost(shifted(theory, 1.05), sightings)).toEqual(all);
    expect(lost(shifted(theory, 0.95), sightings)).toEqual(all);
  });
});

describe('with other luck and a fifth of the time', () => {
  it.each(['mm1', 'erlang-b', 'closed', 'retries', 'uptime'])('%s holds too', (name) => {
    const theory = theories.find((each) => each.name === name) as Theory;
    expect(lost(theory, sightingsOf(theory, quick), quick)).toEqual([]);
  });
});

describe('a theory', () => {
  const claim: Claim = {
    what: 'mean response',
    metric: 'latency-mean',
    of: 'load users',
    formula: 's/(1 − ρ)',
    is: 4,
  };
  const waits = [3.95, 4.05, 4.02, 3.98, 4.01, 3.99, 4.03, 3.97];
  const standing = (is: number, values: readonly number[], metric = claim.metric) => {
    const seen = values.map((value) => ({ value, unit: 'duration' as const }));
    return judgeClaim({ ...claim, is, metric }, seen, { share: 1, confidence: 0.999 }).standing;
  };

  it('holds inside of the interval and differs outside of it', () => {
    // t(0.9995, 7) = 5.408 times a standard error of √(0.0078 / 7 / 8) = 0.0118.
    expect(standing(4.06, waits)).toBe('holds');
    expect(standing(4.07, waits)).toBe('differs');
    expect(standing(3.93, waits)).toBe('differs');
  });

  it('may be off by the width of a bucket where it speaks of a percentile', () => {
    expect(standing(4.07, waits, 'latency-p95')).toBe('holds');
    expect(standing(4.08, waits, 'latency-p95')).toBe('differs');
  });

  it('does not hold when nothing can be concluded', () => {
    expect(standing(4, [2, 6, 4, 4])).toBe('noisy');
    expect(standing(4, [Number.NaN, 4, 4, 4])).toBe('noisy');
  });

  it('does not hold when the books of one of its runs do not balance', () => {
    const [theory] = theories;
    const seen = theory.claims.map(({ is }) => [1, 2].map(() => ({ value: is, unit: 'count' as const })));
    expect(judgeTheory(theory, { seen, broken: [] }, trial).holds).toBe(true);
    expect(judgeTheory(theory, { seen, broken: ['one too many'] }, trial).holds).toBe(false);
  });

  it('that asks for what is not there says so', () => {
    const run = simulate({ run: { length: '1s' }, ...theories[0].system });
    const whole = run.interval(0, run.plan.length);
    expect(() => observe(whole, { metric: 'latency-men', of: 'load users' })).toThrow('no latency-men');
    expect(() => observe(whole, { metric: 'latency-mean', of: 'load nobody' })).toThrow('of load nobody');
  });
});
