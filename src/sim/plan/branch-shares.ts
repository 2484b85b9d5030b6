/** How often each branch is taken. */
import type { Branch } from '../spec/index.ts';

/** By share, or by weight where they have weights; nothing for those of weight 0. */
export function sharesOf(branches: readonly Branch[]): number[] {
  const total = branches.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (branches.every(({ weight }) => weight === undefined)) return branches.map(({ share = 0 }) => share);
  return branches.map(({ weight = 0 }) => (total > 0 ? weight / total : 0));
}
