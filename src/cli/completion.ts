/** `knockon completion`: completion for shells, from the commands as they are. */
import { Argument, Command } from 'commander';
import { writeOut } from './terminal.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function completionCommand(): Command {
  return new Command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'for which').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(knockon completion bash)
  knockon completion zsh > "\${fpath[1]}/_knockon"
  knockon completion fish > ~/.config/fish/completions/knockon.fish`,
    )
    .action(async (shell: string) => {
      const { completionScript } = await import('./completion-root.ts');
      writeOut(completionScript(shell));
    });
}
