import { describe, expect, test } from 'vitest';
import { readTree } from './source.ts';
import { bannedWords } from './words.ts';

describe('the words we write', () => {
  test('no file of the project says a banned word', () => {
    expect(bannedWords(readTree()).join('\n')).toBe('');
  });

  /** What the rules say of one planted line. */
  function said(path: string, line: string): string {
    return bannedWords([{ path, text: `/** A file. */\n${line}\n` }]).join('\n');
  }

  test.each([
    ['src/sim/machine/call.ts', 'const luck = Math.random();', 'a keyed draw'],
    ['src/sim/machine/call.ts', 'const now = Date.now();', 'simulated time'],
    ['src/base/time.ts', 'const now = new Date();', 'simulated time'],
    ['src/base/time.ts', 'const now = performance.now();', 'simulated time'],
    ['src/sim/plan/index.ts', 'setTimeout(run, 5);', 'an event in the calendar'],
    ['src/sim/dist/power.ts', 'const y = Math.pow(x, 2);', 'multiplication'],
    ['src/sim/dist/power.ts', 'const y = x ** 2;', 'multiplication'],
    ['src/present/amplification.ts', 'const first = queue.shift();', 'an index that moves on'],
    ['src/draw/spark.ts', 'heights.sort();', 'a comparator'],
    ['src/scenario/load.ts', 'console.error(sentence);', 'a parameter'],
    ['src/scenario/load.ts', "const home = process.env['HOME'];", 'a parameter'],
    ['src/report/text.ts', 'export default text;', 'a named export'],
    ['test/laws/ledger.test.ts', '// @ts-ignore', 'a type that is true'],
    ['docs/changing.md', 'TODO: say more', 'the work itself'],
    ['test/laws/ledger.test.ts', "test.only('x', () => {});", 'a test that runs'],
    ['test/laws/ledger.test.ts', "describe.skip('x', () => {});", 'a test that runs'],
    ['README.md', 'cd /home/me/knockon', 'a path from the root of the project'],
    ['bench/index.ts', "const out = '/tmp/out.json';", 'a path from the root of the project'],
    ['.npmrc', '//registry.npmjs.org/:always', "the machine's setting"],
  ])('in %s, "%s" is found with its replacement', (path, line, instead) => {
    const sentence = said(path, line);
    expect(sentence).toContain(`${path}:2 says`);
    expect(sentence).toContain(instead);
  });

  test.each([
    ['src/cli/run.ts', 'const began = performance.now();'],
    ['src/cli/run.ts', 'process.exitCode = 1;'],
    ['src/sim/kernel/luck.ts', '// unlike Math.random, a draw here is keyed'],
    ['src/sim/spec/index.ts', "const sentence = 'there is no Date.now in a scenario';"],
    ['src/sim/spec/index.ts', `const sentence = \`no Date.now $\{here} either\`;`],
    ['src/draw/spark.ts', 'heights.sort((a, b) => a - b);'],
    ['src/draw/bars.ts', 'const heights = Float64Array.from(given).sort();'],
    ['src/sim/machine/frame.ts', 'this.process.begin();'],
    ['scenarios/shop.yaml', 'question: does api/home/page survive?'],
  ])('in %s, "%s" is fine', (path, line) => {
    expect(said(path, line)).toBe('');
  });

  test('code inside a template is still code', () => {
    expect(said('src/sim/spec/index.ts', `const sentence = \`at $\{Date.now()} it broke\`;`)).toContain(
      'Date.now',
    );
  });
});
