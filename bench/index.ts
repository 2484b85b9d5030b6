/**
 * All benchmarks, and one table of ratios: what ours costs or does, by what it is held against.
 * Ratios of one run on one machine mean the same everywhere; the nanoseconds beside them do not.
 *
 *   npm run bench
 */
import { benchCalendar } from './calendar.ts';
import { benchEngine } from './engine.ts';
import { benchSnapshot } from './snapshot.ts';

interface Row {
  readonly what: string;
  readonly ratio: number | undefined;
  /** What we want it to be. */
  readonly bar: string;
  readonly beside: string;
}

const rows: Row[] = [];

const [healthy, collapse] = await benchEngine();
for (const cost of [healthy, collapse]) {
  rows.push({
    what: `${cost.variant}: requests/s, by plain C++`,
    ratio: cost.ratio,
    bar: '≥ 1',
    beside: `${cost.nanosPerEvent.toFixed(0)} ns an event, ${(cost.requestsPerSecond / 1e6).toFixed(2)} million requests/s`,
  });
}
rows.push({
  what: 'an event in collapse, by a healthy one',
  ratio: collapse.nanosPerEvent / healthy.nanosPerEvent,
  bar: '≤ 1.33',
  beside: `${collapse.nanosPerEvent.toFixed(0)} and ${healthy.nanosPerEvent.toFixed(0)} ns`,
});

const snapshot = await benchSnapshot();
rows.push(
  {
    what: 'state after an hour, by after a minute',
    ratio: snapshot.stateBytesHour / snapshot.stateBytesMinute,
    bar: '≤ 1.33',
    beside: `${Math.round(snapshot.stateBytesHour / 1024)} kB`,
  },
  {
    what: 'memory after an hour, by after a minute',
    ratio: snapshot.memoryHour / snapshot.memoryMinute,
    bar: '≤ 1.33',
    beside: `${Math.round(snapshot.memoryHour / 1024)} kB`,
  },
  {
    what: 'restore, by snapshot',
    ratio: snapshot.restoreMicros / snapshot.snapshotMicros,
    bar: '',
    beside: `${snapshot.restoreMicros.toFixed(0)} and ${snapshot.snapshotMicros.toFixed(0)} µs; 10 s back and forth ${snapshot.rewindMillis.toFixed(0)} ms`,
  },
);

for (const cost of benchCalendar(0.5, [100, 10_000])) {
  rows.push({
    what: `${cost.name}: object heap, by ours`,
    ratio: cost.ratio,
    bar: '≥ 1',
    beside: `${cost.oursNanos.toFixed(0)} ns`,
  });
}

for (const { what, ratio, bar, beside } of rows) {
  const number = ratio === undefined ? 'no C++' : ratio.toFixed(2);
  console.log(`${what.padEnd(66)} ${number.padStart(6)}  ${bar.padEnd(7)} ${beside}`);
}
