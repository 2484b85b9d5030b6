/** How much is asked for over time: a base curve, and the profiles that bend it. */
import type { Curve } from '../machine/plan.ts';
import type { LoadSpec, ProfileSpec } from '../spec/index.ts';
import type { Draft, Path } from './draft.ts';

/** Straight pieces that a wave of a daily profile is made of. */
const PIECES_PER_PERIOD = 48;
/** Beyond, a wave is noise, and its pieces would be more than its requests. */
const PERIODS_MOST = 1000;

type Wave = Extract<ProfileSpec, { readonly daily: number }>;

/** A curve as points; two points at one instant are a jump. */
export interface Points {
  at: number[];
  value: number[];
}

/** The base curve times all profiles, as straight pieces (exact but for products of two slopes). */
export function bentCurve(draft: Draft, spec: LoadSpec, base: Points, path: Path, length: number): Curve {
  let points = base;
  for (const profile of profilesThatFit(draft, spec, base.at.length, path, length))
    points = times(points, factorCurve(profile, length));
  return { at: Float64Array.from(points.at), value: Float64Array.from(points.value) };
}

/** The most it ever comes to. */
export function peakOf({ value }: Curve): number {
  return value.reduce((peak, each) => Math.max(peak, each), 0);
}

/** The profiles; none where all of them would have more pieces than can be multiplied soon. */
function profilesThatFit(
  draft: Draft,
  spec: LoadSpec,
  points: number,
  path: Path,
  length: number,
): readonly ProfileSpec[] {
  const profiles = wavesThatFit(draft, spec, path, length);
  const periods = profiles.reduce((sum, one) => sum + ('daily' in one ? length / one.period + 1 : 0), 0);
  const pieces = (points + PIECES_PER_PERIOD * periods) * profiles.length;
  const fit = draft.curvePieces.take(pieces, () =>
    draft.problems.add(
      [...path, 'profile'],
      'E302',
      `with this, the profiles of all loads have more than ${draft.curvePieces.most} pieces, counted for each profile that bends them`,
      'write fewer entries, or longer periods',
    ),
  );
  return fit ? profiles : [];
}

/** The profiles but those whose waves are too short to be told apart. */
function wavesThatFit(draft: Draft, spec: LoadSpec, path: Path, length: number): readonly ProfileSpec[] {
  return (spec.profile ?? []).filter((profile, i) => {
    if (!('daily' in profile)) return true;
    if (length / profile.period <= PERIODS_MOST) return true;
    draft.problems.add(
      [...path, 'profile', i, 'period'],
      'E302',
      `the run has more than ${PERIODS_MOST} such periods`,
      'write a longer `period`: 24h is a day, 10m shows one sooner',
    );
    return false;
  });
}

function factorCurve(profile: ProfileSpec, length: number): Points {
  if ('step' in profile) {
    return { at: [0, profile.at, profile.at], value: [1, 1, profile.step] };
  }
  if ('ramp' in profile) {
    return { at: [0, profile.at, profile.at + profile.for], value: [1, 1, profile.ramp] };
  }
  if ('spike' in profile) {
    const end = profile.at + profile.for;
    return { at: [0, profile.at, profile.at, end, end], value: [1, 1, profile.spike, profile.spike, 1] };
  }
  return waveOf(profile, length);
}

/** A wave from 1 to `daily` and back, made of straight pieces; the parabola 4x(1−x) comes close enough to a cosine. */
function waveOf(profile: Wave, length: number): Points {
  const points: Points = { at: [], value: [] };
  const step = profile.period / PIECES_PER_PERIOD;
  const peak = profile.peak ?? profile.period / 2;
  for (let at = 0; at <= length + step; at += step) {
    const phase = ((((at - peak) / profile.period + 0.5) % 1) + 1) % 1;
    points.at.push(Math.round(at));
    points.value.push(1 + (profile.daily - 1) * smooth(phase));
  }
  return points;
}

/** 0 at phase 0 and 1, 1 at one half, flat at both: 16x²(1−x)². */
function smooth(phase: number): number {
  const hump = phase * (1 - phase);
  return 16 * hump * hump;
}

function times(a: Points, b: Points): Points {
  const instants = [...a.at, ...b.at]
    .sort((x, y) => x - y)
    .filter((at, i, all) => i === 0 || at !== all[i - 1]);
  const product: Points = { at: [], value: [] };
  for (const at of instants) {
    const before = pointsAt(a, at, true) * pointsAt(b, at, true);
    const after = pointsAt(a, at, false) * pointsAt(b, at, false);
    product.at.push(at);
    product.value.push(before);
    if (after !== before) {
      product.at.push(at);
      product.value.push(after);
    }
  }
  return product;
}

/** Value just before, or from, an instant. */
function pointsAt(points: Points, at: number, before: boolean): number {
  const { at: instants, value } = points;
  // The last point that lies before it, by halving.
  let last = -1;
  for (let end = instants.length; end - last > 1; ) {
    const middle = (last + end) >> 1;
    if (before ? instants[middle] < at : instants[middle] <= at) last = middle;
    else end = middle;
  }
  if (last === -1) return value[0];
  if (last === instants.length - 1) return value[last];
  const span = instants[last + 1] - instants[last];
  return span === 0
    ? value[last + 1]
    : value[last] + ((value[last + 1] - value[last]) * (at - instants[last])) / span;
}
