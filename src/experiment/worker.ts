/** One worker thread: makes the studies it is sent ready, and runs their seeds, one at a time. */
import { parentPort } from 'node:worker_threads';
import { invariant } from '../base/assert.ts';
import { troubleOf } from './hands.ts';
import type { Answer, Order } from './messages.ts';
import { ReadyStudy, type StudyRun } from './study.ts';

const port = parentPort;
invariant(port !== null, 'a worker is started as a thread');
const answer = (message: Answer) => port.postMessage(message);
let ready: ReadyStudy | undefined;

port.on('message', (order: Order) => {
  if (order.kind === 'study') ready = new ReadyStudy(order.study);
  else runSeed(order.seed);
});
answer({ kind: 'ready' });

function runSeed(seed: string): void {
  let run: StudyRun | undefined;
  try {
    invariant(ready !== undefined, 'a study is sent before its seeds');
    run = ready.begin(seed);
    run.advance(Number.POSITIVE_INFINITY);
    answer({ kind: 'sample', sample: run.sample() });
  } catch (error) {
    answer({ kind: 'trouble', trouble: troubleOf(error, seed, run?.events ?? 0) });
  }
}
