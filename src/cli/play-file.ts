/** What `knockon play` does before the screen is there: reads the scenario, so that mistakes are told on a plain terminal. */
import { existsSync } from 'node:fs';
import { size } from '../fields/index.ts';
import { EVENTS_MOST } from '../sim/index.ts';
import { memoryMost } from './budgets.ts';
import { OVER_BUDGET, WRONG } from './exit-codes.ts';
import { shippedScenario } from './package-root.ts';
import type { PlayOptions } from './play.ts';
import { readScenario, showFrames } from './read-scenario.ts';
import { readWord } from './read-word.ts';
import { tooLarge } from './room.ts';
import { changeWords, shellLine } from './shell-line.ts';
import { circumstances } from './trouble.ts';
import { tuneEngine } from './tune-engine.ts';

/** Shown when nothing is named. */
const FIRST = 'retry-storm.yaml';

export async function playFile(named: string | undefined, options: PlayOptions): Promise<number> {
  const { set = [], without = [], seed, maxEvents, maxMemory, ...rest } = options;
  const memory = maxMemory === undefined ? memoryMost() : readWord(size, '--max-memory', maxMemory);
  const file = named ?? firstScenario();
  const ready = readScenario(file, { set, without });
  if (ready === undefined) return WRONG;
  const { scenario } = ready;
  const larger = tooLarge(scenario, memory, { runs: 1, withSeries: true, series: [] });
  if (larger !== undefined) {
    showFrames([larger], scenario.sources);
    return OVER_BUDGET;
  }
  circumstances.seed = seed ?? scenario.plan.seed;
  tuneEngine();
  const args = shellLine(changeWords({ set, without }));
  const { play } = await import('../ui/index.ts');
  // What the process takes by itself is no state of the run.
  const limits = { events: maxEvents ?? EVENTS_MOST, memory: memory - process.memoryUsage.rss() };
  return play({ scenario, file, args, seed: circumstances.seed, limits, ...rest });
}

function firstScenario(): string {
  const here = `scenarios/${FIRST}`;
  return existsSync(here) ? here : shippedScenario(FIRST);
}
