/** Annotations for GitHub Actions about expectations that did not hold on as many seeds as they have to. */
import { isUnjudged } from '../../present/result.ts';
import {
  failedOfSeeds,
  type SeedsResult,
  sayHeld,
  sayObserved,
  saySeedEvidence,
  sayUnjudgedOnSeeds,
} from '../../present/seeds-result.ts';
import { type Annotation, placeIn } from '../github.ts';

export function seedsAnnotations(results: readonly SeedsResult[]): Annotation[] {
  return results.flatMap((result) => {
    const { title, file, stop, again, runs } = result;
    const error = (message: string, place: Pick<Annotation, 'file' | 'line' | 'column'>): Annotation => ({
      level: 'error',
      title,
      message,
      file: place.file,
      line: place.line,
      column: place.column,
    });
    const failed = failedOfSeeds(result).map((judged) => {
      const observed = sayObserved(judged, (at) => `seed ${runs[at].seed}`);
      const lines = [
        `${judged.text}: ${sayHeld(judged)}; ${observed}`,
        judged.note,
        ...saySeedEvidence(judged),
        `again: ${judged.again}`,
      ];
      return error(lines.filter((line) => line !== undefined).join('\n'), placeIn(file, judged));
    });
    const warnings = result.warnings.map((message) => ({
      ...error(message, { file, line: 1, column: 1 }),
      level: 'warning' as const,
    }));
    const whole =
      stop !== undefined
        ? `stopped: ${stop.sentence}\nagain: ${again}`
        : isUnjudged(result)
          ? sayUnjudgedOnSeeds(result)
          : undefined;
    if (whole === undefined) return [...failed, ...warnings];
    return [...failed, ...warnings, error(whole, { file, line: 1, column: 1 })];
  });
}
