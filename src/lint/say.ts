/** Pieces of sentences and sums that several rules have in common. */
import { sayDuration } from '../base/say-duration.ts';
import type { Nanos } from '../base/time.ts';
import { sayCount, sayInstant, sayLength, sayNumberOf, sayRate } from '../present/words.ts';
import type { Bound, CallSite, Demand, Service } from './sketch/index.ts';

/** `orders -> payments.charge` */
export function sayEdge({ caller, verb, callee }: CallSite): string {
  return `${caller.owner} ${verb === 'notify' ? '~>' : '->'} ${callee}`;
}

/** `10 threads`, `1000 in flight`, `2 cores` */
export function sayPlaces({ isThreads }: Service, what: Bound['what'], count: number): string {
  if (what === 'cores') return sayNumberOf(count, 'core');
  return isThreads ? sayNumberOf(count, 'thread') : `${count} in flight`;
}

/** `2 replicas × 10 threads ÷ 100ms = 200/s` */
export function sayCapacity(service: Service, bound: Bound, perSecond = sayRate(bound.perSecond)): string {
  const { replicas, what, each, held } = bound;
  const time = `${sayLength(held)}${what === 'cores' ? ' of work' : ''}`;
  return `${sayNumberOf(replicas, 'replica')} × ${sayPlaces(service, what, each)} ÷ ${time} = ${perSecond}`;
}

/** One replica's part of it: `10 threads ÷ 100ms = 100/s` */
export function sayReplicaCapacity(
  service: Service,
  bound: Bound,
  perSecond = sayRate(bound.perSecond / bound.replicas),
): string {
  const { what, each, held } = bound;
  const time = `${sayLength(held)}${what === 'cores' ? ' of work' : ''}`;
  return `${sayPlaces(service, what, each)} ÷ ${time} = ${perSecond}`;
}

/** `140/s`, or `100/s × 2 calls + 40/s = 240/s` */
export function sayOffered({ terms, offered }: Demand, total = sayRate(offered)): string {
  const said = terms.map(({ rate, calls }) =>
    Math.abs(calls - 1) < 1e-9 ? sayRate(rate) : `${sayRate(rate)} × ${sayCount(calls)} calls`,
  );
  const [only] = terms;
  if (terms.length === 1 && Math.abs(only.calls - 1) < 1e-9) return total;
  const shown = said.length > MOST_TERMS ? [...said.slice(0, MOST_TERMS), '…'] : said;
  return `${shown.join(' + ')} = ${total}`;
}

const MOST_TERMS = 4;

/** Two rates that differ, in as few digits as tell them apart. */
export function ratesApart(a: number, b: number): readonly [string, string] {
  return apart(a, b, sayRate, (rate) => `${Number(rate.toPrecision(7))}/s`);
}

/** The same for lengths. */
export function lengthsApart(a: Nanos, b: Nanos): readonly [string, string] {
  return apart(a, b, sayLength, sayDuration);
}

/** The same for instants. */
export function instantsApart(a: Nanos, b: Nanos): readonly [string, string] {
  return apart(a, b, sayInstant, sayDuration);
}

function apart(
  a: number,
  b: number,
  say: (value: number) => string,
  sayExactly: (value: number) => string,
): readonly [string, string] {
  return say(a) === say(b) && a !== b ? [sayExactly(a), sayExactly(b)] : [say(a), say(b)];
}

/** Replicas with which it would be no busier than this. */
export function sayReplicas({ utilisation, bound }: Demand): string {
  const needed = Math.max(bound.replicas + 1, Math.ceil((utilisation * bound.replicas) / COMFORTABLE - 1e-9));
  const busy = Math.round((100 * utilisation * bound.replicas) / needed);
  return `replicas: ${needed} would be ${busy}% busy`;
}

/** As busy as a service may be and still have room for a fault. */
const COMFORTABLE = 0.7;
