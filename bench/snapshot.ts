/**
 * What time travel costs, and what a run takes in memory: a snapshot, a restore, a rewind that must
 * come out bit for bit, and an hour of simulated time that must need no more than a minute does.
 *
 *   node bench/snapshot.ts
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { invariant } from '../src/base/assert.ts';
import { bundledSimulator, cpuSeconds, median } from './bundle.ts';
import { threeServiceSystem } from './three-service.ts';

// Without a collection first, memory tells how long ago the last one was.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MINUTE = 60e9;
const REPETITIONS = 50;

export interface SnapshotCost {
  readonly bytes: number;
  readonly snapshotMicros: number;
  readonly restoreMicros: number;
  /** Back by ten simulated seconds and forth again. */
  readonly rewindMillis: number;
  readonly stateBytesMinute: number;
  readonly stateBytesHour: number;
  /** Heap and array buffers of the process, the series included. */
  readonly memoryMinute: number;
  readonly memoryHour: number;
}

export async function benchSnapshot(): Promise<SnapshotCost> {
  const { compile, parseSystem, Run } = await bundledSimulator();
  const compiled = compile(parseSystem(threeServiceSystem('healthy', 3600)));
  invariant(compiled.plan !== undefined, 'the three-service model compiles');
  const run = new Run(compiled.plan);
  run.advance(MINUTE);
  const memory = () => {
    collect();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const memoryMinute = memory();
  const moment = run.snapshot();

  const micros = (act: () => void) =>
    median(
      Array.from({ length: REPETITIONS }, () => {
        const begin = cpuSeconds();
        act();
        return (cpuSeconds() - begin) * 1e6;
      }),
    );
  const snapshotMicros = micros(() => run.snapshot());
  const restoreMicros = micros(() => run.restore(moment));

  run.advance(MINUTE + 10e9);
  const [hash, state] = [run.hash, run.stateHash()];
  const begin = cpuSeconds();
  run.restore(moment);
  run.advance(MINUTE + 10e9);
  const rewindMillis = (cpuSeconds() - begin) * 1e3;
  invariant(run.hash === hash && run.stateHash() === state, 'a rewound run is the straight run');

  run.advance(60 * MINUTE);
  invariant(run.checkLedger().length === 0, 'the books balance after an hour');
  return {
    bytes: moment.state.bytes,
    snapshotMicros,
    restoreMicros,
    rewindMillis,
    stateBytesMinute: moment.state.bytes,
    stateBytesHour: run.snapshot().state.bytes,
    memoryMinute,
    memoryHour: memory(),
  };
}

if (import.meta.main) {
  const cost = await benchSnapshot();
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} kB`;
  console.log(`snapshot ${cost.snapshotMicros.toFixed(0)} µs, restore ${cost.restoreMicros.toFixed(0)} µs`);
  console.log(`10 simulated seconds back and forth again: ${cost.rewindMillis.toFixed(0)} ms`);
  console.log(
    `state ${kilobytes(cost.stateBytesMinute)} after a minute, ${kilobytes(cost.stateBytesHour)} after an hour`,
  );
  console.log(
    `memory ${kilobytes(cost.memoryMinute)} after a minute, ${kilobytes(cost.memoryHour)} after an hour`,
  );
}
