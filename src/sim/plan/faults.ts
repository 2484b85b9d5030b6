/**
 * Faults find their elements and their times: a target and its selectors become lists of (effect,
 * element), the envelope becomes parts with a beginning and a length. The same code serves the
 * scenario and a key pressed in the middle of a run.
 */
import { hashText } from '../../base/hash.ts';
import { NEVER } from '../../base/time.ts';
import {
  type AnyFault,
  faults as catalog,
  type EffectSpec,
  type FaultName,
  faultNamed,
  type Scene,
} from '../fault/index.ts';
import {
  type Aim,
  type Condition,
  type FaultPart,
  type FaultPlan,
  type FaultTimes,
  INSTANT,
  type Match,
} from '../machine/plan.ts';
import type { ConditionSpec, FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { EFFECTS, MOMENTS, type Place, placeOf } from '../terms/effects.ts';
import { aimerOf } from './aims.ts';
import { atStart, chooseReplicas } from './chosen-replicas.ts';
import { compileCondition } from './conditions.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import { type Envelope, envelopeOf } from './fault-times.ts';
import { Problems } from './problem.ts';
import { checkRamp, growsWithRamp } from './ramp-fits.ts';
import { mostCallers } from './settings.ts';
import { resolveTarget, type Target } from './targets.ts';

/** A fault's name may be another's parameter: the one that knows the others as its own is meant. */
export function faultKind(spec: FaultSpec): FaultName {
  const present = (Object.keys(catalog) as FaultName[]).filter((name) => spec[name] !== undefined);
  const isMeant = (name: FaultName) =>
    present.every((other) => other === name || Object.hasOwn(faultNamed(name).params.shape, other));
  return present.find(isMeant) ?? present[0];
}

/** Long enough for whatever a fault lets happen in turn, ns. */
const A_WHILE: Scene = { length: 3600e9, left: 3600e9, replicas: 1 };

/** May this fault say `ramp`? One that is there or not may not, nor one that grows by itself. */
export function mayRamp(spec: FaultSpec, scene: Scene = A_WHILE): boolean {
  const definition = faultNamed(faultKind(spec));
  return growsWithRamp(definition.effects(paramsOf(definition, spec), scene));
}

/** What `hits` counts of a fault like this one; of several things where it does several. */
export function countedBy(spec: FaultSpec): string[] {
  const definition = faultNamed(faultKind(spec));
  const effects = definition.effects(paramsOf(definition, spec), A_WHILE);
  return [...new Set(effects.map(({ kind }) => MOMENTS[EFFECTS[kind].at].counts))];
}

/** The name a fault has when it is given none. */
export function faultNameOf(spec: FaultSpec): string {
  const kind = faultKind(spec);
  return (
    spec.name ??
    `${kind}-${String(spec[kind])
      .replaceAll(/ *-> */g, '-to-')
      .replaceAll(/[ .*]+/g, '-')}`
  );
}

/** More parts than this, and somebody mistook a unit. */
const MOST_PARTS = 10_000;
/** Things that all faults of a run may fall on, counted at each of their times: each is remembered. */
export const MOST_AIMS = 500_000;

export function compileFault(
  ground: FaultGround,
  problems: Problems,
  spec: FaultSpec,
  path: Path,
  at = 0,
): FaultPlan {
  const kind = faultKind(spec);
  const definition = faultNamed(kind);
  const params = paramsOf(definition, spec);
  const envelope = envelopeOf(problems, spec, at, mayRamp(spec), path);
  if (envelope.at >= ground.length) {
    problems.add(
      [...path, 'at'],
      'E303',
      'the run is over before this fault begins',
      'write an earlier `at`, or a longer run',
    );
  }
  const scene: Scene = { length: envelope.one, left: ground.length - envelope.at, replicas: 0 };
  const wrong = definition.contradiction?.(params, scene);
  if (wrong !== undefined) problems.add([...path, wrong.key], 'E302', wrong.sentence, wrong.hint);
  const text = String(spec[kind]);
  const places = definition.effects(params, scene).map((effect) => placeOf(effect.kind));
  const isLink = (place: Place) => place === 'edge';
  const onLinks = places.every(isLink) ? 'all' : places.some(isLink) ? 'some' : 'none';
  const target = resolveTarget(ground.directory, problems, definition, text, onLinks, [...path, kind]);
  const sets = places.includes('setting');
  const replicas =
    target === undefined
      ? 0
      : Math.max(mostReplicas(ground, target, spec), sets ? mostCallers(ground, target, spec) : 0);
  const effects = definition.effects(params, { ...scene, replicas });
  checkRamp(problems, kind, spec, effects, path);
  for (const { keys = [] } of effects) checkKeys(ground, problems, keys, [...path, 'key']);
  const name = faultNameOf(spec);
  const told = problems.found.length;
  const parts = target === undefined ? [] : partsOf(ground, problems, effects, envelope, target, spec, path);
  // Where it has been said what is wrong, this only follows from it.
  const isTold = wrong !== undefined || problems.found.length > told;
  if (target !== undefined && parts.length === 0 && envelope.one > 0 && !isTold) {
    problems.add(
      [...path, kind],
      'E303',
      `this fault can touch nothing: ${text} has nothing that it could ${kind}`,
      effects.length > 0 && effects.every(({ where }) => where?.startsWith('checks-'))
        ? 'it has no such `check`'
        : undefined,
    );
  }
  const length = Math.max(0, ...parts.map((part) => part.after + part.length));
  if (length + envelope.jitter > envelope.every) {
    problems.add(
      [...path, spec.flap === undefined ? 'repeat' : 'flap'],
      'E302',
      'the fault would begin again before it has ended',
      spec.flap === undefined ? 'write a `for` shorter than `every`' : 'write a longer `off`',
    );
  }
  return {
    name,
    salt: saltOf(name),
    isAction: spec.action ?? definition.isAction === true,
    parts,
    at: envelope.at,
    length,
    every: envelope.every,
    jitter: envelope.jitter,
    times: envelope.times,
    probability: spec.probability ?? 1,
    match: compileMatch(ground, problems, effects, spec, path),
    sets: setsOf(effects),
    when:
      spec.when === undefined ? undefined : compileCondition(ground, problems, spec.when, [...path, 'when']),
    until:
      typeof spec.until === 'object' ? endingOf(ground, problems, name, spec.until, length, path) : undefined,
  };
}

/** What ends a fault that lasts; nothing could end one that is over as it begins. */
function endingOf(
  ground: FaultGround,
  problems: Problems,
  name: string,
  until: ConditionSpec,
  length: number,
  path: Path,
): Condition | undefined {
  if (length === INSTANT)
    problems.add(
      [...path, 'until'],
      'E303',
      'this fault is over in the instant in which it begins',
      'remove `until`',
    );
  if (until.ended === name || until.began === name)
    problems.add(
      [...path, 'until'],
      'E304',
      `${name} would end by itself`,
      'say with `for` how long it lasts',
    );
  return compileCondition(ground, problems, until, [...path, 'until']);
}

/** Of a rollout the effects all set the same. */
function setsOf(effects: readonly EffectSpec[]): FaultPlan['sets'] {
  const sets = new Map<string, string>();
  for (const { kind, of: name, written, measure } of effects) {
    if (kind !== 'set' || name === undefined) continue;
    const value = written ?? measure;
    sets.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return [...sets].map(([name, to]) => ({ name, to }));
}

function saltOf(name: string, effect = 0): number {
  return hashText(effect === 0 ? `fault ${name}` : `fault ${name} ${effect}`) & 0xfffffff;
}

function paramsOf(definition: AnyFault, spec: FaultSpec): never {
  return Object.fromEntries(Object.keys(definition.params.shape).map((key) => [key, spec[key]])) as never;
}

/** Who is to be done one after the other: those in service at the start. Who comes later is as new as can be. */
function mostReplicas(ground: FaultGround, target: Target, spec: FaultSpec): number {
  // What is wrong with the choice is said where the effects are aimed.
  const unheard = new Problems();
  return target.services.reduce((most, service) => {
    const chosen = chooseReplicas(ground, unheard, service, target, spec, []);
    return Math.max(most, atStart(ground, service, chosen));
  }, 0);
}

/** When the effects of a part are there; equal times are one part. */
type Times = Omit<FaultPart, 'aims'>;

/** Effects that share their times are one part. */
function partsOf(
  ground: FaultGround,
  problems: Problems,
  effects: readonly EffectSpec[],
  envelope: Envelope,
  target: Target,
  spec: FaultSpec,
  path: Path,
): FaultPart[] {
  const timed = effects.map((effect) => ({ effect, times: timesOf(effect, envelope, spec) }));
  if (timed.some(({ times }) => times.after >= NEVER)) {
    problems.add(
      path,
      'E303',
      'this fault has no end, so what is to come after it never does',
      'give it `for` or `until`',
    );
    return [];
  }
  // Before anything is aimed: all of it at all replicas may be more than memory.
  const different = new Set(timed.map(({ times }) => keyOf(times))).size;
  if (different > MOST_PARTS) {
    const sentence = `this fault has more than ${MOST_PARTS} parts`;
    problems.add(path, 'E302', sentence, 'write longer times, or a shorter fault');
    return [];
  }
  const parts = new Map<string, Times & { readonly aims: Aim[] }>();
  const aim = aimerOf(ground, problems, target, spec, path);
  timed.forEach(({ effect, times }, index) => {
    if (times.length <= 0 || ground.room.aims < 0) return;
    const salt = saltOf(faultNameOf(spec), effect.with ?? index);
    const aims = aim(effect, salt);
    if (aims.length === 0) return;
    ground.room.aims -= aims.length;
    const part = parts.get(keyOf(times)) ?? { ...times, aims: [] };
    for (const each of aims) part.aims.push(each);
    parts.set(keyOf(times), part);
  });
  if (ground.room.aims < 0) {
    const sentence = `with this fault, they fall on more than ${MOST_AIMS} things, counted at each of their times`;
    problems.add(path, 'E302', sentence, 'choose fewer `replicas`, longer times, or write fewer faults');
    return [];
  }
  return [...parts.values()].sort((a, b) => a.after - b.after);
}

function timesOf(effect: EffectSpec, envelope: Envelope, spec: FaultSpec): Times {
  const { after = 0, length = Math.max(0, envelope.one - after), ramp = spec.ramp } = effect;
  return {
    after,
    length,
    rampIn: ramp?.in ?? 0,
    rampOut: length === NEVER ? 0 : (ramp?.out ?? 0),
    shape: ramp?.shape ?? 'linear',
    replacing: effect.replacing ?? NEVER,
    isBack: effect.isBack === true,
  };
}

function keyOf({ after, length, rampIn, rampOut, shape, replacing, isBack }: Times): string {
  return `${after} ${length} ${rampIn} ${rampOut} ${shape} ${replacing} ${isBack}`;
}

/** The faults of a scenario, in their order. Where all together are too many, no more are compiled. */
export function compileFaults(
  ground: FaultGround,
  problems: Problems,
  faults: readonly FaultSpec[],
): FaultPlan[] {
  const plans: FaultPlan[] = [];
  for (const [i, fault] of faults.entries()) {
    plans.push(compileFault(ground, problems, fault, ['faults', i]));
    if (ground.room.aims < 0) break;
  }
  return plans;
}

/**
 * When faults that were left out would have come. What they would have touched may be left out, too;
 * so nothing is told of them, and nothing of them stays but their times.
 */
export function timesOfLeftOut(ground: FaultGround, faults: readonly FaultSpec[]): FaultTimes[] {
  const unheard = new Problems();
  const faultNames = [...ground.faultNames, ...faults.map(faultNameOf)];
  return faults.map((spec) => {
    const room = { aims: MOST_AIMS };
    const apart: FaultGround = { ...ground, faultNames, room, samplerOf: () => NONE };
    const { isAction, at, length, every, jitter, times, when, until } = compileFault(
      apart,
      unheard,
      spec,
      [],
    );
    // Where nothing is left for it to touch it lasts as long as it says.
    const lasting = length > 0 ? length : envelopeOf(unheard, spec, 0, false, []).one;
    return { isAction, at, length: lasting, every, jitter, times, when, until };
  });
}

function compileMatch(
  ground: FaultGround,
  problems: Problems,
  effects: readonly EffectSpec[],
  spec: FaultSpec,
  path: Path,
): Match | undefined {
  const { match } = spec;
  if (match === undefined) return undefined;
  const kind = faultKind(spec);
  if (!effects.some((effect) => EFFECTS[effect.kind].picks)) {
    problems.add(
      [...path, 'match'],
      'E303',
      `${kind} does not look at single requests, so it cannot pick some`,
      'remove `match`',
    );
    return undefined;
  }
  const classes = ground.directory.loads.map(({ priority }) => priority);
  if (match.priority !== undefined && !classes.includes(match.priority)) {
    problems.add(
      [...path, 'match', 'priority'],
      'E303',
      `nobody asks with priority ${match.priority}`,
      `the loads have ${[...new Set(classes)].join(', ')}`,
    );
  }
  const names = ground.directory.loads.map((each) => each.name);
  const load = match.load === undefined ? NONE : names.indexOf(match.load);
  if (match.load !== undefined && load < 0)
    problems.unknown([...path, 'match', 'load'], 'load', match.load, names);
  const keys = match.key === undefined ? [] : [match.key].flat();
  checkKeys(ground, problems, keys, [...path, 'match', 'key']);
  return {
    priority: match.priority ?? NONE,
    load,
    keys,
    share: match.share ?? 1,
    first: match.first ?? NEVER,
  };
}

function checkKeys(ground: FaultGround, problems: Problems, keys: readonly number[], path: Path): void {
  const known = Math.max(0, ...ground.directory.loads.map((load) => load.keys));
  const unknown = keys.filter((key) => key >= known);
  if (unknown.length === 0) return;
  problems.add(
    path,
    'E303',
    `no request is about key ${unknown.join(', ')}`,
    known === 0 ? 'no load has `keys`' : `the keys are 0 to ${known - 1}`,
  );
}
