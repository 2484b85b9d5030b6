/**
 * How fast the engine is, metrics on: the three-service model, healthy and in collapse, against the
 * plain C++ program of bench/baseline, in turns so that both meet the same weather. They must agree
 * on what happened before their costs are compared.
 *
 *   node --import ./bench/plain.mjs bench/engine.ts [rounds]
 */
import { invariant } from '../src/base/assert.ts';
import {
  ATTEMPTS_ENDED,
  CALLS_BEGUN,
  CALLS_ENDED,
  FRAMES_ENDED,
  FRAMES_UNWANTED,
  REQUESTS,
} from '../src/sim/observe/counters.ts';
import { OK, REFUSED, TIMED_OUT } from '../src/sim/terms/outcomes.ts';
import { type BaselineResult, compileBaseline, runBaseline } from './baseline/run.ts';
import { bundledSimulator, cpuSeconds, median, type Simulator } from './bundle.ts';
import { threeService, threeServiceSystem, type Variant, variants } from './three-service.ts';

/** Requests offered in one run, more or less. */
const REQUESTS_A_RUN = 400_000;

export interface EngineCost {
  readonly variant: Variant;
  readonly events: number;
  readonly nanosPerEvent: number;
  readonly requestsPerSecond: number;
  /** First run of the process: V8 compiles meanwhile. */
  readonly coldNanosPerEvent: number;
  /** Of the C++ program; undefined without a compiler. */
  readonly plainNanosPerEvent: number | undefined;
  readonly plainRequestsPerSecond: number | undefined;
  /** Requests a second, ours by theirs: the median over the rounds. */
  readonly ratio: number | undefined;
}

/** What both programs can tell. */
interface Observables {
  /** Events a request, without late replies: here the callee forgets a caller who has left. */
  readonly eventsPerRequest: number;
  readonly okShare: number;
  readonly refusedShare: number;
  readonly attemptsPerCall: number;
  readonly timedOutShare: number;
  readonly unwantedShare: number;
  /** At A: from reaching it to the end of its work. */
  readonly responseMeanMs: number;
}

/**
 * Events of one run: the same on every machine, whatever its speed. When one changes, the model or the
 * engine has: say in the commit what.
 */
const EVENTS: Readonly<Record<Variant, number>> = { healthy: 3_231_522, collapse: 2_746_288 };

/** Two runs of other luck differ; so much of the larger value, or so much absolutely, is luck. */
const TOLERANCE = { share: 0.03, absolute: 0.005 };

type Run = InstanceType<Simulator['Run']>;

function observe(run: Run): Observables {
  const { directory } = run.plan;
  const whole = run.interval(0, run.plan.length);
  const gateway = directory.edges.findIndex((edge) => edge.callerKind === 'load');
  const toA = directory.edges.findIndex((edge) => edge.name === 'gateway -> a.serve');
  const operation = directory.operations.findIndex(({ name }) => name === 'a.serve');
  const service = directory.services.findIndex(({ name }) => name === 'a');
  const post = directory.postOperation.indexOf(operation);
  const requests = whole.load(0, REQUESTS);
  const attempts = whole.attempts(toA);
  const served = whole.post(post, FRAMES_ENDED + OK);
  const waits = whole.read(whole.layout.waits + service);
  const frames = whole.read(whole.layout.frames + operation);
  return {
    eventsPerRequest: run.events / requests,
    okShare: whole.edge(gateway, CALLS_ENDED + OK) / requests,
    refusedShare: whole.edge(gateway, CALLS_ENDED + REFUSED) / requests,
    attemptsPerCall: attempts / whole.edge(toA, CALLS_BEGUN),
    timedOutShare: whole.edge(toA, ATTEMPTS_ENDED + TIMED_OUT) / attempts,
    unwantedShare: whole.post(post, FRAMES_UNWANTED) / served,
    responseMeanMs: (waits.mean + frames.mean) / 1e6,
  };
}

function observePlain(plain: BaselineResult): Observables {
  const { a, b, requests, outcomes } = plain;
  return {
    eventsPerRequest: (plain.events - a.servedAbandoned - b.servedAbandoned) / requests,
    okShare: outcomes.ok / requests,
    refusedShare: outcomes.refused / requests,
    attemptsPerCall: a.attempts / a.calls,
    timedOutShare: a.timedOut / a.attempts,
    unwantedShare: a.servedAbandoned / a.served,
    responseMeanMs: a.meanMs,
  };
}

function mustAgree(variant: Variant, ours: Observables, plain: Observables): void {
  for (const key of Object.keys(ours) as (keyof Observables)[]) {
    const difference = Math.abs(ours[key] - plain[key]);
    const allowed = Math.max(TOLERANCE.share * Math.max(ours[key], plain[key]), TOLERANCE.absolute);
    invariant(
      difference <= allowed,
      `${variant}: both programs see the same ${key}, yet ${ours[key]} here and ${plain[key]} there`,
    );
  }
}

/** Measures both variants, after one run each to warm up. */
export async function benchEngine(rounds = 7): Promise<EngineCost[]> {
  const { compile, parseSystem, Run } = await bundledSimulator();
  const binary = compileBaseline();
  return variants.map((variant) => {
    const seconds = Math.round(REQUESTS_A_RUN / threeService.arrivalsPerSecond[variant]);
    const compiled = compile(parseSystem(threeServiceSystem(variant, seconds)));
    invariant(compiled.plan !== undefined, 'the three-service model compiles');
    const { plan } = compiled;
    const measure = () => {
      const begin = cpuSeconds();
      const run = new Run(plan);
      run.advance();
      return { run, cost: cpuSeconds() - begin };
    };
    const cold = measure();
    invariant(cold.run.checkLedger().length === 0, 'the books balance');
    const events = cold.run.events;
    invariant(events === EVENTS[variant], `${variant} has ${EVENTS[variant]} events, not ${events}`);
    const requests = cold.run.interval(0, plan.length).load(0, REQUESTS);
    const costs: number[] = [];
    const plainCosts: number[] = [];
    const ratios: number[] = [];
    let plain: BaselineResult | undefined;
    for (let round = 0; round < rounds; round++) {
      const { run, cost } = measure();
      invariant(run.events === events, 'every run of one seed has the same events');
      costs.push(cost);
      if (binary === undefined) continue;
      plain = runBaseline(binary, { variant, requests: REQUESTS_A_RUN, seed: 1 });
      plainCosts.push(plain.cpuSeconds);
      ratios.push(requests / cost / (plain.requests / plain.cpuSeconds));
    }
    if (plain !== undefined) mustAgree(variant, observe(cold.run), observePlain(plain));
    const cost = median(costs);
    const plainCost = plain === undefined ? undefined : median(plainCosts);
    return {
      variant,
      events,
      nanosPerEvent: (cost * 1e9) / events,
      requestsPerSecond: requests / cost,
      coldNanosPerEvent: (cold.cost * 1e9) / events,
      plainNanosPerEvent: plainCost && (plainCost * 1e9) / (plain?.events ?? 0),
      plainRequestsPerSecond: plainCost && (plain?.requests ?? 0) / plainCost,
      ratio: ratios.length === 0 ? undefined : median(ratios),
    };
  });
}

if (import.meta.main) {
  for (const cost of await benchEngine(Number(process.argv[2] ?? 7))) {
    const millions = (perSecond: number) => `${(perSecond / 1e6).toFixed(2)} million requests/s`;
    const ours = `${cost.nanosPerEvent.toFixed(0)} ns an event (cold ${cost.coldNanosPerEvent.toFixed(0)})`;
    console.log(`${cost.variant}: ${ours}, ${millions(cost.requestsPerSecond)}, ${cost.events} events`);
    if (cost.plainNanosPerEvent === undefined || cost.plainRequestsPerSecond === undefined) {
      console.log('  no C++ compiler here, so nothing to compare with');
    } else {
      const plain = `${cost.plainNanosPerEvent.toFixed(0)} ns an event, ${millions(cost.plainRequestsPerSecond)}`;
      console.log(`  plain C++: ${plain}; ours by theirs ${cost.ratio?.toFixed(2)}`);
    }
  }
}
