/** What is found in health checks: healthy replicas that fail them (L139), busy ones that are restarted (L140), and those that are away and never found out (L146). */
import { describe, expect, it } from 'vitest';
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { codesOf, exampleOf, formulaOf, lintOf, sketchIn } from './support/findings.ts';

/** A shop that serves 100 requests a second; four replicas are asked how they are, and ask the database for it. */
const shop = (check: string, rate = 80) => `network: { latency: 2ms }
services:
  shop:
    replicas: 4
    concurrency: { threads: 5 }
    queue: { limit: 20 }
    operations:
      show: [ { work: 200ms } ]
      ready: [ { work: 80ms }, { call: database.ping, timeout: 500ms } ]
    health:
      check: { ${check}, timeout: 1s }
  database:
    concurrency: { threads: 2 }
    queue: { limit: 10 }
    operations:
      ping: [ { work: 12ms } ]
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: ${rate}/s }, timeout: 2s }`;

describe('what checks ask for', () => {
  const check = 'operation: ready, every: 400ms, jitter: 200ms';
  // 80 ms, two ways of 2 ms twice, 12 ms in the database
  const perSecond = 4 / (0.4 + 0.1 + 0.1);

  it('is counted where they come to, and behind it', () => {
    expect(formulaOf('L102', shop(check, 90))).toBe(
      '90/s + 6.67/s = 96.7/s ÷ (4 replicas × 5 threads ÷ 193ms = 104/s) = 93.2%',
    );
    expect(formulaOf('L101', shop(check, 98))).toContain('98/s + 6.67/s = 105/s >');
    const busy = shop(check, 40).replace('work: 12ms', 'work: 400ms');
    expect(formulaOf('L102', busy)).toBeUndefined();
    expect(formulaOf('L102', busy.replace('work: 400ms', 'work: 450ms'))).toContain('3.85/s ÷');
  });

  it('is nothing in a lane of its own', () => {
    expect(codesOf(shop(check, 84))).toEqual(['L102']);
    expect(codesOf(shop('lane: dedicated, every: 1ms', 84))).not.toContain('L102');
  });

  it('is what comes in a run', () => {
    const sketch = sketchIn(shop(check));
    const run = new Run(sketch.scenario.plan, { windows: false, moments: [10e9, 120e9] });
    run.advance();
    const observed = (metric: string, kind: SubjectKind, name: string) => {
      const subject = subjectsOf(run.plan.directory, kind).find((each) => each.name === name);
      if (subject === undefined) throw new Error(`there is no ${kind} ${name}`);
      return metricNamed(metric)?.valueOf(run.interval(10e9, 120e9), subject) ?? Number.NaN;
    };
    const [rate] = sketch.rates.filter(({ isCheck }) => isCheck);
    expect(rate.usual).toBeCloseTo(perSecond, 9);
    const ratio = observed('attempts', 'edge', 'shop/readiness -> shop.ready') / perSecond;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.02);
    const [behind] = sketch.wiring.sites.filter(({ callee }) => callee === 'database.ping');
    expect(observed('attempts', 'edge', 'shop -> database.ping') / sketch.callsOf(behind)).toBeCloseTo(
      ratio,
      1,
    );
  });

  it('comes on top of retries, as often as their timeouts let checks ask (L104)', () => {
    // 199.6 attempts a second of the 200 that can be served; a check that times out is made once in two seconds
    const storm = exampleOf('L104', ['poisson: 140/s', 'poisson: 49.9/s']);
    const checked = (every: string) =>
      storm.replace(
        '    operations:\n      charge:',
        `    health: { check: { operation: charge, every: ${every} } }\n    operations:\n      charge:`,
      );
    expect(codesOf(storm)).toEqual([]);
    expect(codesOf(checked('5s'))).toEqual([]);
    expect(codesOf(checked('1s'))).toEqual(['L104']);
  });

  it('goes to those that are left as well, and not instead of those that are gone (L109)', () => {
    const drained = (rate: number) =>
      formulaOf(
        'L109',
        `${shop(check, rate)}\nfaults: [ { drain: shop, replicas: one, at: 30s, for: 60s } ]`,
      );
    // 3 × 5 threads: 75 a second of 200 ms; the checks take 100 ms of a thread of three replicas 5 times a second
    expect(drained(72)).toBeUndefined();
    expect(drained(75)).toContain('75/s + 6.67/s');
  });
});

describe('a check that healthy replicas fail (L139)', () => {
  const work = '[ { work: 250ms } ]';
  const check = '{ operation: show, every: 1s, timeout: 200ms, on-failure: restart }';

  it('counts the way there and back', () => {
    const far = exampleOf(
      'L139',
      ['timeout: 200ms', 'timeout: 255ms'],
      ['services:', 'network: { latency: 5ms }\nservices:'],
    );
    expect(formulaOf('L139', far)).toBe('255ms < 10ms there and back + 250ms in shop.show = 260ms (medians)');
  });

  it('may be one that removes, or one of two', () => {
    const both = `[ { operation: show, every: 1s, timeout: 200ms }, { lane: dedicated, on-failure: restart } ]`;
    const found = lintOf(exampleOf('L139', [check, both])).findings;
    expect(found.map(({ code, sentence }) => `${code} ${sentence}`)).toEqual([
      'L139 most checks of shop fail even when nothing is wrong, and each replica is removed',
    ]);
  });

  it('may be too hasty for its lane alone', () => {
    const lane = '{ lane: dedicated, every: 1s, timeout: 5ms }';
    expect(codesOf(exampleOf('L139', [check, lane]))).toEqual([]);
    const far = exampleOf('L139', [check, lane], ['services:', 'network: { latency: 5ms }\nservices:']);
    expect(formulaOf('L139', far)).toBe('5ms < 10ms there and back (medians)');
  });

  it('is right where most find the answer in time, though some do not', () => {
    expect(codesOf(exampleOf('L139', [work, '[ { work: { median: 150ms, p99: 400ms } } ]']))).not.toContain(
      'L139',
    );
  });
});

describe('a check behind a full queue (L140)', () => {
  const told = (...changes: readonly (readonly [string, string])[]) =>
    formulaOf('L140', exampleOf('L140', ...changes));

  it('is told with how long it waits', () => {
    expect(told()).toBe(
      '100 waiting ÷ 100/s of a replica = 1s ≥ 800ms; after 3 failures, at most 5.4s, the replica dies',
    );
    expect(told(['limit: 100', 'limit: none'])).toContain('the wait in a queue without limit ≥ 800ms');
  });

  it('is right where it has a lane of its own, only removes, or need not wait for all others', () => {
    expect(told(['on-failure: restart', 'on-failure: remove'])).toBeUndefined();
    expect(told(['limit: 100', 'limit: 100, order: lifo'])).toBeUndefined();
    expect(told(['operation: show, every', 'lane: dedicated, every'])).toBeUndefined();
    const door = 'queue: { limit: 100 }\n    admission: [ { limiter: { kind: concurrency, limit: 20 } } ]';
    expect(told(['queue: { limit: 100 }', door])).toBeUndefined();
  });
});

describe('a check that is slower than every fault (L146)', () => {
  const crash = '{ crash: payments, replicas: one, at: 30s, for: 20s }';
  const told = (fault: string) => formulaOf('L146', exampleOf('L146', [crash, fault]));

  it('is told with its failures', () => {
    expect(told(crash)).toBe('(3 failures − 1) × 10s = 20s ≥ 20s (crash-payments)');
    expect(told('{ crash-hang: payments, replicas: one, at: 30s, for: 23s }')).toBe(
      '(3 failures − 1) × 10s + 3 × 1s without an answer = 23s ≥ 23s (crash-hang-payments)',
    );
  });

  it('is right where it finds one of them out, or something else may show in it', () => {
    expect(told(`${crash}\n  - { crash: payments, replicas: one, at: 60s, for: 30s }`)).toBeUndefined();
    expect(told(`${crash}\n  - { pause: payments, replicas: one, at: 60s, for: 30s }`)).toBeUndefined();
    expect(told(`${crash}\n  - { pause: payments, replicas: one, at: 60s, for: 10s }`)).toBeDefined();
  });

  it('has nothing to find out of who is drained, and nobody to prefer where all are away', () => {
    expect(told('{ drain: payments, replicas: one, at: 30s, for: 10s }')).toBeUndefined();
    expect(told('{ crash: payments, at: 30s, for: 10s }')).toBeUndefined();
  });
});
