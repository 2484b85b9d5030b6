/** A run in a dozen numbers. */
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/present/summary.ts';
import { keyOf, totalsOf } from '../../src/present/totals.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { metricCatalog, Run } from '../../src/sim/index.ts';
import { SMALL_SHOP } from '../cli/support/small-shop.ts';

function runOf(text: string, until?: number): Run {
  const loaded = loadScenario({ name: 'shop.yaml', text });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics[0].sentence);
  const run = new Run(loaded.scenario.plan);
  run.advance(until);
  return run;
}

describe('the summary of a run', () => {
  const summary = summarise(runOf(SMALL_SHOP));

  it('tells before, during and after the faults apart', () => {
    expect(summary.phases.map(({ name }) => name)).toEqual([
      'before-faults',
      'during-faults',
      'after-faults',
    ]);
    const [before, during, after] = summary.loads[0].rows;
    expect(before.goodputShare).toBeGreaterThan(0.95);
    expect(during.goodputShare).toBeLessThan(0.2);
    expect(after.goodputShare).toBeGreaterThan(during.goodputShare);
  });

  it('says why requests failed and where it began', () => {
    const [worst] = summary.loads[0].rows[1].failures;
    expect(worst.place).toBe('web -> stock.reserve');
    expect(['refused', 'timed-out']).toContain(worst.cause);
    const total = summary.loads[0].rows[1].failures.reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeGreaterThan(0.8);
    expect(total).toBeLessThan(1.2);
  });

  it('points at the services under strain, in each phase in which some were', () => {
    expect(summary.hot.map(({ phase, spots }) => [phase, spots[0].service])).toEqual([
      ['during-faults', 'stock'],
      ['after-faults', 'stock'],
    ]);
    // what is left to do when the fault is over was asked for by those who have left
    const [during, after] = summary.hot.map(({ spots: [stock] }) => stock);
    expect(after.wastedShare).toBeGreaterThan(0.02);
    expect(after.utilisationShare).toBeLessThan(during.utilisationShare);
    expect(summary.amplification.worst?.edge).toBe('web -> stock.reserve');
  });

  it('has one phase where there are no faults', () => {
    const calm = SMALL_SHOP.replace(/faults:\n.*\n/, '').replace(/expect:[\s\S]*/, '');
    expect(summarise(runOf(calm)).phases.map(({ name }) => name)).toEqual(['whole']);
  });

  it('draws as attempts the requests and every retry, so that both lines lie together while nobody tries again', () => {
    const { goodput, attempts, ends } = summary.curves;
    const mean = (series: Float64Array, from: number, to: number) => {
      const within = Array.from(series).filter((_, at) => ends[at] > from && ends[at] <= to);
      return within.reduce((sum, each) => sum + each, 0) / within.length;
    };
    // before the fault nearly nobody tries twice, though each request makes two attempts on its way
    expect(mean(attempts, 5e9, 15e9) / mean(goodput, 5e9, 15e9)).toBeLessThan(1.05);
    expect(mean(attempts, 15e9, 25e9)).toBeGreaterThan(1.5 * mean(attempts, 5e9, 15e9));
  });

  it('of a run that was cut short ends where the run did', () => {
    const cut = summarise(runOf(SMALL_SHOP, 17e9));
    expect(cut.phases.at(-1)).toEqual({ name: 'during-faults', from: 15e9, to: 17e9, isCutShort: true });
    expect(cut.loads[0].rows).toHaveLength(2);
    expect(cut.loads[0].rows[1].offeredPerSecond).toBeGreaterThan(30);
  });

  it('of a run that has not begun says nothing, and does not fail', () => {
    expect(summarise(runOf(SMALL_SHOP, 0))).toMatchObject({
      phases: [],
      hot: [],
    });
  });
});

describe('the totals of a run', () => {
  it('have a key of its own for each metric, and agree between a phase and its parts', () => {
    const keys = metricCatalog.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    const totals = totalsOf(runOf(SMALL_SHOP));
    expect(Object.keys(totals)).toEqual([
      'warm-up',
      'before-faults',
      'during-faults',
      'after-faults',
      'whole',
    ]);
    const offered = (phase: string) => Number(totals[phase].load.shoppers.offeredPerSecond);
    const parts =
      offered('before-faults') * 10 + offered('during-faults') * 10 + offered('after-faults') * 15;
    expect(parts).toBeCloseTo(offered('whole') * 35, 6);
  });
});
