/** Subjects: whom a number is about, and which counters belong to each. */
import type { Directory } from '../terms/directory.ts';

/** What can be measured. The run is one subject, number 0. */
export const SUBJECT_KINDS = [
  'load',
  'edge',
  'operation',
  'service',
  'replica',
  'queue',
  'fault',
  'run',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Subject {
  readonly kind: SubjectKind;
  /** Its number in the directory. */
  readonly index: number;
}

export interface NamedSubject extends Subject {
  readonly name: string;
}

/** Everybody of one kind, in the order of the directory. */
export function subjectsOf(directory: Directory, kind: SubjectKind): NamedSubject[] {
  return entriesOf(directory, kind).map(({ name }, index) => ({ kind, index, name }));
}

function entriesOf(directory: Directory, kind: SubjectKind): readonly { readonly name: string }[] {
  switch (kind) {
    case 'load':
      return directory.loads;
    case 'edge':
      return directory.edges;
    case 'operation':
      return directory.operations;
    case 'service':
      return directory.services;
    case 'replica':
      return directory.replicas;
    case 'queue':
      return directory.queues;
    case 'fault':
      return directory.faults;
    case 'run':
      return [{ name: 'run' }];
  }
}

const NOBODY: readonly number[] = [];

/**
 * The edges whose calls are the subject's: those it makes (load), is (edge) or answers (operation,
 * service). Of the run, those of its loads: what users saw.
 */
export function callsOf(directory: Directory, { kind, index }: Subject): readonly number[] {
  switch (kind) {
    case 'load':
      return directory.loads[index].edges;
    case 'edge':
      return [index];
    case 'operation':
      return whoseOf(directory).edgesInto.operations[index];
    case 'service':
      return whoseOf(directory).edgesInto.services[index];
    case 'run':
      return directory.loads.flatMap((load) => load.edges);
    case 'replica':
    case 'queue':
    case 'fault':
      return NOBODY;
  }
}

/** The edges whose attempts are the subject's: as for calls, and for the run all there are. */
export function attemptsOf(directory: Directory, subject: Subject): readonly number[] {
  return subject.kind === 'run' ? directory.edges.map((_, edge) => edge) : callsOf(directory, subject);
}

/** The loads whose requests are the subject's. */
export function loadsOf(directory: Directory, { kind, index }: Subject): readonly number[] {
  if (kind === 'load') return [index];
  return kind === 'run' ? directory.loads.map((_, load) => load) : NOBODY;
}

/** The replicas that are the subject's. */
export function replicasOf(directory: Directory, { kind, index }: Subject): readonly number[] {
  switch (kind) {
    case 'service': {
      const { firstReplica, replicas } = directory.services[index];
      return Array.from({ length: replicas }, (_, i) => firstReplica + i);
    }
    case 'replica':
      return [index];
    case 'run':
      return directory.replicas.map((_, replica) => replica);
    case 'load':
    case 'edge':
    case 'operation':
    case 'queue':
    case 'fault':
      return NOBODY;
  }
}

/** The operations that are the subject's. */
export function operationsOf(directory: Directory, { kind, index }: Subject): readonly number[] {
  if (kind === 'operation') return [index];
  if (kind !== 'service') return NOBODY;
  const { firstOperation, operations } = directory.services[index];
  return Array.from({ length: operations }, (_, i) => firstOperation + i);
}

/** The posts (operations at replicas) that are the subject's. */
export function postsOf(directory: Directory, { kind, index }: Subject): readonly number[] {
  const { replicas, operations, services, all } = whoseOf(directory).posts;
  switch (kind) {
    case 'run':
      return all;
    case 'replica':
      return replicas[index];
    case 'operation':
      return operations[index];
    case 'service':
      return services[index];
    default:
      return NOBODY;
  }
}

/** What belongs to whom. */
interface Whose {
  readonly posts: {
    readonly replicas: readonly number[][];
    readonly operations: readonly number[][];
    readonly services: readonly number[][];
    readonly all: readonly number[];
  };
  readonly edgesInto: {
    readonly operations: readonly number[][];
    readonly services: readonly number[][];
  };
}

/** A report asks for every metric of thousands of replicas or services: looking through all posts or edges each time would take minutes. */
const known = new WeakMap<Directory, Whose>();

function whoseOf(directory: Directory): Whose {
  const before = known.get(directory);
  if (before !== undefined) return before;
  const whose = { posts: postsBySubject(directory), edgesInto: edgesBySubject(directory) };
  known.set(directory, whose);
  return whose;
}

const none = (list: readonly unknown[]): number[][] => list.map(() => []);

function postsBySubject(directory: Directory): Whose['posts'] {
  const { postOperation, postReplica, operations } = directory;
  const posts = {
    replicas: none(directory.replicas),
    operations: none(operations),
    services: none(directory.services),
    all: Array.from(postOperation, (_, post) => post),
  };
  for (const post of posts.all) {
    posts.replicas[postReplica[post]].push(post);
    posts.operations[postOperation[post]].push(post);
    posts.services[operations[postOperation[post]].service].push(post);
  }
  return posts;
}

function edgesBySubject(directory: Directory): Whose['edgesInto'] {
  const edges = { operations: none(directory.operations), services: none(directory.services) };
  directory.edges.forEach(({ calleeKind, callee }, edge) => {
    if (calleeKind !== 'operation') return;
    edges.operations[callee].push(edge);
    edges.services[directory.operations[callee].service].push(edge);
  });
  return edges;
}
