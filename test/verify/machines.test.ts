/** Every documented machine is ours, and a timeline that differs in anything is noticed. */
import { describe, expect, it } from 'vitest';
import type { DocumentedMachine } from '../../src/verify/machines/contract.ts';
import { machines } from '../../src/verify/machines/index.ts';
import { judgeMachine } from '../../src/verify/machines/judge.ts';

const withLines = (machine: DocumentedMachine, expected: readonly string[]) =>
  judgeMachine({ ...machine, expected });

describe.each(machines)('$name', (machine) => {
  const { expected } = machine;

  it('shows the documented instants and no others', () => {
    const { holds, rows, broken } = judgeMachine(machine);
    expect(rows.map(({ ours }) => ours)).toEqual(expected);
    expect({ holds, broken }).toEqual({ holds: true, broken: [] });
  });

  it('is caught when any instant of it moves, ends otherwise, is missing or is one too many', () => {
    const missed: string[] = [];
    expected.forEach((line, i) => {
      const later = line.replace(/^[\d.]+ms/, (at) => `${Number.parseFloat(at) + 1e-6}ms`);
      const otherwise = `${line}, otherwise`;
      for (const lines of [[later], [otherwise], [], [line, line]]) {
        if (withLines(machine, expected.toSpliced(i, 1, ...lines)).holds) missed.push(line);
      }
    });
    expect(missed).toEqual([]);
  });
});

it('a machine tells both sides of a row, and nothing where one has no more', () => {
  const [machine] = machines;
  const { rows } = withLines(machine, machine.expected.slice(0, -1));
  expect(rows.at(-1)).toEqual({ documented: undefined, ours: machine.expected.at(-1) });
  const longer = withLines(machine, [...machine.expected, '99ms try']);
  expect(longer.rows.at(-1)).toEqual({ documented: '99ms try', ours: undefined });
});
