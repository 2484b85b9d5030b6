/** What this room takes from the machine's. */
import type { Problem } from './problem.ts';
import type { SystemSpec } from '../sim/spec/index.ts';
import type { Directory } from '../sim/terms/directory.ts';

export { type MetricEntry, metricCatalog } from '../sim/observe/metrics.ts';
export { type SubjectKind, subjectsOf } from '../sim/observe/subjects.ts';
export { type SystemSpec, systemShape } from '../sim/spec/index.ts';
export { parseReplayCsv } from '../sim/workload/replay-csv.ts';
export type { Directory, Problem };
export type Plan = { readonly directory: Directory };
export function compile(_spec: SystemSpec): { plan: Plan } | { problems: Problem[] } {
  return { problems: [] };
}
