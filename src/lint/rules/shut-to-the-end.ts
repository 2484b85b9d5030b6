/** L165: a breaker that a fault opens is still open when the run is over. */
import { sayInstant, sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import type { CallSite, Sketch, Wrap } from '../sketch/index.ts';
import { faultEnds } from './fault-ends.ts';
import { touches } from './touching.ts';

export const shutToTheEnd: Rule = {
  code: 'L165',
  title: 'A breaker stays open to the end of the run',
  about:
    'If a fault opens this breaker it does so no earlier than the fault begins, and stays open for its time. The run is over by then: the fault ends, and whether the callee recovers nobody sees, for nobody calls it. Only faults of the callee and of the way to it count, of which the first one decides; of those that wait for something nothing is said, nor of faults that outlast the run anyway.',
  formula: 'beginning of the fault + open ≥ length of the run, end of the fault < length of the run',
  cure: 'A shorter `open`, or a longer run.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          breaker: { window: 20, minimum: 10, open: 60s }
          timeout: 500ms
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }
faults:
  - { crash: payments, at: 70s, for: 10s }`,
    mended: ['open: 60s', 'open: 5s'],
  },
  find: (sketch) =>
    sketch.wiring.sites.flatMap((site) => site.chain.flatMap((wrap) => findIn(sketch, site, wrap))),
};

function findIn(sketch: Sketch, site: CallSite, { path, trait: { breaker } }: Wrap): Finding[] {
  const { faults, length } = sketch.scenario.plan;
  const callee = sketch.wiring.services.get(sketch.wiring.operations.get(site.callee)?.service ?? '');
  if (breaker === undefined || callee === undefined) return [];
  const ends = new Map(faultEnds(sketch).map(({ index, end }) => [faults[index], end]));
  const ours = faults.filter((fault) => touches(sketch, fault, callee, site.caller.owner));
  const [first] = [...ours].sort((a, b) => a.at - b.at);
  if (first === undefined || ours.some((fault) => !((ends.get(fault) ?? length) < length))) return [];
  const closes = first.at + breaker.stays;
  if (!(closes >= length)) return [];
  return [
    {
      path: [...path, 'open'],
      sentence: `if ${first.name} opens this breaker of ${sayEdge(site)}, it is open to the end of the run: nobody sees what comes after the fault`,
      formula: `${sayInstant(first.at)} + ${sayLength(breaker.stays)} = ${sayInstant(closes)} ≥ ${sayInstant(length)}`,
      fix: `open: ${sayLength(Math.max(1e9, Math.floor((length - first.at) / 10 / 1e9) * 1e9))}, or a run longer than ${sayInstant(closes)}`,
    },
  ];
}
