/** A law beside the engine. */
import { Run } from '../../sim/index.ts';
import type { LawFinding } from '../findings.ts';
import type { Lab, Law } from './contract.ts';

/** The simulator as it is. */
export function labOf(seed: string): Lab {
  return { seed, begin: (plan, options) => new Run(plan, options) };
}

export function judgeLaw(law: Law, lab: Lab): LawFinding {
  const { name, title } = law;
  return { kind: 'law', name, title, ...law.check(lab) };
}
