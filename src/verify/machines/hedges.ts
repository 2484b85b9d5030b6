/** Hedges, try by try: when another one is sent, which one wins, and what holds them back. */
import type { DocumentedMachine } from './contract.ts';

const where = 'people -> web.ask';
const HEDGING = 'gRFC A6, Client Retries, Hedging Policy';

const WORKS = [{ work: '10ms' }];

/** One request at 150 ms for two replicas. One that works takes 10 ms, and 100 ms where a fault slows it. */
function hedged(
  hedge: object,
  {
    steps = WORKS,
    replicas = 2,
    faults = [],
  }: { steps?: readonly object[]; replicas?: number; faults?: readonly object[] },
) {
  return {
    run: { length: '299ms' },
    services: { web: { replicas, concurrency: { threads: 100 }, operations: { ask: steps } } },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '150ms' } },
        policies: [{ hedge }],
      },
    ],
    faults,
  };
}

const slow = (...replicas: number[]) => ({ slow: 'web', factor: 10, replicas });
const FAILS = [{ work: '10ms' }, { fail: '100%' }];

export const hedges: readonly DocumentedMachine[] = [
  {
    name: 'hedge-delay',
    title: 'A hedge goes out after the delay, and the first good answer wins',
    source: HEDGING,
    rule: 'hedgingDelay 20 ms: no answer by then, so another try goes out; when one succeeds the others are cancelled. A server that does not listen works on.',
    system: hedged({ delay: '20ms' }, { faults: [slow(0)] }),
    facts: ['try', 'tried', 'done', 'ended'],
    where,
    expected: [
      '150ms try',
      '170ms try',
      '180ms done: ok',
      '180ms tried: ok',
      '180ms tried: cancelled',
      '180ms ended: ok',
      '250ms done: ok, unwanted',
    ],
  },
  {
    name: 'hedge-most',
    title: 'A try each delay, up to maxAttempts',
    source: HEDGING,
    rule: 'maxAttempts 3 and hedgingDelay 20 ms: the original and two more.',
    system: hedged({ delay: '20ms', max: 3 }, { replicas: 3, faults: [slow(0, 1, 2)] }),
    facts: ['try', 'ended'],
    where,
    expected: ['150ms try', '170ms try', '190ms try', '250ms ended: ok'],
  },
  {
    name: 'hedge-non-fatal',
    title: 'A failure that is not fatal sends the next try at once',
    source: `${HEDGING}, nonFatalStatusCodes`,
    rule: 'The next hedge does not wait for the rest of its delay; the one after it has a whole delay before it.',
    system: hedged({ delay: '20ms', max: 3 }, { steps: FAILS, faults: [slow(1)] }),
    facts: ['try', 'tried', 'ended'],
    where,
    // The second is at the slow replica; the third at the first one again.
    expected: [
      '150ms try',
      '160ms tried: error',
      '160ms try',
      '180ms try',
      '190ms tried: error',
      '260ms tried: error',
      '260ms ended: error',
    ],
  },
  {
    name: 'hedge-fatal',
    title: 'A fatal failure ends the call and all its tries',
    source: `${HEDGING}, nonFatalStatusCodes`,
    rule: 'Any other status is returned, and outstanding tries are cancelled.',
    system: hedged({ delay: '4ms', max: 3, on: ['refused'] }, { steps: FAILS }),
    facts: ['try', 'tried', 'ended'],
    where,
    expected: [
      '150ms try',
      '154ms try',
      '158ms try',
      '160ms tried: error',
      '160ms tried: cancelled',
      '160ms tried: cancelled',
      '160ms ended: error',
    ],
  },
  {
    name: 'hedge-tokens',
    title: 'No hedge with half of the tokens or fewer',
    source: 'gRFC A6, Client Retries, Throttling Retry Attempts and Hedged RPCs',
    rule: 'maxTokens 4: each failure takes one; with 3 left the next try is sent, with 2 no more.',
    system: {
      run: { length: '39ms' },
      services: {
        web: { concurrency: { threads: 9 }, operations: { ask: [{ work: '4ms' }, { fail: '100%' }] } },
      },
      load: [
        {
          name: 'people',
          operation: 'web.ask',
          arrivals: { constant: '100/s' },
          policies: [{ hedge: { delay: '1s', max: 4, budget: { grpc: { tokens: 4, ratio: '50%' } } } }],
        },
      ],
    },
    facts: ['try', 'ended'],
    where,
    expected: [
      '10ms try',
      '14ms try',
      '18ms ended: error',
      '20ms try',
      '24ms ended: error',
      '30ms try',
      '34ms ended: error',
    ],
  },
];
