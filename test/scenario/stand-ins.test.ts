/** What stands in for what has no key of its own does what the reference says: the examples keep what they expect. */
import { expect, it } from 'vitest';
import { referencePages } from '../../src/scenario/index.ts';
import { standInsPart } from '../../src/scenario/reference-stand-ins.ts';
import { brokenClaims } from '../scenarios/claims.ts';
import { scenarioOf } from './support/mistakes.ts';

const files = referencePages();
const read = (path: string) => files.find(({ file }) => file === `docs/reference/${path}`)?.text;
const examples = standInsPart().flatMap((text) =>
  [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml),
);

it.each([
  ['an autoscaler', 0],
  ['a cache that several share', 1],
  ['work at the start', 2],
  ['memory of what is in flight', 3],
  ['fewer consumers for a while', 4],
  ['a retry without end', 5],
])('%s', (name, index) => {
  const scenario = scenarioOf(`extends: example.yaml\n${examples[index]}`, { read });
  expect(scenario.expectations.length).toBeGreaterThan(2);
  expect(brokenClaims({ name, file: name, scenario }, ['1', '2', '3', '4', '5', '6', '7'])).toEqual([]);
});

it('there are no more of them', () => {
  expect(examples).toHaveLength(6);
});
