/**
 * A theory beside the engine: a system is run over seeds, every run has its books and Little's law
 * checked, and each claim of the theory must lie in the interval of what was observed.
 */
import {
  breaksOfLittle,
  breaksOfPresence,
  type Interval,
  type Run,
  type SubjectKind,
} from '../../src/sim/index.ts';
import { bucketOf, observe } from '../../src/verify/theory/observe.ts';
import { overSeeds } from '../support/simulate.ts';
import { agrees } from '../support/statistics.ts';

/** A number of the theory: `{ metric: 'queue-wait-mean', of: 'service station', is: 0.004 }`. */
export interface Claim {
  readonly metric: string;
  /** Kind and name of whom it is about. */
  readonly of: `${SubjectKind} ${string}`;
  /** What the theory says: durations in seconds, rates per second, shares from 0 to 1. */
  readonly is: number;
  /** The widest half interval; 2 % unless told. */
  readonly halfWidthMax?: number;
  /** A known bias as a share of the theory. A percentile has the width of its bucket besides. */
  readonly slack?: number;
}

export interface Runs {
  /** How many seeds; 20 unless told. */
  readonly seeds?: number;
  /** True where messages take time or callers give up or pause: who is present is not who is awaited. */
  readonly loose?: boolean;
}

const HALF_WIDTH_MAX = 0.02;

/** Throws a sentence for each claim that the runs contradict. */
export function expectTheory(
  system: unknown,
  claims: readonly Claim[],
  { seeds = 20, loose = false }: Runs = {},
): void {
  const seen: number[][] = claims.map(() => []);
  overSeeds(system, seeds, (run) => {
    const fromStart = run.interval(0, run.plan.length);
    const broken = [...breaksOfLittle(fromStart), ...(loose ? [] : breaksOfPresence(fromStart))];
    if (broken.length > 0) throw new Error(`seed ${run.seed}: Little's law is broken\n${broken.join('\n')}`);
    claims.forEach((claim, i) => {
      seen[i].push(observe(wholeOf(run), claim).value);
    });
    return 0;
  });
  const wrong = claims.flatMap((claim, i) => {
    const { holds, sentence } = agrees(seen[i], claim.is, {
      halfWidthMax: claim.halfWidthMax ?? HALF_WIDTH_MAX,
      slack: (claim.slack ?? 0) + bucketOf(claim),
    });
    return holds ? [] : [`${claim.metric} of ${claim.of} ${sentence}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function wholeOf(run: Run): Interval {
  const whole = run.phase('whole');
  if (whole === undefined) throw new Error('the run has not come to its end');
  return whole;
}
