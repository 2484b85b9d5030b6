/**
 * Limits: so many a second, in a window, or at a time, and whether there is room in one for what is asked.
 * Calls come by luck: of so many that are expected, the square root of that is the usual deviation, and
 * three times as much comes seldom enough. A batch deviates as a whole.
 */
import { type Nanos, SECOND } from '../../base/time.ts';

/** What each replica of whoever has it lets through. */
export type Limit = {
  /** Those who come too early wait no longer than this, if they wait at all. */
  readonly wait?: Nanos;
  /** Calls of other steps may use it up, too. */
  readonly isShared?: boolean;
} & (
  | {
      readonly of: 'rate';
      /** Permits a second. */
      readonly most: number;
      /** Permits that may be saved up, and those who may wait for one. */
      readonly spare: number;
    }
  | { readonly of: 'window'; readonly most: number; readonly window: Nanos }
  | {
      readonly of: 'places';
      readonly most: number;
      /** It may be more than this. */
      readonly isLearned?: boolean;
    }
);

/** What is asked of one replica's limit. */
export interface Asked {
  readonly perSecond: number;
  /** How long each is under way. */
  readonly held: Nanos;
  /** How many come at once. */
  readonly batch: number;
}

type Numbers = Readonly<Record<string, number>>;

const WINDOWS = ['fixed-window', 'sliding-window'];

/** By the settings of sim/policy/limiter.ts. */
export function limiterLimit(settings: Numbers, written: Readonly<Record<string, unknown>>): Limit {
  const { rate, burst, interval, queue, limit, window } = settings;
  const kind = written.kind ?? (written.preset === 'resilience4j' ? 'fixed-window' : 'concurrency');
  const wait = settings.wait > 0 ? { wait: settings.wait } : {};
  if (kind === 'concurrency') return { of: 'places', most: limit };
  if (WINDOWS.includes(String(kind))) return { of: 'window', most: limit, window, ...wait };
  if (kind === 'leaky-bucket') return { of: 'rate', most: rate, spare: queue + 1 };
  // permits in portions are there only at the end of each interval, and never more than the bucket holds
  const portion = (rate * interval) / SECOND;
  const most = interval > 0 ? Math.min(rate, (burst * SECOND) / interval) : rate;
  return { of: 'rate', most, spare: burst - portion + (rate * settings.wait) / SECOND, ...wait };
}

/** How many a second it lets through in the long run; NaN where that is not known. */
export function throughput(limit: Limit, held: Nanos): number {
  if (limit.isShared === true) return Number.NaN;
  switch (limit.of) {
    case 'rate':
      return limit.most;
    case 'window':
      return (limit.most * SECOND) / limit.window;
    case 'places':
      return limit.isLearned === true ? Number.NaN : (limit.most * SECOND) / held;
  }
}

/** A limit of more than this a second limits nothing, and is not meant to: resilience4j's lets a hundred million pass. */
const AS_GOOD_AS_NONE = 1e6;

/** True where it is as good as none. */
export function isOff(limit: Limit): boolean {
  return limit.of !== 'places' && throughput(limit, Number.NaN) > AS_GOOD_AS_NONE;
}

/** True where hardly anybody meets the limit. */
export function hasRoom(limit: Limit, { perSecond, held, batch }: Asked): boolean {
  // what others leave of it nobody knows
  if (limit.isShared === true) return false;
  switch (limit.of) {
    case 'rate': {
      // λt + 3√(λtB) ≤ saved + rate × t for every t: the largest gap is 9Bρ ÷ 4(1 − ρ), and then comes one more
      const busy = perSecond / limit.most;
      return busy < 1 && batch + (9 * batch * busy) / (4 * (1 - busy)) <= limit.spare;
    }
    case 'window':
      return atMost((perSecond * limit.window) / SECOND, batch) <= limit.most;
    case 'places':
      return atMost((perSecond * held) / SECOND, batch) <= limit.most;
  }
}

function atMost(expected: number, batch: number): number {
  return expected + 3 * Math.sqrt(expected * batch);
}
