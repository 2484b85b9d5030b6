/** What a fault waits for: names become numbers, and who waits for each other is told so. */
import type { Condition, FaultPlan } from '../machine/plan.ts';
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
      const hint = 'leave out this one as well: it would never come';
      problems.add([...path, kind], 'E303', `this fault waits for ${name}, which is left out`, hint);
    } else if (fault < 0) problems.unknown([...path, kind], 'fault', name, ground.faultNames);
    return { kind, fault, after: spec.after ?? 0 };
  }
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
    if ((spec.above === undefined) === (spec.below === undefined)) {
      problems.add(path, 'E302', 'a condition has one limit', 'write `above` or `below`');
    }
    const isAbove = spec.above !== undefined;
    const limit = spec.above ?? spec.below ?? 0;
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
