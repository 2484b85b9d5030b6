/** Whom an edge belongs to: the service that makes its calls, and the service or broker that they lead to. */
import { NONE } from './columns.ts';
import type { Directory, EdgeEntry } from './directory.ts';

type Callee = Pick<EdgeEntry, 'calleeKind' | 'callee'>;

/** The service an edge leads to, checks included; NONE where that is a broker. */
export function calleeService({ operations }: Directory, { calleeKind, callee }: Callee): number {
  if (calleeKind === 'service') return callee;
  return calleeKind === 'operation' ? operations[callee].service : NONE;
}

/** The broker an edge leads to; NONE where that is a service. */
export function calleeBroker({ queues, topics }: Directory, { calleeKind, callee }: Callee): number {
  if (calleeKind === 'queue') return queues[callee].broker;
  return calleeKind === 'topic' ? topics[callee].broker : NONE;
}

/** The edges that lead to a service, checks included. */
export function edgesInto(directory: Directory, service: number): number[] {
  return directory.edges.flatMap((entry, edge) =>
    calleeService(directory, entry) === service ? [edge] : [],
  );
}
