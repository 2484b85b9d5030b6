/** How everybody fares just now: what stands behind the numbers of the map and of its table. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { edgeNow, lineNow, nodeNow } from '../../src/present/live.ts';
import { mapOf } from '../../src/present/map.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { Interval, metricNamed, type Plan, Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

function shipped(name: string): Plan {
  const read = (file: string) => readFileSync(new URL(`../../scenarios/${file}`, import.meta.url), 'utf8');
  const loaded = loadScenario({ name, text: read(name) }, { read });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics[0].sentence);
  return loaded.scenario.plan;
}

/** From one instant of a run to another, in seconds. */
function between(plan: Plan, from: number, to: number, act: (run: Run) => void = () => {}): Interval {
  const run = new Run(plan, { moments: [from * 1e9, to * 1e9], windows: false });
  run.advance(from * 1e9);
  act(run);
  run.advance(to * 1e9);
  return run.interval(from * 1e9, to * 1e9);
}

const edgeNamed = (interval: Interval, name: string) => {
  const edge = interval.directory.edges.findIndex((each) => each.name === name);
  return edgeNow(interval, edge);
};
const nodeNamed = (interval: Interval, name: string) => {
  const node = mapOf(interval.directory).nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return nodeNow(interval, node);
};

test('at no instant of a retry storm has a call made more attempts than it may', () => {
  const run = new Run(shipped('retry-storm.yaml'), { windows: false });
  const edge = run.plan.directory.edges.findIndex(({ name }) => name === 'orders -> payments.charge');
  run.advance(215e9);
  let before = run.reading();
  for (let second = 216; second < 230; second++) {
    run.advance(second * 1e9);
    const after = run.reading();
    const now = edgeNow(new Interval(run.plan.directory, before, after), edge);
    expect(now.tries, `at ${second}s`).toBeGreaterThan(3.9);
    expect(now.tries, `at ${second}s`).toBeLessThanOrEqual(4);
    before = after;
  }
});

test.each([
  ['retry-storm.yaml', 40, 200],
  ['breaker-order.yaml', 65, 115],
  ['order-by-messages.yaml', 65, 115],
])('in %s calls times tries are attempts, on every edge', (name, from, to) => {
  const interval = between(shipped(name), from, to);
  const attempts = metricNamed('attempts');
  interval.directory.edges.forEach(({ name: edge }, index) => {
    const { calls, tries } = edgeNow(interval, index);
    const sent = attempts?.valueOf(interval, { kind: 'edge', index }) ?? Number.NaN;
    // What is under way at the ends belongs to one side only.
    expect(calls * tries, edge).toBeGreaterThan(sent * 0.97 - 1);
    expect(calls * tries, edge).toBeLessThan(sent * 1.03 + 1);
  });
});

test('a message handed over again is a call of its own, and the share of those is told', () => {
  const interval = between(shipped('order-by-messages.yaml'), 90, 110);
  const mail = edgeNamed(interval, 'order-placed/mail -> mail.send');
  expect(mail.tries).toBe(1);
  expect(mail.redelivered).toBeGreaterThan(0.5);
  expect(edgeNamed(interval, 'order-placed/stock -> stock.take').redelivered).toBe(0);
});

test('a service fails by what it answers itself, its callers by what is left after their retries', () => {
  const interval = between(shipped('breaker-order.yaml'), 80, 106);
  const bank = nodeNamed(interval, 'bank1');
  expect(bank.rate).toBeGreaterThan(200);
  expect(bank.failing).toBeGreaterThan(0.57);
  expect(bank.failing).toBeLessThan(0.63);
  // Nobody waits; four of ten work, exponentially for 20 ms: 20 ms × ln 40 is 74 ms.
  expect(bank.p99).toBeGreaterThan(65e6);
  expect(bank.p99).toBeLessThan(85e6);
  expect(edgeNamed(interval, 'first -> bank1.charge').failing).toBeLessThan(0.16);
});

/** One worker, 10 ms a request, a fifth of a second away. */
const far = (rate: string) =>
  planOf({
    run: { length: '40s', warmup: '1s', seed: 3 },
    network: { latency: '200ms' },
    services: {
      one: { concurrency: { threads: 1 }, queue: { limit: 'none' }, operations: { ask: [{ work: '10ms' }] } },
    },
    load: [{ name: 'people', operation: 'one.ask', arrivals: { constant: rate } }],
  });

test('the time of a service is its own: what travels is not in it', () => {
  const interval = between(far('50/s'), 1, 3);
  expect(nodeNamed(interval, 'one').p99 / 1e6).toBeCloseTo(10, 0);
  expect(nodeNamed(interval, 'people').p99 / 1e6).toBeGreaterThan(405);
});

test('the time of a service is its own: the wait for a slot is in it', () => {
  const one = nodeNamed(between(far('250/s'), 1, 3), 'one');
  expect(one.health).toBe('strained');
  // It serves 100 of 250 a second: three seconds after the start the wait is near two.
  expect(one.p99).toBeGreaterThan(1e9);
});

const POST = {
  run: { length: '60s', warmup: '1s', seed: 5 },
  network: { latency: '1ms' },
  services: {
    shop: { concurrency: { threads: 64 }, operations: { order: [{ work: '1ms' }, { send: 'mails' }] } },
    mail: { concurrency: { threads: 8 }, operations: { write: [{ work: '10ms' }] } },
  },
  brokers: { post: { kind: 'queue', queues: { mails: { visibility: '30s' } } } },
  consumers: [{ from: 'mails', call: 'mail.write', concurrency: 4 }],
  load: [{ name: 'people', operation: 'shop.order', arrivals: { poisson: '100/s' } }],
};

test('a service is strained by as many waiting attempts as there are replicas in service', () => {
  // Of three replicas one is at its first request for ever: one of three requests, one a second, waits there.
  const system = (replicas: number, most: number) =>
    planOf({
      run: { length: '10s' },
      services: {
        web: {
          replicas,
          scaling: { most },
          concurrency: { threads: 1 },
          queue: { limit: 'none' },
          operations: { ask: [{ work: '1ms' }] },
        },
      },
      load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: `${replicas}/s` } }],
      faults: [{ slow: 'web', factor: 1_000_000, replicas: [0], at: '500ms' }],
    });
  const health = (replicas: number, most: number, to: number) =>
    nodeNamed(between(system(replicas, most), 0, to), 'web').health;
  // Its slot is taken from about 1 s on: over six seconds 1.7 wait on average, over ten 3.6.
  expect(health(3, 3, 6)).toBe('ok');
  expect(health(3, 3, 10)).toBe('strained');
  // Six that may come are not there.
  expect(health(3, 9, 10)).toBe('strained');
});

test('a queue whose consumers keep up is well', () => {
  for (let second = 5; second < 15; second++) {
    expect(nodeNamed(between(planOf(POST), second, second + 1), 'mails').health, `at ${second}s`).toBe('ok');
  }
});

test('a queue that grows is strained at once, and until it has been worked off', () => {
  const healthAfter = (from: number, to: number) => {
    const run = new Run(planOf(POST), { windows: false });
    run.advance(10e9);
    run.inject({ crash: 'mail', for: 10e9 } as never);
    run.advance(from * 1e9);
    const before = run.reading();
    run.advance(to * 1e9);
    return nodeNamed(new Interval(run.plan.directory, before, run.reading()), 'mails');
  };
  expect(healthAfter(11, 12).health).toBe('strained');
  expect(healthAfter(13, 14).health).toBe('strained');
  expect(healthAfter(20.5, 21).health).toBe('strained');
});

test('calls that nobody has heard of are no failures, and no successes', () => {
  const plan = planOf({
    ...POST,
    services: { one: { concurrency: { threads: 64 }, operations: { ask: [{ work: '1ms' }] } } },
    brokers: {},
    consumers: [],
    load: [{ name: 'people', operation: 'one.ask', arrivals: { poisson: '20/s' } }],
  });
  const interval = between(plan, 10, 12, (run) => run.inject({ hang: 'one', share: 1 } as never));
  const edge = edgeNow(interval, 0);
  expect(edge).toMatchObject({ calls: expect.any(Number), failing: 0, reasons: [] });
  expect(edge.calls).toBeLessThan(2);
  expect(edge.begun).toBeGreaterThan(10);
  expect(lineNow(interval, mapOf(plan.directory).lines[0]).failing).toBe(0);
});

test('of a service that is scaled only the replicas in service count', () => {
  const interval = between(shipped('scaling-the-caller.yaml'), 50, 52);
  const web = interval.directory.services.find(({ name }) => name === 'web');
  expect(web?.replicas).toBeGreaterThan(nodeNamed(interval, 'web').inService as number);
  expect(nodeNamed(interval, 'web').inService).toBe(3);
});
