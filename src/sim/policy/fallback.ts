/**
 * Fallback: what a caller gives where a call has failed. A value at once, the last good answer if it
 * is not too old, or another operation's answer. The user is served, worse than usual: the outcome is
 * `degraded`, and the ending keeps what first went wrong, and where.
 */
import { z } from 'zod';
import { mapping, oneOfKeys, operationName, positiveDuration, sayValue } from '../../fields/index.ts';
import { DEGRADED, endingBecause, isGood, OK, type OutcomeName } from '../terms/outcomes.ts';
import { FELL_BACK } from '../terms/policies.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { failures, maskOf } from './failures.ts';

const ALL: OutcomeName[] = ['error', 'timed-out', 'refused', 'rejected', 'shed', 'expired'];
const on = failures(`Failures it stands in for; by default all: ${ALL.join(', ')}.`);

const params = oneOfKeys('a fallback', {
  value: mapping({
    value: z
      .literal('degraded', {
        error: ({ input }) => `${sayValue(input)} is not told apart from other values; write value: degraded`,
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
    on,
  }).meta({
    description:
      'Answers at once with the last good answer, whichever key it was about: one answer stands for all, as of a list or a page that everybody gets.',
  }),
  call: mapping({
    call: operationName.meta({ description: 'What is asked instead.' }),
    on,
  }).meta({
    description:
      'Asks another operation; if that fails too, the first failure stays. Only policies outside of the fallback limit it.',
  }),
}) as unknown as z.ZodType<FallbackParams>;

type FallbackParams = { on?: OutcomeName[] } & ({ value: 'degraded' } | { stale: number } | { call: string });

// Settings, in order; the kind is how it is built, and nothing to push.
const AGE = 0;
const ON = 1;
const KIND = 2;

const VALUE = 0;
const STALE = 1;
const OTHER = 2;

// Shared number of a caller replica: the instant of its last good answer.
const LONG_AGO = Number.NEGATIVE_INFINITY;

/** The caller has something at hand. */
function serve(host: PolicyHost, call: number, layer: Layer): void {
  host.acted(layer, FELL_BACK);
  host.replace(call, layer, DEGRADED);
}

class Fallback implements PolicyMachine {
  readonly name = 'fallback';

  enter(): Verdict {
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const outcome = host.outcome(call);
    const now = host.clock[0];
    // What was degraded below may itself be old: only what is right is kept.
    if (outcome === OK) host.shared[host.sharedOf(call, layer)] = now;
    if (outcome <= DEGRADED) return PASS;
    const of = host.settingsOf(call, layer);
    if ((host.settings[of + ON] & (1 << outcome)) === 0) return PASS;
    switch (host.settings[of + KIND]) {
      case VALUE:
        serve(host, call, layer);
        return PASS;
      case STALE:
        if (now - host.shared[host.sharedOf(call, layer)] <= host.settings[of + AGE])
          serve(host, call, layer);
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
  params,
  example: { stale: '30s' },
  settings: ['stale', 'on'],
  settingsOf: (p) => [
    'stale' in p ? p.stale : 0,
    maskOf(p.on ?? ALL),
    'value' in p ? VALUE : 'stale' in p ? STALE : OTHER,
  ],
  actsOf: () => [FELL_BACK],
  words: 0,
  callsOf: (p) => ('call' in p ? [p.call] : []),
  sharedOf: () => [LONG_AGO],
  machine: new Fallback(),
};
