/** Text → checked scenario, or the mistakes in it; expectations; the published schema; the reference. */
export { type Comment, commentsOf } from './comments.ts';
export {
  type Diagnostic,
  diagnosticData,
  inReadingOrder,
  mistakeOfFile,
  type Severity,
} from './diagnostic.ts';
export type { During } from './during.ts';
export type { Expectation } from './expectation.ts';
export type { Comparison } from './expectation-field.ts';
export { type FrameOptions, frame, frames } from './frame.ts';
export { scenarioJsonSchema } from './json-schema.ts';
export { type Judgement, judge } from './judge.ts';
export type { ReadNeighbour } from './neighbour.ts';
export { type Page, referencePages } from './reference.ts';
export { inOneLine } from './reference-examples.ts';
export { type Loaded, type LoadOptions, loadScenario, type Scenario, wordsForWithout } from './scenario.ts';
export type { Range, Source } from './source.ts';
export type { Path } from './tree.ts';
export type { JsonSchema } from './written-schema.ts';
