/**
 * Why an expectation may have failed: over the time it is about, what became of requests and deliveries, who
 * was under strain, and where was tried again.
 */
import { type Directory, type Interval, type SubjectKind, subjectsOf } from '../sim/index.ts';
import { edgesOfLoad, mostTried } from './amplification.ts';
import { type FailedDeliveries, failedDeliveries, sayFailedDeliveries } from './failed-deliveries.ts';
import { type FailureReason, failuresOf, sayFailures, worthAWord } from './failures.ts';
import { type HotSpot, hotSpotsOf, sayHotSpot } from './hot-spots.ts';
import { sayRatio } from './words.ts';

export interface Evidence {
  /** Of the load it is about, or of every load; those without a failure are left out, and who got least comes first. */
  readonly causes: readonly { readonly load: string; readonly reasons: readonly FailureReason[] }[];
  /** Of a queue, or of all of them; none of a load, whose requests do not wait for them. */
  readonly deliveries: readonly FailedDeliveries[];
  /** The worst first; of a load, those that its requests wait for. */
  readonly hotSpots: readonly HotSpot[];
  /** Tries that each call had made on the edge where that was most; undefined where few tried again. */
  readonly mostTried: { readonly edge: string; readonly ratio: number } | undefined;
}

export function evidenceOf(
  interval: Interval,
  about: { readonly kind: SubjectKind; readonly subject: string },
): Evidence {
  const { directory } = interval;
  const loads = subjectsOf(directory, 'load').filter(
    ({ name }) => about.kind !== 'load' || name === about.subject,
  );
  // whoever else is in trouble is not why requests of one load fail
  const edges = about.kind === 'load' ? edgesOfLoad(directory, loads[0].index) : undefined;
  const services = edges && new Set([...edges].map((edge) => serviceAt(directory, edge)));
  const causes = loads
    .map(({ name, index }) => ({
      load: name,
      reasons: worthAWord(failuresOf(interval, index)).filter(isMany),
    }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((a, b) => shareOf(b.reasons) - shareOf(a.reasons));
  return {
    causes,
    deliveries:
      about.kind === 'load'
        ? []
        : failedDeliveries(interval, about.kind === 'queue' ? about.subject : undefined),
    hotSpots: hotSpotsOf(interval).filter(({ service }) => services?.has(service) ?? true),
    mostTried: mostTried(interval, (edge) => edges?.has(edge) ?? true),
  };
}

/** Nothing where it leads to a queue. */
function serviceAt({ edges, operations, services }: Directory, edge: number): string | undefined {
  const { calleeKind, callee } = edges[edge];
  return calleeKind === 'operation' ? services[operations[callee].service].name : undefined;
}

/** What would read as nothing explains nothing. */
function isMany({ share }: FailureReason): boolean {
  return share >= 0.0005;
}

function shareOf(reasons: readonly FailureReason[]): number {
  return reasons.reduce((sum, { share }) => sum + share, 0);
}

/** Loads and services that are told of; the rest is counted. */
const MOST = 2;

/** "why not: shoppers 94.1% timed out on orders -> payments.charge", "hot: payments: 99.9% busy, 1161 waiting", … */
export function sayEvidence({ causes, deliveries, hotSpots, mostTried: tried }: Evidence): string[] {
  const whyNot = causes.map(({ load, reasons }) => `${load} ${sayFailures(reasons).join(', ')}`);
  return [
    ...(whyNot.length === 0 ? [] : [`why not: ${sayFirst(whyNot)}`]),
    ...(deliveries.length === 0 ? [] : [`deliveries: ${sayFirst(deliveries.map(sayFailedDeliveries))}`]),
    ...(hotSpots.length === 0 ? [] : [`hot: ${sayFirst(hotSpots.map(sayHotSpot))}`]),
    ...(tried === undefined ? [] : [`amplification: ${sayRatio(tried.ratio)} on ${tried.edge}`]),
  ];
}

function sayFirst(facts: readonly string[]): string {
  const more = facts.length - MOST;
  return [...facts.slice(0, MOST), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
