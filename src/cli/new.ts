/** `knockon new`: a scenario to start from. */
import { Command } from 'commander';

export interface NewOptions {
  readonly force?: boolean;
}

export function newCommand(): Command {
  return new Command('new')
    .summary('write a scenario to start from')
    .description('Writes a small scenario with comments. It runs as it is, and what it expects holds.')
    .argument('[file]', 'where to write it; - prints it', 'scenario.yaml')
    .option('-f, --force', 'replace a file that is there')
    .addHelpText(
      'after',
      `
Examples:
  knockon new
  knockon new shop.yaml
  knockon new - | knockon run -`,
    )
    .action(async (file: string, options: NewOptions) => {
      const { writeStarter } = await import('./write-starter.ts');
      writeStarter(file, options);
    });
}
