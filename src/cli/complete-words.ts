/** `knockon complete -- words`, hidden: what the shell's script asks while somebody types. */
import { Command } from 'commander';
import { writeOut } from './terminal.ts';

export function completeCommand(): Command {
  return new Command('complete')
    .description('Tells a shell what could follow.')
    .argument('[words...]')
    .allowUnknownOption()
    .action(async () => {
      const from = process.argv.indexOf('--');
      const words = from < 0 ? [] : process.argv.slice(from + 1);
      const { completionRoot, wantsFile } = await import('./completion-root.ts');
      // a directive without suggestions: the shell completes file names
      if (wantsFile(words)) writeOut(':0\n');
      else completionRoot(await checksFor(words), words.at(-1)).parse(words);
    });
}

/** Names of checks are loaded only where one may stand. */
async function checksFor([command]: readonly string[]): Promise<readonly string[]> {
  if (command !== 'verify') return [];
  const { checkNames } = await import('../verify/index.ts');
  return checkNames();
}
