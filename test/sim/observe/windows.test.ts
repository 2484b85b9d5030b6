import { describe, expect, test } from 'vitest';
import { Recorder, Windows } from '../../../src/sim/observe/index.ts';
import { ERROR, endingAt, OK } from '../../../src/sim/terms/outcomes.ts';
import { busyWorld } from './busy-world.ts';
import { AT_WEB, directory, FakeWorld } from './fake-world.ts';

const MS = 1e6;

function windowed(widthMs: number, capacity?: number) {
  const world = new FakeWorld();
  const recorder = new Recorder(world.registry, directory, world);
  world.observers.push(recorder);
  const windows = new Windows(recorder, world, {
    width: widthMs * MS,
    ...(capacity === undefined ? {} : { capacity }),
  });
  /** Goes to an instant, closing the windows that end on the way. */
  const goTo = (ms: number) => {
    while (windows.nextEnd <= ms * MS) {
      world.at(windows.nextEnd / MS);
      windows.close();
    }
    world.at(ms);
  };
  const serve = (from: number, length: number, outcome = OK) => {
    goTo(from);
    const call = world.request();
    const attempt = world.attempt(call);
    world.start(attempt, AT_WEB);
    goTo(from + length);
    world.finish(attempt, endingAt(outcome, 0));
    world.answer(attempt, endingAt(outcome, 0));
    world.end(call, endingAt(outcome, 0));
  };
  return { world, recorder, windows, goTo, serve };
}

const list = (series: Float64Array) => [...series];

describe('windows', () => {
  test('tell what happened in each', () => {
    const { windows, goTo, serve } = windowed(100);
    serve(10, 20);
    serve(60, 100, ERROR);
    serve(170, 20);
    goTo(400);
    expect(list(windows.ends())).toEqual([100, 200, 300, 400].map((ms) => ms * MS));
    expect(list(windows.series('load', 0, 'offered'))).toEqual([2, 1, 0, 0]);
    expect(list(windows.series('load', 0, 'answered'))).toEqual([1, 1, 0, 0]);
    expect(list(windows.series('load', 0, 'failed'))).toEqual([0, 1, 0, 0]);
    expect(list(windows.series('load', 0, 'good'))).toEqual([1, 1, 0, 0]);
    expect(list(windows.series('load', 0, 'in-flight'))).toEqual([0.6, 0.8, 0, 0]);
    expect(list(windows.series('service', 0, 'utilisation'))).toEqual([0.15, 0.2, 0, 0]);
    expect(list(windows.series('load', 0, 'latency-p99'))).toEqual([
      20 * MS,
      20 * MS,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test('follow the level of a queue', () => {
    const { world, windows, goTo } = windowed(100);
    goTo(50);
    const message = world.publish();
    goTo(150);
    world.deliver(message);
    goTo(200);
    expect(list(windows.series('queue', 0, 'depth'))).toEqual([0.5, 0.5]);
    expect(list(windows.series('queue', 0, 'lag'))).toEqual([1, 1]);
    expect(list(windows.series('queue', 0, 'age'))).toEqual([50 * MS, 0]);
  });

  test('become half as many and twice as wide when there are too many, and lose no count', () => {
    const fine = windowed(10, 1000);
    const coarse = windowed(10, 8);
    for (const { serve, goTo } of [fine, coarse]) {
      for (let i = 0; i < 30; i++) serve(i * 8, 3 + (i % 4));
      goTo(320);
    }
    expect(coarse.windows.width).toBe(80 * MS);
    expect(coarse.windows.count).toBe(4);
    const summed = (name: 'offered' | 'answered') => {
      const series = fine.windows.series('load', 0, name);
      return Array.from({ length: 4 }, (_, i) => series.slice(i * 8, i * 8 + 8).reduce((a, b) => a + b, 0));
    };
    expect(list(coarse.windows.series('load', 0, 'offered'))).toEqual(summed('offered'));
    expect(list(coarse.windows.series('load', 0, 'answered'))).toEqual(summed('answered'));
    // As many replicas at all times: the share of eight windows is the mean of theirs.
    const used = fine.windows.series('service', 0, 'utilisation');
    list(coarse.windows.series('service', 0, 'utilisation')).forEach((share, i) => {
      expect(share).toBeCloseTo(used.slice(i * 8, i * 8 + 8).reduce((a, b) => a + b, 0) / 8, 12);
    });
    const medians = coarse.windows.series('load', 0, 'latency-p50');
    for (const median of medians.slice(0, 3)) {
      expect(median).toBeGreaterThan(3.9 * MS);
      expect(median).toBeLessThan(5.1 * MS);
    }
    expect(medians[3]).toBeNaN();
  });

  test('of which one has nothing to tell are told of by the other when the two become one', () => {
    const { windows, serve, goTo } = windowed(10, 4);
    serve(2, 3);
    serve(31, 5);
    goTo(40);
    expect(windows.width).toBe(20 * MS);
    const medians = list(windows.series('load', 0, 'latency-p50'));
    expect(medians.map((each) => Math.round(each / MS))).toEqual([3, 5]);
  });

  test('of a fork go on from those of its origin, and leave them alone', () => {
    const origin = windowed(100);
    origin.serve(10, 20);
    origin.serve(110, 5);
    const fork = windowed(100);
    fork.world.registry.restore(origin.world.registry.snapshot());
    fork.windows.load(origin.windows.save());
    fork.serve(120, 7);
    fork.goTo(200);
    origin.goTo(200);
    expect(list(fork.windows.series('load', 0, 'offered'))).toEqual([1, 2]);
    expect(list(origin.windows.series('load', 0, 'offered'))).toEqual([1, 1]);
    const median = fork.windows.series('load', 0, 'latency-p50')[1];
    expect(Math.abs(median - 6 * MS)).toBeLessThan(0.02 * MS);
  });

  test('of a run rewound to the end of a window are those of a straight run', () => {
    const { world, windows } = windowed(50);
    const busy = busyWorld(world, 3);
    const steps = (n: number) => {
      for (let i = 0; i < n; i++) {
        if (world.clock[0] + 8 * MS >= windows.nextEnd) {
          world.at(windows.nextEnd / MS);
          windows.close();
        }
        busy.step();
      }
    };
    steps(300);
    while (world.clock[0] + 8 * MS < windows.nextEnd) busy.step();
    world.at(windows.nextEnd / MS);
    windows.close();
    const snapshot = world.registry.snapshot();
    const saved = windows.save();
    const instant = world.clock[0];
    const known = windows.count;
    const rest = () => {
      for (let i = 0; i < 20; i++) {
        const call = world.at(instant / MS + 20 * i + 1).request();
        world.at(world.clock[0] / MS + i);
        world.end(call, endingAt(OK, 0));
        while (windows.nextEnd <= instant + 20 * (i + 1) * MS) {
          world.at(windows.nextEnd / MS);
          windows.close();
        }
      }
      return (['offered', 'attempts', 'in-flight', 'latency-p50', 'latency-p99'] as const).map((name) =>
        list(windows.series('load', 0, name)),
      );
    };
    const straight = rest();
    world.registry.restore(snapshot);
    windows.load(saved);
    expect(windows.count).toBe(known);
    expect(rest()).toEqual(straight);
    expect(windows.count).toBeGreaterThan(known);
  });
});
