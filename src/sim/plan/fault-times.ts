/** The times of a fault, from its envelope: when it begins, how long it lasts, how often it comes. */
import { NO_LIMIT } from '../../base/int32.ts';
import { NEVER } from '../../base/time.ts';
import { sayDuration } from '../../fields/index.ts';
import type { FaultSpec } from '../spec/index.ts';
import type { Path } from './draft.ts';
import type { Problems } from './problem.ts';

export interface Envelope {
  /** ns */
  readonly at: number;
  /** Length of one occurrence, ns; NEVER to the end. */
  readonly one: number;
  /** From one beginning to the next, ns; NEVER for once. */
  readonly every: number;
  readonly jitter: number;
  /** NO_LIMIT as often as there is time. */
  readonly times: number;
}

/** `from` is where a fault begins that does not say when: the start, or now. Of one that may not ramp its ramp is not looked at. */
export function envelopeOf(
  problems: Problems,
  spec: FaultSpec,
  from: number,
  mayRamp: boolean,
  path: Path,
): Envelope {
  const at = spec.at ?? from;
  const length = lengthOf(problems, spec, at, path);
  const { flap, repeat } = spec;
  if (flap !== undefined) {
    if (repeat !== undefined)
      problems.add(
        [...path, 'flap'],
        'E302',
        'a fault has `flap` or `repeat`, not both',
        'remove one of them',
      );
    if (flap.on > length)
      problems.add([...path, 'flap', 'on'], 'E302', 'it would not come on once', 'write a longer `for`');
    const every = flap.on + flap.off;
    // Only whole ones: a flap that would be cut short is left out.
    const times = length === NEVER ? NO_LIMIT : Math.floor((length - flap.on) / every) + 1;
    if (mayRamp) rampsFit(problems, spec, flap.on, path);
    return { at, one: flap.on, every, jitter: 0, times };
  }
  // Nothing fits into no time, and that has been said.
  if (mayRamp && length > 0) rampsFit(problems, spec, length, path);
  return {
    at,
    one: length,
    every: repeat?.every ?? NEVER,
    jitter: repeat?.jitter ?? 0,
    times: repeat === undefined ? 1 : (repeat.times ?? NO_LIMIT),
  };
}

const LATER = 'write a later `until`, or say with `for` how long it lasts';

function lengthOf(problems: Problems, spec: FaultSpec, at: number, path: Path): number {
  if (typeof spec.until === 'object') {
    checkEnding(problems, spec, path);
    return spec.for ?? NEVER;
  }
  if (spec.for !== undefined && spec.until !== undefined) {
    problems.add([...path, 'until'], 'E302', 'a fault has `for` or `until`, not both', 'remove one of them');
  }
  if (spec.when !== undefined && spec.until !== undefined) {
    problems.add(
      [...path, 'until'],
      'E302',
      'a fault that waits for its condition does not know when it will begin',
      'write `for` instead of `until`',
    );
  }
  const length = spec.for ?? (spec.until !== undefined ? spec.until - at : NEVER);
  if (length <= 0) {
    const [begins, ends] = [sayDuration(at), sayDuration(spec.until ?? at)];
    const sentence =
      length < 0
        ? `this fault ends before it begins: \`until\` (${ends}) is before \`at\` (${begins})`
        : `this fault ends as it begins, at ${begins}`;
    problems.add([...path, spec.until === undefined ? 'for' : 'until'], 'E302', sentence, LATER);
  }
  return length;
}

/** What ends as soon as something is so ends at once, and for good. */
function checkEnding(problems: Problems, spec: FaultSpec, path: Path): void {
  if (spec.repeat !== undefined) {
    const sentence = 'a fault that ends when something is so does not come again';
    problems.add(
      [...path, 'repeat'],
      'E302',
      sentence,
      'remove `repeat`, or say with `for` how long it lasts',
    );
  }
  if (spec.ramp?.out !== undefined) {
    const sentence = 'a fault that ends when something is so does not know when to fade';
    problems.add(
      [...path, 'ramp', 'out'],
      'E302',
      sentence,
      'remove `out`, or say with `for` how long it lasts',
    );
  }
}

function rampsFit(problems: Problems, spec: FaultSpec, length: number, path: Path): void {
  if (spec.ramp !== undefined && (spec.ramp.in ?? 0) + (spec.ramp.out ?? 0) > length) {
    problems.add([...path, 'ramp'], 'E302', 'the ramps are longer than the fault');
  }
  if (spec.ramp?.out !== undefined && length === NEVER && typeof spec.until !== 'object') {
    problems.add(
      [...path, 'ramp', 'out'],
      'E303',
      'a fault without an end cannot fade',
      'give it `for` or `until`',
    );
  }
}
