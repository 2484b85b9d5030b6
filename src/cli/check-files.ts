/** What `knockon check` does: a line for each good file, frames for what is wrong or found; or all of it as JSON. */
import { type Checked, checkJson, type Linted, lint } from '../lint/index.ts';
import { sayInstant, sayNumberOf } from '../present/words.ts';
import type { Scenario } from '../scenario/index.ts';
import type { CheckOptions } from './check.ts';
import { FAILED, HELD, WRONG } from './exit-codes.ts';
import { packageVersion } from './package-root.ts';
import { loadFile, sayFile, showFrames, told } from './read-scenario.ts';
import { namedFiles } from './scenario-files.ts';
import { writeError, writeOut } from './terminal.ts';

export function checkFiles(patterns: readonly string[], options: CheckOptions): number {
  const isSilent = options.json === true;
  const checked = namedFiles(patterns).map((file): Checked => {
    const loaded = loadFile(file, { set: options.set ?? [], without: options.without ?? [] });
    const scenario = isSilent ? ('scenario' in loaded ? loaded.scenario : undefined) : told(file, loaded);
    const linted = scenario && lint(scenario);
    if (scenario !== undefined && linted !== undefined && !isSilent) {
      showFrames(linted.findings, scenario.sources);
      writeOut(`${sayFile(file)}: ok, ${sayParts(scenario, linted)}\n`);
    }
    const diagnostics = 'scenario' in loaded ? loaded.scenario.warnings : loaded.diagnostics;
    return { file, title: scenario?.title, diagnostics, linted };
  });
  if (isSilent) writeOut(checkJson(checked, packageVersion()));
  const isFound = checked.some(({ linted }) => (linted?.findings ?? []).length > 0);
  if (isFound && !isSilent) writeError(`${HOW_TO_GO_ON}\n`);
  if (checked.some(({ linted }) => linted === undefined)) return WRONG;
  const isWarned = checked.some(({ diagnostics }) => diagnostics.length > 0);
  return options.strict === true && (isFound || isWarned) ? FAILED : HELD;
}

const HOW_TO_GO_ON =
  'knockon list lints tells what the codes mean; a comment such as "# knockon: allow L116: why" allows one.';

function sayParts({ plan, expectations, warnings }: Scenario, { findings, allowed }: Linted): string {
  const { services, loads, faults } = plan.directory;
  return [
    sayNumberOf(services.length, 'service'),
    sayNumberOf(loads.length, 'load'),
    sayNumberOf(faults.length, 'fault'),
    sayNumberOf(expectations.length, 'expectation'),
    sayInstant(plan.length),
    ...(warnings.length === 0 ? [] : [sayNumberOf(warnings.length, 'warning')]),
    ...(findings.length === 0 ? [] : [sayNumberOf(findings.length, 'finding')]),
    ...(allowed.length === 0 ? [] : [`${allowed.length} allowed`]),
  ].join(', ');
}
