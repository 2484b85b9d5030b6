/**
 * Log-linear histograms of lengths in ns: every octave (from one power of two to the next) has 256
 * equal buckets, so a value read back is wrong by at most one part in 512, from a nanosecond to 52
 * days. Counts only grow, so what happened between two readings is their difference, and adding
 * readings up gives the same in whatever order.
 *
 * Many histograms live in one set of arrays. An octave takes a page of counts when its first value
 * comes; most histograms need five to ten of them.
 */

/** Buckets of an octave, and what the top bits of a double are shifted by to number them. */
const SUB_BUCKETS = 256;
const SUB_BITS = 8;
const SUB_SHIFT = 20 - SUB_BITS;
/** The exponent's bias in a double, in buckets: the bucket of 1 gets number 0. */
const BIAS = 1023 << SUB_BITS;
const OCTAVES = 53;
/** Anything longer counts as this: 52 days. Below it a sum of two stays exact. */
const LARGEST = 4503599627370496;
const NO_PAGE = -1;
const EMPTY_PAGE = new Int32Array(SUB_BUCKETS);

/** Numbers of a histogram. The sum is `SUM + CARRIES * LARGEST`: exact, whatever the order of adding. */
const STATS = 4;
const ZEROS = 0;
const SUM = 1;
const CARRIES = 2;
const MAX = 3;

// A double is looked at through the integers of its bytes; which half is the upper one depends on the machine.
const real = new Float64Array([-1]);
const words = new Int32Array(real.buffer);
const UPPER = words[1] < 0 ? 1 : 0;

/** The counts of many histograms at one instant: the live ones, or a copy. Plain data. */
export interface HistogramCounts {
  /** Where the page of each histogram's octave begins in `buckets`, or NO_PAGE. */
  readonly pages: Int32Array;
  readonly buckets: Int32Array;
  readonly stats: Float64Array;
}

/** One array of a set, for whoever keeps, copies and restores its state. */
export interface HistogramColumn {
  readonly name: string;
  array(): Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  used(): number;
  fit(length: number): void;
}

/** A fixed number of live histograms. */
/** Bytes of a histogram that has counted nothing. */
export const EMPTY_HISTOGRAM = OCTAVES * 4 + STATS * 8;

export class HistogramSet implements HistogramCounts {
  readonly pages: Int32Array<ArrayBuffer>;
  buckets: Int32Array<ArrayBuffer>;
  readonly stats: Float64Array<ArrayBuffer>;
  /** Elements of `buckets` that belong to pages. */
  private readonly taken = new Int32Array(1);

  constructor(histograms: number) {
    this.pages = new Int32Array(histograms * OCTAVES).fill(NO_PAGE);
    this.buckets = new Int32Array(SUB_BUCKETS * 16);
    this.stats = new Float64Array(histograms * STATS);
  }

  /** Counts one length in ns. Whatever is below 1 (nobody waited) counts as zero. */
  record(histogram: number, length: number): void {
    const stats = this.stats;
    const at = histogram * STATS;
    if (!(length >= 1)) {
      stats[at + ZEROS] += 1;
      return;
    }
    const value = length < LARGEST ? length : LARGEST;
    const sum = stats[at + SUM] + value;
    if (sum < LARGEST) stats[at + SUM] = sum;
    else {
      stats[at + SUM] = sum - LARGEST;
      stats[at + CARRIES] += 1;
    }
    if (value > stats[at + MAX]) stats[at + MAX] = value;
    real[0] = value;
    const bucket = (words[UPPER] >> SUB_SHIFT) - BIAS;
    let page = this.pages[histogram * OCTAVES + (bucket >> SUB_BITS)];
    if (page === NO_PAGE) page = this.takePage(histogram * OCTAVES + (bucket >> SUB_BITS));
    this.buckets[page + (bucket & (SUB_BUCKETS - 1))] += 1;
  }

  /** A copy of all counts; into the buffers of `reuse` when they are large enough. */
  copy(reuse?: HistogramCounts): HistogramCounts {
    const used = this.taken[0];
    if (reuse === undefined || reuse.buckets.length < used) {
      return { pages: this.pages.slice(), buckets: this.buckets.slice(0, used), stats: this.stats.slice() };
    }
    reuse.pages.set(this.pages);
    reuse.buckets.set(this.buckets.subarray(0, used));
    reuse.stats.set(this.stats);
    return reuse;
  }

  /** The arrays that are its state. */
  columns(name: string): HistogramColumn[] {
    const fixed = (part: string, array: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>) => ({
      name: `${name}.${part}`,
      array: () => array,
      used: () => array.length,
      fit: () => {},
    });
    return [
      fixed('taken', this.taken),
      fixed('pages', this.pages),
      fixed('stats', this.stats),
      {
        name: `${name}.buckets`,
        array: () => this.buckets,
        used: () => this.taken[0],
        fit: (length) => this.fit(length),
      },
    ];
  }

  private takePage(entry: number): number {
    const page = this.taken[0];
    this.fit(page + SUB_BUCKETS);
    // After a restore the page may hold counts of a future that was given up.
    this.buckets.fill(0, page, page + SUB_BUCKETS);
    this.taken[0] = page + SUB_BUCKETS;
    this.pages[entry] = page;
    return page;
  }

  private fit(length: number): void {
    if (length <= this.buckets.length) return;
    const grown = new Int32Array(Math.max(length, this.buckets.length * 2));
    grown.set(this.buckets);
    this.buckets = grown;
  }
}

/**
 * A histogram to ask questions of. Add to it what histograms counted, since the start or between two
 * copies, in any order; clear it to use it again.
 */
export class Reading {
  count = 0;
  private zeros = 0;
  private remainder = 0;
  private carries = 0;
  private largest = 0;
  /** Counts from octave `low` up, 256 an octave. */
  private low = 0;
  private buckets = new Float64Array(0);
  /** The first and last bucket that counted anything. */
  private first = OCTAVES * SUB_BUCKETS;
  private last = -1;

  clear(): this {
    this.count = 0;
    this.zeros = 0;
    this.remainder = 0;
    this.carries = 0;
    this.largest = 0;
    if (this.last >= 0) {
      const origin = this.low * SUB_BUCKETS;
      this.buckets.fill(0, this.first - origin, this.last + 1 - origin);
    }
    this.first = OCTAVES * SUB_BUCKETS;
    this.last = -1;
    return this;
  }

  /** Adds what a histogram has counted in `after` and had not in `before`. */
  add(after: HistogramCounts, histogram: number, before?: HistogramCounts): this {
    const at = histogram * STATS;
    const since = (stat: number) =>
      after.stats[at + stat] - (before === undefined ? 0 : before.stats[at + stat]);
    const zeros = since(ZEROS);
    this.zeros += zeros;
    this.count += zeros;
    if (since(SUM) === 0 && since(CARRIES) === 0) return this;
    this.addSum(since(SUM), since(CARRIES));
    let top = NO_PAGE;
    for (let octave = 0; octave < OCTAVES; octave++) {
      const page = after.pages[histogram * OCTAVES + octave];
      if (page === NO_PAGE) continue;
      const old = before === undefined ? NO_PAGE : before.pages[histogram * OCTAVES + octave];
      const last =
        before === undefined || old === NO_PAGE
          ? this.addPage(octave, after.buckets, page, EMPTY_PAGE, 0)
          : this.addPage(octave, after.buckets, page, before.buckets, old);
      if (last !== NO_PAGE) top = last;
    }
    // The largest of all is known exactly; if it is older than `before`, the top bucket tells.
    const max = after.stats[at + MAX];
    const isNew = before === undefined || max > before.stats[at + MAX];
    if (top !== NO_PAGE) this.largest = Math.max(this.largest, isNew ? max : Math.min(max, lastOf(top)));
    return this;
  }

  /** Adds another reading. */
  merge(other: Reading): this {
    this.count += other.count;
    this.zeros += other.zeros;
    this.addSum(other.remainder, other.carries);
    this.largest = Math.max(this.largest, other.largest);
    if (other.last >= 0) {
      this.cover(other.first >> SUB_BITS);
      this.cover(other.last >> SUB_BITS);
      this.first = Math.min(this.first, other.first);
      this.last = Math.max(this.last, other.last);
      const shift = (other.low - this.low) * SUB_BUCKETS;
      const origin = other.low * SUB_BUCKETS;
      for (let i = other.first - origin; i <= other.last - origin; i++)
        this.buckets[i + shift] += other.buckets[i];
    }
    return this;
  }

  /** Sum of all lengths, ns. */
  get sum(): number {
    return this.carries * LARGEST + this.remainder;
  }

  /** Mean length, ns; NaN when nothing was counted. */
  get mean(): number {
    return this.count === 0 ? Number.NaN : this.sum / this.count;
  }

  /** The longest, ns; NaN when nothing was counted. Exact, or within one part in 256 when it is no record. */
  get max(): number {
    return this.count === 0 ? Number.NaN : this.largest;
  }

  /**
   * The length, ns, that a share `q` of them does not exceed: between the two neighbours in rank as
   * usual (Hyndman and Fan's type 7), each of them at most one part in 512 off. NaN when empty.
   */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = q * (this.count - 1);
    const below = Math.floor(rank);
    const lower = this.ranked(below);
    return rank === below ? lower : lower + (rank - below) * (this.ranked(below + 1) - lower);
  }

  /** The length at a rank, 0 being the shortest: found from whichever end is nearer. */
  private ranked(rank: number): number {
    if (rank < this.zeros) return 0;
    if (rank === this.count - 1) return this.largest;
    const origin = this.low * SUB_BUCKETS;
    if (rank < this.count / 2) {
      let i = this.first - origin;
      for (let upTo = this.zeros + this.buckets[i]; upTo <= rank; upTo += this.buckets[i]) i++;
      return this.valueOf(i);
    }
    let i = this.last - origin;
    for (let from = this.count - this.buckets[i]; from > rank; from -= this.buckets[i]) i--;
    return this.valueOf(i);
  }

  /** What a bucket's lengths are taken for: its middle, never more than the longest. */
  private valueOf(index: number): number {
    const bucket = this.low * SUB_BUCKETS + index;
    return Math.min(this.largest, (firstOf(bucket) + lastOf(bucket)) / 2);
  }

  /** Adds what a page counts beyond an older page. The last bucket with anything new, or NO_PAGE. */
  private addPage(
    octave: number,
    buckets: Int32Array,
    page: number,
    oldBuckets: Int32Array,
    old: number,
  ): number {
    let i = 0;
    // Between two near copies most pages have not changed: find that out fast.
    while (i < SUB_BUCKETS && buckets[page + i] === oldBuckets[old + i]) i++;
    if (i === SUB_BUCKETS) return NO_PAGE;
    this.cover(octave);
    const to = (octave - this.low) * SUB_BUCKETS;
    this.first = Math.min(this.first, octave * SUB_BUCKETS + i);
    // Windows read every page of a run once a simulated second: no fields in this loop.
    const into = this.buckets;
    let count = 0;
    let last = i;
    for (; i < SUB_BUCKETS; i++) {
      const added = buckets[page + i] - oldBuckets[old + i];
      if (added === 0) continue;
      count += added;
      into[to + i] += added;
      last = i;
    }
    this.count += count;
    this.last = Math.max(this.last, octave * SUB_BUCKETS + last);
    return octave * SUB_BUCKETS + last;
  }

  private addSum(remainder: number, carries: number): void {
    const sum = this.remainder + remainder;
    const carry = Math.floor(sum / LARGEST);
    this.remainder = sum - carry * LARGEST;
    this.carries += carries + carry;
  }

  /** Makes sure that an octave has its buckets. */
  private cover(octave: number): void {
    const octaves = this.buckets.length / SUB_BUCKETS;
    if (octaves > 0 && octave >= this.low && octave < this.low + octaves) return;
    const low = octaves === 0 ? octave : Math.min(this.low, octave);
    const high = octaves === 0 ? octave : Math.max(this.low + octaves - 1, octave);
    const grown = new Float64Array((high - low + 1) * SUB_BUCKETS);
    grown.set(this.buckets, octaves === 0 ? 0 : (this.low - low) * SUB_BUCKETS);
    this.low = low;
    this.buckets = grown;
  }
}

/** The shortest length that falls into a bucket: the double of which the bucket's number is the beginning. */
function firstOf(bucket: number): number {
  words[UPPER] = (bucket + BIAS) << SUB_SHIFT;
  words[1 - UPPER] = 0;
  return real[0];
}

/** The longest whole length that falls into it. Below 512 ns a bucket is one length. */
function lastOf(bucket: number): number {
  return Math.max(firstOf(bucket), firstOf(bucket + 1) - 1);
}
