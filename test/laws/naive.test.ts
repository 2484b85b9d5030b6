/** The engine and a naive program agree about every call, attempt, start and end, to the nanosecond. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { factsOf } from '../timelines/facts.ts';
import { Choices, choices } from './choices.ts';
import {
  type NaiveCall,
  type NaivePolicy,
  type NaiveService,
  type NaiveStep,
  type NaiveSystem,
  naiveFacts,
} from './naive.ts';

const LENGTH = 300_000_000;
const NAMES = ['a', 'b', 'c', 'd'];

/** So odd a length that hardly two things fall on the same instant, up to 20 ms. */
const oddLength = (c: Choices) => 1 + c.below(2000) * 9973 + c.below(9973);
const ns = (length: number) => `${length}ns`;

function policies(c: Choices): NaivePolicy[] {
  const drawn = c.some(0, 3, () =>
    c.one([
      (): NaivePolicy => ({ timeout: oddLength(c) }),
      () => ({ attempts: c.from(2, 4), pause: oddLength(c) }),
      () => ({ timeout: 2 * oddLength(c) }),
      () => ({ bulkhead: c.from(1, 6) }),
      () => ({ fallback: true as const }),
      () => ({ hedge: oddLength(c), most: c.from(2, 3) }),
    ])(),
  );
  // Of hedges inside hedges it is left open whose callee hears first that it is not wanted, all in one instant.
  const hedge = drawn.find((policy) => 'hedge' in policy);
  return drawn.filter((policy) => !('hedge' in policy) || policy === hedge);
}

/** One or more of them. Whom one asks twice in one instant is asked in an order that only luck knows. */
function someOf<T>(c: Choices, all: readonly T[]): T[] {
  const first = c.one(all);
  return all.filter((one) => one === first || c.chance(2));
}

function build(c: Choices): { system: NaiveSystem; rates: Record<string, number> } {
  const names = NAMES.slice(0, c.from(1, 4));
  const latencies = new Map<string, number>();
  const latency = (from: string, to: string) => latencies.get(`${from} ${to}`) as number;
  const callOf = (from: string, callees: readonly string[]): NaiveCall => {
    const to = c.one(callees);
    if (!latencies.has(`${from} ${to}`)) latencies.set(`${from} ${to}`, (oddLength(c) % 2_000_000) | 1);
    return { to: `${to}.do`, policies: policies(c) };
  };
  const services = Object.fromEntries(
    names.map((name, i): [string, NaiveService] => {
      const callees = names.slice(i + 1);
      const step = (): NaiveStep =>
        callees.length === 0 || c.chance(2)
          ? oddLength(c)
          : someOf(c, callees).map((one) => callOf(name, [one]));
      return [
        name,
        {
          threads: c.from(1, 4),
          places: c.from(0, 6),
          order: c.one(['fifo', 'lifo']),
          ...(c.chance(3) ? { wait: oddLength(c) } : {}),
          cancellation: c.one(['none', 'queued', 'full']),
          operations: { do: c.some(1, 3, step) },
        },
      ];
    }),
  );
  const loads = c.some(1, 2, (i) => [`load${i}`, callOf(`load${i}`, names)] as const);
  const rates = Object.fromEntries(loads.map(([name]) => [name, c.from(20, 400)]));
  const faults = c.some(0, 3, () => ({
    service: c.one(names),
    at: 5 * oddLength(c),
    for: 5 * oddLength(c),
    ...(c.chance(2) ? { slow: c.from(2, 8) } : {}),
  }));
  return { system: { services, loads: Object.fromEntries(loads), faults, latency }, rates };
}

/** The same system as a scenario has it. */
function written({ services, loads, faults, latency }: NaiveSystem, rates: Record<string, number>) {
  const between: object[] = [];
  const chain = (from: string, { to, policies }: NaiveCall) => {
    const [callee] = to.split('.');
    const known = between.some(
      (one) => 'from' in one && 'to' in one && one.from === from && one.to === callee,
    );
    if (!known) between.push({ from, to: callee, latency: ns(latency(from, callee)) });
    return {
      policies: policies.map((policy) => {
        if ('timeout' in policy) return { timeout: ns(policy.timeout) };
        if ('bulkhead' in policy) return { bulkhead: { limit: policy.bulkhead } };
        if ('hedge' in policy) return { hedge: { delay: ns(policy.hedge), max: policy.most } };
        if ('fallback' in policy) return { fallback: { value: 'degraded' } };
        const { attempts, pause } = policy;
        return { retry: { attempts, backoff: { base: ns(pause), kind: 'fixed', jitter: 'none' } } };
      }),
    };
  };
  const stepOf = (name: string, step: NaiveStep) => {
    if (typeof step === 'number') return { work: ns(step) };
    const calls = step.map((one) => ({ call: one.to, ...chain(name, one) }));
    return calls.length === 1 ? calls[0] : { parallel: calls };
  };
  return {
    run: { length: ns(LENGTH), seed: 1, window: '100ms' },
    services: Object.fromEntries(
      Object.entries(services).map(([name, { threads, places, order, wait, cancellation, operations }]) => [
        name,
        {
          concurrency: { threads },
          queue: { limit: places, order, ...(wait === undefined ? {} : { wait: ns(wait) }) },
          cancellation,
          operations: { do: operations.do.map((step) => stepOf(name, step)) },
        },
      ]),
    ),
    load: Object.entries(loads).map(([name, one]) => ({
      name,
      operation: one.to,
      arrivals: { constant: `${rates[name]}/s` },
      ...chain(name, one),
    })),
    network: { between },
    faults: faults.map(({ service, at, for: length, slow }, i) => ({
      ...(slow === undefined ? { crash: service } : { slow: service, factor: slow }),
      name: `fault${i}`,
      at: ns(at),
      for: ns(length),
    })),
  };
}

test('a naive program agrees with the engine about everything that happens in random systems of calls', () => {
  let facts = 0;
  fc.assert(
    fc.property(choices, (numbers) => {
      const { system, rates } = build(new Choices(numbers));
      const scenario = written(system, rates);
      const happened = factsOf(scenario).filter(({ what }) => what !== 'fault' && what !== 'policy');
      const arrivals = happened
        .filter(({ what }) => what === 'request')
        .map(({ where, at }) => ({ load: where, at }));
      const said = happened.map(
        ({ at, what, where, how }) =>
          `${String(at).padStart(9)} ${what} ${where}${how === '' ? '' : `: ${how}`}`,
      );
      facts += said.length;
      expect(said.sort(), stringify(scenario)).toEqual(naiveFacts(system, arrivals, LENGTH).sort());
    }),
    {
      numRuns: 300,
      seed: Number(process.env.KNOCKON_LAWS_SEED ?? 42),
      interruptAfterTimeLimit: 20_000,
    },
  );
  // Not of empty systems.
  expect(facts).toBeGreaterThan(100_000);
});
