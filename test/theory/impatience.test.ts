/** Queues that lose patience: Erlang A, limits on the wait, and callers who have left before their turn. */
import { describe, test } from 'vitest';
import { erlangA } from '../../src/verify/formulas/erlang-a.ts';
import { mmcWaitLimit } from '../../src/verify/formulas/mmc-impatient.ts';
import { type Claim, expectTheory } from './observe.ts';
import { station } from './station.ts';

const LOADS = [
  { rate: 85, name: 'a load it can bear' },
  { rate: 140, name: 'more than it can do' },
];

describe('Erlang A', () => {
  for (const { rate, name } of LOADS) {
    test(`whoever has exponential patience leaves as in Erlang A under ${name}`, () => {
      const theory = erlangA({ arrivalRate: rate, serviceMean: 0.04, servers: 4, patienceMean: 0.08 });
      const system = station({
        seconds: 500,
        threads: 4,
        service: { queue: { limit: 'none', wait: { exponential: '80ms' } } },
        step: { work: { exponential: '40ms' } },
        rate,
      });
      expectTheory(system, [
        { metric: 'expired', of: 'load users', is: theory.abandonment },
        { metric: 'queue-depth', of: 'service station', is: theory.inQueueMean },
        { metric: 'utilisation', of: 'service station', is: theory.utilisation },
      ]);
    });
  }
});

describe('M/M/c+D', () => {
  for (const { rate, name } of LOADS) {
    const limited = { arrivalRate: rate, serviceMean: 0.04, servers: 4 };

    test(`a limit on the wait turns away whom theory turns away under ${name}`, () => {
      const theory = mmcWaitLimit(limited, 0.03);
      const system = station({
        seconds: 500,
        threads: 4,
        service: { queue: { limit: 'none', wait: '30ms' } },
        step: { work: { exponential: '40ms' } },
        rate,
      });
      expectTheory(system, [
        { metric: 'expired', of: 'load users', is: theory.abandonment },
        { metric: 'queue-wait-mean', of: 'service station', is: theory.servedWaitMean },
        { metric: 'queue-depth', of: 'service station', is: theory.waitMean * rate },
        { metric: 'latency-mean', of: 'load users', is: theory.servedWaitMean + 0.04 },
      ]);
    });

    test(`a callee that skips callers who have left starts as many as a limit on the wait under ${name}`, () => {
      const theory = mmcWaitLimit(limited, 0.03);
      const system = station({
        seconds: 350,
        threads: 4,
        service: { cancellation: 'queued' },
        step: { work: { exponential: '40ms' } },
        rate,
        load: { timeout: '30ms' },
      });
      const claims: Claim[] = [
        { metric: 'started', of: 'service station', is: rate * (1 - theory.abandonment) },
        { metric: 'queue-wait-mean', of: 'service station', is: theory.servedWaitMean },
      ];
      expectTheory(system, claims, { loose: true });
    });
  }
});
