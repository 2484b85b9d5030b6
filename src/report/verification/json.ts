/**
 * A verification as data. The shape is versioned, and the same seed gives the same bytes: nothing in it
 * tells of the machine or of the wall clock. See json-schema.ts for what it promises.
 */
import { allHold, type ClaimFinding, type Finding, type Verification } from '../../verify/findings.ts';

/** Grows by one when a reader of the last version could misread the next. New keys do not count. */
export const VERIFICATION_VERSION = 1;

export function verificationJson(verification: Verification, engineVersion: string): string {
  const { seed, isQuick, seeds, confidence, family, asked, findings } = verification;
  const data = {
    formatVersion: VERIFICATION_VERSION,
    engineVersion,
    holds: allHold(verification),
    asked,
    seed,
    isQuick,
    seeds,
    confidenceShare: confidence,
    family,
    theories: findings.flatMap((finding) => (finding.kind === 'theory' ? [theoryData(finding)] : [])),
    machines: findings.flatMap((finding) => (finding.kind === 'machine' ? [machineData(finding)] : [])),
    laws: findings.flatMap((finding) => (finding.kind === 'law' ? [lawData(finding)] : [])),
  };
  return `${JSON.stringify(data, null, 1)}\n`;
}

type Of<Kind extends Finding['kind']> = Extract<Finding, { readonly kind: Kind }>;

function theoryData({ name, title, source, holds, claims, broken }: Of<'theory'>) {
  return { name, title, source, holds, claims: claims.map(claimData), broken };
}

function claimData(claim: ClaimFinding) {
  const { what, metric, of, formula, unit, standing } = claim;
  const [theory, observed, halfWidth] = [claim.theory, claim.observed, claim.halfWidth].map((value) =>
    numberOf(unit === 'duration' ? value * 1000 : value),
  );
  return {
    what,
    metric,
    of,
    formula,
    unit: unit === 'duration' ? 'ms' : unit === 'rate' ? 'perSecond' : unit,
    theory,
    observed,
    halfWidth,
    standing,
  };
}

/** Powers and logarithms may differ in their last digit between versions of Node; these digits do not. */
function numberOf(value: number): number {
  return Number(value.toPrecision(10));
}

function machineData({ name, title, source, rule, holds, rows, broken }: Of<'machine'>) {
  const both = rows.map(({ documented = null, ours = null }) => ({ documented, ours }));
  return { name, title, source, rule, holds, rows: both, broken };
}

function lawData({ name, title, holds, told }: Of<'law'>) {
  return { name, title, holds, told };
}
