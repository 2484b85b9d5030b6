/** What happens in a run as plain data, a mapping for each thing: names instead of numbers, nanoseconds, null for what is not known. */
import { invariant } from '../base/assert.ts';
import { type Directory, type EndingParts, type JournalFact, REASON_WORDS, type Run } from '../sim/index.ts';

export { REASON_WORDS };

/** One line of a stream: what happened, when, and the rest as the schema tells. */
export interface EventLine {
  readonly event: string;
  /** Simulated instant, ns; a line about the whole run may have none. */
  readonly atNs?: number;
  readonly [key: string]: unknown;
}

/** Nothing where it has been told already: what acts in an instant is over with its beginning. */
export function factLine(fact: JournalFact, run: Run): EventLine | undefined {
  const { directory } = run.plan;
  const { kind: event, at: atNs } = fact;
  switch (fact.kind) {
    case 'request-ended': {
      const { request, load, edge, began, tries, ending } = fact;
      const { name, within } = directory.loads[load];
      return {
        event,
        atNs,
        request,
        load: name,
        edge: directory.edges[edge].name,
        beganNs: began,
        tries,
        isGood: ending.outcome === 'ok' && atNs - began <= within,
        ...endingData(ending, directory),
      };
    }
    case 'call-ended': {
      const { request, edge, began, startCause, tries, ending } = fact;
      return {
        event,
        atNs,
        request,
        edge: directory.edges[edge].name,
        beganNs: began,
        startCause,
        tries,
        ...endingData(ending, directory),
      };
    }
    case 'attempt-ended': {
      const { request, edge, post, began, startCause, tryNumber, ending } = fact;
      return {
        event,
        atNs,
        request,
        ...placeData(edge, post, directory),
        beganNs: began,
        startCause,
        tryNumber,
        ...endingData(ending, directory),
      };
    }
    case 'frame-began': {
      const { request, edge, post, waited } = fact;
      return { event, atNs, request, ...placeData(edge, post, directory), waitedNs: waited };
    }
    case 'frame-ended': {
      const { request, edge, post, began, wanted, ending } = fact;
      return {
        event,
        atNs,
        request,
        ...placeData(edge, post, directory),
        beganNs: began,
        isWanted: wanted,
        ...endingData(ending, directory),
      };
    }
    case 'turned-away': {
      const { request, edge, post, waited, wanted, metNobody, ending } = fact;
      return {
        event,
        atNs,
        request,
        ...placeData(edge, post, directory),
        waitedNs: waited,
        isWanted: wanted,
        metNobody,
        outcome: ending.outcome,
      };
    }
    case 'message-published': {
      const { queue, request, message } = fact;
      return { event, atNs, queue: directory.queues[queue].name, message, request };
    }
    case 'message-delivered': {
      const { queue, request, message, deliveries } = fact;
      return { event, atNs, queue: directory.queues[queue].name, message, request, deliveries };
    }
    case 'message-handled': {
      const { queue, request, message, ending } = fact;
      const known = { message: message < 0 ? null : message, request: request < 0 ? null : request };
      return {
        event,
        atNs,
        queue: directory.queues[queue].name,
        ...known,
        ...endingData(ending, directory),
      };
    }
    case 'message-left': {
      const { queue, request, message, how } = fact;
      return { event, atNs, queue: directory.queues[queue].name, message, request, how };
    }
    case 'policy-changed': {
      const { edge, layer, client, state } = fact;
      return { event, atNs, ...policyData(edge, layer, client, state, run) };
    }
    case 'view-changed': {
      const { client, replica, reasons } = fact;
      const said = REASON_WORDS.filter((_, bit) => (reasons & (1 << bit)) !== 0);
      return {
        event,
        atNs,
        ...clientData(client, directory),
        replica: directory.replicas[replica].name,
        reasons: said,
      };
    }
    case 'panic-began':
    case 'panic-ended': {
      const { client, service } = fact;
      return { event, atNs, ...clientData(client, directory), service: directory.services[service].name };
    }
    case 'replica-restarted':
      return { event, atNs, replica: directory.replicas[fact.replica].name };
    case 'fault-began': {
      const isInstant = actsAtOnce(fact.fault, run);
      return { event, atNs, ...faultData(fact.fault, run), strengthShare: fact.strength, isInstant };
    }
    case 'fault-changed':
      return { event, atNs, ...faultData(fact.fault, run), strengthShare: fact.strength };
    case 'fault-ended':
      if (actsAtOnce(fact.fault, run)) return undefined;
      return { event, atNs, ...faultData(fact.fault, run), strengthShare: fact.strength };
  }
}

/** Nothing went wrong: then there is no first cause, and no place of one. */
function endingData({ outcome, cause, origin }: EndingParts, directory: Directory) {
  if (cause === 'ok') return { outcome, firstCause: null, origin: null };
  return { outcome, firstCause: cause, origin: directory.edges[origin]?.name ?? null };
}

/** Who holds something out. Clients that are replicas of services come first, numbered as these; a load's have no name. */
function clientData(client: number, { replicas }: Directory) {
  return { client, caller: replicas[client]?.name ?? null };
}

/** Whose policy it is. Clients that are replicas of services come first, numbered as these. */
function policyData(edge: number, layer: number, client: number, state: number, run: Run) {
  const { edges, replicas } = run.plan.directory;
  const { name, states } = policyAt(edge, layer, run);
  const isReplica = edges[edge].callerKind === 'service';
  return {
    edge: edges[edge].name,
    policy: name,
    layer,
    client,
    replica: isReplica ? replicas[client].name : null,
    state: states[state],
  };
}

/** Call sites of one edge may differ in their chains; but only who has states tells of them. */
function policyAt(edge: number, layer: number, { plan }: Run) {
  const chains = plan.sites.filter((site) => site.edge === edge).map(({ chain }) => chain);
  const found = chains.map((chain) => chain[layer]?.policy).find((policy) => policy?.states !== undefined);
  invariant(found?.states !== undefined, 'a policy that tells of its state has names for them');
  return { name: found.name, states: found.states };
}

function actsAtOnce(fault: number, run: Run): boolean {
  return run.faults[fault].length === 0;
}

/** A fault that was injected by hand has no entry in the directory. */
function faultData(fault: number, run: Run) {
  const { kind, target } = run.plan.directory.faults[fault] ?? {};
  return { fault: run.faults[fault].name, kind: kind ?? null, target: target ?? null };
}

/** Who asked whom, and which replica it was; nobody's where a broker took it. */
function placeData(edge: number, post: number, { edges, replicas, postReplica }: Directory) {
  return { edge: edges[edge].name, replica: post < 0 ? null : replicas[postReplica[post]].name };
}
