/** How many replicas of a service a fault takes away, for how long, and what a caller hears who chooses one of them. */
import type { Nanos } from '../../base/time.ts';
import type { OutcomeName } from '../../sim/index.ts';
import type { Sketch } from './sketch.ts';
import type { Service } from './wiring.ts';

type Plan = Sketch['scenario']['plan'];
type FaultPlan = Plan['faults'][number];

/** A stretch of a fault in which so many replicas of one service are away. */
export interface Outage {
  readonly length: Nanos;
  readonly gone: number;
  /** Nobody chooses those that are away. */
  readonly isKnown: boolean;
  /** What a caller hears who chooses one of them. */
  readonly heard: OutcomeName;
}

/** Replicas with one of these serve nobody new. */
export const AWAY: readonly string[] = ['down', 'gone', 'closed', 'absent'];

/** The stretches of a fault in which the same number of replicas of a service are away; which they are may change. */
export function outagesOf(
  { scenario: { plan } }: Sketch,
  fault: FaultPlan,
  service: Service,
): readonly Outage[] {
  // Nobody knows when it is over that lasts until something is so.
  if (fault.until !== undefined) return [];
  const found = known.get(fault) ?? allOutages(plan, fault);
  known.set(fault, found);
  return found.get(service.name) ?? [];
}

/** A fault may fall on thousands of replicas, and is asked about for each service: it is looked through once. */
const known = new WeakMap<FaultPlan, ReadonlyMap<string, readonly Outage[]>>();

function allOutages(
  { directory, length: runs }: Plan,
  fault: FaultPlan,
): ReadonlyMap<string, readonly Outage[]> {
  const changes = new Map<string, Change[]>();
  for (const { after, length, aims } of fault.parts) {
    const until = Math.min(after + length, fault.length, runs - fault.at);
    if (until <= after) continue;
    for (const { kind, element } of aims) {
      if (!AWAY.includes(kind)) continue;
      const { name } = directory.services[directory.replicas[element].service];
      const own = changes.get(name) ?? [];
      own.push({ at: after, by: 1, kind, element }, { at: until, by: -1, kind, element });
      changes.set(name, own);
    }
  }
  const isCut = fault.parts.some(({ aims }) => aims.some(({ kind }) => kind === 'cut'));
  const inOrder = (own: readonly Change[]) => own.toSorted((a, b) => a.at - b.at || b.by - a.by);
  return new Map([...changes].map(([name, own]) => [name, stretchesOf(inOrder(own), isCut)]));
}

interface Change {
  readonly at: Nanos;
  readonly by: 1 | -1;
  readonly kind: string;
  readonly element: number;
}

function stretchesOf(changes: readonly Change[], isCut: boolean): Outage[] {
  const away = new Map<number, number>();
  const absent = new Map<number, number>();
  let silent = 0;
  const found: Outage[] = [];
  let ended = Number.NaN;
  for (const [i, { at, by, kind, element }] of changes.entries()) {
    add(away, element, by);
    if (kind === 'absent') add(absent, element, by);
    if (kind === 'gone') silent += by;
    const next = changes[i + 1]?.at ?? at;
    if (next <= at || away.size === 0) continue;
    const isKnown = [...away.keys()].every((each) => absent.has(each));
    const heard = isCut || silent > 0 ? 'timed-out' : 'refused';
    const last = found.at(-1);
    const outage: Outage = { length: next - at, gone: away.size, isKnown, heard };
    const goesOn = ended === at && last?.gone === outage.gone && last.isKnown === isKnown;
    if (goesOn && last.heard === heard)
      found[found.length - 1] = { ...outage, length: last.length + outage.length };
    else found.push(outage);
    ended = next;
  }
  return found;
}

/** So many effects hold the replica; those that nothing holds are no longer among them. */
function add(held: Map<number, number>, element: number, by: number): void {
  const now = (held.get(element) ?? 0) + by;
  if (now > 0) held.set(element, now);
  else held.delete(element);
}
