/** What is wrong with a spec that has the right shape: names that lead nowhere, wiring that can do nothing. */
import { nearestWord, someNear } from '../../fields/index.ts';

/** One mistake, with the way to the value it is about. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** E301 unknown name, E302 contradiction, E303 can have no effect, E304 endless. */
  readonly code: string;
  readonly sentence: string;
  readonly hint?: string;
}

export class Problems {
  readonly found: Problem[] = [];

  add(path: readonly (string | number)[], code: string, sentence: string, hint?: string): void {
    this.found.push(hint === undefined ? { path, code, sentence } : { path, code, sentence, hint });
  }

  /** `what` with this name (`of` something) does not exist; the nearest that does is suggested. */
  unknown(
    path: readonly (string | number)[],
    what: string,
    name: string,
    known: readonly string[],
    of = '',
  ): void {
    const nearest = nearestWord(name, known);
    const hint =
      nearest !== undefined
        ? `did you mean "${nearest}"?`
        : known.length > 0
          ? `known: ${someNear(name, known)}`
          : undefined;
    this.add(path, 'E301', `unknown ${what} "${name}"${of}`, hint);
  }
}
