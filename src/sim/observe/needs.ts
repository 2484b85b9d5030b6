/**
 * What a metric needs to mean anything: a mechanism that its subject must have. Where it is not there
 * the metric can only ever be nothing, or one number, whatever happens; an expectation of it would hold,
 * or fail, without a word about the system, so a scenario that has one is refused.
 *
 * Where the line is: a metric needs what it *measures* (an ejection, shared cores, a limit of time, a
 * consumer). It does not need what merely may make it other than zero. How calls end (`shed`, `timed-out`,
 * `degraded`), that nobody tries again (`retries`, `hedges`, `amplification`), that nothing is given up
 * (`dead-letters`, `messages-expired`): "none" is a claim about a system there, and a fault or another
 * variant of the file may make it false. Numbers are no mechanisms either: a queue of length 0 is a queue.
 * No fault brings one of the mechanisms below; restarts are those of a check, not of a crash.
 */
import type { Directory, ServiceEntry } from '../terms/directory.ts';
import type { Subject } from './subjects.ts';

export interface Need {
  /** Whose metric it is, for the reference: "a service with `ejection`". */
  readonly of: string;
  isMet(directory: Directory, subject: Subject): boolean;
  /** What to say of a subject that has none: "callers of web never eject anybody". */
  lack(name: string): string;
  /** What to write for it, in the subject's place. */
  readonly remedy: string;
}

function serviceOf({ replicas, services }: Directory, { kind, index }: Subject): ServiceEntry {
  return services[kind === 'replica' ? replicas[index].service : index];
}

/** A replica is told of as its service. */
const ofService = (name: string) => name.replace(/\/\d+$/, '');

export const health: Need = {
  of: 'a service with a health check or `ejection`',
  isMet: (directory, subject) => serviceOf(directory, subject).watchers > 0,
  lack: (name) => `nobody minds the health of ${name}`,
  remedy: 'ejection: envoy or health: { check: … }',
};

export const ejection: Need = {
  of: 'a service with `ejection`',
  isMet: (directory, subject) => serviceOf(directory, subject).ejects,
  lack: (name) => `${name} has no ejection`,
  remedy: 'ejection: envoy',
};

export const panic: Need = {
  of: 'a service with a health check or `ejection`, and a panic threshold above 0%',
  isMet: (directory, subject) => health.isMet(directory, subject) && serviceOf(directory, subject).panics,
  lack: (name) => `callers of ${name} never panic`,
  remedy: 'ejection: envoy, or health: { check: … } with a panic threshold above 0%',
};

export const restarts: Need = {
  of: 'a service with a check that restarts',
  isMet: ({ checks }, { index }) => checks.some((check) => check.service === index && check.restarts),
  lack: (name) => `no check ever restarts a replica of ${name}`,
  remedy: 'health: { check: { on-failure: restart, … } }',
};

export const cores: Need = {
  of: 'a service with shared `cores`',
  isMet: (directory, subject) => serviceOf(directory, subject).cores > 0,
  lack: (name) => `${ofService(name)} shares no cores: each of its threads brings its own`,
  remedy: 'cores: 4',
};

export const costlyRejections: Need = {
  of: 'a service that turns away at a cost',
  isMet: (directory, subject) => serviceOf(directory, subject).costlyRejections,
  lack: (name) => `turning away costs ${ofService(name)} nothing`,
  remedy: 'reject-cost: 1ms beside a policy of its admission',
};

/** Of the run: one load with a limit is enough. */
export const limit: Need = {
  of: 'a load with `within`',
  isMet: ({ loads }, { kind, index }) =>
    (kind === 'run' ? loads : [loads[index]]).some(({ within }) => Number.isFinite(within)),
  lack: (name) =>
    name === 'run' ? 'no load has a limit to be late for' : `${name} has no limit to be late for`,
  remedy: 'within: 500ms',
};

export const consumer: Need = {
  of: 'a queue with a consumer',
  isMet: ({ consumers }, { index }) => consumers.some(({ queue }) => queue === index),
  lack: (name) => `nobody takes messages from ${name}`,
  remedy: 'consumers: [ { from: …, call: … } ]',
};
