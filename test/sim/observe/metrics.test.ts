import { describe, expect, test } from 'vitest';
import { metricCatalog } from '../../../src/sim/metrics.ts';
import { difference, Recorder, subjectsOf } from '../../../src/sim/observe/index.ts';
import { SUBJECT_KINDS } from '../../../src/sim/observe/subjects.ts';
import { endingAt, OK } from '../../../src/sim/terms/outcomes.ts';
import { AT_WEB, directory, FakeWorld } from './fake-world.ts';

describe('the metric catalog', () => {
  test('has each name once, in small letters', () => {
    const names = metricCatalog.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  test('says each metric in one sentence', () => {
    for (const { sentence } of metricCatalog) expect(sentence).toMatch(/^[A-Z][^\n]*\.$/);
  });

  test('answers for every subject it lists, with a number in the range of its unit or with NaN', () => {
    const world = new FakeWorld();
    const recorder = new Recorder(world.registry, directory, world);
    world.observers.push(recorder);
    const opened = recorder.mark();
    const call = world.at(1).request();
    const attempt = world.attempt(call);
    world.start(attempt, AT_WEB);
    world.at(3);
    world.finish(attempt, endingAt(OK, 0));
    world.answer(attempt, endingAt(OK, 0));
    world.end(call, endingAt(OK, 0));
    const message = world.publish();
    world.at(10);
    world.deliver(message);
    const interval = difference(directory, opened, recorder.mark());
    let numbers = 0;
    for (const metric of metricCatalog) {
      for (const subject of metric.subjects.flatMap((kind) => subjectsOf(directory, kind))) {
        const value = metric.valueOf(interval, subject);
        if (Number.isNaN(value)) continue;
        numbers += 1;
        expect(value, `${metric.name} of ${subject.name}`).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(metric.unit === 'share' ? 1.000001 : Number.POSITIVE_INFINITY);
      }
    }
    expect(numbers).toBeGreaterThan(100);
  });

  test('has nothing but zeros and NaN for a time in which nothing happened', () => {
    const world = new FakeWorld();
    const recorder = new Recorder(world.registry, directory, world);
    const opened = recorder.mark();
    world.at(1000);
    const interval = difference(directory, opened, recorder.mark());
    for (const metric of metricCatalog) {
      for (const subject of metric.subjects.flatMap((kind) => subjectsOf(directory, kind))) {
        const value = metric.valueOf(interval, subject);
        expect(value === 0 || Number.isNaN(value), `${metric.name} of ${subject.name}`).toBe(true);
      }
    }
  });

  test('knows the names of everybody it measures', () => {
    expect(SUBJECT_KINDS.map((kind) => subjectsOf(directory, kind).map((subject) => subject.name))).toEqual([
      ['shoppers'],
      ['shoppers -> web.checkout', 'web -> orders.place', 'orders -> invoices'],
      ['web.checkout', 'orders.place'],
      ['web', 'orders'],
      ['web/0', 'orders/0', 'orders/1'],
      ['invoices'],
      [],
      ['run'],
    ]);
  });
});
