/** What `knockon run` does: read everything first, since nothing runs beside a wrong scenario; then run, report, judge. */
import { duration, size } from '../fields/index.ts';
import { idleFaults } from '../present/fault-spans.ts';
import { failedOf, type Result } from '../present/result.ts';
import { sayNumberOf } from '../present/words.ts';
import { FAILED, HELD, INTERRUPTED, OVER_BUDGET, TERMINATED, WRONG } from './exit-codes.ts';
import { noted, type Ready, readScenario } from './read-scenario.ts';
import { reportersOf } from './reporters.ts';
import type { RunOptions } from './run.ts';
import { runScenario } from './run-scenario.ts';
import { namedFiles } from './scenario-files.ts';
import { changeWords, shellLine } from './shell-line.ts';
import { writeError } from './terminal.ts';
import { circumstances, UsageError } from './trouble.ts';
import { tuneEngine } from './tune-engine.ts';

export async function runFiles(patterns: readonly string[], given: RunOptions): Promise<number> {
  const { files, options } = withoutSwallowedFile(patterns, given);
  if (files.length === 0)
    throw new UsageError('no scenario is named', 'For example: knockon run scenarios/*.yaml');
  const until = options.until === undefined ? undefined : readWord(duration, '--until', options.until);
  if (until === 0) throw new UsageError('--until 0s is no time at all');
  const budgets = {
    events: options.maxEvents,
    seconds: options.maxSeconds,
    memory: options.maxMemory === undefined ? undefined : readWord(size, '--max-memory', options.maxMemory),
  };
  const reporters = reportersOf({ ...options, isSingle: files.length === 1 });
  if (options.traces === true && !reporters.tellTraces)
    throw new UsageError(
      '--traces would be told nowhere',
      'A page about one scenario tells of a request, and JSON of all that are kept: add --json run.json',
    );
  const orders = files.map((file) => {
    const ready = readScenario(file, { set: options.set ?? [], without: options.without ?? [] });
    if (ready === undefined || until === undefined) return ready;
    if (until <= ready.scenario.plan.length) return ready;
    const scenario = ready.lasting(options.until as string);
    return scenario && { ...ready, scenario };
  });
  reporters.annotate(
    noted.map(({ severity, code, sentence, hint, file, range }) => ({
      level: severity,
      title: code,
      message: hint === undefined ? sentence : `${sentence}\n${hint}`,
      file,
      line: range?.line ?? 1,
      column: range?.column ?? 1,
    })),
  );
  const ready = orders.filter((order): order is Ready => order !== undefined);
  if (ready.length < orders.length) return WRONG;

  tuneEngine();
  const results: Result[] = [];
  for (const [at, { file, scenario }] of ready.entries()) {
    circumstances.scenario = file;
    const result = await runScenario({
      file,
      scenario,
      seed: options.seed,
      until: Math.min(until ?? scenario.plan.length, scenario.plan.length),
      budgets,
      again: (seed) => shellLine(againWords(file, seed, options)),
      withNumbers: reporters.wantNumbers,
      withTraces: options.traces === true,
      label: ready.length === 1 ? scenario.title : `${at + 1} of ${ready.length}, ${file}`,
    });
    results.push(result);
    reporters.one(result);
    for (const sentence of idleFaults(result.summary))
      writeError(`${ready.length === 1 ? '' : `${file}: `}warning: ${sentence}\n`);
    if (result.stop?.kind === 'interrupted') break;
  }
  reporters.end(results);
  await pointToFindings(ready, results, options);
  return exitCodeOf(results);
}

/** Of a scenario that disappointed: what arithmetic finds in it may be why. */
async function pointToFindings(
  ready: readonly Ready[],
  results: readonly Result[],
  options: RunOptions,
): Promise<void> {
  const failed = ready.filter((_, at) => results[at] !== undefined && failedOf(results[at]).length > 0);
  if (failed.length === 0) return;
  const { lint } = await import('../lint/index.ts');
  for (const { file, scenario } of failed) {
    // a comment that allows nothing has no formula, and explains nothing
    const { length } = lint(scenario).findings.filter(({ formula }) => formula !== undefined);
    const check = shellLine(['knockon', 'check', file, ...changeWords(options)]);
    if (length > 0) writeError(`${sayNumberOf(length, 'finding')} by arithmetic may tell why: ${check}\n`);
  }
}

/** The gravest thing that happened. */
function exitCodeOf(results: readonly Result[]): number {
  const stops = results.flatMap(({ stop }) => stop ?? []);
  const interrupted = stops.find((stop) => stop.kind === 'interrupted');
  if (interrupted !== undefined) return interrupted.signal === 'SIGINT' ? INTERRUPTED : TERMINATED;
  if (stops.length > 0) return OVER_BUDGET;
  return results.some((result) => failedOf(result).length > 0) ? FAILED : HELD;
}

/** `--json shop.yaml` means the scenario, not a file to write: the option takes the next word if it can. */
function withoutSwallowedFile(patterns: readonly string[], options: RunOptions) {
  const { json } = options;
  const isScenario = typeof json === 'string' && /\.ya?ml$/i.test(json);
  return {
    files: namedFiles(isScenario ? [json, ...patterns] : patterns),
    options: isScenario ? { ...options, json: true as const } : options,
  };
}

interface Word {
  safeParse(
    text: string,
  ): { success: true; data: number } | { success: false; error: { issues: readonly { message: string }[] } };
}

function readWord(word: unknown, option: string, text: string): number {
  const read = (word as Word).safeParse(text);
  if (!read.success) throw new UsageError(`${option}: ${read.error.issues[0]?.message}`);
  return read.data;
}

function againWords(file: string, seed: string, options: RunOptions): string[] {
  const until = options.until === undefined ? [] : ['--until', options.until];
  return ['knockon', 'run', file, '--seed', seed, ...until, ...changeWords(options)];
}
