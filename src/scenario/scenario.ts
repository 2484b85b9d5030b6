/**
 * Text → a scenario that may be run, or every mistake in it. The way is one way: YAML, `extends`,
 * `--set`, shape, `--without`, then the names it speaks of. Whatever the text, the answer is data.
 */
import { hashText } from '../base/hash.ts';
import { keepKeyOrder, quote } from '../fields/index.ts';
import {
  compile,
  type FaultSpec,
  metricCatalog,
  metricNamed,
  type Plan,
  type Problem,
  parseReplayCsv,
  phaseNamesOf,
  type SubjectKind,
  type SystemSpec,
  subjectsOf,
} from '../sim/index.ts';
import { asWritten } from './as-written.ts';
import { type Diagnostic, inReadingOrder, mistake, mistakeOfFile } from './diagnostic.ts';
import { parseDocument } from './document.ts';
import { type Expectation, type Lack, readExpectation, type Subjects } from './expectation.ts';
import { extended, type PlacedSource } from './extend.ts';
import { faultNames } from './fault-names.ts';
import { directoryOf, neighbourPath, type ReadNeighbour, UNREADABLE } from './neighbour.ts';
import { type CheckedScenario, scenarioSchema } from './schema.ts';
import { withSetting } from './set.ts';
import { checkShape } from './shape.ts';
import { type Range, rangeOf, type Source } from './source.ts';
import { type MappingTree, type Path, siteAt, type Tree } from './tree.ts';
import { without } from './without.ts';

/** A scenario that may be run: every name in it is known. */
export interface Scenario {
  readonly title: string;
  readonly question?: string;
  readonly description?: string;
  readonly system: SystemSpec;
  readonly plan: Plan;
  readonly expectations: readonly Expectation[];
  /** 16 hexadecimal digits of what is run and expected: the same for the same world, whatever the seed, title or notes. */
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
  /** Every text it was read from, the scenario's own first: for frames. */
  readonly sources: readonly Source[];
  /** File and place of what stands at a path: of an expectation that failed, say. */
  placeOf(path: Path): { readonly file: string; readonly range: Range };
}

export interface LoadOptions {
  /** Reads a file below the scenario's directory, for `extends` and replays. Links that lead out of it are the reader's to refuse. */
  readonly read?: ReadNeighbour;
  /** `path=value`, in order. */
  readonly set?: readonly string[];
  /** Faults and policies to leave out. */
  readonly without?: readonly string[];
}

export type Loaded =
  | { readonly scenario: Scenario }
  | { readonly diagnostics: readonly Diagnostic[]; readonly sources: readonly Source[] };

export function loadScenario(source: Source, options: LoadOptions = {}): Loaded {
  const met: PlacedSource[] = [{ source, path: baseName(source.name) }];
  const settings = argumentSources('--set', options.set ?? []);
  const leftOut = argumentSources('--without', options.without ?? []);
  const sourcesMet = () => [...met.map((placed) => placed.source), ...settings, ...leftOut];
  const refuse = (diagnostics: readonly Diagnostic[]): Loaded => ({
    diagnostics: inReadingOrder(diagnostics),
    sources: sourcesMet(),
  });

  const document = readWhole(source, options.read ?? (() => undefined), met);
  if ('diagnostics' in document) return refuse(document.diagnostics);
  const set = withSettings(document.tree, settings);
  const shaped = checkShape(scenarioSchema, set.tree);
  const soFar = [...document.mistakes, ...set.mistakes];
  if ('diagnostics' in shaped) return refuse([...soFar, ...shaped.diagnostics]);
  if (soFar.length > 0) return refuse(soFar);

  const cut = leftOut.length === 0 ? { tree: set.tree, faults: [] } : without(set.tree, leftOut);
  if ('diagnostics' in cut) return refuse(cut.diagnostics);
  const rest = cut.tree === set.tree ? shaped : checkShape(scenarioSchema, cut.tree);
  if ('diagnostics' in rest) return refuse(rest.diagnostics);
  // policies wrap a call in the order in which they are written
  const checked = keepKeyOrder(rest.raw, rest.parsed) as unknown as CheckedScenario;

  // Leaving out one of two alike leaves the other its name, and so its luck.
  const allNames = faultNames(set.tree);
  const names = allNames.filter((_, index) => !cut.faults.includes(index));
  const replayed = withReplays(checked, cut.tree, options.read ?? (() => undefined), met);
  const system: SystemSpec = {
    ...systemOf(replayed.scenario),
    ...(checked.faults === undefined
      ? {}
      : { faults: checked.faults.map((fault, index) => ({ ...fault, name: names[index] })) }),
    ...(cut.faults.length === 0 ? {} : { leftOut: faultsAt(shaped.parsed, cut.faults, allNames) }),
  };
  const mistakes = [...replayed.mistakes, ...sameNames(names, cut.tree)];
  const compiled = mistakes.length > 0 ? undefined : compile(system);
  const problems = compiled?.problems ?? [];
  mistakes.push(...problems.map((problem) => sayProblem(problem, cut.tree)));
  const plan = compiled?.plan;
  const present = plan === undefined ? knownSubjects(system) : subjectsByKind(plan);
  // what was expected of a fault that is left out is not observed
  const subjects = leftOut.length === 0 ? present : { ...present, fault: allNames };
  // whether there is time for a phase is asked of the whole scenario
  const phases = plan === undefined || leftOut.length > 0 ? undefined : phaseNamesOf(plan);
  const expectations: Expectation[] = [];
  (checked.expect ?? []).forEach((written, index) => {
    const read = readExpectation(written, ['expect', index], {
      metrics: metricCatalog,
      subjects,
      // what a policy or fault that is left out had brought is not observed either
      ...(plan === undefined || leftOut.length > 0 ? {} : { lackOf: lacksIn(plan) }),
      length: system.run.length,
      phases,
      tree: cut.tree,
    });
    if ('expectation' in read) expectations.push(read.expectation);
    else mistakes.push(...read.diagnostics);
  });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (plan === undefined || errors.length > 0) return refuse(mistakes);
  const { title, question, description } = checked;
  return {
    scenario: {
      title,
      ...(question === undefined ? {} : { question }),
      ...(description === undefined ? {} : { description }),
      system,
      plan,
      expectations,
      hash: contentHash(system, checked.expect ?? []),
      warnings: inReadingOrder(mistakes),
      sources: sourcesMet(),
      placeOf: (path) => {
        const site = siteAt(cut.tree, asWritten(cut.tree, path));
        return { file: site.source.name, range: rangeOf(site) };
      },
    },
  };
}

/** The faults at these places, as they would be compiled. */
function faultsAt(whole: unknown, places: readonly number[], names: readonly string[]): FaultSpec[] {
  const { faults = [] } = whole as CheckedScenario;
  return places.map((place) => ({ ...faults[place], name: names[place] }));
}

function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** An argument is a source; several of one kind are numbered. */
function argumentSources(option: string, texts: readonly string[]): Source[] {
  return texts.map((text, index) => ({
    name: texts.length === 1 ? option : `${option} (${index + 1})`,
    text,
  }));
}

type Whole =
  | { readonly tree: MappingTree; readonly mistakes: readonly Diagnostic[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** The scenario laid upon everything it extends, without its `x-` keys. */
function readWhole(source: Source, read: ReadNeighbour, met: PlacedSource[]): Whole {
  const parsed = parseDocument(source);
  if ('diagnostics' in parsed) return parsed;
  if (parsed.tree.kind !== 'mapping') {
    const hint = 'a scenario has at least title, run, services and load';
    return {
      diagnostics: [
        mistake('E203', siteAt(parsed.tree, []), 'this is not a mapping of keys and values', { hint }),
      ],
    };
  }
  const mistakes: Diagnostic[] = [];
  const directory = directoryOf(source.name);
  const nameOf = (path: string) => (directory === '' ? path : `${directory}/${path}`);
  const tree = extended(parsed.tree, { schema: scenarioSchema, read, nameOf, met, mistakes }, [
    baseName(source.name),
  ]);
  if (tree === undefined) return { diagnostics: mistakes };
  const entries = new Map([...tree.entries].filter(([key]) => !key.startsWith('x-')));
  return { tree: { ...tree, entries }, mistakes };
}

function withSettings(tree: Tree, settings: readonly Source[]): { tree: Tree; mistakes: Diagnostic[] } {
  let at = tree;
  const mistakes: Diagnostic[] = [];
  for (const setting of settings) {
    const result = withSetting(at, scenarioSchema, setting);
    if ('tree' in result) at = result.tree;
    else mistakes.push(...result.diagnostics);
  }
  return { tree: at, mistakes };
}

function systemOf(checked: CheckedScenario): SystemSpec {
  const { title: _t, question: _q, description: _d, extends: _x, expect: _e, ...system } = checked;
  return system;
}

/** `replay: { file: rates.csv }` → the rows of the file. */
function withReplays(
  checked: CheckedScenario,
  tree: Tree,
  read: ReadNeighbour,
  met: PlacedSource[],
): { scenario: CheckedScenario; mistakes: Diagnostic[] } {
  const mistakes: Diagnostic[] = [];
  const load = checked.load.map((one, index) => {
    const { replay } = (one.arrivals ?? {}) as { replay?: { file?: string; rows?: unknown } };
    if (typeof replay?.file !== 'string') return one;
    const site = siteAt(tree, ['load', index, 'arrivals', 'replay', 'file']);
    const from = met.find(({ source }) => source === site.source)?.path ?? '';
    const place = neighbourPath(replay.file, directoryOf(from), ['.csv']);
    if ('sentence' in place) {
      mistakes.push(mistake('E221', site, place.sentence, { hint: place.hint }));
      return one;
    }
    const text = read(place.path);
    if (text === undefined) {
      mistakes.push(
        mistake('E220', site, `there is no file ${quote(replay.file)} that can be read`, {
          hint: UNREADABLE,
        }),
      );
      return one;
    }
    const directory = directoryOf(met[0].source.name);
    const source: Source = { name: directory === '' ? place.path : `${directory}/${place.path}`, text };
    met.push({ source, path: place.path });
    const csv = text.length > MOST_CSV ? 'too large' : parseReplayCsv(text);
    if (csv === 'too large')
      mistakes.push(mistakeOfFile('E103', source, `the text is larger than ${MOST_CSV / 1024 / 1024} MiB`));
    else if (csv.kind === 'problems')
      mistakes.push(
        ...csv.problems.map((problem) => mistake('E224', lineSite(source, problem.line), problem.sentence)),
      );
    else {
      const { file: _, ...settings } = replay;
      return { ...one, arrivals: { replay: { ...settings, rows: csv.rows } } };
    }
    return one;
  });
  return { scenario: { ...checked, load }, mistakes };
}

/** Room for a hundred thousand rows. */
const MOST_CSV = 4 * 1024 * 1024;

function lineSite(source: Source, line: number) {
  let start = 0;
  for (let skipped = 1; skipped < line; skipped++) {
    const next = source.text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = source.text.indexOf('\n', start);
  return { source, start, end: end < 0 ? source.text.length : end };
}

function sameNames(names: readonly string[], tree: Tree): Diagnostic[] {
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    const site = siteAt(tree, ['faults', index, 'name']);
    return [
      mistake('E302', site, `another fault is called ${quote(name)} already`, {
        hint: 'each fault has a name of its own',
      }),
    ];
  });
}

/** Codes that follow our own scheme are kept. */
const CODE = /^[EW]\d{3}$/;

function sayProblem(problem: Problem, tree: Tree): Diagnostic {
  const code = CODE.test(problem.code) ? problem.code : 'E301';
  const told = /^did you mean "([^"]+)"\?\s*(.*)$/s.exec(problem.hint ?? '');
  const advice = told === null ? { hint: problem.hint } : { meant: told[1], hint: told[2] || undefined };
  return mistake(code, siteAt(tree, asWritten(tree, problem.path)), problem.sentence, advice);
}

function subjectsByKind(plan: Plan): Subjects {
  const kinds = [...new Set(metricCatalog.flatMap((metric) => metric.subjects))] as SubjectKind[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, subjectsOf(plan.directory, kind).map(({ name }) => name)]),
  );
}

/** What the subjects of this plan lack for a metric to mean anything. */
function lacksIn({ directory }: Plan) {
  return (metric: string, kind: string, name: string): Lack | undefined => {
    const needs = metricNamed(metric)?.needs;
    if (needs === undefined) return undefined;
    const everybody = subjectsOf(directory, kind as SubjectKind);
    const subject = everybody.find((each) => each.name === name);
    if (subject === undefined || needs.isMet(directory, subject)) return undefined;
    const others = everybody.filter((each) => needs.isMet(directory, each)).map((each) => each.name);
    return { sentence: needs.lack(name), remedy: needs.remedy, others };
  };
}

/** What is known of the subjects while other mistakes keep the plan from being made. */
function knownSubjects(system: SystemSpec): Subjects {
  const operations = Object.entries(system.services).flatMap(([service, { operations }]) =>
    Object.keys(operations).map((operation) => `${service}.${operation}`),
  );
  return {
    load: system.load.map(({ name }) => name),
    service: Object.keys(system.services),
    operation: operations,
    run: ['run'],
  };
}

/** Two 32-bit hashes of the canonical text: enough to tell scenarios apart, not to keep secrets. */
function contentHash(system: SystemSpec, expect: readonly object[]): string {
  const { seed: _, ...run } = system.run;
  const unnoted = expect.map((item) => ({ ...item, note: undefined }));
  const text = JSON.stringify({ ...system, run, expect: unnoted });
  const hex = (hash: number) => (hash >>> 0).toString(16).padStart(8, '0');
  return hex(hashText(text)) + hex(hashText(`knockon ${text}`));
}
