/** `knockon run`: scenarios without a screen, for people and pipelines. */
import { Command } from 'commander';
import { collect, collectNames, positiveNumber, positiveWhole, seedText, WITHOUT } from './options.ts';
import { type Seeds, seedsNamed } from './seeds.ts';

export interface RunOptions {
  readonly seed?: string;
  readonly seeds?: Seeds;
  readonly atLeast?: string;
  readonly until?: string;
  readonly set?: readonly string[];
  readonly without?: readonly string[];
  readonly json?: string | true;
  readonly ndjson?: string | true;
  readonly events?: string;
  readonly series?: string;
  readonly reporter?: string;
  readonly traces?: boolean;
  readonly quiet?: boolean;
  readonly maxEvents?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: string;
}

export function runCommand(): Command {
  return (
    new Command('run')
      .summary('run scenarios and check what they expect')
      .description(
        'Runs scenarios and checks what they expect. One scenario is told on a page, several in a line each. With --seeds, each expectation is judged on every seed.',
      )
      .usage('[options] <files...>')
      // --json may have taken the only file for its own: what is missing is found out later
      .argument('[files...]', 'scenario files or patterns; - reads standard input')
      .option('--seed <seed>', "another seed than the scenario's own", seedText)
      .option('--seeds <seeds>', 'run with many: 1..200, or 50 for the first fifty, or 1,5,9', seedsNamed)
      .option('--at-least <share>', 'with --seeds: on which share each expectation has to hold (100%)')
      .option('--until <duration>', 'simulate less, or more, than the scenario says: 30s, 10m')
      .option('--set <path=value>', 'change a value first; may be repeated', collect)
      .option('--without <names>', WITHOUT, collectNames)
      .option('--json [file]', 'write all numbers as JSON, to standard output or a file')
      .option('--reporter <list>', 'text, json, junit, markdown, github; each may have a :file')
      .option('--ndjson [file]', 'write what happens as it happens, one JSON object a line')
      .option(
        '--events <list>',
        'with --ndjson: requests, calls, attempts, frames, turned-away, messages, policies, health, faults, windows, all; without, all but attempts and frames',
      )
      .option('--series <list>', 'in the JSON, series also of: operations, replicas, policies, all')
      .option('--traces', 'follow single requests: one that failed on the page, all kept in the JSON')
      .option('-q, --quiet', 'say nothing about what is as expected')
      .option(
        '--max-events <count>',
        'stop a run after so many events; default 1,000,000,000; one that looks through thousands of things counts as several',
        positiveWhole,
      )
      .option(
        '--max-seconds <seconds>',
        'stop after so much wall time, reading the scenario included; with --seeds, of all of them',
        positiveNumber,
      )
      .option(
        '--max-memory <size>',
        'stop when the process is larger: 500MB, 2GB; default 4GB, or less where there is less',
      )
      .addHelpText('after', HELP)
      .action(async (files: string[], options: RunOptions) => {
        const { runFiles } = await import('./run-files.ts');
        process.exitCode = await runFiles(files, options);
      })
  );
}

const HELP = `
Examples:
  knockon run scenarios/retry-storm.yaml
  knockon run scenarios/*.yaml --reporter text,junit:junit.xml
  knockon run shop.yaml --seed 8 --set services.stock.replicas=2
  knockon run shop.yaml --without stock,web.retry
  knockon run shop.yaml --seeds 1..50
  knockon run scenarios/healthy.yaml --seeds 8 --at-least 95%
  knockon run shop.yaml --traces
  knockon run shop.yaml --ndjson | jq 'select(.event == "fault-began")'
  knockon run shop.yaml --ndjson shop.ndjson --events windows,faults
  knockon run shop.yaml --json | jq '.runs[0].summary.whole.load'
  knockon run shop.yaml --json --series policies | jq '.runs[0].series.of'
  knockon new - | knockon run -

A scenario from somebody you do not know may ask for a lot of work. Unless told
otherwise a run stops after 1,000,000,000 events, which may take minutes, and
nothing stops it by the clock: where it stops would depend on the machine.
  knockon run shop.yaml --max-seconds 60 --max-memory 500MB

On the page:
  offered    requests that began a second
  goodput    share that ended ok (as asked) and within the limit, of those that
             began or ended, whichever are more
  degraded   share answered all the same, by a fallback or in part
  attempts   in the chart: the requests of all loads, and every try anywhere
             that was not the first of its call; what lies above is retries
  amplification  tries that each call had made on one edge, of the calls that
             ended; "in all", attempts there for each request that began
  hot        services that were busy (85% or more), turned callers away or
             worked for callers who had left (2% or more); in each phase
On a terminal it counts what it has no room for; a pipe or a file gets all.

Exit codes:
  0  all was as expected (with --seeds: on every seed, or --at-least so many)
  1  an expectation failed, or none could be judged in the time simulated
  2  wrong usage, or a mistake in a scenario; nothing was run
  3  a budget (events, seconds, memory) was used up
  70  a mistake of ours
  130, 143  interrupted`;
