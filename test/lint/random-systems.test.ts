/** Whatever a system looks like, the rules have something to say of it that can be read, or nothing. */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { lint, rules } from '../../src/lint/index.ts';
import { holdsFor } from '../laws/random-system.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';

/** What sums come to that nobody has checked. */
const NO_NUMBER = /\bNaN|Infinity|undefined|\[object|\bnull\b|-\d+(\.\d+)?(ns|µs|ms|s|m|h|\/s|%)/;

it('what is said of random systems is made of numbers, and stands at a line', () => {
  const codes = new Set<string>();
  holdsFor(
    {},
    (system) => {
      const scenario = scenarioOf(stringify({ title: 'A random system', ...system }));
      for (const { code, sentence, formula, hint, range } of lint(scenario).findings) {
        codes.add(code);
        expect(`${sentence} | ${formula} | ${hint}`, code).not.toMatch(NO_NUMBER);
        expect(range?.line, code).toBeGreaterThan(0);
      }
    },
    150,
  );
  // systems like these get most rules to speak: else this says little
  expect(codes.size).toBeGreaterThan(rules.length / 3);
});
