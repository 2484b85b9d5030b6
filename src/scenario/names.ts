/** The names that a scenario of the right shape speaks of: all are looked up, and what it is put together. */
import { keepKeyOrder, quote } from '../fields/index.ts';
import {
  compile,
  type FaultSpec,
  metricCatalog,
  metricNamed,
  type Plan,
  type Problem,
  phaseNamesOf,
  type SubjectKind,
  type SystemSpec,
  subjectsOf,
} from '../sim/index.ts';
import { asWritten } from './as-written.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { type Expectation, type Lack, readExpectation, type Subjects } from './expectation.ts';
import type { PlacedSource } from './extend.ts';
import { faultNames } from './fault-names.ts';
import type { ReadNeighbour } from './neighbour.ts';
import { withReplays } from './replays.ts';
import type { CheckedScenario } from './schema.ts';
import { siteAt, type Tree } from './tree.ts';

/** A tree of the right shape, with what the schema made of it. */
export interface Shapely {
  readonly tree: Tree;
  readonly raw: unknown;
  readonly parsed: unknown;
}

export interface Named {
  readonly checked: CheckedScenario;
  readonly system: SystemSpec;
  /** Missing where anything keeps it from being made. */
  readonly plan: Plan | undefined;
  readonly expectations: readonly Expectation[];
  readonly mistakes: readonly Diagnostic[];
}

/** What was there before something was left out on purpose. */
export interface CutOut {
  readonly whole: Shapely;
  /** Places of the faults left out. */
  readonly faults: readonly number[];
}

export function checkNames(
  { tree, raw, parsed }: Shapely,
  read: ReadNeighbour,
  met: PlacedSource[],
  cutOut?: CutOut,
): Named {
  // policies wrap a call in the order in which they are written
  const checked = keepKeyOrder(raw, parsed) as CheckedScenario;
  // Leaving out one of two alike leaves the other its name, and so its luck.
  const allNames = faultNames(cutOut?.whole.tree ?? tree);
  const names = allNames.filter((_, index) => cutOut?.faults.includes(index) !== true);
  const replayed = withReplays(checked, tree, read, met);
  const system: SystemSpec = {
    ...systemOf(replayed.scenario),
    ...(checked.faults === undefined
      ? {}
      : { faults: checked.faults.map((fault, index) => ({ ...fault, name: names[index] })) }),
    ...(cutOut === undefined || cutOut.faults.length === 0 ? {} : { leftOut: faultsIn(cutOut, allNames) }),
  };
  const mistakes = [...replayed.mistakes, ...sameNames(names, tree)];
  const compiled = mistakes.length > 0 ? undefined : compile(system);
  const problems = compiled?.problems ?? [];
  mistakes.push(...problems.map((problem) => sayProblem(problem, tree)));
  const plan = compiled?.plan;
  const present = plan === undefined ? knownSubjects(system) : subjectsByKind(plan);
  // what was expected of a fault that is left out is not observed
  const subjects = cutOut === undefined ? present : { ...present, fault: allNames };
  // whether there is time for a phase is asked of the whole scenario
  const phases = plan === undefined || cutOut !== undefined ? undefined : phaseNamesOf(plan);
  const expectations: Expectation[] = [];
  (checked.expect ?? []).forEach((written, index) => {
    const found = readExpectation(written, ['expect', index], {
      metrics: metricCatalog,
      subjects,
      // what a policy or fault that is left out had brought is not observed either
      ...(plan === undefined || cutOut !== undefined ? {} : { lackOf: lacksIn(plan) }),
      length: system.run.length,
      phases,
      tree,
    });
    if ('expectation' in found) expectations.push(found.expectation);
    else mistakes.push(...found.diagnostics);
  });
  return { checked, system, plan, expectations, mistakes };
}

/** The faults left out, as they would be compiled. */
function faultsIn({ whole, faults }: CutOut, names: readonly string[]): FaultSpec[] {
  const { faults: all = [] } = whole.parsed as CheckedScenario;
  return faults.map((place) => ({ ...all[place], name: names[place] }));
}

function systemOf(checked: CheckedScenario): SystemSpec {
  const { title: _t, question: _q, description: _d, extends: _x, expect: _e, ...system } = checked;
  return system;
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
