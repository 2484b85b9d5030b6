/** The C++ yardstick is itself held to the ledger and to theory, or its second opinion is worth nothing. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileBaseline, runBaseline } from '../../bench/baseline/run.ts';
import { threeService } from '../../bench/three-service.ts';
import { mmc } from '../../src/verify/formulas/mmc.ts';
import { agrees } from '../support/statistics.ts';

const binary = compileBaseline();
const seeds = [1, 2, 3, 4, 5, 6];

// A test worker is ended without an exit event, so the compiler's folder is removed by hand.
afterAll(() => {
  if (binary !== undefined) rmSync(dirname(binary), { recursive: true, force: true });
});

describe.skipIf(binary === undefined)('the baseline program', () => {
  it.each(['healthy', 'collapse'] as const)('balances its books when %s', (variant) => {
    const run = runBaseline(binary!, { variant, requests: 20_000, seed: 3 });
    const { ok, error, refused } = run.outcomes;
    expect(ok + error + refused).toBe(20_000);
    for (const callee of [run.a, run.b]) {
      expect(callee.calls).toBe(ok + error);
      expect(callee.served + callee.refused).toBe(callee.attempts);
      expect(callee.attempts).toBeLessThanOrEqual(callee.calls * threeService.attempts);
    }
    // Every attempt starts one timer, and every timer either fires or is cancelled.
    const attempts = run.a.attempts + run.b.attempts;
    expect(run.cancelledTimers).toBe(attempts - run.a.timedOut - run.b.timedOut);
  });

  it('gives the same run for the same seed, and another for another', () => {
    const options = { variant: 'healthy', requests: 5_000, seed: 7 } as const;
    const { cpuSeconds: _, rssBytes: __, ...once } = runBaseline(binary!, options);
    expect(runBaseline(binary!, options)).toMatchObject(once);
    expect(runBaseline(binary!, { ...options, seed: 8 }).events).not.toBe(once.events);
  });

  it('serves each attempt at A and B as M/M/c does while healthy', () => {
    const runs = seeds.map((seed) => runBaseline(binary!, { variant: 'healthy', requests: 100_000, seed }));
    for (const name of ['a', 'b'] as const) {
      const { slots, serviceMeanMs } = threeService[name];
      const attemptsPerMs =
        runs.reduce((sum, run) => sum + run[name].attempts / run.simulatedSeconds, 0) / 1e3;
      const theory = mmc({
        arrivalRate: attemptsPerMs / seeds.length,
        serviceMean: serviceMeanMs,
        servers: slots,
      }).responseMean;
      const { holds, sentence } = agrees(
        runs.map((run) => run[name].meanMs),
        theory,
        { seeds, halfWidthMax: 0.02 },
      );
      expect(holds, sentence).toBe(true);
    }
  });

  it('ends nearly every request in error when offered half as much again as A can do', () => {
    const run = runBaseline(binary!, { variant: 'collapse', requests: 100_000, seed: 1 });
    expect(run.outcomes.ok).toBeLessThan(0.1 * 100_000);
    expect(run.a.servedAbandoned).toBeGreaterThan(0.8 * run.a.served);
  });
});
