/** A theory on the page: what its formulas give, beside what was observed. */
import { unreachable } from '../../base/assert.ts';
import type { ClaimFinding, ClaimUnit, TheoryFinding } from '../../verify/findings.ts';
import type { Paint } from '../paint.ts';
import { brokenLines, heading, marked, padded, type VerificationPage } from './lines.ts';

/** Columns of what, formula and theory; the rest is the observation. */
const WHAT = 20;
const FORMULA = 26;
const THEORY = 8;

export const THEORY_HEAD = `${padded('theories', 4 + WHAT)}${padded('formula', FORMULA)}${'theory'.padStart(THEORY)}  observed`;

export function theoryLines(finding: TheoryFinding, { paint }: VerificationPage): string[] {
  const { name, title, source, claims, broken } = finding;
  return [
    ...heading(name, title, source, paint),
    ...claims.flatMap((claim) => claimLines(claim, paint)),
    ...brokenLines(broken, paint),
  ];
}

function claimLines(claim: ClaimFinding, paint: Paint): string[] {
  const { what, formula, theory, observed, halfWidth, standing } = claim;
  const { size, sign } = scaleOf(claim.unit, theory);
  const decimals = decimalsOf(halfWidth / size);
  const say = (value: number) => (value / size).toFixed(decimals);
  const numbers = `${say(theory).padStart(THEORY)}  ${say(observed).padStart(THEORY)} ± ${say(halfWidth)}${sign}`;
  const line = `${marked(standing === 'holds', paint)} ${padded(what, WHAT)}${padded(formula, FORMULA)}${numbers}`;
  const interval = `the interval is ± ${sayPercent(halfWidth / theory)}`;
  switch (standing) {
    case 'holds':
      return [line];
    case 'differs':
      return [line, `    differs from the theory by ${sayPercent(observed / theory - 1)}; ${interval}`];
    case 'noisy':
      return [line, `    too noisy to tell: ${interval}`];
    default:
      return unreachable(standing);
  }
}

function sayPercent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}

/** What a number is divided by before it is written, and what stands behind it. */
function scaleOf(unit: ClaimUnit, theory: number): { readonly size: number; readonly sign: string } {
  switch (unit) {
    case 'share':
      return { size: 0.01, sign: '%' };
    case 'rate':
      return { size: 1, sign: '/s' };
    case 'duration':
      return theory < 1 ? { size: 1e-3, sign: 'ms' } : { size: 1, sign: 's' };
    case 'count':
    case 'ratio':
      return { size: 1, sign: '' };
    default:
      return unreachable(unit);
  }
}

/** So many that the half width has two digits that mean something. */
function decimalsOf(halfWidth: number): number {
  return halfWidth > 0 ? Math.max(0, Math.min(4, 1 - Math.floor(Math.log10(halfWidth)))) : 3;
}
