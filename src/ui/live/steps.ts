/** From one to the next: who is selected when a key says where to. */

/** Where a node stands on the screen. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** An index beyond an end comes in again at the other. */
export const round = (at: number, count: number): number => (at + count) % count;

/** Across a row or a column counts for less than along the way one is going. */
const ASIDE = 3;

/** The nearest node in a direction; rows are twice as far apart as columns. */
export function neighbourOf(
  selected: string | undefined,
  direction: 'up' | 'down' | 'left' | 'right',
  spots: readonly Spot[],
): string | undefined {
  const here = spots.find(({ id }) => id === selected);
  if (here === undefined) return nextOf(undefined, 'next', spots);
  let best = here.id;
  let least = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    const across = spot.x - here.x;
    const down = (spot.y - here.y) * 2;
    const [along, aside] =
      direction === 'left'
        ? [-across, down]
        : direction === 'right'
          ? [across, down]
          : direction === 'up'
            ? [-down, across]
            : [down, across];
    if (along <= 0) continue;
    const distance = along + ASIDE * Math.abs(aside);
    if (distance < least) {
      least = distance;
      best = spot.id;
    }
  }
  return best;
}

/** Rows of a page. */
export const PAGE = 10;

/** So many further in reading order, and no further than to the end. */
export function pageOf(
  selected: string | undefined,
  step: number,
  spots: readonly Spot[],
): string | undefined {
  const order = inReadingOrder(spots);
  const at = order.findIndex(({ id }) => id === selected);
  return order[Math.max(0, Math.min(order.length - 1, at + step))]?.id;
}

const inReadingOrder = (spots: readonly Spot[]): Spot[] => spots.toSorted((a, b) => a.x - b.x || a.y - b.y);

/** In reading order, column by column as calls flow, and round again. */
export function nextOf(
  selected: string | undefined,
  to: 'next' | 'previous',
  spots: readonly Spot[],
): string | undefined {
  if (spots.length === 0) return undefined;
  const order = inReadingOrder(spots);
  const at = order.findIndex(({ id }) => id === selected);
  if (at < 0) return order[to === 'next' ? 0 : order.length - 1].id;
  return order[round(at + (to === 'next' ? 1 : -1), order.length)].id;
}
