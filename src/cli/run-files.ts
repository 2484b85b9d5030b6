/** What `knockon run` does: read everything first, since nothing runs beside a wrong scenario; then run, report, judge. */
import { duration, share, size } from '../fields/index.ts';
import type { Stop } from '../present/result.ts';
import { sayNumberOf } from '../present/words.ts';
import type { Form } from '../report/form.ts';
import { type Diagnostic, diagnosticData } from '../scenario/index.ts';
import { EVENTS_MOST } from '../sim/index.ts';
import { annotated } from './annotated.ts';
import { memoryMost } from './budgets.ts';
import { FAILED, HELD, OVER_BUDGET, WRONG } from './exit-codes.ts';
import { noted, type Ready, readScenario, showFrames } from './read-scenario.ts';
import { readWord } from './read-word.ts';
import { type Reporters, reportersOf } from './reporters.ts';
import { type Crowd, tooLarge } from './room.ts';
import type { RunOptions } from './run.ts';
import { namedFiles } from './scenario-files.ts';
import { changeWords, shellLine } from './shell-line.ts';
import { breathe, codeOf, listenForSignals, type Signals } from './signals.ts';
import { writeError } from './terminal.ts';
import { circumstances, UsageError } from './trouble.ts';
import { tuneEngine } from './tune-engine.ts';

/** How each scenario is run: once, or with many seeds. */
export interface Way<R extends { readonly stop: Stop | undefined }> {
  readonly form: Form<R>;
  /** How many runs there are at a time, and of what kind. */
  readonly crowd: Crowd;
  /** Before the first; where it must refuse, it does so now. */
  begin(reporters: Reporters<R>): Promise<void>;
  /** One scenario, which stops at `until` (ns). */
  one(ready: Ready, until: number, label: string, signals: Signals): Promise<R>;
  /** After the last, whatever happened. */
  end(): Promise<void>;
}

/** The words of a command line that runs a file as these options say, but for its seeds. */
export type AgainWords = (file: string, seeds: readonly string[]) => string;

export interface Limits {
  readonly events: number | undefined;
  readonly seconds: number | undefined;
  readonly memory: number;
}

export async function runFiles(patterns: readonly string[], given: RunOptions): Promise<number> {
  const { files, options } = withoutSwallowedFile(patterns, given);
  if (files.length === 0)
    throw new UsageError('no scenario is named', 'For example: knockon run scenarios/*.yaml');
  refuseContradictions(options, files);
  const until = options.until === undefined ? undefined : readWord(duration, '--until', options.until);
  if (until === 0) throw new UsageError('--until 0s is no time at all');
  const limits: Limits = {
    events: options.maxEvents ?? EVENTS_MOST,
    seconds: options.maxSeconds,
    memory:
      options.maxMemory === undefined ? memoryMost() : readWord(size, '--max-memory', options.maxMemory),
  };
  const again: AgainWords = (file, seeds) => shellLine(againWords(file, seeds, options));
  if (options.seeds !== undefined) {
    const atLeast = options.atLeast === undefined ? 1 : readWord(share, '--at-least', options.atLeast);
    const { withManySeeds } = await import('./way-of-seeds.ts');
    return runAll(withManySeeds(options.seeds, atLeast, limits, again), files, until, limits, options);
  }
  const { onceEach } = await import('./way-of-one.ts');
  return runAll(onceEach(options, limits, again), files, until, limits, options);
}

async function runAll<R extends { readonly stop: Stop | undefined }>(
  way: Way<R>,
  files: readonly string[],
  until: number | undefined,
  limits: Limits,
  options: RunOptions,
): Promise<number> {
  const isOutTaken = options.ndjson === true || options.ndjson === '-';
  const reporters = reportersOf(way.form, {
    ...options,
    isSingle: files.length === 1,
    outTaken: isOutTaken ? 'ndjson' : undefined,
  });
  await way.begin(reporters);
  // who is asked to type a scenario must be able to end that
  const early = files.includes('-') ? undefined : listenForSignals();
  const ready = readAll(files, until, options, reporters);
  const signals = early ?? listenForSignals();
  try {
    if (ready === undefined) return WRONG;
    const larger = ready.flatMap((one) => tooLargeFor(one, way.crowd, limits) ?? []);
    if (larger.length > 0) {
      tellMistakes(files, reporters);
      return OVER_BUDGET;
    }
    tuneEngine();
    const results = await runEach(way, ready, until, reporters, signals);
    reporters.end(results);
    if (signals.received() !== undefined && results.length < ready.length)
      writeError(`${sayLeftOut(ready.length - results.length)}\n`);
    await pointToFindings(
      ready.filter((_, at) => {
        const result = results[at];
        return result !== undefined && way.form.hasFailed(result) && !way.form.isUnjudged(result);
      }),
      options,
    );
    await breathe();
    const signal = signals.received();
    // what a reader of a stream does not take would hold the process until it does
    if (signal !== undefined && isOutTaken && process.stdout.writableLength > 0) process.exit(codeOf(signal));
    return signal === undefined ? exitCodeOf(results, way.form) : codeOf(signal);
  } finally {
    signals.stop();
  }
}

/** In the order they were named. After a signal the one at hand is the last: it stops, and says why. */
async function runEach<R extends { readonly stop: Stop | undefined }>(
  way: Way<R>,
  ready: readonly Ready[],
  until: number | undefined,
  reporters: Reporters<R>,
  signals: Signals,
): Promise<R[]> {
  const results: R[] = [];
  try {
    for (const [at, one] of ready.entries()) {
      const { file, scenario } = one;
      circumstances.scenario = file;
      const end = Math.min(until ?? scenario.plan.length, scenario.plan.length);
      const label = ready.length === 1 ? scenario.title : `${at + 1} of ${ready.length}, ${file}`;
      const result = await way.one(one, end, label, signals);
      results.push(result);
      reporters.one(result);
      for (const sentence of way.form.warnings(result))
        writeError(`${ready.length === 1 ? '' : `${file}: `}warning: ${sentence}\n`);
      if (result.stop?.kind === 'interrupted' || result.stop?.kind === 'unread') break;
      // the next one hears of it before it begins
      await breathe();
    }
  } finally {
    await way.end();
  }
  return results;
}

function sayLeftOut(count: number): string {
  return `${sayNumberOf(count, 'scenario')} after that ${count === 1 ? 'was' : 'were'} not run`;
}

/** Every scenario, or nothing after their mistakes have been told. */
function readAll<R>(
  files: readonly string[],
  until: number | undefined,
  options: RunOptions,
  reporters: Reporters<R>,
): Ready[] | undefined {
  const orders = files.map((file) => {
    const ready = readScenario(file, { set: options.set ?? [], without: options.without ?? [] });
    if (ready === undefined || until === undefined) return ready;
    if (until <= ready.scenario.plan.length) return ready;
    const scenario = ready.lasting(options.until as string);
    return scenario && { ...ready, scenario };
  });
  reporters.annotate(noted.flatMap(({ file, diagnostics }) => annotated(file, diagnostics)));
  const ready = orders.filter((order): order is Ready => order !== undefined);
  if (ready.length === orders.length) return ready;
  tellMistakes(files, reporters);
  return undefined;
}

/** Nothing is run: the reports say why. */
function tellMistakes<R>(files: readonly string[], reporters: Reporters<R>): void {
  reporters.wrong(
    files.map((file) => ({
      file,
      mistakes: noted
        .filter((one) => one.file === file)
        .flatMap(({ diagnostics }) => diagnostics.map(diagnosticData)),
    })),
  );
}

/** Of a run for which there is no room; it has been told. */
function tooLargeFor({ file, scenario }: Ready, crowd: Crowd, { memory }: Limits): Diagnostic | undefined {
  const found = tooLarge(scenario, memory, crowd);
  if (found === undefined) return undefined;
  const larger = { ...found, hint: `${found.hint}, or allow more with --max-memory` };
  showFrames([larger], scenario.sources);
  noted.push({ file, diagnostics: [larger] });
  return larger;
}

/** Of a scenario that disappointed: what arithmetic finds in it may be why. */
async function pointToFindings(failed: readonly Ready[], options: RunOptions): Promise<void> {
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
function exitCodeOf<R extends { readonly stop: Stop | undefined }>(
  results: readonly R[],
  form: Form<R>,
): number {
  const stops = results.flatMap(({ stop }) => stop ?? []);
  if (stops.some((stop) => stop.kind === 'budget')) return OVER_BUDGET;
  return results.some((result) => form.hasFailed(result)) ? FAILED : HELD;
}

/** Options that make no sense together, each with what to write instead. */
function refuseContradictions(options: RunOptions, files: readonly string[]): void {
  const { seed, seeds, traces, ndjson, events, series, atLeast } = options;
  const [file] = files;
  if (seeds !== undefined && seed !== undefined)
    throw new UsageError('--seed and --seeds are one seed and many', 'Leave one of them out');
  const one = shellLine(['knockon', 'run', file, '--seed', seeds?.list[0] ?? '1']);
  if (seeds !== undefined && traces === true)
    throw new UsageError(
      '--traces follows single requests of one run, not of many',
      `For one seed: ${one} --traces`,
    );
  if (seeds !== undefined && series !== undefined)
    throw new UsageError(
      '--series tells how one run went, not many',
      `For one seed: ${one} --json --series ${series}`,
    );
  if (seeds !== undefined && ndjson !== undefined)
    throw new UsageError(
      '--ndjson tells of one run as it happens, not of many',
      `For one seed: ${one} --ndjson`,
    );
  if (seeds === undefined && atLeast !== undefined)
    throw new UsageError(
      '--at-least is a share of many seeds',
      `Say which: ${shellLine(['knockon', 'run', file, '--seeds', '1..100', '--at-least', atLeast])}`,
    );
  if (ndjson === undefined && events !== undefined)
    throw new UsageError('--events chooses what --ndjson tells', 'Add --ndjson, or leave --events out');
}

/** `--json shop.yaml` means the scenario, not a file to write: the option takes the next word if it can. */
function withoutSwallowedFile(patterns: readonly string[], options: RunOptions) {
  const swallowed = (word: string | true | undefined) => typeof word === 'string' && /\.ya?ml$/i.test(word);
  const files = [options.json, options.ndjson].filter(swallowed) as string[];
  return {
    files: namedFiles([...files, ...patterns]),
    options: {
      ...options,
      ...(swallowed(options.json) ? { json: true as const } : {}),
      ...(swallowed(options.ndjson) ? { ndjson: true as const } : {}),
    },
  };
}

function againWords(file: string, seeds: readonly string[], options: RunOptions): string[] {
  const until = options.until === undefined ? [] : ['--until', options.until];
  return ['knockon', 'run', file, ...seeds, ...until, ...changeWords(options)];
}
