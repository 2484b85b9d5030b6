/** Everything that `--without` may name, in groups: for whoever named something else, or is typing. */
import { faultNames, faultWords } from './fault-names.ts';
import { policiesOf, serviceOf } from './policy-places.ts';
import type { Tree } from './tree.ts';

/** What `--without` may name, each once. */
export interface Leavable {
  readonly faults: readonly string[];
  /** By which faults may be named as well. */
  readonly targets: readonly string[];
  readonly policies: readonly string[];
  /** `web.retry`, and `web.admission.shed` of what stands at its own door. */
  readonly ofCallers: readonly string[];
  /** `web.stock.retry`, where a caller has a policy around calls of several; with its operation where that tells them apart. */
  readonly ofCalls: readonly string[];
}

export function namesToLeaveOut(tree: Tree): Leavable {
  const faults = faultNames(tree);
  const targets = faultWords(tree).flatMap(({ kind, target }) => [kind, target]);
  const { places, uses } = policiesOf(tree);
  const lists = places.filter(({ path }) => path[0] === 'policies');
  // what a named list holds is around each call that names it
  const used = uses.flatMap(({ list, caller, callee }) =>
    lists.flatMap((place) => (place.path[1] === list ? { ...place, caller, callee } : [])),
  );
  const all = [...places, ...used];
  const once = (words: readonly string[], besides: readonly string[] = []) =>
    [...new Set(words)].filter((word) => !besides.includes(word));
  const named = all.filter(({ caller }) => caller !== undefined);
  return {
    faults,
    targets: once(targets, faults),
    policies: once(all.map(({ policy }) => policy)),
    ofCallers: once(
      named.flatMap(({ caller, policy, atDoor }) => [
        `${caller}.${policy}`,
        ...(atDoor === true ? [`${caller}.admission.${policy}`] : []),
      ]),
    ),
    ofCalls: once(
      named.flatMap(({ caller, callee, policy }) => {
        const alike = named.filter((other) => other.caller === caller && other.policy === policy);
        const callees = new Set(alike.flatMap((other) => other.callee ?? []));
        if (callee === undefined || callees.size < 2) return [];
        const ofService = [...callees].filter((other) => serviceOf(other) === serviceOf(callee));
        const whole = `${caller}.${serviceOf(callee)}.${policy}`;
        return ofService.length > 1 ? [whole, `${caller}.${callee}.${policy}`] : [whole];
      }),
    ),
  };
}
