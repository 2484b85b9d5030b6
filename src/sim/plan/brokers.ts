/** Brokers: queues and subscriptions become depots, consumers become workers that call. */
import { invariant } from '../../base/assert.ts';
import { hashText } from '../../base/hash.ts';
import { type AnyBroker, brokerNamed } from '../broker/index.ts';
import type { Plan, WorkerPlan } from '../machine/plan.ts';
import type { CallerSpec, ConsumerSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { ConsumerEntry, EdgeEntry, QueueEntry } from '../terms/directory.ts';
import { balancerOfCall } from './balancers.ts';
import { layChain, policiesOf } from './chains.ts';
import type { Caller, Draft, Path } from './draft.ts';

export interface Depots {
  readonly plans: Plan['depots'][number][];
  readonly topics: number[][];
  readonly consumers: ConsumerEntry[];
  readonly entries: QueueEntry[];
  readonly workerCount: number;
}

/** The subscription a consumer of a topic takes from: its own `group`, or that of its service. */
export function groupOf({ group, call }: Pick<ConsumerSpec, 'group' | 'call'>): string {
  return group ?? call.split('.')[0];
}

export function compileBrokers(draft: Draft): Depots {
  const brokers = new Brokers(draft);
  (draft.spec.consumers ?? []).forEach((consumer, i) => {
    brokers.addConsumer(consumer, ['consumers', i]);
  });
  return brokers.finish();
}

/** A depot whose consumers are not all known yet. */
interface Place {
  readonly name: string;
  readonly broker: number;
  readonly definition: AnyBroker;
  readonly topic: number;
  readonly params: unknown;
  readonly path: Path;
  readonly workers: WorkerPlan[];
}

class Brokers {
  private readonly draft: Draft;
  /** The queues first, then the subscriptions in the order of their consumers. */
  private readonly places: Place[];
  private readonly topics: number[][];
  private readonly consumers: ConsumerEntry[] = [];
  private workerCount = 0;

  constructor(draft: Draft) {
    this.draft = draft;
    this.topics = draft.topics.map(() => []);
    this.places = draft.queues.map((name, queue) =>
      this.placeIn(draft.queueBroker[queue], 'queues', name, name, NONE),
    );
  }

  /** What a broker keeps under a name of its own: for a subscription another than that of its topic. */
  private placeIn(
    broker: number,
    kind: 'queues' | 'topics',
    key: string,
    name: string,
    topic: number,
  ): Place {
    const owner = this.draft.brokers[broker];
    const spec = this.draft.spec.brokers?.[owner];
    invariant(spec !== undefined, 'what is numbered is written');
    return {
      name,
      broker,
      definition: brokerNamed(spec.kind),
      topic,
      params: spec[kind]?.[key],
      path: ['brokers', owner, kind, key],
      workers: [],
    };
  }

  addConsumer(consumer: ConsumerSpec, path: Path): void {
    const { draft, consumers } = this;
    const depot = this.depotOf(consumer);
    if (depot === NONE) {
      const known = [...draft.queues, ...draft.topics];
      draft.problems.unknown([...path, 'from'], 'queue or topic', consumer.from, known);
      return;
    }
    const operation = draft.operationNamed(consumer.call, [...path, 'call']);
    if (operation === NONE) return;
    const { name, workers } = this.places[depot];
    const { replicas, concurrency, zone } = consumer;
    const propagates = consumer.deadlines === 'propagate';
    const caller = draft.addCaller(
      { kind: 'consumer', number: consumers.length, name, clients: replicas, propagates },
      zone === undefined ? [] : [draft.zone(zone)],
    );
    const site = consumerSite(draft, caller, operation, consumer, path);
    for (let replica = 0; replica < replicas; replica++)
      workers.push({ site, client: caller.firstClient + replica, slot: this.workerCount++, concurrency });
    consumers.push({ name, queue: depot, edge: draft.sites[site].edge, replicas, concurrency });
  }

  /** The queue a consumer takes from, or its subscription, which its first consumer makes; NONE where there is no such name. */
  private depotOf(consumer: ConsumerSpec): number {
    const { draft, places } = this;
    const topic = draft.topics.indexOf(consumer.from);
    if (topic < 0) return draft.queues.indexOf(consumer.from);
    const name = `${consumer.from}/${groupOf(consumer)}`;
    const known = places.findIndex((place) => place.topic === topic && place.name === name);
    if (known >= 0) return known;
    const depot =
      places.push(this.placeIn(draft.topicBroker[topic], 'topics', consumer.from, name, topic)) - 1;
    this.topics[topic].push(depot);
    return depot;
  }

  finish(): Depots {
    const { places, topics, consumers, workerCount } = this;
    const entries: QueueEntry[] = [];
    const plans = places.map((place) => {
      const { name, broker, definition, topic, params, workers } = place;
      const settings = definition.settingsOf(params);
      const deadLetters = this.deadLettersOf(place);
      entries.push({ name, broker, topic, deadLetters, limit: definition.limitOf(params) });
      const salt = hashText(`depot ${name}`);
      return { machine: definition.machine, settings, broker, deadLetters, workers, salt };
    });
    return { plans, topics, consumers, entries, workerCount };
  }

  /** The queue for what nobody could handle; NONE where there is none. */
  private deadLettersOf({ name, definition, params, path }: Place): number {
    const { problems, queues } = this.draft;
    const wanted = definition.deadLettersOf(params);
    if (wanted === undefined) return NONE;
    const where = [...path, 'dead-letter'];
    if (!queues.includes(wanted)) problems.unknown(where, 'queue', wanted, queues);
    if (wanted === name)
      problems.add(where, 'E304', 'a queue cannot be its own dead-letter queue', 'name another queue');
    return queues.indexOf(wanted);
  }
}

/** The zone of the broker behind an edge to a queue or topic. */
export function brokerZoneOf(draft: Draft, edge: EdgeEntry): number {
  const broker = draft.calleeBroker(edge);
  if (broker === NONE) return NONE;
  const zone = draft.spec.brokers?.[draft.brokers[broker]].zone;
  return zone === undefined ? NONE : draft.zones.indexOf(zone);
}

function consumerSite(draft: Draft, caller: Caller, operation: number, spec: CallerSpec, path: Path): number {
  const policies = policiesOf(draft, spec, path);
  const balancer = balancerOfCall(draft, operation, spec.balancer, path);
  return draft.addSite(
    caller,
    'operation',
    operation,
    false,
    `consumer ${caller.name} ${draft.operations[operation]}`,
    (edge) => layChain(draft, caller, policies, edge, path),
    NONE,
    { balancer },
  );
}
