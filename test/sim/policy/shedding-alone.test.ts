/** Each measure of "too much", number by number. */
import { describe, expect, test } from 'vitest';
import { OK } from '../../../src/sim/terms/outcomes.ts';
import { type Door, door } from './door.ts';

const isIn = (gate: Door, ms: number) => gate.ask(ms) === 0;

describe('utilisation', () => {
  const by = (more: object) =>
    door('shed', { by: 'utilisation', interval: '10ms', smoothing: '50%', ...more });
  /** All of the capacity in use from the start to `ms`, looked at then. */
  const busy = (gate: Door, ms: number, share = 1) => {
    gate.now.usedTime = ms * share * 1e6;
    return gate;
  };

  test('whoever comes late makes up for all the looks that are over', () => {
    // Three looks: 1 − ½³ = 87.5 %.
    expect(isIn(busy(by({ above: '87%' }), 30), 30)).toBe(false);
    expect(isIn(busy(by({ above: '88%' }), 30), 30)).toBe(true);
    // One at 39.9 ms counts three as well, and one at 9.9 ms none.
    expect(isIn(busy(by({ above: '87%' }), 39.9), 39.9)).toBe(false);
    expect(isIn(busy(by({ above: '0%' }), 9.9), 9.9)).toBe(true);
  });

  test('between above and all the share that is shed grows evenly', () => {
    // A mean of 50 % is a quarter of the way from 40 % to 80 %.
    const lucky = (luck: number) => {
      const gate = busy(by({ above: '40%', all: '80%' }), 10);
      gate.now.luck = luck;
      return isIn(gate, 10);
    };
    expect([lucky(0.24), lucky(0.26)]).toEqual([false, true]);
  });

  test('both thresholds are lower for the less important', () => {
    const gate = () => {
      const one = busy(by({ above: '40%', all: '90%', levels: ['100%', '50%'] }), 10);
      one.now.luck = 0.9999;
      return one;
    };
    const lesser = gate();
    lesser.now.priority = 1;
    // 50 % is more than the 45 % from where on all of the lesser are shed.
    expect([isIn(gate(), 10), isIn(lesser, 10)]).toEqual([true, false]);
  });
});

describe('expected wait', () => {
  test('only time in a slot is learned from', () => {
    const gate = door('shed', { by: 'expected-wait', target: '15900us' });
    gate.ended(1, OK, 8, 8);
    gate.ended(2, OK, 500, -1);
    gate.now.waiting = 0;
    expect(isIn(gate, 3)).toBe(true);
    gate.now.waiting = 1;
    expect(isIn(gate, 3)).toBe(false);
  });
});

describe('dagor', () => {
  // Four levels a priority; windows of ten requests or 10 ms.
  const dagor = (more: object = {}) =>
    door('shed', {
      by: 'dagor',
      target: '5ms',
      window: '10ms',
      requests: 10,
      down: '50%',
      up: '10%',
      'user-levels': 4,
      ...more,
    });
  /** So many of a priority and of a level within at an instant: how many are let in. */
  const come = (gate: Door, ms: number, priority: number, level: number, count: number) => {
    gate.now.priority = priority;
    gate.now.luck = (level + 0.5) / 4;
    return Array.from({ length: count }, () => isIn(gate, ms)).filter(Boolean).length;
  };
  /** One request of each of the first four levels, two of the fifth, all at 1 ms, that waited so long. */
  const judged = (waited: number) => {
    const gate = dagor();
    for (let level = 0; level < 4; level++) come(gate, 1, 0, level, 1);
    come(gate, 1, 1, 0, 2);
    for (let i = 0; i < 6; i++) gate.started(waited);
    return gate;
  };
  const lets = (gate: Door, ms: number) =>
    [0, 1, 2, 3, 4, 5].map((level) => come(gate, ms, level >> 2, level & 3, 1));

  test('a mean wait just as long as the target is no overload', () => {
    expect(lets(judged(5), 10)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('after overload the cursor goes down to where no more came than may', () => {
    // Six were let in, half of them may be: levels 0, 1 and 2.
    expect(lets(judged(5.001), 10)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  test('then it climbs to the first level that makes up for the raise', () => {
    const gate = judged(5.001);
    // Four of level 0 are let in, five of level 3 are not: 4 + 10 % of 9 is met at level 3.
    come(gate, 10, 0, 0, 4);
    come(gate, 10, 0, 3, 5);
    expect(lets(gate, 20)).toEqual([1, 1, 1, 1, 0, 0]);
    // One of each level, of which four were let in: 4 + 10 % of 6 is met at level 4, the first of priority 1.
    expect(lets(gate, 30)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  test('a raise that is met just so needs no further level', () => {
    const gate = judged(5.001);
    // Four are let in, and of ten that come a tenth more may be: five, which level 3 makes full.
    come(gate, 10, 0, 0, 4);
    come(gate, 10, 0, 3, 1);
    come(gate, 10, 1, 1, 5);
    expect(lets(gate, 20)).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test('without overload it never goes down, whoever comes', () => {
    const gate = dagor();
    // All of them of the first level, which would make up for any raise.
    come(gate, 1, 0, 0, 8);
    expect(lets(gate, 10)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('a window is over with its time or with its requests, whichever comes first', () => {
    const gate = dagor({ window: '1h' });
    come(gate, 1, 0, 0, 5);
    come(gate, 1, 0, 3, 5);
    for (let i = 0; i < 10; i++) gate.started(9);
    // Ten have come: the eleventh meets the new cursor.
    expect(come(gate, 1, 0, 3, 1)).toBe(0);
    expect(come(gate, 1, 0, 0, 1)).toBe(1);
  });

  test('a user has the same level for an hour, and another one in the next, now and then', () => {
    /** Whether each of a hundred users is let in while the cursor stands at the second of four levels. */
    const users = (hour: number) => {
      const gate = dagor({ requests: 100_000, window: '2h' });
      gate.shared[0] = 1;
      return Array.from({ length: 100 }, (_, item) => {
        gate.now.item = item;
        return isIn(gate, hour * 3_600_000 + item);
      });
    };
    expect(users(0)).toEqual(users(0.5));
    const [first, second] = [users(0), users(1)];
    const changed = first.filter((isLetIn, i) => isLetIn !== second[i]).length;
    // Half of them are let in at either hour: two hashes differ for half, give or take five.
    expect(first.filter(Boolean).length).toBeGreaterThan(30);
    expect(changed).toBeGreaterThan(30);
    expect(changed).toBeLessThan(70);
  });
});
