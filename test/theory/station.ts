/** The system most of the theory is about, with the length of its run. */
import { type Station as Parts, station as systemOf } from '../../src/verify/theory/station.ts';

export interface Station extends Parts {
  /** Simulated seconds; a twentieth of it comes before as warm-up. */
  readonly seconds: number;
}

/** Load `users` asks `station.serve`. Without further keys a station queues without limit, in order. */
export function station({ seconds, ...parts }: Station) {
  const warmup = Math.ceil(seconds / 20);
  return { run: { length: `${seconds + warmup}s`, warmup: `${warmup}s` }, ...systemOf(parts) };
}
