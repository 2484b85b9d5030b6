/** What the rules find in a piece of a scenario: for tests that change one number at a time. */
import { type Linted, lint } from '../../../src/lint/index.ts';
import { EXAMPLE_HEAD } from '../../../src/lint/page.ts';
import { rules } from '../../../src/lint/rules/index.ts';
import { type Sketch, sketchOf } from '../../../src/lint/sketch/index.ts';
import type { LoadOptions } from '../../../src/scenario/index.ts';
import { scenarioOf } from '../../scenario/support/mistakes.ts';

/** Findings in a scenario without its title and run. */
export function lintOf(scenario: string, options: LoadOptions = {}): Linted {
  return lint(scenarioOf(EXAMPLE_HEAD + scenario, options));
}

/** Their codes, each once. */
export function codesOf(scenario: string, options: LoadOptions = {}): string[] {
  return [...new Set(lintOf(scenario, options).findings.map(({ code }) => code))].sort();
}

/** The sum behind the finding of this code; nothing where there is none. */
export function formulaOf(code: string, scenario: string): string | undefined {
  return lintOf(scenario).findings.find((finding) => finding.code === code)?.formula;
}

/** The sentences of the findings of this code. */
export function saidOf(code: string, text: string): string[] {
  return lintOf(text)
    .findings.filter((finding) => finding.code === code)
    .map(({ sentence }) => sentence);
}

export function sketchIn(scenario: string): Sketch {
  return sketchOf(scenarioOf(EXAMPLE_HEAD + scenario));
}

/** The example of a rule with some pieces replaced. */
export function exampleOf(code: string, ...changes: readonly (readonly [string, string])[]): string {
  const rule = rules.find((each) => each.code === code);
  if (rule === undefined) throw new Error(`there is no rule ${code}`);
  let text = rule.example.scenario;
  for (const [before, after] of changes) {
    if (text.split(before).length !== 2) throw new Error(`${before} is not once in the example of ${code}`);
    text = text.replace(before, after);
  }
  return text;
}
