import { describe, expect, it } from 'vitest';
import { junitXml } from '../../src/report/junit.ts';
import { DISAPPOINTED, DISAPPOINTING_LINE, SMALL_SHOP } from '../cli/support/small-shop.ts';
import { readXml } from '../cli/support/xml.ts';
import { resultOf } from './support/results.ts';

describe('JUnit XML', () => {
  it('has a suite for each scenario and a case for each expectation, with its line', async () => {
    const suites = readXml(junitXml([await resultOf(SMALL_SHOP), await resultOf(DISAPPOINTED)]));
    expect(suites.name).toBe('testsuites');
    expect(suites.children.map(({ attributes }) => [attributes.tests, attributes.failures])).toEqual([
      ['4', '0'],
      ['4', '1'],
    ]);
    const cases = suites.children[1].children.filter(({ name }) => name === 'testcase');
    const failed = cases.filter(({ children }) => children.some(({ name }) => name === 'failure'));
    expect(failed.map(({ attributes }) => [attributes.file, attributes.line])).toEqual([
      ['shop.yaml', `${DISAPPOINTING_LINE}`],
    ]);
  });

  it('places an expectation that was given as an option at the top of its scenario, for no file is called --set', async () => {
    const result = await resultOf(DISAPPOINTED);
    const given = result.expectations.map((judged) => ({ ...judged, file: '--set', line: 1 }));
    const [suite] = readXml(junitXml([{ ...result, expectations: given }])).children;
    const cases = suite.children.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => [attributes.file, attributes.line])).toEqual(
      cases.map(() => ['shop.yaml', '1']),
    );
  });

  it('tells a run that was stopped as an error, and what was not judged as skipped', async () => {
    const suites = readXml(junitXml([await resultOf(SMALL_SHOP, { events: 10 })]));
    expect(suites.attributes).toMatchObject({ tests: '4', failures: '0', errors: '1', skipped: '3' });
  });

  it('leaves out what XML cannot say', async () => {
    const result = { ...(await resultOf(SMALL_SHOP)), title: 'a\u0000\u001b[2J<&>"\'\nb\ud800' };
    expect(readXml(junitXml([result])).children[0].attributes.name).toBe('a[2J<&>"\'\nb');
  });
});
