/** What does nothing changes nothing, and what does something changes nothing but what it touches. */
import { expect, test } from 'vitest';
import {
  exampleSystem,
  faults,
  type Interval,
  metricCatalog,
  type Plan,
  policies,
  Run,
  subjectsOf,
} from '../../src/sim/index.ts';
import { CALLS_BEGUN } from '../../src/sim/observe/counters.ts';
import { planOf } from '../support/simulate.ts';
import { factsOf, instantsOf } from '../timelines/facts.ts';
import { inForce, runTo, troubles } from './inside.ts';
import { holdsFor, isAboutAnswers, LENGTH, type RawSystem } from './random-system.ts';

function ran(system: RawSystem, seed: string): Run {
  return runTo(new Run(planOf(system), { seed }));
}

function withFaults(system: RawSystem, ...more: RawSystem[]): RawSystem {
  return { ...system, faults: [...((system.faults as RawSystem[] | undefined) ?? []), ...more] };
}

/** The example system, busy and flawed: somebody waits, something fails, and it matters who asks for what. */
function underStress(system: RawSystem): RawSystem {
  const services = system.services as Record<string, RawSystem>;
  const payments = {
    ...services.payments,
    concurrency: { threads: 2 },
    balancer: { 'ring-hash': {} },
    operations: { charge: [{ work: { exponential: '20ms' } }, { fail: '5%' }] },
  };
  return {
    ...system,
    run: { length: '60s', seed: 1 },
    services: { ...services, orders: { ...services.orders, concurrency: { threads: 2 } }, payments },
  };
}

function firstService(system: RawSystem): string {
  return Object.keys(system.services as RawSystem)[0];
}

test('a fault of no size changes nothing', () => {
  holdsFor(
    {},
    (system, seed) => {
      const service = firstService(system);
      const load = String((system.load as RawSystem[])[0].name);
      const nothing = [
        { slow: service, factor: 1 },
        { errors: service, share: '0%' },
        {
          delay: `* -> ${String((system.load as RawSystem[])[0].operation ?? service).split('.')[0]}`,
          by: '0ms',
        },
        { surge: load, factor: 1 },
        { crash: service, probability: '0%' },
        { 'cold-start': service, factor: 1, takes: '100ms' },
        { 'noisy-neighbour': service, share: '0%' },
        { 'gc-pressure': service, each: '0%' },
        { 'memory-leak': service, requests: 1e9, factor: 1 },
        { shrink: service, to: '100%' },
        { 'lock-contention': service, hold: '0ms' },
        { 'tail-inflation': service, share: '0%', extra: '50ms' },
        { 'expensive-requests': service, share: '0%', factor: 9 },
        { 'slow-errors': service, share: '0%', after: '1ms' },
        { hang: service, share: '0%' },
        { errors: service, share: '100%', match: { share: '0%' } },
      ].map((fault, i) => ({ ...fault, name: `nothing${i}`, at: '110ms', for: '500ms' }));
      const called = JSON.stringify(system.load).includes(`"${service}.`);
      const usable = called ? nothing : nothing.filter((fault) => !('delay' in fault));
      expect(ran(withFaults(system, ...usable), seed).hash).toBe(ran(system, seed).hash);
    },
    40,
  );
});

/** What must go wrong besides, that a fault may have anything to make worse. */
const COMPANY: Readonly<Record<string, RawSystem>> = {
  'stale-membership': { crash: 'orders', replicas: 'one', at: '31s', for: '5s', name: 'company' },
};

test.each(Object.values(faults).map((fault) => [fault.name, fault] as const))(
  '%s changes nothing before it begins, leaves nothing behind, and changes nothing at all when it does not happen',
  (_, fault) => {
    const stressed = underStress(exampleSystem as RawSystem);
    const company = COMPANY[fault.name];
    const system = company === undefined ? stressed : withFaults(stressed, company);
    const without = new Run(planOf(system), { moments: [30e9] });
    const timed = { ...fault.example, at: '30s', for: '10s' };
    const plan = planOf(withFaults(system, timed));
    const during = new Run(plan);
    runTo(without, 30e9);
    runTo(during, 30e9);
    expect(during.hash).toBe(without.hash);
    expect(metricsOf(during.interval(0, 30e9), plan)).toEqual(metricsOf(without.interval(0, 30e9), plan));
    runTo(without);
    runTo(during);
    expect(during.hash).not.toBe(without.hash);
    expect(inForce(during)).toEqual(inForce(without));
    expect(during.faults.at(-1)?.strength).toBe(0);
    expect(during.faults.at(-1)?.hits).toBeGreaterThan(0);
    expect(troubles(during)).toEqual([]);
    const never = runTo(new Run(planOf(withFaults(system, { ...timed, probability: '0%' }))));
    expect(never.hash).toBe(without.hash);
  },
);

/** A service that nobody else calls, with a load of its own: the first of all, or the last. */
function withIsland(system: RawSystem, first = false): RawSystem {
  const island = { concurrency: { threads: 1 }, operations: { rest: [{ work: { exponential: '3ms' } }] } };
  const islanders = {
    name: 'islanders',
    operation: 'island.rest',
    arrivals: { poisson: '300/s' },
    patience: '5ms',
  };
  const services = system.services as RawSystem;
  return {
    ...system,
    services: first ? { island, ...services } : { ...services, island },
    load: [...(system.load as RawSystem[]), islanders],
  };
}

test.each(Object.values(faults).map((fault) => [fault.name, fault] as const))(
  '%s does the same to everybody, whoever else there is',
  (_, fault) => {
    const system = { ...underStress(exampleSystem as RawSystem), run: { length: '20s', seed: 1 } };
    const faulty = withFaults(system, { ...fault.example, at: '5s', for: '10s' });
    const alone = ran(faulty, '1');
    for (const first of [true, false]) {
      const beside = ran(withIsland(faulty, first), '1');
      expect(alone.plan.loads.map((_, load) => beside.loadHash(load))).toEqual(
        alone.plan.loads.map((_, load) => alone.loadHash(load)),
      );
    }
  },
);

test('a service that nobody else calls, with a load of its own, changes nobody else', () => {
  holdsFor(
    {},
    (system, seed) => {
      const [alone, beside] = [ran(system, seed), ran(withIsland(system), seed)];
      expect(alone.plan.loads.map((_, load) => beside.loadHash(load))).toEqual(
        alone.plan.loads.map((_, load) => alone.loadHash(load)),
      );
      const others = metricsOf(beside.interval(0, LENGTH), alone.plan);
      expect(others).toEqual(metricsOf(alone.interval(0, LENGTH), alone.plan));
    },
    40,
  );
});

/** Every number about everybody in the plan, by name; the run as a whole and the faults set aside. */
function metricsOf(interval: Interval, plan: Plan): Record<string, number> {
  const found: Record<string, number> = {};
  for (const metric of metricCatalog) {
    for (const kind of metric.subjects.filter((each) => each !== 'run' && each !== 'fault')) {
      const known = new Set(subjectsOf(plan.directory, kind).map(({ name }) => name));
      for (const subject of subjectsOf(interval.directory, kind)) {
        if (known.has(subject.name))
          found[`${metric.name} of ${kind} ${subject.name}`] = metric.valueOf(interval, subject);
      }
    }
  }
  return found;
}

// ---- health --------------------------------------------------------------------------------------

/** The services of a system with other keys. */
function withServices(system: RawSystem, change: (spec: RawSystem) => RawSystem): RawSystem {
  const services = Object.entries(system.services as Record<string, RawSystem>);
  return { ...system, services: Object.fromEntries(services.map(([name, spec]) => [name, change(spec)])) };
}

test('an ejection that never ejects anybody changes nothing', () => {
  holdsFor(
    {},
    (given, seed) => {
      const idle = { consecutive: 1_000_000, 'success-rate': 'none', every: '7ms' };
      const plain = withServices(given, ({ ejection: _, ...spec }) => spec);
      const minded = withServices(plain, (spec) => ({ ...spec, ejection: idle }));
      // Without a preset's word a check panics at half of the replicas, as with this one's.
      expect(ran(minded, seed).hash).toBe(ran(plain, seed).hash);
    },
    40,
  );
});

/** Without those that would wait for one that is not among them; they only wait for earlier ones. */
function thoseThatCome(faults: readonly RawSystem[]): RawSystem[] {
  const kept: RawSystem[] = [];
  for (const fault of faults) {
    const { began, ended } = (fault.when ?? {}) as RawSystem;
    const awaited = began ?? ended;
    if (awaited === undefined || kept.some(({ name }) => name === awaited)) kept.push(fault);
  }
  return kept;
}

test('checks in a lane of their own on which nobody acts change nobody else', () => {
  holdsFor(
    {},
    (given, seed) => {
      const plain = withServices(given, ({ health: _, ejection: __, ...spec }) => spec);
      // A fault of a checker of the random system would aim at nobody.
      plain.faults = thoseThatCome(
        ((plain.faults ?? []) as RawSystem[]).filter(
          (fault) =>
            fault.misjudge === undefined &&
            !Object.values(fault).some((aim) => /^[^ ]+\/(readiness|liveness) ->/.test(String(aim))),
        ),
      );
      const idle = {
        check: { lane: 'dedicated', every: '3ms', timeout: '2ms', unhealthy: 1000, 'on-failure': 'restart' },
      };
      const [alone, beside] = [
        ran(plain, seed),
        ran(
          withServices(plain, (spec) => ({ ...spec, health: idle })),
          seed,
        ),
      ];
      expect(alone.plan.loads.map((_, load) => beside.loadHash(load))).toEqual(
        alone.plan.loads.map((_, load) => alone.loadHash(load)),
      );
      const healthless = (numbers: Record<string, number>) =>
        Object.fromEntries(
          Object.entries(numbers).filter(
            ([name]) => !/^(healthy|ejected|panic|turned-back|turned-back-by-health) of/.test(name),
          ),
        );
      expect(healthless(metricsOf(beside.interval(0, LENGTH), alone.plan))).toEqual(
        healthless(metricsOf(alone.interval(0, LENGTH), alone.plan)),
      );
    },
    40,
  );
});

// ---- policies ------------------------------------------------------------------------------------

/** Settings with which a policy never acts. A new policy needs a line here. */
const IDLE: Record<string, unknown> = {
  timeout: { after: '1h', connect: '30m' },
  retry: { attempts: 1, backoff: { base: '1ms', jitter: 'full' }, elsewhere: true, budget: { envoy: {} } },
  breaker: { 'failure-rate': '100%', window: 1000, minimum: 1000 },
  throttle: { most: '0%' },
  bulkhead: { limit: 1_000_000 },
  hedge: { delay: '1h', on: [] },
  fallback: { value: 'degraded', on: [] },
  coalesce: { followers: 0 },
  cache: { ttl: '0s' },
  limiter: { kind: 'concurrency', limit: 1_000_000 },
  'adaptive-rate': { on: [] },
  'adaptive-concurrency': { kind: 'aimd', initial: 1_000_000, min: 1_000_000, max: 1_000_000 },
};

/**
 * The same at the callee's door; several, where one policy has several ways to judge. A leaky bucket is
 * not among them: of two that come at one instant it holds the second back, however fast it drains.
 */
const IDLE_GATES: Record<string, readonly unknown[]> = {
  limiter: [
    { kind: 'concurrency', limit: 1_000_000 },
    { kind: 'token-bucket', rate: '1000M/s', burst: 1_000_000 },
    { kind: 'fixed-window', limit: 1_000_000, window: '1ms' },
  ],
  'adaptive-concurrency': [
    { kind: 'aimd', initial: 1_000_000, min: 1_000_000, max: 1_000_000 },
    { kind: 'gradient', min: 1_000_000, max: 1_000_000 },
  ],
  shed: [
    { by: 'expected-wait', target: '1h' },
    { by: 'utilisation', above: '100%' },
    { by: 'dagor', target: '1h' },
  ],
};

/** So many failed calls in a row are what even the most patient breaker waits for. */
const IDLE_UP_TO = 1000;

function busiestEdge(run: Run): number {
  const whole = run.interval(0, LENGTH);
  return Math.max(
    ...run.plan.directory.edges.map((_, edge) => whole.attempts(edge) + whole.edge(edge, CALLS_BEGUN)),
  );
}

const around = Object.values(policies).filter((policy) => 'machine' in policy);
const atDoor = Object.values(policies).filter((policy) => 'gate' in policy);

test('the laws of idle policies know every policy of the catalog, on each side of a call where it may be', () => {
  expect(around.filter(({ name }) => IDLE[name] === undefined)).toEqual([]);
  expect(atDoor.filter(({ name }) => IDLE_GATES[name] === undefined)).toEqual([]);
});

test('a gate that lets everybody in changes nothing, before or behind others', () => {
  const idle = atDoor.flatMap(({ name }) => IDLE_GATES[name].map((params) => ({ [name]: params })));
  const lists: [unknown[], unknown[]][] = [
    ...idle.flatMap((gate): [unknown[], unknown[]][] => [
      [[gate], []],
      [[], [{ ...gate, 'reject-cost': '1s' }]],
    ]),
    [idle, []],
    [[...idle].reverse(), idle.slice(0, 4)],
  ];
  holdsFor(
    {},
    (system, seed) => {
      const { hash } = ran(system, seed);
      lists.forEach(([outer, inner], i) => {
        const guarded = mapped(system, (entry) =>
          'operations' in entry
            ? { ...entry, admission: [...outer, ...((entry.admission as unknown[]) ?? []), ...inner] }
            : entry,
        );
        expect(ran(guarded, seed).hash, `with idle gates ${i}: ${JSON.stringify(lists[i])}`).toBe(hash);
      });
    },
    25,
  );
});

test('a policy that never acts changes nothing, inside or outside of others, in either order with the others', () => {
  const idle = around.flatMap(({ name }) => (IDLE[name] === undefined ? [] : [{ [name]: IDLE[name] }]));
  const lists: [unknown[], unknown[]][] = [
    ...idle.flatMap((policy): [unknown[], unknown[]][] => [
      [[policy], []],
      [[], [policy]],
      [[policy, policy], []],
    ]),
    // As many at a time as a list may hold beside what a caller has: each pair of them in one order, then in the other.
    ...inPieces(idle, 12).flatMap((some): [unknown[], unknown[]][] => [
      [some, []],
      [[...some].reverse(), []],
    ]),
  ];
  holdsFor(
    {},
    (given, seed) => {
      // A deadline that travels is an act; and whoever waits for a lost notice is waited for as long as the policy says.
      const system = mapped(given, (entry) => ({
        ...entry,
        ...('deadlines' in entry ? { deadlines: 'local' } : {}),
      }));
      const plain = ran(system, seed);
      if (busiestEdge(plain) >= IDLE_UP_TO) return;
      const { hash } = plain;
      lists.forEach(([outer, inner], i) => {
        const wrapped = mapped(system, (entry) => {
          const calls =
            'call' in entry ||
            'send' in entry ||
            'publish' in entry ||
            'arrivals' in entry ||
            'users' in entry;
          if (!calls) return entry;
          const own = (entry.policies as RawSystem[] | undefined) ?? [];
          const isMessage = 'send' in entry || 'publish' in entry;
          const mayStand = (idle: unknown) => !(isMessage && isAboutAnswers(idle as RawSystem));
          const outside = outer.filter((idle) => leavesLuck(idle, own));
          return { ...entry, policies: [...outside, ...own, ...inner].filter(mayStand) };
        });
        expect(ran(wrapped, seed).hash, `with idle policies ${i}: ${JSON.stringify(lists[i])}`).toBe(hash);
      });
    },
    12,
  );
});

/**
 * Two layers of one policy in a chain are told apart by their order, and so is their luck: one more
 * outside of another of its kind is another world where the kind draws luck.
 */
function leavesLuck(idle: unknown, own: readonly RawSystem[]): boolean {
  const [kind] = Object.keys(idle as RawSystem);
  const kinds = own.flatMap((entry) =>
    'preset' in entry ? ['retry', 'throttle', 'breaker'] : Object.keys(entry),
  );
  return !['retry', 'throttle', 'breaker'].includes(kind) || !kinds.includes(kind);
}

function inPieces<T>(list: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, i) =>
    list.slice(i * length, (i + 1) * length),
  );
}

/** A copy of plain data with every mapping in it changed. */
function mapped(node: RawSystem, change: (entry: RawSystem) => RawSystem): RawSystem {
  const walk = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== 'object' || each === null) return each;
    // What a policy calls is no caller.
    const entries = Object.entries(each).map(([key, value]) => [
      key,
      key === 'policies' ? value : walk(value),
    ]);
    return change(Object.fromEntries(entries));
  };
  return walk(node) as RawSystem;
}

// ---- balancers ------------------------------------------------------------------------------------

test('a call that says what its callee says anyway changes nothing, and then the callee need not say it', () => {
  let apart = 0;
  holdsFor(
    {},
    (system, seed) => {
      const services = system.services as Record<string, RawSystem>;
      const ownOf = (operation: string) => services[operation.split('.')[0]].balancer ?? 'round-robin';
      // One balancer cannot repeat what two callees say; and what a fallback calls goes by its callee's.
      let allSay = !/"fallback":\{"call"/.test(JSON.stringify(system));
      const saying = mapped(system, (entry) => {
        const asked = [entry.call ?? entry.notify ?? entry.operation ?? Object.keys(entry.mix ?? {})].flat();
        const calls =
          'call' in entry ||
          'notify' in entry ||
          (('arrivals' in entry || 'users' in entry) && 'name' in entry);
        if (!calls || entry.balancer !== undefined) return entry;
        const owns = new Set((asked as string[]).map(ownOf));
        if (owns.size > 1) allSay = false;
        return owns.size > 1 ? entry : { ...entry, balancer: [...owns][0] };
      });
      const { hash } = ran(system, seed);
      expect(ran(saying, seed).hash).toBe(hash);
      if (!allSay) return;
      apart += 1;
      const silent = withServices(saying, ({ balancer: own, ...spec }) => ({
        ...spec,
        balancer: own === 'two-choices' ? 'least-requests' : 'two-choices',
      }));
      expect(ran(silent, seed).hash).toBe(hash);
    },
    60,
  );
  expect(apart).toBeGreaterThan(20);
});

// ---- luck ----------------------------------------------------------------------------------------

/** Room for everybody, so nobody's time depends on anybody else. */
const roomy = (steps: unknown[], more: RawSystem = {}): RawSystem => ({
  run: { length: '5s' },
  services: {
    web: {
      concurrency: { threads: 1000 },
      operations: { ask: steps, other: [{ work: { exponential: '9ms' } }] },
    },
    store: { concurrency: { threads: 1000 }, operations: { read: [{ work: { exponential: '5ms' } }] } },
  },
  load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: '100/s' } }],
  ...more,
});
const ASK = [{ work: { exponential: '4ms' } }, { call: 'store.read' }];

test('more load, other faults, more services leave the luck of a request as it was', () => {
  const plain = ran(roomy(ASK), '3');
  const busy = roomy(ASK);
  const more = {
    ...busy,
    services: {
      ...(busy.services as RawSystem),
      last: { concurrency: { threads: 9 }, operations: { go: [{ work: { exponential: '1ms' } }] } },
    },
    load: [
      { name: 'robots', operation: 'web.other', arrivals: { poisson: '400/s' }, retry: { attempts: 3 } },
      ...(busy.load as RawSystem[]),
      { name: 'guests', operation: 'last.go', users: 5 },
    ],
    faults: [
      { errors: 'web.other', share: '50%' },
      { slow: 'last', factor: 3, at: '1s' },
    ],
  };
  expect(ran(more, '3').loadHash(1)).toBe(plain.loadHash(0));
});

test('a policy on a call and a step put before another leave arrivals and work draws as they were', () => {
  const heldBy = (facts: ReturnType<typeof factsOf>) => {
    const started = new Map<number, number>();
    const held: number[] = [];
    for (const { at, what, where, row } of facts) {
      if (where !== 'web -> store.read') continue;
      if (what === 'start') started.set(row, at);
      else if (what === 'done') held.push(at - (started.get(row) as number));
    }
    return held.sort((a, b) => a - b);
  };
  const plain = factsOf(roomy(ASK), { seed: '5' });
  const changed = factsOf(
    roomy([{ work: { exponential: '4ms' } }, { sleep: '70ms' }, { call: 'store.read', timeout: '3ms' }]),
    { seed: '5' },
  );
  expect(instantsOf(changed, 'request')).toEqual(instantsOf(plain, 'request'));
  const [before, after] = [heldBy(plain), heldBy(changed)];
  // A few more were under way at the end; everybody else held the store exactly as long.
  const known = new Set(before);
  expect(after.length).toBeGreaterThan(400);
  expect(after.filter((time) => !known.has(time))).toEqual([]);
});

test('ten times slower in everything is the same story, ten times longer', () => {
  const story = (unit: number) => {
    const system = roomy(
      [
        { work: { exponential: `${4 * unit}ms` } },
        {
          call: 'store.read',
          timeout: `${20 * unit}ms`,
          retry: { attempts: 2, backoff: { base: `${2 * unit}ms`, jitter: 'full' } },
        },
      ],
      {
        run: { length: `${unit}s` },
        network: { latency: `${unit}ms` },
        load: [{ name: 'people', operation: 'web.ask', arrivals: { poisson: `${1000 / unit}/s` } }],
        faults: [{ slow: 'store', factor: 3, at: `${300 * unit}ms`, for: `${200 * unit}ms` }],
      },
    );
    const services = system.services as Record<string, RawSystem>;
    services.store = {
      concurrency: { threads: 6 },
      operations: { read: [{ work: { exponential: `${5 * unit}ms` } }] },
    };
    return factsOf(system, { seed: '2' });
  };
  // By kind: two facts a few nanoseconds apart may change places when lengths are rounded.
  const byKind = (facts: ReturnType<typeof factsOf>) => {
    const kinds = new Map<string, number[]>();
    for (const { at, what, where, how } of facts) {
      const kind = `${what} ${where} ${how}`;
      kinds.set(kind, [...(kinds.get(kind) ?? []), at]);
    }
    return kinds;
  };
  const [fast, slow] = [byKind(story(1)), byKind(story(10))];
  expect([...slow.keys()].sort()).toEqual([...fast.keys()].sort());
  for (const [kind, instants] of fast) {
    const later = slow.get(kind) ?? [];
    expect(later.length, kind).toBe(instants.length);
    const apart = instants.map((at, i) => Math.abs(later[i] - 10 * at));
    // Each gap, each draw and each pause is rounded to whole nanoseconds once.
    expect(Math.max(...apart), kind).toBeLessThan(20_000);
  }
});
