/** L118: messages are visible again while somebody is still at work on them. */
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { attemptLimit, courseOf, type Sketch } from '../sketch/index.ts';
import { pathOf, settingOf } from './depots.ts';

export const shortVisibility: Rule = {
  code: 'L118',
  title: 'A message is delivered again while it is being handled',
  about:
    'A message that is not settled within its visibility timeout is delivered once more, though its first consumer may still be at work: it is handled twice. That is the rule where handling usually takes longer, and the exception where only the timeouts of a consumer last longer.',
  formula: 'visibility < handling (medians), or visibility < attempts × timeout + pauses of the consumer',
  cure: 'A longer visibility, or shorter timeouts and fewer attempts of the consumer.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 20 }
    operations:
      order: [ { send: invoices, timeout: 1s } ]
  biller:
    concurrency: { threads: 100 }
    operations:
      issue: [ { work: 3s } ]
brokers:
  jobs: { kind: queue, queues: { invoices: { visibility: 2s } } }
consumers:
  - { from: invoices, call: biller.issue, concurrency: 100, timeout: 5s }
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 10/s } }`,
    mended: ['visibility: 2s', 'visibility: 30s'],
  },
  find: (sketch) => sketch.wiring.consumers.flatMap((_, number) => findIn(sketch, number)),
};

function findIn(sketch: Sketch, number: number): Finding[] {
  const { site, depot } = sketch.wiring.consumers[number];
  const { directory } = sketch.scenario.plan;
  const visibility = settingOf(sketch, depot, 'visibility');
  if (visibility === undefined) return [];
  const handling = Math.min(sketch.times.leastMedianOfCall(site), attemptLimit(site));
  const longest =
    courseOf(site.chain, { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' })?.end ?? Number.NaN;
  const isUsual = visibility < handling;
  const isPossible = visibility < longest && longest < Number.POSITIVE_INFINITY;
  if (!isUsual && !isPossible) return [];
  const { name } = directory.queues[depot];
  const [hidden, takes] = lengthsApart(visibility, isUsual ? handling : longest);
  return [
    {
      path: [...pathOf(sketch, depot), 'visibility'],
      sentence: isUsual
        ? `most messages of ${name} are delivered again while they are being handled`
        : `a message of ${name} may be delivered again while its consumer still tries`,
      formula: `${hidden} < ${takes} ${isUsual ? `in ${site.callee} (median)` : `until ${sayEdge(site)} gives up`}`,
      fix: `more than ${takes}`,
    },
  ];
}
