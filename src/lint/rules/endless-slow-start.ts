/** L167: a slow start that is not over before the run is. */
import { type Nanos, NEVER } from '../../base/time.ts';
import { sayInstant, sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { instantsApart } from '../say.ts';
import type { Service, Sketch } from '../sketch/index.ts';
import { touches } from './touching.ts';

export const endlessSlowStart: Rule = {
  code: 'L167',
  title: 'A slow start outlasts the run',
  about:
    'A replica that comes back gets its share of the load little by little. Nobody comes back before the first fault of the service is over, and from then on the slow start takes longer than the run goes on: what is seen after the fault is a service that others still spare, and not one that has recovered. Nothing is said where a fault that waits for something, or one that comes again, may bring somebody back earlier.',
  formula: 'end of the first fault + slow-start ≥ length of the run',
  cure: 'A shorter slow start, or a longer run.',
  example: {
    scenario: `services:
  payments:
    replicas: 3
    concurrency: { threads: 20 }
    operations:
      charge: [ { work: 20ms } ]
    health:
      check: { lane: dedicated, every: 1s, timeout: 500ms }
      slow-start: 60s
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 500ms }
faults:
  - { crash: payments, replicas: one, at: 50s, for: 30s }`,
    mended: ['slow-start: 60s', 'slow-start: 10s'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const window = service.spec.health?.['slow-start']?.window;
  const first = window === undefined ? undefined : firstEnd(sketch, service);
  if (window === undefined || first === undefined) return [];
  const { length } = sketch.scenario.plan;
  const over = first.end + window;
  if (!(first.end < length && over >= length)) return [];
  const [ends, runs] = instantsApart(over, length);
  return [
    {
      path: [...service.path, 'health', 'slow-start'],
      sentence: `no replica of ${service.name} that comes back gets its whole share before the run is over`,
      formula: `${sayInstant(first.end)} (${first.name} is over) + ${sayLength(window)} = ${ends} ≥ ${runs}`,
      fix: `a slow start well below ${sayLength(length - first.end)}, or a run longer than ${ends}`,
    },
  ];
}

/** When the first fault of a service is over for the first time; undefined without one, or where nobody can say. */
function firstEnd(
  sketch: Sketch,
  service: Service,
): { readonly name: string; readonly end: Nanos } | undefined {
  const ours = sketch.scenario.plan.faults.filter((fault) => touches(sketch, fault, service));
  if (ours.some(({ when, until, every }) => when !== undefined || until !== undefined || every !== NEVER))
    return undefined;
  const ends = ours.map(({ name, at, length, parts }) => {
    const part = Math.min(length, ...parts.map(({ after, length: lasts }) => after + lasts));
    return { name, end: at + part };
  });
  return ends.sort((a, b) => a.end - b.end).at(0);
}
