/** One study with many seeds: the same whoever runs them, each as if it were alone, and stopped at once. */
import { afterAll, describe, expect, it } from 'vitest';
import { RunTrouble, troubleOf } from '../../src/experiment/hands.ts';
import { type Hands, handsFor, runSeeds, type Study } from '../../src/experiment/index.ts';
import { answerTo, isOpen, momentsOf, type Question } from '../../src/experiment/question.ts';
import { compile, Run } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';

const script = new URL('../../src/experiment/worker.ts', import.meta.url);
const SEEDS = Array.from({ length: 12 }, (_, i) => String(i + 1));

const QUESTIONS: Question[] = [
  { metric: 'goodput', kind: 'load', subject: 'people', from: 1e9, to: 4e9 },
  { metric: 'latency-p99', kind: 'load', subject: 'people', from: 0, to: 5e9 },
];

function study(extra: Partial<Study> = {}, length = '5s'): Study {
  const system = parseSystem({
    run: { length },
    services: {
      web: {
        concurrency: { threads: 3 },
        queue: { limit: 3 },
        operations: { ask: [{ work: { exponential: '10ms' } }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '250/s' } }],
    faults: [{ slow: 'web', factor: 2, at: '2s', for: '1s', probability: '50%' }],
  });
  return { system, questions: QUESTIONS, until: 5e9, mostEvents: undefined, ...extra };
}

const started: Hands[] = [];
async function hands(threads: number): Promise<Hands> {
  const some = await handsFor({ seeds: SEEDS.length, script, threads });
  started.push(some);
  return some;
}
afterAll(() => Promise.all(started.map((some) => some.letGo())));

describe('many seeds', () => {
  it('come to the same in this thread, in two threads and in three, in the order of the seeds', async () => {
    const told: string[] = [];
    for (const threads of [1, 2, 3]) {
      const some = await hands(threads);
      expect(some.count).toBe(threads);
      const samples = await runSeeds(some, study(), SEEDS);
      expect(samples.map(({ seed }) => seed)).toEqual(SEEDS);
      told.push(JSON.stringify(samples.map((sample) => ({ ...sample, answers: [...sample.answers] }))));
    }
    expect(told[1]).toBe(told[0]);
    expect(told[2]).toBe(told[0]);
  });

  it('are each the run that this seed makes alone', async () => {
    const samples = await runSeeds(await hands(2), study(), SEEDS);
    const { plan } = compile(study().system);
    for (const { seed, runHash, events, answers } of samples) {
      const run = new Run(plan!, { seed, moments: momentsOf(QUESTIONS) });
      run.advance();
      expect({ runHash, events }).toEqual({ runHash: run.hash, events: run.events });
      expect([...answers]).toEqual(QUESTIONS.map((question) => answerTo(question, run)));
    }
    expect(new Set(samples.map(({ runHash }) => runHash)).size).toBe(SEEDS.length);
  });

  it.each([1, 2])('of one study after another are run by the same hands: %i', async (threads) => {
    const some = await hands(threads);
    const early = study({ until: 2e9, questions: [] });
    const [first, second, third] = [
      await runSeeds(some, study(), SEEDS),
      await runSeeds(some, early, SEEDS),
      await runSeeds(some, study(), SEEDS),
    ];
    expect(third).toEqual(first);
    expect(second.map(({ reached }) => reached)).toEqual(SEEDS.map(() => 2e9));
  });

  it('are run here where threads cannot be started, and where they do not pay', async () => {
    const nowhere = await handsFor({
      seeds: 50,
      script: new URL('./nowhere.ts', import.meta.url),
      threads: 3,
    });
    expect(nowhere.count).toBe(1);
    expect(await runSeeds(nowhere, study(), ['7'])).toHaveLength(1);
    expect((await handsFor({ seeds: 3, script, threads: 8 })).count).toBe(1);
  });

  it('stop after too many events, each where it is, and leave unanswered what they did not come to', async () => {
    const samples = await runSeeds(await hands(2), study({ mostEvents: 1500 }), SEEDS);
    for (const { events, reached, answers } of samples) {
      expect(events).toBe(1500);
      expect(reached).toBeLessThan(4e9);
      expect([...answers]).toEqual([Number.NaN, Number.NaN]);
    }
  });
});

it('seeds that nobody is left to run are given up, those that nobody has begun included', async () => {
  // A worker that is ready, and gone with its first seed.
  const text = `import { parentPort as port } from 'node:worker_threads';
    port.on('message', ({ kind }) => kind === 'seed' && process.exit());
    port.postMessage({ kind: 'ready' });`;
  const mortal = await handsFor({
    seeds: SEEDS.length,
    script: new URL(`data:text/javascript,${encodeURIComponent(text)}`),
    threads: 2,
  });
  started.push(mortal);
  expect(mortal.count).toBe(2);
  const ends = await Promise.allSettled(SEEDS.map((seed) => mortal.run(study(), seed)));
  expect(ends.map(({ status }) => status)).toEqual(SEEDS.map(() => 'rejected'));
  expect(mortal.count).toBe(0);
});

describe.each([1, 2])('with %i threads', (threads) => {
  it('what is under way is given up when the hands are let go, and what is done is kept', async () => {
    const some = await hands(threads);
    let done = 0;
    const endless = study({ until: Number.MAX_SAFE_INTEGER }, '100d');
    const short = runSeeds(some, study(), SEEDS.slice(0, 5), (count) => {
      done = count;
      if (count === 2) void some.letGo();
    });
    expect((await short).length).toBe(done);
    expect(done).toBeLessThan(5);
    const gone = await hands(threads);
    const under = runSeeds(gone, endless, SEEDS);
    await gone.letGo();
    expect(await under).toEqual([]);
  });

  it('the trouble of a run is told with its seed: that of the first, whoever met one first', async () => {
    const nobody = study({ questions: [{ ...QUESTIONS[0], subject: 'nobody' }] });
    await expect(runSeeds(await hands(threads), nobody, SEEDS.slice(3, 9))).rejects.toMatchObject({
      name: 'InvariantError',
      seed: '4',
      events: expect.any(Number),
    });
  });
});

describe('a question', () => {
  const { plan } = compile(study().system);
  // Counts of nothing are none; where there is nothing to ask about they are no number.
  const about = { metric: 'restarts', kind: 'service', subject: 'web' } as const;
  const asked = (
    stretch: { from: number; to: number } | { phase: 'during-faults'; cut?: number },
    now: number,
  ) => {
    const question: Question = { ...about, ...stretch };
    // Of the seeds 1 to 9 the first one whose fault comes, or does not.
    const run = new Run(plan!, { seed: '1', moments: momentsOf([question]) });
    run.advance(now);
    return { told: !Number.isNaN(answerTo(question, run)), open: isOpen(question, run) };
  };

  it('is open until the run has come to the end of what it is about', () => {
    expect(asked({ from: 1e9, to: 5e9 }, 5e9)).toEqual({ told: true, open: false });
    expect(asked({ from: 1e9, to: 5e9 }, 4.9e9)).toEqual({ told: false, open: true });
    expect(asked({ from: 1e9, to: 4e9 }, 4e9)).toEqual({ told: true, open: false });
  });

  it('about a phase ends with it, or where it is cut; from its beginning on there is nothing left of it', () => {
    expect(asked({ phase: 'during-faults' }, 3e9)).toEqual({ told: true, open: false });
    expect(asked({ phase: 'during-faults', cut: 2.5e9 }, 2.5e9)).toEqual({ told: true, open: false });
    expect(asked({ phase: 'during-faults', cut: 2e9 }, 5e9)).toEqual({ told: false, open: false });
  });
});

it('a trouble keeps its instant on its way from another thread', () => {
  const thrown = Object.assign(new Error('round and round'), { name: 'EndlessInstant', at: 1e9 });
  const arrived = new RunTrouble(structuredClone(troubleOf(thrown, '7', 12)));
  expect(arrived).toMatchObject({ name: 'EndlessInstant', message: 'round and round', at: 1e9, seed: '7' });
  expect(arrived.stack).toBe(thrown.stack);
});
