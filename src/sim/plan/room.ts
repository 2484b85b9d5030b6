/** Whatever a system multiplies before anything of it is laid out: replicas, what they can do, callers, keys. */
import type { SystemSpec } from '../spec/index.ts';
import type { Path } from './draft.ts';
import { type Problem, Problems } from './problem.ts';
import { Quota } from './quota.ts';

/** As many as fit into a few hundred megabytes, and are laid out in a few seconds. */
const REPLICAS_MOST = 200_000;
const PLACES_MOST = 500_000;
const CALLERS_MOST = 200_000;
const KEYS_MOST = 5_000_000;

/** What there is no room for, each told where it becomes too much. */
export function roomProblems(spec: SystemSpec): readonly Problem[] {
  const problems = new Problems();
  const sumUp = (most: number, say: (most: number) => string, hint: string) => {
    const quota = new Quota(most);
    return (count: number, path: Path) =>
      quota.take(count, () => problems.add(path, 'E302', say(most), hint));
  };
  const replicas = sumUp(
    REPLICAS_MOST,
    (most) => `with these, the services have more than ${most} replicas`,
    'write fewer replicas',
  );
  const places = sumUp(
    PLACES_MOST,
    (most) => `with these, the replicas × operations of all services are more than ${most}`,
    'write fewer replicas, or fewer operations',
  );
  const callers = sumUp(
    CALLERS_MOST,
    (most) => `with these, loads and consumers have more than ${most} replicas`,
    'write fewer replicas',
  );
  const keys = sumUp(
    KEYS_MOST,
    (most) => `with these, the loads have more than ${most} keys`,
    'write a smaller `count`',
  );
  for (const [name, service] of Object.entries(spec.services)) {
    const path = ['services', name];
    const isScaled = service.replicas === service.scaling?.most;
    const counted = [...path, ...(isScaled ? ['scaling', 'most'] : ['replicas'])];
    replicas(service.replicas, counted);
    places(service.replicas * Object.keys(service.operations).length, counted);
  }
  spec.load.forEach((load, i) => {
    callers(load.replicas, ['load', i, 'replicas']);
    if (load.keys !== undefined && load.keys.zipf > 0) keys(load.keys.count, ['load', i, 'keys', 'count']);
  });
  (spec.consumers ?? []).forEach((consumer, i) => {
    callers(consumer.replicas, ['consumers', i, 'replicas']);
  });
  return problems.found;
}
