/** L113: a timeout that most calls cannot keep even when nothing is wrong. */
import type { Nanos } from '../../base/time.ts';
import { sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import { type CallSite, isRequest, type Sketch, triesAgainAfterSilence } from '../sketch/index.ts';

export const tooShort: Rule = {
  code: 'L113',
  title: 'A timeout is shorter than what it waits for',
  about:
    'The way there and back and the work, at their medians, take longer than the timeout: more than half of the attempts cannot succeed, even when nobody has to wait. The same goes for a patience, and for a `within` that comes too soon for most good answers. A notice that nobody waits for is told of where its timeout does harm: a retry outside of it sends most notices again, or a callee that listens (`cancellation: full`) stops its work. Steps that are taken by chance count as no time.',
  formula: 'timeout < 2 × latency + work, each at its median',
  cure: 'A longer timeout: well above the 99th percentile of what is normal.',
  example: {
    scenario: `network: { latency: 5ms }
services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place: [ { call: payments.charge, timeout: 25ms } ]
  payments:
    concurrency: { threads: 64 }
    queue: { limit: 30 }
    operations:
      charge: [ { work: { median: 20ms, p99: 80ms } } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['timeout: 25ms', 'timeout: 200ms'],
  },
  find: (sketch) => [...sketch.wiring.sites.flatMap((site) => ofTimeouts(sketch, site)), ...ofWithin(sketch)],
};

function ofTimeouts(sketch: Sketch, site: CallSite): Finding[] {
  const needed = sketch.times.leastMedianOfCall(site);
  return site.chain.flatMap((wrap, at): Finding[] => {
    const { timeout } = wrap.trait;
    if (timeout === undefined || !(timeout < needed)) return [];
    const harm = site.verb === 'notify' ? harmToNotices(sketch, site, at) : 'time out';
    if (harm === undefined) return [];
    return [
      {
        path: wrap.path,
        sentence: `most ${site.verb === 'notify' ? 'notices to' : 'calls of'} ${site.callee} ${harm} even when nothing is wrong`,
        ...sum(sketch, site, timeout, needed),
      },
    ];
  });
}

/** What becomes of notices that are given up by the policy at this place; nothing where they are done all the same. */
function harmToNotices({ wiring }: Sketch, { chain, callee }: CallSite, at: number): string | undefined {
  if (chain.slice(0, at).some(triesAgainAfterSilence)) return 'are sent again';
  const service = wiring.services.get(wiring.operations.get(callee)?.service ?? '');
  return service?.spec.cancellation === 'full' ? 'are given up before they are done' : undefined;
}

function ofWithin(sketch: Sketch): Finding[] {
  return sketch.wiring.loads.flatMap(({ index, name, sites }): Finding[] => {
    const { within } = sketch.scenario.system.load[index];
    const needs = sites.map(({ site }) => ({ site, needed: sketch.times.leastMedianOfCall(site) }));
    const [least] = needs.sort((a, b) => a.needed - b.needed);
    if (within === undefined || least === undefined || !(within < least.needed)) return [];
    return [
      {
        path: ['load', index, 'within'],
        sentence: `most answers to ${name} come too late even when nothing is wrong`,
        ...sum(sketch, least.site, within, least.needed),
      },
    ];
  });
}

function sum(
  { times }: Sketch,
  site: CallSite,
  limit: Nanos,
  needed: Nanos,
): Pick<Finding, 'formula' | 'fix'> {
  const [short, long] = lengthsApart(limit, needed);
  const way = site.roundTrip.median;
  const work = isRequest(site) ? times.leastMedian(site.callee) : 0;
  const parts = [
    ...(way > 0 ? [`${sayLength(way)} there and back`] : []),
    ...(work > 0 ? [`${sayLength(work)} in ${site.callee}`] : []),
  ];
  return {
    formula: `${short} < ${parts.length > 1 ? `${parts.join(' + ')} = ${long}` : parts.join('')} (medians)`,
    fix: `well above ${long}: the slow ones should succeed too`,
  };
}
