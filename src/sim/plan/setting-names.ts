/**
 * A setting that a push names and nobody has: a policy without its parameter, a parameter without its
 * policy, a policy that is not there, or something that is built in. A mere slip is left to the caller.
 */
import { fieldAt, nearestWord, someNear, someOf } from '../../fields/index.ts';
import { policies } from '../policy/index.ts';
import type { PlacedPolicy } from '../policy/pushes.ts';

export interface NameMistake {
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

/** `found` are the policies that are there, `known` the names of what can be set of them. */
export function nameMistake(
  name: string,
  known: readonly string[],
  target: string,
  found: readonly (PlacedPolicy & { readonly prefix: string })[],
): NameMistake | undefined {
  const inside = known.filter((each) => each.startsWith(`${name}.`));
  if (inside.length > 0)
    return {
      code: 'E301',
      sentence: `${name} stands for several values, and a push sets one`,
      hint: `write one of ${someOf(inside)}`,
    };
  const ending = known.filter((each) => each.endsWith(`.${name}`));
  if (ending.length > 0)
    return {
      code: 'E301',
      sentence: `"${name}" does not say of which policy`,
      hint: `write ${someOf(ending)}`,
    };
  const policy = found.find(({ prefix }) => name.startsWith(prefix));
  if (policy !== undefined) return builtIn(name, known, policy);
  return absent(name, known, target) ?? notPushed(name, known, target);
}

/** A policy that there is, but not here. */
function absent(name: string, known: readonly string[], target: string): NameMistake | undefined {
  const [first, second] = name.split('.');
  const isAtDoor = first === 'admission';
  const policy = isAtDoor ? second : first;
  if (!Object.hasOwn(policies, policy)) return undefined;
  const others = known.length === 0 ? '' : `; what can be pushed here: ${someNear(name, known)}`;
  return isAtDoor
    ? {
        code: 'E301',
        sentence: `there is no ${policy} at the door of ${target}`,
        hint: `write one in its admission, or aim at a service that has one${others}`,
      }
    : {
        code: 'E301',
        sentence: `there is no ${policy} around the calls of ${target}`,
        hint: `give them a ${policy}, or aim at calls that have one${others}`,
      };
}

/** What does the same as a push of something that cannot be pushed. */
const INSTEAD: Readonly<Record<string, string>> = {
  concurrency: 'push slots',
  threads: 'push slots',
  async: 'push slots',
  replicas: 'write the fault { scale: orders, to: 5 }',
  cores: 'write the fault noisy-neighbour, which takes a share of them',
  latency: 'write the fault delay',
  admission: 'push one parameter, such as admission.limiter.rate, of a policy that is at the door',
};

/** What a service has of its own, and holds for a whole run: who is held out, how it is checked, who chooses. */
const FOR_GOOD = [
  'ejection',
  'health',
  'balancer',
  'queue',
  'scaling',
  'cancellation',
  'deadlines',
  'zones',
  'weights',
];

/** What is no policy's, and not among the few numbers of a replica that can be pushed. */
function notPushed(name: string, known: readonly string[], target: string): NameMistake | undefined {
  const [word] = name.split('.');
  if (known.includes(name) || nearestWord(name, known) !== undefined) return undefined;
  if (Object.hasOwn(INSTEAD, word))
    return { code: 'E303', sentence: `no push can change ${name}`, hint: INSTEAD[word] };
  if (!FOR_GOOD.includes(word)) return undefined;
  const place = /^[a-z0-9_-]+$/i.test(target) ? `services.${target}.${name}` : `services.….${name}`;
  const hint = `run it both ways, with --set ${place}=…; what can be pushed: ${someNear(name, known)}`;
  return { code: 'E303', sentence: `no push can change ${name}: it holds for the whole run`, hint };
}

/** What the policy has, but is no setting: how it is built. */
function builtIn(
  name: string,
  known: readonly string[],
  { prefix, schema, params, definition }: PlacedPolicy & { readonly prefix: string },
): NameMistake | undefined {
  const [key] = name.slice(prefix.length).split('.');
  const own = known.filter((each) => each.startsWith(prefix));
  const isSettable = own.some((each) => each === prefix + key || each.startsWith(`${prefix}${key}.`));
  if (isSettable) return undefined;
  if (fieldAt(schema, params, key) === undefined && nearestWord(name, own) !== undefined) return undefined;
  const isThere = fieldAt(schema, params, key) !== undefined;
  return {
    code: isThere ? 'E303' : 'E301',
    sentence: isThere
      ? `${name} is how the ${definition.name} is built, and no push can change that`
      : `this ${definition.name} has no ${key}`,
    hint: `${isThere ? `write it in the ${definition.name} itself; ` : ''}what can be pushed: ${someNear(name, own)}`,
  };
}
