/** How long a fault leaves nobody who answers a call well: all replicas are away, or all requests end in an error. */
import type { Nanos } from '../../base/time.ts';
import type { CallSite } from './call-site.ts';
import { outagesOf } from './outages.ts';
import type { Sketch } from './sketch.ts';

type FaultPlan = Sketch['scenario']['plan']['faults'][number];

/** The longest such stretch of the fault; none where some requests are answered all the time. */
export function longestFailure(sketch: Sketch, fault: FaultPlan, { callee }: CallSite): Nanos {
  const { wiring, scenario } = sketch;
  const { directory, length: runs } = scenario.plan;
  const service = wiring.services.get(wiring.operations.get(callee)?.service ?? '');
  // Nobody knows when it is over that lasts until something is so.
  if (service === undefined || fault.match !== undefined || fault.until !== undefined) return 0;
  const away = outagesOf(sketch, fault, service).filter(({ gone }) => gone >= service.replicas);
  const failing = fault.parts.map(({ after, length, rampIn, rampOut, aims }) => {
    const posts = new Set(
      aims.flatMap(({ kind, element, strength, keys }) =>
        kind === 'fail' && strength >= 1 && keys.length === 0 ? [element] : [],
      ),
    );
    const ours = [...posts].filter(
      (post) => directory.operations[directory.postOperation[post]].name === callee,
    );
    const until = Math.min(after + length, fault.length, runs - fault.at);
    return ours.length >= service.replicas ? until - after - rampIn - rampOut : 0;
  });
  return Math.max(0, ...away.map(({ length }) => length), ...failing);
}
