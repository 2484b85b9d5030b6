/** A fake world that lives: seeded random facts in a lawful order, so that observers meet every combination. */
import { mix32 } from '../../../src/base/hash.ts';
import { ACKNOWLEDGED, DEAD_LETTERED, MESSAGE_EXPIRED } from '../../../src/sim/terms/observer.ts';
import {
  DEGRADED,
  ERROR,
  endingAt,
  HEDGE,
  OK,
  REFUSED,
  REJECTED,
  RETRY,
  SHED,
  TIMED_OUT,
} from '../../../src/sim/terms/outcomes.ts';
import { READY_COUNT, UNACKED_COUNT } from '../../../src/sim/terms/stations.ts';
import { AT_ORDERS_0, AT_ORDERS_1, AT_WEB, CALL_ORDERS, type FakeWorld } from './fake-world.ts';

export interface Busy {
  readonly world: FakeWorld;
  /** Lets one thing happen, and some time pass. */
  step(): void;
}

interface Frame {
  readonly row: number;
  readonly edge: number;
  /** The request or call it answers; undefined once that has left. */
  call: Open | undefined;
  children: number;
}

interface Open {
  readonly row: number;
  readonly edge: number;
  readonly above: Frame | undefined;
  waitsFor: number;
}

export function busyWorld(world: FakeWorld, seed: number): Busy {
  let drawn = 0;
  const below = (n: number) => (mix32(seed * 7919 + drawn++) >>> 0) % n;
  const open: Open[] = [];
  const frames: Frame[] = [];
  const ready: number[] = [];
  const unacked: number[] = [];
  const takeOne = <T>(list: T[]): T => list.splice(below(list.length), 1)[0];

  const end = (call: Open, outcome: number): void => {
    open.splice(open.indexOf(call), 1);
    if (call.above !== undefined) call.above.children -= 1;
    world.end(call.row, endingAt(outcome, call.edge));
  };

  const things: (() => void)[] = [
    () => {
      open.push({ row: world.request(), edge: 0, above: undefined, waitsFor: 0 });
    },
    () => {
      const frame = frames.find((each) => each.edge === 0 && each.call !== undefined);
      if (frame === undefined) return;
      frame.children += 1;
      open.push({ row: world.call(CALL_ORDERS, frame.row), edge: 1, above: frame, waitsFor: 0 });
    },
    () => {
      if (open.length === 0) return;
      const call = open[below(open.length)];
      const attempt = world.attempt(call.row, call.waitsFor > 0 ? HEDGE : tried.has(call) ? RETRY : 0);
      tried.add(call);
      const post = call.edge === 0 ? AT_WEB : [AT_ORDERS_0, AT_ORDERS_1][below(2)];
      if (below(4) === 0) {
        world.turnAway(attempt, post, endingAt([SHED, REFUSED][below(2)], call.edge));
        return;
      }
      if (below(3) === 0) world.enqueue(attempt, post);
      world.start(attempt, post);
      call.waitsFor += 1;
      frames.push({ row: attempt, edge: call.edge, call, children: 0 });
    },
    () => {
      const idle = frames.filter((frame) => frame.children === 0);
      if (idle.length === 0) return;
      const frame = idle[below(idle.length)];
      frames.splice(frames.indexOf(frame), 1);
      const outcome = [OK, OK, OK, DEGRADED, ERROR][below(5)];
      world.finish(frame.row, endingAt(outcome, frame.edge));
      if (frame.call === undefined) return;
      world.answer(frame.row, endingAt(outcome, frame.edge));
      frame.call.waitsFor -= 1;
      if (frame.call.waitsFor === 0 && below(3) > 0) end(frame.call, outcome);
    },
    () => {
      const left = frames.find((frame) => frame.call !== undefined && frame.children === 0);
      if (left?.call === undefined) return;
      const call = left.call;
      world.abandon(left.row, endingAt(TIMED_OUT, left.edge));
      left.call = undefined;
      call.waitsFor -= 1;
      if (call.waitsFor === 0) end(call, TIMED_OUT);
    },
    () => {
      const untried = open.find((call) => call.waitsFor === 0);
      if (untried === undefined) return;
      world.turnBack(untried.row);
      end(untried, REJECTED);
    },
    () => {
      ready.push(world.publish());
    },
    () => {
      if (ready.length === 0) return;
      const message = takeOne(ready);
      if (below(5) === 0) world.leave(message, MESSAGE_EXPIRED, READY_COUNT);
      else {
        world.deliver(message);
        unacked.push(message);
      }
    },
    () => {
      if (unacked.length === 0) return;
      const message = takeOne(unacked);
      if (below(4) === 0) {
        world.redeliver(message);
        unacked.push(message);
      } else {
        const isWell = below(3) > 0;
        world.handle(message, endingAt(isWell ? OK : ERROR, 2));
        world.leave(message, isWell ? ACKNOWLEDGED : DEAD_LETTERED, UNACKED_COUNT);
      }
    },
  ];

  const tried = new Set<Open>();
  return {
    world,
    step() {
      world.at(world.clock[0] / 1e6 + below(1000) / 128);
      things[below(things.length)]();
    },
  };
}
