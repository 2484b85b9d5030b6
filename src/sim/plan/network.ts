/** The network: which latency, jitter and loss each edge has, and what zones add. */
import type { LinkRules } from '../machine/plan.ts';
import type { LinkSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Draft } from './draft.ts';

const OPEN_ROAD: LinkRules = { latency: NONE, jitter: NONE, loss: 0, fixed: 0 };

export function compileNetwork(draft: Draft): { links: LinkRules[]; zoneLinks: (LinkRules | undefined)[] } {
  const network = draft.spec.network;
  const base = network === undefined ? OPEN_ROAD : rulesOf(draft, network, OPEN_ROAD);
  const links = draft.edges.map(() => base);
  const zoneLinks = new Array<LinkRules | undefined>(draft.zones.length * draft.zones.length).fill(undefined);
  (network?.between ?? []).forEach((exception, i) => {
    const path = ['network', 'between', i];
    if (exception.zones !== undefined) {
      const [a, b] = exception.zones.map((zone, side) => {
        const number = draft.zones.indexOf(zone);
        if (number < 0) draft.problems.unknown([...path, 'zones', side], 'zone', zone, draft.zones);
        return number;
      });
      if (a < 0 || b < 0) return;
      const rules = rulesOf(draft, exception, OPEN_ROAD);
      zoneLinks[a * draft.zones.length + b] = rules;
      zoneLinks[b * draft.zones.length + a] = rules;
      return;
    }
    let fits = 0;
    draft.edges.forEach((edge, number) => {
      if (exception.from !== undefined && callerName(draft, edge.callerKind, edge.caller) !== exception.from)
        return;
      if (exception.to !== undefined && calleeOwner(draft, edge.calleeKind, edge.callee) !== exception.to)
        return;
      links[number] = rulesOf(draft, exception, links[number]);
      fits += 1;
    });
    if (fits === 0) {
      draft.problems.add(
        path,
        'E303',
        `nobody calls along this link: ${exception.from ?? 'anyone'} -> ${exception.to ?? 'anyone'}`,
        `there are ${draft.edges
          .slice(0, 6)
          .map((edge) => edge.name)
          .join(', ')}`,
      );
    }
  });
  return { links, zoneLinks };
}

function rulesOf(draft: Draft, spec: LinkSpec, base: LinkRules): LinkRules {
  const latency = spec.latency === undefined ? base.latency : draft.samplers.of(spec.latency);
  const jitter = spec.jitter === undefined ? base.jitter : draft.samplers.of(spec.jitter);
  const loss = spec.loss ?? base.loss;
  const constantOf = (sampler: number) => (sampler === NONE ? 0 : draft.samplers.constant[sampler]);
  return { latency, jitter, loss, fixed: loss > 0 ? Number.NaN : constantOf(latency) + constantOf(jitter) };
}

function callerName(draft: Draft, kind: string, number: number): string {
  return draft.callers.find((caller) => caller.kind === kind && caller.number === number)?.name ?? '';
}

/** The service or broker a callee belongs to. */
function calleeOwner(draft: Draft, kind: string, number: number): string {
  if (kind === 'operation') return draft.services[draft.operationService[number]];
  if (kind === 'service') return draft.services[number];
  return draft.brokers[kind === 'queue' ? draft.queueBroker[number] : draft.topicBroker[number]];
}
