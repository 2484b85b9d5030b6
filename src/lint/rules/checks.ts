/** The checks of a service as the rules about them see them. */
import type { Nanos } from '../../base/time.ts';
import type { Path } from '../../scenario/index.ts';
import type { Service } from '../sketch/index.ts';

export interface Check {
  readonly path: Path;
  /** `shop/liveness`, as its calls are named. */
  readonly caller: string;
  /** What it asks for; nothing in a lane of its own. */
  readonly operation: string | undefined;
  readonly every: Nanos;
  readonly timeout: Nanos;
  /** Failures in a row that it takes. */
  readonly unhealthy: number;
  readonly restarts: boolean;
  /** What it has done to a replica that fails it: `removed`, `restarted`. */
  readonly does: string;
}

export function checksOf({ name, path, spec }: Service): Check[] {
  const written = spec.health?.check;
  if (written === undefined) return [];
  const isList = Array.isArray(written);
  return (isList ? written : [written]).map((check, index) => {
    const restarts = check['on-failure'] === 'restart';
    return {
      path: [...path, 'health', 'check', ...(isList ? [index] : [])],
      caller: `${name}/${restarts ? 'liveness' : 'readiness'}`,
      operation: check.lane === 'shared' ? check.operation : undefined,
      every: check.every,
      timeout: check.timeout,
      unhealthy: check.unhealthy,
      restarts,
      does: restarts ? 'restarted' : 'removed',
    };
  });
}
