/** All there is to check, by name. */

import type { Law } from './laws/contract.ts';
import { laws } from './laws/index.ts';
import type { DocumentedMachine } from './machines/contract.ts';
import { machines } from './machines/index.ts';
import type { Theory } from './theory/contract.ts';
import { theories } from './theory/index.ts';

export type Check =
  | { readonly kind: 'theory'; readonly entry: Theory }
  | { readonly kind: 'machine'; readonly entry: DocumentedMachine }
  | { readonly kind: 'law'; readonly entry: Law };

export const catalog: readonly Check[] = [
  ...theories.map((entry) => ({ kind: 'theory' as const, entry })),
  ...machines.map((entry) => ({ kind: 'machine' as const, entry })),
  ...laws.map((entry) => ({ kind: 'law' as const, entry })),
];

/** Words for all of a kind. */
export const GROUPS = { theories: 'theory', machines: 'machine', laws: 'law' } as const;

/** Whatever may be asked for: the groups, then every name. */
export function checkNames(): string[] {
  return [...Object.keys(GROUPS), ...catalog.map(({ entry }) => entry.name)];
}

/** The checks that a name means: one, or a group of them; none if there is no such name. */
export function checksNamed(name: string): readonly Check[] {
  const kind = Object.entries(GROUPS).find(([group]) => group === name)?.[1];
  return catalog.filter((check) => (kind === undefined ? check.entry.name === name : check.kind === kind));
}
