/** The command line as a whole: its commands in the order in which one meets them, and how it tells of wrong usage. */
import { Command } from 'commander';
import { checkCommand } from './check.ts';
import { completeCommand } from './complete-words.ts';
import { completionCommand } from './completion.ts';
import { listCommand } from './list.ts';
import { newCommand } from './new.ts';
import { packageVersion } from './package-root.ts';
import { playCommand } from './play.ts';
import { referenceCommand } from './reference.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { verifyCommand } from './verify.ts';

/** Without the commands about completion where those are about to be added by the completion itself. */
export function knockonProgram({ withCompletion = true } = {}): Command {
  const program = new Command('knockon')
    .description(
      'Simulates how failures spread through services, queues and the policies meant to protect them.',
    )
    .usage('<command> [options]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', HELP)
    .exitOverride();
  const completion = withCompletion ? [completionCommand(), completeCommand()] : [];
  const shown = [
    playCommand(),
    runCommand(),
    checkCommand(),
    newCommand(),
    listCommand(),
    verifyCommand(),
    schemaCommand(),
  ];
  for (const command of [...shown, ...completion, referenceCommand(program)]) {
    command.copyInheritedSettings(program).helpOption('-h, --help', 'print help');
    program.addCommand(command, { hidden: command.name() === 'reference' || command.name() === 'complete' });
  }
  return program;
}

const HELP = `
Examples:
  knockon play                        watch a retry storm, and break more by hand
  knockon new shop.yaml               write a scenario of your own
  knockon run shop.yaml               run it and check what it expects
  knockon run scenarios/*.yaml --reporter text,junit:junit.xml`;
