/** What becomes of requests on their way to a service whose calls all fail: who holds them back, and who has no slot for them. */
import { SECOND } from '../../base/time.ts';
import { type CallSite, courseOf, type Service, type Sketch } from '../sketch/index.ts';

/** The services on the way to this one, itself included. */
function wayTo({ wiring }: Sketch, service: Service): ReadonlySet<Service> {
  const found = new Set([service]);
  for (const one of found)
    for (const { caller } of one.operations.flatMap(({ name }) => wiring.into(name))) {
      const owner = caller.kind === 'operation' ? wiring.services.get(caller.owner) : undefined;
      if (owner !== undefined) found.add(owner);
    }
  return found;
}

/** May somebody on the way to the caller let less through when nothing succeeds? */
export function isHeldBack(sketch: Sketch, caller: Service): boolean {
  return [...wayTo(sketch, caller)].some(
    ({ gates, operations }) =>
      gates.length > 0 ||
      operations
        .flatMap(({ name }) => sketch.wiring.into(name))
        .some(({ chain }) => chain.some(({ trait }) => trait.restrains && trait.mayStandIn !== true)),
  );
}

/** Calls a second of a site of which none succeeds. */
interface Missing {
  readonly site: CallSite;
  readonly perSecond: number;
}

const SILENCE = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' as const };

/** The share of the calls that get through when each of them holds a slot of all on the way until it is given up. */
export function shareWithSlots(sketch: Sketch, caller: Service, sites: readonly Missing[]): number {
  const missing = sites.reduce((sum, { site, perSecond }) => {
    const course = courseOf(
      site.chain.filter(({ trait }) => !trait.restrains),
      SILENCE,
    );
    return sum + (perSecond * (course?.end ?? Number.POSITIVE_INFINITY)) / SECOND;
  }, 0);
  const shares = [...wayTo(sketch, caller)].map((service) => {
    const visitors = sketch.visitorsOf(service.name);
    const usual = visitors.reduce((sum, { load, held }) => sum + (load.usual * held) / SECOND, 0);
    const room = service.replicas * service.slots;
    return room / Math.max(room, usual + missing);
  });
  return Math.min(1, ...shares);
}
