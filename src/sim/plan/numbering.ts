/** Everything gets its number before anything is compiled: what is written first may name what comes later. */
import { NONE } from '../terms/columns.ts';
import type { ReplicaEntry } from '../terms/directory.ts';
import type { Caller, Draft } from './draft.ts';

/** Services with their replicas, operations and selves as callers; the replicas of all of them. */
export function numberServices(draft: Draft): ReplicaEntry[] {
  const replicas: ReplicaEntry[] = [];
  draft.services.forEach((name, number) => {
    const spec = draft.spec.services[name];
    const zones = (spec.zones ?? []).map((zone) => draft.zone(zone));
    draft.serviceFirstReplica.push(replicas.length);
    draft.serviceFirstOperation.push(draft.operations.length);
    for (let index = 0; index < spec.replicas; index++) {
      replicas.push({
        name: `${name}/${index}`,
        service: number,
        index,
        zone: zones.length > 0 ? zones[index % zones.length] : NONE,
      });
    }
    for (const operation of Object.keys(spec.operations)) {
      draft.operations.push(`${name}.${operation}`);
      draft.operationService.push(number);
    }
    draft.addCaller(
      { kind: 'service', number, name, clients: spec.replicas, propagates: spec.deadlines === 'propagate' },
      zones,
    );
  });
  return replicas;
}

/** Loads as callers, each with its replicas. */
export function numberLoads(draft: Draft): Caller[] {
  return draft.spec.load.map((load, number) => {
    const { name, replicas: clients } = load;
    const zones = load.zone === undefined ? [] : [draft.zone(load.zone)];
    const propagates = load.deadlines === 'propagate';
    return draft.addCaller({ kind: 'load', number, name, clients, propagates }, zones);
  });
}

/** Queues and topics; no two of them may have one name. */
export function numberBrokers(draft: Draft): void {
  draft.brokers.forEach((name, broker) => {
    const spec = draft.spec.brokers?.[name];
    if (spec?.zone !== undefined) draft.zone(spec.zone);
    for (const queue of Object.keys(spec?.queues ?? {})) {
      if (draft.queues.includes(queue)) {
        draft.problems.add(
          ['brokers', name, 'queues', queue],
          'E302',
          `two queues are called "${queue}"`,
          'rename one',
        );
      }
      draft.queues.push(queue);
      draft.queueBroker.push(broker);
    }
    for (const topic of Object.keys(spec?.topics ?? {})) {
      if (draft.topics.includes(topic) || draft.queues.includes(topic)) {
        draft.problems.add(
          ['brokers', name, 'topics', topic],
          'E302',
          `"${topic}" names two things`,
          'rename one',
        );
      }
      draft.topics.push(topic);
      draft.topicBroker.push(broker);
    }
  });
}
