/**
 * Timeout: how long the caller waits for what lies inside. The callee is not told unless it listens.
 * Outside of a retry it is the total of all attempts, inside the limit of one; how long a request may
 * wait in its callee's queue is the callee's to say (`queue.wait` of a service).
 */
import { byShape, mapping, positiveDuration } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { REFUSED, TIMED_OUT } from '../terms/outcomes.ts';
import {
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';
import { type Presets, withPresets } from './presets.ts';

interface Limits {
  after?: number;
  connect?: number;
}

const written = mapping({
  after: positiveDuration.optional().meta({ description: 'The caller stops waiting after so long.' }),
  connect: positiveDuration.optional().meta({
    description:
      'An attempt that has not reached its callee after so long ends as refused, and never will reach it.',
  }),
});

const presets: Presets = {
  // config.route.v3.RouteAction.timeout
  envoy: { after: '15s' },
  // istio.io, MeshConfig.connectTimeout; a route has no timeout by default.
  istio: { connect: '10s' },
  // TimeLimiterConfig.DEFAULT_TIMEOUT_DURATION
  resilience4j: { after: '1s' },
  // HystrixCommandProperties.default_executionTimeoutInMilliseconds
  hystrix: { after: '1s' },
  // TimeoutStrategyOptions.Timeout
  polly: { after: '30s' },
};

/** Only what is otherwise right is looked at as a whole: a mistyped key is one mistake. */
const when = ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0;

const limits = withPresets<Limits>(written, presets, (complete) =>
  complete
    .refine(({ after, connect }: Limits) => after !== undefined || connect !== undefined, {
      error: 'nothing is limited here; write `after`, `connect` or both',
      when,
    })
    .refine(({ after, connect }: Limits) => after === undefined || connect === undefined || connect < after, {
      error: '`connect` is no shorter than `after`; make it shorter, or leave it out',
      path: ['connect'],
      when,
    }),
);

const params = byShape('a duration such as 800ms, or a mapping such as { after: 800ms, connect: 100ms }', {
  text: positiveDuration,
  mapping: limits,
});

/** A limit that is not set. */
const UNLIMITED = 0;

// Settings: length and connect, ns. Words: their timers.
const LENGTH = 0;
const CONNECT = 1;

class Timeout implements PolicyMachine {
  readonly name = 'timeout';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const at = host.settingsOf(call, layer);
    const word = host.wordsOf(call, layer);
    const length = host.settings[at + LENGTH];
    const connect = host.settings[at + CONNECT];
    host.words[word + LENGTH] = length === UNLIMITED ? NONE : host.setTimer(call, layer, length);
    // Armed only where it is due first: a config push may have made the other one shorter.
    const connects = connect !== UNLIMITED && (length === UNLIMITED || connect < length);
    host.words[word + CONNECT] = connects ? host.setTimer(call, layer, connect) : NONE;
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    this.forsake(host, call, layer);
    return PASS;
  }

  timer(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    if (host.words[word + CONNECT] !== NONE) {
      host.words[word + CONNECT] = NONE;
      if (host.hasArrived(call)) return;
      host.clearTimer(host.words[word + LENGTH]);
      host.words[word + LENGTH] = NONE;
      host.abandonInside(call, layer, REFUSED);
      host.settle(call, layer, REFUSED);
      return;
    }
    host.words[word + LENGTH] = NONE;
    host.abandonInside(call, layer);
    host.settle(call, layer, TIMED_OUT);
  }

  until(host: PolicyHost, call: number, layer: Layer): number {
    return host.timerAt(host.words[host.wordsOf(call, layer) + LENGTH]);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    const word = host.wordsOf(call, layer);
    host.clearTimer(host.words[word + LENGTH]);
    host.clearTimer(host.words[word + CONNECT]);
  }
}

export const timeout: PolicyDefinition<number | Limits> = {
  name: 'timeout',
  title: 'Timeout',
  sentence:
    'Stops waiting after a fixed time; placed inside a retry it limits one attempt, outside it limits them all.',
  cures: 'callers held for ever by something slow',
  harms: 'work goes on for callers who have left; set below the healthy tail it turns slowness into failure',
  params,
  presets,
  example: '800ms',
  settings: ['length', 'connect'],
  settingsOf: (p) =>
    typeof p === 'number' ? [p, UNLIMITED] : [p.after ?? UNLIMITED, p.connect ?? UNLIMITED],
  makes: { after: ['length'] },
  inFull: (p) => (typeof p === 'number' ? { after: p } : p),
  // NaN: no such timer.
  timerLength: (p) => (typeof p === 'number' ? p : (p.after ?? Number.NaN)),
  words: 2,
  sharedOf: () => [],
  machine: new Timeout(),
};
