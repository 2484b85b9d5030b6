/**
 * A theory beside the engine: a system is run over seeds, every run has its books and Little's law
 * checked, and each claim of the theory must lie in the interval of what was observed.
 */
import {
  breaksOfLittle,
  breaksOfPresence,
  metricNamed,
  type Run,
  type SubjectKind,
  subjectsOf,
} from '../../src/sim/index.ts';
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
/** Histograms know a length to one part in 512. */
const BUCKET = 1 / 512;

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
      seen[i].push(ask(run, claim));
    });
    return 0;
  });
  const wrong = claims.flatMap((claim, i) => {
    const bucket = /-(p\d+|max)$/.test(claim.metric) ? BUCKET : 0;
    const { holds, sentence } = agrees(seen[i], claim.is, {
      halfWidthMax: claim.halfWidthMax ?? HALF_WIDTH_MAX,
      slack: (claim.slack ?? 0) + bucket,
    });
    return holds ? [] : [`${claim.metric} of ${claim.of} ${sentence}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function ask(run: Run, { metric, of }: Claim): number {
  const [kind, ...words] = of.split(' ');
  const name = words.join(' ');
  const entry = metricNamed(metric);
  const subject = subjectsOf(run.plan.directory, kind as SubjectKind).find((each) => each.name === name);
  const whole = run.phase('whole');
  if (entry === undefined || subject === undefined || whole === undefined) {
    throw new Error(`there is no ${metric} of ${of}`);
  }
  const value = entry.valueOf(whole, subject);
  return entry.unit === 'duration' ? value / 1e9 : value;
}
