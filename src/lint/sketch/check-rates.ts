/**
 * What health checks ask for: in the shared lane each is a request like any other, to every replica. The next one
 * comes a pause after the end of the last, so nobody asks more often than 1 ÷ (pause + answer).
 */
import { SECOND } from '../../base/time.ts';
import type { Scenario } from '../../scenario/index.ts';
import { linkBetween } from '../../sim/index.ts';
import type { CallSite } from './call-site.ts';
import { lengthOf, meanUpTo, medianOf } from './lengths.ts';
import type { LoadRate } from './rates.ts';
import type { Times } from './times.ts';
import type { Service, Wiring } from './wiring.ts';

/** Those that ask for an operation; one in a lane of its own takes nobody's slot. Their numbers begin here. */
export function checkRates(scenario: Scenario, { services }: Wiring, times: Times, from: number): LoadRate[] {
  const rates: LoadRate[] = [];
  for (const service of services.values()) {
    for (const check of [service.spec.health?.check ?? []].flat()) {
      const { lane, operation, every, jitter, timeout } = check;
      if (lane !== 'shared' || operation === undefined) continue;
      const name = `${service.name}/${check['on-failure'] === 'restart' ? 'liveness' : 'readiness'}`;
      const site = siteOf(scenario, service, name, operation, timeout);
      const answer = Math.min(timeout, times.call(site));
      // a check waits for its answer as a user would
      const perSecond = (service.replicas * SECOND) / (every + jitter / 2 + answer);
      const usual = Number.isFinite(perSecond) ? perSecond : 0;
      rates.push({
        line: { index: from + rates.length, name, sites: [{ site, share: 1 }] },
        isCheck: true,
        isOpen: true,
        usual,
        most: usual,
        batch: 1,
        at: () => usual,
        bends: [0],
        users: service.replicas,
        think: every + jitter / 2,
      });
    }
  }
  return rates;
}

function siteOf(
  { system: { network } }: Scenario,
  service: Service,
  name: string,
  operation: string,
  timeout: number,
): CallSite {
  const path = [...service.path, 'health', 'check'];
  const { latency, jitter } = linkBetween(network, name, service.name);
  const ways = [latency, jitter].map(lengthOf);
  const mean = ways.reduce((sum, way) => sum + meanUpTo(way, Number.POSITIVE_INFINITY), 0);
  const median = ways.reduce((sum, way) => sum + medianOf(way), 0);
  return {
    path,
    verb: 'call',
    callee: `${service.name}.${operation}`,
    caller: { kind: 'check', name, owner: name, replicas: 1, propagates: false },
    chain: [{ name: 'timeout', path, trait: { timeout, passes: true, restrains: false } }],
    isIdempotent: true,
    isInstead: false,
    roundTrip: { mean: 2 * mean, median: 2 * median },
  };
}
