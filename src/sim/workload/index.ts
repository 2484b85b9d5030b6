/**
 * The workloads, and the field that reads one from a scenario: a mapping with one verb. To add a
 * workload, write its file and list it here.
 */
import type { z } from 'zod';
import { invariant } from '../../base/assert.ts';
import { mapping, oneOfKeys } from '../../fields/index.ts';
import { bursts } from './bursts.ts';
import { constant } from './constant.ts';
import type { OpenLoad, WorkloadDefinition } from './contract.ts';
import { poisson } from './poisson.ts';
import { renewal } from './renewal.ts';
import { replay } from './replay.ts';

export type { OpenLoad, RateCurve, WorkloadDefinition } from './contract.ts';
export { type CsvProblem, parseReplayCsv, type ReplayCsv } from './replay-csv.ts';
export type { ReplayRow } from './replay-rows.ts';

export const workloads = { poisson, constant, bursts, renewal, replay } as const;

export type WorkloadName = keyof typeof workloads;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyWorkload = WorkloadDefinition<unknown>;

/** Arrivals after parsing: one verb and its parameters, as in `{ poisson: 200 }` (per second). */
export type ArrivalsSpec = Readonly<Record<string, unknown>>;

/** `{ poisson: 200/s }`, `{ bursts: { size: 50, every: 10s } }`, and so on. */
export const arrivalsField: z.ZodType<ArrivalsSpec> = oneOfKeys(
  'arrivals',
  Object.fromEntries(
    Object.values(workloads).map((workload) => [
      workload.name,
      mapping({ [workload.name]: workload.params as z.ZodType }).meta({ description: workload.sentence }),
    ]),
  ),
).meta({
  title: 'arrivals',
  description: 'How the requests of an open load are spaced: a mapping with one workload.',
  examples: Object.values(workloads).map((workload) => workload.example),
}) as unknown as z.ZodType<ArrivalsSpec>;

function workloadNamed(name: WorkloadName): AnyWorkload {
  return workloads[name] as unknown as AnyWorkload;
}

/** The rate curve, gaps and batches of parsed arrivals. */
export function compileArrivals(parsed: ArrivalsSpec): OpenLoad {
  const [[name, params]] = Object.entries(parsed);
  invariant(Object.hasOwn(workloads, name), `parsed arrivals are in the catalog, not "${name}"`);
  return workloadNamed(name as WorkloadName).compile(params);
}
