/** Findings by arithmetic: what every rule has to say of a scenario, less what its comments allow. */
import { type Diagnostic, inReadingOrder, type Scenario } from '../scenario/index.ts';
import { type Allowed, sortOut } from './allow.ts';
import { sayPresetTimeout } from './preset-timeout.ts';
import { rules } from './rules/index.ts';
import { sketchOf, wiringOf } from './sketch/index.ts';

export interface Linted {
  /** In the order of the text; a comment that allows nothing is among them. */
  readonly findings: readonly Diagnostic[];
  readonly allowed: readonly Allowed[];
}

/** Sums follow calls into one another; nobody can follow so many, and the stack could not either. */
const DEEPEST = 300;

export function lint(scenario: Scenario): Linted {
  const wiring = wiringOf(scenario);
  if (wiring.depth > DEEPEST) return { findings: [], allowed: [] };
  const sketch = sketchOf(scenario, wiring);
  const told = new Set<string>();
  const findings = rules.flatMap(({ code, find }) =>
    find(sketch).flatMap(({ path, sentence, formula, fix, missesTimeout = [] }): Diagnostic[] => {
      // one place is told once: a list of policies may be used by many calls
      const key = JSON.stringify([code, path]);
      if (told.has(key)) return [];
      told.add(key);
      const { file, range } = scenario.placeOf(path);
      const hint = fix + sayPresetTimeout(scenario, missesTimeout);
      return [{ code, severity: 'warning', sentence, formula, hint, file, range }];
    }),
  );
  const { shown, allowed } = sortOut(
    findings,
    scenario.sources,
    rules.map(({ code }) => code),
  );
  return { findings: inReadingOrder(shown), allowed };
}
