/** What is written as a preset: of one policy, or of the whole chain that a policy comes from. */
import type { Path, Scenario } from '../scenario/index.ts';
import { chains, SYSTEMS } from '../sim/index.ts';

/** The word of the preset that a policy is written with: of its own, or of the whole chain that it comes from. */
export function presetAt(scenario: Scenario, path: Path): string | undefined {
  const word = wordAt(scenario, [...path, 'preset']);
  return Object.hasOwn(SYSTEMS, word) || Object.hasOwn(chains, word) ? word : undefined;
}

/** The word of the whole chain that a policy comes from; undefined where the policy is written itself. */
export function chainAt(scenario: Scenario, path: Path): string | undefined {
  // what a chain fills in has no other place than its word
  const word = wordAt(scenario, path);
  return Object.hasOwn(chains, word) ? word : undefined;
}

function wordAt({ placeOf, sources }: Scenario, path: Path): string {
  const { file, range } = placeOf(path);
  if (range.line !== range.endLine) return '';
  const line = sources.find(({ name }) => name === file)?.text.split('\n')[range.line - 1] ?? '';
  return line.slice(range.column - 1, range.endColumn - 1).replace(/^["']|["']$/g, '');
}
