/**
 * The replicas a caller replica may choose from: those it does not hold out, each with the share of
 * its weight that counts while it is in its slow start. Where nobody is held out and nobody warms,
 * no balancer comes here.
 */
import type { Choice } from './contract.ts';

/** Credits are sums of shares: a turn comes when one is whole but for their rounding. */
const TOLERANCE = 1e-9;

export function isOut(choice: Choice, i: number): boolean {
  return choice.excluded > 0 && (choice.out[choice.at + i] & choice.mask) !== 0;
}

/** The share of its weight that counts now, above 0 and at most 1. */
export function scaleOf(choice: Choice, i: number): number {
  return choice.warming ? choice.scale[i] : 1;
}

/** A candidate by luck (0 to 1), each as likely as its scale says; `besides` is none of them. */
export function drawCandidate(choice: Choice, luck: number, besides = -1): number {
  let total = 0;
  for (let i = 0; i < choice.count; i++) {
    if (i !== besides && !isOut(choice, i)) total += scaleOf(choice, i);
  }
  let left = luck * total;
  let chosen = besides;
  for (let i = 0; i < choice.count; i++) {
    if (i === besides || isOut(choice, i)) continue;
    chosen = i;
    left -= scaleOf(choice, i);
    if (left < 0) break;
  }
  return chosen;
}

/** The first of two different candidates by luck; the only one, where there is one. */
export function firstOfTwo(choice: Choice): number {
  if (choice.excluded === 0 && !choice.warming) return Math.floor(choice.first * choice.count);
  return drawCandidate(choice, choice.first);
}

/** The second: any but `one`, where there are two. */
export function secondOfTwo(choice: Choice, one: number): number {
  if (choice.excluded > 0 || choice.warming) return drawCandidate(choice, choice.second, one);
  // Drawn from the others: count - 1 places, with a gap where the first one stands.
  const place = Math.floor(choice.second * (choice.count - 1));
  return place < one ? place : place + 1;
}

/**
 * A candidate by luck (0 to 1) while somebody warms, for balancers that look at what is in flight: as likely as
 * its scale ÷ (in flight + 1) says. As soon as weights differ Envoy's least-request balancer, of two choices as of
 * all, takes turns in that proportion (Load balancers, "Weighted least request", with an active request bias of
 * 1; "Slow start" scales the weight). One that has just begun would otherwise win every choice while it is idle, or
 * none.
 */
export function drawByLoad(choice: Choice, luck: number): number {
  const { inFlight, at, count } = choice;
  let total = 0;
  for (let i = 0; i < count; i++) if (!isOut(choice, i)) total += scaleOf(choice, i) / (inFlight[at + i] + 1);
  let left = luck * total;
  let chosen = -1;
  for (let i = 0; i < count; i++) {
    if (isOut(choice, i)) continue;
    chosen = i;
    left -= scaleOf(choice, i) / (inFlight[at + i] + 1);
    if (left < 0) break;
  }
  return chosen;
}

/**
 * Whose turn it is, going round from `from`: the first candidate that belongs to `zone` (any, without
 * one). One that warms gathers the share of a turn that counts each time it is passed, and has its turn
 * when that is whole; so the turns come in proportion and evenly spread.
 */
export function nextTurn(choice: Choice, from: number, zone?: number): number {
  const { count, zones, credit, creditAt } = choice;
  const most = choice.warming ? largestScale(choice, zone) : 1;
  for (let i = from; ; i = i + 1 < count ? i + 1 : 0) {
    if (isOut(choice, i) || (zone !== undefined && zones[i] !== zone)) continue;
    const share = scaleOf(choice, i) / most;
    if (share === 1) return i;
    credit[creditAt + i] += share;
    if (credit[creditAt + i] < 1 - TOLERANCE) continue;
    credit[creditAt + i] -= 1;
    return i;
  }
}

function largestScale(choice: Choice, zone: number | undefined): number {
  let most = 0;
  for (let i = 0; i < choice.count; i++) {
    if (isOut(choice, i) || (zone !== undefined && choice.zones[i] !== zone)) continue;
    most = Math.max(most, scaleOf(choice, i));
  }
  return most;
}
