import { expect, test } from 'vitest';
import { SILENT } from '../../../src/sim/observe/fan.ts';
import { fanOut, Recorder } from '../../../src/sim/observe/index.ts';
import { busyWorld } from './busy-world.ts';
import { directory, FakeWorld } from './fake-world.ts';

test('a single observer is given to the machine as it is', () => {
  const observer = { ...SILENT };
  expect(fanOut([observer])).toBe(observer);
  expect(fanOut([])).toBe(SILENT);
});

test('every fact reaches every observer, in their order', () => {
  const heard: string[] = [];
  const listening = (name: string) =>
    Object.fromEntries(
      Object.keys(SILENT).map((fact) => [
        fact,
        (...facts: unknown[]) => heard.push(`${name} ${fact} ${facts.join()}`),
      ]),
    ) as unknown as typeof SILENT;
  const fan = fanOut([listening('a'), listening('b')]);
  for (const fact of Object.keys(SILENT))
    (fan as unknown as Record<string, (...args: number[]) => void>)[fact](1, 2, 3, 4);
  const arity = (fact: string) => (SILENT_ARITY as Record<string, number>)[fact];
  expect(heard).toEqual(
    Object.keys(SILENT).flatMap((fact) =>
      ['a', 'b'].map((name) => `${name} ${fact} ${[1, 2, 3, 4].slice(0, arity(fact)).join()}`),
    ),
  );
});

/** How many words each fact has. */
const SILENT_ARITY = {
  requestBegan: 2,
  callBegan: 2,
  callEnded: 2,
  attemptBegan: 1,
  attemptEnded: 2,
  frameBegan: 1,
  frameEnded: 3,
  turnedAway: 3,
  published: 3,
  delivered: 2,
  handled: 4,
  left: 3,
  policyChanged: 4,
  policyActed: 1,
  levelChanged: 3,
  attemptMoved: 2,
  faultChanged: 3,
  viewChanged: 4,
  panicChanged: 3,
  restarted: 1,
};

test('a recorder hears through a fan what it hears alone', () => {
  const hashOf = (others: number) => {
    const world = new FakeWorld();
    const recorder = new Recorder(world.registry, directory, world);
    world.observers.push(fanOut([recorder, ...Array.from({ length: others }, () => SILENT)]));
    const busy = busyWorld(world, 2);
    for (let i = 0; i < 200; i++) busy.step();
    return recorder.hash();
  };
  expect(hashOf(2)).toBe(hashOf(0));
});
