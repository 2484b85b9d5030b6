/**
 * The policies of a call, and of a service's door, as they are written, with the place of each: for those who
 * read a spec without compiling it.
 */
import { policies } from '../policy/index.ts';
import {
  type CallerSpec,
  gateOf,
  type PolicyEntry,
  type ServiceSpec,
  type SystemSpec,
} from '../spec/index.ts';
import type { Path } from './draft.ts';

export interface WrittenPolicy {
  readonly name: string;
  readonly params: unknown;
  readonly path: Path;
}

/** Outermost first: in the order written, named lists in their place. A list that is not there is empty. */
export function writtenPolicies(
  spec: CallerSpec,
  path: Path,
  lists: SystemSpec['policies'],
): WrittenPolicy[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (key === 'policies') return listed(spec.policies ?? [], [...path, key], lists);
    return Object.hasOwn(policies, key) ? [{ name: key, params: value, path: [...path, key] }] : [];
  });
}

function listed(value: string | PolicyEntry[], path: Path, lists: SystemSpec['policies']): WrittenPolicy[] {
  const list = typeof value === 'string' ? lists?.[value] : value;
  const place = typeof value === 'string' ? ['policies', value] : path;
  return (list ?? []).flatMap((entry, index) =>
    Object.entries(entry).map(([name, params]) => ({ name, params, path: [...place, index, name] })),
  );
}

/** Those at the door of a service, in the order in which they are asked. */
export function writtenGates({ admission = [] }: ServiceSpec, path: Path): WrittenPolicy[] {
  return admission.map((entry, index) => {
    const { name, params } = gateOf(entry);
    return { name, params, path: [...path, 'admission', index, name] };
  });
}
