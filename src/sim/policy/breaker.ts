/**
 * Breaker: stops calling what keeps failing. The machine is resilience4j's with a count-based window:
 * closed until the failure rate of the last calls reaches the threshold; open for a while, refusing at
 * once; half-open on the next call after that (it does not wake by itself), with a number of probes
 * whose own failure rate decides. (CircuitBreakerStateMachine, resilience4j 2.x.)
 */
import type { z } from 'zod';
import { countBetween, mapping, positiveDuration, share } from '../../fields/index.ts';
import { DEGRADED, REJECTED } from '../terms/outcomes.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { type Presets, withPresets } from './presets.ts';

const written = mapping({
  'failure-rate': share
    .default(0.5)
    .meta({ description: 'Share of failures in the window at which it opens.' }),
  window: countBetween(1, 1000).default(100).meta({ description: 'The last how many calls count.' }),
  minimum: countBetween(1, 1000)
    .default(100)
    .meta({ description: 'Calls needed before the rate means anything; at most the window.' }),
  open: positiveDuration
    .default(60_000_000_000)
    .meta({ description: 'How long it refuses before it lets probes through.' }),
  probes: countBetween(1, 1000)
    .default(10)
    .meta({ description: 'Calls let through half-open, whose failure rate decides.' }),
});

const presets: Presets = {
  // CircuitBreakerConfig, resilience4j 2.x: its defaults, which are the ones here.
  resilience4j: { 'failure-rate': '50%', window: 100, minimum: 100, open: '60s', probes: 10 },
};

const params = withPresets<z.infer<typeof written>>(written, presets);

// Settings, in order.
const RATE = 0;
const WINDOW = 1;
const MINIMUM = 2;
const OPEN_FOR = 3;
const PROBES = 4;

// Shared numbers of a caller replica, in order; the ring of the window's results follows.
const STATE = 0;
const RETRY_AT = 1;
const RECORDED = 2;
const FAILED = 3;
const CURSOR = 4;
const ADMITTED = 5;
const EPOCH = 6;
const RING = 7;

const CLOSED = 0;
const OPEN = 1;
const HALF_OPEN = 2;

// Word of a call: the epoch it was admitted in; a result from an earlier epoch is no news.

function clearWindow(host: PolicyHost, at: number, state: number): void {
  const shared = host.shared;
  shared[at + STATE] = state;
  shared[at + RECORDED] = 0;
  shared[at + FAILED] = 0;
  shared[at + CURSOR] = 0;
  shared[at + ADMITTED] = 0;
  shared[at + EPOCH] += 1;
}

function open(host: PolicyHost, call: number, layer: Layer, at: number): void {
  clearWindow(host, at, OPEN);
  host.shared[at + RETRY_AT] = host.clock[0] + host.settings[host.settingsOf(call, layer) + OPEN_FOR];
}

/** Records one result in a window of `size` and tells how many are in it. */
function record(host: PolicyHost, at: number, size: number, failed: number): number {
  const shared = host.shared;
  const cursor = shared[at + CURSOR];
  if (shared[at + RECORDED] >= size) shared[at + FAILED] -= shared[at + RING + cursor];
  else shared[at + RECORDED] += 1;
  shared[at + RING + cursor] = failed;
  shared[at + FAILED] += failed;
  shared[at + CURSOR] = cursor + 1 >= size ? 0 : cursor + 1;
  return shared[at + RECORDED];
}

class Breaker implements PolicyMachine {
  readonly name = 'breaker';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.sharedOf(call, layer);
    const shared = host.shared;
    if (shared[at + STATE] === OPEN && host.clock[0] >= shared[at + RETRY_AT])
      clearWindow(host, at, HALF_OPEN);
    const halfOpen = shared[at + STATE] === HALF_OPEN;
    if (
      shared[at + STATE] === OPEN ||
      (halfOpen && shared[at + ADMITTED] >= host.settings[host.settingsOf(call, layer) + PROBES])
    ) {
      host.refuse(call, layer, REJECTED);
      return HOLD;
    }
    shared[at + ADMITTED] += 1;
    host.words[host.wordsOf(call, layer)] = shared[at + EPOCH];
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.sharedOf(call, layer);
    const shared = host.shared;
    if (host.words[host.wordsOf(call, layer)] !== shared[at + EPOCH]) return PASS;
    const settings = host.settings;
    const halfOpen = shared[at + STATE] === HALF_OPEN;
    const size = halfOpen
      ? settings[host.settingsOf(call, layer) + PROBES]
      : settings[host.settingsOf(call, layer) + WINDOW];
    const needed = halfOpen ? size : Math.min(settings[host.settingsOf(call, layer) + MINIMUM], size);
    const recorded = record(host, at, size, host.outcome(call) <= DEGRADED ? 0 : 1);
    if (recorded < needed) return PASS;
    const failing = shared[at + FAILED] >= settings[host.settingsOf(call, layer) + RATE] * recorded;
    if (failing) open(host, call, layer, at);
    else if (halfOpen) clearWindow(host, at, CLOSED);
    return PASS;
  }

  timer(): void {}

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    // An abandoned probe gives its permit back: nothing was learned from it.
    const at = host.sharedOf(call, layer);
    if (host.words[host.wordsOf(call, layer)] === host.shared[at + EPOCH]) host.shared[at + ADMITTED] -= 1;
  }
}

export const breaker: PolicyDefinition<z.infer<typeof written>> = {
  name: 'breaker',
  title: 'Circuit breaker',
  sentence:
    'Refuses calls at once while the recent ones keep failing, and probes now and then whether that is over.',
  cures: 'callers that wait for, and hammer, a callee that cannot answer',
  harms:
    'turns a partial failure into a whole one; each caller replica must learn for itself; probes may keep a weak callee down',
  params,
  presets,
  example: { 'failure-rate': '50%', window: 100, minimum: 20, open: '5s', probes: 5 },
  settings: ['failure-rate', 'window', 'minimum', 'open', 'probes'],
  settingsOf: (p) => [p['failure-rate'], p.window, p.minimum, p.open, p.probes],
  words: 1,
  sharedOf: (p) => [CLOSED, 0, 0, 0, 0, 0, 0, ...new Array<number>(Math.max(p.window, p.probes)).fill(0)],
  machine: new Breaker(),
};
