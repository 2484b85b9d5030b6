/** Each scenario with many seeds, by worker threads that are kept from one scenario to the next. */
import { availableParallelism } from 'node:os';
import { type Hands, handsFor } from '../experiment/index.ts';
import type { SeedsResult } from '../present/seeds-result.ts';
import { seedsForm } from '../report/seeds/form.ts';
import type { AgainWords, Limits, Way } from './run-files.ts';
import { runWithSeeds } from './run-seeds.ts';
import type { Seeds } from './seeds.ts';
import { workerScript } from './worker-script.ts';

export function withManySeeds(
  seeds: Seeds,
  atLeast: number,
  budgets: Limits,
  again: AgainWords,
): Way<SeedsResult> {
  let hands: Hands | undefined;
  return {
    form: seedsForm,
    crowd: { runs: Math.min(availableParallelism(), seeds.list.length), withSeries: false, series: [] },
    async begin() {},
    async one({ file, scenario, spent }, until, label, signals) {
      hands ??= await handsFor({ seeds: seeds.list.length, script: workerScript() });
      const againWith = (seed: string) => again(file, ['--seed', seed]);
      const shares = atLeast === 1 ? [] : ['--at-least', `${Number((atLeast * 100).toFixed(10))}%`];
      const whole = again(file, ['--seeds', seeds.named, ...shares]);
      const order = {
        file,
        scenario,
        seeds,
        atLeast,
        until,
        budgets: { ...budgets, spent },
        againWith,
        again: whole,
        label,
      };
      const result = await runWithSeeds({ ...order, signals }, hands);
      if (result.stop !== undefined) {
        // whoever was stopped in the middle of a run begins anew
        await hands.letGo();
        hands = undefined;
      }
      return result;
    },
    async end() {
      await hands?.letGo();
    },
  };
}
