/** `knockon play`: a scenario in the terminal. */
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { WRONG } from './exit-codes.ts';
import { collect, collectNames, positiveNumber, positiveWhole, seedText, WITHOUT } from './options.ts';
import { shellLine } from './shell-line.ts';
import { writeError } from './terminal.ts';

export interface PlayOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly without?: readonly string[];
  readonly speed?: number;
  readonly maxEvents?: number;
  readonly maxMemory?: string;
  readonly paused?: boolean;
  readonly ascii?: boolean;
  readonly palette?: 'ansi' | 'rgb';
  readonly background?: 'light' | 'dark';
  readonly canvas: boolean;
  readonly screenReader?: boolean;
}

export function playCommand(): Command {
  return new Command('play')
    .summary('open a scenario in the terminal and break things by hand')
    .description('Opens a scenario in the terminal: watch it, break things by hand, start again.')
    .argument('[file]', 'scenario file; without one, the first of those that come along')
    .option('--seed <seed>', "another seed than the scenario's own", seedText)
    .option('--set <path=value>', 'change a value first; may be repeated', collect)
    .option('--without <names>', WITHOUT, collectNames)
    .option('--speed <times>', 'simulated seconds a second to begin with, or max; without, 10', speedOf)
    .option('--paused', 'begin paused')
    .option('--ascii', 'only letters and signs that every terminal has')
    .addOption(
      new Option('--palette <name>', "the terminal's own colours, or some for every eye").choices([
        'ansi',
        'rgb',
      ]),
    )
    .addOption(
      new Option(
        '--background <kind>',
        'what is behind the text, so that colours can be read on it; without, as COLORFGBG says, or dark',
      ).choices(['light', 'dark']),
    )
    .option('--no-canvas', 'draw more slowly, and right on any terminal')
    .option('--screen-reader', 'tell in text what is drawn')
    .option(
      '--max-events <count>',
      'stop after so many events; default 1,000,000,000; one that looks through thousands of things counts as several',
      positiveWhole,
    )
    .option(
      '--max-memory <size>',
      'stop before the process is larger: 500MB, 2GB; default 4GB, or less where there is less',
    )
    .addHelpText(
      'after',
      `
Examples:
  knockon play
  knockon play shop.yaml
  knockon play shop.yaml --without stock`,
    )
    .action(async (file: string | undefined, options: PlayOptions) => {
      const unfit = whyNotHere(options);
      if (unfit !== undefined) {
        process.exitCode = WRONG;
        // nor could it be run
        const isMissing = file !== undefined && file !== '-' && !existsSync(file);
        if (isMissing) (await import('./read-scenario.ts')).readScenario(file, {});
        else writeError(`${unfit}: ${shellLine(['knockon', 'run', file ?? 'FILE'])}\n`);
        return;
      }
      const { playFile } = await import('./play-file.ts');
      process.exitCode = await playFile(file, options);
    });
}

/** Why nothing can be shown here; what stands behind it is a command for whoever has no better terminal. */
function whyNotHere({ screenReader }: PlayOptions): string | undefined {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    return 'knockon play needs a terminal; without one';
  // it would print what moves the cursor, instead of moving it
  if (process.env.TERM === 'dumb' && screenReader !== true)
    return 'knockon play cannot draw on a terminal that calls itself dumb (TERM); without drawing';
  return undefined;
}

/** As the keys of the view know it: a number, or as fast as can be. */
function speedOf(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  try {
    return positiveNumber(text);
  } catch {
    throw new InvalidArgumentError('Expected a number above zero, or max.');
  }
}
