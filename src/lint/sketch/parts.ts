/** The steps of an operation, as arithmetic sees them. */
import type { Path } from '../../scenario/index.ts';
import type { CallerSpec, Quantile, Step } from '../../sim/index.ts';
import type { CallSite } from './call-site.ts';
import { lengthOf } from './lengths.ts';

export type Part =
  | { readonly kind: 'work' | 'sleep'; readonly length: Quantile }
  | { readonly kind: 'fail'; readonly share: number }
  | { readonly kind: 'call'; readonly site: CallSite }
  | { readonly kind: 'all'; readonly strands: readonly (readonly Part[])[] }
  /** What the shares leave over does nothing. */
  | { readonly kind: 'one'; readonly choices: readonly { share: number; parts: readonly Part[] }[] }
  /** So many times, or once and then again with a probability. */
  | {
      readonly kind: 'rounds';
      readonly times: number;
      readonly again: number;
      readonly parts: readonly Part[];
    }
  /** A step that no rule knows yet. */
  | { readonly kind: 'unknown' };

type MakeSite = (step: CallerSpec, path: Path) => CallSite;

/** Reads steps; `siteOf` makes a call site of each that calls. */
export function partsOf(steps: readonly Step[], path: Path, siteOf: MakeSite): Part[] {
  return steps.map((step, index) => partOf(step, [...path, index], siteOf));
}

function partOf(step: Step, path: Path, siteOf: MakeSite): Part {
  if ('work' in step && step.work !== undefined) return { kind: 'work', length: lengthOf(step.work) };
  if ('sleep' in step && step.sleep !== undefined) return { kind: 'sleep', length: lengthOf(step.sleep) };
  if ('fail' in step && step.fail !== undefined) return { kind: 'fail', share: step.fail as number };
  if ('parallel' in step && step.parallel !== undefined) {
    const strands = (step.parallel as (Step | Step[])[]).map((strand, index) => {
      const at = [...path, 'parallel', index];
      return Array.isArray(strand) ? partsOf(strand, at, siteOf) : [partOf(strand, at, siteOf)];
    });
    return { kind: 'all', strands };
  }
  if ('branch' in step && step.branch !== undefined) {
    const branches = step.branch as { share?: number; weight?: number; steps: Step[] }[];
    const total = branches.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
    const choices = branches.map(({ share, weight, steps }, index) => ({
      share: share ?? (total > 0 ? (weight ?? 0) / total : 0),
      parts: partsOf(steps, [...path, 'branch', index, 'steps'], siteOf),
    }));
    return { kind: 'one', choices };
  }
  if ('repeat' in step && step.repeat !== undefined) {
    const { times, again, steps } = step.repeat as { times?: number; again?: number; steps: Step[] };
    const parts = partsOf(steps, [...path, 'repeat', 'steps'], siteOf);
    return { kind: 'rounds', times: times ?? 1, again: again ?? 0, parts };
  }
  const isCall = (['call', 'notify', 'send', 'publish'] as const).some((verb) => (step as CallerSpec)[verb]);
  return isCall ? { kind: 'call', site: siteOf(step as CallerSpec, path) } : { kind: 'unknown' };
}

/** True where a step among them, or inside of one, is of a kind that no rule knows. */
export function hasUnknown(parts: readonly Part[]): boolean {
  return parts.some((part) => {
    switch (part.kind) {
      case 'unknown':
        return true;
      case 'all':
        return part.strands.some(hasUnknown);
      case 'one':
        return part.choices.some((choice) => hasUnknown(choice.parts));
      case 'rounds':
        return hasUnknown(part.parts);
      default:
        return false;
    }
  });
}
