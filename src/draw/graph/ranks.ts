/**
 * Who stands left of whom. Cycles are opened (the edge that closes one becomes a back edge), then every node
 * gets a rank: the longest chain of callers before it.
 */

export type Link = { readonly from: number; readonly to: number };

export type Ranking = {
  readonly rank: readonly number[];
  readonly ranks: number;
  /** per link: does it run against the ranks */
  readonly isBack: readonly boolean[];
};

/** Nodes are numbers in a stable order and links are sorted, so the same graph always gives the same picture. */
export function rankNodes(count: number, links: readonly Link[]): Ranking {
  const isBack = findBackLinks(count, links);
  const forward = links.filter((_, index) => !isBack[index]);
  const outgoing = Array.from({ length: count }, () => [] as number[]);
  const callers = new Array<number>(count).fill(0);
  for (const link of forward) {
    outgoing[link.from].push(link.to);
    callers[link.to]++;
  }

  const rank = new Array<number>(count).fill(0);
  const open = callers.slice();
  const ready = open.flatMap((waiting, node) => (waiting === 0 ? [node] : []));
  for (let next = 0; next < ready.length; next++) {
    const node = ready[next];
    for (const callee of outgoing[node]) {
      rank[callee] = Math.max(rank[callee], rank[node] + 1);
      if (--open[callee] === 0) ready.push(callee);
    }
  }
  // A node nobody calls moves next to the first thing it calls: shorter lines, same order.
  for (let node = 0; node < count; node++) {
    if (callers[node] > 0 || outgoing[node].length === 0) continue;
    rank[node] = Math.min(...outgoing[node].map((callee) => rank[callee])) - 1;
  }
  return { rank, ranks: Math.max(0, ...rank) + 1, isBack };
}

/** Depth first from the nodes nobody calls, then from the rest: a link to a node still open closes a cycle. */
function findBackLinks(count: number, links: readonly Link[]): boolean[] {
  const isBack = new Array<boolean>(links.length).fill(false);
  const outgoing = Array.from({ length: count }, () => [] as number[]);
  const isCalled = new Array<boolean>(count).fill(false);
  links.forEach((link, index) => {
    outgoing[link.from].push(index);
    isCalled[link.to] = true;
  });
  const UNSEEN = 0;
  const OPEN = 1;
  const DONE = 2;
  const state = new Uint8Array(count);
  const visit = (start: number): void => {
    const path: { node: number; next: number }[] = [{ node: start, next: 0 }];
    state[start] = OPEN;
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top.next === outgoing[top.node].length) {
        state[top.node] = DONE;
        path.pop();
        continue;
      }
      const index = outgoing[top.node][top.next++];
      const callee = links[index].to;
      if (state[callee] === OPEN) isBack[index] = true;
      else if (state[callee] === UNSEEN) {
        state[callee] = OPEN;
        path.push({ node: callee, next: 0 });
      }
    }
  };
  for (let node = 0; node < count; node++) if (!isCalled[node] && state[node] === UNSEEN) visit(node);
  for (let node = 0; node < count; node++) if (state[node] === UNSEEN) visit(node);
  return isBack;
}
