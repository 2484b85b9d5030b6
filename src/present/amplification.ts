/** How often is tried for what is asked once: on single edges, and along a way on which several try again. */
import type { Directory, Interval, Run } from '../sim/index.ts';
import { valueIn } from './value-in.ts';
import { sayRatio } from './words.ts';

/** Tries that each call had made, of the calls that ended in a phase; by phase. */
export interface Amplification {
  /** On the edge where it was largest in any phase; undefined where nobody tried again. */
  readonly worst: { readonly edge: string; readonly byPhase: readonly number[] } | undefined;
  /** Where several edges of one way multiply; undefined where they do not. */
  readonly way: WayAmplification | undefined;
}

/** Retries of retries: what comes out at the far end of a way. */
export interface WayAmplification {
  /** The last edge of the way. */
  readonly edge: string;
  /** The loads whose requests come there. */
  readonly loads: readonly string[];
  /** Attempts on that edge for each request of these loads. */
  readonly byPhase: readonly number[];
}

/** From here on an edge takes part in multiplying; a few retries on a good day are not worth a word. */
const NOTABLE = 1.2;

export function amplificationOf(run: Run, intervals: readonly Interval[]): Amplification {
  const { directory } = run.plan;
  const byEdge = directory.edges.map((_, edge) =>
    intervals.map((interval) => valueIn(interval, 'edge', edge, 'amplification')),
  );
  const first = peakOf(byEdge);
  const way = wayOf(directory, intervals, byEdge, first === undefined ? 1 : largest(byEdge[first]));
  const last = directory.edges.findIndex(({ name }) => name === way?.edge);
  // Where everybody uses all tries several edges are alike: then the one that is told of anyway.
  const isAlike = first !== undefined && last >= 0 && largest(byEdge[last]) === largest(byEdge[first]);
  const worst = isAlike ? last : first;
  return {
    worst: worst === undefined ? undefined : { edge: directory.edges[worst].name, byPhase: byEdge[worst] },
    way,
  };
}

/** The edges on which the requests of a load wait for answers, however deep. */
export function edgesOfLoad(directory: Directory, load: number): ReadonlySet<number> {
  return reachableFrom(directory.loads[load].edges, nextEdges(directory));
}

/** Of some edges, the one on which it was largest over one stretch of time, if each call there had notably more tries than one. */
export function mostTried(
  interval: Interval,
  isMeant: (edge: number) => boolean,
): { readonly edge: string; readonly ratio: number } | undefined {
  const byEdge = interval.directory.edges.map((_, edge) => [
    isMeant(edge) ? valueIn(interval, 'edge', edge, 'amplification') : Number.NaN,
  ]);
  const worst = peakOf(byEdge);
  if (worst === undefined || byEdge[worst][0] < NOTABLE) return undefined;
  return { edge: interval.directory.edges[worst].name, ratio: byEdge[worst][0] };
}

/**
 * `1.00x → 3.79x → 4.00x on orders -> payments.charge`, phase by phase; where several edges multiply, first what
 * comes out in all. Nothing where nobody tried again.
 */
export function sayAmplification({ worst, way }: Amplification): string[] {
  if (worst === undefined || !worst.byPhase.some((ratio) => ratio >= 1.005)) return [];
  const ratios = (byPhase: readonly number[]) => byPhase.map(sayRatio).join(' → ');
  const alone = `${ratios(worst.byPhase)} on ${worst.edge}`;
  if (way === undefined) return [alone];
  return [
    `${ratios(way.byPhase)} in all: attempts on ${way.edge} for each request of ${sayLoads(way.loads)}`,
    way.edge === worst.edge ? `${ratios(worst.byPhase)} on that edge alone` : alone,
  ];
}

function sayLoads(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} loads` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function largest(numbers: readonly number[]): number {
  return Math.max(...numbers.filter(Number.isFinite));
}

/** The edge with the largest number in any phase, if that is more than 1. */
function peakOf(byEdge: readonly (readonly number[])[]): number | undefined {
  let worst: number | undefined;
  let most = 1;
  for (const [edge, byPhase] of byEdge.entries()) {
    const peak = largest(byPhase);
    if (peak <= most) continue;
    most = peak;
    worst = edge;
  }
  return worst;
}

/** The edge at whose end the most has been multiplied, by two edges or more; told if it is more than one edge alone did. */
function wayOf(
  directory: Directory,
  intervals: readonly Interval[],
  byEdge: readonly (readonly number[])[],
  alone: number,
): WayAmplification | undefined {
  const next = nextEdges(directory);
  let last: number | undefined;
  let most = 0;
  for (let phase = 0; phase < intervals.length; phase++) {
    for (const [edge, product] of productsIn(directory, byEdge, next, phase)) {
      if (product <= most) continue;
      most = product;
      last = edge;
    }
  }
  if (last === undefined) return undefined;
  const edge = last;
  const loads = directory.loads.flatMap((load, index) =>
    reachableFrom(load.edges, next).has(edge) ? [{ name: load.name, index }] : [],
  );
  const byPhase = intervals.map((interval) => {
    const requests = loads.reduce((sum, { index }) => sum + valueIn(interval, 'load', index, 'offered'), 0);
    return valueIn(interval, 'edge', edge, 'attempts') / requests;
  });
  if (!(largest(byPhase) > alone)) return undefined;
  return { edge: directory.edges[edge].name, loads: loads.map(({ name }) => name), byPhase };
}

/** By edge, the edges on which the operation at its end calls on and waits. */
function nextEdges({ edges, siteEdge, siteOperation }: Directory): readonly (readonly number[])[] {
  const ofOperation = new Map<number, Set<number>>();
  for (let site = 0; site < siteEdge.length; site++) {
    const edge = siteEdge[site];
    if (edges[edge].oneWay || edges[edge].calleeKind !== 'operation') continue;
    const own = ofOperation.get(siteOperation[site]) ?? new Set<number>();
    ofOperation.set(siteOperation[site], own.add(edge));
  }
  return edges.map(({ calleeKind, callee }) =>
    calleeKind === 'operation' ? [...(ofOperation.get(callee) ?? [])] : [],
  );
}

/** By edge, the largest product of amplifications on a way to it, for ways with two notable edges or more. */
function productsIn(
  { loads, edges }: Directory,
  byEdge: readonly (readonly number[])[],
  next: readonly (readonly number[])[],
  phase: number,
): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  const multiplied = new Map<number, number>();
  const visit = (edge: number, product: number, notable: number, depth: number) => {
    const own = byEdge[edge][phase];
    // a way that leads back to itself is followed once round
    if (!Number.isFinite(own) || depth > edges.length || product * own <= (best.get(edge) ?? 0)) return;
    best.set(edge, product * own);
    const count = notable + (own >= NOTABLE ? 1 : 0);
    if (count >= 2 && own >= NOTABLE) multiplied.set(edge, product * own);
    for (const each of next[edge]) visit(each, product * own, count, depth + 1);
  };
  for (const load of loads) for (const edge of load.edges) visit(edge, 1, 0, 0);
  return multiplied;
}

function reachableFrom(first: readonly number[], next: readonly (readonly number[])[]): ReadonlySet<number> {
  const reached = new Set(first);
  for (const edge of reached) for (const each of next[edge]) reached.add(each);
  return reached;
}
