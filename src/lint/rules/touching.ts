/** Whether a fault bends a service, or the way there. */
import { placeOf } from '../../sim/index.ts';
import type { Service, Sketch } from '../sketch/index.ts';

type FaultPlan = Sketch['scenario']['plan']['faults'][number];

/** Of the ways there those of this caller, or all of them. */
export function touches(
  { scenario: { plan }, wiring }: Sketch,
  fault: FaultPlan,
  { name }: Service,
  caller?: string,
): boolean {
  const { directory } = plan;
  const isOurs = (service: number) => directory.services[service].name === name;
  return fault.parts.some(({ aims }) =>
    aims.some(({ kind, element }) => {
      switch (placeOf(kind)) {
        case 'replica':
          return isOurs(directory.replicas[element].service);
        case 'post':
          return isOurs(directory.operations[directory.postOperation[element]].service);
        case 'edge': {
          // a way between zones has no number
          const edge = directory.edges.at(element);
          if (edge === undefined || element < 0) return true;
          const [from, to] = edge.name.split(/ [-~]> /);
          return (caller ?? from) === from && wiring.operations.get(to)?.service === name;
        }
        default:
          return false;
      }
    }),
  );
}
