/** Who talks to whom, as a map: loads, services and broker queues, and the lines between them. */
import type { Directory } from '../sim/index.ts';

export type MapKind = 'load' | 'service' | 'queue';

export interface MapNode {
  /** Unique among the kinds: a load and a service may share a name. */
  readonly id: string;
  readonly kind: MapKind;
  /** Its number in the directory. */
  readonly index: number;
  readonly name: string;
}

export interface MapLine {
  readonly from: string;
  readonly to: string;
  /** async where nobody waits: a message, an event, a notification. */
  readonly kind: 'sync' | 'async';
  /** The directory's edges that the line stands for. */
  readonly edges: readonly number[];
  /** The queue whose dead letters take this line, if they do. */
  readonly givesUp?: number;
}

export interface SystemMap {
  readonly nodes: readonly MapNode[];
  readonly lines: readonly MapLine[];
}

export const idOf = (kind: MapKind, name: string): string => `${kind}:${name}`;

export function mapOf(directory: Directory): SystemMap {
  const nodesOf = (kind: MapKind, entries: readonly { readonly name: string }[]): MapNode[] =>
    entries.map(({ name }, index) => ({ id: idOf(kind, name), kind, index, name }));
  const nodes = [
    ...nodesOf('load', directory.loads),
    ...nodesOf('service', directory.services),
    ...nodesOf('queue', directory.queues),
  ];
  const lines = new Map<string, MapLine>();
  directory.edges.forEach((edge, number) => {
    const from = callerOf(directory, number);
    if (from === undefined) return;
    for (const to of calleesOf(directory, number)) {
      const key = `${from} ${to}`;
      const isAsync = edge.oneWay || edge.calleeKind !== 'operation' || edge.callerKind === 'consumer';
      const line = lines.get(key) ?? { from, to, kind: 'async' as const, edges: [] };
      lines.set(key, { ...line, kind: isAsync ? line.kind : 'sync', edges: [...line.edges, number] });
    }
  });
  directory.queues.forEach(({ name, deadLetters }, givesUp) => {
    if (deadLetters < 0) return;
    const [from, to] = [idOf('queue', name), idOf('queue', directory.queues[deadLetters].name)];
    lines.set(`${from} ${to}`, { from, to, kind: 'async', edges: [], givesUp });
  });
  return { nodes, lines: [...lines.values()] };
}

/** The node that makes an edge's calls; a consumer's are made by the queue it takes from. Checks come from nowhere on the map. */
function callerOf(directory: Directory, edge: number): string | undefined {
  const { callerKind, caller } = directory.edges[edge];
  switch (callerKind) {
    case 'load':
      return idOf('load', directory.loads[caller].name);
    case 'service':
      return idOf('service', directory.services[caller].name);
    case 'consumer':
      return idOf('queue', directory.queues[directory.consumers[caller].queue].name);
    case 'check':
      return undefined;
  }
}

/** The nodes an edge leads to: one, or every subscription of a topic. */
function calleesOf(directory: Directory, edge: number): string[] {
  const { calleeKind, callee } = directory.edges[edge];
  switch (calleeKind) {
    case 'operation':
      return [idOf('service', directory.services[directory.operations[callee].service].name)];
    case 'service':
      return [idOf('service', directory.services[callee].name)];
    case 'queue':
      return [idOf('queue', directory.queues[callee].name)];
    case 'topic':
      return directory.topics[callee].queues.map((queue) => idOf('queue', directory.queues[queue].name));
  }
}
