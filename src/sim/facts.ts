/**
 * What happened, to the nanosecond: a plan is run with an observer that writes every fact down, so that
 * it can be laid beside what a document says should happen.
 */
import { seedKey } from './kernel/seed.ts';
import { Machine } from './machine/machine.ts';
import type { Plan } from './machine/plan.ts';
import type { World } from './machine/world.ts';
import { metricNamed } from './metrics.ts';
import { fanOut, Lookout, Recorder } from './observe/index.ts';
import { INTS, NONE, POST, SITE } from './terms/columns.ts';
import { REASON_WORDS } from './terms/health.ts';
import type { Observer } from './terms/observer.ts';
import { OUTCOMES, outcomeOf } from './terms/outcomes.ts';

/**
 * request: a user asks · call: a call begins · try: an attempt is sent · start: the callee starts it ·
 * done: the callee is done with it (or `unwanted`) · turned-away: the callee never started it ·
 * tried: the caller knows how its attempt ended · ended: the call is over · published, delivered,
 * handled, left: messages · policy: a policy of a caller replica has come into another state · fault: a
 * fault has another strength · view: a caller replica has another opinion of a replica · panic: it
 * disregards health, or no more · restarted: a check restarts a replica
 */
export type FactKind =
  | 'request'
  | 'call'
  | 'try'
  | 'start'
  | 'done'
  | 'turned-away'
  | 'tried'
  | 'ended'
  | 'published'
  | 'delivered'
  | 'handled'
  | 'left'
  | 'policy'
  | 'fault'
  | 'view'
  | 'panic'
  | 'restarted';

export interface Fact {
  /** ns */
  readonly at: number;
  readonly what: FactKind;
  /** The edge, the queue or the fault; who sees whom, as `web/0 -> db/1`, or `people -> db/1`. */
  readonly where: string;
  readonly how: string;
  /** Row the fact is about. */
  readonly row: number;
  /** Of an attempt that is sent or started: the replica it is for, `web/1`. */
  readonly replica?: string;
}

/** Runs a plan up to an instant (ns; its whole length by default) and returns every fact in its order. */
export function factsOf(plan: Plan, options: { seed?: string; until?: number } = {}): Fact[] {
  plan.samplers.prepare();
  const facts: Fact[] = [];
  const [key0, key1] = seedKey(options.seed ?? '1');
  const machine = new Machine(plan, key0, key1, (world) => {
    const recorder = new Recorder(world.registry, plan.directory, world);
    world.lookout = new Lookout(world.registry, recorder, metricNamed);
    return fanOut([recorder, factsInto(world, facts)]);
  });
  machine.approach(options.until ?? plan.length);
  return facts;
}

/** A fact as a line: `12.5ms tried people -> web.ask: ok`. */
export function sayFact({ at, what, where, how }: Fact): string {
  return `${at / 1e6}ms ${what} ${where}${how === '' ? '' : `: ${how}`}`;
}

/** An observer that writes every fact down. */
export function factsInto(world: World, facts: Fact[]): Observer {
  const { directory } = world.plan;
  const write = (what: FactKind, where: string, how: string, row: number, replica?: string) => {
    facts.push({ at: world.clock[0], what, where, how, row, ...(replica === undefined ? {} : { replica }) });
  };
  const replicaOf = (row: number) => {
    const post = world.arena.I[row * INTS + POST];
    return post === NONE ? undefined : directory.replicas[directory.postReplica[post]].name;
  };
  const edgeOf = (row: number) => directory.edges[directory.siteEdge[world.arena.I[row * INTS + SITE]]].name;
  const { loads } = world.plan;
  const clientName = (client: number) =>
    client < directory.replicas.length
      ? directory.replicas[client].name
      : (directory.loads.find(
          (_, load) =>
            client >= loads[load].firstClient && client < loads[load].firstClient + loads[load].clients,
        )?.name ?? 'consumer');
  const outcome = (ending: number) => OUTCOMES[outcomeOf(ending)];
  return {
    requestBegan: (load, row) => write('request', directory.loads[load].name, '', row),
    callBegan: (row) => write('call', edgeOf(row), '', row),
    callEnded: (row, ending) => write('ended', edgeOf(row), outcome(ending), row),
    attemptBegan: (row) => write('try', edgeOf(row), '', row, replicaOf(row)),
    attemptEnded: (row, ending) => write('tried', edgeOf(row), outcome(ending), row),
    attemptMoved: () => {},
    frameBegan: (row) => write('start', edgeOf(row), '', row, replicaOf(row)),
    frameEnded: (row, ending, wanted) =>
      write('done', edgeOf(row), outcome(ending) + (wanted ? '' : ', unwanted'), row),
    turnedAway: (row, ending) => write('turned-away', edgeOf(row), outcome(ending), row),
    published: (queue, row) => write('published', directory.queues[queue].name, '', row),
    delivered: (queue, row) => write('delivered', directory.queues[queue].name, '', row),
    handled: (queue, row, ending, again) =>
      write('handled', directory.queues[queue].name, outcome(ending) + (again ? ', again' : ''), row),
    left: (queue, row, how) =>
      write('left', directory.queues[queue].name, ['acknowledged', 'dead letter', 'expired'][how], row),
    policyChanged: (edge, layer, client, state) =>
      write('policy', directory.edges[edge].name, `layer ${layer} of client ${client}: ${state}`, edge),
    policyActed: () => {},
    levelChanged: () => {},
    faultChanged: (fault, strength) => write('fault', directory.faults[fault].name, String(strength), fault),
    viewChanged: (client, replica, reasons) =>
      write('view', `${clientName(client)} -> ${directory.replicas[replica].name}`, reasonsOf(reasons), NONE),
    panicChanged: (service, client, panics) =>
      write('panic', `${clientName(client)} -> ${directory.services[service].name}`, String(panics), NONE),
    restarted: (replica) => write('restarted', directory.replicas[replica].name, '', NONE),
  };
}

function reasonsOf(reasons: number): string {
  const said = REASON_WORDS.filter((_, bit) => (reasons & (1 << bit)) !== 0);
  return said.length === 0 ? 'in' : said.join(', ');
}
