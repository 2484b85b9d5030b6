/** Call sites with what only the whole plan knows: their way through the network, where their callee is, and who watches. */
import { type LinkRules, type Site, TO_OPERATION } from '../machine/plan.ts';
import { NONE } from '../terms/columns.ts';
import { HEALTH, TURNED_BACK } from '../terms/policies.ts';
import type { EdgeLayout } from './balancers.ts';
import type { Draft, DraftSite } from './draft.ts';
import type { HealthPlan } from './health.ts';

/** By edge: the number under which calls are counted that health turns back; NONE where nobody minds it. */
export function healthActsOf(draft: Draft, { edgeRoster, rosters }: HealthPlan): number[] {
  return draft.edges.map((_, edge) => {
    const isWatched = edgeRoster[edge] !== NONE && rosters[edgeRoster[edge]].watch !== NONE;
    return isWatched ? draft.gauges.act(TURNED_BACK, HEALTH, edge, NONE) : NONE;
  });
}

/** What is known of each edge, and of each operation, once all is laid out. */
interface Known {
  readonly links: readonly LinkRules[];
  readonly operationPost: Int32Array;
  readonly health: HealthPlan;
  readonly healthActs: readonly number[];
  readonly layout: EdgeLayout;
}

export function finishSite(draft: Draft, { only, ...site }: DraftSite, known: Known): Site {
  const { links, operationPost, health, healthActs, layout } = known;
  const turns = layout.turns[site.edge].get(site.balancer);
  const roster = health.edgeRoster[site.edge];
  const finished = {
    ...site,
    link: links[site.edge],
    memory: turns?.memory ?? NONE,
    credit: turns?.credit ?? NONE,
    roster,
    watch: roster === NONE ? NONE : health.rosters[roster].watch,
    healthAct: healthActs[site.edge],
  };
  if (site.calleeKind !== TO_OPERATION) return { ...finished, post: NONE, replicas: 0, idempotent: true };
  const service = draft.spec.services[draft.services[draft.operationService[site.callee]]];
  const post = operationPost[site.callee];
  return {
    ...finished,
    // Of a check the one replica it is for is all there is.
    post: only === NONE ? post : post + only,
    replicas: only === NONE ? service.replicas : 1,
    idempotent: !(service['not-idempotent'] ?? []).includes(draft.ownName(site.callee)),
  };
}
