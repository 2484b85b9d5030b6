/** Timeout: how long the caller waits for what lies inside. The callee is not told unless it listens. */
import type { z } from 'zod';
import { positiveDuration } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { TIMED_OUT } from '../terms/outcomes.ts';
import {
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';

const params = positiveDuration;

/** Setting 0: length, ns. Word 0: the timer. */
class Timeout implements PolicyMachine {
  readonly name = 'timeout';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    host.words[host.wordsOf(call, layer)] = host.setTimer(
      call,
      layer,
      host.settings[host.settingsOf(call, layer)],
    );
    return PASS;
  }

  leave(host: PolicyHost, call: number, layer: Layer): Verdict {
    host.clearTimer(host.words[host.wordsOf(call, layer)]);
    return PASS;
  }

  timer(host: PolicyHost, call: number, layer: Layer): void {
    host.words[host.wordsOf(call, layer)] = NONE;
    host.abandonInside(call, layer);
    host.settle(call, layer, TIMED_OUT);
  }

  until(host: PolicyHost, call: number, layer: Layer): number {
    return host.timerAt(host.words[host.wordsOf(call, layer)]);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    host.clearTimer(host.words[host.wordsOf(call, layer)]);
  }
}

export const timeout: PolicyDefinition<z.infer<typeof params>> = {
  name: 'timeout',
  title: 'Timeout',
  sentence:
    'Stops waiting after a fixed time; placed inside a retry it limits one attempt, outside it limits them all.',
  cures: 'callers held for ever by something slow',
  harms: 'work goes on for callers who have left; set below the healthy tail it turns slowness into failure',
  params: params as z.ZodType<z.infer<typeof params>>,
  example: '800ms',
  settings: ['length'],
  settingsOf: (length) => [length],
  timerLength: (length) => length,
  words: 1,
  sharedOf: () => [],
  machine: new Timeout(),
};
