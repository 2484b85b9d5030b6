/** L156: a fault where no request ever comes. */
import { faultKind, placeOf, ruleOf } from '../../sim/index.ts';
import type { Rule } from '../rule.ts';
import { pairOf, type Reached, type Sketch } from '../sketch/index.ts';

type FaultPlan = Sketch['scenario']['plan']['faults'][number];
type Aim = FaultPlan['parts'][number]['aims'][number];

export const unreachedFault: Rule = {
  code: 'L156',
  title: 'A fault falls where nobody comes',
  about:
    'The fault bends an operation, a replica, a link or a broker to which no request leads from any load; or it means the requests of one load or class, and those never come there. It begins and ends and touches nothing. Faults that set numbers or scale a service act without requests, and a crash shows where health checks come: of these nothing is said.',
  formula: 'loads whose requests come to what it is aimed at = 0',
  cure: 'Another target, or a call that leads there.',
  example: {
    scenario: `services:
  payments:
    concurrency: { threads: 20 }
    operations:
      charge: [ { work: 5ms } ]
      refund: [ { work: 5ms } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 1s }
faults:
  - { errors: payments.refund, share: 50%, at: 30s, for: 20s }`,
    mended: ['errors: payments.refund', 'errors: payments.charge'],
  },
  find(sketch) {
    const { system, plan } = sketch.scenario;
    const loads = sketch.wiring.loads.map(({ index }) => index);
    return (system.faults ?? []).flatMap((spec, index) => {
      const fault = plan.faults[index];
      const meant = loads.filter((load) => isMeant(sketch, fault, load));
      const touches = (aim: Aim) =>
        ruleOf(aim.kind).picks && meant.length < loads.length
          ? meant.some((load) => isReached(sketch, aim, sketch.reachedBy(load)))
          : isReached(sketch, aim, sketch.reachedBy('loads')) ||
            isReached(sketch, aim, sketch.reachedBy('checks'));
      if (fault.parts.length === 0 || fault.parts.some(({ aims }) => aims.some(touches))) return [];
      const kind = faultKind(spec);
      const target = String(spec[kind]);
      const isForSome = meant.length < loads.length;
      return [
        {
          path: ['faults', index, kind],
          sentence: isForSome
            ? `no request that this fault means ever comes to ${target}`
            : `no request ever comes to ${target}: this fault touches nothing`,
          formula: `loads that it means, and that come to ${target}: 0 of ${loads.length}`,
          fix: isForSome
            ? 'another `match`, or another target'
            : `another target; or a load or a step that leads to ${target}`,
        },
      ];
    });
  },
};

/** May a request of this load be one that the fault picks? */
function isMeant({ scenario }: Sketch, { match }: FaultPlan, load: number): boolean {
  if (match === undefined) return true;
  const isOfClass = match.priority < 0 || scenario.plan.directory.loads[load].priority === match.priority;
  return isOfClass && (match.load < 0 || match.load === load);
}

function isReached(sketch: Sketch, { kind, element }: Aim, reached: Reached): boolean {
  const { directory } = sketch.scenario.plan;
  switch (placeOf(kind)) {
    case 'post':
      return reached.operations.has(directory.operations[directory.postOperation[element]].name);
    case 'replica': {
      const { service } = directory.replicas[element];
      const { firstOperation, operations } = directory.services[service];
      const own = directory.operations.slice(firstOperation, firstOperation + operations);
      return (
        own.some(({ name }) => reached.operations.has(name)) ||
        directory.checks.some((check) => check.service === service)
      );
    }
    case 'edge':
      return isEdgeReached(sketch, element, reached);
    case 'broker': {
      const own = directory.topics.filter(({ broker }) => broker === element).map(({ name }) => name);
      return (
        [...reached.depots].some((depot) => directory.queues[depot].broker === element) ||
        [...reached.sites].some(({ verb, callee }) => verb === 'publish' && own.includes(callee))
      );
    }
    default:
      return true;
  }
}

function isEdgeReached({ scenario }: Sketch, element: number, { pairs }: Reached): boolean {
  const { directory } = scenario.plan;
  const { callerKind, caller, calleeKind, callee } = directory.edges[element];
  if (callerKind === 'check' || calleeKind === 'service') return true;
  const owner = { service: directory.services, load: directory.loads, consumer: directory.consumers }[
    callerKind
  ][caller].name;
  const asked = { operation: directory.operations, queue: directory.queues, topic: directory.topics }[
    calleeKind
  ][callee].name;
  const kind = callerKind === 'service' ? 'operation' : callerKind;
  return pairs.has(pairOf({ caller: { kind, owner }, callee: asked }));
}
