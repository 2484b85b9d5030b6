/** The page about one run, and the lines about several. */
import { describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import { annotationLine, annotationsOf } from '../../src/report/github.ts';
import { resultLines } from '../../src/report/list.ts';
import { markdownPage } from '../../src/report/markdown.ts';
import { paintOf } from '../../src/report/paint.ts';
import { runForm } from '../../src/report/run-form.ts';
import { storyText } from '../../src/report/text.ts';
import { wrap } from '../../src/report/wrap.ts';
import { DISAPPOINTED, SMALL_SHOP } from '../cli/support/small-shop.ts';
import { resultOf } from './support/results.ts';

const options = { width: 80, paint: paintOf(false) };
const manyLoads = SMALL_SHOP.replace(
  '  - { name: shoppers,',
  `${Array.from(
    { length: 5 },
    (_, i) =>
      `  - { name: load-with-a-rather-long-name-${i}, operation: web.buy, arrivals: { poisson: 1/s } }\n`,
  ).join('')}  - { name: shoppers,`,
);
const manyExpectations = SMALL_SHOP + '  - { goodput: shoppers, at-least: 1% }\n'.repeat(40);

describe('the page about a run', () => {
  it.each([
    ['a plain one', SMALL_SHOP],
    ['one with many loads with long names', manyLoads],
    ['one with many expectations', manyExpectations],
    ['one without expectations', SMALL_SHOP.slice(0, SMALL_SHOP.indexOf('expect:'))],
  ])('of %s fits a terminal of 80 columns and 24 lines', async (_, text) => {
    const lines = storyText(await resultOf(text), options)
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect(textColumns(line), line).toBeLessThanOrEqual(80);
  });

  it('counts what it has no room for', async () => {
    expect(storyText(await resultOf(manyLoads), options)).toContain('and 4 other loads, none served worse');
    expect(storyText(await resultOf(manyExpectations), options)).toMatch(
      /and \d+ more that held\nall 43 expectations held/,
    );
  });

  it('tells of everything where it need not fit a screen', async () => {
    const full = { ...options, isFull: true };
    const loads = storyText(await resultOf(manyLoads), full);
    expect(loads).not.toContain('other load');
    for (const name of manyLoads.match(/load-with-a-rather-long-name-\d/g) ?? [])
      expect(loads).toContain(name);
    const expectations = storyText(await resultOf(manyExpectations), full);
    expect(expectations.match(/✓/g)).toHaveLength(43);
    expect(expectations).not.toContain('more that held');
  });

  it('shows every expectation that failed, however many there are', async () => {
    const hopeless = SMALL_SHOP + '  - { goodput: shoppers, at-most: 1% }\n'.repeat(30);
    const text = storyText(await resultOf(hopeless), options);
    expect(text.match(/✗/g)).toHaveLength(30);
    expect(text).toContain('3 of 33 expectations held');
  });

  it('tells what each fault touched', async () => {
    const text = storyText(await resultOf(SMALL_SHOP), options);
    expect(text).toMatch(/^hits {6}slow-stock 2\d\d$/m);
    const calm = SMALL_SHOP.slice(0, SMALL_SHOP.indexOf('faults:'));
    expect(storyText(await resultOf(calm), options)).not.toContain('hits');
  });

  it('does not depend on colour: without it the words are the same', async () => {
    const result = await resultOf(DISAPPOINTED);
    const coloured = storyText(result, { width: 80, paint: paintOf(true) });
    expect(coloured).toContain('\u001b[31m✗\u001b[39m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(storyText(result, options));
  });

  it('is told of a run that was stopped before anything happened', async () => {
    const text = storyText(await resultOf(SMALL_SHOP, { events: 1 }), options);
    expect(text).toContain('stopped: its budget of 1 events');
    expect(text).toContain('0 of 3 expectations held, 3 not judged');
  });
});

describe('the lines about several runs', () => {
  const longName = `scenarios/${'a-long-name-'.repeat(4)}of-a-shop.yaml`;

  it('are one for what is as expected, with the name of the file first', async () => {
    expect(resultLines(await resultOf(SMALL_SHOP), options)).toEqual([
      '✓ shop.yaml  all 3 expectations held, 40s',
    ]);
  });

  it('stay within 80 columns, but for the command to paste, which stays whole', async () => {
    const results = await Promise.all([
      resultOf(DISAPPOINTED.replace('<b>stock</b> & co', 'a note that goes on and on '.repeat(8))),
      resultOf(SMALL_SHOP, { events: 5000 }),
      resultOf(SMALL_SHOP),
    ]);
    for (const result of results) {
      const again =
        `knockon run ${longName} --seed 3 --set ${'services.orders.replicas=4 '.repeat(4)}`.trim();
      const lines = resultLines({ ...result, file: longName, again }, options);
      expect(lines[0].slice(2)).toBe(longName);
      expect(lines[1]).toMatch(/^ {2}(all )?\d/);
      for (const line of lines) {
        if (line.startsWith('  again: ')) expect(line).toBe(`  again: ${again}`);
        else expect(textColumns(line), line).toBeLessThanOrEqual(80);
      }
    }
    expect(runForm.closing(results, options.paint)).toBe('3 scenarios: 1 failed, 1 stopped, 1 as expected');
  });
});

describe('annotations', () => {
  it('escape what workflow commands give a meaning', () => {
    const line = annotationLine({
      level: 'error',
      title: 'a: b, c',
      message: '99%\nagain',
      file: 'x,y.yaml',
      line: 3,
      column: 5,
    });
    expect(line).toBe('::error file=x%2Cy.yaml,line=3,col=5,title=a%3A b%2C c::99%25%0Aagain');
  });

  it('are made for what failed, and for nothing else', async () => {
    expect(annotationsOf([await resultOf(SMALL_SHOP)])).toEqual([]);
    expect(annotationsOf([await resultOf(DISAPPOINTED)])).toHaveLength(1);
  });
});

describe('Markdown', () => {
  it('keeps text text: no markup, and tables of equal width', async () => {
    const hostile = { ...(await resultOf(DISAPPOINTED)), title: 'a | <script> [x](y) `z`' };
    const page = markdownPage([hostile, hostile]);
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('[x](');
    const rows = page.split('\n').filter((line) => line.startsWith('| shoppers'));
    expect(rows.map((row) => row.split('|').length)).toEqual(new Array(6).fill(9));
  });
});

describe('wrapping', () => {
  it('breaks between words, indents what follows and says when it cut', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
    expect(wrap('one two three four', 9, '', 2)).toEqual(['one two', 'three…']);
    expect(wrap('', 9)).toEqual([]);
  });
});
