/** Retry budgets, against the arithmetic of their documents, step by step. */
import { describe, expect, test } from 'vitest';
import { Client } from './client.ts';

describe('the budget of gRPC', () => {
  const client = () => new Client({ grpc: { tokens: 10, ratio: '10%' } });

  test('takes one token for a failure and gives a tenth for a success, between none and all', () => {
    const one = client();
    expect(one.tokens).toBe(10_000);
    expect(one.succeed().tokens).toBe(10_000);
    expect(one.fail().tokens).toBe(9_000);
    expect(one.succeed().succeed().succeed().tokens).toBe(9_300);
    for (let i = 0; i < 20; i++) one.fail();
    expect(one.tokens).toBe(0);
    for (let i = 0; i < 10; i++) one.succeed();
    expect(one.tokens).toBe(1_000);
  });

  test('allows retries while more than half of the tokens are there, and asking costs nothing', () => {
    const one = client();
    for (let failures = 1; failures <= 4; failures++) {
      one.fail();
      expect(one.may()).toBe(true);
      expect(one.may()).toBe(true);
    }
    expect(one.fail().tokens).toBe(5_000);
    expect(one.may()).toBe(false);
    expect(one.succeed().may()).toBe(true);
  });

  test('does not count failures that are not worth another try', () => {
    expect(client().fail(0, false).tokens).toBe(10_000);
  });
});

describe('the budget of Finagle', () => {
  test('has its reserve at once: ten retries a second for ten seconds', () => {
    expect(new Client({ finagle: {} }).at(0).allowed()).toBe(100);
  });

  test('allows one retry more for five calls', () => {
    const one = new Client({ finagle: { minimum: '0/s' } }).at(0);
    expect(one.may()).toBe(false);
    for (let call = 1; call <= 4; call++) expect(one.send().may()).toBe(false);
    expect(one.send().may()).toBe(true);
    expect(one.may()).toBe(false);
    for (let call = 0; call < 50; call++) one.send();
    expect(one.allowed()).toBe(10);
  });

  test('is not paid for retries', () => {
    const one = new Client({ finagle: { minimum: '0/s', ratio: '100%' } }).at(0);
    expect(one.send(0, false).send(0, true).send(0, true).allowed()).toBe(1);
  });

  test('forgets payments, and withdrawals, after ten seconds', () => {
    const one = new Client({ finagle: { minimum: '1/s', ratio: '50%' } });
    one.at(0.5);
    for (let call = 0; call < 20; call++) one.send();
    // Ten of the calls and ten of the reserve.
    expect(one.at(1).allowed()).toBe(20);
    expect(one.at(9.9).may()).toBe(false);
    // The payments of the first second are forgotten: a debt that only the withdrawals' age pays.
    expect(one.at(10).may()).toBe(false);
    expect(one.at(11).allowed()).toBe(10);
  });

  test('after a long silence only has its reserve', () => {
    const one = new Client({ finagle: { minimum: '1/s', ratio: '100%' } }).at(3);
    for (let call = 0; call < 50; call++) one.send();
    expect(one.at(500).allowed()).toBe(10);
  });

  test('may allow more than one retry for a call', () => {
    expect(new Client({ finagle: { minimum: '0/s', ratio: '250%' } }).at(0).send().send().allowed()).toBe(5);
  });

  test('a bare share is this budget without a reserve', () => {
    const one = new Client('10%').at(0);
    for (let call = 0; call < 9; call++) expect(one.send().may()).toBe(false);
    expect(one.send().allowed()).toBe(1);
  });
});

describe('the budget of Envoy', () => {
  /** So many attempts are under way, none of them a retry. */
  const busy = (client: Client, attempts: number) => {
    for (let call = 0; call < attempts; call++) client.send(call);
    return client;
  };

  test('allows three retries at a time, however few attempts are under way', () => {
    const one = busy(new Client({ envoy: {} }), 4);
    const allowed = [0, 1, 2, 3].map((call) => one.fail(call).may(call));
    expect(allowed).toEqual([true, true, true, false]);
  });

  test('allows a fifth of the attempts under way, rounded down, if that is more', () => {
    const one = busy(new Client({ envoy: {} }), 30);
    // 29, 28, 27, 26, 25 are still under way when each is asked for: a fifth of 25 is five.
    const allowed = Array.from({ length: 10 }, (_, call) => one.fail(call).may(call));
    expect(allowed).toEqual([true, true, true, true, true, false, false, false, false, false]);
  });

  test('gives a place back when the retry is answered, well or not', () => {
    const one = busy(new Client({ envoy: { minimum: 1, ratio: '0%' } }), 3);
    expect(one.fail(0).may(0)).toBe(true);
    expect(one.fail(1).may(1)).toBe(false);
    one.send(0, true).succeed(0);
    expect(one.fail(2).may(2)).toBe(true);
    one.send(2, true).fail(2);
    expect(one.may(2)).toBe(true);
  });

  test('counts a retry that pauses, as Envoy does, but not as an attempt: a budget of all of one is none', () => {
    const one = busy(new Client({ envoy: { minimum: 0, ratio: '100%' } }), 1);
    expect(one.fail(0).may(0)).toBe(false);
  });

  test('overshoots where pauses do not count: a burst that failed at once is retried at once', () => {
    const burst = (counts: boolean) => {
      const one = busy(new Client({ envoy: { 'count-backoff': counts } }), 100);
      return Array.from({ length: 100 }, (_, call) => one.fail(call).may(call)).filter(Boolean).length;
    };
    // The 17th finds 83 under way and 16 retries, which is a fifth of 83.
    expect(burst(true)).toBe(16);
    expect(burst(false)).toBe(100);
  });

  test('gives back what is given up from outside, under way or while it pauses', () => {
    for (const counts of [true, false]) {
      const one = busy(new Client({ envoy: { minimum: 1, ratio: '0%', 'count-backoff': counts } }), 3);
      expect(one.fail(0).may(0)).toBe(true);
      one.drop(0, true);
      expect(one.fail(1).may(1)).toBe(true);
      one.send(1, true).drop(1, false);
      expect(one.fail(2).may(2)).toBe(true);
    }
  });
});

describe('the budget of the AWS SDK', () => {
  test('starts with 500, which are fifty retries after errors or timeouts', () => {
    expect(new Client({ aws: {} }).allowed()).toBe(50);
    const one = new Client({ aws: {} });
    for (let i = 0; i < 50; i++) expect(one.may(0, 'timeout')).toBe(true);
    expect(one.may(0, 'timeout')).toBe(false);
  });

  test('is given back by a success what its own last retry took, or 1 if it needed none', () => {
    const one = new Client({ aws: { cost: 5 } }).send(0).send(1).send(2);
    one.fail(0).may(0);
    expect(one.tokens).toBe(495);
    one.fail(0).may(0, 'timeout');
    expect(one.tokens).toBe(485);
    expect(one.succeed(0).tokens).toBe(495);
    expect(one.succeed(1).tokens).toBe(496);
    for (let i = 0; i < 10; i++) one.succeed(2);
    expect(one.tokens).toBe(500);
  });

  test('is not paid for failures, and refuses what it cannot afford', () => {
    const one = new Client({ aws: { tokens: 12, cost: 5, 'timeout-cost': 10 } }).send(0);
    expect(one.fail(0).may(0)).toBe(true);
    expect(one.tokens).toBe(7);
    expect(one.may(0, 'timeout')).toBe(false);
    expect(one.tokens).toBe(7);
    expect(one.may(0)).toBe(true);
    expect(one.may(0)).toBe(false);
  });
});
