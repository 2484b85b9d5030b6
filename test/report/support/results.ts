/** Results of real runs, for reports to tell of. */
import { runScenario } from '../../../src/cli/run-scenario.ts';
import type { Result } from '../../../src/present/result.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import type { MoreSeries } from '../../../src/sim/index.ts';

export async function resultOf(
  text: string,
  {
    seed,
    until,
    events,
    traces = false,
    series = [],
  }: {
    seed?: string;
    until?: number;
    events?: number;
    traces?: boolean;
    series?: readonly MoreSeries[];
  } = {},
): Promise<Result> {
  const loaded = loadScenario({ name: 'shop.yaml', text });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const { scenario } = loaded;
  return runScenario({
    file: 'shop.yaml',
    scenario,
    seed,
    until: until ?? scenario.plan.length,
    budgets: { events },
    again: (by) => `knockon run shop.yaml --seed ${by}`,
    label: '',
    withNumbers: true,
    withTraces: traces,
    series,
  });
}
