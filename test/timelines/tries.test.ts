/** How often calls are tried, over any stretch of time: what policies allow is never exceeded by where the stretch is cut. */
import { describe, expect, test } from 'vitest';
import { metricNamed, type Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { simulate } from '../support/simulate.ts';

const MS = 1e6;

function ask(
  run: Run,
  metric: string,
  kind: SubjectKind,
  who: string,
  from = 0,
  to = run.plan.length,
): number {
  const subject = subjectsOf(run.plan.directory, kind).find(({ name }) => name === who);
  const entry = metricNamed(metric);
  if (subject === undefined || entry === undefined) throw new Error(`no ${metric} of ${who}`);
  return entry.valueOf(run.interval(from, to), subject);
}

describe('amplification', () => {
  /** Nobody answers for a second; a call gives up after four tries of 100 ms, so most begin in one window and end in another. */
  const outage = {
    run: { length: '4s' },
    services: {
      api: {
        concurrency: { threads: 1000 },
        operations: { get: [{ call: 'db.read', retry: { attempts: 4 }, timeout: '100ms' }] },
      },
      db: { concurrency: { threads: 100 }, operations: { read: [{ work: { exponential: '5ms' } }] } },
    },
    load: [{ name: 'people', operation: 'api.get', arrivals: { poisson: '100/s' } }],
    faults: [{ pause: 'db', at: '1s', for: '1s' }],
  };
  const ENDS = Array.from({ length: 80 }, (_, at) => (at + 1) * 50 * MS);

  test.each(['1', '2', '3'])(
    'is never more than the attempts of the policy, in whatever window (seed %s)',
    (seed) => {
      const run = simulate(outage, { seed, moments: ENDS });
      const windows = ENDS.slice(1).map((to, at) =>
        ask(run, 'amplification', 'edge', 'api -> db.read', ENDS[at], to),
      );
      const measured = windows.filter((value) => !Number.isNaN(value));
      expect(Math.max(...measured)).toBe(4);
      expect(Math.min(...measured)).toBe(1);
    },
  );

  test('is told of calls when they end: a call that is still trying is in no window yet', () => {
    const run = simulate(outage, { moments: [1050 * MS, 1090 * MS] });
    expect(ask(run, 'offered', 'edge', 'api -> db.read', 1050 * MS, 1090 * MS)).toBeGreaterThan(0);
    expect(ask(run, 'amplification', 'edge', 'api -> db.read', 1050 * MS, 1090 * MS)).toBeNaN();
  });

  test('counts no redelivery: each is a call of its own, and the queue tells how many there were', () => {
    const run = simulate({
      run: { length: '6s' },
      services: {
        shop: { concurrency: { threads: 8 }, operations: { order: [{ send: 'mails' }] } },
        mailer: { concurrency: { threads: 8 }, operations: { mail: [{ work: '2ms' }] } },
      },
      brokers: { bus: { kind: 'queue', queues: { mails: { visibility: '200ms' } } } },
      consumers: [{ from: 'mails', call: 'mailer.mail', concurrency: 8 }],
      load: [{ name: 'people', operation: 'shop.order', arrivals: { constant: '20/s' } }],
      faults: [{ crash: 'mailer', at: '1s', for: '2s' }],
    });
    expect(ask(run, 'redelivered', 'queue', 'mails')).toBeGreaterThan(0.1);
    expect(ask(run, 'amplification', 'edge', 'mails -> mailer.mail')).toBe(1);
    expect(ask(run, 'amplification', 'run', 'run')).toBe(1);
  });
});
