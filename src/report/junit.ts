/** JUnit XML: a suite for each scenario, a case for each expectation, with its place in the file. */
import { failedOf, type Judged, type Result } from '../present/result.ts';

export function junitXml(results: readonly Result[]): string {
  const count = (each: (result: Result) => number) => results.reduce((sum, result) => sum + each(result), 0);
  const attributes = [
    `name="knockon"`,
    `tests="${count((result) => casesOf(result).length)}"`,
    `failures="${count((result) => failedOf(result).length)}"`,
    `errors="${count(({ stop }) => (stop === undefined ? 0 : 1))}"`,
    `skipped="${count(skippedOf)}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes.join(' ')}>`,
    ...results.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(result: Result): string[] {
  const cases = casesOf(result);
  const attributes = [
    `name="${escaped(result.title)}"`,
    `file="${escaped(result.file)}"`,
    `tests="${cases.length}"`,
    `failures="${failedOf(result).length}"`,
    `errors="${result.stop === undefined ? 0 : 1}"`,
    `skipped="${skippedOf(result)}"`,
    `time="${result.wallSeconds.toFixed(3)}"`,
  ];
  const properties = [
    ['seed', result.seed],
    ['scenario-hash', result.scenarioHash],
    ['run-hash', result.runHash],
    ['again', result.again],
  ].map(([name, value]) => `      <property name="${name}" value="${escaped(value)}"/>`);
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases,
    '  </testsuite>',
  ];
}

/** Every expectation, and that the run came to its end. */
function casesOf(result: Result): string[] {
  const classname = `classname="${escaped(result.title)}"`;
  const end =
    result.stop === undefined
      ? `    <testcase name="runs to its end" ${classname} file="${escaped(result.file)}" line="1"/>`
      : `    <testcase name="runs to its end" ${classname} file="${escaped(result.file)}" line="1"><error message="${escaped(result.stop.sentence)}"/></testcase>`;
  return [end, ...result.expectations.map((judged) => expectationCase(judged, classname, result.again))];
}

function expectationCase(judged: Judged, classname: string, again: string): string {
  const opening = `    <testcase name="${escaped(judged.text)}" ${classname} file="${escaped(judged.file)}" line="${judged.line}"`;
  switch (judged.standing) {
    case 'held':
      return `${opening}/>`;
    case 'failed': {
      const more = [judged.note, `again: ${again}`].filter((line) => line !== undefined).join('\n');
      return `${opening}><failure message="${escaped(judged.sentence)}">${escaped(more)}</failure></testcase>`;
    }
    case 'not-judged':
      return `${opening}><skipped message="${escaped(judged.sentence)}"/></testcase>`;
  }
}

function skippedOf(result: Result): number {
  return result.expectations.filter(({ standing }) => standing === 'not-judged').length;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
};

/** Text as XML takes it: controls, which XML 1.0 has no way to write, are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"'\n]/g, (character) => ENTITIES[character]);
}
