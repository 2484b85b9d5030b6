/** What is seen in a run of a piece of a scenario: for findings that say what will go wrong. */
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../../../src/sim/index.ts';
import { scenarioOf } from '../../scenario/support/mistakes.ts';

export interface Look {
  /** What goes wrong; a scenario that brings a fault of its own needs none. */
  readonly fault?: string;
  readonly metric: string;
  readonly of: readonly [kind: SubjectKind, name: string];
  /** Seconds. */
  readonly during: readonly [from: number, to: number];
}

export function observed(
  text: string,
  { fault, metric, of: [kind, name], during: [from, to] }: Look,
): number {
  const { plan } = scenarioOf(fault === undefined ? text : `${text}faults: [ ${fault} ]\n`);
  const run = new Run(plan, { windows: false, moments: [from * 1e9, to * 1e9] });
  run.advance();
  const subject = subjectsOf(plan.directory, kind).find((each) => each.name === name);
  if (subject === undefined) throw new Error(`there is no ${kind} ${name}`);
  return metricNamed(metric)?.valueOf(run.interval(from * 1e9, to * 1e9), subject) ?? Number.NaN;
}
