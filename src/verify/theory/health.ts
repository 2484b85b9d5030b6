/** What a caller gives to replicas that come back. */
import { slowStartShareMean } from '../formulas/slow-start.ts';
import type { Theory } from './contract.ts';
import { station } from './station.ts';

/** Out for a second, warming for eight, and one second whole: shares of what the two get in ten seconds. */
const share = (8 * slowStartShareMean(0.1) + 0.5) / 10;

export const health: readonly Theory[] = [
  {
    name: 'slow-start-growth',
    title: 'One of two replicas comes back each ten seconds, and warms for eight',
    source: 'Envoy documentation, Slow start mode: min_weight_percent 10 %, aggression 1',
    // Whole cycles, also where a fifth of the time is run.
    seconds: 50,
    system: {
      ...station({
        step: { sleep: '1ms' },
        service: {
          replicas: 2,
          concurrency: { async: 100_000 },
          balancer: 'random',
          health: {
            check: { lane: 'dedicated', every: '1s', healthy: 1, unhealthy: 1 },
            panic: '0%',
            'slow-start': { window: '8s', 'at-least': '10%' },
          },
        },
        rate: 100,
      }),
      faults: [{ crash: 'station', replicas: [1], for: '500ms', repeat: { every: '10s' } }],
    },
    claims: [
      {
        what: 'its requests',
        metric: 'started',
        of: 'replica station/1',
        formula: 'λ/T ∫ w/(1 + w) dt',
        is: 100 * share,
      },
    ],
  },
];
