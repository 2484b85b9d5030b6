/**
 * How far empty caches fill before the queue behind them is longer than anybody waits; from then on nothing is
 * answered in time, and nothing more is kept. All of it at its mean: misses come in, the queue takes them in turn,
 * and an answer is kept as long as its wait was shorter than the timeout. An entry that is asked for λ times a
 * second is still empty with e^(−λt) when all that came until t has been answered. Answers count as kept the moment
 * their turn comes, and none expires: the truth is no fuller. As many as are served within a timeout vary by their
 * square root, so that luck may make the queue last longer; three times as much comes seldom enough.
 */
import { type Nanos, SECOND } from '../../base/time.ts';

/** What one call site asks for while its cache is empty. */
export interface Emptied {
  /** Entries that are asked for equally often, and how often each is, a second. */
  readonly entries: readonly Entries[];
  /** Calls a second that policies inside or outside of the cache let through at most. */
  readonly most: number;
  /** Those about one entry that are under way together go in as one. */
  readonly isCoalesced: boolean;
}

export interface Entries {
  readonly count: number;
  readonly perSecond: number;
}

/** A queue, first come, first served, of which the misses have what others leave. */
export interface Behind {
  /** Requests a second that it can serve, and those that come past the caches. */
  readonly capacity: number;
  readonly others: number;
  /** A caller waits no longer. */
  readonly limit: Nanos;
}

/** Looks at the queue while it grows by one timeout. */
const LOOKS = 400;
const MOST_LOOKS = 4000;

/**
 * Misses a second that are left when the queue outlasts the callers; undefined where it never does, because what is
 * kept meanwhile is enough, or would take so long that luck decides.
 */
export function missesLeft(sites: readonly Emptied[], behind: Behind): number | undefined {
  const { capacity, others } = behind;
  const limit = (behind.limit / SECOND) * luckOf((capacity * behind.limit) / SECOND);
  const first = sites.reduce((sum, site) => sum + sentOf(site, 0, limit).sent, others);
  if (!(first > capacity)) return undefined;
  const step = Math.min(limit, (capacity * limit) / (first - capacity)) / LOOKS;
  /** Of each site, by look: how long its entries have been asked for, as if nobody had been held back. */
  const asked = sites.map(() => [0]);
  /** By look: all that has come to the queue. */
  const come = [0];
  let turn = 0;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const served = Math.min(come[look], capacity * look * step);
    while (turn < look && come[turn + 1] <= served) turn++;
    let coming = others;
    sites.forEach((site, at) => {
      const { sent, share } = sentOf(site, asked[at][turn], limit);
      coming += sent;
      asked[at].push(asked[at][look] + step * share);
    });
    // what is kept is enough: the queue has grown as far as it will
    if (coming <= capacity) return undefined;
    come.push(come[look] + coming * step);
    if (come[look + 1] - capacity * (look + 1) * step < capacity * limit) continue;
    // whatever has come by now is still answered in time
    return sites.reduce((sum, site, at) => sum + sentOf(site, asked[at][look + 1], limit).sent, 0);
  }
  return undefined;
}

const SELDOM = 3;

/** By how much the luck of so many may make them last longer. */
function luckOf(many: number): number {
  return 1 + SELDOM / Math.sqrt(many);
}

/** Calls of a site a second that go in when all that came in so many seconds is kept; and their share of the misses. */
function sentOf({ entries, most, isCoalesced }: Emptied, kept: number, limit: number) {
  const missed = entries.reduce((sum, { count, perSecond }) => {
    const flights = isCoalesced ? perSecond / (1 + perSecond * limit) : perSecond;
    return sum + count * flights * Math.exp(-perSecond * kept);
  }, 0);
  return { sent: Math.min(missed, most), share: missed > most ? most / missed : 1 };
}

/** So many of the most asked for are looked at one by one, the others in groups that grow by this. */
const APART = 16;
const GROWTH = 1.1;

/** Entries, those asked for most first, with those together that are nearly alike. */
export function entriesOf(perSecond: ArrayLike<number>): Entries[] {
  const entries: Entries[] = [];
  for (let from = 0; from < perSecond.length; ) {
    let to = Math.min(perSecond.length, from < APART ? from + 1 : Math.ceil(from * GROWTH));
    while (to < perSecond.length && perSecond[to] === perSecond[from]) to++;
    let sum = 0;
    for (let i = from; i < to; i++) sum += perSecond[i];
    if (sum > 0) entries.push({ count: to - from, perSecond: sum / (to - from) });
    from = to;
  }
  return entries;
}
