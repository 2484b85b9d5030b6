/** Operations that call each other in a circle, and not by chance, would never end. */
import { calleesFirst } from './call-order.ts';
import type { Draft } from './draft.ts';

/** A sentence holds no more names than this. */
const LONGEST_CIRCLE = 12;

/** `always` are the operations that each operation calls whatever its luck. */
export function reportCircles(draft: Draft, always: readonly (readonly number[])[]): void {
  for (const group of calleesFirst(always)) {
    const [first] = [...group].sort((a, b) => a - b);
    if (group.length > 1 || always[first].includes(first))
      report(draft, circleFrom(first, new Set(group), always));
  }
}

/** One circle of a group in which everybody leads to everybody: on from the first until somebody comes again. */
function circleFrom(
  first: number,
  group: ReadonlySet<number>,
  always: readonly (readonly number[])[],
): readonly number[] {
  const way: number[] = [];
  const met = new Map<number, number>();
  let at = first;
  while (!met.has(at)) {
    met.set(at, way.push(at) - 1);
    at = always[at].find((callee) => group.has(callee)) as number;
  }
  return [...way.slice(met.get(at)), at];
}

function report(draft: Draft, circle: readonly number[]): void {
  const names = circle.map((operation) => draft.operations[operation]);
  const shown =
    names.length > LONGEST_CIRCLE ? [...names.slice(0, LONGEST_CIRCLE - 1), '…', names[0]] : names;
  draft.problems.add(
    draft.pathOf(circle[0]),
    'E304',
    `this calls itself for ever: ${shown.join(' -> ')}`,
    'make one of the calls a branch, or remove it',
  );
}
