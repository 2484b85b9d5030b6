/** Loads: rate curves bent by profiles, mixes of operations, skewed keys. */
import { hashText } from '../../base/hash.ts';
import { compileSampler } from '../dist/index.ts';
import type { Curve, LoadPlan } from '../machine/plan.ts';
import type { LoadSpec, ProfileSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { compileArrivals } from '../workload/index.ts';
import { balancerOfCall } from './balancers.ts';
import { layChain, policiesOf } from './chains.ts';
import { type Caller, type Draft, type Path, USERS_MOST } from './draft.ts';

/** Straight pieces that a wave of a daily profile is made of. */
const PIECES_PER_PERIOD = 48;
/** Beyond, a wave is noise, and its pieces would be more than its requests. */
const PERIODS_MOST = 1000;
const WHOLE = 4294967296;

/** A curve as points; two points at one instant are a jump. */
interface Points {
  at: number[];
  value: number[];
}

export function compileLoad(
  draft: Draft,
  spec: LoadSpec,
  caller: Caller,
  path: Path,
  length: number,
): LoadPlan {
  const operations = mixOf(draft, spec, path);
  const policies = policiesOf(draft, spec, path);
  const sites = operations.map(({ operation, weight }) => ({
    weight,
    site: draft.addSite(
      caller,
      'operation',
      operation,
      false,
      `load ${spec.name} ${draft.operations[operation]}`,
      (edge) => layChain(draft, caller, policies, edge, path),
      caller.number,
      { balancer: balancerOfCall(draft, operation, spec.balancer, path) },
    ),
  }));
  const total = sites.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const thresholds = sites.map(({ weight }) => {
    sum += weight / total;
    return Math.min(WHOLE - 1, Math.round(sum * WHOLE));
  });
  const open = spec.arrivals !== undefined;
  checkKind(draft, spec, path);
  const arrivals = spec.arrivals === undefined ? undefined : compileArrivals(spec.arrivals);
  const base: Points =
    arrivals !== undefined
      ? { at: [...arrivals.curve.at], value: arrivals.curve.rate.map((rate) => rate / 1e9) }
      : { at: [0], value: [spec.users ?? 0] };
  const curve = bend(base, profilesThatFit(draft, spec, base.at.length, path, length), length);
  const most = peakOf(curve);
  if (!open && most > USERS_MOST)
    draft.problems.add(
      [...path, 'profile'],
      'E302',
      `at its peak this load has ${most} users, more than ${USERS_MOST}`,
      'write fewer users, or a profile that multiplies them less',
    );
  else if (!open)
    draft.users.take(most, () => {
      const sentence = `with these, all loads have more than ${USERS_MOST} users at their peaks`;
      draft.problems.add([...path, 'users'], 'E302', sentence, 'write fewer users');
    });
  return {
    open,
    curve,
    gap:
      arrivals === undefined || arrivals.gap.constant !== undefined
        ? undefined
        : compileSampler(arrivals.gap),
    batch: arrivals?.batch ?? 1,
    think: draft.samplers.of(spec.think),
    patience: draft.samplers.of(spec.patience),
    sites: Int32Array.from(sites, ({ site }) => site),
    thresholds: Uint32Array.from(thresholds),
    priority: spec.priority,
    keys: spec.keys?.count ?? 0,
    keyThresholds: zipfThresholds(spec.keys),
    clients: caller.clients,
    firstClient: caller.firstClient,
    salt: hashText(`load ${spec.name}`),
  };
}

function checkKind(draft: Draft, spec: LoadSpec, path: Path): void {
  const both = spec.arrivals !== undefined && spec.users !== undefined;
  const neither = spec.arrivals === undefined && spec.users === undefined;
  if (both || neither) {
    draft.problems.add(
      path,
      'E302',
      `load "${spec.name}" has either \`arrivals\` (open) or \`users\` (closed)`,
      'write arrivals: { poisson: 100/s }, or users: 50 with think: 1s',
    );
  }
  if (spec.arrivals !== undefined && spec.think !== undefined) {
    draft.problems.add(
      [...path, 'think'],
      'E303',
      '`think` belongs to a load with `users`: nobody waits between these arrivals',
      'remove it, or use users',
    );
  }
}

function mixOf(draft: Draft, spec: LoadSpec, path: Path): { operation: number; weight: number }[] {
  if ((spec.operation === undefined) === (spec.mix === undefined)) {
    draft.problems.add(
      path,
      'E302',
      `load "${spec.name}" has either \`operation\` or \`mix\``,
      'write operation: web.checkout',
    );
    return [];
  }
  const mix = spec.mix !== undefined ? Object.entries(spec.mix) : [[spec.operation as string, 1] as const];
  return mix.flatMap(([name, weight]) => {
    const operation = draft.operationNamed(
      name,
      spec.mix !== undefined ? [...path, 'mix', name] : [...path, 'operation'],
    );
    return operation === NONE || weight === 0 ? [] : [{ operation, weight }];
  });
}

/** Cumulative shares of Zipf's law as thresholds of 32 bits; nothing when all keys are alike. */
function zipfThresholds(keys: { count: number; zipf: number } | undefined): Uint32Array {
  if (keys === undefined || keys.zipf === 0) return new Uint32Array(0);
  const weights = Float64Array.from({ length: keys.count }, (_, i) => Math.exp(-keys.zipf * Math.log(i + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Uint32Array(keys.count);
  let sum = 0;
  for (let i = 0; i < keys.count; i++) {
    sum += weights[i] / total;
    table[i] = Math.min(WHOLE - 1, Math.round(sum * WHOLE));
  }
  return table;
}

// ---- profiles ------------------------------------------------------------------------------------

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
    if (!('daily' in profile) || profile.daily === undefined) return true;
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

/** The base curve times all profiles, as straight pieces (exact but for products of two slopes). */
function bend(base: Points, profiles: readonly ProfileSpec[], length: number): Curve {
  let points = base;
  for (const profile of profiles) points = times(points, factorCurve(profile, length));
  return { at: Float64Array.from(points.at), value: Float64Array.from(points.value) };
}

function factorCurve(profile: ProfileSpec, length: number): Points {
  if ('step' in profile && profile.step !== undefined) {
    return { at: [0, profile.at, profile.at], value: [1, 1, profile.step] };
  }
  if ('ramp' in profile && profile.ramp !== undefined) {
    return { at: [0, profile.at, profile.at + profile.for], value: [1, 1, profile.ramp] };
  }
  if ('spike' in profile && profile.spike !== undefined) {
    const end = profile.at + profile.for;
    return { at: [0, profile.at, profile.at, end, end], value: [1, 1, profile.spike, profile.spike, 1] };
  }
  return daily(profile as { daily: number; period: number; peak?: number }, length);
}

/** A wave from 1 to `daily` and back, made of straight pieces; the parabola 4x(1−x) comes close enough to a cosine. */
function daily(profile: { daily: number; period: number; peak?: number }, length: number): Points {
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
