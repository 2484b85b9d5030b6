/** L146: a check that finds out only when every fault is over. */
import { sayLength } from '../../present/words.ts';
import { placeOf } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import { AWAY, outagesOf, type Service, type Sketch } from '../sketch/index.ts';
import { type Check, checksOf } from './checks.ts';

export const slowCheck: Rule = {
  code: 'L146',
  title: 'A check is slower than every fault',
  about:
    'A check that removes needs so many failures in a row before anybody is left out. From the first of them to the last that takes one pause less than there are failures, and where nothing answers the timeout of each besides. If every fault that takes replicas of the service is over by then, the check changes nothing: callers go on asking those who are away, as if there were none. The first failure may come up to a pause after the fault has begun, and the news takes the `membership-delay`: both come on top. Nothing is said where a longer fault, one that slows or cuts off, may show in the check.',
  formula: '(unhealthy − 1) × every, and unhealthy × timeout where nobody answers, ≥ longest fault',
  cure: 'A shorter `every`, or fewer failures; or an ejection, which learns from the calls themselves.',
  example: {
    scenario: `services:
  payments:
    replicas: 3
    concurrency: { threads: 20 }
    operations:
      charge: [ { work: 20ms } ]
    health:
      check: { lane: dedicated, every: 10s, timeout: 1s, unhealthy: 3 }
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 500ms }
faults:
  - { crash: payments, replicas: one, at: 30s, for: 20s }`,
    mended: ['every: 10s', 'every: 1s'],
  },
  find: (sketch) =>
    [...sketch.wiring.services.values()].flatMap((service) =>
      checksOf(service).flatMap((check) => (check.restarts ? [] : findIn(sketch, service, check))),
    ),
};

function findIn(sketch: Sketch, service: Service, { path, every, timeout, unhealthy }: Check): Finding[] {
  const outages = sketch.scenario.plan.faults.flatMap((fault) =>
    outagesOf(sketch, fault, service)
      .filter(({ isKnown, gone }) => !isKnown && gone < service.replicas)
      .map(({ length, heard }) => {
        const silence = heard === 'timed-out' ? unhealthy * timeout : 0;
        return { name: fault.name, length, silence, needed: (unhealthy - 1) * every + silence };
      }),
  );
  const [longest] = [...outages].sort((a, b) => b.length - a.length);
  if (longest === undefined || outages.some(({ length, needed }) => needed < length)) return [];
  const { name, length, silence, needed } = longest;
  if (sketch.scenario.plan.faults.some((fault) => fault.length > needed && mayShow(sketch, fault, service)))
    return [];
  const [takes, lasts] = lengthsApart(needed, length);
  return [
    {
      path: [...path, 'every'],
      sentence: `this check of ${service.name} leaves nobody out before every fault is over`,
      formula: `(${unhealthy} failures − 1) × ${sayLength(every)}${silence > 0 ? ` + ${unhealthy} × ${sayLength(timeout)} without an answer` : ''} = ${takes} ≥ ${lasts} (${name})`,
      fix: `every: ${sayLength(Math.max(1e6, Math.floor(length / unhealthy / 4 / 1e6) * 1e6))} would tell in a fraction of it; or an ejection`,
    },
  ];
}

/** May a check of the service fail for this fault, though no replica is away? It slows, fails or cuts something off. */
function mayShow(
  { scenario: { plan } }: Sketch,
  fault: Sketch['scenario']['plan']['faults'][number],
  service: Service,
): boolean {
  const { replicas, services, operations, postOperation } = plan.directory;
  const isOurs = (number: number) => services[number].name === service.name;
  return fault.parts.some(({ aims }) =>
    aims.some(({ kind, element }) => {
      if (AWAY.includes(kind)) return false;
      const place = placeOf(kind);
      if (place === 'replica') return isOurs(replicas[element].service);
      if (place === 'post') return isOurs(operations[postOperation[element]].service);
      return place === 'edge';
    }),
  );
}
