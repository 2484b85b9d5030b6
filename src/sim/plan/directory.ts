/** The directory of a plan: who is who, by number. */
import type { LoadPlan } from '../machine/plan.ts';
import { gateOf } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { Directory, ReplicaEntry } from '../terms/directory.ts';
import type { Depots } from './brokers.ts';
import type { Draft } from './draft.ts';
import { faultKind, faultNameOf } from './faults.ts';
import { type HealthPlan, panicOf } from './health.ts';
import { coresOf, isThreads, placesOf, slotsOf } from './services.ts';

/** By operation: its post at the first replica of its service; those at the others follow. */
export function firstPosts(draft: Draft): Int32Array {
  let posts = 0;
  return Int32Array.from(draft.operationService, (service) => {
    const first = posts;
    posts += draft.spec.services[draft.services[service]].replicas;
    return first;
  });
}

export function makeDirectory(
  draft: Draft,
  replicas: readonly ReplicaEntry[],
  loads: readonly LoadPlan[],
  depots: Depots,
  health: HealthPlan,
): Directory {
  const { spec } = draft;
  const postOperation: number[] = [];
  const postReplica: number[] = [];
  draft.operationService.forEach((service, operation) => {
    for (let i = 0; i < spec.services[draft.services[service]].replicas; i++) {
      postOperation.push(operation);
      postReplica.push(draft.serviceFirstReplica[service] + i);
    }
  });
  return {
    zones: draft.zones,
    services: draft.services.map((name, number) => {
      const service = spec.services[name];
      return {
        name,
        firstReplica: draft.serviceFirstReplica[number],
        replicas: service.replicas,
        firstOperation: draft.serviceFirstOperation[number],
        operations: Object.keys(service.operations).length,
        slots: slotsOf(service),
        threads: isThreads(service),
        cores: coresOf(service),
        queueLimit: placesOf(service),
        watchers: health.watches
          .filter((watch) => watch.service === number)
          .reduce((sum, { clients }) => sum + clients, 0),
        ejects: service.ejection !== undefined,
        panics: panicOf(service) > 0,
        costlyRejections: (service.admission ?? []).some((entry) => gateOf(entry).cost > 0),
      };
    }),
    operations: draft.operations.map((name, number) => ({ name, service: draft.operationService[number] })),
    replicas,
    edges: draft.edges,
    loads: spec.load.map((load, number) => ({
      name: load.name,
      edges: [...new Set(Array.from(loads[number].sites, (site) => draft.sites[site].edge))],
      within: load.within ?? Number.POSITIVE_INFINITY,
      open: loads[number].open,
      users: load.users ?? 0,
      priority: loads[number].priority,
      keys: loads[number].keys,
    })),
    brokers: draft.brokers.map((name) => ({ name, kind: spec.brokers?.[name].kind ?? '' })),
    topics: draft.topics.map((name, number) => ({
      name,
      broker: draft.topicBroker[number],
      queues: depots.topics[number],
    })),
    queues: depots.entries,
    consumers: depots.consumers,
    checks: health.entries,
    faults: (spec.faults ?? []).map((fault) => ({
      name: faultNameOf(fault),
      kind: faultKind(fault),
      target: String(fault[faultKind(fault)]),
    })),
    acts: draft.gauges.acts,
    gauges: draft.gauges.entries,
    siteEdge: Int32Array.from(draft.sites, (site) => site.edge),
    siteLoad: Int32Array.from(draft.sites, (site) => site.load),
    siteOperation: Int32Array.from(draft.sites, (_, site) => draft.siteOperation[site] ?? NONE),
    postOperation: Int32Array.from(postOperation),
    postReplica: Int32Array.from(postReplica),
  };
}
