/** Was it as expected? One expectation beside what was observed. */
import { unreachable } from '../base/assert.ts';
import { sayDuring } from './during.ts';
import { type Expectation, sayComparison } from './expectation.ts';
import { sayBeside } from './say-metric.ts';

export interface Judgement {
  readonly held: boolean;
  /** The number that was observed; nothing where there was nothing to measure. */
  readonly observed: number | undefined;
  /** "goodput of shoppers before the faults was 98.2%, expected at least 99%" */
  readonly sentence: string;
}

/** `observed` in the unit of the metric. NaN and undefined mean that nothing was there to measure. */
export function judge(expectation: Expectation, observed: number | undefined): Judgement {
  const about = sayAbout(expectation);
  const expected = sayComparison(expectation.comparison, expectation.values, expectation.unit);
  if (observed === undefined || Number.isNaN(observed)) {
    return { held: false, observed: undefined, sentence: `${about} was not observed, expected ${expected}` };
  }
  const held = holds(expectation, observed);
  const value = sayBeside(observed, held ? [] : expectation.values, expectation.unit);
  return { held, observed, sentence: `${about} was ${value}, expected ${expected}` };
}

function holds({ comparison, values: [first, second] }: Expectation, observed: number): boolean {
  switch (comparison) {
    case 'at-least':
      return observed >= first;
    case 'at-most':
      return observed <= first;
    case 'above':
      return observed > first;
    case 'below':
      return observed < first;
    case 'between':
      return observed >= first && observed <= second;
    case 'equals':
      return observed === first;
    default:
      return unreachable(comparison);
  }
}

function sayAbout({ metric, subject, subjectKind, during }: Expectation): string {
  const when = sayDuring(during);
  return `${metric} of ${subjectKind === 'run' ? 'the run' : subject}${when === '' ? '' : ` ${when}`}`;
}
