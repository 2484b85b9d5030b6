/** A run that would take more than there is stops by itself, says why, and can be started again. */
import { expect, test } from 'vitest';
import { Cells } from '../../../src/draw/index.ts';
import { Run } from '../../../src/sim/index.ts';
import { Desk } from '../../../src/ui/live/desk.ts';
import { dialogSpace, dialogText } from '../../../src/ui/live/dialogs.ts';
import { footerKeys } from '../../../src/ui/live/keys.ts';
import { type Limits, Session } from '../../../src/ui/live/session.ts';
import { focusOf } from '../../../src/ui/live/state.ts';
import { summaryLines } from '../../../src/ui/live/summary.ts';
import { planOf } from '../../support/simulate.ts';
import { shopPlan, tickingClock } from './shop.ts';

/** More come than will ever be served, and nobody gives up. */
const flood = planOf({
  run: { length: '10m', seed: 1 },
  services: {
    stock: {
      concurrency: { threads: 4 },
      queue: { limit: 'none' },
      operations: { read: [{ work: '20ms' }] },
    },
  },
  load: [{ name: 'people', operation: 'stock.read', arrivals: { constant: '20000/s' } }],
});
const AS_FAST_AS_CAN_BE = Number.POSITIVE_INFINITY;
const MEMORY = 20e6;

/** At full speed until it stands, at most so many frames. */
function flooded(limits: Limits, frames = 5000): Session {
  const session = new Session(flood, '1', tickingClock(0.1), limits);
  for (let i = 0; i < frames && !session.isOver; i++) session.frame(AS_FAST_AS_CAN_BE, 80, 50);
  return session;
}

/** bytes; below, a slice of events is more than what was left. */
const LARGE = 3e6;

test('what a run takes is known, and shortly before its arrays double what that will take', () => {
  const run = new Run(flood, { seed: '1' });
  let before = run.memory;
  let grown = 0;
  for (let i = 0; i < 20_000 && grown < 3; i++) {
    run.advance(run.plan.length, 200);
    const { now } = run.memory;
    if (before.now > LARGE && now > 1.4 * before.now) {
      grown++;
      expect(before.soon).toBeGreaterThanOrEqual(now);
    }
    before = run.memory;
  }
  expect(grown).toBe(3);
});

test('a run stops before it takes more memory than it may', () => {
  const session = flooded({ events: Number.POSITIVE_INFINITY, memory: MEMORY });
  expect(session.run.memory.now).toBeLessThanOrEqual(MEMORY);
  expect(session.run.memory.soon).toBeGreaterThan(MEMORY);
  expect(session.run.isOver).toBe(false);
  expect(session.stop).toMatch(/^\d+,\d{3} calls, attempts, messages and timers are pending\. /);
  expect(session.stop).toContain('it may have 20MB. --max-memory allows more');
  const { now } = session.run;
  session.frame(AS_FAST_AS_CAN_BE, 80, 50);
  session.step();
  expect(session.run.now).toBe(now);
  expect(session.inject({ crash: 'stock', for: '5s' })).toHaveProperty('problem');
});

test('a run stops at its budget of events, to the event', () => {
  const session = flooded({ events: 12_345, memory: Number.POSITIVE_INFINITY });
  expect(session.run.events).toBe(12_345);
  expect(session.stop).toBe('It has used up its 12,345 events. --max-events allows more.');
});

test('started again it has its whole budget', () => {
  const session = flooded({ events: 5000, memory: Number.POSITIVE_INFINITY });
  session.restart('2');
  expect(session.stop).toBeUndefined();
  for (let i = 0; i < 100 && !session.isOver; i++) session.frame(AS_FAST_AS_CAN_BE, 80, 50);
  expect(session.run.events).toBe(5000);
});

test('where there is room for it nothing stops', () => {
  const session = new Session(shopPlan(), '7', tickingClock(0.1), { events: 10e6, memory: 1e9 });
  while (!session.isOver) session.frame(AS_FAST_AS_CAN_BE, 80, 50);
  expect(session.stop).toBeUndefined();
  expect(session.run.isOver).toBe(true);
});

test('the screen says so by itself, with the keys that go on from there', () => {
  const clock = tickingClock(0.1);
  const session = new Session(flood, '1', clock, { events: 20_000, memory: Number.POSITIVE_INFINITY });
  const options = { title: 'A flood', ascii: false, speed: 13, isPaused: false, clock };
  const desk = new Desk(session, options);
  let quits = 0;
  desk.onQuit = () => quits++;
  for (let i = 0; i < 200 && desk.state.dialog === undefined; i++) desk.frame(80, 50);
  expect(desk.state.dialog).toMatchObject({ kind: 'stopped' });
  const { dialog } = desk.state;
  const { title, lines } = dialogText(dialog as typeof dialog & {}, dialogSpace(60, 20, false));
  expect(title).toBe('stopped');
  expect(lines.map(({ text }) => text).join(' ')).toContain('It has used up its 20,000 events.');
  const keys = footerKeys(focusOf(desk.state), 79, desk.situation).map(({ keys, word }) => `${keys} ${word}`);
  expect(keys).toEqual(expect.arrayContaining(['r again', 's next seed', 'Esc back', 'q quit']));
  const cells = new Cells(80, 23);
  desk.paint(cells);
  expect(cells.rowText(0)).toContain(' STOPPED ');
  desk.key('escape');
  desk.key('space');
  expect(desk.state.message?.text).toBe('over: r starts again, q quits');
  expect(desk.situation.going).toBe('over');
  desk.key('r');
  expect(session.stop).toBeUndefined();
  expect(desk.state.dialog).toBeUndefined();
  expect(quits).toBe(0);
});

test('in the dialog itself r starts again, and q quits', () => {
  const clock = tickingClock(0.1);
  const session = new Session(flood, '1', clock, { events: 500, memory: Number.POSITIVE_INFINITY });
  const desk = new Desk(session, { title: 'A flood', ascii: false, speed: 13, isPaused: false, clock });
  let quits = 0;
  desk.onQuit = () => quits++;
  for (let i = 0; i < 20; i++) desk.frame(80, 50);
  desk.key('s');
  expect(session).toMatchObject({ stop: undefined, seed: '2' });
  for (let i = 0; i < 20; i++) desk.frame(80, 50);
  desk.key('q');
  expect(quits).toBe(1);
});

test('the summary says where it stopped, and why', () => {
  const session = flooded({ events: 12_345, memory: Number.POSITIVE_INFINITY });
  const lines = summaryLines(session, { title: 'A flood', file: 'flood.yaml' });
  expect(lines[1]).toMatch(/^stopped at 0:0\d\.\d of 10:00 · seed 1 · 12,345 events$/);
  expect(lines[2]).toBe('It has used up its 12,345 events. --max-events allows more.');
});
