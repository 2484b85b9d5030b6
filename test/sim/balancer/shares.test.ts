import { describe, expect, it } from 'vitest';
import { callerOf, replicaNames, sharesOf } from './caller.ts';

const names = replicaNames(4);

/** Four standard deviations of a share p observed n times. */
const near = (p: number, n: number) => 4 * Math.sqrt((p * (1 - p)) / n);

describe('round robin', () => {
  it('visits every replica once a round, in order', () => {
    const caller = callerOf({ balancer: 'round-robin', names });
    const first = caller.place(0);
    const visited = [1, 2, 3, 4, 5].map((n) => caller.place(n));
    expect(visited).toEqual([1, 2, 3, 4, 5].map((step) => (first + step) % 4));
  });

  it('begins at a replica chosen by luck, so that clients do not march in step', () => {
    const begins = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++)
      begins[callerOf({ balancer: 'round-robin', names, seed }).place(0)] += 1 / 4000;
    for (const share of begins) expect(Math.abs(share - 0.25)).toBeLessThan(near(0.25, 4000));
  });
});

describe('weighted round robin', () => {
  it('spreads 5:1:1 as nginx does: a a b a c a a', () => {
    const caller = callerOf({ balancer: 'weighted', names: ['a', 'b', 'c'], weights: [5, 1, 1] });
    const order = Array.from({ length: 14 }, (_, n) => 'abc'[caller.place(n)]).join('');
    expect(order).toBe('aabacaaaabacaa');
  });

  it('gives every replica its share of the weight, exactly, in each round', () => {
    const weights = [1, 2, 3, 4];
    const shares = sharesOf(callerOf({ balancer: 'weighted', names, weights }), 1000);
    shares.forEach((share, i) => {
      expect(share).toBeCloseTo(weights[i] / 10, 10);
    });
  });

  it('keeps the shares of uneven weights to within one request', () => {
    const weights = [0.1, 0.7, Math.PI, 1e-3];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const attempts = 100_000;
    const shares = sharesOf(callerOf({ balancer: 'weighted', names, weights }), attempts);
    shares.forEach((share, i) => {
      expect(Math.abs(share - weights[i] / total) * attempts).toBeLessThan(1.01);
    });
  });
});

describe('random', () => {
  it('gives every replica the same share in the long run', () => {
    for (const share of sharesOf(callerOf({ balancer: 'random', names }), 40_000)) {
      expect(Math.abs(share - 0.25)).toBeLessThan(near(0.25, 40_000));
    }
  });

  it('has no memory: the same replica follows itself a quarter of the time', () => {
    const caller = callerOf({ balancer: 'random', names });
    let again = 0;
    for (let n = 1, last = caller.place(0); n <= 40_000; n++) {
      const chosen = caller.place(n);
      if (chosen === last) again += 1 / 40_000;
      last = chosen;
    }
    expect(Math.abs(again - 0.25)).toBeLessThan(near(0.25, 40_000));
  });
});

describe('least requests', () => {
  it('picks the replica with the fewest in flight, wherever it stands', () => {
    for (let idle = 0; idle < 4; idle++) {
      const inFlight = [5, 4, 9, 3];
      inFlight[idle] = 1;
      const caller = callerOf({ balancer: 'least-requests', names, inFlight });
      for (let n = 0; n < 50; n++) expect(caller.place(n)).toBe(idle);
    }
  });

  it('is fair among equals', () => {
    const shares = sharesOf(callerOf({ balancer: 'least-requests', names, inFlight: [2, 7, 2, 2] }), 30_000);
    expect(shares[1]).toBe(0);
    for (const i of [0, 2, 3]) expect(Math.abs(shares[i] - 1 / 3)).toBeLessThan(near(1 / 3, 30_000));
  });

  it('levels the load when nothing ever ends', () => {
    const caller = callerOf({ balancer: 'least-requests', names });
    for (let n = 0; n < 400; n++) caller.choice.inFlight[caller.choice.at + caller.place(n)] += 1;
    expect([...caller.choice.inFlight.slice(3, 7)]).toEqual([100, 100, 100, 100]);
  });
});

describe('two choices', () => {
  it('never picks the busiest, wherever it stands, because something less busy always stands beside it', () => {
    for (let busiest = 0; busiest < 4; busiest++) {
      const inFlight = [3, 1, 2, 3];
      inFlight[busiest] = 9;
      const shares = sharesOf(callerOf({ balancer: 'two-choices', names, inFlight }), 10_000);
      expect(shares[busiest]).toBe(0);
    }
  });

  it('takes the better of its two: a replica wins every pair with the busier ones', () => {
    // Six pairs of four replicas, each as likely: the idlest wins 3 of them, the next 2, then 1, then 0.
    const shares = sharesOf(callerOf({ balancer: 'two-choices', names, inFlight: [0, 1, 2, 3] }), 60_000);
    [3 / 6, 2 / 6, 1 / 6, 0].forEach((share, i) => {
      expect(Math.abs(shares[i] - share)).toBeLessThanOrEqual(near(share, 60_000));
    });
  });

  it('is fair among equals', () => {
    for (const share of sharesOf(callerOf({ balancer: 'two-choices', names }), 40_000)) {
      expect(Math.abs(share - 0.25)).toBeLessThan(near(0.25, 40_000));
    }
  });

  it('levels the load far better than chance when nothing ever ends', () => {
    const busiest = (balancer: string) => {
      const caller = callerOf({ balancer, names: replicaNames(100) });
      for (let n = 0; n < 100_000; n++) caller.choice.inFlight[caller.choice.at + caller.place(n)] += 1;
      return Math.max(...caller.choice.inFlight) - 1000;
    };
    // Mitzenmacher 2001: above the mean by log log n / log 2 + O(1), against √(2 m/n · log n) for chance.
    expect(busiest('two-choices')).toBeLessThan(6);
    expect(busiest('random')).toBeGreaterThan(50);
  });
});

describe.each(['least-requests', 'two-choices'])('%s while a replica is in its slow start', (balancer) => {
  it('gives each what its weight ÷ (in flight + 1) says, as Envoy does', () => {
    // 1 ÷ 5 = 0.2, 1 ÷ 2 = 0.5 and, idle and at a tenth of its weight, 0.1: eight parts.
    const world = { balancer, names: names.slice(0, 3), inFlight: [4, 1, 0], scale: [1, 1, 0.1] };
    const shares = sharesOf(callerOf(world), 8000);
    [2 / 8, 5 / 8, 1 / 8].forEach((share, i) => {
      expect(Math.abs(shares[i] - share)).toBeLessThan(near(share, 8000));
    });
  });

  it('leaves out whom the caller holds out', () => {
    const world = { balancer, names: names.slice(0, 3), inFlight: [4, 1, 0], scale: [1, 1, 0.1], out: [1] };
    const shares = sharesOf(callerOf(world), 8000);
    [2 / 3, 0, 1 / 3].forEach((share, i) => {
      expect(Math.abs(shares[i] - share)).toBeLessThan(near(share, 8000) + 1e-9);
    });
  });
});
