/** What `knockon check` does: a line for each good file, frames for what is wrong or found; or all of it as JSON. */
import { type Linted, lint } from '../lint/index.ts';
import { sayInstant, sayNumberOf } from '../present/words.ts';
import { type CheckedFile, checkJson } from '../report/check-json.ts';
import { type Diagnostic, diagnosticData, type Scenario } from '../scenario/index.ts';
import { annotated } from './annotated.ts';
import { annotationFor } from './annotations.ts';
import { interruptedBy } from './budgets.ts';
import type { CheckOptions } from './check.ts';
import { FAILED, HELD, WRONG } from './exit-codes.ts';
import { packageVersion } from './package-root.ts';
import { loadFile, sayFile, showFrames, told } from './read-scenario.ts';
import { CHECK_REPORTERS } from './reporter-names.ts';
import { namedFiles } from './scenario-files.ts';
import { breathe, codeOf, listenForSignals } from './signals.ts';
import { writeError, writeOut } from './terminal.ts';
import { UsageError } from './trouble.ts';

interface Checked {
  readonly file: string;
  readonly title: string | undefined;
  /** What is wrong with it, or only worth a look; findings not among them. */
  readonly diagnostics: readonly Diagnostic[];
  /** Nothing where the scenario cannot be run. */
  readonly linted: Linted | undefined;
}

export async function checkFiles(patterns: readonly string[], options: CheckOptions): Promise<number> {
  const { isSilent, withLines, annotates } = waysOf(options);
  const checkOne = (file: string): Checked => {
    const loaded = loadFile(file, { set: options.set ?? [], without: options.without ?? [] });
    const scenario = isSilent ? ('scenario' in loaded ? loaded.scenario : undefined) : told(file, loaded);
    const linted = scenario && lint(scenario);
    if (scenario !== undefined && linted !== undefined && !isSilent) {
      showFrames(linted.findings, scenario.sources);
      if (withLines) writeOut(`${sayFile(file)}: ok, ${sayParts(scenario, linted)}\n`);
    }
    const diagnostics = 'scenario' in loaded ? loaded.scenario.warnings : loaded.diagnostics;
    if (annotates) {
      // whoever reads the output looks into both streams; JSON keeps one of them to itself
      const write = isSilent ? writeError : writeOut;
      for (const one of annotated(file, [...diagnostics, ...(linted?.findings ?? [])]))
        write(annotationFor(one));
    }
    return { file, title: scenario?.title, diagnostics, linted };
  };
  const files = namedFiles(patterns);
  const checked: Checked[] = [];
  // who is asked to type a scenario must be able to end that
  const signals = files.includes('-') ? undefined : listenForSignals();
  for (const file of files) {
    checked.push(checkOne(file));
    await breathe();
    if (signals?.received() !== undefined) break;
  }
  signals?.stop();
  if (isSilent) writeOut(checkJson(checked.map(dataOf), packageVersion()));
  const isFound = checked.some(({ linted }) => (linted?.findings ?? []).length > 0);
  if (isFound && !isSilent) writeError(`${HOW_TO_GO_ON}\n`);
  const signal = signals?.received();
  if (signal !== undefined) {
    const { sentence } = interruptedBy(signal);
    writeError(`stopped: ${sentence}, after ${checked.length} of ${sayNumberOf(files.length, 'scenario')}\n`);
    return codeOf(signal);
  }
  if (checked.some(({ linted }) => linted === undefined)) return WRONG;
  const isWarned = checked.some(({ diagnostics }) => diagnostics.length > 0);
  return options.strict === true && (isFound || isWarned) ? FAILED : HELD;
}

function dataOf({ file, title, diagnostics, linted }: Checked): CheckedFile {
  return {
    file,
    title: title ?? null,
    isRunnable: linted !== undefined,
    diagnostics: [...diagnostics, ...(linted?.findings ?? [])].map(diagnosticData),
    allowed: (linted?.allowed ?? []).map(({ finding, reason }) => ({
      ...diagnosticData(finding),
      reason: reason === '' ? null : reason,
    })),
  };
}

/** What is written besides frames. */
function waysOf({ json, reporter }: CheckOptions) {
  const isSilent = json === true;
  const names = reporter === undefined ? ['text'] : reporter.split(',').map((name) => name.trim());
  for (const name of names) {
    if (CHECK_REPORTERS.some((known) => known === name)) continue;
    throw new UsageError(
      `there is no reporter ${JSON.stringify(name)} for a check`,
      name === 'json' ? 'Write --json' : `Reporters: ${CHECK_REPORTERS.join(', ')}`,
    );
  }
  const annotates = names.includes('github') || process.env.GITHUB_ACTIONS === 'true';
  return { isSilent, withLines: names.includes('text'), annotates };
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
