/**
 * The smallest system: one server, Poisson arrivals, exponential work, 80 % busy. What an event costs
 * where nobody retries and nothing travels, and a check that the queue is the one of the textbook.
 */
import { invariant } from '../src/base/assert.ts';
import { bundledSimulator, cpuSeconds, median } from './bundle.ts';

const SYSTEM = {
  run: { length: '1000s', warmup: '0s', seed: '1', window: '1000s' },
  services: {
    server: {
      concurrency: { threads: 1 },
      queue: { limit: 'none' },
      operations: { serve: [{ work: { exponential: '1ms' } }] },
    },
  },
  load: [{ name: 'customers', operation: 'server.serve', arrivals: { poisson: '800/s' } }],
};

/** Events of that run: the same on every machine. */
const EVENTS = 1_601_658;
/** 1 / (μ − λ) with μ = 1000/s and λ = 800/s. */
const RESPONSE_MS = 5;

export interface Mm1Cost {
  readonly events: number;
  readonly nanosPerEvent: number;
  readonly customersPerSecond: number;
}

export async function benchMm1(rounds = 5): Promise<Mm1Cost> {
  const { compile, metricNamed, parseSystem, Run } = await bundledSimulator();
  const { plan } = compile(parseSystem(SYSTEM));
  invariant(plan !== undefined, 'M/M/1 compiles');
  const costs: number[] = [];
  let customers = 0;
  for (let round = 0; round <= rounds; round++) {
    const begin = cpuSeconds();
    const run = new Run(plan);
    run.advance();
    costs.push(cpuSeconds() - begin);
    invariant(run.events === EVENTS, `M/M/1 has ${EVENTS} events, not ${run.events}`);
    const whole = run.interval(0, plan.length);
    customers = (metricNamed('throughput')?.valueOf(whole, { kind: 'load', index: 0 }) ?? 0) * whole.seconds;
    const response = metricNamed('latency-mean')?.valueOf(whole, { kind: 'load', index: 0 }) ?? 0;
    invariant(
      Math.abs(response / 1e6 / RESPONSE_MS - 1) < 0.1,
      `customers stay ${RESPONSE_MS} ms, not ${response} ns`,
    );
  }
  // The first round warms up.
  const cost = median(costs.slice(1));
  return { events: EVENTS, nanosPerEvent: (cost * 1e9) / EVENTS, customersPerSecond: customers / cost };
}
