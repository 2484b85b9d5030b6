/** The throttle at work: what it counts, what it forgets, and with which probability it turns a call away. */
import { describe, expect, test } from 'vitest';
import { rejection } from '../../src/sim/policy/throttle.ts';
import { wilsonInterval } from '../support/statistics.ts';
import { factsOf, timeline } from './facts.ts';

/** A call every 10 ms, from 10 ms on, that takes 1 ms; while a fault lasts it fails at once. */
function calls(
  throttle: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    run: { length: '200ms' },
    services: { web: { concurrency: { async: 1000 }, cores: 1000, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      { name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies: [{ throttle }] },
    ],
    ...more,
  };
}

/** Over many seeds: the share of the n-th calls (0, 1, …) that was turned away. */
function rejectedShare(system: unknown, seeds: number): { rejected: number; of: number }[] {
  const found: { rejected: number; of: number }[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const facts = factsOf(system, { seed: String(seed) });
    const begun = facts.filter(({ what }) => what === 'call');
    // Whoever is turned away is so at the instant of the call.
    const rejected = new Set(facts.filter(({ how }) => how === 'rejected').map(({ at }) => at));
    begun.forEach(({ at }, i) => {
      found[i] ??= { rejected: 0, of: 0 };
      found[i].of += 1;
      if (rejected.has(at)) found[i].rejected += 1;
    });
  }
  return found;
}

function expectShare({ rejected, of }: { rejected: number; of: number }, theory: number): void {
  const { low, high } = wilsonInterval(rejected, of, 0.9999);
  expect(theory).toBeGreaterThanOrEqual(low);
  expect(theory).toBeLessThanOrEqual(high);
}

describe('the formula', () => {
  test('is that of the SRE book, with K = 2', () => {
    expect(rejection(0, 0, 0.5, 1)).toBe(0);
    expect(rejection(100, 60, 0.5, 1)).toBe(0);
    expect(rejection(100, 50, 0.5, 1)).toBe(0);
    expect(rejection(100, 40, 0.5, 1)).toBe(20 / 101);
    expect(rejection(100, 0, 0.5, 1)).toBe(100 / 101);
  });

  test("and Envoy's, with its threshold and its aggression", () => {
    expect(rejection(100, 96, 0.95, 1)).toBe(0);
    expect(rejection(100, 76, 0.95, 1)).toBeCloseTo(20 / 101, 12);
    expect(rejection(100, 76, 0.95, 2)).toBeCloseTo(Math.sqrt(20 / 101), 12);
    expect(rejection(100, 96, 0.95, 2)).toBe(0);
  });
});

describe('counting what is offered', () => {
  test('every call that has come is a request, answered or not: while all wait, the n-th passes with 1/n', () => {
    const slow = calls(
      {},
      { services: { web: { concurrency: { async: 99 }, operations: { ask: [{ sleep: '1s' }] } } } },
    );
    const shares = rejectedShare(slow, 600);
    // n requests before it and no accept: n / (n + 1), whatever became of them.
    for (const n of [0, 1, 2, 3, 9]) expectShare(shares[n], n / (n + 1));
  });

  test('accepts count when they are back: then the same callee is trusted', () => {
    const shares = rejectedShare(calls({}), 20);
    expect(shares.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(0);
  });

  test('failures of a callee bring the probability of the formula', () => {
    // Ten good ones, then errors: before the n-th error of these, 10 + n - 1 requests and 10 accepts.
    const failing = calls(
      { 'success-rate': '90%' },
      { faults: [{ errors: 'web', share: '100%', at: '105ms' }] },
    );
    const shares = rejectedShare(failing, 600);
    expect(shares.slice(0, 11).every(({ rejected }) => rejected === 0)).toBe(true);
    for (const n of [11, 13, 15, 17]) expectShare(shares[n], Math.max(0, (n - 10 / 0.9) / (n + 1)));
  });

  test('outcomes that are not on the list are accepts', () => {
    const failing = calls({ on: ['refused'] }, { faults: [{ errors: 'web', share: '100%' }] });
    expect(timeline(failing, ['ended']).filter((line) => line.includes('rejected'))).toEqual([]);
  });

  test('it never turns away more than it may', () => {
    const failing = calls({ most: '30%' }, { faults: [{ errors: 'web', share: '100%' }] });
    const shares = rejectedShare(failing, 200).slice(1);
    const sum = shares.reduce((a, b) => ({ rejected: a.rejected + b.rejected, of: a.of + b.of }));
    expectShare(sum, 0.3);
  });
});

describe('counting what is answered', () => {
  const answered = { requests: 'answered' };

  test('those under way count for nothing', () => {
    const slow = calls(answered, {
      services: { web: { concurrency: { async: 99 }, operations: { ask: [{ sleep: '1s' }] } } },
    });
    expect(timeline(slow, ['ended']).filter((line) => line.includes('rejected'))).toEqual([]);
  });

  test('and those turned away count for nothing either', () => {
    const failing = calls(
      { ...answered, 'success-rate': '95%' },
      { faults: [{ errors: 'web', share: '100%', at: '45ms' }] },
    );
    const seeds = 400;
    // Four accepted, then one error: 5 answers, 4 accepts.
    const shares = rejectedShare(failing, seeds);
    expectShare(shares[4], 0);
    expectShare(shares[5], (5 - 4 / 0.95) / 6);
    // The seventh finds 5 or 6 answers, as the sixth was turned away or not.
    const sixth = (5 - 4 / 0.95) / 6;
    expectShare(shares[6], sixth * sixth + (1 - sixth) * ((6 - 4 / 0.95) / 7));
  });

  test("Finagle's moving average drops by the formula, too", () => {
    const failing = calls(
      { preset: 'finagle', window: '100ms', minimum: '0/s', on: ['error'] },
      { faults: [{ errors: 'web', share: '100%' }] },
    );
    const shares = rejectedShare(failing, 600);
    // The first answer, at 10 ms, moves the average from 1 to e^-0.1; each further one by as much, if it was let through.
    const accepted = (errors: number) => Math.exp(-0.1 * errors);
    expectShare(shares[1], 0);
    expect(accepted(6)).toBeGreaterThan(0.5);
    expect(shares.slice(0, 7).every(({ rejected }) => rejected === 0)).toBe(true);
    expectShare(shares[7], 1 - accepted(7) / 0.5);
  });
});

describe('forgetting', () => {
  test('what is older than the window counts no more', () => {
    // Errors up to 45 ms; a window of 60 ms has forgotten them by 110 ms.
    const late = (window: string) =>
      rejectedShare(
        calls(
          { window, requests: 'answered', 'success-rate': '99%' },
          { faults: [{ errors: 'web', share: '100%', for: '45ms' }] },
        ),
        40,
      )
        .slice(11)
        .reduce((sum, { rejected }) => sum + rejected, 0);
    expect(late('60ms')).toBe(0);
    expect(late('10s')).toBeGreaterThan(40);
  });

  test('where what it turns away counts as a request, it keeps itself going for a while', () => {
    const good = { faults: [{ errors: 'web', share: '100%', for: '45ms' }] };
    const late = (requests: string) =>
      rejectedShare(calls({ window: '60ms', requests, 'success-rate': '99%' }, good), 40)
        .slice(11)
        .reduce((sum, { rejected }) => sum + rejected, 0);
    expect(late('offered')).toBeGreaterThan(40);
    expect(late('answered')).toBe(0);
  });

  test('with fewer requests than the minimum it turns nothing away', () => {
    const failing = (minimum: string) =>
      timeline(calls({ window: '1s', minimum }, { faults: [{ errors: 'web', share: '100%' }] }), [
        'ended',
      ]).filter((line) => line.includes('rejected')).length;
    expect(failing('101/s')).toBe(0);
    expect(failing('5/s')).toBeGreaterThan(0);
  });
});

describe('beside other policies', () => {
  const withPolicies = (policies: unknown[], more: Record<string, unknown> = {}) => ({
    ...calls({}, more),
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '100/s' }, policies }],
  });

  test('each try of a retry outside draws its own luck', () => {
    const slow = withPolicies(
      [{ retry: { attempts: 40, on: ['rejected'] } }, { throttle: { most: '50%' } }],
      { services: { web: { concurrency: { async: 99 }, operations: { ask: [{ sleep: '1s' }] } } } },
    );
    // Half of the tries pass: of forty in a row one does, unless they were all one draw.
    expect(timeline(slow, ['try']).length).toBe(19);
  });

  test('a rejection by a policy inside tells nothing of the callee', () => {
    const system = withPolicies(
      [{ throttle: { requests: 'answered' } }, { breaker: { window: 1, minimum: 1, open: '35ms' } }],
      { faults: [{ errors: 'web', share: '100%', for: '15ms' }] },
    );
    // An error at 10 ms, then the breaker is open until 45 ms: at 50 ms there is still one request and no accept.
    const seeds = 600;
    let tried = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const facts = factsOf(system, { seed: String(seed) });
      tried += facts.filter(({ what, at }) => what === 'try' && at === 50e6).length;
    }
    expectShare({ rejected: seeds - tried, of: seeds }, 1 / 2);
  });
});
