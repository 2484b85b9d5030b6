/**
 * Curves over time, and the areas under them. An open load's next arrival comes when the area under
 * its rate has grown by the gap drawn for it, so the same luck serves every profile and surge.
 */
import { NEVER } from '../../base/time.ts';
import type { Curve } from './plan.ts';

/** Value of the curve at an instant; constant after its last point. */
export function valueAt(curve: Curve, at: number): number {
  const i = segmentAt(curve, at);
  const last = curve.at.length - 1;
  if (i === last) return curve.value[last];
  const span = curve.at[i + 1] - curve.at[i];
  return curve.value[i] + ((curve.value[i + 1] - curve.value[i]) * (at - curve.at[i])) / span;
}

/** Area under the curve from one instant to a later one. */
export function areaBetween(curve: Curve, from: number, to: number): number {
  let area = 0;
  let start = from;
  for (let i = segmentAt(curve, from); start < to; i++) {
    const end = i === curve.at.length - 1 ? to : Math.min(to, curve.at[i + 1]);
    area += ((valueIn(curve, i, start) + valueIn(curve, i, end)) / 2) * (end - start);
    start = end;
  }
  return area;
}

/** The instant after `from` by which `area` has gathered under the curve; NEVER if it never does. */
export function instantOfArea(curve: Curve, from: number, area: number): number {
  const last = curve.at.length - 1;
  // Nearly every load is constant from here on: one division.
  if (from >= curve.at[last]) return curve.value[last] > 0 ? from + area / curve.value[last] : NEVER;
  let left = area;
  let start = from;
  for (let i = segmentAt(curve, from); ; i++) {
    if (i === last) return curve.value[last] > 0 ? start + left / curve.value[last] : NEVER;
    const end = curve.at[i + 1];
    const low = valueIn(curve, i, start);
    const here = ((low + curve.value[i + 1]) / 2) * (end - start);
    if (here >= left && here > 0)
      return start + spanOfArea(low, (curve.value[i + 1] - low) / (end - start), left);
    left -= here;
    start = end;
  }
}

/** Length x with low·x + slope·x²/2 = area, in the form that does not lose digits when the slope is small. */
function spanOfArea(low: number, slope: number, area: number): number {
  return (2 * area) / (low + Math.sqrt(Math.max(0, low * low + 2 * slope * area)));
}

/** Value at an instant inside (or at the end of) segment i. A jump is two points at one instant. */
function valueIn(curve: Curve, i: number, at: number): number {
  if (i === curve.at.length - 1) return curve.value[i];
  const span = curve.at[i + 1] - curve.at[i];
  if (span === 0) return curve.value[i + 1];
  return curve.value[i] + ((curve.value[i + 1] - curve.value[i]) * (at - curve.at[i])) / span;
}

/** The last point at or before `at`. */
function segmentAt(curve: Curve, at: number): number {
  let low = 0;
  let high = curve.at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (curve.at[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
