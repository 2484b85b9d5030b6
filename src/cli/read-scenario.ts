/** Scenario files → scenarios, and a frame on stderr for each mistake in them. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  type Diagnostic,
  frames,
  type Loaded,
  type LoadOptions,
  loadScenario,
  mistakeOfFile,
  type Scenario,
  type Source,
} from '../scenario/index.ts';
import { shippedScenario } from './package-root.ts';
import { openScenario, Unreadable } from './scenario-files.ts';
import { wantsColor, writeError } from './terminal.ts';
import { circumstances } from './trouble.ts';

export type Changes = Pick<LoadOptions, 'set' | 'without'>;

export interface Ready {
  readonly file: string;
  readonly scenario: Scenario;
  /** Wall time it took to read and check it, seconds. */
  readonly spent: number;
  /** The same with another length; undefined, and told why, if that cannot be. */
  readonly lasting: (length: string) => Scenario | undefined;
}

/** Reads a file and says nothing yet. */
export function loadFile(file: string, changes: Changes): Loaded {
  return loaderOf(file)(changes);
}

function loaderOf(file: string): (changes: Changes) => Loaded {
  circumstances.scenario = sayFile(file);
  try {
    const { source, read } = openScenario(file);
    return (changes) => loadScenario(source, { read, ...changes });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    // told like any other mistake, so that a report has it, too
    const { message } = error;
    const hint = comesAlong(file) ?? error.hint;
    const diagnostics = [mistakeOfFile('E112', { name: file, text: '' }, message, { hint })];
    return () => ({ diagnostics, sources: [] });
  }
}

/** `knockon list` names them, and they are easily taken for files of the directory at hand. */
function comesAlong(file: string): string | undefined {
  const path = shippedScenario(`${basename(file).replace(/\.ya?ml$/, '')}.yaml`);
  return file !== '-' && existsSync(path) ? `one of that name comes with Knockon: ${path}` : undefined;
}

/** Reads a file and tells of its mistakes and warnings. Undefined when it may not be run. */
export function readScenario(file: string, changes: Changes): Ready | undefined {
  const began = performance.now();
  const load = loaderOf(file);
  const scenario = told(file, load(changes));
  if (scenario === undefined) return undefined;
  const lasting = (length: string) =>
    told(file, load({ ...changes, set: [...(changes.set ?? []), `run.length=${length}`] }), false);
  return { file, scenario, spent: (performance.now() - began) / 1000, lasting };
}

/** The scenario, after frames of what is wrong or only worth a look. */
export function told(file: string, loaded: Loaded, withWarnings = true): Scenario | undefined {
  const isFine = 'scenario' in loaded;
  const diagnostics = isFine ? loaded.scenario.warnings : loaded.diagnostics;
  const sources = isFine ? loaded.scenario.sources : loaded.sources;
  if (withWarnings || !isFine) showFrames(diagnostics, sources);
  noted.push({ file, diagnostics });
  if (isFine) return loaded.scenario;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  writeError(`${sayFile(file)}: ${errors} ${errors === 1 ? 'error' : 'errors'}\n`);
  return undefined;
}

/** Frames on stderr; nothing for none. */
export function showFrames(diagnostics: readonly Diagnostic[], sources: readonly Source[]): void {
  if (diagnostics.length === 0) return;
  const columns = process.stderr.isTTY === true ? process.stderr.columns || 80 : undefined;
  writeError(`${frames(diagnostics, sources, { color: wantsColor(process.stderr), columns })}\n\n`);
}

/** Every diagnostic that was told of so far, with the scenario that it is of: for annotations. */
export const noted: { readonly file: string; readonly diagnostics: readonly Diagnostic[] }[] = [];

export function sayFile(file: string): string {
  return file === '-' ? 'standard input' : file;
}
