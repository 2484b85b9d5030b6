/** Whoever writes a preset and nothing else should hear whether the timeout that is missing is missing in that system, too. */
import type { Path, Scenario } from '../scenario/index.ts';
import { chains, policies, SYSTEMS } from '../sim/index.ts';

/** "; linkerd has none by default", where one of these policies is written as a preset; nothing elsewhere. */
export function sayPresetTimeout(scenario: Scenario, paths: readonly Path[]): string {
  for (const path of paths) {
    const system = presetAt(scenario, path);
    if (system === undefined) continue;
    const own = policies.timeout.presets?.[system as keyof typeof SYSTEMS];
    return own !== undefined && 'after' in own
      ? `; ${system} has one by default: timeout: { preset: ${system} }`
      : `; ${system} has none by default`;
  }
  return '';
}

/** The word of the preset that a policy is written with: of its own, or of the whole chain that it comes from. */
function presetAt({ placeOf, sources }: Scenario, path: Path): string | undefined {
  const { file, range } = placeOf([...path, 'preset']);
  if (range.line !== range.endLine) return undefined;
  const line = sources.find(({ name }) => name === file)?.text.split('\n')[range.line - 1] ?? '';
  const word = line.slice(range.column - 1, range.endColumn - 1).replace(/^["']|["']$/g, '');
  return Object.hasOwn(SYSTEMS, word) || Object.hasOwn(chains, word) ? word : undefined;
}
