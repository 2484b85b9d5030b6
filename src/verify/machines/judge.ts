/** A documented machine beside ours: the same instants, in the same order, and no other. */
import { type Fact, factsOf, Run, sayFact } from '../../sim/index.ts';
import type { MachineFinding, RowFinding } from '../findings.ts';
import { planOf } from '../plans.ts';
import type { DocumentedMachine } from './contract.ts';

export function judgeMachine(machine: DocumentedMachine): MachineFinding {
  const { name, title, source, rule, expected } = machine;
  const ours = linesOf(machine);
  const rows = Array.from(
    { length: Math.max(expected.length, ours.length) },
    (_, i): RowFinding => ({ documented: expected[i], ours: ours[i] }),
  );
  const broken = brokenBooks(machine);
  const holds = broken.length === 0 && rows.every((row) => row.documented === row.ours);
  return { kind: 'machine', name, title, source, rule, holds, rows, broken };
}

function linesOf({ system, facts, where, replica }: DocumentedMachine): string[] {
  return factsOf(planOf(system))
    .filter((fact) => facts.includes(fact.what))
    .filter((fact) => where === undefined || fact.where === where)
    .filter((fact) => replica === undefined || fact.replica === replica)
    .map((fact) => (where === undefined ? sayFact(fact) : withoutPlace(fact)));
}

function withoutPlace(fact: Fact): string {
  return sayFact(fact).replace(` ${fact.where}`, '');
}

function brokenBooks({ system }: DocumentedMachine): string[] {
  const run = new Run(planOf(system), { windows: false });
  run.advance();
  return run.checkLedger();
}
