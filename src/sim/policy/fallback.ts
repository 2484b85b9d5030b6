/**
 * Fallback: what a caller gives where a call has failed. A value at once, the last good answer (of each key,
 * where requests have keys) if it is not too old, or another operation's answer. The user is served, worse than
 * usual: the outcome is `degraded`, and the ending keeps what first went wrong, and where.
 */
import { z } from 'zod';
import { mapping, oneOfKeys, operationName, positiveDuration, sayValue } from '../../fields/index.ts';
import { DEGRADED, endingBecause, isGood, maskOf, OK, type OutcomeName } from '../terms/outcomes.ts';
import { FELL_BACK } from '../terms/policies.ts';
import {
  type AnswersKept,
  COUNTS_NOTHING,
  countsKeys,
  ENTRIES,
  entriesField,
  instantKept,
  keepInstant,
  NONE_KEPT,
  noKeysKept,
  perField,
  wantsKeys,
} from './answers-kept.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { FAILURES, failures } from './failures.ts';

const on = failures(`Failures it stands in for; by default all: ${FAILURES.join(', ')}.`);

const formsWith = (keys: Readonly<Record<string, z.ZodType>>) =>
  oneOfKeys('a fallback', {
    value: mapping({
      value: z
        .literal('degraded', {
          error: ({ input }) =>
            `${sayValue(input)} is not told apart from other values; write value: degraded`,
        })
        .meta({
          description: 'A value the caller always has at hand: an empty list, a default price.',
        }),
      on,
    }).meta({ description: 'Answers at once with less than was asked for.' }),
    stale: mapping({
      stale: positiveDuration.meta({
        description:
          'How old the last good answer of this caller replica may be; after that the failure stays.',
      }),
      per: perField,
      entries: entriesField(
        `So many keys are remembered by each caller replica; for one more, that which was longest neither answered nor served is forgotten. Default ${ENTRIES}.`,
      ),
      on,
    })
      .refine(countsKeys, COUNTS_NOTHING)
      .meta({ description: 'Answers at once with the last good answer.' }),
    call: mapping({
      call: operationName.meta({
        description:
          'What is asked instead. Beside it may stand policies around that call, written as around any: `timeout: 50ms`; all but a fallback, since a second fallback is one outside of the first. So may a `balancer`.',
      }),
      on,
      ...keys,
    }).meta({
      description:
        'Asks another operation; if that fails too, the first failure stays. The policies outside of the fallback are around that call, too, and it may have others of its own.',
    }),
  }) as unknown as z.ZodType<FallbackParams>;

type Stale = { stale: number } & AnswersKept;
type FallbackParams = { on?: OutcomeName[] } & ({ value: 'degraded' } | Stale | { call: string });

// Settings, in order; the kind is how it is built, and nothing to push.
const AGE = 0;
const ON = 1;
const KIND = 2;

const VALUE = 0;
const STALE = 1;
const OTHER = 2;

/** A call has been answered well. What is kept is when. */
function remember(host: PolicyHost, call: number, layer: Layer): void {
  keepInstant(host, call, layer, host.clock[0]);
}

/** How old the answer is that would do for this call, ns; NaN where there is none. */
function ageFor(host: PolicyHost, call: number, layer: Layer): number {
  return host.clock[0] - instantKept(host, call, layer);
}

/** The caller has something at hand. */
function serve(host: PolicyHost, call: number, layer: Layer): void {
  host.acted(layer, FELL_BACK);
  host.replace(call, DEGRADED);
}

class Fallback implements PolicyMachine {
  readonly name = 'fallback';

  enter(): Verdict {
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const outcome = host.outcome(call);
    // What was degraded below may itself be old: only what is right is kept.
    if (outcome === OK) remember(host, call, layer);
    if (outcome <= DEGRADED) return PASS;
    const of = host.settingsOf(call, layer);
    if ((host.settings[of + ON] & (1 << outcome)) === 0) return PASS;
    switch (host.settings[of + KIND]) {
      case VALUE:
        serve(host, call, layer);
        return PASS;
      case STALE:
        if (ageFor(host, call, layer) <= host.settings[of + AGE]) serve(host, call, layer);
        return PASS;
      default:
        host.callOther(call, layer, 0);
        return HOLD;
    }
  }

  ended(host: PolicyHost, call: number, layer: Layer, ending: number): void {
    const failure = host.ending(call);
    if (isGood(ending)) host.acted(layer, FELL_BACK);
    host.settleWith(call, layer, isGood(ending) ? endingBecause(DEGRADED, failure) : failure);
  }

  timer(): void {}

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    host.dropBranches(call, layer);
  }
}

export const fallback: PolicyDefinition<FallbackParams> = {
  name: 'fallback',
  title: 'Fallback',
  sentence:
    'Answers in place of a call that failed: with a value, with the last good answer, or with what another operation says. The call ends as degraded: an answer, no failure, but no goodput.',
  cures: 'callers that need not fail because a callee does',
  harms:
    'hides the failure from whoever counts only errors; another operation that is asked only when things go wrong meets the whole load at once',
  params: formsWith({}),
  paramsWith: formsWith,
  example: { stale: '30s' },
  settings: ['stale', 'on'],
  settingsOf: (p) => [
    'stale' in p ? p.stale : 0,
    maskOf(p.on ?? FAILURES),
    'value' in p ? VALUE : 'stale' in p ? STALE : OTHER,
  ],
  actsOf: () => [FELL_BACK],
  words: 0,
  callsOf: (p) => ('call' in p ? [p] : []),
  needsKeys: (p) => 'stale' in p && wantsKeys(p),
  sharedOf: () => NONE_KEPT,
  keyedOf: (p, keys) => ('stale' in p ? noKeysKept(p, keys) : []),
  machine: new Fallback(),
};
