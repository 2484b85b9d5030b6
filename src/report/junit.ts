/** JUnit XML: a suite for each scenario, a case for each expectation and one for its end, with their place in the file. */
import {
  isUnjudged,
  type Judged,
  type Result,
  type Standing,
  sayUnjudged,
  toldBelow,
} from '../present/result.ts';
import { placeIn } from './github.ts';

/** A scenario as JUnit sees it. */
export interface Suite {
  readonly title: string;
  readonly file: string;
  /** Why it was not run to its end, or nothing came of that. */
  readonly trouble: string | undefined;
  readonly wallSeconds: number;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Case[];
}

export interface Case {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly standing: Standing;
  /** The elements in it, as XML. */
  readonly inside: string;
}

export function junitXml(results: readonly Result[]): string {
  return suitesXml(results.map(suiteOf));
}

export function suitesXml(suites: readonly Suite[]): string {
  const count = (each: (suite: Suite) => number) => suites.reduce((sum, suite) => sum + each(suite), 0);
  const attributes = [
    `name="knockon"`,
    `tests="${count(({ cases }) => cases.length + 1)}"`,
    `failures="${count((suite) => countOf(suite, 'failed'))}"`,
    `errors="${count(({ trouble }) => (trouble === undefined ? 0 : 1))}"`,
    `skipped="${count((suite) => countOf(suite, 'not-judged'))}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes.join(' ')}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf(result: Result): Suite {
  const { title, file, stop, wallSeconds, expectations } = result;
  return {
    title,
    file,
    trouble: stop?.sentence ?? (isUnjudged(result) ? sayUnjudged(result) : undefined),
    wallSeconds,
    properties: [
      ['seed', result.seed],
      ['scenario-hash', result.scenarioHash],
      ['run-hash', result.runHash],
      ['again', result.again],
    ],
    cases: expectations.map((judged) => ({
      text: judged.text,
      ...placeIn(file, judged),
      standing: judged.standing,
      inside: insideOf(judged, result.again),
    })),
  };
}

function suiteLines(suite: Suite): string[] {
  const { title, file, trouble, cases, properties } = suite;
  const attributes = [
    `name="${xmlEscaped(title)}"`,
    `file="${xmlEscaped(file)}"`,
    `tests="${cases.length + 1}"`,
    `failures="${countOf(suite, 'failed')}"`,
    `errors="${trouble === undefined ? 0 : 1}"`,
    `skipped="${countOf(suite, 'not-judged')}"`,
    `time="${suite.wallSeconds.toFixed(3)}"`,
  ];
  // Titles may be alike, as of a scenario and one that extends it; files are not.
  const classname = `classname="${xmlEscaped(file)}"`;
  const stopped = trouble === undefined ? '' : `<error message="${xmlEscaped(trouble)}"/>`;
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property name="${name}" value="${xmlEscaped(value)}"/>`),
    '    </properties>',
    caseLine('runs to its end', classname, file, 1, stopped),
    ...cases.map((one) => caseLine(one.text, classname, one.file, one.line, one.inside)),
    '  </testsuite>',
  ];
}

function caseLine(name: string, classname: string, file: string, line: number, inside: string): string {
  const opening = `    <testcase name="${xmlEscaped(name)}" ${classname} file="${xmlEscaped(file)}" line="${line}"`;
  return inside === '' ? `${opening}/>` : `${opening}>${inside}</testcase>`;
}

function insideOf(judged: Judged, again: string): string {
  const { standing, sentence } = judged;
  switch (standing) {
    case 'held':
      return '';
    case 'failed': {
      const more = [...toldBelow(judged), `again: ${again}`].join('\n');
      return `<failure message="${xmlEscaped(sentence)}">${xmlEscaped(more)}</failure>`;
    }
    case 'not-judged':
      return `<skipped message="${xmlEscaped(sentence)}"/>`;
  }
}

function countOf({ cases }: Suite, standing: Standing): number {
  return cases.filter((one) => one.standing === standing).length;
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
export function xmlEscaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"'\n]/g, (character) => ENTITIES[character]);
}
