/** What is found in health checks: healthy replicas that fail them (L139), busy ones that are restarted (L140), and those that are away and never found out (L146). */
import { describe, expect, it } from 'vitest';
import { codesOf, exampleOf, formulaOf, lintOf } from './support/findings.ts';

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
