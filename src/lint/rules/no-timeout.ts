/** L114: a call that nothing ends, on a way without any timeout. */
import { SECOND } from '../../base/time.ts';
import { sayLength, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge, sayPlaces } from '../say.ts';
import { type CallSite, givesUp, isRequest, type Sketch, triesAgainAfterSilence } from '../sketch/index.ts';

export const noTimeout: Rule = {
  code: 'L114',
  title: 'Nothing ends a call that hangs',
  about:
    'Neither the call nor anybody on the way to it has a timeout. If the callee hangs, or an answer is lost, a slot of the caller is held for good; at the usual rate it does not take long until none is left. Of several such calls on one way the outermost is shown: a timeout there ends the wait of all before it.',
  formula: 'slots ÷ calls a second = time until all slots hang',
  cure: 'A timeout on the call.',
  example: {
    scenario: `services:
  front:
    concurrency: { threads: 100 }
    operations:
      show: [ { call: currency.rate } ]
  currency:
    concurrency: { threads: 100 }
    operations:
      rate: [ { work: 50ms } ]
load:
  - { name: visitors, operation: front.show, arrivals: { poisson: 40/s } }`,
    mended: ['call: currency.rate', 'call: currency.rate, timeout: 500ms'],
  },
  find(sketch) {
    const begun = operationsWithoutTimeout(sketch, 'begun');
    return sketch.wiring.sites
      .filter((site) => begun.has(site.caller.name) && isEndless(site) && !triesAgain(site))
      .map((site) => findingOf(sketch, site));
  },
};

function findingOf(sketch: Sketch, site: CallSite): Finding {
  const service = sketch.wiring.services.get(site.caller.owner);
  const perSecond = sketch.callsOf(site);
  const slots = service === undefined ? 0 : service.replicas * service.slots;
  const whom = isRequest(site) ? site.callee : `the broker of ${site.callee}`;
  return {
    path: [...site.path, site.verb],
    sentence: `nothing ends this call if ${whom} hangs: there is no timeout on the way`,
    formula:
      perSecond > 0 && service !== undefined
        ? `${sayPlaces(service, 'slots', slots)} ÷ ${sayRate(perSecond)} = ${sayLength((slots / perSecond) * SECOND)} until all of ${service.name} hangs`
        : `${sayEdge(site)} waits for ever`,
    fix: 'a timeout on this call',
    missesTimeout: site.chain.map((layer) => layer.path),
  };
}

/** A call that waits, and that no timeout of its own ends. */
function isEndless(site: CallSite): boolean {
  return site.caller.kind === 'operation' && site.verb !== 'notify' && !givesUp(site);
}

/** Such a call is L115's to tell of. */
export function triesAgain({ chain }: CallSite): boolean {
  return chain.some(triesAgainAfterSilence);
}

/**
 * Operations that somebody asks for on a way without any timeout: those where such a way begins (a load
 * or consumer, or a notice that nobody waits for), or all along it.
 */
export function operationsWithoutTimeout({ wiring }: Sketch, which: 'begun' | 'all'): ReadonlySet<string> {
  const begins = ({ caller, verb }: CallSite) => verb === 'notify' || caller.kind !== 'operation';
  const found = new Set(
    wiring.sites
      .filter((site) => begins(site) && isRequest(site) && (site.verb === 'notify' || !givesUp(site)))
      .map(({ callee }) => callee),
  );
  if (which === 'begun') return found;
  for (const name of found) {
    for (const site of wiring.from(name)) if (isEndless(site) && isRequest(site)) found.add(site.callee);
  }
  return found;
}
