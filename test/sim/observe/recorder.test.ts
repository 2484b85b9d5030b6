import { describe, expect, test } from 'vitest';
import { metricNamed } from '../../../src/sim/metrics.ts';
import { difference, Recorder } from '../../../src/sim/observe/index.ts';
import { ACKNOWLEDGED, DEAD_LETTERED } from '../../../src/sim/terms/observer.ts';
import {
  DEGRADED,
  ERROR,
  endingAt,
  endingBecause,
  OK,
  REFUSED,
  RETRY,
  SHED,
  TIMED_OUT,
} from '../../../src/sim/terms/outcomes.ts';
import { AT_ORDERS_0, AT_WEB, CALL_ORDERS, directory, FakeWorld, WITHIN } from './fake-world.ts';

const ok = endingAt(OK, 0);
const MS = 1e6;

function recorded() {
  const world = new FakeWorld();
  const recorder = new Recorder(world.registry, directory, world);
  world.observers.push(recorder);
  return { world, recorder };
}

/** A request that web answers by itself after so many ms. */
function served(world: FakeWorld, from: number, length: number, ending = ok): void {
  const call = world.at(from).request();
  const attempt = world.attempt(call);
  world.start(attempt, AT_WEB);
  world.at(from + length);
  world.finish(attempt, ending);
  world.answer(attempt, ending);
  world.end(call, ending);
}

/** Checkout calls orders, waits 100 ms, tries again, and gives up: the failure begins on edge 1. */
function failed(world: FakeWorld, from: number): void {
  const timedOut = endingAt(TIMED_OUT, 1);
  const call = world.at(from).request();
  const frame = world.attempt(call);
  world.start(frame, AT_WEB);
  const inner = world.call(CALL_ORDERS, frame);
  const first = world.attempt(inner);
  world.start(first, AT_ORDERS_0);
  world.at(from + 100);
  world.abandon(first, timedOut);
  const second = world.attempt(inner, RETRY);
  world.enqueue(second, AT_ORDERS_0);
  world.at(from + 150);
  world.finish(first, ok);
  world.start(second, AT_ORDERS_0);
  world.at(from + 200);
  world.abandon(second, timedOut);
  world.end(inner, timedOut);
  const error = endingBecause(ERROR, timedOut);
  world.finish(frame, error);
  world.answer(frame, error);
  world.end(call, error);
  world.at(from + 400);
  world.finish(second, ok);
}

function ask(
  recorder: Recorder,
  opened: ReturnType<Recorder['mark']>,
  name: string,
  kind: string,
  index = 0,
) {
  const metric = metricNamed(name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  return metric.valueOf(difference(directory, opened, recorder.mark()), { kind: kind as 'load', index });
}

describe('the recorder', () => {
  test('tells good requests from late ones and failed ones', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    served(world, 0, 10);
    served(world, 20, 1500);
    failed(world, 2000);
    served(world, 2500, 20);
    world.at(4000);
    const value = (name: string) => ask(recorder, opened, name, 'load');
    expect(value('goodput')).toBe(0.5);
    expect(value('goodput-rate')).toBe(0.5);
    expect(value('late')).toBe(0.25);
    expect(value('success')).toBe(0.75);
    expect(value('failure')).toBe(0.25);
    expect(value('errors')).toBe(0.25);
    expect(value('offered')).toBe(1);
    expect(value('throughput')).toBe(0.75);
    expect(value('latency-max')).toBe(1500 * MS);
    expect(value('time-to-end-mean')).toBe(((10 + 1500 + 200 + 20) / 4) * MS);
  });

  test('takes a request that needs just as long as its load allows for a good one', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    served(world, 0, WITHIN / MS);
    served(world, 2000, WITHIN / MS + 0.000001);
    expect([ask(recorder, opened, 'goodput', 'load'), ask(recorder, opened, 'late', 'load')]).toEqual([
      0.5, 0.5,
    ]);
  });

  test('counts a degraded answer among the answers, its time among latencies, and not as good', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    served(world, 0, 10, endingAt(DEGRADED, 0));
    const value = (name: string) => ask(recorder, opened, name, 'load');
    expect(['success', 'degraded', 'goodput', 'failure'].map(value)).toEqual([1, 1, 0, 0]);
    expect(value('latency-max')).toBe(10 * MS);
  });

  test('keeps with a failure what first went wrong, and where', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    failed(world, 0);
    const failures = difference(directory, opened, recorder.mark()).failures(0);
    expect(failures).toEqual([{ isDegraded: false, cause: TIMED_OUT, origin: 1, count: 1 }]);
  });

  test('tells failures by how many there were, and of as many those of the first place before others', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    const end = (outcome: number, origin: number) => world.end(world.request(), endingAt(outcome, origin));
    for (const [outcome, origin] of [
      [ERROR, 2],
      [SHED, 1],
      [TIMED_OUT, 0],
      [ERROR, 0],
      [SHED, 1],
    ])
      end(outcome, origin);
    const failures = difference(directory, opened, recorder.mark()).failures(0);
    expect(failures.map(({ cause, origin, count }) => [cause, origin, count])).toEqual([
      [SHED, 1, 2],
      [ERROR, 0, 1],
      [TIMED_OUT, 0, 1],
      [ERROR, 2, 1],
    ]);
  });

  test('counts on where a count has gone round', () => {
    const { world, recorder } = recorded();
    recorder.counts.fill(2147483647);
    const opened = recorder.mark();
    served(world, 0, 10);
    served(world, 20, 10);
    world.at(1000);
    expect(ask(recorder, opened, 'offered', 'load')).toBe(2);
    expect(ask(recorder, opened, 'success', 'load')).toBe(1);
  });

  test('counts two tries of one call as an amplification of two', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    failed(world, 0);
    expect(ask(recorder, opened, 'amplification', 'edge', 1)).toBe(2);
    expect(ask(recorder, opened, 'amplification', 'service', 1)).toBe(2);
    expect(ask(recorder, opened, 'amplification', 'load')).toBe(1);
    expect(ask(recorder, opened, 'amplification', 'run')).toBe(1.5);
  });

  test('knows how much of the busy time went into work nobody waited for', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    failed(world, 0);
    // The first try ran 100 ms for its caller and 50 for nobody; the second 50 and 200.
    expect(ask(recorder, opened, 'wasted', 'service', 1)).toBe(250 / 400);
    expect(ask(recorder, opened, 'wasted', 'replica', 2)).toBeNaN();
    expect(ask(recorder, opened, 'unwanted', 'operation', 1)).toBe(1);
    expect(ask(recorder, opened, 'utilisation', 'service', 1)).toBe(400 / (4 * 400));
    expect(ask(recorder, opened, 'queue-wait-max', 'service', 1)).toBe(50 * MS);
    expect(ask(recorder, opened, 'queue-wait-p50', 'service', 1)).toBeCloseTo(25 * MS, -5);
    expect(ask(recorder, opened, 'queue-depth', 'service', 1)).toBe(50 / 400);
    expect(ask(recorder, opened, 'in-flight', 'edge', 1)).toBe(200 / 400);
    expect(ask(recorder, opened, 'frame-time-mean', 'operation', 1)).toBe(200 * MS);
  });

  test('leaves out of an interval what came before it', () => {
    const { world, recorder } = recorded();
    served(world, 0, 900);
    world.at(1000);
    const opened = recorder.mark();
    served(world, 1500, 10);
    world.at(2000);
    expect(ask(recorder, opened, 'latency-p99', 'load')).toBeCloseTo(10 * MS, -5);
    expect(ask(recorder, opened, 'offered', 'run')).toBe(1);
    expect(ask(recorder, opened, 'in-flight', 'load')).toBe(0.01);
  });

  test('counts whom a callee turned away', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    const call = world.at(1).request();
    world.turnAway(world.attempt(call), AT_WEB, endingAt(SHED, 0));
    world.turnAway(world.attempt(call, RETRY), AT_WEB, endingAt(REFUSED, 0));
    world.end(call, endingAt(REFUSED, 0));
    served(world, 2, 1);
    expect(ask(recorder, opened, 'turned-away', 'service', 0)).toBe(2 / 3);
    expect(ask(recorder, opened, 'availability', 'service', 0)).toBe(1 / 3);
    expect(ask(recorder, opened, 'refused', 'load')).toBe(0.5);
  });

  test('takes requests of an earlier time that end in an interval for some it was asked for', () => {
    const { world, recorder } = recorded();
    const early = [world.at(0).request(), world.request(), world.request()];
    world.at(100);
    const opened = recorder.mark();
    const late = world.request();
    world.end(early[0], ok);
    for (const call of [early[1], early[2], late]) world.end(call, endingAt(ERROR, 0));
    // One began and four ended.
    expect(ask(recorder, opened, 'goodput', 'load')).toBe(0.25);
    const between = recorder.mark();
    for (let i = 0; i < 4; i++) world.request();
    world.end(world.request(), ok);
    // Five began and one ended.
    expect(ask(recorder, between, 'goodput', 'load')).toBe(0.2);
  });

  test('takes a message that a consumer handled in part for handled well', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    const message = world.at(0).publish();
    world.deliver(message);
    world.at(100).handle(message, endingAt(DEGRADED, 2));
    world.at(1000);
    expect(ask(recorder, opened, 'handled', 'queue')).toBe(1);
    expect(ask(recorder, opened, 'handled-after-max', 'queue')).toBe(100 * MS);
  });

  test('follows messages through their queue', () => {
    const { world, recorder } = recorded();
    const opened = recorder.mark();
    const first = world.at(0).publish();
    world.at(100).deliver(first);
    world.at(200).redeliver(first);
    world.at(300).handle(first, ok);
    world.leave(first, ACKNOWLEDGED);
    world.at(350).handle(first, ok, true);
    const second = world.at(400).publish();
    world.deliver(second);
    world.handle(second, endingAt(ERROR, 2));
    world.leave(second, DEAD_LETTERED);
    world.at(800).publish();
    world.at(1000);
    const value = (name: string) => ask(recorder, opened, name, 'queue');
    expect(value('published')).toBe(3);
    expect(value('acknowledged')).toBe(1);
    expect(value('dead-letters')).toBe(1);
    expect(value('redelivered')).toBe(1 / 3);
    expect(value('duplicates')).toBe(1);
    expect(value('handled-after-max')).toBe(300 * MS);
    expect(value('queue-depth')).toBe(0.3);
    expect(value('unacknowledged')).toBe(0.2);
    expect(value('lag')).toBe(1);
    expect(value('age')).toBe(200 * MS);
  });

  test('is carried by snapshots: a run rewound and played again ends with the same counts and hash', () => {
    const { world, recorder } = recorded();
    served(world, 0, 10);
    const snapshot = world.registry.snapshot();
    const rest = () => {
      failed(world, 100);
      served(world, 900, 1200);
      return {
        mark: recorder.mark(),
        hash: recorder.hash(),
        load: recorder.loadHash(0),
      };
    };
    const straight = rest();
    world.registry.restore(snapshot);
    expect(recorder.hash()).not.toBe(straight.hash);
    const again = rest();
    expect([again.hash, again.load]).toEqual([straight.hash, straight.load]);
    expect(again.mark.counts).toEqual(straight.mark.counts);
    expect(again.mark.histograms).toEqual(straight.mark.histograms);
  });

  test('hashes instants, places and endings, and not the rows they happened in', () => {
    const plain = recorded();
    served(plain.world, 0, 10);
    const shifted = recorded();
    shifted.world.arena.take();
    served(shifted.world, 0, 10);
    expect(shifted.recorder.hash()).toBe(plain.recorder.hash());
    for (const other of [
      { length: 11, ending: ok },
      { length: 10, ending: endingAt(ERROR, 0) },
    ]) {
      const differs = recorded();
      served(differs.world, 0, other.length, other.ending);
      expect(differs.recorder.hash()).not.toBe(plain.recorder.hash());
      expect(differs.recorder.loadHash(0)).not.toBe(plain.recorder.loadHash(0));
    }
  });

  test('has a hash that knows the order of endings, and one of each load that does not', () => {
    const ends = (swapped: boolean) => {
      const { world, recorder } = recorded();
      const calls = [world.at(0).request(), world.request()];
      const error = endingAt(ERROR, 0);
      world.at(10);
      if (swapped) world.end(calls[1], error);
      world.end(calls[0], ok);
      if (!swapped) world.end(calls[1], error);
      return recorder;
    };
    expect(ends(true).hash()).not.toBe(ends(false).hash());
    expect(ends(true).loadHash(0)).toBe(ends(false).loadHash(0));
  });
});
