/** The network: which latency, jitter and loss each edge has, and what zones add. */
import type { LinkRules } from '../machine/plan.ts';
import type { LinkSpec, NetworkSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { EdgeEntry } from '../terms/directory.ts';
import type { Draft } from './draft.ts';

type Exception = NonNullable<NetworkSpec['between']>[number];

/** The way from a caller to a service or broker, by their names. What zones add is left out. */
export function linkBetween(network: NetworkSpec | undefined, from: string, to: string): LinkSpec {
  let { latency, jitter, loss }: LinkSpec = network ?? {};
  for (const exception of network?.between ?? []) {
    if (!fits(exception, from, to)) continue;
    latency = exception.latency ?? latency;
    jitter = exception.jitter ?? jitter;
    loss = exception.loss ?? loss;
  }
  return {
    ...(latency === undefined ? {} : { latency }),
    ...(jitter === undefined ? {} : { jitter }),
    ...(loss === undefined ? {} : { loss }),
  };
}

function fits(exception: Exception, from: string, to: string): boolean {
  return (
    exception.zones === undefined &&
    (exception.from === undefined || exception.from === from) &&
    (exception.to === undefined || exception.to === to)
  );
}

export function compileNetwork(draft: Draft): { links: LinkRules[]; zoneLinks: (LinkRules | undefined)[] } {
  const network = draft.spec.network;
  const ends = draft.edges.map((edge) => ({
    from: draft.callerOf(edge).name,
    to: calleeOwner(draft, edge),
  }));
  const links = ends.map(({ from, to }) => rulesOf(draft, linkBetween(network, from, to)));
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
      const rules = rulesOf(draft, exception);
      zoneLinks[a * draft.zones.length + b] = rules;
      zoneLinks[b * draft.zones.length + a] = rules;
      return;
    }
    if (!ends.some(({ from, to }) => fits(exception, from, to))) {
      draft.problems.add(
        path,
        'E303',
        `nobody calls along this link: ${exception.from ?? 'anyone'} -> ${exception.to ?? 'anyone'}`,
        hintFor(draft, exception, ends),
      );
    }
  });
  return { links, zoneLinks };
}

/** The links there are, as they are written here: one to a queue or a topic is one to its broker. */
function hintFor(draft: Draft, { to }: Exception, ends: readonly { from: string; to: string }[]): string {
  const [queue, topic] = [draft.queues.indexOf(to ?? ''), draft.topics.indexOf(to ?? '')];
  if (queue >= 0) return `${to} is a queue; write its broker: to: ${draft.brokers[draft.queueBroker[queue]]}`;
  if (topic >= 0) return `${to} is a topic; write its broker: to: ${draft.brokers[draft.topicBroker[topic]]}`;
  const links = [...new Set(ends.map((end) => `${end.from} -> ${end.to}`))];
  return `there are ${links.slice(0, 6).join(', ')}${links.length > 6 ? ', …' : ''}`;
}

function rulesOf(draft: Draft, spec: LinkSpec): LinkRules {
  const latency = draft.samplers.of(spec.latency);
  const jitter = draft.samplers.of(spec.jitter);
  const loss = spec.loss ?? 0;
  const constantOf = (sampler: number) => (sampler === NONE ? 0 : draft.samplers.constant[sampler]);
  return { latency, jitter, loss, fixed: loss > 0 ? Number.NaN : constantOf(latency) + constantOf(jitter) };
}

/** The service or broker an edge leads to. */
function calleeOwner(draft: Draft, edge: EdgeEntry): string {
  const service = draft.calleeService(edge);
  return service === NONE ? draft.brokers[draft.calleeBroker(edge)] : draft.services[service];
}
