/** What a description says would happen if one thing were different. */
import { describe, expect, it } from 'vitest';
import { brokenClaims } from './claims.ts';
import { type Changes, shipped } from './shipped.ts';

/** Ten runs of a few hundred milliseconds, on a machine that is busy with other things. */
const LONG = 240_000;

describe('with one thing changed', () => {
  const TEN = Array.from({ length: 10 }, (_, i) => String(i + 1));
  const changed = (name: string, expectation: string, change: Changes) => {
    const set = [...(change.set ?? []), `expect=[ { ${expectation} } ]`];
    return brokenClaims(shipped('scenarios', name, { ...change, set }), TEN).join('\n');
  };

  it('the retries are the cause of the retry storm: without them the shop recovers', {
    timeout: LONG,
  }, () => {
    const recovered = 'goodput: shoppers, during: last 60s, at-least: 99%';
    expect(changed('retry-storm', recovered, { without: ['retry'] })).toBe('');
  });

  it('the slow fault is the trigger of the retry storm: without it nothing happens', {
    timeout: LONG,
  }, () => {
    const well = 'goodput: shoppers, during: last 60s, at-least: 99%';
    expect(changed('retry-storm', well, { without: ['slow'] })).toBe('');
  });

  it('the breaker is what makes the overload worse, and four of them take turns', { timeout: LONG }, () => {
    const served = 'goodput: readers, during: 70s..3m';
    expect(changed('breaker-overload', `${served}, at-least: 80%`, { without: ['breaker'] })).toBe('');
    const four = { set: ['services.page.replicas=4'] };
    expect(changed('breaker-overload', `${served}, between: [60%, 80%]`, four)).toBe('');
  });

  it('the restart is the trigger of the cold cache; to share calls is no cure, and a short queue is', {
    timeout: LONG,
  }, () => {
    const well = 'goodput: readers, during: 3m..5m, at-least: 97%';
    const down = 'goodput: readers, during: 3m..5m, at-most: 10%';
    const around = (list: string) =>
      `services.web.operations.read=[ { work: 1ms }, { call: database.query, policies: [ ${list} ] } ]`;
    const cache = '{ cache: { ttl: 2m, jitter: 50% } }';
    const sharing = { set: [around(`${cache}, { coalesce: {} }, { timeout: 500ms }`)] };
    expect(changed('cold-cache', well, { without: ['restart'] })).toBe('');
    expect(changed('cold-cache', down, sharing)).toBe('');
    expect(changed('cold-cache', well, { set: ['services.database.queue.limit=20'] })).toBe('');
  });

  const dead = 'goodput: shoppers, during: last 60s, at-most: 30%';

  it('a short queue is a cure because its wait is shorter than the patience: with 200 places the storm stays', {
    timeout: LONG,
  }, () => {
    const limit = (places: number) => ({ set: [`services.payments.queue.limit=${places}`] });
    expect(changed('retry-storm-short-queue', dead, limit(200))).toBe('');
  });

  it('to drop only what waits is no cure: nine tenths of the work are still for nobody', {
    timeout: LONG,
  }, () => {
    const queued = { set: ['services.payments.cancellation=queued'] };
    expect(changed('retry-storm-cancellation', dead, queued)).toBe('');
    const wasted = 'wasted: payments, during: last 60s, at-least: 80%';
    expect(changed('retry-storm-cancellation', wasted, queued)).toBe('');
  });

  it('the black hole costs its own tenth of the requests when the balancer does not look', {
    timeout: LONG,
  }, () => {
    const tenth = 'failure: shoppers, during: during-faults, between: [9%, 11%]';
    expect(changed('black-hole-host', tenth, { set: ['services.catalog.balancer=round-robin'] })).toBe('');
  });

  it('and two tenths when it goes by latency: what fails at once wins whenever it is one of the two', {
    timeout: LONG,
  }, () => {
    const twoTenths = 'failure: shoppers, during: during-faults, between: [19%, 21%]';
    expect(changed('black-hole-host', twoTenths, { set: ['services.catalog.balancer=peak-ewma'] })).toBe('');
  });

  it('who counts requests in flight meets a slow replica less often than one request in ten, who goes by latency hardly ever', {
    timeout: LONG,
  }, () => {
    const slow = (most: string, balancer: string) =>
      changed('slow-replica', `started: catalog/0, during: during-faults, ${most}`, {
        set: [`services.catalog.balancer=${balancer}`],
      });
    expect(slow('between: [1/s, 6/s]', 'least-requests')).toBe('');
    expect(slow('at-most: 0.8/s', 'peak-ewma')).toBe('');
  });

  it('without panic the four that work are drowned, ejected and gone', { timeout: LONG }, () => {
    const gone = 'goodput: shoppers, during: 140s..168s, at-most: 15%';
    expect(changed('ejection-and-panic', gone, { set: ['services.stock.health.panic=0%'] })).toBe('');
  });

  it('checks in a lane of their own leave everybody in: the surge is over when it is over', {
    timeout: LONG,
  }, () => {
    const well = 'goodput: people, during: 150s..4m, at-least: 99.9%';
    const own = 'services.api.health.check={ lane: dedicated, every: 1s, unhealthy: 2, healthy: 5 }';
    expect(changed('health-checks-remove-the-healthy', well, { set: [own] })).toBe('');
  });

  it('callers that panic at half of the replicas hardly lose anything to the checks', {
    timeout: LONG,
  }, () => {
    const nearly = 'goodput: people, during: 150s..4m, at-least: 95%';
    const panic = 'services.api.health.panic=50%';
    expect(changed('health-checks-remove-the-healthy', nearly, { set: [panic] })).toBe('');
  });

  it('the shared pool holds at 2.0 s and is gone at 2.5 s, on both sides of the 2.2 s computed', () => {
    const locals = 'goodput: locals, during: 115s..140s';
    const factor = (value: number) => ({ set: [`faults.four-seconds.factor=${value}`] });
    expect(changed('shared-pool', `${locals}, at-least: 97%`, factor(40))).toBe('');
    expect(changed('shared-pool', `${locals}, at-most: 75%`, factor(50))).toBe('');
  });

  it('shedding is what protects the orders: without it the guarded shop is the open one', {
    timeout: LONG,
  }, () => {
    const lost = 'goodput: orders, during: 45s..70s, at-most: 5%';
    expect(changed('priorities', lost, { without: ['guarded.shed'] })).toBe('');
  });

  it('shedding without levels protects who waits, but not the orders more than the bots', {
    timeout: LONG,
  }, () => {
    const alike = 'goodput: orders, during: 45s..70s, between: [52%, 70%]';
    const set = ['services.guarded.admission=[ { shed: { by: queue-length, limit: 40 } } ]'];
    expect(changed('priorities', alike, { set })).toBe('');
  });

  it('rejections of 1 ms leave (10 − 2250/s × 1 ms) ÷ 49 ms of the flood', { timeout: LONG }, () => {
    const served = 'goodput-rate: unlucky, during: 68s..80s, between: [142/s, 174/s]';
    const set = ['services.costly.admission.0.reject-cost=1ms'];
    expect(changed('costly-rejections', served, { set })).toBe('');
  });

  it('without the gate that learns stock answers nobody in time', { timeout: LONG }, () => {
    const nobody = 'goodput: shoppers, during: 70s..2m, at-most: 1%';
    expect(changed('learned-limit', nobody, { without: ['adaptive-concurrency'] })).toBe('');
  });
});
