/** Every law holds, and a simulator that breaks it is caught: here are such simulators. */
import { describe, expect, it } from 'vitest';
import { type Interval, type Mark, type Moment, Run, type RunOptions } from '../../src/sim/index.ts';
import type { Lab } from '../../src/verify/laws/contract.ts';
import { slowByHand } from '../../src/verify/laws/eventful.ts';
import { laws } from '../../src/verify/laws/index.ts';
import { judgeLaw, labOf } from '../../src/verify/laws/judge.ts';

type Begin = Lab['begin'];

/** A simulator that begins its runs with a seed of its own making. */
const seeding =
  (seedOf: (seed: string, plan: Parameters<Begin>[0], options: RunOptions) => string): Begin =>
  (plan, options = {}) =>
    new Run(plan, { ...options, seed: seedOf(options.seed ?? '', plan, options) });

/** A simulator of another kind of run. */
const of =
  (Kind: new (...given: ConstructorParameters<typeof Run>) => Run): Begin =>
  (plan, options) =>
    new Kind(plan, options);

class Stumbling extends Run {
  private steps = 0;
  override advance(...given: Parameters<Run['advance']>): boolean {
    this.steps += 1;
    if (this.steps === 500) this.inject(slowByHand());
    return super.advance(...given);
  }
}

class Forgetful extends Run {
  override restore(_: Moment): void {}
}

class Shared extends Run {
  override fork(): Run {
    return this;
  }
}

class Untouchable extends Run {
  override inject(): [] {
    return [];
  }
}

/** One call begun that never was. */
class Miscounting extends Run {
  override reading(): Mark {
    const mark = super.reading();
    const { edges } = this.interval(0, 0).layout;
    mark.counts[edges] += this.now > 10e9 ? 1 : 0;
    return mark;
  }
}

/** A millisecond of presence too much. */
class Lingering extends Run {
  override interval(from: number, to: number): Interval {
    const interval = super.interval(from, to);
    interval.after.openTimes[0] += 1e6;
    return interval;
  }
}

function counting(): () => number {
  let count = 0;
  return () => count++;
}

/** For each law, simulators that break it, and what is said of them. */
const breakers: Readonly<Record<string, readonly (readonly [() => Begin, RegExp])[]>> = {
  recorded: [[() => seeding((seed) => `${seed}!`), /^seed 1: \w{16} here, \w{16} recorded$/]],
  'same-seed': [
    [
      () => {
        const next = counting();
        return seeding((seed) => seed + next());
      },
      /^twice: \w{16} and \w{16}$/,
    ],
    [() => seeding(() => 'always'), /another seed came to the same run/],
  ],
  steps: [[() => of(Stumbling), /^by single events: \w{16} and \w{16}$/]],
  rewind: [
    [() => of(Forgetful), /^restored at 3 s: \w{16} and \w{16}$/],
    [() => of(Untouchable), /changed nothing/],
  ],
  fork: [[() => of(Shared), /injected into a fork changed nothing/]],
  replay: [[() => of(Untouchable), /by hand, \w{16} planned$/]],
  watching: [[() => seeding((seed, _, { traces }) => `${seed}${traces ?? ''}`), /watched, \w{16} not$/]],
  neighbour: [
    [() => seeding((seed, { directory }) => seed + directory.services.length), /without, .* with$/],
  ],
  'not-before': [
    [() => seeding((seed, { faults }) => seed + faults.length), /^up to 3 s: \w{16} without, \w{16} with$/],
  ],
  ledger: [[() => of(Miscounting), /calls begun, but/]],
  little: [[() => of(Lingering), /calls open for/]],
};

it('every law has somebody who breaks it', () => {
  expect(Object.keys(breakers)).toEqual(laws.map(({ name }) => name));
});

describe.each(laws)('$name', (law) => {
  it.each(['1', 'another'])('holds with seed %s', (seed) => {
    const { holds, told } = judgeLaw(law, labOf(seed));
    expect(holds, `${told}\nIf the simulated world is meant to be another: RECORDED in src/verify/laws`).toBe(
      true,
    );
  });

  it('is seen to be broken', () => {
    for (const [begin, said] of breakers[law.name]) {
      const { holds, told } = judgeLaw(law, { seed: '1', begin: begin() });
      expect(holds).toBe(false);
      expect(told).toMatch(said);
    }
  });
});
