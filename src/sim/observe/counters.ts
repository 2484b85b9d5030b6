/**
 * Where the recorder's counts lie. All of them only grow and stand in one Int32Array, section after
 * section; so a mark is one copy, and an interval a difference.
 */

import type { Directory } from '../terms/directory.ts';
import { CAUSES, OUTCOME_COUNT } from '../terms/outcomes.ts';

/** Counts of an edge: `counts[layout.edges + edge * EDGE_COUNTS + column]`. */
export const CALLS_BEGUN = 0;
/** + outcome as the caller sees it. */
export const CALLS_ENDED = 1;
/** + cause. */
export const ATTEMPTS = CALLS_ENDED + OUTCOME_COUNT;
/** + outcome as the caller sees it. */
export const ATTEMPTS_ENDED = ATTEMPTS + CAUSES.length;
/** + outcome with which the callee turned an attempt away. */
export const TURNED_AWAY = ATTEMPTS_ENDED + OUTCOME_COUNT;
/** Ended calls without a single try (a policy refused). */
export const CALLS_UNTRIED = TURNED_AWAY + OUTCOME_COUNT;
/** Attempts that ended calls had made beyond one each. */
export const TRIES_AGAIN = CALLS_UNTRIED + 1;
/** Attempts among those turned away that came to a replica where no process listened. */
export const MET_NOBODY = TRIES_AGAIN + 1;
export const EDGE_COUNTS = MET_NOBODY + 1;

/** Counts of a load. What its calls do is counted by its edges, which are nobody else's. */
export const REQUESTS = 0;
/** Ended ok, and within the load's limit. */
export const GOOD = 1;
/** Ended ok, beyond the limit. */
export const LATE = 2;
export const LOAD_COUNTS = 3;

/** Counts of a post (an operation at a replica). */
export const FRAMES_BEGUN = 0;
/** + outcome. */
export const FRAMES_ENDED = 1;
/** Ended when the caller had left. */
export const FRAMES_UNWANTED = FRAMES_ENDED + OUTCOME_COUNT;
export const POST_COUNTS = FRAMES_UNWANTED + 1;

/** Counts of a queue. */
export const PUBLISHED = 0;
export const DELIVERIES = 1;
/** Deliveries that were not the message's first. */
export const REDELIVERIES = 2;
/** + MessageEnd: acknowledged, dead-lettered, expired. */
export const LEFT = 3;
export const HANDLED = 6;
/** Handled with a good ending. */
export const HANDLED_WELL = 7;
/** Handled again although it had been settled or redelivered meanwhile. */
export const DUPLICATES = 8;
export const QUEUE_COUNTS = 9;

/** Counts of a service, as its callers see its replicas. */
/** A caller replica began to hold a replica out; behind it, as behind the two that follow: ended to do so. */
const HELD_OUT = 0;
/** The same, for having been ejected. */
export const EJECTIONS = 2;
/** A caller replica began to panic. */
const PANICS_BEGUN = 4;
/** Replicas restarted by a check. */
export const RESTARTS = 6;
export const SERVICE_COUNTS = 7;

/** Times of a service: instants at which states ended less instants at which they began, ns. */
export const OUT_TIME = 0;
export const EJECTED_TIME = 1;
export const PANIC_TIME = 2;
export const SERVICE_TIMES = 3;
/** Where the begun ones of each state are counted; the ended ones follow. */
export const BEGUN_OF = [HELD_OUT, EJECTIONS, PANICS_BEGUN] as const;

/** Where each section begins, for one directory. */
export interface Layout {
  readonly edges: number;
  readonly loads: number;
  readonly posts: number;
  readonly queues: number;
  readonly services: number;
  /** By act of the directory: how often. */
  readonly acts: number;
  /** By gauge of the directory: how often one of those behind it rose. */
  readonly rises: number;
  /** Requests that did not end ok: by load, degraded or failed, first cause and its edge. */
  readonly failures: number;
  readonly length: number;
  /** Histograms: calls by edge with an answer, and without one; time in a slot by operation; queue wait by service; messages by queue. */
  readonly answered: number;
  readonly failed: number;
  readonly frames: number;
  readonly waits: number;
  readonly messages: number;
  readonly histograms: number;
}

export function layoutOf(directory: Directory): Layout {
  const edgeCount = directory.edges.length;
  const edges = 0;
  const loads = edges + edgeCount * EDGE_COUNTS;
  const posts = loads + directory.loads.length * LOAD_COUNTS;
  const queues = posts + directory.postOperation.length * POST_COUNTS;
  const services = queues + directory.queues.length * QUEUE_COUNTS;
  const acts = services + directory.services.length * SERVICE_COUNTS;
  const rises = acts + directory.acts.length;
  const failures = rises + directory.gauges.length;
  const length = failures + directory.loads.length * 2 * OUTCOME_COUNT * (edgeCount + 1);
  const frames = 2 * edgeCount;
  const waits = frames + directory.operations.length;
  const messages = waits + directory.services.length;
  const histograms = messages + directory.queues.length;
  return {
    edges,
    loads,
    posts,
    queues,
    services,
    acts,
    rises,
    failures,
    length,
    answered: 0,
    failed: edgeCount,
    frames,
    waits,
    messages,
    histograms,
  };
}

/** Cell of the failure table. `origin` is an edge, or NONE where no edge is to blame. */
export function failureCell(
  layout: Layout,
  edges: number,
  load: number,
  isDegraded: boolean,
  cause: number,
  origin: number,
): number {
  return (
    layout.failures + ((load * 2 + (isDegraded ? 0 : 1)) * OUTCOME_COUNT + cause) * (edges + 1) + origin + 1
  );
}
