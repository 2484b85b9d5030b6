/** Posts, an operation at a replica each: where its program begins, and by which rules of its service it is served. */
import type { Post } from '../machine/plan.ts';
import type { Gate } from '../policy/gate-contract.ts';
import type { ServiceSpec } from '../spec/index.ts';
import type { Directory } from '../terms/directory.ts';
import type { Draft } from './draft.ts';
import { cancellationOf, coresOf, queueRulesOf, type ReplicaLists } from './services.ts';

export function postsOf(
  draft: Draft,
  { postOperation, postReplica, replicas }: Directory,
  services: readonly ServiceSpec[],
  entries: readonly number[],
  lists: ReplicaLists,
  gates: readonly (readonly Gate[])[],
): Post[] {
  const rules = services.map((service) => queueRulesOf(draft, service));
  return Array.from(postReplica, (replica, post): Post => {
    const { service, index } = replicas[replica];
    return {
      replica,
      entry: entries[postOperation[post]],
      cores: coresOf(services[service]),
      cancellation: cancellationOf(services[service]),
      rules: rules[service],
      list: lists.first[replica],
      gates: gates[service],
      index,
      rejections: lists.rejections[replica],
    };
  });
}
