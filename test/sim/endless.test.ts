/** A scenario that goes round without taking any time is told, not waited for. */
import { expect, it } from 'vitest';
import { Run } from '../../src/sim/index.ts';
import { planOf } from '../support/simulate.ts';

const circle = (work: object[]) => ({
  run: { length: '2s' },
  services: { a: { concurrency: { threads: 1 }, operations: { go: [...work, { send: 'q' }] } } },
  brokers: { b: { kind: 'queue', queues: { q: {} } } },
  consumers: [{ from: 'q', call: 'a.go' }],
  load: [{ name: 'people', operation: 'a.go', arrivals: { constant: '1/s' } }],
});

it('a message that comes back at once for ever ends the run with a sentence', () => {
  expect(() => new Run(planOf(circle([]))).advance()).toThrow(
    'something goes round without taking any time, or calls too many at once',
  );
});

it('the same circle with a millisecond of work in it just goes on', () => {
  const run = new Run(planOf(circle([{ work: '1ms' }])));
  run.advance();
  expect(run.now).toBe(2e9);
});
