/**
 * The space between two ranks, and the columns in it where lines turn. Every caller has one vertical trunk
 * (a net) there. Two nets never share a piece of line unless they end at the same callee, so a reader can
 * always tell who calls whom:
 *  - trunks whose rows overlap stand in different columns;
 *  - where one net comes in and another goes out on the same row, the one coming in turns first;
 *  - where those two demands go in a circle, one net is split in two, joined along a row that is free.
 * The rest is choice, and the order with the fewest crossings is taken.
 */

/** A row below everything, where lines that run backwards travel; which row exactly is decided at the end. */
export const LANE = 1_000_000;

export type Net = {
  /** whose line it is; also its name: a net coming in and one going back may have the same owner */
  readonly owner: number;
  /** the row at which it comes in from the left, if it does */
  readonly left: number | undefined;
  /** rows at which it goes out to the right */
  readonly right: readonly number[];
  /** it also reaches down to its owner's lane */
  readonly usesLane: boolean;
};

/** Where a net turns. A straight net has no column; a split one has a second column and the row between the two. */
export type NetPlace = {
  readonly column: number | undefined;
  readonly second?: { readonly column: number; readonly row: number };
};

export type Channel = {
  readonly places: readonly NetPlace[];
  readonly columns: number;
  readonly lowestRow: number;
};

type Trunk = {
  net: number;
  owner: number;
  /** a whole net, or the one coming in or going out of a split one */
  part: 'whole' | 'first' | 'second';
  left: number | undefined;
  right: readonly number[];
  first: number;
  last: number;
};

const SWAP_ROUNDS = 12;

/** Gives every net of one channel its columns, counted from the left. */
export function routeChannel(nets: readonly Net[], rows: number): Channel {
  const trunks: Trunk[] = [];
  const pins = new Set<number>();
  nets.forEach((net, index) => {
    if (net.left !== undefined) pins.add(net.left);
    for (const row of net.right) pins.add(row);
    if (!isStraight(net)) trunks.push(trunkOf(index, net, 'whole'));
  });
  const splitRows = new Map<number, number>();
  let lowestRow = rows - 1;
  // A split half has only demands on one side, so it is in no circle: each split ends at least one.
  for (let circle = findCircle(trunks); circle.length > 0; circle = findCircle(trunks)) {
    const chosen = circle.reduce((best, at) =>
      costOfSplit(trunks[at]) < costOfSplit(trunks[best]) ? at : best,
    );
    const trunk = trunks[chosen];
    const row = freeRow(pins, trunk, rows);
    pins.add(row);
    lowestRow = Math.max(lowestRow, row);
    splitRows.set(trunk.net, row);
    trunks.splice(
      chosen,
      1,
      trunkOf(trunk.net, { ...nets[trunk.net], right: [row] }, 'first'),
      trunkOf(trunk.net, { ...nets[trunk.net], left: row, usesLane: false }, 'second'),
    );
  }

  const order = untangleTrunks(trunks, inAllowedOrder(trunks));
  const columnOf = new Array<number>(trunks.length).fill(0);
  let columns = 0;
  order.forEach((at, i) => {
    let column = 0;
    for (let j = 0; j < i; j++) {
      const other = order[j];
      if (overlaps(trunks[other], trunks[at])) column = Math.max(column, columnOf[other] + 1);
    }
    columnOf[at] = column;
    columns = Math.max(columns, column + 1);
  });

  const places = nets.map((_, index): NetPlace => {
    const mine = trunks.flatMap((trunk, at) => (trunk.net === index ? [at] : []));
    if (mine.length === 0) return { column: undefined };
    const row = splitRows.get(index);
    if (row === undefined) return { column: columnOf[mine[0]] };
    return { column: columnOf[mine[0]], second: { column: columnOf[mine[1]], row } };
  });
  return { places, columns, lowestRow };
}

function isStraight(net: Net): boolean {
  return net.left !== undefined && !net.usesLane && net.right.length === 1 && net.right[0] === net.left;
}

function trunkOf(net: number, { owner, left, right, usesLane }: Net, part: Trunk['part']): Trunk {
  const all = [...right, ...(left === undefined ? [] : [left]), ...(usesLane ? [LANE] : [])];
  return { net, owner, part, left, right, first: Math.min(...all), last: Math.max(...all) };
}

/** Must `a` turn left of `b`? Yes when `b` goes out on the row where `a` comes in, or when `b` is `a`'s second half. */
function mustPrecede(a: Trunk, b: Trunk): boolean {
  if (a.net === b.net) return a.part === 'first' && b.part === 'second';
  return a.left !== undefined && b.right.includes(a.left);
}

function overlaps(a: Trunk, b: Trunk): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Trunks that wait for each other in a circle; empty when there is an order. */
function findCircle(trunks: readonly Trunk[]): number[] {
  const before = trunks.map((trunk) =>
    trunks.flatMap((other, at) => (mustPrecede(other, trunk) ? [at] : [])),
  );
  const done = new Set<number>();
  for (let progress = true; progress; ) {
    progress = false;
    for (let at = 0; at < trunks.length; at++) {
      if (done.has(at) || before[at].some((other) => !done.has(other))) continue;
      done.add(at);
      progress = true;
    }
  }
  if (done.size === trunks.length) return [];
  // From any trunk left over, walking to something it waits for must come round.
  const path: number[] = [];
  let at = trunks.findIndex((_, index) => !done.has(index));
  while (!path.includes(at)) {
    path.push(at);
    at = before[at].find((other) => !done.has(other)) as number;
  }
  return path.slice(path.indexOf(at));
}

function costOfSplit(trunk: Trunk): number {
  return trunk.part === 'whole' && trunk.left !== undefined ? trunk.right.length : Number.POSITIVE_INFINITY;
}

/** The row nearest to the trunk that no net touches; at worst one below the picture. */
function freeRow(pins: ReadonlySet<number>, trunk: Trunk, rows: number): number {
  const ends = [...trunk.right, ...(trunk.left === undefined ? [] : [trunk.left])];
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  let best = -1;
  let shortest = Number.POSITIVE_INFINITY;
  for (let row = 0; row <= rows + pins.size; row++) {
    if (pins.has(row)) continue;
    const detour = Math.max(0, low - row) + Math.max(0, row - high) + (row >= rows ? rows : 0);
    if (detour < shortest) {
      shortest = detour;
      best = row;
    }
  }
  return best;
}

/** A first order that keeps every demand; among the free ones, upper trunks first. */
function inAllowedOrder(trunks: readonly Trunk[]): number[] {
  const order: number[] = [];
  const left = new Set(trunks.keys());
  while (left.size > 0) {
    const ready = [...left].filter(
      (at) => ![...left].some((other) => other !== at && mustPrecede(trunks[other], trunks[at])),
    );
    ready.sort((a, b) => trunks[a].first - trunks[b].first || trunks[a].owner - trunks[b].owner || a - b);
    order.push(ready[0]);
    left.delete(ready[0]);
  }
  return order;
}

/** Crossings of the two when `a` stands left of `b`; a trunk run through by a line that joins it weighs more. */
function costOfOrder(a: Trunk, b: Trunk): number {
  if (!overlaps(a, b)) return 0;
  let cost = 0;
  for (const row of a.right) {
    const inside = row > b.first && row < b.last;
    if (b.right.includes(row)) cost += inside ? 3 : 0;
    else if (row >= b.first && row <= b.last) cost++;
  }
  if (b.left !== undefined && b.left >= a.first && b.left <= a.last && !a.right.includes(b.left)) cost++;
  return cost;
}

function untangleTrunks(trunks: readonly Trunk[], order: number[]): number[] {
  for (let round = 0; round < SWAP_ROUNDS; round++) {
    let improved = false;
    for (let i = 0; i + 1 < order.length; i++) {
      // Moving one trunk past several at once gets over small hills that single swaps do not.
      const mover = trunks[order[i]];
      let gain = 0;
      let best = 0;
      let target = i;
      for (let j = i + 1; j < order.length; j++) {
        const other = trunks[order[j]];
        if (mustPrecede(mover, other)) break;
        gain += costOfOrder(mover, other) - costOfOrder(other, mover);
        if (gain > best) {
          best = gain;
          target = j;
        }
      }
      if (target === i) continue;
      const [moved] = order.splice(i, 1);
      order.splice(target, 0, moved);
      improved = true;
    }
    if (!improved) break;
  }
  return order;
}
