/** Loads: who asks for what, how often, and about which keys. */
import { hashText } from '../../base/hash.ts';
import { compileSampler } from '../dist/index.ts';
import type { LoadPlan } from '../machine/plan.ts';
import type { LoadSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { compileArrivals } from '../workload/index.ts';
import { balancerOfCall } from './balancers.ts';
import { layChain, policiesOf } from './chains.ts';
import { type Caller, type Draft, type Path, USERS_MOST } from './draft.ts';
import { bentCurve, type Points, peakOf } from './profiles.ts';

/** 2^32 */
const WHOLE = 4294967296;

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
  checkKind(draft, spec, path);
  const open = spec.arrivals !== undefined;
  const arrivals = spec.arrivals === undefined ? undefined : compileArrivals(spec.arrivals);
  const base: Points =
    arrivals !== undefined
      ? { at: [...arrivals.curve.at], value: arrivals.curve.rate.map((rate) => rate / 1e9) }
      : { at: [0], value: [spec.users ?? 0] };
  const curve = bentCurve(draft, spec, base, path, length);
  if (!open) checkUsers(draft, peakOf(curve), path);
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
    thresholds: thresholdsOf(sites.map(({ weight }) => weight)),
    priority: spec.priority,
    keys: spec.keys?.count ?? 0,
    keyThresholds: zipfThresholds(spec.keys),
    clients: caller.clients,
    firstClient: caller.firstClient,
    salt: hashText(`load ${spec.name}`),
  };
}

function checkUsers(draft: Draft, most: number, path: Path): void {
  if (most > USERS_MOST) {
    draft.problems.add(
      [...path, 'profile'],
      'E302',
      `at its peak this load has ${most} users, more than ${USERS_MOST}`,
      'write fewer users, or a profile that multiplies them less',
    );
    return;
  }
  draft.users.take(most, () => {
    const sentence = `with these, all loads have more than ${USERS_MOST} users at their peaks`;
    draft.problems.add([...path, 'users'], 'E302', sentence, 'write fewer users');
  });
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
  const { operation: single, mix } = spec;
  if ((single === undefined) === (mix === undefined)) {
    draft.problems.add(
      path,
      'E302',
      `load "${spec.name}" has either \`operation\` or \`mix\``,
      'write operation: web.checkout',
    );
    return [];
  }
  const asked = Object.entries(mix ?? {}).map(([name, weight]) => ({ name, weight, at: ['mix', name] }));
  if (single !== undefined) asked.push({ name: single, weight: 1, at: ['operation'] });
  return asked.flatMap(({ name, weight, at }) => {
    const operation = draft.operationNamed(name, [...path, ...at]);
    return operation === NONE || weight === 0 ? [] : [{ operation, weight }];
  });
}

/** Zipf's law as thresholds; nothing when all keys are alike. */
function zipfThresholds(keys: { count: number; zipf: number } | undefined): Uint32Array {
  if (keys === undefined || keys.zipf === 0) return new Uint32Array(0);
  return thresholdsOf(
    Float64Array.from({ length: keys.count }, (_, i) => Math.exp(-keys.zipf * Math.log(i + 1))),
  );
}

/** Cumulative shares as thresholds of 32 random bits. */
function thresholdsOf(weights: ArrayLike<number>): Uint32Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  const thresholds = new Uint32Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] / total;
    thresholds[i] = Math.min(WHOLE - 1, Math.round(sum * WHOLE));
  }
  return thresholds;
}
