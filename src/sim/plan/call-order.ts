/** Whom an operation calls comes before it; those that call each other in a circle come together. */

/** Groups of numbers, each a circle or one alone (R. Tarjan, "Depth-first search and linear graph algorithms", 1972). */
export function calleesFirst(callees: readonly (readonly number[])[]): number[][] {
  const groups: number[][] = [];
  const met = callees.map(() => 0);
  const lowest = callees.map(() => 0);
  const isOpen = callees.map(() => false);
  const open: number[] = [];
  let count = 0;
  callees.forEach((_, start) => {
    if (met[start] > 0) return;
    // A chain of calls may be longer than the stack is deep.
    const trail: { operation: number; next: number }[] = [];
    const enter = (operation: number) => {
      count += 1;
      met[operation] = count;
      lowest[operation] = count;
      isOpen[operation] = true;
      open.push(operation);
      trail.push({ operation, next: 0 });
    };
    enter(start);
    while (trail.length > 0) {
      const at = trail[trail.length - 1];
      const { operation } = at;
      if (at.next < callees[operation].length) {
        const callee = callees[operation][at.next];
        at.next += 1;
        if (met[callee] === 0) enter(callee);
        else if (isOpen[callee]) lowest[operation] = Math.min(lowest[operation], met[callee]);
        continue;
      }
      trail.pop();
      const caller = trail.at(-1)?.operation;
      if (caller !== undefined) lowest[caller] = Math.min(lowest[caller], lowest[operation]);
      if (lowest[operation] < met[operation]) continue;
      const group = open.splice(open.lastIndexOf(operation));
      for (const each of group) isOpen[each] = false;
      groups.push(group);
    }
  });
  return groups;
}
