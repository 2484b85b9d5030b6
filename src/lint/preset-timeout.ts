/** Whoever writes a preset and nothing else should hear whether the timeout that is missing is missing in that system, too. */
import type { Path, Scenario } from '../scenario/index.ts';
import { policies, type SYSTEMS } from '../sim/index.ts';
import { presetAt } from './preset-at.ts';

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
