/** Wiring that can have no effect, or contradicts itself: whatever is not a reference. */
import { balancersOfEdges } from './balancers.ts';
import { checkHealth } from './check-health.ts';
import type { Draft } from './draft.ts';
import { faultNameOf } from './faults.ts';

/** Each caller replica keeps numbers for each replica it may call, so these pairs have to end somewhere. */
const PAIRS_MOST = 5_000_000;

/** Wiring of a service's own keys that can have no effect, or contradicts itself. */
export function checkSpec(draft: Draft): void {
  draft.services.forEach((name) => {
    const service = draft.spec.services[name];
    const { queue } = service;
    const path = ['services', name, 'queue'];
    if (queue.backlog !== undefined && queue.order !== 'adaptive-lifo') {
      draft.problems.add(
        [...path, 'backlog'],
        'E303',
        '`backlog` only means something with order: adaptive-lifo',
      );
    }
    for (const key of ['target', 'interval'] as const) {
      if (queue[key] !== undefined && queue.order !== 'codel') {
        draft.problems.add([...path, key], 'E303', `\`${key}\` only means something with order: codel`);
      }
    }
    if (service.weights !== undefined && service.weights.length !== service.replicas) {
      draft.problems.add(
        ['services', name, 'weights'],
        'E302',
        `${service.weights.length} weights for ${service.replicas} replicas`,
      );
    }
    (service['not-idempotent'] ?? []).forEach((operation, i) => {
      const known = Object.keys(service.operations);
      if (!known.includes(operation)) {
        const place = ['services', name, 'not-idempotent', i];
        draft.problems.unknown(place, `operation of ${name}`, operation, known);
      }
    });
    checkHealth(draft, name, service);
    if (Object.keys(service.operations).length === 0) {
      draft.problems.add(
        ['services', name, 'operations'],
        'E303',
        `${name} offers no operation`,
        'write operations: { handle: [ work: 5ms ] }',
      );
    }
  });
  reportTwice(
    draft,
    draft.spec.load.map((load) => load.name),
    'load',
    ['load'],
  );
  reportTwice(draft, (draft.spec.faults ?? []).map(faultNameOf), 'fault', ['faults']);
  checkProfiles(draft);
  if (draft.spec.load.length === 0)
    draft.problems.add(['load'], 'E303', 'nobody asks for anything: there is no load');
  if (draft.spec.run.warmup >= draft.spec.run.length) {
    draft.problems.add(
      ['run', 'warmup'],
      'E302',
      'the warm-up is as long as the run',
      'write a shorter `warmup`, or a longer `length`',
    );
  }
}

/** A load that would change only after the run is over. */
function checkProfiles({ spec, problems }: Draft): void {
  spec.load.forEach(({ profile = [] }, load) => {
    profile.forEach((entry, place) => {
      if (!('at' in entry) || entry.at === undefined || entry.at < spec.run.length) return;
      const what = (['step', 'ramp', 'spike'] as const).find((verb) => verb in entry);
      problems.add(
        ['load', load, 'profile', place, 'at'],
        'E303',
        `the run is over before this ${what} begins`,
        'write an earlier `at`, or a longer run',
      );
    });
  });
}

/** Every caller replica keeps an eye on every replica it calls, with each balancer anew: so many that memory has room for it. */
export function checkPairs(draft: Draft): void {
  let pairs = 0;
  const chosen = balancersOfEdges(draft);
  for (const [number, edge] of draft.edges.entries()) {
    if (chosen[number].length === 0) continue;
    const name = draft.services[draft.calleeService(edge)];
    pairs += draft.callerOf(edge).clients * draft.spec.services[name].replicas * chosen[number].length;
    if (pairs <= PAIRS_MOST) continue;
    draft.problems.add(
      ['services', name, 'replicas'],
      'E302',
      `every caller replica keeps an eye on every replica it calls: with ${edge.name} that makes more than ${PAIRS_MOST} pairs`,
      'write fewer replicas of one of the two',
    );
    return;
  }
}

function reportTwice(draft: Draft, names: readonly string[], what: string, path: (string | number)[]): void {
  names.forEach((name, i) => {
    if (names.indexOf(name) < i)
      draft.problems.add(
        [...path, i, 'name'],
        'E302',
        `two ${what}s are called "${name}"`,
        'give one a `name` of its own',
      );
  });
}
