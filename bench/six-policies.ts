/**
 * The three-service model with six policies on every edge, healthy: what the chains cost when nothing
 * of them acts but the retries and timeouts that the bare model has too.
 */
import { invariant } from '../src/base/assert.ts';
import { bundledSimulator, cpuSeconds, median } from './bundle.ts';
import { threeService, threeServiceSystem } from './three-service.ts';

const SECONDS = 200;

/** Outermost first; none of them refuses anybody in this model. */
function sixPolicies(timeout: string, retry: unknown): unknown[] {
  return [
    { fallback: { value: 'degraded', on: ['rejected'] } },
    { throttle: { 'success-rate': '10%' } },
    { retry },
    { breaker: { 'failure-rate': '90%' } },
    { bulkhead: { limit: 100_000 } },
    { timeout },
  ];
}

/** Events of that run: the same on every machine. */
const EVENTS = 1_616_415;

export interface SixPoliciesCost {
  readonly events: number;
  readonly nanosPerEvent: number;
  readonly eventsPerSecond: number;
  /** CPU of the same arrivals without these policies but retry and timeout, by this. */
  readonly byBare: number;
}

export async function benchSixPolicies(rounds = 5): Promise<SixPoliciesCost> {
  const { compile, parseSystem, Run } = await bundledSimulator();
  const bare = threeServiceSystem('healthy', SECONDS);
  const [work, step] = bare.services.gateway.operations.ask as [
    unknown,
    { parallel: Record<string, unknown>[] },
  ];
  const parallel = step.parallel.map(({ call, retry, timeout }) => ({
    call,
    policies: sixPolicies(String(timeout), retry),
  }));
  const gateway = { ...bare.services.gateway, operations: { ask: [work, { parallel }] } };
  const load = bare.load.map((each) => ({ ...each, policies: sixPolicies('1m', { attempts: 1 }) }));
  const plans = [bare, { ...bare, services: { ...bare.services, gateway }, load }].map((system) => {
    const { plan } = compile(parseSystem(system));
    invariant(plan !== undefined, 'the three-service model compiles');
    return plan;
  });
  const costs: number[][] = plans.map(() => []);
  let events = 0;
  for (let round = 0; round <= rounds; round++) {
    plans.forEach((plan, which) => {
      const begin = cpuSeconds();
      const run = new Run(plan);
      run.advance();
      costs[which].push(cpuSeconds() - begin);
      invariant(run.checkLedger().length === 0, 'the books balance');
      if (which === 1) events = run.events;
    });
  }
  invariant(events === EVENTS, `six policies have ${EVENTS} events, not ${events}`);
  // The first round warms up.
  const [plain, full] = costs.map((each) => median(each.slice(1)));
  return {
    events,
    nanosPerEvent: (full * 1e9) / events,
    eventsPerSecond: events / full,
    byBare: full / plain,
  };
}

if (import.meta.main) {
  const { events, nanosPerEvent, eventsPerSecond, byBare } = await benchSixPolicies();
  const millions = (eventsPerSecond / 1e6).toFixed(1);
  console.log(
    `six policies on every edge, ${threeService.arrivalsPerSecond.healthy}/s: ${nanosPerEvent.toFixed(0)} ns an event, ${millions} million events/s, ${byBare.toFixed(2)} × the bare model, ${events} events`,
  );
}
