/** What policies show and do, to the nanosecond: shares of the time that breakers were open, limits, and who was turned back. */
import { describe, expect, test } from 'vitest';
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { factsOf } from './facts.ts';
import { type Keys, steadyCalls as shop } from './steady-calls.ts';

const MS = 1e6;
const EDGE = 'people -> web.ask';

/** A metric of somebody between two instants, ms. */
function ask(run: Run, metric: string, who: string, from: number, to: number, kind: SubjectKind = 'edge') {
  const subject = subjectsOf(run.plan.directory, kind).find(({ name }) => name === who);
  const entry = metricNamed(metric);
  if (subject === undefined || entry === undefined) throw new Error(`no ${metric} of ${who}`);
  return entry.valueOf(run.interval(from * MS, to * MS), subject);
}

/** Opens when two of the last two have failed; half-open at the next call 55 ms later, and judged by one. */
const BREAKER = { breaker: { 'failure-rate': '100%', window: 2, minimum: 2, open: '55ms', probes: 1 } };

const moments = (...ms: number[]) => ({ moments: ms.map((at) => at * MS) });

describe('a breaker', () => {
  // Those of 100 and 110 ms fail: open from 110 ms. The call of 170 ms is the probe, and ends well at 171 ms.
  const system = shop([BREAKER], [[95, 115]]);

  test('is open from the failure that opens it to the call that finds it half-open, whatever the interval', () => {
    const run = simulate(system, moments(100, 110, 130, 150, 170, 180));
    expect(ask(run, 'open', EDGE, 0, 400)).toBe((170 - 110) / 400);
    expect(ask(run, 'half-open', EDGE, 0, 400)).toBe(1 / 400);
    expect(ask(run, 'open', EDGE, 100, 130)).toBe((130 - 110) / 30);
    expect(ask(run, 'open', EDGE, 130, 150)).toBe(1);
    expect(ask(run, 'open', EDGE, 150, 180)).toBe((170 - 150) / 30);
    expect(ask(run, 'open', EDGE, 180, 400)).toBe(0);
    expect(ask(run, 'openings', EDGE, 0, 400)).toBe(1);
    expect(ask(run, 'openings', EDGE, 130, 400)).toBe(0);
  });

  test('is told of by phase, and of whoever its edge belongs to', () => {
    const run = simulate(system);
    const during = run.phase('during-faults');
    const after = run.phase('after-faults');
    const open = metricNamed('open');
    if (during === undefined || after === undefined || open === undefined)
      throw new Error('a phase is missing');
    for (const kind of ['load', 'edge', 'operation', 'service', 'run'] as const) {
      expect(open.valueOf(during, { kind, index: 0 }), kind).toBe((115 - 110) / 20);
      expect(open.valueOf(after, { kind, index: 0 }), kind).toBe((170 - 115) / (400 - 115));
    }
  });

  test('turns back the calls that come while it is open, and only those', () => {
    const run = simulate(system);
    // 39 calls, of which those of 120 to 160 ms find it open.
    expect(ask(run, 'turned-back', EDGE, 0, 400)).toBe(5 / 39);
    expect(ask(run, 'turned-back-by-breaker', EDGE, 0, 400)).toBe(5 / 39);
    expect(ask(run, 'turned-back-by-bulkhead', EDGE, 0, 400)).toBeNaN();
    expect(ask(run, 'rejected', EDGE, 0, 400)).toBe(5 / 39);
  });

  test('opens again after a probe that failed', () => {
    // The probe of 170 ms fails in the same instant; the next one, of 230 ms, goes well.
    const run = simulate(shop([BREAKER], [[95, 175]]));
    expect(ask(run, 'openings', EDGE, 0, 400)).toBe(2);
    expect(ask(run, 'open', EDGE, 0, 400)).toBe((230 - 110) / 400);
    expect(ask(run, 'half-open', EDGE, 0, 400)).toBe(1 / 400);
  });

  test('that is held open by hand is open, and closed while it is held closed', () => {
    const byHand = { faults: [{ 'open-breaker': 'people', at: '50ms', for: '30ms' }] };
    const run = simulate(shop([BREAKER], [], byHand));
    expect(ask(run, 'open', EDGE, 0, 400)).toBe(30 / 400);
    expect(ask(run, 'openings', EDGE, 0, 400)).toBe(1);
    const held = { config: 'people', setting: 'breaker.forced', to: 'closed', at: '120ms', for: '30ms' };
    const closed = simulate(shop([BREAKER], [[95, 115]], { faults: [held] }));
    // It has learned nothing meanwhile, and is what it was afterwards.
    expect(ask(closed, 'open', EDGE, 0, 400)).toBe((170 - 110 - 30) / 400);
  });

  test('of several caller replicas counts for each as long as it was open there', () => {
    const three = { ...shop([BREAKER], [[95, 250]], { load: { replicas: 3 } }), run: { length: '600ms' } };
    three.load[0].arrivals = { constant: '500/s' };
    const run = simulate(three, moments(120, 200));
    const states = factsOf(three).filter(({ what }) => what === 'policy');
    // By hand, from what was told of each change.
    const openUpTo = (ms: number) => {
      const since = new Map<string, number>();
      let sum = 0;
      for (const { at, how } of states.filter(({ at }) => at <= ms * MS)) {
        const [, client, state] = /client (\d+): (\d)/.exec(how) ?? [];
        sum += at - (since.get(client) ?? at);
        if (state === '1') since.set(client, at);
        else since.delete(client);
      }
      for (const at of since.values()) sum += ms * MS - at;
      return sum;
    };
    expect(new Set(states.map(({ how }) => how.split(':')[0])).size).toBe(3);
    for (const [from, to] of [
      [0, 120],
      [120, 200],
      [200, 600],
      [0, 600],
    ]) {
      const expected = (openUpTo(to) - openUpTo(from)) / (3 * (to - from) * MS);
      expect(ask(run, 'open', EDGE, from, to)).toBe(expected);
      expect(expected).toBeGreaterThan(0);
    }
    const openings = states.filter(({ how }) => how.endsWith(': 1')).length;
    expect(ask(run, 'openings', EDGE, 0, 600)).toBe(openings);
  });

  test('forgets with its replica that it was open', () => {
    const run = simulate({
      run: { length: '400ms' },
      services: {
        front: { concurrency: { threads: 50 }, operations: { pass: [{ call: 'web.ask', ...BREAKER }] } },
        web: { concurrency: { threads: 50 }, operations: { ask: [{ work: '1ms' }] } },
      },
      load: [{ name: 'people', operation: 'front.pass', arrivals: { constant: '100/s' } }],
      faults: [
        { errors: 'web', share: '100%', at: '95ms', for: '20ms' },
        { crash: 'front', at: '140ms', for: '5ms' },
      ],
    });
    expect(ask(run, 'open', 'front -> web.ask', 0, 400)).toBe((140 - 110) / 400);
  });

  test('that two calls share is one breaker on each edge', () => {
    const shared = (scope: string) => {
      const call = { breaker: { ...BREAKER.breaker, scope } };
      return simulate({
        run: { length: '400ms' },
        services: {
          front: {
            concurrency: { threads: 50 },
            operations: { pass: [{ call: 'web.ask', ...call }], look: [{ call: 'web.see', ...call }] },
          },
          web: {
            concurrency: { threads: 50 },
            operations: { ask: [{ work: '1ms' }, { fail: '100%' }], see: [{ work: '1ms' }] },
          },
        },
        load: [
          { name: 'people', operation: 'front.pass', arrivals: { constant: '100/s' } },
          { name: 'others', operation: 'front.look', arrivals: { constant: '10/s' } },
        ],
      });
    };
    const apart = shared('edge');
    expect(ask(apart, 'open', 'front -> web.see', 0, 400)).toBe(0);
    expect(ask(apart, 'open', 'front -> web.ask', 0, 400)).toBeGreaterThan(0.8);
    const together = shared('service');
    const open = ask(together, 'open', 'front -> web.ask', 0, 400);
    expect(open).toBeGreaterThan(0.5);
    expect(ask(together, 'open', 'front -> web.see', 0, 400)).toBe(open);
    expect(ask(together, 'open', 'web', 0, 400, 'service')).toBe(open);
  });

  test('tells the same after a snapshot, in a fork, and in steps', () => {
    const whole = simulate(system, moments(100, 180));
    const run = new Run(planOf(system), moments(100, 180));
    for (let at = 0; at <= 130; at += 13) run.advance(at * MS);
    const moment = run.snapshot();
    run.advance();
    const all = (each: Run) =>
      ['open', 'half-open', 'openings', 'turned-back', 'turned-back-by-breaker'].flatMap((metric) => [
        ask(each, metric, EDGE, 0, 400),
        ask(each, metric, EDGE, 100, 180),
      ]);
    expect(all(run)).toEqual(all(whole));
    run.restore(moment);
    const fork = run.fork();
    fork.advance();
    expect(all(fork)).toEqual(all(whole));
    run.advance();
    expect(all(run)).toEqual(all(whole));
    expect(run.stateHash()).toBe(fork.stateHash());
  });
});

describe('a limit', () => {
  const door = (admission: readonly Keys[], more: Keys = {}) => ({
    run: { length: '1s' },
    services: {
      web: { concurrency: { threads: 1000 }, operations: { ask: [{ work: '10ms' }] }, admission, ...more },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 200, every: '100ms' } } }],
  });
  const AIMD = { 'adaptive-concurrency': { kind: 'aimd', initial: 4, min: 1 } };

  test('that is learned is told as it was over time', () => {
    const run = simulate(door([AIMD]), moments(110, 150, 210));
    // The answers of the first burst come at 110 ms and make 7 of it, those of the second 11.
    expect(ask(run, 'limit', 'web', 0, 110, 'service')).toBe(4);
    expect(ask(run, 'limit', 'web', 110, 210, 'service')).toBe(7);
    expect(ask(run, 'limit', 'web/0', 0, 210, 'replica')).toBe((4 * 110 + 7 * 100) / 210);
    // Of 200 tries at 100 ms four are let in, of those at 200 ms seven.
    expect(ask(run, 'turned-away-by-adaptive-concurrency', 'web', 0, 150, 'service')).toBe(196 / 200);
    expect(ask(run, 'turned-away-by-adaptive-concurrency', 'web', 150, 210, 'service')).toBe(193 / 200);
    expect(ask(run, 'limit', EDGE, 0, 150)).toBeNaN();
  });

  test('is the tightest of several, and another one when a push says so', () => {
    const set = { config: 'web', setting: 'admission.limiter.limit', to: 2, at: '150ms', for: '50ms' };
    const system = { ...door([AIMD, { limiter: { kind: 'concurrency', limit: 6 } }]), faults: [set] };
    const run = simulate(system, moments(100, 110, 150, 200));
    expect(ask(run, 'limit', 'web', 0, 100, 'service')).toBe(4);
    expect(ask(run, 'limit', 'web', 110, 150, 'service')).toBe(6);
    expect(ask(run, 'limit', 'web', 150, 200, 'service')).toBe(2);
  });

  test('is there at the caller, too, whether learned or configured', () => {
    const around = (policy: Keys) => ({
      ...door([]),
      load: [{ ...door([]).load[0], replicas: 2, policies: [policy] }],
    });
    const learned = simulate(around(AIMD), moments(110));
    expect(ask(learned, 'limit', EDGE, 0, 110)).toBe(4);
    expect(ask(learned, 'limit', EDGE, 110, 1000)).toBeGreaterThan(7);
    const bulkhead = simulate(around({ bulkhead: { limit: 9 } }));
    expect(ask(bulkhead, 'limit', EDGE, 0, 1000)).toBe(9);
    // Two replicas let nine each go, of 200.
    expect(ask(bulkhead, 'turned-back-by-bulkhead', EDGE, 0, 1000)).toBe(182 / 200);
    const rate = simulate(around({ limiter: { kind: 'token-bucket', rate: '10/s', burst: 1 } }));
    expect(ask(rate, 'limit', EDGE, 0, 1000)).toBeNaN();
    expect(ask(rate, 'turned-back-by-limiter', EDGE, 0, 1000)).toBeGreaterThan(0.9);
  });
});

describe('what policies do', () => {
  test('a budget withholds retries: of those that were wanted, so many', () => {
    // Each failed call wants one retry. gRPC's bucket of four: 4 → 3, tried again → 2, and from then on none.
    const retry = {
      attempts: 2,
      backoff: { base: '1ms', jitter: 'none' },
      budget: { grpc: { tokens: 4, ratio: '50%' } },
    };
    const run = simulate(shop([{ retry }], [[95, 135]]), moments(90, 140));
    // Calls at 100, 110, 120 and 130 ms: one retry is made and three are withheld.
    expect(ask(run, 'retries-withheld', EDGE, 90, 140)).toBe(3 / 4);
    expect(ask(run, 'retries-withheld', EDGE, 140, 400)).toBeNaN();
    const free = simulate(shop([{ retry: { attempts: 2 } }], [[95, 135]]));
    expect(ask(free, 'retries-withheld', EDGE, 0, 400)).toBeNaN();
  });

  test('hedges are sent, and won or not, and withheld by their budget', () => {
    const hedged = (hedge: Keys, share: number) => ({
      run: { length: '1s' },
      services: {
        web: { replicas: 2, concurrency: { threads: 100 }, operations: { ask: [{ work: '10ms' }] } },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' }, policies: [{ hedge }] }],
      faults: [{ slow: 'web', factor: share, replicas: [0] }],
    });
    // Every second call meets the slow replica and is hedged 20 ms later; the hedge needs 10 ms, the slow one 100.
    const won = simulate(hedged({ delay: '20ms' }, 10));
    const sent = ask(won, 'hedges', EDGE, 0, 1000);
    expect(sent).toBeGreaterThanOrEqual(4);
    expect(ask(won, 'hedges-won', EDGE, 0, 1000)).toBe(sent);
    expect(ask(won, 'hedges-withheld', EDGE, 0, 1000)).toBe(0);
    // It takes 25 ms: five more than the delay, and the hedge is too late.
    const late = simulate(hedged({ delay: '20ms' }, 2.5));
    expect(ask(late, 'hedges', EDGE, 0, 1000)).toBe(sent);
    expect(ask(late, 'hedges-won', EDGE, 0, 1000)).toBe(0);
    // A tenth of nine calls pays for none.
    const poor = simulate(hedged({ delay: '20ms', budget: '10%' }, 10));
    expect(ask(poor, 'hedges', EDGE, 0, 1000)).toBe(0);
    expect(ask(poor, 'hedges-withheld', EDGE, 0, 1000)).toBe(1);
  });

  test('a fallback answers what the breaker inside of it turned back', () => {
    const run = simulate(shop([{ fallback: { value: 'degraded' } }, BREAKER], [[95, 115]]));
    // Two failures and five calls that were turned back, of 39; nobody is rejected.
    expect(ask(run, 'fallbacks', EDGE, 0, 400)).toBe(7 / 39);
    expect(ask(run, 'degraded', EDGE, 0, 400)).toBe(7 / 39);
    expect(ask(run, 'turned-back', EDGE, 0, 400)).toBe(5 / 39);
    expect(ask(run, 'rejected', EDGE, 0, 400)).toBe(0);
  });

  test('fallbacks anywhere are shares of the calls anywhere', () => {
    const inside = { call: 'web.ask', policies: [{ fallback: { value: 'degraded' } }] };
    const run = simulate({
      run: { length: '400ms' },
      services: {
        front: { concurrency: { threads: 50 }, operations: { pass: [inside, inside, inside] } },
        web: { concurrency: { threads: 50 }, operations: { ask: [{ fail: '100%' }] } },
      },
      load: [{ name: 'people', operation: 'front.pass', arrivals: { constant: '100/s' } }],
    });
    // Three of the four calls of each request.
    expect(ask(run, 'fallbacks', 'front -> web.ask', 0, 400)).toBe(1);
    expect(ask(run, 'fallbacks', 'run', 0, 400, 'run')).toBe(3 / 4);
  });

  test('a stale answer that is too old is none', () => {
    const run = simulate(shop([{ fallback: { stale: '25ms' } }], [[95, 145]]));
    // The last good answer is of 91 ms: there for those of 100 and 110 ms, not for those of 120 to 140 ms.
    expect(ask(run, 'fallbacks', EDGE, 0, 400)).toBe(2 / 39);
    expect(ask(run, 'failure', EDGE, 0, 400)).toBe(3 / 39);
  });

  test('coalesced calls are tries that were spared', () => {
    const one = { keys: { count: 1 }, arrivals: { constant: '500/s' } };
    const run = simulate(shop([{ coalesce: {} }], [], { load: one }), moments(100, 200));
    // A call of 1 ms every 2 ms is alone; one of 5 ms is followed by two.
    expect(ask(run, 'coalesced', EDGE, 100, 200)).toBe(0);
    const slow = simulate(
      shop([{ coalesce: {} }], [], { load: one, faults: [{ slow: 'web', factor: 5, at: '0ms' }] }),
      moments(102, 198),
    );
    expect(ask(slow, 'coalesced', EDGE, 102, 198)).toBe(2 / 3);
  });

  test('policies of several kinds have their parts in what was turned back', () => {
    const policies = [{ limiter: { kind: 'token-bucket', rate: '50/s', burst: 1 } }, BREAKER];
    const run = simulate(shop(policies, [[95, 135]]));
    const part = (name: string) => ask(run, `turned-back-by-${name}`, EDGE, 0, 400);
    expect(part('limiter')).toBeGreaterThan(0.4);
    expect(part('breaker')).toBeGreaterThan(0);
    expect(part('throttle')).toBeNaN();
    expect(part('limiter') + part('breaker')).toBeCloseTo(ask(run, 'turned-back', EDGE, 0, 400), 12);
  });

  test('health turns back whom nobody is left to ask', () => {
    const run = simulate({
      run: { length: '400ms' },
      services: {
        web: {
          concurrency: { threads: 50 },
          operations: { ask: [{ work: '1ms' }] },
          ejection: { consecutive: 2, base: '50ms', most: '100%' },
          health: { panic: '50%', 'on-panic': 'fail' },
        },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' } }],
      faults: [{ errors: 'web', share: '100%', at: '95ms', for: '20ms' }],
    });
    const back = ask(run, 'turned-back-by-health', EDGE, 0, 400);
    expect(back).toBeGreaterThan(0);
    expect(back).toBe(ask(run, 'rejected', EDGE, 0, 400));
    expect(ask(run, 'turned-back', EDGE, 0, 400)).toBe(back);
  });
});
