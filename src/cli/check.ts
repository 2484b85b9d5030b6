/** `knockon check`: every mistake in the scenarios, without running them. */
import { Command } from 'commander';
import { collect } from './options.ts';

export interface CheckOptions {
  readonly set?: readonly string[];
  readonly without?: readonly string[];
}

export function checkCommand(): Command {
  return new Command('check')
    .summary('check scenarios without running them')
    .description(
      'Checks scenarios without running them. Mistakes are shown where they stand, all at once, on standard error.',
    )
    .argument('<files...>', 'scenario files or patterns; - reads standard input')
    .option('--set <path=value>', 'change a value first; may be repeated', collect)
    .option('--without <name>', 'leave out a fault or a policy; may be repeated', collect)
    .addHelpText(
      'after',
      `
Examples:
  knockon check scenarios/*.yaml
  knockon new - | knockon check -

Exit codes:
  0  nothing is wrong; there may be warnings
  2  something is wrong`,
    )
    .action(async (files: string[], options: CheckOptions) => {
      const { checkFiles } = await import('./check-files.ts');
      process.exitCode = checkFiles(files, options);
    });
}
