/** What came of a request after it was answered: its trace follows messages to whoever handles them, and notifies. */
import { expect, test } from 'vitest';
import { tracesOf } from '../../src/present/traces.ts';
import { Run } from '../../src/sim/index.ts';
import { planOf, simulate } from '../support/simulate.ts';

type Raw = Record<string, unknown>;

/** One order at 100 ms: the shop works for 1 ms, then does `steps`; mail takes 2 ms, and every leg of the network 1 ms. */
function shop(steps: unknown[], more: Raw = {}): Raw {
  return {
    run: { length: '199ms' },
    network: { latency: '1ms' },
    services: {
      shop: { concurrency: { threads: 9 }, operations: { order: [{ work: '1ms' }, ...steps] } },
      mail: { concurrency: { threads: 9 }, operations: { send: [{ work: '2ms' }] } },
      points: { concurrency: { threads: 9 }, operations: { give: [{ work: '3ms' }] } },
    },
    load: [{ name: 'people', operation: 'shop.order', arrivals: { bursts: { size: 1, every: '100ms' } } }],
    ...more,
  };
}

const orders = (jobs: Raw, consumer: Raw = {}) => ({
  brokers: { bus: { kind: 'queue', queues: { jobs } } },
  consumers: [{ from: 'jobs', call: 'mail.send', concurrency: 1, ...consumer }],
});

/** `  105ms attempt jobs -> mail.send, redelivery: error at 109ms`, a caller's span above those of whom it called. */
function tree(run: Run, nth = 0): string[] {
  const { spans } = tracesOf(run)![nth];
  const depths: number[] = [];
  return spans.map((span) => {
    const depth = span.parent === null ? 0 : depths[span.parent] + 1;
    depths.push(depth);
    const cause = span.kind === 'attempt' ? ` ${span.startCause} ${span.tryNumber}` : '';
    const end = span.endedMs === null ? 'open' : `${span.outcome} at ${span.endedMs}ms`;
    return `${'  '.repeat(depth)}${span.beganMs}ms ${span.kind} ${span.edge}${cause}: ${end}`;
  });
}

/** The first two lines of every order. */
const asked = (ended: number) => [
  `100ms call people -> shop.order: ok at ${ended}ms`,
  `  100ms attempt people -> shop.order arrival 1: ok at ${ended}ms`,
];
const sent = [
  '    102ms call shop -> jobs: ok at 104ms',
  '      102ms attempt shop -> jobs arrival 1: ok at 104ms',
];

test('a message that is sent is followed to its consumer, and every redelivery is another call of its own', () => {
  const down = [{ errors: 'mail', share: '100%', at: '100ms', for: '20ms' }];
  const system = shop([{ send: 'jobs' }], { ...orders({ visibility: '15ms' }), faults: down });
  // The order is answered at 105 ms; its message is handled well at last when the fault is over.
  expect(tree(simulate(system, { traces: true }))).toEqual([
    ...asked(105),
    ...sent,
    '        103ms call jobs -> mail.send: error at 105ms',
    '          103ms attempt jobs -> mail.send arrival 1: error at 105ms',
    '        118ms call jobs -> mail.send: error at 120ms',
    '          118ms attempt jobs -> mail.send redelivery 1: error at 120ms',
    '        133ms call jobs -> mail.send: ok at 137ms',
    '          133ms attempt jobs -> mail.send redelivery 1: ok at 137ms',
  ]);
});

test('a notify hangs under the frame that made it, and its failure leaves the request ok', () => {
  const faults = [{ errors: 'mail', share: '100%' }];
  const system = shop([{ notify: 'mail.send' }, { call: 'points.give' }], { faults });
  expect(tree(simulate(system, { traces: true }))).toEqual([
    ...asked(108),
    '    102ms call shop ~> mail.send: error at 104ms',
    '      102ms attempt shop ~> mail.send arrival 1: error at 104ms',
    '    102ms call shop -> points.give: ok at 107ms',
    '      102ms attempt shop -> points.give arrival 1: ok at 107ms',
  ]);
});

test('a notify with a retry ends long after its request, and its tries stand before what the frame did next', () => {
  const faults = [{ errors: 'mail', share: '100%' }];
  const retry = { retry: { attempts: 2, backoff: { base: '50ms', jitter: 'none' } } };
  const system = shop([{ notify: 'mail.send', policies: [retry] }, { call: 'points.give' }], { faults });
  expect(tree(simulate(system, { traces: true }))).toEqual([
    ...asked(108),
    '    102ms call shop ~> mail.send: error at 156ms',
    '      102ms attempt shop ~> mail.send arrival 1: error at 104ms',
    '      154ms attempt shop ~> mail.send retry 2: error at 156ms',
    '    102ms call shop -> points.give: ok at 107ms',
    '      102ms attempt shop -> points.give arrival 1: ok at 107ms',
  ]);
});

test('every subscription of a topic handles a copy of its own, and what its consumer calls is in the tree too', () => {
  const system = shop([{ publish: 'placed' }], {
    brokers: { bus: { kind: 'queue', topics: { placed: {} } } },
    consumers: [
      { from: 'placed', group: 'mails', call: 'mail.send' },
      { from: 'placed', group: 'points', call: 'points.give' },
    ],
  });
  Object.assign(system.services as Raw, {
    mail: { concurrency: { threads: 9 }, operations: { send: [{ notify: 'points.give' }] } },
  });
  expect(tree(simulate(system, { traces: true })).slice(2)).toEqual([
    '    102ms call shop -> placed: ok at 104ms',
    '      102ms attempt shop -> placed arrival 1: ok at 104ms',
    '        103ms call placed/mails -> mail.send: ok at 105ms',
    '          103ms attempt placed/mails -> mail.send arrival 1: ok at 105ms',
    '            104ms call mail ~> points.give: ok at 109ms',
    '              104ms attempt mail ~> points.give arrival 1: ok at 109ms',
    '        103ms call placed/points -> points.give: ok at 108ms',
    '          103ms attempt placed/points -> points.give arrival 1: ok at 108ms',
  ]);
});

test('a dead letter is followed to whoever takes it', () => {
  const system = shop([{ send: 'jobs' }], {
    brokers: {
      bus: {
        kind: 'queue',
        queues: { jobs: { receives: 1, 'on-failure': 'now', 'dead-letter': 'dead' }, dead: {} },
      },
    },
    consumers: [
      { from: 'jobs', call: 'mail.send' },
      { from: 'dead', call: 'points.give' },
    ],
    faults: [{ errors: 'mail', share: '100%' }],
  });
  expect(tree(simulate(system, { traces: true })).slice(4)).toEqual([
    '        103ms call jobs -> mail.send: error at 105ms',
    '          103ms attempt jobs -> mail.send arrival 1: error at 105ms',
    '        105ms call dead -> points.give: ok at 110ms',
    '          105ms attempt dead -> points.give arrival 1: ok at 110ms',
  ]);
});

test('a message that nobody can handle fills its trace, and no more', () => {
  const system = shop([{ send: 'jobs' }], {
    ...orders({ visibility: '10ms', 'on-failure': 'now' }),
    run: { length: '1999ms' },
    load: [{ name: 'people', operation: 'shop.order', arrivals: { bursts: { size: 1, every: '1s' } } }],
    faults: [{ errors: 'mail', share: '100%' }],
  });
  const [trace] = tracesOf(simulate(system, { traces: true }))!;
  expect(trace).toMatchObject({ outcome: 'ok', isWhole: false });
  expect(trace.spans.length).toBe(500);
});

test('a run that goes back forgets what came of a kept request since, and does it again in the same way', () => {
  const system = shop([{ send: 'jobs' }], orders({ visibility: '15ms' }, { concurrency: 1 }));
  Object.assign(system, { faults: [{ errors: 'mail', share: '100%', at: '100ms', for: '20ms' }] });
  const run = new Run(planOf(system), { traces: true });
  run.advance(119e6);
  const before = tree(run);
  expect(before.at(-1)).toBe('          118ms attempt jobs -> mail.send redelivery 1: open');
  const moment = run.snapshot();
  run.advance();
  expect(tree(run).length).toBe(before.length + 2);
  const hash = run.stateHash();
  run.restore(moment);
  expect(tree(run)).toEqual(before);
  run.advance();
  expect(run.stateHash()).toBe(hash);
});

test('whoever follows messages and notifies changes nothing', () => {
  const system = shop([{ send: 'jobs' }, { notify: 'points.give' }], orders({ visibility: '15ms' }));
  const hashOf = (traces: boolean) => simulate(system, { traces }).stateHash();
  expect(hashOf(true)).toBe(hashOf(false));
});
