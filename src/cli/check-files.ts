/** What `knockon check` does: a line for each good file, frames for the others. */
import { sayInstant, sayNumberOf } from '../present/words.ts';
import type { Scenario } from '../scenario/index.ts';
import type { CheckOptions } from './check.ts';
import { HELD, WRONG } from './exit-codes.ts';
import { readScenario, sayFile } from './read-scenario.ts';
import { namedFiles } from './scenario-files.ts';
import { writeOut } from './terminal.ts';

export function checkFiles(patterns: readonly string[], options: CheckOptions): number {
  const good = namedFiles(patterns).map((file) => {
    const ready = readScenario(file, { set: options.set ?? [], without: options.without ?? [] });
    if (ready !== undefined) writeOut(`${sayFile(file)}: ok, ${sayParts(ready.scenario)}\n`);
    return ready !== undefined;
  });
  return good.includes(false) ? WRONG : HELD;
}

function sayParts({ plan, expectations, warnings }: Scenario): string {
  const { services, loads, faults } = plan.directory;
  return [
    sayNumberOf(services.length, 'service'),
    sayNumberOf(loads.length, 'load'),
    sayNumberOf(faults.length, 'fault'),
    sayNumberOf(expectations.length, 'expectation'),
    sayInstant(plan.length),
    ...(warnings.length === 0 ? [] : [sayNumberOf(warnings.length, 'warning')]),
  ].join(', ');
}
