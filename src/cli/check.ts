/** `knockon check`: every mistake in the scenarios, and what arithmetic finds in them, without running them. */
import { Command } from 'commander';
import { collect, collectNames, WITHOUT } from './options.ts';

export interface CheckOptions {
  readonly set?: readonly string[];
  readonly without?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly reporter?: string;
}

export function checkCommand(): Command {
  return new Command('check')
    .summary('check scenarios without running them')
    .description(
      'Checks scenarios without running them. Mistakes are shown where they stand, all at once, on standard error; so is what simple sums find: overload, timeouts that cross, retries that multiply. A comment such as "# knockon: allow L116: why" on its line allows a finding.',
    )
    .argument('<files...>', 'scenario files or patterns; - reads standard input')
    .option('--set <path=value>', 'change a value first; may be repeated', collect)
    .option('--without <names>', WITHOUT, collectNames)
    .option('--strict', 'exit with 1 if anything is found, not only for mistakes')
    .option('--json', 'write mistakes and findings as JSON to standard output, and nothing else')
    .option('--reporter <list>', 'text, github; github annotates the lines, and is on in its workflows')
    .addHelpText(
      'after',
      `
Examples:
  knockon check scenarios/*.yaml
  knockon check scenarios/*.yaml --strict
  knockon check shop.yaml --json | jq '.files[].diagnostics[].code'
  knockon check scenarios/*.yaml --reporter text,github
  knockon new - | knockon check -
  knockon list lints

Exit codes:
  0  every scenario can be run; there may be findings
  1  with --strict: there are findings or warnings
  2  something is wrong
  130, 143  interrupted`,
    )
    .action(async (files: string[], options: CheckOptions) => {
      const { checkFiles } = await import('./check-files.ts');
      process.exitCode = await checkFiles(files, options);
    });
}
