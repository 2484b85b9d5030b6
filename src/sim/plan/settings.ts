/**
 * What a fault may set, by name: `retry.attempts` of the calls of a service, a load or an edge, at each of
 * the caller's replicas; `admission.limiter.rate` at a service's own door; or its `slots` and `queue.limit`.
 */
import { NO_LIMIT } from '../../base/int32.ts';
import { sayIssue } from '../../fields/index.ts';
import type { EffectSpec } from '../fault/index.ts';
import { policyNamed } from '../policy/index.ts';
import { type PlacedPolicy, type Pushed, push, pushable, wrong } from '../policy/pushes.ts';
import { type FaultSpec, pushableNumbers } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { EdgeEntry } from '../terms/directory.ts';
import { chooseReplicas, chosenAmong, these } from './chosen-replicas.ts';
import type { Path } from './draft.ts';
import type { FaultGround } from './fault-ground.ts';
import { Problems } from './problem.ts';
import { nameMistake } from './setting-names.ts';
import type { Target } from './targets.ts';

/** One number of one replica, and what it is set to. */
export interface Setting {
  readonly element: number;
  readonly measure: number;
}

/** A policy whose settings a fault may set: the calls' it surrounds, or the service's at whose door it stands. */
interface Settable extends PlacedPolicy {
  /** What its settings' names begin with. */
  readonly prefix: string;
  readonly settings: number;
  readonly settingsSize: number;
  readonly owner: Owner;
}

type Owner = Pick<EdgeEntry, 'callerKind' | 'caller'>;

/** What a replica has of its own. */
type OwnName = keyof typeof pushableNumbers;
const OWN = Object.keys(pushableNumbers);

/** Policies around the calls of a target: of its own calls, or on its edge; and those at its own door. */
export function settableBy(ground: FaultGround, { services, loads, edges, text }: Target): Settable[] {
  const { directory, sites, gates } = ground;
  const isMeant = ({ callerKind, caller }: EdgeEntry, edge: number) =>
    text.includes('->')
      ? edges.includes(edge)
      : (callerKind === 'service' && services.includes(caller)) ||
        (callerKind === 'load' && loads.includes(caller));
  const around = sites.flatMap(({ edge, chain }) =>
    isMeant(directory.edges[edge], edge)
      ? chain.map((layer): Settable => {
          const definition = policyNamed(layer.policy.name);
          const prefix = `${definition.name}.`;
          return { ...layer, definition, schema: definition.params, prefix, owner: directory.edges[edge] };
        })
      : [],
  );
  const atDoor = (isOwn(text) ? services : []).flatMap((caller) =>
    gates[caller].map((gate): Settable => {
      const definition = policyNamed(gate.policy.name);
      const schema = (definition.gate ?? definition).params;
      const prefix = `admission.${definition.name}.`;
      return { ...gate, definition, schema, prefix, owner: { callerKind: 'service', caller } };
    }),
  );
  return [...around, ...atDoor];
}

/** A target that is somebody, rather than what is between two. */
function isOwn(text: string): boolean {
  return !text.includes('->');
}

/** How many replicas a caller has, each with settings of its own. */
export function callersOf({ directory, loads }: FaultGround, { callerKind, caller }: Owner): number {
  switch (callerKind) {
    case 'service':
      return directory.services[caller].replicas;
    case 'load':
      return loads[caller].clients;
    case 'consumer':
      return directory.consumers[caller].replicas;
    case 'check':
      // Nobody configures a checker's calls.
      return 0;
  }
}

/** Which of them, by their number from 0: for services as everywhere, for others by the same words. */
function chosenOf(
  ground: FaultGround,
  problems: Problems,
  owner: Owner,
  target: Target,
  spec: FaultSpec,
  path: Path,
): readonly number[] {
  const { directory } = ground;
  if (owner.callerKind === 'service') {
    const { firstReplica } = directory.services[owner.caller];
    const anywhere = { ...target, zoneFrom: NONE };
    return chooseReplicas(ground, problems, owner.caller, anywhere, spec, path).map(
      (replica) => replica - firstReplica,
    );
  }
  const all = Array.from({ length: callersOf(ground, owner) }, (_, i) => i);
  return chosenAmong(all, spec.replicas, all.length);
}

/** Most replicas of any caller that the fault is for. */
export function mostCallers(ground: FaultGround, target: Target, spec: FaultSpec): number {
  return settableBy(ground, target).reduce(
    (most, { owner }) => Math.max(most, chosenOf(ground, new Problems(), owner, target, spec, []).length),
    0,
  );
}

/** Answers with what an effect of a fault sets, each by its place among all that may be set (see machine/plan.ts). */
export function settingsFinder(
  ground: FaultGround,
  problems: Problems,
  target: Target,
  spec: FaultSpec,
  path: Path,
  replicasOfService: (service: number) => readonly number[],
): (effect: EffectSpec) => Setting[] {
  const hasOwn = isOwn(target.text) && target.services.length > 0;
  // The effects of a rollout all set the same, each at another replica.
  const found = once(() => settableBy(ground, target));
  const chosen = new Map<string, readonly number[]>();
  const chosenBy = (owner: Owner) => {
    const key = `${owner.callerKind} ${owner.caller}`;
    const known = chosen.get(key) ?? chosenOf(ground, problems, owner, target, spec, path);
    chosen.set(key, known);
    return known;
  };
  const numbers = new Map<string, readonly Numbers[]>();
  const numbersBy = (effect: EffectSpec) => {
    const key = JSON.stringify([effect.of, effect.written, effect.measure]);
    const known = numbers.get(key) ?? numbersNamed(found(), hasOwn, effect, problems, target, path);
    numbers.set(key, known);
    return known;
  };
  return (effect) => {
    const { of: name = '' } = effect;
    if (hasOwn && OWN.includes(name)) {
      const value = ownValue(problems, effect, name as OwnName, path);
      const { length } = ground.directory.replicas;
      const first = ground.settingCount + (name === 'slots' ? 0 : length);
      return target.services.flatMap((service) =>
        these(effect, replicasOfService(service)).map((replica) => ({
          element: first + replica,
          measure: value,
        })),
      );
    }
    return numbersBy(effect).flatMap(({ policy, pushed }) =>
      these(effect, chosenBy(policy.owner)).flatMap((own) =>
        [...pushed].map(([place, measure]) => ({
          element: policy.settings + own * policy.settingsSize + place,
          measure,
        })),
      ),
    );
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A policy, and the numbers that an effect sets in it. */
interface Numbers {
  readonly policy: Settable;
  readonly pushed: Pushed;
}

function numbersNamed(
  found: readonly Settable[],
  hasOwn: boolean,
  effect: EffectSpec,
  problems: Problems,
  target: Target,
  path: Path,
): Numbers[] {
  const { of: name = '' } = effect;
  const named = found.filter((policy) => namesOf(policy, effect).includes(name));
  if (named.length === 0 && effect.written === undefined) {
    // The fault knows its settings by itself, so the author has written no name that could be wrong.
    const policy = name.slice(0, name.indexOf('.'));
    const sentence = `this fault can touch nothing: there is no ${policy} around the calls of ${target.text}`;
    say(problems, path, 'E303', sentence, `give them a ${policy}, or aim at calls that have one`);
    return [];
  }
  if (named.length === 0) {
    const known = [...new Set(found.flatMap((policy) => namesOf(policy, effect))), ...(hasOwn ? OWN : [])];
    const place = [...path, 'setting'];
    const wrongName = nameMistake(name, known, target.text, found);
    if (wrongName === undefined) problems.unknown(place, `setting of ${target.text}`, name, known);
    else say(problems, place, wrongName.code, wrongName.sentence, wrongName.hint);
    return [];
  }
  return named.map((policy) => ({ policy, pushed: numbersOf(problems, policy, effect, path) }));
}

/** What may be set of a policy: as it is written; or, by faults that know the numbers themselves, any of its settings. */
function namesOf(policy: Settable, { written }: EffectSpec): string[] {
  const names = written === undefined ? policy.definition.settings : pushable(policy);
  return names.map((name) => policy.prefix + name);
}

function numbersOf(problems: Problems, policy: Settable, effect: EffectSpec, path: Path): Pushed {
  const { of: name = '', written, measure = Number.NaN } = effect;
  const own = name.slice(policy.prefix.length);
  if (written === undefined) return new Map([[policy.definition.settings.indexOf(own), measure]]);
  const pushed = push(policy, own, written);
  if (!('sentence' in pushed)) return pushed;
  const inside = pushed.inside ?? [];
  const what = inside.reduce(
    (said: string, step) => said + (typeof step === 'number' ? `[${step}]` : `.${step}`),
    name,
  );
  say(problems, [...path, 'to', ...inside], 'E203', `${what}: ${pushed.sentence}`, pushed.hint);
  return new Map();
}

function ownValue(problems: Problems, { written, measure = 0 }: EffectSpec, name: OwnName, path: Path) {
  if (written === undefined) return measure;
  const read = pushableNumbers[name].safeParse(written, { error: sayIssue });
  if (read.success) return read.data === 'none' ? NO_LIMIT : read.data;
  const { sentence, hint } = wrong(read.error.issues[0].message);
  say(problems, [...path, 'to'], 'E203', `${name}: ${sentence}`, hint);
  return 1;
}

/** Once, however many steps and replicas it is wrong for. */
function say(problems: Problems, path: Path, code: string, sentence: string, hint?: string): void {
  if (!problems.found.some((each) => each.sentence === sentence && each.path.join() === path.join()))
    problems.add(path, code, sentence, hint);
}
