/** Many runs: studies with many seeds, in worker threads; and what many numbers come to. */
export { checkBooks } from './books.ts';
export { type Hands, RunTrouble } from './hands.ts';
export {
  answerTo,
  intervalOf,
  isOpen,
  isUnknowable,
  momentsOf,
  neededBy,
  type Question,
} from './question.ts';
export { handsFor, runSeeds } from './seeds.ts';
export { type Share, shareOf } from './share.ts';
export { type Group, type Spread, spreadOf } from './spread.ts';
export type { Sample, Study } from './study.ts';
