/** Runs for tests: a system as a scenario writes it, run over seeds, with its books checked each time. */
import { breaksOfLittle, compile, Run, type RunOptions } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';

/** Compiles a system; throws its problems as one text. */
export function planOf(system: unknown) {
  const compiled = compile(parseSystem(system));
  if (compiled.problems !== undefined) {
    throw new Error(
      compiled.problems.map(({ path, sentence }) => `${path.join('.')}: ${sentence}`).join('\n'),
    );
  }
  return compiled.plan;
}

/** Runs a system to its end and checks that every entry of the ledger balances, and Little's law. */
export function simulate(system: unknown, options: RunOptions = {}): Run {
  const run = new Run(planOf(system), options);
  run.advance();
  checkBooks(run);
  return run;
}

/** A sentence for each entry of a run's ledger that does not balance, and each place that breaks Little's law, from its start to now. */
export function brokenBooks(run: Run): string[] {
  return [...run.checkLedger(), ...breaksOfLittle(run.interval(0, run.now))];
}

/** Throws unless the books of a run balance. */
export function checkBooks(run: Run): void {
  const broken = brokenBooks(run);
  if (broken.length > 0) throw new Error(`seed ${run.seed}: the books do not balance\n${broken.join('\n')}`);
}

/** One number for each of `count` seeds, '1', '2', …; the plan is compiled once. */
export function overSeeds(system: unknown, count: number, observe: (run: Run) => number): number[] {
  const plan = planOf(system);
  return Array.from({ length: count }, (_, i) => {
    const run = new Run(plan, { seed: String(i + 1), windows: false });
    run.advance();
    checkBooks(run);
    return observe(run);
  });
}
