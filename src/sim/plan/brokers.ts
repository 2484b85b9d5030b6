/** Brokers: queues and subscriptions become depots, consumers become workers that call. */
import { hashText } from '../../base/hash.ts';
import { brokerNamed } from '../broker/index.ts';
import type { Plan, WorkerPlan } from '../machine/plan.ts';
import type { CallerSpec, ConsumerSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { ConsumerEntry, QueueEntry } from '../terms/directory.ts';
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
  const { spec } = draft;
  const topics: number[][] = draft.topics.map(() => []);
  // Depots: the queues first, then the subscriptions in the order of their consumers.
  const places = draft.queues.map((name, queue) => ({
    name,
    broker: draft.queueBroker[queue],
    topic: NONE,
    params: spec.brokers?.[draft.brokers[draft.queueBroker[queue]]].queues?.[name],
    path: ['brokers', draft.brokers[draft.queueBroker[queue]], 'queues', name] as Path,
    workers: [] as WorkerPlan[],
  }));
  const consumers: ConsumerEntry[] = [];
  let workerCount = 0;
  (spec.consumers ?? []).forEach((consumer, i) => {
    const path = ['consumers', i];
    const topic = draft.topics.indexOf(consumer.from);
    let depot = draft.queues.indexOf(consumer.from);
    if (topic < 0 && depot < 0) {
      draft.problems.unknown([...path, 'from'], 'queue or topic', consumer.from, [
        ...draft.queues,
        ...draft.topics,
      ]);
      return;
    }
    const name = topic >= 0 ? `${consumer.from}/${groupOf(consumer)}` : consumer.from;
    if (topic >= 0) {
      depot = places.findIndex((place) => place.topic === topic && place.name === name);
      if (depot < 0) {
        const broker = draft.topicBroker[topic];
        const params = spec.brokers?.[draft.brokers[broker]].topics?.[consumer.from];
        depot =
          places.push({
            name,
            broker,
            topic,
            params,
            path: ['brokers', draft.brokers[broker], 'topics', consumer.from],
            workers: [],
          }) - 1;
        topics[topic].push(depot);
      }
    }
    const operation = draft.operationNamed(consumer.call, [...path, 'call']);
    if (operation === NONE) return;
    const caller = draft.addCaller(
      {
        kind: 'consumer',
        number: consumers.length,
        name,
        clients: consumer.replicas,
        propagates: consumer.deadlines === 'propagate',
      },
      consumer.zone === undefined ? [] : [draft.zone(consumer.zone)],
    );
    const site = consumerSite(draft, caller, operation, consumer, path);
    for (let replica = 0; replica < consumer.replicas; replica++) {
      places[depot].workers.push({
        site,
        client: caller.firstClient + replica,
        slot: workerCount++,
        concurrency: consumer.concurrency,
      });
    }
    consumers.push({
      name,
      queue: depot,
      edge: draft.sites[site].edge,
      replicas: consumer.replicas,
      concurrency: consumer.concurrency,
    });
  });
  const entries: QueueEntry[] = [];
  const plans = places.map((place) => {
    const definition = brokerNamed(spec.brokers?.[draft.brokers[place.broker]].kind as never);
    const settings = definition.settingsOf(place.params as never);
    const wanted = (place.params as { 'dead-letter'?: string } | undefined)?.['dead-letter'];
    const deadLetters = wanted === undefined ? NONE : draft.queues.indexOf(wanted);
    if (wanted !== undefined && deadLetters < 0)
      draft.problems.unknown([...place.path, 'dead-letter'], 'queue', wanted, draft.queues);
    if (wanted === place.name)
      draft.problems.add(
        [...place.path, 'dead-letter'],
        'E304',
        'a queue cannot be its own dead-letter queue',
        'name another queue',
      );
    entries.push({
      name: place.name,
      broker: place.broker,
      topic: place.topic,
      deadLetters,
      limit: settings[definition.settings.indexOf('limit')],
    });
    return {
      machine: definition.machine,
      settings,
      broker: place.broker,
      deadLetters,
      workers: place.workers,
      salt: hashText(`depot ${place.name}`),
    };
  });
  return { plans, topics, consumers, entries, workerCount };
}

function consumerSite(
  draft: Draft,
  caller: Caller,
  operation: number,
  spec: CallerSpec,
  path: (string | number)[],
): number {
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
