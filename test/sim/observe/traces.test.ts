import { describe, expect, test } from 'vitest';
import { NEVER } from '../../../src/base/time.ts';
import { type AttemptSpan, type TraceOptions, Traces } from '../../../src/sim/observe/index.ts';
import { ENTERED, INTS, NONE, PARENT, REALS } from '../../../src/sim/terms/columns.ts';
import {
  ERROR,
  endingAt,
  endingBecause,
  FIRST_TRY,
  OK,
  partsOf,
  REFUSED,
  RETRY,
  TIMED_OUT,
} from '../../../src/sim/terms/outcomes.ts';
import { busyWorld } from './busy-world.ts';
import { AT_ORDERS_0, AT_WEB, CALL_ORDERS, directory, FakeWorld, PUBLISH_INVOICE } from './fake-world.ts';

const MS = 1e6;
const ok = endingAt(OK, 0);

function traced(options?: TraceOptions) {
  const world = new FakeWorld();
  const traces = new Traces(directory, world, { watched: 1, first: 0, ...options });
  world.observers.push(traces);
  const fail = (cause = TIMED_OUT) => {
    const call = world.request();
    world.end(call, endingBecause(ERROR, endingAt(cause, 1)));
  };
  const succeed = () => world.end(world.request(), ok);
  return { world, traces, fail, succeed };
}

describe('a trace', () => {
  test('holds every try of every call: who began it and why, when it started and how it ended', () => {
    const { world, traces } = traced();
    const timedOut = endingAt(TIMED_OUT, 1);
    const call = world.at(0).request();
    const frame = world.attempt(call);
    world.at(1).start(frame, AT_WEB);
    const inner = world.call(CALL_ORDERS, frame);
    const first = world.attempt(inner);
    world.at(3).enqueue(first, AT_ORDERS_0);
    world.at(50).start(first, AT_ORDERS_0);
    world.at(100).abandon(first, timedOut);
    const second = world.at(120).attempt(inner, RETRY);
    world.at(130).start(second, AT_ORDERS_0);
    world.at(200).abandon(second, timedOut);
    world.end(inner, timedOut);
    const error = endingBecause(ERROR, timedOut);
    world.finish(frame, error);
    world.at(201).answer(frame, error);
    world.end(call, error);

    const [trace] = traces.traces();
    expect(trace).toMatchObject({
      request: 0,
      load: 0,
      began: 0,
      ended: 201 * MS,
      ending: error,
      why: 'failed',
      isWhole: true,
    });
    expect(trace.spans.map((span) => [span.kind, span.edge, span.parent])).toEqual([
      ['call', 0, NONE],
      ['attempt', 0, 0],
      ['call', 1, 1],
      ['attempt', 1, 2],
      ['attempt', 1, 2],
    ]);
    expect(trace.spans[3]).toMatchObject({
      cause: FIRST_TRY,
      nth: 1,
      began: 1 * MS,
      waited: 47 * MS,
      started: 50 * MS,
      ended: 100 * MS,
      ending: timedOut,
      done: NEVER,
    });
    expect(trace.spans[4]).toMatchObject({
      cause: RETRY,
      nth: 2,
      began: 120 * MS,
      started: 130 * MS,
      post: AT_ORDERS_0,
    });

    // The callee does not stop because the caller left; the trace learns of its end.
    world.at(900).finish(first, endingAt(OK, 1));
    expect(trace.spans[3]).toMatchObject({
      done: 900 * MS,
      doneEnding: endingAt(OK, 1),
      wanted: false,
      metNobody: false,
      ending: timedOut,
    });
    expect((trace.spans[4] as AttemptSpan).done).toBe(NEVER);
  });

  test('tells how long an attempt waited before it was turned away: not at all at the door', () => {
    const { world, traces } = traced();
    const refused = endingAt(REFUSED, 0);
    const call = world.at(0).request();
    const first = world.attempt(call);
    // What the row was before it became this attempt.
    world.arena.F[first * REALS + ENTERED] = 5;
    world.at(20).turnAway(first, AT_WEB, refused);
    const second = world.at(30).attempt(call, RETRY);
    world.at(31).enqueue(second, AT_WEB);
    world.at(40).turnAway(second, AT_WEB, refused);
    world.end(call, refused);
    const [, ...tries] = traces.traces()[0].spans;
    expect(tries.map((span) => (span as AttemptSpan).waited)).toEqual([0, 9 * MS]);
  });

  test('says what its endings say', () => {
    const { world, traces } = traced();
    const call = world.at(0).request();
    world.attempt(call, RETRY);
    world.end(call, endingBecause(ERROR, endingAt(TIMED_OUT, 1)));
    const [trace] = traces.traces();
    expect(partsOf(trace.ending)).toEqual({ outcome: 'error', cause: 'timed-out', origin: 1 });
    expect(trace.spans[1].ending).toBe(NONE);
    expect((trace.spans[1] as AttemptSpan).cause).toBe(RETRY);
  });

  test('follows a call made by a strand to the frame the strand belongs to', () => {
    const { world, traces } = traced({ share: 1 });
    const call = world.at(0).request();
    const frame = world.attempt(call);
    world.start(frame, AT_WEB);
    const strand = world.arena.take();
    world.arena.I.copyWithin(strand * INTS, frame * INTS, frame * INTS + INTS);
    world.arena.I[strand * INTS + PARENT] = frame;
    const inner = world.call(CALL_ORDERS, strand);
    world.end(inner, ok);
    world.end(call, ok);
    expect(traces.traces()[0].spans.map((span) => span.parent)).toEqual([NONE, 0, 1]);
  });
});

describe('the kept traces', () => {
  test('are a few of every way to fail', () => {
    const { traces, fail, succeed } = traced({ share: 0, perFailure: 2 });
    for (let i = 0; i < 10; i++) {
      fail(TIMED_OUT);
      fail(ERROR);
      succeed();
    }
    expect(traces.traces().map((trace) => trace.request)).toEqual([0, 1, 3, 4]);
  });

  test('are a few of every way to fail again when a fault begins, and not while it only grows', () => {
    const { traces, fail } = traced({ share: 0, perFailure: 1 });
    fail();
    fail();
    traces.faultChanged(0, 0.5, 0);
    fail();
    traces.faultChanged(0, 1, 0.5);
    fail();
    traces.faultChanged(0, 0, 1);
    fail();
    traces.faultChanged(0, 1, 0);
    fail();
    expect(traces.traces().map((trace) => trace.request)).toEqual([0, 2, 5]);
  });

  test('are a sample of all requests, the same in every run', () => {
    const kept = () => {
      const { traces, succeed } = traced({ share: 0.1, samples: 1000 });
      for (let i = 0; i < 5000; i++) succeed();
      return traces.traces().map((trace) => trace.request);
    };
    const requests = kept();
    expect(requests.length).toBeGreaterThan(400);
    expect(requests.length).toBeLessThan(600);
    expect(kept()).toEqual(requests);
  });

  test('are never of a request that nobody watched', () => {
    const { traces, fail } = traced({ watched: 0.1, perFailure: 10_000, failures: 10_000 });
    for (let i = 0; i < 5000; i++) fail();
    expect(traces.traces().length).toBeGreaterThan(400);
    expect(traces.traces().length).toBeLessThan(600);
  });

  test('become a smaller share when they are too many, spread over the whole run', () => {
    const { traces, succeed } = traced({ share: 1, samples: 20 });
    for (let i = 0; i < 4000; i++) succeed();
    const requests = traces.traces().map((trace) => trace.request);
    expect(requests.length).toBeLessThanOrEqual(20);
    expect(requests.length).toBeGreaterThan(5);
    expect(Math.min(...requests)).toBeLessThan(2000);
    expect(Math.max(...requests)).toBeGreaterThan(2000);
    expect(traces.sampleShare).toBeLessThan(0.01);
  });

  test('are the first requests of a run besides, whatever their luck, and whoever else is watched', () => {
    const { traces, succeed, fail } = traced({ watched: 0, first: 3 });
    fail();
    for (let i = 0; i < 10; i++) succeed();
    expect(traces.traces().map(({ request, why }) => [request, why])).toEqual([
      [0, 'failed'],
      [1, 'first'],
      [2, 'first'],
    ]);
  });

  test('lose the first of the run, the latest of them first, when one in n fill the quota, and no earlier', () => {
    const share = 0.05;
    const bySample = traced({ share, samples: 1000 });
    const both = traced({ share, samples: 10, first: 8 });
    const kept = (why: string) =>
      both.traces
        .traces()
        .filter((trace) => trace.why === why)
        .map(({ request }) => request);
    for (let i = 0; i < 2000; i++) {
      bySample.succeed();
      both.succeed();
      if (both.traces.sampleShare !== share) break;
      const chosen = bySample.traces.traces().map(({ request }) => request);
      const others = Array.from({ length: Math.min(8, i + 1) }, (_, at) => at).filter(
        (request) => !chosen.includes(request),
      );
      expect(kept('sampled')).toEqual(chosen);
      expect(kept('first')).toEqual(others.slice(0, 10 - chosen.length));
    }
    expect(both.traces.sampleShare).toBeLessThan(share);
    expect(kept('first')).toEqual([]);
    expect(kept('sampled').length).toBeGreaterThan(0);
  });

  test('are whole even when more is going on than the ring holds: then fewer are written', () => {
    const { world, traces } = traced({ share: 1, samples: 10_000, ring: 256 });
    // A thousand requests at a time, of two spans each, first come, first served.
    const open: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      world.at(i);
      const call = world.request();
      world.attempt(call);
      open.push(call);
      if (i >= 1000) world.end(open[i - 1000], ok);
    }
    const kept = traces.traces();
    expect(kept.length).toBeGreaterThan(100);
    for (const trace of kept) expect(trace.spans.length).toBe(2);
  });

  test('stop at a number of spans', () => {
    const { world, traces } = traced({ share: 1, spans: 5 });
    const call = world.at(0).request();
    for (let i = 0; i < 10; i++) world.attempt(call, i === 0 ? FIRST_TRY : RETRY);
    world.end(call, ok);
    expect(traces.traces()[0]).toMatchObject({ isWhole: false });
    expect(traces.traces()[0].spans.length).toBe(5);
  });

  test('are joined by what comes of their messages, though the ring has long forgotten who sent them', () => {
    const { world, traces, succeed } = traced({ share: 1, samples: 1000, ring: 64 });
    const call = world.at(0).request();
    const frame = world.attempt(call);
    world.start(frame, AT_WEB);
    const publishing = world.call(PUBLISH_INVOICE, frame);
    const attempt = world.attempt(publishing);
    const message = world.publish(attempt);
    world.answer(attempt, ok);
    world.end(publishing, ok);
    world.end(call, ok);
    for (let i = 0; i < 200; i++) succeed();
    world.deliver(message);
    const delivery = world.at(900).delivery(message);
    const handling = world.call(CALL_ORDERS, delivery);
    world.attempt(handling);
    const [trace] = traces.traces();
    expect(trace.spans.map(({ kind, parent, began }) => [kind, parent, began / MS])).toEqual([
      ['call', NONE, 0],
      ['attempt', 0, 0],
      ['call', 1, 0],
      ['attempt', 2, 0],
      ['call', 3, 900],
      ['attempt', 4, 900],
    ]);
    world.at(950).end(handling, ok);
    expect(trace.spans[4].ended).toBe(950 * MS);
  });

  test('of a time that was taken back are forgotten', () => {
    const { world, traces, fail } = traced({ share: 0, perFailure: 2 });
    world.at(1);
    fail();
    const snapshot = world.registry.snapshot();
    const { considered } = traces;
    fail();
    world.at(5);
    fail();
    const open = world.request();
    world.attempt(open);
    world.registry.restore(snapshot);
    traces.truncateTo(considered);
    expect(traces.traces().map((trace) => trace.ended)).toEqual([1 * MS]);
    world.at(7);
    fail();
    expect(traces.traces().map((trace) => trace.ended)).toEqual([1 * MS, 7 * MS]);
  });

  test('of a busy world are trees in order of time', () => {
    const { world, traces } = traced({ share: 1, samples: 500 });
    const busy = busyWorld(world, 11);
    for (let i = 0; i < 1500; i++) busy.step();
    const kept = traces.traces();
    expect(kept.length).toBeGreaterThan(50);
    for (const { spans, began } of kept) {
      spans.forEach((span, i) => {
        expect(span.parent).toBeLessThan(i);
        if (i > 0) expect(span.began).toBeGreaterThanOrEqual(spans[span.parent].began);
      });
      expect(spans[0]).toMatchObject({ kind: 'call', parent: NONE, began });
    }
  });
});
