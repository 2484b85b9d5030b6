/** Runs checks one after the other and tells what each found. */
import { unreachable } from '../base/assert.ts';
import type { Check } from './catalog.ts';
import type { Finding, Verification } from './findings.ts';
import { judgeLaw, labOf } from './laws/judge.ts';
import { judgeMachine } from './machines/judge.ts';
import { CONFIDENCE, eachOf } from './statistics/family.ts';
import { theories } from './theory/index.ts';
import { judgeTheory, observeTheory, type Trial } from './theory/judge.ts';

export interface VerifyOptions {
  /** Seed text; every run's own seed is made from it. */
  readonly seed: string;
  /** A fifth of the simulated time, and intervals twice as wide. */
  readonly isQuick: boolean;
}

/** What is under way: somebody who waits may want to know. */
export interface Step {
  readonly name: string;
  /** Of all that was asked for, 0 to 1. */
  readonly done: number;
  /** What was found by now. */
  readonly soFar: Verification;
}

export const DEFAULT_SEED = '1';

/**
 * Runs of each theory. The more seeds share the same simulated time, the better the spread between them
 * is known and the narrower the interval: Student's t for one claim of sixty is 5.6 standard errors with
 * twenty, 5.0 with 32, and hardly less with more.
 */
const SEEDS = 32;
const QUICK_SHARE = 0.2;

/** All claims of the catalog, so that an interval does not depend on what else is asked for. */
const FAMILY = theories.reduce((sum, { claims }) => sum + claims.length, 0);

/** How the theories are run. */
export function trialOf({ seed, isQuick }: VerifyOptions): Trial {
  return {
    seeds: Array.from({ length: SEEDS }, (_, i) => `${seed}/${i + 1}`),
    share: isQuick ? QUICK_SHARE : 1,
    confidence: eachOf(FAMILY),
  };
}

/** Yields between runs; returns what was found, in the order asked for. */
export function* verify(
  checks: readonly Check[],
  { seed, isQuick }: VerifyOptions,
): Generator<Step, Verification> {
  const trial = trialOf({ seed, isQuick });
  const findings: Finding[] = [];
  const facts = { seed, isQuick, seeds: SEEDS, confidence: CONFIDENCE, family: FAMILY, asked: checks.length };
  const soFar = (): Verification => ({ ...facts, findings: [...findings] });
  for (const [at, check] of checks.entries()) {
    const { name } = check.entry;
    let runs = 0;
    yield { name, done: at / checks.length, soFar: soFar() };
    const judging = judge(check, trial, seed);
    let step = judging.next();
    while (step.done !== true) {
      runs += 1;
      yield { name, done: (at + runs / SEEDS) / checks.length, soFar: soFar() };
      step = judging.next();
    }
    findings.push(step.value);
  }
  return soFar();
}

function* judge(check: Check, trial: Trial, seed: string): Generator<void, Finding> {
  switch (check.kind) {
    case 'theory':
      return judgeTheory(check.entry, yield* observeTheory(check.entry, trial), trial);
    case 'machine':
      return judgeMachine(check.entry);
    case 'law':
      return judgeLaw(check.entry, labOf(seed));
    default:
      return unreachable(check);
  }
}
