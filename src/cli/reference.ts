/** `knockon reference`, hidden: writes docs/reference/ and schema/ anew after a definition has changed. */
import { Command } from 'commander';

export function referenceCommand(program: Command): Command {
  return new Command('reference')
    .description('Writes docs/reference/ and schema/ below the working directory.')
    .action(async () => {
      const { commandPage, referenceFiles, schemaPages, writePages } = await import('./pages.ts');
      writePages([...referenceFiles(), commandPage(program), ...schemaPages()]);
    });
}
