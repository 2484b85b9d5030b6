/**
 * The draft: a plan in the making. Names are given numbers first, for everything; then each part of
 * the compiler fills in its own. Nothing here knows a catalog's member.
 */
import { invariant } from '../../base/assert.ts';
import { hashText } from '../../base/hash.ts';
import { type Site, TO_OPERATION, TO_QUEUE, TO_TOPIC } from '../machine/plan.ts';
import type { Layer } from '../policy/contract.ts';
import type { Step, SystemSpec } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { CalleeKind, CallerKind, EdgeEntry } from '../terms/directory.ts';
import type { DraftBalancer } from './balancers.ts';
import { Gauges } from './gauges.ts';
import { Problems } from './problem.ts';
import { Quota } from './quota.ts';
import { SamplerPool } from './samplers.ts';

export type Path = readonly (string | number)[];

/** Each user is a row in memory, so their number has to end somewhere. */
export const USERS_MOST = 5_000_000;
/** Pieces of all rate curves: a few seconds' work. */
const PIECES_MOST = 3_000_000;
/** As many as fit into a few hundred megabytes, and are laid out in a few seconds. */
const TABLES_MOST = 4_200_000;
/** Numbers that all policies may keep: 160 megabytes of them, and as many again in each copy. */
const NUMBERS_MOST = 20_000_000;

/** Someone who calls: a service, a load or a consumer, with its replicas among all clients. */
export interface Caller {
  readonly kind: CallerKind;
  readonly number: number;
  readonly name: string;
  readonly firstClient: number;
  readonly clients: number;
  readonly propagates: boolean;
}

/** A call site before the network, the posts and the watches are known. */
export type DraftSite = Omit<
  Site,
  'link' | 'post' | 'replicas' | 'idempotent' | 'roster' | 'watch' | 'healthAct' | 'memory' | 'credit'
> & {
  /** A check is for this replica of the callee alone, counted in its service; a call is for any: NONE. */
  readonly only: number;
};

const KINDS: Record<Exclude<CalleeKind, 'service'>, number> = {
  operation: TO_OPERATION,
  queue: TO_QUEUE,
  topic: TO_TOPIC,
};

/** Where the settings, the shared numbers and the waiting rooms (NONE without) of a layer begin. */
export interface Shared {
  readonly settings: number;
  readonly shared: number;
  readonly room: number;
}

export class Draft {
  readonly spec: SystemSpec;
  readonly problems = new Problems();
  readonly samplers = new SamplerPool();
  readonly zones: string[] = [];
  readonly services: string[];
  /** `service.operation`, in order. */
  readonly operations: string[] = [];
  readonly operationService: number[] = [];
  readonly serviceFirstOperation: number[] = [];
  readonly serviceFirstReplica: number[] = [];
  readonly brokers: string[];
  readonly queues: string[] = [];
  readonly queueBroker: number[] = [];
  readonly topics: string[] = [];
  readonly topicBroker: number[] = [];
  /** Each service's own, then those that calls name. */
  readonly balancers: DraftBalancer[] = [];
  /** Numbers in the tables of all of them, about. */
  readonly tables = new Quota(TABLES_MOST);
  /** What all requests may be about: the keys of the load that has most, for each load counts its own from 0. */
  readonly keys: number;
  readonly edges: EdgeEntry[] = [];
  readonly sites: DraftSite[] = [];
  /** By site: the operation whose step it is, where it is one. */
  readonly siteOperation: number[] = [];
  readonly settings: number[] = [];
  readonly shared: number[] = [];
  /** What equal policies of one scope have in common. */
  readonly sharedScopes = new Map<string, Shared>();
  /** What its policies do and show. */
  readonly gauges = new Gauges();
  readonly laneLengths: number[] = [];
  readonly callers: Caller[] = [];
  readonly clientZone: number[] = [];
  /** Numbers that all policies keep, at all caller replicas; a layer itself counts as some. */
  readonly policyNumbers = new Quota(NUMBERS_MOST);
  /** Users of all loads at their peaks. */
  readonly users = new Quota(USERS_MOST);
  /** Pieces of rate curves, each counted for every profile that bends them. */
  readonly curvePieces = new Quota(PIECES_MOST);
  wordsPerCall = 0;
  realsPerCall = 0;
  /** Most rows that one call may take, or set in motion, in one event. */
  rowsPerCall = 0;
  /** Waiting rooms of policies so far. */
  roomCount = 0;
  private readonly callersByNumber = new Map<string, Caller>();
  private readonly edgeNumbers = new Map<string, number>();
  private readonly operationNumbers = new Map<string, number>();

  constructor(spec: SystemSpec) {
    this.spec = spec;
    this.services = Object.keys(spec.services);
    this.brokers = Object.keys(spec.brokers ?? {});
    this.keys = spec.load.reduce((most, { keys }) => Math.max(most, keys?.count ?? 0), 0);
  }

  /** Name of an operation within its service. */
  ownName(operation: number): string {
    return this.operations[operation].slice(this.services[this.operationService[operation]].length + 1);
  }

  stepsOf(operation: number): readonly Step[] {
    return this.spec.services[this.services[this.operationService[operation]]].operations[
      this.ownName(operation)
    ];
  }

  pathOf(operation: number): Path {
    return [
      'services',
      this.services[this.operationService[operation]],
      'operations',
      this.ownName(operation),
    ];
  }

  zone(name: string): number {
    const known = this.zones.indexOf(name);
    return known >= 0 ? known : this.zones.push(name) - 1;
  }

  /** The lane of all timers of this length. */
  lane(length: number): number {
    const known = this.laneLengths.indexOf(length);
    return known >= 0 ? known : this.laneLengths.push(length) - 1;
  }

  addCaller(caller: Omit<Caller, 'firstClient'>, zones: readonly number[]): Caller {
    const complete = { ...caller, firstClient: this.clientZone.length };
    for (let i = 0; i < caller.clients; i++) {
      this.clientZone.push(zones.length > 0 ? zones[i % zones.length] : NONE);
    }
    this.callers.push(complete);
    this.callersByNumber.set(`${caller.kind} ${caller.number}`, complete);
    return complete;
  }

  /** Whose calls an edge's are. */
  callerOf({ callerKind, caller }: EdgeEntry): Caller {
    const found = this.callersByNumber.get(`${callerKind} ${caller}`);
    invariant(found !== undefined, 'an edge begins at a caller');
    return found;
  }

  /** The service an edge leads to, checks included; NONE where that is a broker. */
  calleeService({ calleeKind, callee }: EdgeEntry): number {
    if (calleeKind === 'service') return callee;
    return calleeKind === 'operation' ? this.operationService[callee] : NONE;
  }

  /** The broker an edge leads to; NONE where that is a service. */
  calleeBroker({ calleeKind, callee }: EdgeEntry): number {
    if (calleeKind === 'queue') return this.queueBroker[callee];
    return calleeKind === 'topic' ? this.topicBroker[callee] : NONE;
  }

  /**
   * Number of the edge between them; one way where nobody waits for an answer. `aside` tells it from the edge
   * between the same two that it must not be counted with.
   */
  edge(caller: Caller, calleeKind: CalleeKind, callee: number, oneWay: boolean, aside: string): number {
    const key = `${caller.kind} ${caller.number} ${calleeKind} ${callee} ${oneWay} ${aside}`;
    const known = this.edgeNumbers.get(key);
    if (known !== undefined) return known;
    const calleeName =
      calleeKind === 'operation'
        ? this.operations[callee]
        : calleeKind === 'queue'
          ? this.queues[callee]
          : calleeKind === 'topic'
            ? this.topics[callee]
            : this.services[callee];
    const number =
      this.edges.push({
        name: `${caller.name} ${oneWay ? '~>' : '->'} ${calleeName}${aside}`,
        callerKind: caller.kind,
        caller: caller.number,
        calleeKind,
        callee,
        oneWay,
      }) - 1;
    this.edgeNumbers.set(key, number);
    return number;
  }

  addSite(
    caller: Caller,
    calleeKind: Exclude<CalleeKind, 'service'>,
    callee: number,
    oneWay: boolean,
    salt: string,
    chain: (edge: number) => readonly Layer[],
    load: number,
    { aside = '', balancer = NONE }: { aside?: string; balancer?: number } = {},
  ): number {
    const edge = this.edge(caller, calleeKind, callee, oneWay, aside);
    return (
      this.sites.push({
        edge,
        salt: hashText(salt),
        resolver: hashText(`resolver ${caller.name} ${this.hostOf(calleeKind, callee)}`),
        calleeKind: KINDS[calleeKind],
        callee,
        oneWay,
        propagates: caller.propagates,
        chain: chain(edge),
        firstClient: caller.firstClient,
        load,
        balancer: calleeKind === 'operation' && balancer === NONE ? this.operationService[callee] : balancer,
        dedicated: false,
        only: NONE,
      }) - 1
    );
  }

  /** Whose address a caller looks up. */
  private hostOf(calleeKind: Exclude<CalleeKind, 'service'>, callee: number): string {
    return calleeKind === 'operation' ? this.operations[callee].split('.')[0] : calleeKind;
  }

  /** The site of the checks of one replica; all those of a checker are on one edge. */
  addCheck(
    caller: Caller,
    edge: number,
    operation: number,
    only: number,
    chain: readonly Layer[],
    dedicated: boolean,
  ): number {
    return (
      this.sites.push({
        edge,
        salt: hashText(`${caller.name} ${only}`),
        resolver: hashText(`resolver ${caller.name}`),
        calleeKind: TO_OPERATION,
        callee: operation,
        oneWay: false,
        propagates: false,
        chain,
        firstClient: caller.firstClient,
        load: NONE,
        balancer: NONE,
        dedicated,
        only,
      }) - 1
    );
  }

  /** Number of an operation written as service.operation; NONE where there is none. */
  operationNumber(name: string): number {
    const numbers = this.operationNumbers;
    for (let number = numbers.size; number < this.operations.length; number++)
      numbers.set(this.operations[number], number);
    return numbers.get(name) ?? NONE;
  }

  /** The same, with a problem where there is none. */
  operationNamed(name: string, path: Path): number {
    const number = this.operationNumber(name);
    if (number >= 0) return number;
    const dot = name.indexOf('.');
    const service = name.slice(0, dot);
    if (this.services.includes(service)) {
      const known = Object.keys(this.spec.services[service].operations);
      this.problems.unknown(path, `operation of ${service}`, name.slice(dot + 1), known);
    } else {
      this.problems.unknown(path, 'service', service, this.services);
    }
    return NONE;
  }
}
