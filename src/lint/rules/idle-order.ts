/** L154: a queue in an order that has nothing to go by. */
import type { Finding, Rule } from '../rule.ts';
import { loadsAt, type Service, type Sketch, sitesWithDeadline } from '../sketch/index.ts';

export const idleOrder: Rule = {
  code: 'L154',
  title: 'A queue has nothing to order by',
  about:
    'A queue by priority in which all are of one class, or one by deadline to which no deadline ever comes, is first come, first served. A deadline comes along where a caller says `deadlines: propagate` and has a timeout (a load may have patience), or has been given one itself.',
  formula: 'priority: classes that come = 1; edf: callers that pass a deadline on = 0',
  cure: 'Loads of different `priority`, callers with `deadlines: propagate`, or `order: fifo`.',
  example: {
    scenario: `services:
  payments:
    concurrency: { threads: 20 }
    queue: { order: priority, limit: 50 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 1s }
  - { name: robots, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 1s }`,
    mended: ['robots, operation', 'robots, priority: 5, operation'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const { name, path, spec } = service;
  const at = [...path, 'queue', 'order'];
  if (spec.queue.order === 'priority') {
    const { loads, checks } = sketch.scenario.plan.directory;
    const coming = loadsAt(sketch, service).map((load) => loads[load]);
    const classes = new Set(coming.map(({ priority }) => priority));
    // checks are asked for by no load: they are of the first class
    if (checks.some((check) => check.service === indexOf(sketch, name))) classes.add(0);
    if (coming.length === 0 || classes.size > 1) return [];
    const [only] = classes;
    return [
      {
        path: at,
        sentence: `all who come to ${name} are of one priority: it is first come, first served`,
        formula: `classes of ${coming.length === 1 ? coming[0].name : `${coming.length} loads`}: only ${only}`,
        fix: `loads of different \`priority\`, or order: fifo`,
      },
    ];
  }
  if (spec.queue.order !== 'edf') return [];
  const asked = new Set(service.operations.map((operation) => operation.name));
  const reached = sketch.reachedBy('loads');
  const coming = [...reached.sites].filter(({ callee }) => asked.has(callee));
  const withDeadline = sitesWithDeadline(reached);
  if (coming.length === 0 || coming.some((site) => withDeadline.has(site))) return [];
  const owners = [...new Set(coming.map(({ caller }) => caller.owner))];
  return [
    {
      path: at,
      sentence: `no deadline ever comes to ${name}: it is first come, first served`,
      formula: `callers that pass a deadline on: 0 of ${owners.length} (${owners.slice(0, MOST_NAMES).join(', ')}${owners.length > MOST_NAMES ? ', …' : ''})`,
      fix: `deadlines: propagate in ${owners[0]}, with a timeout; or order: fifo`,
    },
  ];
}

const MOST_NAMES = 3;

function indexOf({ scenario }: Sketch, name: string): number {
  return scenario.plan.directory.services.findIndex((service) => service.name === name);
}
