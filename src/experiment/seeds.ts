/** Runs one study with many seeds. What comes of it is in the order of the seeds, whoever was first. */
import { availableParallelism } from 'node:os';
import { type Hands, LetGo } from './hands.ts';
import { Here } from './here.ts';
import { Pool } from './pool.ts';
import type { Sample, Study } from './study.ts';

/** Fewer seeds than this are done before threads have started and become warm. */
const WORTH_THREADS = 4;

export interface HandsWanted {
  /** The most seeds any study will have. */
  readonly seeds: number;
  /** Where a worker thread begins: `worker.ts`, or what it is bundled to. */
  readonly script: URL;
  /** Threads; as many as there are cores unless told. */
  readonly threads?: number;
}

/** Worker threads where they pay and can be had, otherwise this thread. */
export async function handsFor({
  seeds,
  script,
  threads = availableParallelism(),
}: HandsWanted): Promise<Hands> {
  if (seeds < WORTH_THREADS || threads < 2) return new Here();
  return (await Pool.start(script, Math.min(threads, seeds))) ?? new Here();
}

/**
 * The samples of those seeds that were run to their end, in the order of the seeds: all of them, unless
 * the hands are let go meanwhile. Throws the trouble of a run; of several, that of the first seed.
 */
export async function runSeeds(
  hands: Hands,
  study: Study,
  seeds: readonly string[],
  oneMore: (done: number) => void = () => {},
): Promise<Sample[]> {
  const samples = new Array<Sample | undefined>(seeds.length).fill(undefined);
  const troubles = new Map<number, unknown>();
  let done = 0;
  let next = 0;
  // each hand has a queue of one: a seed after the first trouble is not begun
  const work = async () => {
    while (next < seeds.length && troubles.size === 0) {
      const at = next++;
      try {
        samples[at] = await hands.run(study, seeds[at]);
        done += 1;
        oneMore(done);
      } catch (error) {
        if (error instanceof LetGo) return;
        troubles.set(at, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(hands.count, seeds.length) }, work));
  if (troubles.size > 0) throw troubles.get(Math.min(...troubles.keys()));
  return samples.filter((sample) => sample !== undefined);
}
