/** Wiring of `health` and `ejection` that can have no effect, or contradicts itself. */
import { NEVER } from '../../base/time.ts';
import { balancerOf } from '../balancer/index.ts';
import type { EjectionSpec, HealthSpec, ServiceSpec } from '../spec/index.ts';
import type { Draft, Path } from './draft.ts';
import { rulesOf } from './health.ts';

/** Looks at the `health` and `ejection` of one service. */
export function checkHealth(draft: Draft, name: string, spec: ServiceSpec): void {
  const path = ['services', name];
  const { health, ejection } = spec;
  if (health !== undefined) checkHealthKeys(draft, name, spec, health, [...path, 'health']);
  if (ejection === undefined) return;
  const rules = rulesOf(ejection);
  if (ejection.longest !== undefined && ejection.longest < rules.base) {
    draft.problems.add(
      [...path, 'ejection', 'longest'],
      'E302',
      'the longest ejection is shorter than the first',
      'write a `longest` that is no shorter than `base`',
    );
  }
  if (rules.consecutive === NEVER && rules.successRate === undefined && rules.failureShare === undefined) {
    draft.problems.add(
      [...path, 'ejection'],
      'E303',
      'nothing here ever ejects a replica',
      'write consecutive: 5, success-rate or failure-share',
    );
  }
  if (rules.probes) checkProbes(draft, ejection, [...path, 'ejection']);
}

/** With probes there are no sweeps, so what happens at sweeps never does. */
function checkProbes(draft: Draft, written: EjectionSpec, path: Path): void {
  for (const key of ['every', 'success-rate', 'failure-share'] as const) {
    if (written[key] === undefined || written[key] === 'none') continue;
    draft.problems.add(
      [...path, key],
      'E303',
      `\`${key}\` means nothing with return: probe, which has no sweeps`,
      'remove it, or write return: sweep',
    );
  }
}

function checkHealthKeys(
  draft: Draft,
  name: string,
  spec: ServiceSpec,
  health: HealthSpec,
  path: Path,
): void {
  const checks = health.check === undefined ? [] : [health.check].flat();
  const say = (key: string, sentence: string, hint: string) =>
    draft.problems.add([...path, key], 'E303', sentence, hint);
  const needsCheck = 'give it a `check`, or remove it';
  if (checks.length === 0) {
    if (health['slow-start'] !== undefined)
      say('slow-start', 'without a check no replica ever comes back', needsCheck);
    if (spec.ejection === undefined && (health.panic !== undefined || health['on-panic'] === 'fail')) {
      say(
        health.panic === undefined ? 'on-panic' : 'panic',
        'without a check or `ejection` callers know nothing of health, and never panic',
        'give it a `check`, or the service an `ejection`',
      );
    }
  }
  if (health['slow-start'] !== undefined) {
    const chosen = balancersFor(draft, draft.services.indexOf(name));
    if (chosen.every(({ warms }) => !warms))
      say('slow-start', `${chosen[0].name} knows no slow start: a key belongs to one replica`, 'remove it');
  }
  const [first, second] = checks;
  if (second !== undefined && first['on-failure'] === second['on-failure']) {
    draft.problems.add(
      [...path, 'check', 1],
      'E302',
      `two checks both ${first['on-failure']}`,
      'of two checks one removes and one restarts',
    );
  }
  checks.forEach((check, i) => {
    if (check['start-up'] === undefined || check['on-failure'] === 'restart') return;
    draft.problems.add(
      [...path, 'check', ...(Array.isArray(health.check) ? [i] : []), 'start-up'],
      'E303',
      '`start-up` only means something with on-failure: restart',
    );
  });
}

/** By what callers choose among the replicas of a service; its own balancer where nobody calls it. */
function balancersFor(draft: Draft, service: number) {
  const numbers = new Set(draft.sites.map(({ balancer }) => balancer));
  const inUse = draft.balancers.filter((each, number) => each.service === service && numbers.has(number));
  return (inUse.length > 0 ? inUse : [draft.balancers[service]]).map(
    ({ written }) => balancerOf(written).definition,
  );
}
