/** What `knockon verify` does: checks what is asked for, and tells what was found. */
import { performance } from 'node:perf_hooks';
import { nearestWord } from '../fields/did-you-mean.ts';
import { paintOf } from '../report/paint.ts';
import { verificationJson } from '../report/verification/json.ts';
import { verificationText } from '../report/verification/text.ts';
import { wrap } from '../report/wrap.ts';
import {
  allHold,
  type Check,
  catalog,
  checkNames,
  checksNamed,
  DEFAULT_SEED,
  GROUPS,
  type Verification,
  verify,
} from '../verify/index.ts';
import { FAILED, HELD } from './exit-codes.ts';
import { packageVersion } from './package-root.ts';
import { ProgressLine } from './progress.ts';
import { shellLine } from './shell-line.ts';
import { breathe, codeOf, listenForSignals, type Signals } from './signals.ts';
import { textWidth, wantsColor, writeOut } from './terminal.ts';
import { UsageError } from './trouble.ts';
import { tuneEngine } from './tune-engine.ts';
import type { VerifyOptions } from './verify.ts';

export async function verifyChecks(names: readonly string[], options: VerifyOptions): Promise<number> {
  const checks = checksOf(names);
  if (options.list === true) {
    writeOut(options.json === true ? listJson(checks) : listText(checks));
    return HELD;
  }
  tuneEngine();
  const signals = listenForSignals();
  const verification = await drive(checks, options, signals);
  signals.stop();
  if (options.json === true) writeOut(verificationJson(verification, packageVersion()));
  else {
    const paint = paintOf(wantsColor(process.stdout));
    const page = { paint, isInFull: (name: string) => names.includes(name) };
    writeOut(verificationText(verification, (failed) => shellLine(againWords(failed, options)), page));
  }
  const signal = signals.received();
  if (signal !== undefined) return codeOf(signal);
  return allHold(verification) ? HELD : FAILED;
}

/** In the order of the catalog, each once. */
function checksOf(names: readonly string[]): readonly Check[] {
  if (names.length === 0) return catalog;
  const wanted = new Set(names.flatMap(checksOfName));
  return catalog.filter((check) => wanted.has(check));
}

function checksOfName(name: string): readonly Check[] {
  const checks = checksNamed(name);
  if (checks.length > 0) return checks;
  const meant = nearestWord(name, checkNames());
  throw new UsageError(
    `there is no check ${JSON.stringify(name)}`,
    meant === undefined ? 'knockon verify --list tells all there are' : `Did you mean ${meant}?`,
  );
}

/** Lets Ctrl-C in between runs, which ends it with what was found by then, and tells somebody who waits at a terminal how far it is. */
async function drive(
  checks: readonly Check[],
  options: VerifyOptions,
  signals: Signals,
): Promise<Verification> {
  const began = performance.now();
  const progress = new ProgressLine();
  const steps = verify(checks, {
    seed: options.seed ?? DEFAULT_SEED,
    isQuick: options.quick === true,
  });
  try {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      progress.show(step.value.done, step.value.name, (performance.now() - began) / 1000);
      await breathe();
      if (signals.received() !== undefined) return step.value.soFar;
    }
  } finally {
    progress.clear();
  }
}

function againWords(failed: readonly string[], { quick, seed }: VerifyOptions): string[] {
  const again = ['knockon', 'verify', ...failed, ...(quick === true ? ['--quick'] : [])];
  return seed === undefined ? again : [...again, '--seed', seed];
}

/** The groups that have members among these. */
function grouped(checks: readonly Check[]) {
  return Object.entries(GROUPS)
    .map(([group, kind]) => ({ group, members: checks.filter((check) => check.kind === kind) }))
    .filter(({ members }) => members.length > 0);
}

function listText(checks: readonly Check[]): string {
  const paint = paintOf(wantsColor(process.stdout));
  const column = Math.max(...catalog.map(({ entry }) => entry.name.length)) + 2;
  const sections = grouped(checks).map(({ group, members }) => {
    const lines = members.flatMap(({ entry: { name, title } }) => {
      const [first = '', ...more] = wrap(title, textWidth() - column - 2);
      const rest = more.map((line) => ' '.repeat(column + 2) + line);
      return [`  ${paint.strong(name)}${' '.repeat(column - name.length)}${first}`, ...rest];
    });
    return [paint.quiet(group), ...lines].join('\n');
  });
  return `${sections.join('\n\n')}\n`;
}

function listJson(checks: readonly Check[]): string {
  const groups = grouped(checks).map(({ group, members }) => {
    const entries = members.map(({ entry: { name, title } }) => ({ name, title }));
    return [group, entries] as const;
  });
  return `${JSON.stringify(Object.fromEntries(groups), null, 2)}\n`;
}
