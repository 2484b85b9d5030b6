/** A journal tells everything that is counted, once, in the order it happened, and nothing else. */
import { describe, expect, it, test } from 'vitest';
import {
  factsOf,
  JOURNAL_KINDS,
  type JournalFact,
  type JournalFactKind,
  type JournalKind,
  metricNamed,
  Run,
} from '../../../src/sim/index.ts';
import { planOf } from '../../support/simulate.ts';

/** Requests, calls that are retried, work for callers who have left, messages that are given up, a fault with a ramp. */
const SYSTEM = {
  run: { length: '20s' },
  services: {
    web: {
      concurrency: { threads: 20 },
      queue: { limit: 5 },
      operations: {
        ask: [
          { work: '2ms' },
          { call: 'store.read', timeout: '30ms', retry: { attempts: 3 } },
          { send: 'notes' },
        ],
      },
    },
    store: {
      replicas: 2,
      concurrency: { threads: 2 },
      queue: { limit: 3 },
      operations: { read: [{ work: { exponential: '8ms' } }] },
    },
    clerk: {
      concurrency: { threads: 1 },
      queue: { limit: 1 },
      operations: { file: [{ work: { exponential: '15ms' } }] },
    },
  },
  brokers: {
    post: {
      kind: 'queue',
      queues: { notes: { visibility: '100ms', receives: 2, 'dead-letter': 'lost' }, lost: {} },
    },
  },
  consumers: [{ from: 'notes', call: 'clerk.file', concurrency: 3, timeout: '40ms' }],
  load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '60/s' }, within: '50ms' }],
  faults: [{ slow: 'store', factor: 8, at: '5s', for: '4s', ramp: { in: '1s', out: '1s' }, name: 'mud' }],
};

const plan = planOf(SYSTEM);

/** Runs in steps, reading after each. */
function journalOf(
  journal: readonly JournalKind[] = JOURNAL_KINDS,
  steps = 400,
): { facts: JournalFact[]; run: Run } {
  const run = new Run(plan, { seed: '5', journal, moments: [0, 20e9] });
  const facts: JournalFact[] = [];
  for (let i = 1; i <= steps; i++) {
    run.advance((20e9 * i) / steps);
    run.journal?.read((fact) => facts.push(fact));
  }
  return { facts, run };
}

const { facts, run } = journalOf();
const whole = run.interval(0, 20e9);
const of = <K extends JournalFactKind>(kind: K) =>
  facts.filter((fact): fact is JournalFact & { readonly kind: K } => fact.kind === kind);
/** A rate of the catalog, as the number of things it counts. */
const counted = (metric: string, kind: 'load' | 'edge' | 'queue' | 'service', index: number) =>
  Math.round(metricNamed(metric)!.valueOf(whole, { kind, index }) * whole.seconds);

describe('a journal', () => {
  it('tells in the order in which things happened', () => {
    expect(facts.length).toBeGreaterThan(5000);
    for (let i = 1; i < facts.length; i++) expect(facts[i].at).toBeGreaterThanOrEqual(facts[i - 1].at);
  });

  it('tells as many endings as are counted, of requests, calls and attempts', () => {
    const { edges } = plan.directory;
    edges.forEach((edge, index) => {
      const calls = [...of('request-ended'), ...of('call-ended')].filter((fact) => fact.edge === index);
      const attempts = of('attempt-ended').filter((fact) => fact.edge === index);
      const answered = calls.filter(({ ending }) => ['ok', 'degraded'].includes(ending.outcome));
      expect(answered.length, edge.name).toBe(counted('throughput', 'edge', index));
      const away = of('turned-away').filter((fact) => fact.edge === index);
      const sent = counted('attempts', 'edge', index);
      const share = metricNamed('turned-away')!.valueOf(whole, { kind: 'edge', index });
      expect(away.length, edge.name).toBe(Number.isNaN(share) ? 0 : Math.round(share * sent));
      expect(sent - attempts.length, edge.name).toBeLessThan(25);
    });
    const good = of('request-ended').filter(
      ({ ending, at, began }) => ending.outcome === 'ok' && at - began <= 50e6,
    );
    expect(good.length).toBe(counted('goodput-rate', 'load', 0));
  });

  it('tells of every request once', () => {
    const requests = of('request-ended').map(({ request }) => request);
    expect(new Set(requests).size).toBe(requests.length);
    expect(Math.max(...requests)).toBeLessThan(counted('offered', 'load', 0));
  });

  it('numbers the tries of a call from 1, without a gap', () => {
    const tries = new Map<string, number[]>();
    for (const { request, edge, tryNumber, startCause } of of('attempt-ended')) {
      expect(startCause === 'retry').toBe(tryNumber > 1);
      const key = `${request} ${edge}`;
      tries.set(key, [...(tries.get(key) ?? []), tryNumber]);
    }
    const read = [...tries].filter(([key]) => key.endsWith(` ${edgeNamed('web -> store.read')}`));
    expect(read.some(([, numbers]) => numbers.length === 3)).toBe(true);
    for (const [, numbers] of read) expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it('tells of a callee that works on for a caller who has left', () => {
    const left = of('attempt-ended').filter(({ ending }) => ending.outcome === 'timed-out');
    expect(left.length).toBeGreaterThan(100);
    const unwanted = of('frame-ended').filter(({ wanted }) => !wanted);
    expect(unwanted.length).toBe(
      Math.round(
        [0, 1, 2].reduce((sum, index) => {
          const share = metricNamed('unwanted')!.valueOf(whole, { kind: 'service', index });
          const ended = of('frame-ended').filter(({ post }) => serviceOf(post) === index).length;
          return sum + (Number.isNaN(share) ? 0 : share * ended);
        }, 0),
      ),
    );
    expect(unwanted.length).toBeGreaterThan(100);
  });

  it('follows a message from its publishing to its leaving', () => {
    const published = of('message-published');
    for (const [at, { message }] of published.entries()) expect(message).toBe(at);
    const left = new Map(of('message-left').map((fact) => [fact.message, fact]));
    for (const [message, { at, request, queue, how }] of left) {
      const birth = published[message];
      expect([birth.request, birth.queue]).toEqual([request, queue]);
      expect(at).toBeGreaterThanOrEqual(birth.at);
      if (how !== 'dead-lettered') continue;
      const again = published.find(
        (other) => other.at === at && other.request === request && other.queue !== queue,
      );
      expect(again, 'a dead letter is published to the queue of dead letters').toBeDefined();
    }
    const ways = new Set([...left.values()].map(({ how }) => how));
    expect([...ways].sort((a, b) => (a < b ? -1 : 1))).toEqual(['acknowledged', 'dead-lettered']);
    const twice = of('message-delivered').filter(({ deliveries }) => deliveries === 2);
    expect(twice.length).toBeGreaterThan(0);
    for (const { message, request } of of('message-handled')) {
      if (message >= 0) expect(published[message].request).toBe(request);
    }
  });

  it('tells of a fault with ramps from its beginning to its end', () => {
    const told = facts.filter((fact) => 'strength' in fact);
    expect([told[0].kind, told[0].at]).toEqual(['fault-began', 5e9]);
    expect(told.at(-1)).toMatchObject({ kind: 'fault-ended', strength: 0 });
    const between = told.slice(1, -1);
    expect(between.length).toBeGreaterThan(2);
    for (const { kind } of between) expect(kind).toBe('fault-changed');
    expect(Math.max(...told.map(({ strength }) => strength))).toBe(1);
  });

  it('says the same however often it is read', () => {
    expect(journalOf(JOURNAL_KINDS, 7).facts).toEqual(facts);
  });

  it.each(JOURNAL_KINDS)('of %s alone tells nothing else, and all of those', (kind) => {
    const belongs: Record<JournalKind, readonly JournalFactKind[]> = {
      requests: ['request-ended'],
      calls: ['call-ended'],
      attempts: ['attempt-ended'],
      frames: ['frame-began', 'frame-ended'],
      'turned-away': ['turned-away'],
      messages: ['message-published', 'message-delivered', 'message-handled', 'message-left'],
      policies: ['policy-changed'],
      health: ['view-changed', 'panic-began', 'panic-ended', 'replica-restarted'],
      faults: ['fault-began', 'fault-changed', 'fault-ended'],
    };
    expect(journalOf([kind], 20).facts).toEqual(facts.filter((fact) => belongs[kind].includes(fact.kind)));
  });

  it('holds what has not been read, and nothing of what has', () => {
    const unread = new Run(plan, { seed: '5', journal: JOURNAL_KINDS });
    unread.advance(10e9);
    expect(unread.journal?.waiting).toBeGreaterThan(4096);
    unread.journal?.read(() => {});
    expect(unread.journal?.waiting).toBe(0);
  });

  it('tells nothing of a time that the run has gone back before', () => {
    const back = new Run(plan, { seed: '5', journal: JOURNAL_KINDS });
    back.advance(2e9);
    const moment = back.snapshot();
    back.advance(4e9);
    back.restore(moment);
    const told: JournalFact[] = [];
    back.journal?.read((fact) => told.push(fact));
    expect(told).toEqual(facts.filter(({ at }) => at < 2e9));
  });
});

test('a journal tells how long a frame had waited, and nothing of those who found a slot', () => {
  const pair = planOf({
    run: { length: '1s' },
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '10ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { bursts: { size: 3, every: '600ms' } } }],
  });
  const run = new Run(pair, { journal: ['frames'] });
  run.advance();
  const waits: number[] = [];
  run.journal?.read((fact) => {
    if (fact.kind === 'frame-began') waits.push(fact.waited / 1e6);
  });
  expect(waits).toEqual([0, 10, 20]);
});

test('a journal does not know whose message was handled that another had settled meanwhile', () => {
  const slow = planOf({
    run: { length: '1s' },
    services: {
      web: { concurrency: { threads: 9 }, operations: { ask: [{ send: 'jobs' }] } },
      worker: { concurrency: { threads: 9 }, operations: { do: [{ work: '30ms' }] } },
    },
    brokers: { bus: { kind: 'queue', queues: { jobs: { visibility: '20ms', receives: 2 } } } },
    consumers: [{ from: 'jobs', call: 'worker.do', concurrency: 4 }],
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '100ms' } },
        profile: [{ step: 0, at: '250ms' }],
      },
    ],
  });
  const run = new Run(slow, { journal: ['messages'] });
  run.advance();
  const handled: string[] = [];
  run.journal?.read((fact) => {
    if (fact.kind === 'message-handled') handled.push(`${fact.at / 1e6}ms ${fact.message} ${fact.request}`);
  });
  // Each is worked on for 30 ms and delivered again after 20; what is handled first settles it.
  expect(handled).toEqual(['130ms 0 0', '150ms -1 -1', '230ms 1 1', '250ms -1 -1']);
});

describe('a journal of faults', () => {
  const faultyOnce = {
    run: { length: '4s' },
    services: { web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults: [{ slow: 'web', factor: 2, at: '1s', for: '2s', ramp: { in: '40ms', shape: 'step' } }],
  };
  const faultyTwice = {
    ...faultyOnce,
    faults: [...faultyOnce.faults, { pause: 'web', at: '1s', for: '1ms' }],
  };
  const faulty = planOf(faultyOnce);
  const rest = (run: Run) => {
    const told: string[] = [];
    run.advance();
    run.journal?.read((fact) => {
      if ('strength' in fact) told.push(`${fact.at / 1e6}ms ${fact.kind} ${fact.strength}`);
    });
    return told;
  };
  const all = [
    '1000ms fault-began 0.25',
    '1010ms fault-changed 0.5',
    '1020ms fault-changed 0.75',
    '1030ms fault-changed 1',
    '3000ms fault-ended 0',
  ];

  it('tells when it comes, changes and goes', () => {
    expect(rest(new Run(faulty, { journal: ['faults'] }))).toEqual(all);
  });

  it('tells all of it once, whichever instant the run goes back to, and however much has been read', () => {
    for (const at of [1.01e9, 1.02e9, 1.025e9]) {
      const run = new Run(faulty, { journal: ['faults'] });
      run.advance(at);
      const moment = run.snapshot();
      run.advance(2e9);
      run.restore(moment);
      const end = run.snapshot();
      expect(rest(run), `${at}`).toEqual(all);
      run.restore(end);
      run.advance(2e9);
      run.restore(moment);
      expect(rest(run), `${at}`).toEqual(all.filter((line) => Number.parseFloat(line) >= at / 1e6));
    }
  });

  it('keeps what happened of an instant in whose middle the run stood still', () => {
    const two = planOf(faultyTwice);
    const run = new Run(two, { journal: ['faults'] });
    while (run.journal?.waiting !== 1) run.advance(2e9, 1);
    const moment = run.snapshot();
    run.advance(2e9);
    run.restore(moment);
    expect(rest(run)).toEqual(rest(new Run(two, { journal: ['faults'] })));
  });

  it('knows that it is there when the run goes back to its middle, or another begins there', () => {
    const run = new Run(faulty, { journal: ['faults'] });
    run.advance(1.015e9);
    const moment = run.snapshot();
    const fork = run.fork();
    expect(rest(run)).toEqual(all);
    run.restore(moment);
    expect(rest(run)).toEqual(all.slice(2));
    expect(rest(fork)).toEqual(all.slice(2));
  });
});

/** Two callers with a breaker each, and a store that answers nothing for a while and crashes later. */
const BREAKING = planOf({
  run: { length: '20s' },
  services: {
    web: {
      replicas: 2,
      concurrency: { threads: 20 },
      operations: {
        ask: [
          {
            call: 'store.read',
            retry: { attempts: 3 },
            breaker: { 'failure-rate': '50%', window: 10, minimum: 5, open: '1s', probes: 2 },
          },
        ],
      },
    },
    store: {
      replicas: 2,
      concurrency: { threads: 8 },
      operations: { read: [{ work: { exponential: '30ms' } }] },
    },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '60/s' } }],
  faults: [
    { crash: 'store', at: '5s', for: '2s' },
    {
      crash: 'store',
      name: 'crash-again',
      replicas: 1,
      at: '12s',
      for: '50ms',
      repeat: { every: '200ms', times: 20 },
    },
  ],
});

const EDGE_TO_STORE = BREAKING.directory.edges.findIndex(({ name }) => name === 'web -> store.read');

describe('a journal of what crashes and breaks', () => {
  const broken = new Run(BREAKING, { seed: '2', journal: JOURNAL_KINDS });
  broken.advance();
  const told: JournalFact[] = [];
  broken.journal?.read((fact) => told.push(fact));

  it('tells of each state that a breaker comes into, at each caller', () => {
    const states = told.flatMap((fact) =>
      fact.kind === 'policy-changed'
        ? `${fact.at} layer ${fact.layer} of client ${fact.client}: ${fact.state}`
        : [],
    );
    const seen = factsOf(BREAKING, { seed: '2' }).filter(({ what }) => what === 'policy');
    expect(states).toEqual(seen.map(({ at, how }) => `${at} ${how}`));
    expect(new Set(states.map((state) => state.split(' ').slice(-2).join(' ')))).toEqual(
      new Set(['0: 0', '0: 1', '0: 2', '1: 0', '1: 1', '1: 2']),
    );
  });

  it('keeps the number of a try whose callee crashes under it', () => {
    const tries = new Map<number, number[]>();
    let crashed = 0;
    for (const fact of told) {
      if (fact.kind !== 'attempt-ended' || fact.edge !== EDGE_TO_STORE) continue;
      if (fact.ending.outcome === 'error') crashed += 1;
      tries.set(fact.request, [...(tries.get(fact.request) ?? []), fact.tryNumber]);
    }
    expect(crashed).toBeGreaterThan(10);
    for (const numbers of tries.values()) expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });
});

it('numbers hedges and the tries of hedges in the order they were sent', () => {
  const hedged = planOf({
    run: { length: '299ms' },
    services: {
      web: { concurrency: { async: 9 }, operations: { ask: [{ sleep: '50ms' }, { fail: '100%' }] } },
    },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { bursts: { size: 1, every: '150ms' } },
        policies: [{ hedge: { delay: '20ms', max: 2, 'late-only': true } }, { retry: { attempts: 2 } }],
      },
    ],
  });
  const run = new Run(hedged, { seed: '1', journal: ['attempts'] });
  run.advance();
  const told: unknown[] = [];
  run.journal?.read((fact) => {
    if (fact.kind === 'attempt-ended') told.push([fact.began / 1e6, fact.startCause, fact.tryNumber]);
  });
  expect(told).toEqual([
    [150, 'arrival', 1],
    [170, 'hedge', 2],
    [200, 'retry', 3],
    [220, 'retry', 4],
  ]);
});

function edgeNamed(name: string): number {
  return plan.directory.edges.findIndex((edge) => edge.name === name);
}

function serviceOf(post: number): number {
  return plan.directory.replicas[plan.directory.postReplica[post]].service;
}

test('a journal begins with what happens, not with the spare replicas that callers never knew of', () => {
  const spare = planOf({
    run: { length: '2s' },
    services: {
      web: {
        replicas: 1,
        scaling: { most: 3, 'start-up': '100ms' },
        concurrency: { threads: 1 },
        operations: { ask: [{ work: '10ms' }] },
      },
    },
    load: [{ name: 'people', operation: 'web.ask', arrivals: { constant: '10/s' } }],
    faults: [{ scale: 'web', to: 2, at: '1s' }],
  });
  const told: JournalFact[] = [];
  const run = new Run(spare, { journal: JOURNAL_KINDS.filter((kind) => kind === 'health') });
  run.journal?.read((fact) => told.push(fact));
  expect(told).toEqual([]);
  run.advance();
  run.journal?.read((fact) => told.push(fact));
  expect(told.map(({ kind, at }) => [kind, at])).toEqual([['view-changed', 1.1e9]]);
});
