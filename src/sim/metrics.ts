/** The metrics of a run, all of them: those that are told of what happens, and those that each policy of the catalog brings. */
import {
  type MetricEntry,
  type MetricUnit,
  metricsByPolicy,
  observedMetrics,
  policyMetrics,
} from './observe/index.ts';
import { policies, policyNamed } from './policy/index.ts';
import { HEALTH } from './terms/policies.ts';

export type { MetricEntry, MetricUnit };

const names = Object.keys(policies);

export const metricCatalog: readonly MetricEntry[] = [
  ...observedMetrics,
  ...policyMetrics,
  ...metricsByPolicy(
    [...names.filter((name) => policyNamed(name).turnsBack === true), HEALTH],
    names.filter((name) => policyNamed(name).gate !== undefined),
  ),
];

const byName = new Map(metricCatalog.map((entry) => [entry.name, entry]));

/** The metric of this name, or undefined. */
export function metricNamed(name: string): MetricEntry | undefined {
  return byName.get(name);
}
