/** L132: a breaker that opens only when every fault is over. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayLength, sayNumberOf, sayRate } from '../../present/words.ts';
import type { Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { attemptsAround, type Sketch } from '../sketch/index.ts';

export const slowBreaker: Rule = {
  code: 'L132',
  title: 'A breaker is slower than every fault',
  about:
    'When a fault begins, the window of the breaker is full of good calls: even if every call fails from then on, it takes failure-rate × window of them before it opens (or as many as `consecutive` says). Of windows of time nothing is said. At the usual rate of one replica of the caller, retries around the breaker included, that is longer than any fault of the scenario lasts. A call that times out is told only at its end, which comes on top.',
  formula: 'failure-rate × window ÷ (calls a second ÷ replicas of the caller) > longest fault',
  cure: 'A shorter window, or a lower failure-rate.',
  example: {
    scenario: `services:
  orders:
    replicas: 10
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          breaker: { window: 100, minimum: 20, open: 10s }
          timeout: 500ms
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 20/s } }
faults:
  - { crash: payments, at: 60s, for: 20s }`,
    mended: ['window: 100', 'window: 20'],
  },
  find(sketch) {
    const longest = longestFault(sketch);
    if (longest === undefined) return [];
    return sketch.wiring.sites.flatMap((site) =>
      site.chain.flatMap(({ path, trait }, at) => {
        const { breaker } = trait;
        const before = sketch.callsOf(site) / site.caller.replicas;
        const perReplica = before * attemptsAround(site.chain, at);
        if (breaker?.opening === undefined || !(perReplica > 0)) return [];
        const { seen, failures } = breaker.opening;
        const seenBefore = (before * longest.from) / SECOND;
        const needed = (failures / perReplica) * SECOND;
        // with a window that is not full yet fewer failures are enough
        if (seenBefore < seen || !(needed > longest.length)) return [];
        const isInARow = breaker.needs === 'consecutive';
        const enough = Math.floor((longest.length / SECOND) * perReplica * 0.5);
        return [
          {
            path: [...path, isInARow ? 'consecutive' : 'window'],
            sentence: `this breaker of ${sayEdge(site)} cannot open before every fault is over`,
            formula: `${sayNumberOf(failures, 'failure')} ${isInARow ? 'in a row' : `of ${sayNumberOf(seen, 'call')}`} ÷ ${sayRate(perReplica)} a replica = ${sayLength(needed)} > ${sayLength(longest.length)} (${longest.name})`,
            fix: sayEnough(enough, isInARow),
          },
        ];
      }),
    );
  },
};

function sayEnough(failures: number, isInARow: boolean): string {
  // one that a single failure opens is L163's to tell of
  if (failures < 2) return 'no breaker: hardly a call is made while the fault lasts';
  return isInARow
    ? `consecutive: ${failures}`
    : `a window in which ${failures} failures are enough, or a lower failure-rate`;
}

/** The longest fault, and when the first one begins; nothing without faults. */
function longestFault({
  scenario: { plan },
}: Sketch): { name: string; length: Nanos; from: Nanos } | undefined {
  const from = Math.min(...plan.faults.map(({ at }) => at));
  const lengths = plan.faults.map(({ name, at, length }) => ({
    name,
    from,
    length: Math.min(length, plan.length - at),
  }));
  return lengths.sort((a, b) => b.length - a.length).at(0);
}
