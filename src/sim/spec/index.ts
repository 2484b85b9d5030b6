/** Everything the machine runs, as a scenario says it: assembled from the catalogs. */
import { z } from 'zod';
import { duration, keepKeyOrder, mapping, name, positiveDuration, seed } from '../../fields/index.ts';
import { type BrokerSpec, broker, type ConsumerSpec, consumer } from './brokers.ts';
import { type FaultSpec, fault } from './faults.ts';
import { type LoadSpec, load } from './load.ts';
import { type NetworkSpec, network } from './network.ts';
import { type PolicyEntry, policyList } from './policies.ts';
import { type ServiceSpec, service } from './services.ts';

export type { BrokerSpec, ConsumerSpec } from './brokers.ts';
export { type EjectionPreset, type EjectionSpec, ejectionPresets } from './ejection.ts';
export type { ConditionSpec, FaultSpec } from './faults.ts';
export { fault as faultField } from './faults.ts';
export type { CheckSpec, HealthSpec } from './health.ts';
export type { LoadSpec, ProfileSpec } from './load.ts';
export type { LinkSpec, NetworkSpec } from './network.ts';
export type { CallerSpec, GateEntry, PolicyEntry } from './policies.ts';
export { gateOf } from './policies.ts';
export type { QueueOrder, QueueSpec, ServiceSpec } from './services.ts';
export { pushableNumbers } from './services.ts';
export type { Branch, Repeat, Step } from './steps.ts';

const run = mapping({
  length: positiveDuration.meta({ description: 'Simulated time.' }),
  warmup: duration.default(0).meta({ description: 'What happens before this is left out of the totals.' }),
  seed: seed.default('1').meta({ description: 'Same seed, same luck.' }),
  window: positiveDuration
    .default(1_000_000_000)
    .meta({ description: 'Width of the windows of every series.' }),
}).meta({ description: 'How long it runs, and with which luck.' });

/** The keys of a scenario that the machine runs; the scenario room adds title, question and expectations. */
export const systemShape = {
  run,
  network: network.optional(),
  services: z.record(name, service).meta({ description: 'The services, by name.' }),
  policies: z
    .record(name, policyList)
    .optional()
    .meta({ description: 'Named lists of policies, outermost first.' }),
  brokers: z.record(name, broker).optional().meta({ description: 'Message brokers, by name.' }),
  consumers: z
    .array(consumer)
    .max(1000)
    .optional()
    .meta({ description: 'Who takes messages from queues and topics, and what handles them.' }),
  load: z.array(load).max(1000).meta({ description: 'Who asks for what, and how often.' }),
  faults: z.array(fault).max(1000).optional().meta({ description: 'What goes wrong, and when.' }),
};

/** What the machine is given. Times are ns, rates per second, shares 0 to 1. */
export interface SystemSpec {
  run: { length: number; warmup: number; seed: string; window: number };
  network?: NetworkSpec;
  services: Record<string, ServiceSpec>;
  policies?: Record<string, PolicyEntry[]>;
  brokers?: Record<string, BrokerSpec>;
  consumers?: ConsumerSpec[];
  load: LoadSpec[];
  faults?: FaultSpec[];
  /** Faults that somebody left out, to compare: nothing comes of them, but the phases keep their times. */
  leftOut?: FaultSpec[];
}

const systemSchema = mapping(systemShape) as unknown as z.ZodType<SystemSpec>;

/** A bare system from plain data as YAML gives it: for tests, and for those who build one in code. Throws what is wrong. */
export function parseSystem(raw: unknown): SystemSpec {
  return keepKeyOrder(raw, systemSchema.parse(raw)) as SystemSpec;
}
