/**
 * The command. What it does lies behind dynamic imports, so that each start loads what it needs and
 * no more: help and usage mistakes answer at once, and a headless run never meets the terminal UI.
 */
import { CommanderError } from 'commander';
import { HELD, WRONG } from './exit-codes.ts';
import { knockonProgram } from './program.ts';
import { tolerateClosedPipes, writeError } from './terminal.ts';
import { circumstances, tellTrouble } from './trouble.ts';

/** `npm run knockon` starts in the project's folder; files are meant from where the user stands. */
function standWhereTheUserStands(): void {
  const { npm_lifecycle_event: script, INIT_CWD: place } = process.env;
  if (script === 'knockon' && place !== undefined && place !== '') process.chdir(place);
}

async function main(): Promise<void> {
  standWhereTheUserStands();
  const program = knockonProgram();
  if (process.argv.length <= 2) {
    program.outputHelp();
    return;
  }
  await program.parseAsync();
}

function tellAndEnd(error: unknown): void {
  if (error instanceof CommanderError) {
    // commander has told already
    process.exitCode = error.exitCode === 0 ? HELD : WRONG;
    return;
  }
  const { text, code } = tellTrouble(error, circumstances, (process.env.KNOCKON_DEBUG ?? '') !== '');
  writeError(text);
  process.exitCode = code;
}

tolerateClosedPipes();
process.on('uncaughtException', (error) => {
  tellAndEnd(error);
  process.exit();
});
await main().catch(tellAndEnd);
