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
import type { FaultPart, FaultPlan, Match } from '../machine/plan.ts';
import type { FaultSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import { EFFECTS, type Place, placeOf } from '../terms/effects.ts';
import { aimEffect } from './aims.ts';
import { chooseReplicas } from './chosen-replicas.ts';
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
  const wrong = definition.contradiction?.(params);
  if (wrong !== undefined) problems.add([...path, wrong.key], 'E302', wrong.sentence);
  const envelope = envelopeOf(problems, spec, at, path);
  if (envelope.at >= ground.length) {
    problems.add(
      [...path, 'at'],
      'E303',
      'the run is over before this fault begins',
      'write an earlier `at`, or a longer run',
    );
  }
  const scene: Scene = { length: envelope.one, left: ground.length - envelope.at, replicas: 0 };
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
  if (target !== undefined && parts.length === 0 && problems.found.length === told) {
    problems.add(
      [...path, kind],
      'E303',
      `this fault can touch nothing: ${text} has nothing that it could ${kind}`,
      effects.every(({ where }) => where?.startsWith('checks-')) ? 'it has no such `check`' : undefined,
    );
  }
  if (parts.length > MOST_PARTS) {
    problems.add(
      path,
      'E302',
      `this fault has ${parts.length} parts, more than ${MOST_PARTS}`,
      'write longer times, or a shorter fault',
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
    parts,
    at: envelope.at,
    length,
    every: envelope.every,
    jitter: envelope.jitter,
    times: envelope.times,
    probability: spec.probability ?? 1,
    match: compileMatch(ground, problems, effects, spec, path),
    when:
      spec.when === undefined ? undefined : compileCondition(ground, problems, spec.when, [...path, 'when']),
  };
}

function saltOf(name: string, effect = 0): number {
  return hashText(effect === 0 ? `fault ${name}` : `fault ${name} ${effect}`) & 0xfffffff;
}

function paramsOf(definition: AnyFault, spec: FaultSpec): never {
  return Object.fromEntries(Object.keys(definition.params.shape).map((key) => [key, spec[key]])) as never;
}

function mostReplicas({ directory }: FaultGround, target: Target, spec: FaultSpec): number {
  // What is wrong with the choice is said where the effects are aimed.
  const unheard = new Problems();
  return target.services.reduce(
    (most, service) => Math.max(most, chooseReplicas(directory, unheard, service, target, spec, []).length),
    0,
  );
}

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
  const parts = new Map<string, FaultPart>();
  effects.forEach((effect, index) => {
    const { after = 0, length = Math.max(0, envelope.one - after), ramp = spec.ramp } = effect;
    if (after >= NEVER) {
      problems.add(
        path,
        'E303',
        'this fault has no end, so what is to come after it never does',
        'give it `for` or `until`',
      );
      return;
    }
    if (length <= 0) return;
    const times = {
      after,
      length,
      rampIn: ramp?.in ?? 0,
      rampOut: length === NEVER ? 0 : (ramp?.out ?? 0),
      shape: ramp?.shape ?? 'linear',
    } as const;
    const key = Object.values(times).join(' ');
    const salt = saltOf(faultNameOf(spec), effect.with ?? index);
    const aims = aimEffect(ground, problems, target, effect, salt, spec, path);
    if (aims.length === 0) return;
    parts.set(key, { ...times, aims: [...(parts.get(key)?.aims ?? []), ...aims] });
  });
  return [...parts.values()].sort((a, b) => a.after - b.after);
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
  for (const key of keys) {
    if (key < known) continue;
    problems.add(
      path,
      'E303',
      `no request is about key ${key}`,
      known === 0 ? 'no load has `keys`' : `the keys are 0 to ${known - 1}`,
    );
  }
}
