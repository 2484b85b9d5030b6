/**
 * All benchmarks, and one table of ratios: what ours costs or does, by what it is held against.
 * Ratios of one run on one machine mean the same everywhere; the nanoseconds beside them do not.
 *
 *   npm run bench
 */
import { benchCalendar } from './calendar.ts';
import { benchEngine } from './engine.ts';
import { benchFrame } from './frame.ts';
import { benchMm1 } from './mm1.ts';
import { benchSixPolicies } from './six-policies.ts';
import { benchSnapshot } from './snapshot.ts';
import { benchStart } from './start.ts';

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

const mm1 = await benchMm1();
rows.push({
  what: 'a customer of M/M/1, by a request to the three services',
  ratio: healthy.requestsPerSecond / mm1.customersPerSecond,
  bar: '',
  beside: `${mm1.nanosPerEvent.toFixed(0)} ns an event, ${(mm1.customersPerSecond / 1e6).toFixed(2)} million customers/s`,
});

const six = await benchSixPolicies();
rows.push({
  what: 'six policies on every edge, by the bare model',
  ratio: six.byBare,
  bar: '',
  beside: `${six.nanosPerEvent.toFixed(0)} ns an event, ${(six.eventsPerSecond / 1e6).toFixed(1)} million events/s`,
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

const frame = await benchFrame();
rows.push({
  what: 'CPU of a frame of the screen, by the 2 ms it may take',
  ratio: frame.cpuMs / 2,
  bar: '≤ 1',
  beside: `${frame.cpuMs.toFixed(2)} ms at ${frame.columns}x${frame.rows}, longest ${frame.longestMs.toFixed(1)} ms, ${frame.bytes.toFixed(0)} bytes`,
});

const start = benchStart();
rows.push({
  what: 'start-up: knockon check, by node -e 0',
  ratio: start.checkMs / start.nodeMs,
  bar: '',
  beside: `${start.checkMs.toFixed(0)} and ${start.nodeMs.toFixed(0)} ms`,
});

for (const { what, ratio, bar, beside } of rows) {
  const number = ratio === undefined ? 'no C++' : ratio.toFixed(2);
  console.log(`${what.padEnd(66)} ${number.padStart(6)}  ${bar.padEnd(7)} ${beside}`);
}
