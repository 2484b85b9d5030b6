/** JUnit XML about many seeds: a case for each expectation, which fails when too few seeds hold it. */
import { isUnjudged } from '../../present/result.ts';
import {
  type SeedsJudged,
  type SeedsResult,
  sayHeld,
  sayObserved,
  saySeedEvidence,
  sayUnjudgedOnSeeds,
} from '../../present/seeds-result.ts';
import { placeIn } from '../github.ts';
import { type Suite, suitesXml, xmlEscaped } from '../junit.ts';

export function seedsJunit(results: readonly SeedsResult[]): string {
  return suitesXml(results.map(suiteOf));
}

function suiteOf(result: SeedsResult): Suite {
  const { title, file, stop, scenarioHash, named, again, runs, wallSeconds } = result;
  return {
    title,
    file,
    trouble: stop?.sentence ?? (isUnjudged(result) ? sayUnjudgedOnSeeds(result) : undefined),
    wallSeconds,
    properties: [
      ['seeds', named],
      ['seeds-run', String(runs.length)],
      ['scenario-hash', scenarioHash],
      ['again', again],
    ],
    cases: result.expectations.map((judged) => ({
      text: judged.text,
      ...placeIn(file, judged),
      standing: judged.standing,
      inside: inside(judged, result),
    })),
  };
}

function inside(judged: SeedsJudged, { runs }: SeedsResult): string {
  const { standing, note, again } = judged;
  if (standing === 'not-judged') return `<skipped message="${xmlEscaped(sayHeld(judged))}"/>`;
  const observed = sayObserved(judged, (at) => `seed ${runs[at].seed}`);
  const told = `${sayHeld(judged)}; ${observed}`;
  if (standing === 'held') return `<system-out>${xmlEscaped(told)}</system-out>`;
  const more = [observed, note, ...saySeedEvidence(judged), `again: ${again}`]
    .filter((line) => line !== undefined)
    .join('\n');
  return `<failure message="${xmlEscaped(`${judged.text}: ${sayHeld(judged)}`)}">${xmlEscaped(more)}</failure>`;
}
