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
    };

type MakeSite = (step: CallerSpec, path: Path) => CallSite;

/** Reads steps; `siteOf` makes a call site of each that calls. */
export function partsOf(steps: readonly Step[], path: Path, siteOf: MakeSite): Part[] {
  return steps.map((step, index) => partOf(step, [...path, index], siteOf));
}

function partOf(step: Step, path: Path, siteOf: MakeSite): Part {
  if ('work' in step) return { kind: 'work', length: lengthOf(step.work) };
  if ('sleep' in step) return { kind: 'sleep', length: lengthOf(step.sleep) };
  if ('fail' in step) return { kind: 'fail', share: step.fail };
  if ('parallel' in step) {
    const strands = step.parallel.map((strand, index) => {
      const at = [...path, 'parallel', index];
      return Array.isArray(strand) ? partsOf(strand, at, siteOf) : [partOf(strand, at, siteOf)];
    });
    return { kind: 'all', strands };
  }
  if ('branch' in step) {
    const branches = step.branch;
    const total = branches.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
    const choices = branches.map(({ share, weight, steps }, index) => ({
      share: share ?? (total > 0 ? (weight ?? 0) / total : 0),
      parts: partsOf(steps, [...path, 'branch', index, 'steps'], siteOf),
    }));
    return { kind: 'one', choices };
  }
  if ('repeat' in step) {
    const { times, again, steps } = step.repeat;
    const parts = partsOf(steps, [...path, 'repeat', 'steps'], siteOf);
    return { kind: 'rounds', times: times ?? 1, again: again ?? 0, parts };
  }
  return { kind: 'call', site: siteOf(step, path) };
}
