/** When faults are over, for the rules about that; and the shop of their examples. */
import { NO_LIMIT } from '../../base/int32.ts';
import { type Nanos, NEVER } from '../../base/time.ts';
import type { Sketch } from '../sketch/index.ts';

type Scenario = Sketch['scenario'];
type FaultSpec = NonNullable<Scenario['system']['faults']>[number];

export interface FaultEnd {
  readonly index: number;
  readonly spec: FaultSpec;
  /** When it is over for good; NEVER where it lasts, or comes again, to the end of the run. */
  readonly end: Nanos;
}

/** All but those that wait for something, or last until something is so: they come and go when they do, or too late by design. */
export function faultEnds({ scenario: { system, plan } }: Sketch): FaultEnd[] {
  return (system.faults ?? []).flatMap((spec, index) => {
    const fault = plan.faults[index];
    const isOpen = fault.when !== undefined || fault.until !== undefined;
    return isOpen ? [] : [{ index, spec, end: endOf(fault) }];
  });
}

function endOf({ at, length, every, jitter, times }: Scenario['plan']['faults'][number]): Nanos {
  if (every === NEVER) return at + length;
  return times >= NO_LIMIT ? NEVER : at + every * (times - 1) + jitter + length;
}

export function shopWith(fault: string): string {
  return `services:
  shop:
    concurrency: { threads: 10 }
    operations:
      serve: [ { work: 10ms } ]
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 70/s } }
faults:
  - ${fault}`;
}
