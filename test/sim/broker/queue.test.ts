import { describe, expect, it } from 'vitest';
import { childKey0, childKey1, drawUniform } from '../../../src/sim/kernel/luck.ts';
import { NONE } from '../../../src/sim/terms/columns.ts';
import { FakeBroker } from './fake-host.ts';

describe('a queue', () => {
  it('gives messages in the order they came, each to one consumer, and forgets what is acknowledged', () => {
    const queue = new FakeBroker({});
    queue.publish(1);
    queue.publish(2);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([1, 2, NONE]);
    queue.until(5);
    queue.answer(1, true);
    queue.answer(2, true);
    queue.until(100);
    expect(queue.story.slice(2)).toEqual([
      '0s: 1 delivery 1',
      '0s: 2 delivery 1',
      '5s: 1 acknowledged',
      '5s: 2 acknowledged',
    ]);
  });

  it('refuses one more than its limit, and what is with a consumer keeps its place', () => {
    const queue = new FakeBroker({ limit: 2 });
    expect([1, 2, 3].map((message) => queue.publish(message))).toEqual([true, true, false]);
    queue.take();
    expect(queue.publish(4)).toBe(false);
    queue.answer(1, true);
    expect(queue.publish(5)).toBe(true);
  });

  it('delivers again after the visibility timeout, behind those that were waiting', () => {
    const queue = new FakeBroker({ visibility: '30s' });
    queue.publish(1);
    queue.take();
    queue.publish(2);
    queue.until(29.999);
    expect(queue.counts()).toEqual({ ready: 1, hidden: 1, gone: 0 });
    queue.until(40);
    expect([queue.take(), queue.take()]).toEqual([2, 1]);
    expect(queue.story).toEqual([
      '0s: 1 ready',
      '0s: 1 delivery 1',
      '0s: 2 ready',
      '30s: 1 ready',
      '40s: 2 delivery 1',
      '40s: 1 delivery 2',
    ]);
  });

  it('hands a message to a second consumer while the first, slower than the timeout, is still at work', () => {
    const queue = new FakeBroker({ visibility: '10s' });
    queue.publish(1);
    queue.take();
    queue.until(12);
    expect(queue.take()).toBe(1);
    queue.until(15);
    queue.answer(1, true);
    queue.until(60);
    expect(queue.story).toEqual([
      '0s: 1 ready',
      '0s: 1 delivery 1',
      '10s: 1 ready',
      '12s: 1 delivery 2',
      '15s: 1 acknowledged',
    ]);
  });

  it('takes a late success even when the message is ready again: nobody gets it twice then', () => {
    const queue = new FakeBroker({ visibility: '10s' });
    queue.publish(1);
    queue.take();
    queue.until(12);
    queue.answer(1, true);
    expect(queue.take()).toBe(NONE);
    expect(queue.counts()).toEqual({ ready: 0, hidden: 0, gone: 1 });
  });

  it('hides a failed message until its timeout', () => {
    const queue = new FakeBroker({ visibility: '10s' });
    queue.publish(1);
    queue.take();
    queue.until(2);
    queue.answer(1, false);
    expect(queue.take()).toBe(NONE);
    queue.until(10);
    expect(queue.take()).toBe(1);
  });

  it('brings a failed message back at once, at the back, if asked to, and its old timer is forgotten', () => {
    const queue = new FakeBroker({ visibility: '10s', 'on-failure': 'now' });
    queue.publish(1);
    queue.publish(2);
    queue.take();
    queue.until(2);
    queue.answer(1, false);
    expect([queue.take(), queue.take()]).toEqual([2, 1]);
    queue.until(11.9);
    expect(queue.counts().hidden).toBe(2);
    queue.until(12);
    expect(queue.story.slice(-2)).toEqual(['12s: 2 ready', '12s: 1 ready']);
  });

  it('makes a dead letter of what failed its last delivery, and not before', () => {
    const queue = new FakeBroker({ visibility: '10s', receives: 3, 'dead-letter': 'invoices-dead' });
    queue.publish(1);
    for (const seconds of [10, 20, 30]) {
      queue.take();
      queue.until(seconds - 5);
      queue.answer(1, false);
      queue.until(seconds);
    }
    expect(queue.story.slice(1)).toEqual([
      '0s: 1 delivery 1',
      '10s: 1 ready',
      '10s: 1 delivery 2',
      '20s: 1 ready',
      '20s: 1 delivery 3',
      '30s: 1 dead letter',
    ]);
  });

  it('makes a dead letter at once where failures come back at once', () => {
    const queue = new FakeBroker({ receives: 2, 'on-failure': 'now' });
    queue.publish(1);
    for (const seconds of [1, 2]) {
      queue.take();
      queue.until(seconds);
      queue.answer(1, false);
    }
    queue.until(100);
    expect(queue.story.slice(1)).toEqual([
      '0s: 1 delivery 1',
      '1s: 1 ready',
      '1s: 1 delivery 2',
      '2s: 1 dead letter',
    ]);
  });

  it('drops what nobody took in time, but never what somebody has had', () => {
    const queue = new FakeBroker({ keep: '60s', visibility: '50s' });
    queue.publish(1);
    queue.publish(2);
    queue.until(30);
    queue.take();
    queue.until(200);
    expect(queue.story.slice(2)).toEqual(['30s: 1 delivery 1', '60s: 2 expired', '80s: 1 ready']);
  });

  it('loses nothing: whatever consumers do, the accepted are ready, hidden or gone, and never above the limit', () => {
    for (let seed = 0; seed < 50; seed++) {
      const draw = (n: number) => drawUniform(childKey0(seed, 0, 1, n), childKey1(seed, 0, 1, n), 1);
      const queue = new FakeBroker({
        limit: 5,
        visibility: '4s',
        receives: 3,
        keep: '9s',
        'on-failure': seed % 2 ? 'now' : 'wait',
      });
      let accepted = 0;
      const held: number[] = [];
      for (let n = 0; n < 300; n++) {
        const what = Math.floor(draw(3 * n) * 4);
        if (what === 0) accepted += queue.publish(n) ? 1 : 0;
        else if (what === 1) held.push(queue.take());
        else if (what === 2) queue.until(n * 0.7);
        else if (held.length > 0) {
          const [message] = held.splice(Math.floor(draw(3 * n + 1) * held.length), 1);
          // Only the holder of the last delivery may fail it; with two holders, neither does.
          if (message !== NONE) queue.answer(message, held.includes(message) || draw(3 * n + 2) < 0.5);
        }
        const { ready, hidden, gone } = queue.counts();
        expect(ready + hidden + gone, `seed ${seed}`).toBe(accepted);
        expect(ready + hidden).toBeLessThanOrEqual(5);
      }
    }
  });
});
