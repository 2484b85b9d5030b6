import { describe, expect, it } from 'vitest';
import { balancerField, balancerOf, balancers, DEFAULT_BALANCER } from '../../../src/sim/balancer/index.ts';
import { callerOf, replicaNames } from './caller.ts';

const members = Object.values(balancers);

describe('the catalog of balancers', () => {
  it.each(members)('$name: its example is read, into its name and its parameters', ({ name, example }) => {
    const parsed = balancerField.parse(example);
    expect(Object.keys(parsed)).toEqual([name]);
    expect(balancerOf(parsed).definition.name).toBe(name);
  });

  it.each(members)('$name: written as a word it has its defaults', ({ name }) => {
    expect(balancerField.parse(name)).toEqual(balancerField.parse({ [name]: {} }));
  });

  it.each(members)('$name: always chooses one of the replicas, be there one or many', ({ name }) => {
    for (const count of [1, 2, 3, 17]) {
      const zones = Array.from({ length: count }, (_, i) => i % 3);
      const caller = callerOf({ balancer: name, names: replicaNames(count), zones, callerZone: 1 });
      for (let n = 0; n < 500; n++) {
        const chosen = caller.place(n);
        expect(Number.isInteger(chosen) && chosen >= 0 && chosen < count, `${chosen} of ${count}`).toBe(true);
      }
    }
  });

  it.each(members)('$name: writes to no memory but its own', ({ name }) => {
    const names = replicaNames(4);
    const caller = callerOf({ balancer: name, names, zones: [0, 0, 0, 1], callerZone: 1 });
    for (let n = 0; n < 100; n++) caller.place(n);
    const { memory } = caller.choice;
    expect([...memory.slice(0, 3), memory[memory.length - 1]]).toEqual([7, 7, 7, 7]);
    expect([...caller.choice.inFlight]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each(members)('$name: the same luck makes the same choices', ({ name }) => {
    const world = { balancer: name, names: replicaNames(5), zones: [0, 1, 0, 1, 0], callerZone: 1 };
    const [one, other] = [callerOf(world), callerOf(world)];
    for (let n = 0; n < 200; n++) expect(one.place(n)).toBe(other.place(n));
  });

  it('the default is in the catalog', () => {
    expect(balancerField.parse(DEFAULT_BALANCER)).toEqual(DEFAULT_BALANCER);
  });

  it.each([
    ['round-robbin', '"round-robbin" is not a balancer; did you mean "round-robin"?'],
    ['fastest', '"fastest" is not a balancer; expected one of: round-robin, weighted, random'],
    [7, '7 is not a balancer'],
    [{ 'ring-hsh': {} }, 'did you mean "ring-hash"?'],
    [{ 'ring-hash': { 'virtual-nodes': 0 } }, '0 is not a whole number'],
    [{ random: { speed: 1 } }, 'unknown key "speed"'],
  ])('%j is refused with a sentence that helps', (wrong, sentence) => {
    const read = balancerField.safeParse(wrong);
    expect(read.error?.issues.map((issue) => issue.message).join(' · ')).toContain(sentence);
  });
});
