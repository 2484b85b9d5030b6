/** Hedges, to the nanosecond: when another try is sent, which one wins, what becomes of the others, and what holds them back. */
import { expect, test } from 'vitest';
import { CAUSES, metricNamed, Run, subjectsOf } from '../../src/sim/index.ts';
import { seedKey } from '../../src/sim/kernel/seed.ts';
import { Machine } from '../../src/sim/machine/machine.ts';
import { SILENT } from '../../src/sim/observe/fan.ts';
import { PUSHBACK, REALS } from '../../src/sim/terms/columns.ts';
import type { Observer } from '../../src/sim/terms/observer.ts';
import { outcomeOf, SHED, TIMED_OUT } from '../../src/sim/terms/outcomes.ts';
import { planOf, simulate } from '../support/simulate.ts';
import { timeline, type What } from './facts.ts';

interface More {
  readonly web?: object;
  readonly outside?: object[];
  readonly inside?: object[];
  readonly load?: object;
  readonly run?: object;
  readonly faults?: object[];
}

/** One request at 150 ms. Replica 0, which is asked first, takes 100 ms; the others take 10 ms. */
function hedged(hedge: object, more: More = {}) {
  return {
    run: { length: '299ms', ...more.run },
    services: {
      web: {
        replicas: 2,
        concurrency: { threads: 100 },
        operations: { ask: [{ work: '10ms' }] },
        ...more.web,
      },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '150ms' } },
        policies: [...(more.outside ?? []), { hedge }, ...(more.inside ?? [])],
        ...more.load,
      },
    ],
    faults: more.faults ?? [{ slow: 'web', factor: 10, replicas: [0] }],
  };
}

/** Every try and every end, in ms since the request: `0 try`, `30 ended: ok`. */
function story(system: object, kinds: readonly What[] = ['try', 'tried', 'ended']): string[] {
  return timeline(system, kinds).map((line) => {
    const [, at, what, how] = /^(.*)ms (\S+) people -> web.ask(.*)$/.exec(line) ?? [];
    return `${Math.round((Number(at) - 150) * 1e6) / 1e6} ${what}${how}`;
  });
}

test('an answer at the very instant of the delay is in time; a nanosecond later it is not', () => {
  const tries = (delay: string) => story(hedged({ delay }, { faults: [] }), ['try']);
  expect(tries('10ms')).toEqual(['0 try']);
  expect(tries('9999999ns')).toEqual(['0 try', '9.999999 try']);
});

test('the first try may still win', () => {
  expect(story(hedged({ delay: '95ms' }))).toEqual([
    '0 try',
    '95 try',
    '100 tried: ok',
    '100 tried: cancelled',
    '100 ended: ok',
  ]);
});

test('a loser’s callee that listens stops when the news has travelled, unless losers are not told', () => {
  const done = (cancels: boolean) =>
    story(
      {
        ...hedged({ delay: '20ms', 'cancel-losers': cancels }, { web: { cancellation: 'full' } }),
        network: { latency: '2ms' },
      },
      ['done', 'ended'],
    );
  // There and back 4 ms, the hedge is sent at 20 ms and answered at 34; its rival hears of it at 36.
  expect(done(true)).toEqual(['32 done: ok', '34 ended: ok', '36 done: cancelled, unwanted']);
  expect(done(false)).toEqual(['32 done: ok', '34 ended: ok', '102 done: ok, unwanted']);
});

test('no two tries of a call go to one replica while there is another', () => {
  // The key pins every try to one replica, whoever chooses.
  const pinned = (elsewhere: boolean, seed: string) => {
    const system = hedged(
      { delay: '1ms', max: 4, elsewhere },
      {
        web: { replicas: 4, balancer: 'ring-hash' },
        load: { keys: { count: 1 } },
        faults: [{ slow: 'web', factor: 10 }],
      },
    );
    const run = simulate(system, { seed });
    const whole = run.interval(0, run.plan.length);
    return subjectsOf(run.plan.directory, 'replica')
      .map((replica) => (metricNamed('started')?.valueOf(whole, replica) ?? 0) * whole.seconds)
      .sort((a, b) => a - b);
  };
  for (const seed of ['1', '2', '3', '4', '5', '6']) {
    expect(pinned(true, seed)).toEqual([1, 1, 1, 1]);
    expect(pinned(false, seed)).toEqual([0, 0, 0, 4]);
  }
});

test('where all tries fail, the call ends with the last failure', () => {
  // The first waits for 30 ms in vain; the second is refused by a replica that is down.
  const system = hedged(
    { delay: '10ms', max: 2 },
    {
      inside: [{ timeout: '30ms' }],
      faults: [
        { slow: 'web', factor: 10, replicas: [0] },
        { crash: 'web', replicas: [1] },
      ],
    },
  );
  expect(story(system)).toEqual([
    '0 try',
    '10 try',
    '10 tried: refused',
    '30 tried: timed-out',
    '30 ended: timed-out',
  ]);
  const other = hedged(
    { delay: '10ms', max: 2 },
    {
      web: { operations: { ask: [{ work: '10ms' }, { fail: '100%' }] } },
      faults: [
        { slow: 'web', factor: 2, replicas: [0] },
        { slow: 'web', name: 'slower', factor: 3, replicas: [1] },
      ],
    },
  );
  expect(story(other)).toEqual(['0 try', '10 try', '20 tried: error', '40 tried: error', '40 ended: error']);
});

test('a try that a policy inside rejects ends nothing while another is under way', () => {
  const system = hedged({ delay: '20ms', max: 2 }, { inside: [{ bulkhead: { limit: 1 } }] });
  expect(story(system)).toEqual(['0 try', '100 tried: ok', '100 ended: ok']);
  const all = hedged(
    { delay: '20ms', max: 2 },
    {
      inside: [{ breaker: { window: 1, minimum: 1 } }],
      web: { operations: { ask: [{ work: '10ms' }, { fail: '100%' }] } },
      load: { arrivals: { bursts: { size: 2, every: '150ms' } } },
      faults: [],
    },
  );
  // The first failure opens the breaker: the hedge it calls for is rejected, and so is the second caller’s.
  expect(story(all)).toEqual([
    '0 try',
    '0 try',
    '10 tried: error',
    '10 ended: rejected',
    '10 tried: error',
    '10 ended: rejected',
  ]);
});

test('a policy inside has words of its own for each try: each has a timeout from its own start', () => {
  const system = hedged(
    { delay: '20ms', max: 3, on: [] },
    {
      inside: [{ retry: { attempts: 2 } }, { timeout: '15ms' }],
      web: { replicas: 3 },
      faults: [{ slow: 'web', factor: 10 }],
    },
  );
  expect(story(system)).toEqual([
    '0 try',
    '15 tried: timed-out',
    '15 try',
    '20 try',
    '30 tried: timed-out',
    '30 tried: cancelled',
    '30 ended: timed-out',
  ]);
});

test('whoever waits outside ends all tries together', () => {
  const system = hedged(
    { delay: '10ms', max: 3 },
    { outside: [{ timeout: '25ms' }], web: { replicas: 3 }, faults: [{ slow: 'web', factor: 10 }] },
  );
  expect(story(system)).toEqual([
    '0 try',
    '10 try',
    '20 try',
    '25 tried: timed-out',
    '25 tried: timed-out',
    '25 tried: timed-out',
    '25 ended: timed-out',
  ]);
});

test('a retry outside hedges each of its attempts anew', () => {
  const system = hedged(
    { delay: '5ms', max: 2 },
    {
      outside: [{ retry: { attempts: 2 } }],
      inside: [{ timeout: '8ms' }],
      faults: [{ slow: 'web', factor: 10 }],
    },
  );
  expect(story(system, ['try', 'ended'])).toEqual([
    '0 try',
    '5 try',
    '13 try',
    '18 try',
    '26 ended: timed-out',
  ]);
});

test('hedges inside hedges multiply', () => {
  const system = hedged(
    { delay: '10ms', max: 2 },
    { inside: [{ hedge: { delay: '4ms', max: 2 } }], faults: [{ slow: 'web', factor: 10 }] },
  );
  expect(story(system, ['try', 'ended'])).toEqual(['0 try', '4 try', '10 try', '14 try', '100 ended: ok']);
});

test('a hedge mends a lost message, which nobody would ever learn of', () => {
  const system = (hedge: object) => ({
    ...hedged(hedge, { faults: [{ partition: 'people -> web', for: '155ms' }] }),
  });
  expect(story(system({ delay: '20ms' }))).toEqual([
    '0 try',
    '20 try',
    '30 tried: ok',
    '30 tried: cancelled',
    '30 ended: ok',
  ]);
});

test('an operation that is not idempotent is not asked twice', () => {
  const system = hedged({ delay: '20ms' }, { web: { 'not-idempotent': ['ask'] } });
  expect(story(system, ['try', 'ended'])).toEqual(['0 try', '100 ended: ok']);
});

test('each try draws its own luck, and the first one’s luck is what it was without a hedge', () => {
  const lengths = (policies: object) => {
    const system = {
      ...hedged(
        { delay: '1ns', max: 3 },
        {
          web: { replicas: 1, operations: { ask: [{ work: { exponential: '10ms' } }] } },
          faults: [],
          ...policies,
        },
      ),
    };
    return story(system, ['done']).map((line) => Number(line.split(' ')[0]));
  };
  const three = lengths({});
  expect(new Set(three.map((at) => Math.round(at * 1000))).size).toBe(3);
  const alone = lengths({ load: { policies: [] } });
  expect(alone.length).toBe(1);
  expect(three).toContain(alone[0]);
});

test('so does each of two tries that wait side by side before either is sent', () => {
  // Every try fails, so all three are heard of; the second and third wait in the bulkhead for the first.
  const system = hedged(
    { delay: '1ns', max: 3 },
    {
      inside: [{ bulkhead: { limit: 1, queue: 'none' } }],
      web: { replicas: 1, operations: { ask: [{ work: { exponential: '5ms' } }, { fail: '100%' }] } },
      faults: [],
    },
  );
  const ends = story(system, ['tried']).map((line) => Number.parseFloat(line));
  const lengths = ends.map((at, i) => Math.round((at - (ends[i - 1] ?? 0)) * 1e6));
  expect(lengths.length).toBe(3);
  expect(new Set(lengths).size).toBe(3);
});

test('the deadline that travels with a try is that of whoever waits around all of them', () => {
  const system = {
    ...hedged(
      { delay: '10ms', max: 2 },
      {
        outside: [{ timeout: '40ms' }],
        web: {
          replicas: 1,
          concurrency: { threads: 1 },
          cancellation: 'queued',
          operations: { ask: [{ work: '35ms' }] },
        },
        load: { deadlines: 'propagate', patience: '10s' },
        faults: [],
      },
    ),
    network: { latency: '10ms' },
  };
  // The first runs from 10 to 45 ms, and the hedge waits behind it from 20 on. The caller leaves at 40 ms; that news
  // would come at 50 ms, but the hedge carries the deadline, and it has passed when the slot is free.
  expect(story(system, ['try', 'start', 'turned-away', 'ended'])).toEqual([
    '0 try',
    '10 start',
    '10 try',
    '40 ended: timed-out',
    '45 turned-away: expired',
  ]);
});

test('a caller that crashes leaves all its tries, and the callee works on for nobody', () => {
  const system = {
    run: { length: '250ms' },
    services: {
      front: {
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', hedge: { delay: '10ms', max: 3 } }] },
      },
      web: { replicas: 2, concurrency: { threads: 10 }, operations: { ask: [{ work: '60ms' }] } },
    },
    load: [{ name: 'people', operation: 'front.ask', arrivals: { bursts: { size: 1, every: '100ms' } } }],
    faults: [{ crash: 'front', at: '115ms', for: '20ms' }],
  };
  const lines = timeline(system, ['try', 'tried', 'done', 'ended']).filter((line) =>
    line.includes('front ->'),
  );
  expect(lines.slice(0, 7)).toEqual([
    '100ms try front -> web.ask',
    '110ms try front -> web.ask',
    '115ms tried front -> web.ask: cancelled',
    '115ms tried front -> web.ask: cancelled',
    '115ms ended front -> web.ask: cancelled',
    '160ms done front -> web.ask: ok, unwanted',
    '170ms done front -> web.ask: ok, unwanted',
  ]);
});

// ---- what holds hedges back --------------------------------------------------------------------------

/** A request every 10 ms from 10 ms on, each slow enough to be hedged. */
function stream(hedge: object, more: More = {}) {
  return hedged(hedge, {
    ...more,
    run: { length: '1s' },
    load: { arrivals: { constant: '100/s' }, ...more.load },
  });
}

test('a budget of a fifth hedges every fifth call', () => {
  const system = stream({ delay: '2ms', budget: '20%' }, { faults: [] });
  const tries = timeline(system, ['try']).map((line) => Number(line.split('ms')[0]));
  expect(tries.filter((at) => at % 10 !== 0).slice(0, 4)).toEqual([52, 102, 152, 202]);
  // 99 calls; the fifth part of the first 95 of them is 19.
  expect(tries.length).toBe(99 + 19);
});

test('of what a budget saves up in quiet times, ten hedges remain', () => {
  // Quiet for half a second, then slow: 50 calls have saved 25 hedges, of which ten are left, and each call adds a half.
  const slowLater = [{ slow: 'web', factor: 5, at: '505ms' }];
  const system = stream({ delay: '20ms', budget: '50%' }, { web: { replicas: 1 }, faults: slowLater });
  const hedges = timeline(system, ['try'])
    .map((line) => Number(line.split('ms')[0]))
    .filter((at, i, all) => all.indexOf(at) !== i).length;
  expect(hedges).toBeGreaterThan(0);
  const run = simulate(system);
  const edge = { kind: 'edge' as const, index: 0 };
  const during = run.interval(0, run.plan.length);
  const sent = (metricNamed('hedges')?.valueOf(during, edge) ?? 0) * during.seconds;
  // From 510 to 970 ms 47 calls are slow enough; 10 saved + 23 or 24 added.
  expect(sent).toBeGreaterThanOrEqual(32);
  expect(sent).toBeLessThanOrEqual(34);
});

test('gRPC’s tokens: no hedge while half of them or fewer are left', () => {
  // Every try fails after 5 ms, and each takes a token of 4: with 4, then 3 left the next is sent at once; with 2 no more.
  const fails = { web: { operations: { ask: [{ work: '5ms' }, { fail: '100%' }] } }, faults: [] };
  const system = stream({ delay: '1s', max: 4, budget: { grpc: { tokens: 4, ratio: '50%' } } }, fails);
  expect(timeline(system, ['try']).slice(0, 5)).toEqual([
    '10ms try people -> web.ask',
    '15ms try people -> web.ask',
    // From here on one try for each call.
    '20ms try people -> web.ask',
    '30ms try people -> web.ask',
    '40ms try people -> web.ask',
  ]);
  // Answers give tokens back: after them hedges are sent again.
  const mended = stream(
    { delay: '1s', max: 4, budget: { grpc: { tokens: 4, ratio: '50%' } } },
    {
      faults: [
        { errors: 'web', name: 'early', share: '100%', for: '105ms' },
        { errors: 'web', share: '100%', at: '505ms' },
      ],
    },
  );
  const tries = timeline(mended, ['try']).map((line) => Number(line.split('ms')[0]));
  const inTime = (from: number, to: number) => tries.filter((at) => at > from && at < to).length;
  expect(inTime(200, 500)).toBe(29);
  expect(inTime(500, 560)).toBeGreaterThan(5);
});

/** Turned away by a callee that asks to be left alone: an observer writes into the row what a shedder would. */
function withPushback(system: object, pushback: number): string[] {
  const plan = planOf(system);
  plan.samplers.prepare();
  const lines: string[] = [];
  const [key0, key1] = seedKey('1');
  const machine = new Machine(
    plan,
    key0,
    key1,
    (world): Observer => ({
      ...SILENT,
      attemptBegan: () => lines.push(`${world.clock[0] / 1e6 - 150} try`),
      turnedAway: (row, ending) => {
        if (outcomeOf(ending) === SHED) world.arena.F[row * REALS + PUSHBACK] = pushback;
      },
      callEnded: (_, ending) =>
        lines.push(
          `${world.clock[0] / 1e6 - 150} ended ${outcomeOf(ending) === TIMED_OUT ? 'timed-out' : outcomeOf(ending) === SHED ? 'shed' : 'ok'}`,
        ),
    }),
  );
  machine.approach(plan.length);
  return lines;
}

test('a pushback delays the next try, and one for good stops all further ones', () => {
  // Two callers at one thread: the second waits 40 ms, longer than the queue lets it, and is shed.
  const system = {
    ...hedged(
      { delay: '1s', max: 3 },
      {
        web: {
          replicas: 1,
          concurrency: { threads: 1 },
          queue: { order: 'codel', target: '1ms', interval: '10ms' },
          operations: { ask: [{ work: '40ms' }] },
        },
        load: { arrivals: { bursts: { size: 2, every: '150ms' } } },
        faults: [],
      },
    ),
    run: { length: '290ms' },
  };
  expect(withPushback(system, 0)).toEqual(['0 try', '0 try', '40 try', '40 ended ok', '80 ended ok']);
  expect(withPushback(system, 7e6)).toEqual(['0 try', '0 try', '40 ended ok', '47 try', '87 ended ok']);
  expect(withPushback(system, -1)).toEqual(['0 try', '0 try', '40 ended shed', '40 ended ok']);
});

test('a pushback to a hedge delays the next one, while the first try goes on', () => {
  // Replica 0 is busy until 9 ms, then takes the first try for 200 ms. Replica 1 is busy until 79 ms, too long for the hedge of 45 ms.
  const busy = { name: 'busy', operation: 'web.short', arrivals: { bursts: { size: 2, every: '149ms' } } };
  const system = {
    ...hedged(
      { delay: '45ms', max: 3 },
      {
        web: {
          concurrency: { threads: 1 },
          queue: { order: 'codel', target: '1ms', interval: '10ms' },
          operations: { ask: [{ work: '200ms' }], short: [{ work: '10ms' }] },
        },
        faults: [{ slow: 'web', factor: 8, replicas: [1] }],
      },
    ),
    run: { length: '290ms' },
  };
  const tries = (pushback: number) =>
    withPushback({ ...system, load: [busy, ...system.load] }, pushback)
      .filter((line) => line.endsWith('try'))
      .slice(2);
  expect(tries(0)).toEqual(['0 try', '45 try', '79 try']);
  expect(tries(7e6)).toEqual(['0 try', '45 try', '86 try']);
  expect(tries(-1)).toEqual(['0 try', '45 try']);
});

// ---- the delay that is learned -------------------------------------------------------------------------

test('a percentile hedges nothing before a hundred answers, and then whatever is later than it', () => {
  // Calls every 10 ms take 10 ms; ten of them, from 510 ms on, and all from 1610 ms on take 50 ms.
  const system = stream(
    { delay: 'p90' },
    {
      web: { replicas: 1 },
      faults: [
        { slow: 'web', name: 'early', factor: 5, at: '505ms', for: '100ms' },
        { slow: 'web', name: 'late', factor: 5, at: '1605ms' },
      ],
    },
  );
  const hedges = timeline({ ...system, run: { length: '1650ms' } }, ['try'])
    .map((line) => Number(line.split('ms')[0]))
    .filter((at) => at % 10 !== 0);
  // The last reading was at the 144th answer. Ten of them took 50 ms; the other 134 lie in the bucket from 9.216
  // to 10.24 ms. A tenth is 14.4, so 4.4 of these lie above: 9.216 + 1.024 × (1 − 4.4 ÷ 134) = 10.206376 ms.
  expect(hedges[0]).toBe(1620.206376);
  expect(hedges.length).toBe(3);
});

test('a percentile is each caller replica’s own, and a crash forgets it', () => {
  const system = {
    run: { length: '2s' },
    services: {
      front: {
        replicas: 1,
        concurrency: { threads: 10 },
        operations: { ask: [{ call: 'web.ask', hedge: { delay: 'p90' } }] },
      },
      web: { concurrency: { threads: 100 }, operations: { ask: [{ work: { exponential: '5ms' } }] } },
    },
    load: [{ name: 'people', operation: 'front.ask', arrivals: { constant: '100/s' } }],
  };
  const hedgesIn = (given: object, from: number, to: number) => {
    const run = new Run(planOf(given), { seed: '3', moments: [from, to] });
    run.advance();
    const interval = run.interval(from, to);
    const edge = subjectsOf(run.plan.directory, 'edge').find(({ name }) => name === 'front -> web.ask');
    return (metricNamed('hedges')?.valueOf(interval, edge as never) ?? 0) * interval.seconds;
  };
  expect(hedgesIn(system, 0, 1e9)).toBe(0);
  expect(hedgesIn(system, 1.2e9, 2e9)).toBeGreaterThan(2);
  // 112 answers after the crash would be known at 2.32 s only.
  const crashed = { ...system, faults: [{ crash: 'front', at: '1.15s', for: '50ms' }] };
  expect(hedgesIn(crashed, 1.2e9, 2e9)).toBe(0);
});

test('traces and metrics call a hedge a hedge', () => {
  const fails = { web: { operations: { ask: [{ work: '30ms' }, { fail: '100%' }] } }, faults: [] };
  const run = simulate(stream({ delay: '20ms', on: [] }, fails), { traces: true });
  const whole = run.interval(0, run.plan.length);
  const edge = { kind: 'edge' as const, index: 0 };
  expect(metricNamed('amplification')?.valueOf(whole, edge)).toBeCloseTo(2, 1);
  expect(metricNamed('hedges')?.valueOf(whole, edge)).toBe(97);
  const [trace] = run.traces?.traces() ?? [];
  const attempts = trace.spans.filter((span) => span.kind === 'attempt');
  expect(attempts.map((span) => [CAUSES[span.cause], span.nth, (span.began - trace.began) / 1e6])).toEqual([
    ['arrival', 1, 0],
    ['hedge', 2, 20],
  ]);
});

test('with late-only a failure before the delay is the answer, and nothing else is sent', () => {
  const failing = { web: { operations: { ask: [{ work: '10ms' }, { fail: '100%' }] } }, faults: [] };
  expect(story(hedged({ delay: '20ms', 'late-only': true }, failing))).toEqual([
    '0 try',
    '10 tried: error',
    '10 ended: error',
  ]);
  expect(story(hedged({ delay: '20ms' }, failing)).slice(0, 3)).toEqual([
    '0 try',
    '10 tried: error',
    '10 try',
  ]);
});

test('with late-only a failure after the delay leaves the answer to the other try', () => {
  // Replica 0 fails after 100 ms, the other one answers after 10: 20 + 10. Then the other way round.
  const first = hedged({ delay: '20ms', 'late-only': true, 'cancel-losers': false });
  expect(story(first)).toEqual(['0 try', '20 try', '30 tried: ok', '30 tried: cancelled', '30 ended: ok']);
  const second = hedged(
    { delay: '20ms', 'late-only': true },
    {
      faults: [
        { slow: 'web', factor: 10, replicas: [0] },
        { errors: 'web', share: '100%', replicas: [1] },
      ],
    },
  );
  expect(story(second)).toEqual(['0 try', '20 try', '20 tried: error', '100 tried: ok', '100 ended: ok']);
});

test("Finagle's budget is a share of the calls, and ten seconds of its minimum at once", () => {
  // 99 calls, of which every second one goes to the slow replica and is late.
  const hedges = (finagle: object) =>
    timeline(stream({ delay: '20ms', 'late-only': true, budget: { finagle } }), ['try']).length - 99;
  expect(hedges({ ratio: '0%', minimum: '0/s' })).toBe(0);
  expect(hedges({ ratio: '0%', minimum: '1/s' })).toBe(10);
  // A fifth of the 98 calls begun when the last one in time is late.
  expect(hedges({ ratio: '20%', minimum: '0/s' })).toBe(19);
  expect(hedges({ ratio: '20%', minimum: '1/s' })).toBe(29);
});
