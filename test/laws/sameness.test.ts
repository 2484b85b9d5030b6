/** The same scenario, seed and commands are the same run: in one go or in steps, rewound, forked, watched or not. */
import { expect, test } from 'vitest';
import { type FaultSpec, JOURNAL_KINDS, Run, type SystemSpec } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';
import { planOf } from '../support/simulate.ts';
import { runTo } from './inside.ts';
import { holdsFor, LENGTH, type RawSystem } from './random-system.ts';

/** Everything that tells two runs apart. */
function tale(run: Run): unknown {
  return {
    hash: run.hash,
    state: run.stateHash(),
    events: run.events,
    rows: run.rows,
    windows: run.windows?.count,
    ledger: run.checkLedger(),
  };
}

test('one long advance, a thousand short ones and one event at a time are the same run', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const whole = runTo(new Run(plan, { seed }));
      const steps = new Run(plan, { seed });
      for (let i = 1; i <= 1000; i++) steps.advance((i * LENGTH) / 1000);
      const events = new Run(plan, { seed });
      for (let i = 0; i < 1e6 && !events.advance(LENGTH, 1); i++);
      expect(tale(steps)).toEqual(tale(whole));
      expect(tale(events)).toEqual(tale(whole));
    },
    40,
  );
});

test('looking at a run changes nothing in it', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const unwatched = runTo(new Run(plan, { seed, windows: false }));
      const watched = new Run(plan, {
        seed,
        traces: true,
        journal: JOURNAL_KINDS,
        moments: [0.15 * LENGTH, 0.3 * LENGTH],
      });
      for (let i = 1; i <= 97; i++) {
        watched.advance(Math.round((i * LENGTH) / 97));
        watched.reading();
        if (i % 3 === 0) watched.journal?.read(() => {});
      }
      expect(watched.hash).toBe(unwatched.hash);
      expect(watched.events).toBe(unwatched.events);
    },
    60,
  );
});

test('the same seed meets the same luck, another seed another', () => {
  const system = (seed: string) => new Run(planOf(shop()), { seed });
  expect(runTo(system('7')).hash).toBe(runTo(system('7')).hash);
  expect(runTo(system('7')).hash).not.toBe(runTo(system('8')).hash);
});

test('going back to a snapshot and on again is the same run, faults injected in between included', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const slow = aFault(system);
      const run = new Run(plan, { seed, moments: [LENGTH / 2] });
      run.advance(LENGTH / 4);
      const early = run.snapshot();
      run.inject(slow);
      run.advance(LENGTH / 2);
      const middle = tale(run);
      const seriesThen = seriesOf(run);
      runTo(run);
      const end = tale(run);
      const seriesAtEnd = seriesOf(run);

      run.restore(early);
      expect(run.now).toBe(LENGTH / 4);
      expect(run.commands).toEqual([]);
      runTo(run, 0.3 * LENGTH);
      run.restore(early);
      run.inject(slow);
      run.advance(LENGTH / 2);
      expect(tale(run)).toEqual(middle);
      expect(seriesOf(run)).toEqual(seriesThen);
      runTo(run);
      expect(tale(run)).toEqual(end);
      expect(seriesOf(run)).toEqual(seriesAtEnd);
    },
    40,
  );
});

test('a fork is its parent to the bit, and differs from it only by what is done to it, from then on', () => {
  holdsFor(
    {},
    (system, seed) => {
      const plan = planOf(system);
      const parent = new Run(plan, { seed });
      parent.inject(aFault(system));
      parent.advance(0.3 * LENGTH);
      const alike = parent.fork();
      const other = parent.fork();
      expect(tale(alike)).toEqual(tale(parent));
      const begun = other.hash;
      other.inject({ ...aFault(system), name: 'another' });
      expect(other.hash).toBe(begun);
      runTo(other);
      runTo(alike);
      const forked = tale(alike);
      expect(parent.now).toBe(0.3 * LENGTH);
      runTo(parent);
      expect(tale(parent)).toEqual(forked);
      expect(seriesOf(alike)).toEqual(seriesOf(parent));
    },
    40,
  );
});

test('a fault injected by hand at an instant is the planned fault of that instant', () => {
  holdsFor(
    { faults: false },
    (system, seed) => {
      const fault = { ...aRawFault(system), for: '200ms' };
      const planned = runTo(new Run(planOf({ ...system, faults: [{ ...fault, at: '250ms' }] }), { seed }));
      const injected = new Run(planOf(system), { seed });
      injected.advance(250e6);
      expect(injected.inject(parsed(system, fault))).toEqual([]);
      runTo(injected);
      expect(loadHashes(injected)).toEqual(loadHashes(planned));
      expect(injected.hash).toBe(planned.hash);
    },
    40,
  );
});

test('a moment that was taken while a fault lasted can be gone back to from before the fault', () => {
  const run = new Run(planOf(shop()), { seed: '1', windows: false });
  run.advance(100e6);
  const before = run.snapshot();
  run.inject(aFault(shop()));
  run.advance(200e6);
  const within = run.snapshot();
  runTo(run);
  const end = run.hash;
  run.restore(before);
  run.restore(within);
  expect(run.commands.length).toBe(1);
  expect(run.faults.map(({ strength }) => strength)).toEqual([1]);
  runTo(run);
  expect(run.hash).toBe(end);
});

function loadHashes(run: Run): string[] {
  return run.plan.loads.map((_, load) => run.loadHash(load));
}

function seriesOf(run: Run): unknown {
  const { windows } = run;
  if (windows === undefined) return [];
  return run.plan.directory.edges.map((_, edge) => [...windows.series('edge', edge, 'offered')]);
}

function aRawFault(system: RawSystem): Record<string, unknown> {
  return { slow: Object.keys(system.services as RawSystem)[0], factor: 7, name: 'by-hand' };
}

function aFault(system: RawSystem): FaultSpec {
  return parsed(system, { ...aRawFault(system), for: '300ms' });
}

function parsed(system: RawSystem, fault: Record<string, unknown>): FaultSpec {
  const spec: SystemSpec = parseSystem({ ...system, faults: [fault] });
  return (spec.faults as FaultSpec[])[0];
}

function shop(): RawSystem {
  return {
    run: { length: '1s', window: '100ms' },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 2 },
        operations: { ask: [{ work: { exponential: '5ms' } }] },
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { poisson: '300/s' },
        policies: [{ timeout: '50ms' }, { retry: { attempts: 2 } }],
      },
    ],
  };
}
