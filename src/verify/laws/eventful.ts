/**
 * A system in which everything happens at once: queues, shared cores, a network, retries with jitter,
 * timeouts, a breaker, callees that listen, a crash, loss on the way, messages that are redelivered.
 * Nobody comes after 14 s, so that by 20 s everything has ended.
 */
import type { FaultSpec, Plan, SystemSpec } from '../../sim/index.ts';
import { parseSystem } from '../../sim/index.ts';
import { planOf } from '../plans.ts';

const SECOND = 1e9;
/** Instants at which laws look, and at which they meddle. */
export const EARLY = 3 * SECOND;
export const MIDDLE = 7 * SECOND;

const until14s = [{ step: 0.000001, at: '14s' }];

export const eventful = {
  run: { length: '20s', window: '1s' },
  network: {
    latency: '1ms',
    jitter: { exponential: '1ms' },
    between: [{ to: 'orders', latency: '2ms', loss: '1%' }],
  },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 20 },
      operations: {
        buy: [
          { work: '2ms' },
          {
            parallel: [
              {
                call: 'orders.place',
                retry: { attempts: 3, backoff: { base: '10ms', jitter: 'full' } },
                timeout: '60ms',
              },
              { call: 'stock.look', breaker: { window: 20, minimum: 10, open: '500ms', probes: 3 } },
            ],
          },
          { send: 'invoices' },
        ],
        browse: [{ work: { exponential: '3ms' } }, { notify: 'stock.look' }],
      },
    },
    orders: {
      replicas: 2,
      balancer: 'random',
      concurrency: { threads: 3 },
      queue: { limit: 20, order: 'lifo' },
      cancellation: 'full',
      operations: { place: [{ work: { median: '15ms', p99: '90ms' } }, { fail: '2%' }] },
    },
    stock: {
      concurrency: { async: 300 },
      cores: 2,
      operations: { look: [{ work: { exponential: '4ms' } }] },
    },
    biller: {
      concurrency: { threads: 3 },
      operations: { issue: [{ work: { exponential: '8ms' } }, { fail: '5%' }] },
    },
  },
  brokers: { bus: { kind: 'queue', queues: { invoices: { visibility: '200ms', receives: 3 } } } },
  consumers: [{ from: 'invoices', call: 'biller.issue', concurrency: 3 }],
  load: [
    { name: 'buyers', operation: 'web.buy', arrivals: { poisson: '200/s' }, profile: until14s },
    { name: 'visitors', operation: 'web.browse', arrivals: { poisson: '100/s' }, profile: until14s },
  ],
  faults: [
    { crash: 'orders', replicas: 'one', at: '5s', for: '3s' },
    { errors: 'stock', share: '60%', at: '9s', for: '1500ms' },
  ],
};

export function eventfulPlan(changes: object = {}): Plan {
  return planOf({ ...eventful, ...changes });
}

const SLOW = { slow: 'orders', factor: 6, name: 'by-hand', for: '2s' };

/** A fault as a scenario plans it. */
export function plannedSlow(at: string): object {
  return { ...SLOW, at };
}

/** The same as a hand injects it. */
export function slowByHand(): FaultSpec {
  const spec: SystemSpec = parseSystem({ ...eventful, faults: [SLOW] });
  return (spec.faults as readonly FaultSpec[])[0];
}
