/** L135: a check that takes a replica out of service when somebody else is unwell. */
import { sayLength, sayNumberOf } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import type { CallSite, Part, Service, Sketch } from '../sketch/index.ts';

export const takenForOthers: Rule = {
  code: 'L135',
  title: 'A check takes replicas for the trouble of others',
  about:
    'A check that restarts (a liveness probe) asks an operation that calls another service. If that one is slow or down the checks of all replicas fail together, all are restarted, and again as long as it lasts: nobody serves what could be served without it, and a restart mends nothing. The documentation of Kubernetes on probes warns of it: a liveness probe is to say whether the process itself is beyond help. A check that removes all replicas is disregarded in a `panic`; without one (panic: 0%, or on-panic: fail) nobody is left to ask, though all but what the check asks for could be served.',
  formula: 'services that a check waits for > 0, where it restarts, or removes without a panic',
  cure: 'An operation that calls nobody, `lane: dedicated`, or on-failure: remove with `panic`.',
  example: {
    scenario: `services:
  shop:
    replicas: 4
    concurrency: { threads: 50 }
    operations:
      show: [ { call: database.read, timeout: 300ms } ]
    health:
      check: { operation: show, every: 1s, timeout: 500ms, on-failure: restart }
  database:
    concurrency: { threads: 50 }
    operations:
      read: [ { work: 10ms } ]
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 100/s } }`,
    mended: ['operation: show, every: 1s', 'lane: dedicated, every: 1s'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn({ wiring, scenario: { plan } }: Sketch, { name, path, replicas, spec }: Service): Finding[] {
  const written = spec.health?.check;
  if (written === undefined) return [];
  const isList = Array.isArray(written);
  const service = plan.directory.services.find((each) => each.name === name);
  const isDisregarded = service?.panics === true && spec.health?.['on-panic'] !== 'fail';
  return (isList ? written : [written]).flatMap((check, index): Finding[] => {
    const { operation, lane, unhealthy, every, timeout } = check;
    const restarts = check['on-failure'] === 'restart';
    if ((!restarts && isDisregarded) || lane !== 'shared' || operation === undefined) return [];
    const asked = wiring.operations.get(`${name}.${operation}`);
    const others = new Set(
      needsOf(asked?.parts ?? []).flatMap(({ callee }) => {
        const other = wiring.operations.get(callee)?.service;
        return other === undefined || other === name ? [] : [other];
      }),
    );
    const [other] = others;
    if (other === undefined) return [];
    const all = `${replicas === 1 ? 'the replica' : `all ${replicas} replicas`} of ${name}`;
    const longest = unhealthy * (timeout + every);
    return [
      {
        path: [...path, 'health', 'check', ...(isList ? [index] : []), 'operation'],
        sentence: restarts
          ? `if ${other} is down, this check restarts ${all}: a restart does not help that`
          : `if ${other} is down, this check removes ${all}, and nobody disregards it`,
        formula: `${name}.${operation} waits for ${[...others].join(', ')}; ${sayNumberOf(unhealthy, 'failure')} × (${sayLength(timeout)} + ${sayLength(every)}) = ${sayLength(longest)} at most, then ${all}`,
        fix: `an operation that calls nobody, lane: dedicated, or ${restarts ? 'on-failure: remove' : 'panic: 50%'}`,
      },
    ];
  });
}

/** Calls without which the operation fails, whatever branch it takes: one without a fallback. */
function needsOf(parts: readonly Part[]): CallSite[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'call':
        return part.site.verb === 'call' && !standsIn(part.site) ? [part.site] : [];
      case 'all':
        return part.strands.flatMap(needsOf);
      case 'rounds':
        return needsOf(part.parts);
      default:
        return [];
    }
  });
}

/** True where somebody may answer in place of a callee that is down. */
function standsIn({ chain }: CallSite): boolean {
  return chain.some(({ trait }) => trait.standsInFor !== undefined || trait.mayStandIn || !trait.passes);
}
