/** What callers know of the health of their callees, and what the checkers know: all of it state, in registered arrays. */
import { NEVER } from '../../base/time.ts';
import type { Registry } from '../kernel/registry.ts';
import {
  CHECKED_INTS,
  JOINED_AT,
  RETURNED_AT,
  VIEW_INTS,
  VIEW_REALS,
  WATCHER_INTS,
} from '../terms/health.ts';
import type { Plan } from './plan.ts';

export class Health {
  /** Why a caller replica holds a replica out: bits, by edge, caller replica and callee replica as `inFlight`. */
  readonly out: Int32Array;
  /** What replicas in their slow start have gathered of their next turn; as `inFlight`, empty where nobody starts slowly. */
  readonly credit: Float64Array;
  /** Columns of views and watchers (see terms/health.ts). */
  readonly views: Int32Array;
  readonly viewReals: Float64Array;
  readonly watchers: Int32Array;
  /** By watcher: the instant at which its last slow start is over, ns. */
  readonly warmUntil: Float64Array;
  /** By roster: how many replicas its caller replicas do not know of, all together. */
  readonly unlisted: Int32Array;
  /** By replica: the reasons that are known where membership is kept; callers hear of them later. */
  readonly known: Int32Array;
  /** Columns of each check's replicas. */
  readonly checked: Int32Array;

  constructor(registry: Registry, plan: Plan) {
    const startsSlowly = plan.watches.some(({ slowStart }) => slowStart !== undefined);
    this.out = new Int32Array(plan.inFlightCount);
    this.credit = new Float64Array(startsSlowly ? plan.creditCount : 0);
    this.views = new Int32Array(plan.viewCount * VIEW_INTS);
    this.viewReals = new Float64Array(plan.viewCount * VIEW_REALS);
    this.watchers = new Int32Array(plan.watcherCount * WATCHER_INTS);
    this.warmUntil = new Float64Array(plan.watcherCount);
    this.unlisted = new Int32Array(plan.rosters.length);
    this.known = new Int32Array(plan.replicaService.length);
    this.checked = new Int32Array(plan.checkedCount * CHECKED_INTS);
    for (let view = 0; view < plan.viewCount; view++) {
      this.viewReals[view * VIEW_REALS + RETURNED_AT] = NEVER;
      this.viewReals[view * VIEW_REALS + JOINED_AT] = NEVER;
    }
    registry.addFixed('health.out', this.out);
    registry.addFixed('health.credit', this.credit);
    registry.addFixed('health.views', this.views);
    registry.addFixed('health.viewReals', this.viewReals);
    registry.addFixed('health.watchers', this.watchers);
    registry.addFixed('health.warmUntil', this.warmUntil);
    registry.addFixed('health.unlisted', this.unlisted);
    registry.addFixed('health.known', this.known);
    registry.addFixed('health.checked', this.checked);
  }
}
