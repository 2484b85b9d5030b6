/** Little's law in a run where everything happens at once, and what its check would say if it were broken. */
import { describe, expect, test } from 'vitest';
import { breaksOfLittle, breaksOfPresence, type Interval, type Run } from '../../src/sim/index.ts';
import { openCalls } from '../../src/sim/observe/marks.ts';
import { BUSY_TIME, STATION_REALS, WAITING_TIME } from '../../src/sim/terms/stations.ts';
import { simulate } from '../support/simulate.ts';

/** Queues, shared cores, a network, retries, timeouts, callees that listen, a crash. Nobody comes after 60 s. */
const eventful = {
  run: { length: '90s' },
  network: { latency: '1ms', jitter: { exponential: '1ms' } },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 20 },
      operations: {
        buy: [
          { work: '2ms' },
          {
            parallel: [
              { call: 'orders.place', timeout: '80ms', retry: { attempts: 2 } },
              { call: 'stock.look' },
            ],
          },
        ],
        browse: [{ work: { exponential: '3ms' } }, { notify: 'stock.look' }],
      },
    },
    orders: {
      replicas: 2,
      concurrency: { threads: 4 },
      queue: { limit: 20, order: 'lifo' },
      cancellation: 'full',
      operations: { place: [{ work: { median: '15ms', p99: '90ms' } }, { fail: '2%' }] },
    },
    stock: {
      concurrency: { async: 300 },
      cores: 2,
      operations: { look: [{ work: { exponential: '4ms' } }] },
    },
  },
  load: [
    {
      name: 'buyers',
      operation: 'web.buy',
      arrivals: { poisson: '300/s' },
      profile: [{ step: 0.000001, at: '60s' }],
    },
    {
      name: 'visitors',
      operation: 'web.browse',
      arrivals: { poisson: '100/s' },
      profile: [{ step: 0.000001, at: '60s' }],
    },
  ],
  faults: [{ crash: 'orders', replicas: 'one', at: '20s', for: '10s' }],
};

const drained = () => simulate(eventful);
const fromStart = (run: Run): Interval => run.interval(0, run.plan.length);

describe('Little’s law', () => {
  test('holds to the nanosecond at every edge and service of a drained run, whatever went wrong in it', () => {
    const run = drained();
    const whole = fromStart(run);
    const left = whole.directory.edges.map((_, edge) => openCalls(whole.after, whole.layout, edge));
    expect(left).toEqual(left.map(() => 0));
    expect(breaksOfLittle(fromStart(run))).toEqual([]);
  });

  test('is checked strictly: a millisecond of presence too much in a minute and a half is noticed', () => {
    expect(breaksAfter((run) => addTime(run, 'orders', BUSY_TIME, 1e6))[0]).toContain('orders: slots taken');
    expect(breaksAfter((run) => addTime(run, 'web', WAITING_TIME, 1e6))[0]).toContain(
      'web: attempts waiting',
    );
    expect(
      breaksAfter((run) => {
        fromStart(run).after.openTimes[0] += 1e6;
      })[0],
    ).toContain('calls open');
  });

  test('is checked strictly: slots and open calls that differ by a millisecond are noticed', () => {
    const run = simulate({ ...eventful, network: undefined, faults: undefined, load: [eventful.load[1]] });
    expect(breaksOfPresence(fromStart(run))).toEqual([]);
    addTime(run, 'stock', BUSY_TIME, 1e6);
    expect(breaksOfPresence(fromStart(run))[0]).toContain('stock: present');
  });
});

function breaksAfter(tamper: (run: Run) => void): string[] {
  const run = drained();
  tamper(run);
  return breaksOfLittle(fromStart(run));
}

/** Adds to an integral of a service's first replica, as if the engine had counted wrongly. */
function addTime(run: Run, service: string, column: number, time: number): void {
  const whole = fromStart(run);
  const entry = whole.directory.services.find(({ name }) => name === service);
  whole.after.stationReals[(entry?.firstReplica ?? -1) * STATION_REALS + column] += time;
}
