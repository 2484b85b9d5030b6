/**
 * Scenarios damaged where they mean something. Whatever comes of it is a scenario that runs within its
 * budget or mistakes with a place; nothing that is printed about it can steer a terminal.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { exampleSystem, faults, policies } from '../../src/sim/index.ts';
import { randomSystem } from '../laws/random-system.ts';
import { damage, damaged } from './support/damage.ts';
import { tellingsOf } from './support/tellings.ts';

const folder = new URL('../../scenarios/', import.meta.url);

const text = (system: object) => stringify({ title: 'A text to be damaged', ...system });

const SHIPPED = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** Every member of the catalogs as its example has it. */
const EXAMPLES = [
  ...Object.values(faults).map(({ example }) => ({ faults: [example] })),
  ...Object.values(policies).map(({ name, example }) => ({ policies: { some: [{ [name]: example }] } })),
].map((more) => text({ ...exampleSystem, ...more }));

/** What no text that is printed may hold: controls but for the line's end, marks of direction, half characters. */
const STEERING =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

const EVENTS = 3000;

const CORPORA: Record<string, fc.Arbitrary<string>> = {
  'a shipped scenario': fc.constantFrom(...SHIPPED),
  'the example of a policy or a fault': fc.constantFrom(...EXAMPLES),
  'a random system': randomSystem().map(({ system }) => text(system)),
};

/** What is wrong with what is said of a text; nothing where all is well. */
async function troublesWith(after: string): Promise<string[]> {
  const { isRunnable, mistakes, printed } = await tellingsOf(after, EVENTS);
  if (isRunnable) runnable += 1;
  const lines = after.split('\n').length;
  return [
    ...Object.entries(printed).flatMap(([form, page]) => (STEERING.test(page) ? [`${form} steers`] : [])),
    ...(isRunnable || mistakes.some(({ severity }) => severity === 'error')
      ? []
      : ['no run, and no mistake']),
    ...mistakes
      .filter(({ range }) => range !== undefined && range.line > lines)
      .map(({ sentence }) => `beyond the last line: ${sentence}`),
  ];
}

let runnable = 0;

it.each([
  ['a shipped scenario', 1, 400],
  ['a shipped scenario', 4, 150],
  ['the example of a policy or a fault', 1, 250],
  ['a random system', 1, 300],
])(
  '%s with up to %i damages ends in mistakes with a place, or runs; nothing printed steers',
  async (whole, most, runs) => {
    runnable = 0;
    await fc.assert(
      fc.asyncProperty(
        CORPORA[whole],
        fc.array(damage, { minLength: 1, maxLength: most }),
        async (before, acts) => {
          const after = acts.reduce(damaged, before);
          const troubles = await troublesWith(after).catch((error: Error) => [error.stack ?? error.message]);
          if (troubles.length > 0) throw new Error(`${troubles.join('\n')}\n\n# the scenario\n${after}`);
        },
      ),
      // A fixed seed: what fails, fails for everybody. KNOCKON_LAWS_SEED looks elsewhere.
      { numRuns: runs, seed: Number(process.env.KNOCKON_LAWS_SEED ?? 11) },
    );
    // Else it would only ever see the first door.
    expect(runnable).toBeGreaterThan(runs / 50);
  },
);
