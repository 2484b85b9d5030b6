/**
 * A mapping whose verb says what it is: `{ call: orders.place, timeout: 800ms }` is a call and
 * `{ publish: order-placed }` a publication. Steps, faults, policies, arrivals and distributions are
 * all written so. The verb chooses the branch; the branch checks the rest.
 */
import type { z } from 'zod';
import { invariant } from '../base/assert.ts';
import { type ChosenUnion, chosenUnion, type Refusal } from './chosen-union.ts';
import { nearestWord, someNear, someOf } from './did-you-mean.ts';
import { meaningOf } from './from-elsewhere.ts';
import { isMapping, quote, sayValue } from './say-value.ts';

/** Verb → the mapping it introduces; the verb is a required key of it, other keys are modifiers. */
export type VerbOptions = Readonly<Record<string, z.ZodObject>>;

/**
 * Builds the union. `what` names the thing with its article, for sentences: "a step", "a fault".
 * A word may be a verb of its own and a modifier of another verb (`timeout` beside `call`): then
 * the verb that knows the other as its modifier wins.
 */
export function oneOfKeys<Options extends VerbOptions>(
  what: string,
  options: Options,
): ChosenUnion<Options[string & keyof Options]> {
  type Branch = Options[string & keyof Options];
  const verbs = Object.keys(options);
  for (const verb of verbs)
    invariant(Object.hasOwn(options[verb].shape, verb), `"${verb}" is a key of its own mapping`);
  return chosenUnion<Branch>(Object.values(options) as Branch[], (raw) => {
    if (!isMapping(raw)) return refuseShape(what, verbs, raw);
    const present = Object.keys(raw).filter((key) => Object.hasOwn(options, key));
    const leading = present.filter((verb) => !present.some((other) => isModifierOf(options, verb, other)));
    if (leading.length === 1) return options[leading[0]] as Branch;
    return leading.length === 0 ? refuseNone(what, options, raw) : refuseSeveral(what, leading);
  });
}

function isModifierOf(options: VerbOptions, word: string, verb: string): boolean {
  if (word === verb) return false;
  return Object.hasOwn(options[verb].shape, word) && !Object.hasOwn(options[word].shape, verb);
}

function refuseShape(what: string, verbs: readonly string[], raw: unknown): Refusal {
  if (raw === undefined) return { sentence: `missing; ${expectOneOf(verbs, what)}` };
  if (typeof raw === 'string' && verbs.includes(raw)) {
    return { sentence: `${quote(raw)} stands alone; write it as a key with its value: "${raw}: …"` };
  }
  const verb = typeof raw === 'string' ? verbs.find((each) => raw.startsWith(`${each} `)) : undefined;
  if (verb !== undefined) {
    const value = String(raw).slice(verb.length).trim();
    return { sentence: `${sayValue(raw)} is not ${what}; write "${verb}: ${value}", with a colon` };
  }
  const usual = Object.hasOwn(USUAL, what) ? USUAL[what] : undefined;
  if (usual?.fits.test(String(raw)))
    return {
      sentence: `${sayValue(raw)} is not ${what}; write { ${usual.verb}: ${raw} }, or one of: ${verbs.join(', ')}`,
    };
  return { sentence: `${sayValue(raw)} is not ${what}; ${expectOneOf(verbs, what)}` };
}

/** The verb that is most likely meant where its value stands alone: `concurrency: 10`, `arrivals: 50/s`. */
const USUAL: Readonly<Record<string, { readonly verb: string; readonly fits: RegExp }>> = {
  'a concurrency': { verb: 'threads', fits: /^[1-9]\d*$/ },
  arrivals: { verb: 'poisson', fits: /^[\d.]+\/(s|min|h)$/ },
};

function refuseNone(what: string, options: VerbOptions, raw: Readonly<Record<string, unknown>>): Refusal {
  const verbs = Object.keys(options);
  const modifiers = new Set(Object.values(options).flatMap((option) => Object.keys(option.shape)));
  for (const key of Object.keys(raw)) {
    // a word that is in its right place as a modifier is not a mistyped verb
    if (modifiers.has(key)) continue;
    const meaning = meaningOf(key, verbs);
    if (meaning?.write !== undefined)
      return { sentence: `${quote(key)} is not ${what}; write ${meaning.write}`, key };
    const meant = meaning?.key ?? nearestWord(key, verbs) ?? endingIn(key, verbs);
    if (meant !== undefined) {
      return {
        sentence: `unknown key ${quote(key)}; did you mean "${meant}"? ${expectOneOf(verbs, what, meant)}`,
        key,
        meant,
      };
    }
  }
  for (const key of NAMES_A_KIND) {
    const kind = raw[key];
    if (typeof kind !== 'string' || modifiers.has(key)) continue;
    const verb = verbs.includes(kind) ? kind : (meaningOf(kind, verbs)?.key ?? nearestWord(kind, verbs));
    if (verb === undefined) continue;
    const sentence = `${quote(key)} is not how ${what} says what it is; write it as the key: "${verb}: …"`;
    return { sentence, key };
  }
  const [first] = Object.keys(raw).filter((key) => !modifiers.has(key));
  return first === undefined
    ? { sentence: `nothing here says which kind of thing this is; ${expectOneOf(verbs, what, '')}` }
    : { sentence: `${quote(first)} is not ${what}; ${expectOneOf(verbs, what, first)}`, key: first };
}

/** `p99` is most of `latency-p99`: the first word that ends in it. */
function endingIn(key: string, verbs: readonly string[]): string | undefined {
  return verbs.find((verb) => verb.endsWith(`-${key.toLowerCase()}`));
}

function refuseSeveral(what: string, present: readonly string[]): Refusal {
  const [first, second] = present;
  return {
    sentence: `"${first}" and "${second}" cannot stand together; ${what} has one of them`,
    key: second,
  };
}

/** Keys under which other tools say what something is. */
const NAMES_A_KIND = ['type', 'kind', 'fault', 'metric', 'action', 'toxic', 'inject', 'attack'];

/** Where a list that is too long for a sentence can be seen whole. */
const LISTED_BY: Readonly<Record<string, string>> = {
  'a fault': 'knockon list faults',
  'an expectation': 'knockon list metrics',
};

/** Of many, those first that are nearest to what was written. */
function expectOneOf(verbs: readonly string[], what: string, written?: string): string {
  const listedBy = LISTED_BY[what];
  const some = written === undefined ? someOf(verbs, listedBy) : someNear(written, verbs, listedBy);
  return `expected exactly one of: ${some}`;
}
