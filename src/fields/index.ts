/** The words a YAML value may be. */

export { sayDuration } from '../base/say-duration.ts';
export { byShape, type ShapeBranches } from './by-shape.ts';
export { type ChosenUnion, chosenUnion, type Refusal } from './chosen-union.ts';
export { count, countBetween, positiveCount } from './count.ts';
export { dataRate } from './data-rate.ts';
export { nearestWord, someNear, someOf } from './did-you-mean.ts';
export { duration, durationBetween, LONGEST_DURATION, positiveDuration } from './duration.ts';
export { factor, multiple } from './factor.ts';
export { fieldAt } from './field-at.ts';
export { chosenWordMeant, meaningOf } from './from-elsewhere.ts';
export { keepKeyOrder } from './key-order.ts';
export { mapping } from './mapping.ts';
export { name, nameWith } from './name.ts';
export { oneOfKeys, type VerbOptions } from './one-of-keys.ts';
export { numberBetween } from './plain-number.ts';
export { positiveRate, rate } from './rate.ts';
export { metricSubject, operationName, target } from './reference.ts';
export { sayIssue, splitSentence } from './say-issue.ts';
export { isMapping, quote, sayValue } from './say-value.ts';
export { seed } from './seed.ts';
export { percentage, share } from './share.ts';
export { size } from './size.ts';
export { line, lineUpTo, text } from './text.ts';
export type { Word, WordField } from './word-field.ts';
