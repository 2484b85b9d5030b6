/** `knockon complete -- words`, hidden: what the shell's script asks while somebody types. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { Offered } from './completion-root.ts';
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
      else completionRoot(await offeredFor(words), words.at(-1)).parse(words);
    });
}

/** Loaded only where it may stand. */
async function offeredFor(words: readonly string[]): Promise<Offered> {
  if (words[0] === 'verify') {
    const { checkNames } = await import('../verify/index.ts');
    return { checks: checkNames() };
  }
  const [last = '', before] = [words.at(-1), words.at(-2)];
  const file = words.find((word) => /\.ya?ml$/.test(word) && existsSync(word));
  if (file === undefined || (before !== '--without' && !last.startsWith('--without='))) return {};
  const [{ wordsForWithout }, { openScenario }] = await Promise.all([
    import('../scenario/index.ts'),
    import('./scenario-files.ts'),
  ]);
  try {
    const { source, read } = openScenario(file);
    return { leavable: wordsForWithout(source, read) };
  } catch {
    // whatever is wrong with it, the command itself will tell
    return {};
  }
}
