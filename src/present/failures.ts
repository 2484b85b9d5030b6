/** Why requests did not end ok: what first went wrong, where, and for how many. */
import { type Interval, OUTCOMES } from '../sim/index.ts';
import { sayOutcome, sayShare } from './words.ts';

export interface FailureReason {
  /** Of the requests that began or ended in the stretch of time, whichever are more. */
  readonly share: number;
  /** An outcome; `late`: ok, but beyond the limit of the load; `still waiting`: no ending by the end of the stretch. */
  readonly cause: string;
  /** Name of the edge where it began. */
  readonly place: string | undefined;
  /** True where the request was answered all the same, by a fallback or in part, after this had gone wrong. */
  readonly isDegraded?: boolean;
}

const STILL_WAITING = 'still waiting';

/** Of one load, the most frequent first. With the goodput they make a whole. */
export function failuresOf(interval: Interval, load: number): FailureReason[] {
  const { begun, ended, late, asked } = interval.requests(load);
  if (asked === 0) {
    const isStuck = interval.openRequests(load) > 0;
    return isStuck ? [{ share: 1, cause: STILL_WAITING, place: undefined }] : [];
  }
  const reasons: FailureReason[] = interval.failures(load).map(({ cause, origin, count, isDegraded }) => ({
    isDegraded,
    share: count / asked,
    cause: OUTCOMES[cause],
    place: interval.directory.edges[origin]?.name,
  }));
  if (late > 0) reasons.push({ share: late / asked, cause: 'late', place: undefined });
  const waiting = begun - ended;
  if (waiting > 0) reasons.push({ share: waiting / asked, cause: STILL_WAITING, place: undefined });
  return reasons.sort((a, b) => b.share - a.share);
}

/** Requests that were answered in a degraded way, by what had gone wrong. */
export function degradedOf(failures: readonly FailureReason[]): readonly FailureReason[] {
  return failures.filter(({ isDegraded }) => isDegraded === true);
}

/** Share of the requests that were answered in a degraded way, whatever had gone wrong. */
export function degradedShareOf(failures: readonly FailureReason[]): number {
  const degraded = degradedOf(failures);
  return Math.min(
    1,
    degraded.reduce((sum, { share }) => sum + share, 0),
  );
}

/** Share of a phase's requests that have no ending at its end, from which it is worth a word. */
const NOTABLY_MANY = 0.1;

/** What a page has a word for: a few are always on their way, and only many are a reason of their own. */
export function worthAWord(failures: readonly FailureReason[]): readonly FailureReason[] {
  return failures.filter(({ cause, share }) => cause !== STILL_WAITING || share >= NOTABLY_MANY);
}

/** The two most frequent, and all that was answered in a degraded way, which is no failure; whole, with their edges. */
export function sayFailures(failures: readonly FailureReason[]): string[] {
  const degraded = degradedOf(failures);
  const failed = failures.filter((reason) => !degraded.includes(reason)).slice(0, 2);
  const instead = degraded.slice(0, 2).map(({ cause, place }) => sayCause(cause, place));
  const share = sayShare(degradedShareOf(failures));
  return [
    ...(degraded.length === 0 ? [] : [`${share} degraded (answered instead of ${instead.join(', ')})`]),
    ...failed.map(({ share, cause, place }) => `${sayShare(share)} ${sayCause(cause, place)}`),
  ];
}

function sayCause(cause: string, place: string | undefined): string {
  return `${sayOutcome(cause)}${place === undefined ? '' : ` on ${place}`}`;
}
