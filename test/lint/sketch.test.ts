/** The sums the rules stand on: means that are cut off, calls for each request, the course of a call that fails. */
import { describe, expect, it } from 'vitest';
import {
  attemptsAround,
  courseOf,
  demandOn,
  lengthOf,
  type Sketch,
  sketchOf,
} from '../../src/lint/sketch/index.ts';
import { meanUpTo } from '../../src/lint/sketch/lengths.ts';
import { traitOf } from '../../src/lint/sketch/policies.ts';
import {
  linkBetween,
  metricNamed,
  type policies,
  type Quantile,
  Run,
  subjectsOf,
} from '../../src/sim/index.ts';
import { codesOf, exampleOf, sketchIn } from './support/findings.ts';
import { traitWith } from './support/traits.ts';

const ms = 1e6;

describe('a mean that is cut off', () => {
  it('is the mean of an exponential, less what lies beyond the cap', () => {
    const length = lengthOf({ exponential: 100 * ms });
    for (const cap of [1, 10, 50, 100, 300, 1000, 10_000])
      expect(meanUpTo(length, cap * ms) / (100 * ms)).toBeCloseTo(1 - Math.exp(-cap / 100), 3);
  });

  it('is the mean of a uniform, whatever the cap cuts off', () => {
    const length = lengthOf({ uniform: { from: 0, to: 200 * ms } });
    expect(meanUpTo(length, 100 * ms) / ms).toBeCloseTo(75, 1);
    expect(meanUpTo(length, 500 * ms) / ms).toBeCloseTo(100, 6);
  });

  it('is that of a mixture with a tail as long as the cap', () => {
    const length = lengthOf({
      mixture: [
        { share: 0.99, of: { constant: ms } },
        { share: 0.01, of: { constant: 100e9 } },
      ],
    });
    expect(meanUpTo(length, 1e9) / ms).toBeCloseTo(0.99 + 10, 1);
  });

  it('is not known where the mean is not finite', () => {
    const wild: Quantile = {
      at: (u) => 1 / (1 - u),
      below: (x) => 1 - 1 / x,
      mean: Number.POSITIVE_INFINITY,
      variance: Number.POSITIVE_INFINITY,
    };
    expect(meanUpTo(wild, Number.POSITIVE_INFINITY)).toBeNaN();
    expect(meanUpTo(wild, 1e9)).toBeNaN();
  });
});

describe('a call that never succeeds', () => {
  const wrap = (name: keyof typeof policies, raw: unknown) => ({
    name,
    path: [],
    trait: traitWith(name, raw),
  });
  const timeout = (length: number) => wrap('timeout', `${length}ms`);
  const retry = (attempts: number, base = 0) =>
    wrap('retry', { attempts, ...(base === 0 ? {} : { backoff: { base: `${base}ms`, factor: 2 } }) });
  const silence = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' as const };
  const inMs = (chain: Parameters<typeof courseOf>[0], attempt: Parameters<typeof courseOf>[1] = silence) => {
    const course = courseOf(chain, attempt);
    return course && { starts: course.starts.map((at) => at / ms), end: course.end / ms };
  };

  it('tries again when an attempt times out, after pauses that grow', () => {
    expect(inMs([retry(4, 50), timeout(1000)])).toEqual({ starts: [0, 1050, 2150, 3350], end: 4350 });
  });

  it('is cut off by a timeout around its attempts', () => {
    expect(inMs([timeout(2000), retry(4, 50), timeout(1000)])).toEqual({ starts: [0, 1050], end: 2000 });
  });

  it('waits for ever where nothing ends the first attempt', () => {
    expect(inMs([retry(4)])).toEqual({ starts: [0], end: Number.POSITIVE_INFINITY });
    expect(inMs([timeout(500), retry(4)])).toEqual({ starts: [0], end: 500 });
  });

  it('has as many attempts as the retries inside one another come to', () => {
    expect(inMs([retry(3), retry(2), timeout(100)])?.starts).toEqual([0, 100, 200, 300, 400, 500]);
    expect(attemptsAround([retry(3), retry(2), timeout(100)], 2)).toBe(6);
  });

  it('is told of errors sooner than its timeout, and tries again only for what its retry is for', () => {
    const error = { end: 10 * ms, outcome: 'error' as const };
    expect(inMs([retry(3), timeout(100)], error)).toEqual({ starts: [0, 10, 20], end: 30 });
    const onTimeout = wrap('retry', { attempts: 3, on: ['timed-out'] });
    expect(inMs([onTimeout, timeout(100)], error)).toEqual({ starts: [0], end: 10 });
    expect(inMs([onTimeout, timeout(100)])).toEqual({ starts: [0, 100, 200], end: 300 });
  });

  it('is not known where a policy may hold it back', () => {
    const breaker = wrap('breaker', { window: 10, minimum: 10 });
    expect(inMs([breaker, retry(3), timeout(100)])).toBeUndefined();
  });
});

describe('a policy', () => {
  it('that nobody has told the rules of may do anything, and so may a known one with a new parameter', () => {
    expect(traitOf({ name: 'novelty', params: { rate: 100 } })).toEqual({ passes: false, restrains: true });
    expect(traitOf({ name: 'retry', params: { attempts: 3, novelty: 1 } })).toEqual({
      passes: false,
      restrains: true,
    });
    expect(traitOf({ name: 'retry', params: { attempts: 3, novelty: undefined } }).retry?.attempts).toBe(3);
  });

  it('that may refuse makes a guess of how often is called behind it', () => {
    const sketch = sketchIn(exampleOf('L132'));
    const [load] = sketch.wiring.loads;
    const site = sketch.wiring.from('orders.place')[0];
    expect(sketch.callsOf(site)).toBe(20);
    const { name } = load.sites[0].site.caller;
    expect(name).toBe('shoppers');
    const novelty = { name: 'novelty', path: [], trait: traitOf({ name: 'novelty', params: {} }) };
    const sites = sketch.wiring.sites.map((one) =>
      one.caller.kind === 'load' ? { ...one, chain: [novelty] } : one,
    );
    const limited = sketchOf(sketch.scenario, { ...sketch.wiring, sites });
    expect(limited.callsOf(site)).toBeNaN();
  });

  it('that may hold calls back silences what retries could do', () => {
    expect(codesOf(exampleOf('L104'))).toEqual(['L104']);
    const breaker = 'retry: { attempts: 4 }\n          breaker: { window: 20, minimum: 10 }';
    expect(codesOf(exampleOf('L104', ['retry: { attempts: 4 }', breaker]))).toEqual([]);
  });
});

describe('a system in which very many call each other in a row', () => {
  /** Services that call each other, each slower than its caller waits. */
  const chain = (length: number) => {
    const services = Array.from({ length }, (_, i) => {
      const call = i + 1 < length ? `[ { call: s${i + 1}.a, timeout: 1s } ]` : '[ { work: 1ms } ]';
      return `  s${i}: { concurrency: { threads: 5 }, operations: { a: ${call} } }`;
    });
    return `services:\n${services.join('\n')}\nload:\n  - { name: people, operation: s0.a, arrivals: { poisson: 1/s } }`;
  };

  it('is looked at as far as anybody could follow, and then not at all', () => {
    expect(codesOf(chain(200))).toEqual(['L111']);
    expect(codesOf(chain(1200))).toEqual([]);
  });
});

/** Every way of calling, at a rate at which nobody waits for long. */
const EVERYTHING = `network: { latency: 1ms, between: [ { from: web, to: back, latency: 3ms }, { to: bus, latency: 2ms } ] }
services:
  web:
    replicas: 2
    concurrency: { threads: 50 }
    operations:
      ask:
        - work: { exponential: 4ms }
        - parallel:
            - { call: back.read, timeout: 2s }
            - - work: 2ms
              - { call: back.write, timeout: 2s, retry: { attempts: 2 } }
        - branch:
            - { share: 30%, steps: [ { call: back.read, timeout: 2s }, { sleep: 5ms } ] }
            - { share: 20%, steps: [ { repeat: { times: 3, steps: [ { call: back.read, timeout: 2s } ] } } ] }
        - repeat: { again: 40%, steps: [ { work: 1ms }, { notify: log.note } ] }
        - fail: 10%
        - { publish: done, timeout: 1s }
      see: [ { call: back.read, timeout: 2s } ]
  back:
    replicas: 3
    concurrency: { async: 100 }
    cores: 2
    operations:
      read: [ { work: { median: 3ms, p99: 12ms } } ]
      write: [ { work: { uniform: { from: 2ms, to: 6ms } } }, { send: jobs, timeout: 1s } ]
  log: { concurrency: { threads: 20 }, operations: { note: [ { work: 2ms } ] } }
brokers:
  bus: { kind: queue, latency: 1ms, queues: { jobs: {} }, topics: { done: {} } }
consumers:
  - { from: jobs, call: log.note, concurrency: 10, timeout: 1s }
  - { from: done, group: one, call: back.read, concurrency: 10, timeout: 1s }
  - { from: done, group: two, call: log.note, concurrency: 10, timeout: 1s }
load:
  - { name: people, mix: { web.ask: 3, web.see: 1 }, arrivals: { poisson: 80/s }, timeout: 5s }
  - { name: users, operation: web.see, users: 50, think: { exponential: 900ms } }`;

describe('the sums come to what a run comes to', () => {
  const sketch: Sketch = sketchIn(EVERYTHING);
  const run = new Run(sketch.scenario.plan, { windows: false, moments: [10e9, 120e9] });
  run.advance();
  const observed = (metric: string, kind: Parameters<typeof subjectsOf>[1], name: string) => {
    const subject = subjectsOf(run.plan.directory, kind).find((each) => each.name === name);
    if (subject === undefined) throw new Error(`there is no ${kind} ${name}`);
    return metricNamed(metric)?.valueOf(run.interval(10e9, 120e9), subject) ?? Number.NaN;
  };
  const near = (value: number, expected: number, share: number) => {
    expect(value).toBeGreaterThan(expected * (1 - share));
    expect(value).toBeLessThan(expected * (1 + share));
  };

  it.each([
    'web -> back.read',
    'web -> back.write',
    'web ~> log.note',
    'back -> jobs',
    'web -> done',
    'jobs -> log.note',
    'done/one -> back.read',
  ])('for the calls of %s', (edge) => {
    const sites = sketch.wiring.sites.filter(
      ({ caller, callee, verb }) => `${caller.owner} ${verb === 'notify' ? '~>' : '->'} ${callee}` === edge,
    );
    expect(sites).not.toEqual([]);
    const sum = sites.reduce((total, site) => total + sketch.callsOf(site), 0);
    near(observed('attempts', 'edge', edge), sum, 0.04);
  });

  it.each(['web', 'back', 'log'])('for how busy %s is', (name) => {
    const service = sketch.wiring.services.get(name);
    const demand = service && demandOn(sketch, service, ({ usual }) => usual);
    if (demand === undefined) throw new Error(`nothing is known of ${name}`);
    // by cores a service is as busy as its sum says; slots are held longer where somebody waits for a core
    const metric = demand.bound.what === 'cores' ? 'cores-utilisation' : 'utilisation';
    near(observed(metric, 'service', name), demand.utilisation, 0.08);
  });

  it('for the messages of queues and subscriptions', () => {
    run.plan.directory.queues.forEach(({ name }, depot) => {
      near(observed('published', 'queue', name), sketch.messagesOf(depot), 0.05);
    });
  });

  it('for how long an answer takes at least', () => {
    const [{ site }] = sketch.wiring.loads[1].sites;
    near(observed('latency-mean', 'load', 'users'), sketch.times.call(site), 0.06);
  });

  it('and links are those of the plan', () => {
    for (const { edge, link } of run.plan.sites) {
      const { name, callerKind } = run.plan.directory.edges[edge];
      const [from, to] = name.split(/ [-~]> /);
      const owner = to.includes('.') ? to.split('.')[0] : 'bus';
      const said = linkBetween(sketch.scenario.system.network, from, owner);
      expect(link.fixed, `${callerKind} ${name}`).toBe((lengthOf(said.latency).constant ?? 0) + 0);
    }
  });
});
