/**
 * What a fault waits for: names become numbers, and who waits for each other is told so. A metric is looked
 * at ten times in the stretch it is measured over, and no more often than ten times a second.
 */
import { someNear } from '../../fields/index.ts';
import type { Condition, FaultPlan } from '../machine/plan.ts';
import { type MetricEntry, metricCatalog } from '../metrics.ts';
import { type NamedSubject, SUBJECT_KINDS, type SubjectKind, subjectsOf } from '../observe/subjects.ts';
import type { ConditionSpec } from '../spec/index.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import type { Problems } from './problem.ts';

export function compileCondition(
  ground: FaultGround,
  problems: Problems,
  spec: ConditionSpec,
  path: Path,
): Condition | undefined {
  for (const kind of ['began', 'ended'] as const) {
    const name = spec[kind];
    if (name === undefined) continue;
    const fault = ground.faultNames.indexOf(name);
    if (fault < 0 && ground.leftOutNames?.includes(name)) {
      problems.add([...path, kind], 'E303', ...leftOut(name, path));
    } else if (fault < 0) problems.unknown([...path, kind], 'fault', name, ground.faultNames);
    return { kind, fault, after: spec.after ?? 0 };
  }
  const isMean = spec.utilisation !== undefined && spec.over !== undefined;
  const metric = metricCatalog.find(({ name }) => Object.hasOwn(spec, name));
  if (metric !== undefined && (isMean || spec.utilisation === undefined))
    return compileMetric(ground, problems, metric, spec, path);
  for (const kind of ['waiting', 'busy', 'utilisation', 'depth'] as const) {
    const name = spec[kind];
    if (name === undefined) continue;
    const entries = kind === 'depth' ? ground.directory.queues : ground.directory.services;
    const element = entries.findIndex((entry) => entry.name === name);
    if (element < 0) {
      const known = entries.map((entry) => entry.name);
      problems.unknown([...path, kind], kind === 'depth' ? 'queue' : 'service', name, known);
      return undefined;
    }
    const { isAbove, limit } = limitOf(problems, spec, path);
    if (kind !== 'depth' && kind !== 'waiting' && isAbove) {
      const { slots, replicas } = ground.directory.services[element];
      const most = kind === 'busy' ? slots * replicas : 1;
      if (limit >= most) {
        problems.add(
          [...path, 'above'],
          'E303',
          kind === 'busy'
            ? `${name} has ${most} slots: more than ${limit} can never be busy`
            : 'more than all of the slots can never be busy',
          'write a lower limit',
        );
      }
    }
    return { kind, element, isAbove, limit, held: spec.for ?? 0 };
  }
  return undefined;
}

/** What a fault waits for, or lasts until, is left out: why it may not be run, and the remedy. */
function leftOut(what: string, path: Path): [sentence: string, hint: string] {
  return path.at(-1) === 'until'
    ? [
        `this fault lasts until ${what}, which is left out`,
        'leave out this one as well, or say with `for` how long it lasts',
      ]
    : [`this fault waits for ${what}, which is left out`, 'leave out this one as well: it would never come'];
}

function limitOf(problems: Problems, spec: ConditionSpec, path: Path): { isAbove: boolean; limit: number } {
  if ((spec.above === undefined) === (spec.below === undefined)) {
    problems.add(path, 'E302', 'a condition has one limit', 'write `above` or `below`');
  }
  return { isAbove: spec.above !== undefined, limit: spec.above ?? spec.below ?? 0 };
}

/** Where nothing is said, a stretch is as long as a window of the series. */
const OVER = 1e9;
const LOOKS_MOST = 10;
const LOOKS_EVERY = 100e6;

/** A number of the last stretch of time, of a subject as in what is expected of a run. */
function compileMetric(
  ground: FaultGround,
  problems: Problems,
  metric: MetricEntry,
  spec: ConditionSpec,
  path: Path,
): Condition | undefined {
  const at = [...path, metric.name];
  const subject = subjectNamed(ground, problems, metric, String(spec[metric.name]), at);
  const { isAbove, limit } = limitOf(problems, spec, path);
  if (isAbove && metric.unit === 'share' && limit >= 1)
    problems.add([...path, 'above'], 'E303', `${metric.name} is never above 100%`, 'write a lower limit');
  if (!isAbove && spec.below !== undefined && limit <= 0)
    problems.add([...path, 'below'], 'E303', `${metric.name} is never below nothing`, 'write a higher limit');
  if (subject === undefined) return undefined;
  const over = spec.over ?? OVER;
  const looks = Math.min(LOOKS_MOST, Math.floor(over / LOOKS_EVERY));
  const every = Math.floor(over / looks);
  const { name, unit } = metric;
  return {
    kind: 'metric',
    metric: name,
    subject: { kind: subject.kind, index: subject.index },
    name: subject.name,
    unit,
    over: looks * every,
    every,
    isAbove,
    limit,
    held: spec.for ?? 0,
  };
}

/** Who is meant: the first kind of subject that the metric knows and that has somebody of this name. */
function subjectNamed(
  { directory, leftOutNames }: FaultGround,
  problems: Problems,
  metric: MetricEntry,
  written: string,
  path: Path,
): NamedSubject | undefined {
  const name = written.replace(/ *([-~]>) */, ' $1 ').trim();
  const known = metric.subjects.flatMap((kind) => subjectsOf(directory, kind));
  const subject = known.find((each) => each.name === name);
  if (subject === undefined) {
    if (metric.subjects.includes('fault') && leftOutNames?.includes(name)) {
      problems.add(path, 'E303', ...leftOut(`what ${name} does`, path.slice(0, -1)));
      return undefined;
    }
    const names = known.map((each) => each.name);
    const other = SUBJECT_KINDS.find((kind) =>
      subjectsOf(directory, kind).some((each) => each.name === name),
    );
    const kinds = metric.subjects.join(', ').replace(/, ([^,]*)$/, ' or $1');
    const hint = names.length === 0 ? 'there is none here' : `known: ${someNear(name, names)}`;
    if (other !== undefined)
      problems.add(
        path,
        'E302',
        `${metric.name} is told of ${/^[aeiou]/.test(kinds) ? 'an' : 'a'} ${kinds}; "${name}" is ${aKind(other)}`,
        hint,
      );
    else problems.unknown(path, 'subject', name, names, ` of ${metric.name}`);
    return undefined;
  }
  if (metric.needs?.isMet(directory, subject) === false) {
    const sentence = `${metric.name} of ${subject.name} means nothing: ${metric.needs.lack(subject.name)}`;
    problems.add(path, 'E303', sentence, `write ${metric.needs.remedy}, or wait for another metric`);
  }
  return subject;
}

function aKind(kind: SubjectKind): string {
  return kind === 'run' ? 'the run' : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** Faults that wait for each other in a circle would wait for ever. */
export function checkCircles(problems: Problems, faults: readonly FaultPlan[]): void {
  faults.forEach((fault, number) => {
    const met = new Set<number>();
    let at = number;
    for (;;) {
      const { when } = faults[at];
      if (when === undefined || !('fault' in when) || when.fault < 0) return;
      at = when.fault;
      if (met.has(at)) break;
      met.add(at);
    }
    if (!met.has(number)) return;
    problems.add(
      ['faults', number, 'when'],
      'E304',
      at === number && met.size === 1
        ? `${fault.name} waits for itself`
        : `${fault.name} waits for a fault that waits for it`,
      'give one of them `at`',
    );
  });
}
