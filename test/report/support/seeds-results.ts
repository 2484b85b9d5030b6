/** Results of many seeds, for reports to tell of. */

import { runWithSeeds } from '../../../src/cli/run-seeds.ts';
import { seedsNamed } from '../../../src/cli/seeds.ts';
import { handsFor } from '../../../src/experiment/index.ts';
import type { SeedsResult } from '../../../src/present/seeds-result.ts';
import { loadScenario } from '../../../src/scenario/index.ts';

export interface SeedsWanted {
  readonly seeds?: string;
  readonly set?: readonly string[];
  readonly until?: number;
  readonly events?: number;
  readonly atLeast?: number;
}

const script = new URL('../../../src/experiment/worker.ts', import.meta.url);

export async function seedsResultOf(text: string, wanted: SeedsWanted = {}): Promise<SeedsResult> {
  const { seeds = '8', set = [], until, events, atLeast = 1 } = wanted;
  const loaded = loadScenario({ name: 'shop.yaml', text }, { set });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const { scenario } = loaded;
  // one core is enough for a test, and starting threads takes longer than its runs
  const hands = await handsFor({ seeds: 1, script });
  const order = {
    file: 'shop.yaml',
    scenario,
    seeds: seedsNamed(seeds),
    atLeast,
    until: until ?? scenario.plan.length,
    budgets: { events },
    againWith: (seed: string) => `knockon run shop.yaml --seed ${seed}`,
    again: `knockon run shop.yaml --seeds ${seeds}`,
    label: '',
  };
  return runWithSeeds(order, hands);
}
