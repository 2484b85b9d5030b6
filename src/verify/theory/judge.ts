/** A theory beside the engine: its system runs over seeds, and each claim meets the interval of what was observed. */
import { invariant } from '../../base/assert.ts';
import { breaksOfLittle, Run } from '../../sim/index.ts';
import type { ClaimFinding, TheoryFinding } from '../findings.ts';
import { planOf } from '../plans.ts';
import { confidenceInterval } from '../statistics/interval.ts';
import type { Claim, Theory } from './contract.ts';
import { bucketOf, type Observed, observe } from './observe.ts';

export interface Trial {
  /** Seed texts, independent of each other. */
  readonly seeds: readonly string[];
  /** Of the simulated time that the catalog gives it, up to 1. */
  readonly share: number;
  /** Of a single interval. */
  readonly confidence: number;
}

/**
 * The widest half interval, as a share of the theory, from which anything is concluded; a shorter run may
 * be as much wider as it knows less. The lengths in the catalog are such that with the fixed seeds no
 * interval is wider than 4 %, so that a theory that is wrong by 5 % is caught. With other seeds widths
 * waver by a quarter and more; luck alone does not double them.
 */
const HALF_WIDTH_MAX = 0.08;
/** Rounding, for values that luck does not touch at all. */
const ROUNDING = 1e-9;

/** What the runs of a theory showed. */
export interface Sightings {
  /** By claim, then by seed. */
  readonly seen: readonly (readonly Observed[])[];
  /** What is wrong with the books of any run. */
  readonly broken: readonly string[];
}

/** Runs all seeds; yields after each, so that somebody who waits can be told. */
export function* observeTheory(theory: Theory, trial: Trial): Generator<void, Sightings> {
  const { claims } = theory;
  const seen: Observed[][] = claims.map(() => []);
  const broken: string[] = [];
  const plan = planOf(withLength(theory, trial.share));
  for (const seed of trial.seeds) {
    const run = new Run(plan, { seed, windows: false });
    run.advance();
    const wrong = [...run.checkLedger(), ...breaksOfLittle(run.interval(0, plan.length))];
    broken.push(...wrong.map((sentence) => `seed ${seed}: ${sentence}`));
    const whole = run.phase('whole');
    invariant(whole !== undefined, 'a run at its end has a whole');
    claims.forEach((claim, i) => {
      seen[i].push(observe(whole, claim));
    });
    yield;
  }
  return { seen, broken };
}

export function judgeTheory(theory: Theory, { seen, broken }: Sightings, trial: Trial): TheoryFinding {
  const { name, title, source } = theory;
  const claims = theory.claims.map((claim, i) => judgeClaim(claim, seen[i], trial));
  const holds = broken.length === 0 && claims.every(({ standing }) => standing === 'holds');
  return { kind: 'theory', name, title, source, holds, claims, broken };
}

/** The system with its run: the warm-up comes before the time that is asked for. */
function withLength({ system, seconds }: Theory, share = 1): Readonly<Record<string, unknown>> {
  const observed = seconds * share;
  const warmup = Math.ceil(observed / 20);
  return { run: { length: `${observed + warmup}s`, warmup: `${warmup}s` }, ...system };
}

/** What was observed for each seed, beside the theory. */
export function judgeClaim(
  claim: Claim,
  seen: readonly Observed[],
  { share, confidence }: Pick<Trial, 'share' | 'confidence'>,
): ClaimFinding {
  const { what, metric, of, formula, is: theory } = claim;
  const [{ unit }] = seen;
  const values = seen.map(({ value }) => value);
  const { mean: observed, halfWidth } = confidenceInterval(values, confidence);
  const scale = Math.abs(theory);
  const isOff = Math.abs(observed - theory) > halfWidth + (bucketOf(claim) + ROUNDING) * scale;
  // Written so that what is no number is noise, too.
  const isClear = halfWidth <= (HALF_WIDTH_MAX / Math.sqrt(share)) * scale;
  const standing = !isClear ? 'noisy' : isOff ? 'differs' : 'holds';
  return { what, metric, of, formula, unit, theory, observed, halfWidth, standing };
}
