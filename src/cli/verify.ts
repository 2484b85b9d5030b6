/** `knockon verify`: the simulator checks itself, on this machine, now. */
import { Command } from 'commander';
import { seedText } from './options.ts';

export interface VerifyOptions {
  readonly quick?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly seed?: string;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .summary('check the simulator against theory, documents and its own laws')
    .description(
      'Checks the simulator on this machine: closed-form theory beside observation, documented machines beside ours instant by instant, and laws such as that the same seed is the same run.',
    )
    .argument('[names...]', 'only these checks: names as --list tells them, or theories, machines, laws')
    .option('--quick', 'a fifth of the simulated time, and intervals twice as wide')
    .option('--list', 'only tell what there is to check')
    .option('--json', 'as JSON')
    .option('--seed <seed>', 'other luck; without it the numbers are the same each time', seedText)
    .addHelpText('after', HELP)
    .action(async (names: string[], options: VerifyOptions) => {
      const { verifyChecks } = await import('./verify-checks.ts');
      process.exitCode = await verifyChecks(names, options);
    });
}

const HELP = `
Examples:
  knockon verify
  knockon verify --quick
  knockon verify mm1 erlang-c
  knockon verify breaker-half-open        its timeline, instant by instant
  knockon verify laws --json
  knockon verify --list

Exit codes:
  0  everything holds
  1  something does not
  2  wrong usage; nothing was checked
  130, 143  interrupted`;
