/**
 * Loss: packets vanish and are sent again. The pause before the first repetition is long beside a round
 * trip and doubles each time (RFC 6298, 5.5; Linux waits at least 200 ms), so a few lost packets make a long tail.
 */
import { countBetween, mapping, positiveDuration, share } from '../../fields/index.ts';
import type { Direction, FaultDefinition } from './contract.ts';
import { directionField } from './direction.ts';

interface LossParams {
  readonly share: number;
  readonly tries?: number;
  readonly again?: number;
  readonly direction?: Direction;
}

/** Pause before a packet is sent again for the first time, ns (Linux: TCP_RTO_MIN). */
const AGAIN = 200e6;
/** Sent so often before the connection is given up (Linux: tcp_syn_retries, 6). */
const TRIES = 6;

export const loss: FaultDefinition<LossParams> = {
  name: 'loss',
  title: 'Packet loss',
  sentence:
    'This share of the packets is lost and sent again, later each time; after the last try the caller sees an error.',
  targets: ['edge', 'service', 'zone'],
  params: mapping({
    share: share.meta({ description: 'Share of the packets that are lost, each sending for itself.' }),
    again: positiveDuration
      .optional()
      .meta({ description: 'Pause before the first repetition, twice as long each time; default 200ms.' }),
    tries: countBetween(1, 20)
      .optional()
      .meta({ description: 'Sent so often in all; then the connection is reset. Default 6.' }),
    direction: directionField,
  }),
  example: { loss: 'orders -> payments', share: '5%', at: '30s', for: '20s' },
  effects: ({ share: strength, again = AGAIN, tries = TRIES, direction = 'both' }) => [
    { kind: 'resend', strength, time: { constant: again }, measure: tries, direction },
  ],
};
