import { describe, expect, test } from 'vitest';
import { brokenEntries, countLive, Recorder, readBooks } from '../../../src/sim/observe/index.ts';
import { ACKNOWLEDGED, type Observer } from '../../../src/sim/terms/observer.ts';
import { endingAt, OK } from '../../../src/sim/terms/outcomes.ts';
import { busyWorld } from './busy-world.ts';
import { AT_WEB, directory, FakeWorld } from './fake-world.ts';

function booked() {
  const world = new FakeWorld();
  const recorder = new Recorder(world.registry, directory, world);
  world.observers.push(recorder);
  const opened = recorder.mark();
  const broken = () =>
    brokenEntries(directory, readBooks(directory, opened, recorder.mark(), countLive(world, directory)));
  return { world, recorder, broken };
}

/** Hears of everything but what a test makes it miss. */
function deafTo(recorder: Recorder, fact: keyof Observer): Observer {
  return new Proxy(recorder, {
    get: (target, name) => {
      if (name === fact) return () => {};
      const member = target[name as keyof Observer];
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

describe('the ledger', () => {
  test('balances at every step of a busy world', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { world, broken } = booked();
      const busy = busyWorld(world, seed);
      for (let i = 0; i < 400; i++) {
        busy.step();
        if (i % 10 === 0) expect(broken(), `seed ${seed}, step ${i}`).toEqual([]);
      }
    }
  });

  test.each([
    'requestBegan',
    'callBegan',
    'callEnded',
    'attemptBegan',
    'attemptEnded',
    'frameBegan',
    'frameEnded',
    'published',
    'delivered',
    'left',
    'policyActed',
  ] as const)('does not balance when %s is never told', (fact) => {
    const { world, recorder, broken } = booked();
    world.observers[0] = deafTo(recorder, fact);
    const busy = busyWorld(world, 1);
    for (let i = 0; i < 400; i++) busy.step();
    expect(broken()).not.toEqual([]);
  });

  test('does not balance when a message is handled more often than it was delivered', () => {
    const { world, recorder, broken } = booked();
    const message = world.at(1).publish();
    world.deliver(message);
    recorder.handled(0, message, endingAt(OK, 0), false);
    expect(broken()).toEqual([]);
    recorder.handled(0, message, endingAt(OK, 0), true);
    expect(broken()).toEqual(['invoices: 2 messages handled, but 1 delivered.']);
  });

  test('says who does not balance, and by how much', () => {
    const { world, recorder, broken } = booked();
    const call = world.at(1).request();
    const attempt = world.attempt(call);
    world.start(attempt, AT_WEB);
    world.finish(attempt, endingAt(OK, 0));
    recorder.frameEnded(attempt, endingAt(OK, 0), true);
    const message = world.publish();
    world.deliver(message);
    recorder.left(0, message, ACKNOWLEDGED);
    expect(broken()).toEqual([
      'web/0: 1 frames begun, but 2 accounted for (2 ended + 0 running).',
      'invoices: 1 messages published, but 2 accounted for (1 acknowledged + 0 dead-lettered + 0 expired + 0 ready + 1 unacknowledged).',
    ]);
  });
});
