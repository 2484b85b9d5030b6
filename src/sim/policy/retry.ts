/** Retry: tries again after a pause, up to a number of attempts, for the outcomes worth another try. */
import { z } from 'zod';
import { countBetween, duration, factor, mapping } from '../../fields/index.ts';
import { DEGRADED, OUTCOMES, type OutcomeName } from '../terms/outcomes.ts';
import { FOR_BACKOFF } from '../terms/purposes.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';

const JITTERS = ['none', 'full', 'equal', 'decorrelated'] as const;

/** Outcomes that another try may mend. A rejection by one's own policy is not among them. */
const WORTH_ANOTHER: OutcomeName[] = ['error', 'timed-out', 'refused', 'shed', 'expired'];

const backoff = mapping({
  base: duration.meta({ description: 'Pause before the second attempt.' }),
  factor: factor.default(2).meta({ description: 'Each further pause is this many times longer.' }),
  max: duration.default(10_000_000_000).meta({ description: 'No pause is longer than this.' }),
  jitter: z.enum(JITTERS).default('none').meta({
    description:
      'How luck spreads the pause p: none p · full 0..p · equal p/2..p · decorrelated base..3 × the last one.',
  }),
});

const params = mapping({
  attempts: countBetween(1, 100).meta({ description: 'Attempts in all, the first one included.' }),
  backoff: backoff
    .optional()
    .meta({ description: 'Pauses between attempts; without it the next attempt follows at once.' }),
  on: z
    .array(z.enum(['error', 'timed-out', 'refused', 'rejected', 'shed', 'expired']))
    .optional()
    .meta({ description: `Outcomes worth another try; by default ${WORTH_ANOTHER.join(', ')}.` }),
});

// Settings, in order.
const ATTEMPTS = 0;
const BASE = 1;
const FACTOR = 2;
const MAX = 3;
const JITTER = 4;
const ON = 5;

// Words of a call: attempts so far, and the last pause in microseconds (decorrelated jitter needs it).
const TRIED = 0;
const LAST_PAUSE = 1;

/** The pause before attempt `tried + 1`, ns. Formulas: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. */
function pauseAfter(host: PolicyHost, call: number, layer: Layer, word: number, tried: number): number {
  const settings = host.settings;
  const at = host.settingsOf(call, layer);
  const base = settings[at + BASE];
  if (base === 0) return 0;
  const max = settings[at + MAX];
  const jitter = settings[at + JITTER];
  if (jitter === 3) {
    const last = tried === 1 ? base : host.words[word + LAST_PAUSE] * 1000;
    const drawn =
      base + host.uniform(call, FOR_BACKOFF + (layer.index << 8), tried) * Math.max(0, 3 * last - base);
    const pause = Math.min(max, Math.round(drawn));
    host.words[word + LAST_PAUSE] = Math.round(pause / 1000);
    return pause;
  }
  let pause = base;
  for (let i = 1; i < tried && pause < max; i++) pause *= settings[at + FACTOR];
  pause = Math.min(max, pause);
  if (jitter === 1) pause *= host.uniform(call, FOR_BACKOFF + (layer.index << 8), tried);
  else if (jitter === 2)
    pause = pause / 2 + (pause / 2) * host.uniform(call, FOR_BACKOFF + (layer.index << 8), tried);
  return Math.round(pause);
}

class Retry implements PolicyMachine {
  readonly name = 'retry';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const word = host.wordsOf(call, layer);
    host.words[word + TRIED] = 1;
    host.words[word + LAST_PAUSE] = 0;
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const outcome = host.outcome(call);
    if (outcome <= DEGRADED) return PASS;
    const word = host.wordsOf(call, layer);
    const tried = host.words[word + TRIED];
    if (tried >= host.settings[host.settingsOf(call, layer) + ATTEMPTS]) return PASS;
    if ((host.settings[host.settingsOf(call, layer) + ON] & (1 << outcome)) === 0) return PASS;
    const pause = pauseAfter(host, call, layer, word, tried);
    if (host.clock[0] + pause >= host.deadline(call)) return PASS;
    host.words[word + TRIED] = tried + 1;
    host.goAgain(call, layer, pause);
    return HOLD;
  }

  timer(): void {}

  forsake(): void {}
}

export const retry: PolicyDefinition<z.infer<typeof params>> = {
  name: 'retry',
  title: 'Retry',
  sentence: 'Tries again after a pause, up to a number of attempts.',
  cures: 'short, independent failures: a lost packet, a replica that restarts',
  harms:
    'multiplies the load exactly when the callee has none to spare; layers of retries multiply each other',
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { attempts: 3, backoff: { base: '50ms', factor: 2, jitter: 'full' } },
  settings: ['attempts', 'base', 'factor', 'max', 'jitter', 'on'],
  settingsOf: (p) => [
    p.attempts,
    p.backoff?.base ?? 0,
    p.backoff?.factor ?? 1,
    p.backoff?.max ?? 0,
    JITTERS.indexOf(p.backoff?.jitter ?? 'none'),
    (p.on ?? WORTH_ANOTHER).reduce((mask, name) => mask | (1 << OUTCOMES.indexOf(name)), 0),
  ],
  words: 2,
  sharedOf: () => [],
  machine: new Retry(),
};
