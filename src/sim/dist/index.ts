/**
 * The catalog of distributions, and the field that reads one from a scenario: a duration (constant)
 * or a mapping with one verb. To add a distribution, write its file and list it here.
 */
import { z } from 'zod';
import { invariant } from '../../base/assert.ts';
import { byShape, duration, mapping, oneOfKeys } from '../../fields/index.ts';
import { constant } from './constant.ts';
import type { DistributionDefinition, DistributionSpec, Quantile } from './contract.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { hyperexponential } from './hyperexponential.ts';
import { lognormal } from './lognormal.ts';
import { mixtureOf } from './mixture.ts';
import { normal } from './normal.ts';
import { pareto } from './pareto.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export { readTable, sampleTable, TABLE_LENGTH } from '../kernel/quantile-table.ts';
export type { DistributionDefinition, DistributionSpec, Quantile } from './contract.ts';
export { compileSampler } from './sampler.ts';

/** The catalog forgets what each member's parameters are; a member only ever meets what its own schema let through. */
type AnyDistribution = DistributionDefinition<unknown>;

const mixture = mixtureOf<DistributionSpec>(
  z.lazy(() => distributionField),
  toQuantile,
);

/** All members, in the order of the reference. */
export const distributions: readonly AnyDistribution[] = [
  constant,
  exponential,
  lognormal,
  gamma,
  uniform,
  normal,
  weibull,
  pareto,
  hyperexponential,
  mixture,
  empirical,
] as readonly unknown[] as readonly AnyDistribution[];

const WHAT = 'a distribution such as 5ms, { exponential: 3ms } or { median: 8ms, p99: 40ms }';

const byVerb = Object.fromEntries(
  distributions.map(({ name, params, sentence }) => [
    name,
    mapping({ [name]: params }).meta({ description: sentence }),
  ]),
);
const byBareKey = Object.fromEntries(
  distributions.flatMap(({ bare, sentence }) =>
    bare ? [[bare.key, bare.params.meta({ description: sentence })]] : [],
  ),
);

/** Mixtures hold distributions: the ids give the schema's two ends of that circle their names. */
const written = oneOfKeys(WHAT, { ...byVerb, ...byBareKey })
  .transform(withVerb)
  .register(z.globalRegistry, { id: 'distribution-by-verb' });

/** `5ms`, `{ exponential: 3ms }`, `{ median: 8ms, p99: 40ms }`, …; read into one verb and its parameters. */
export const distributionField: z.ZodType<DistributionSpec> = byShape(WHAT, {
  text: duration.transform((length): DistributionSpec => ({ constant: length })),
  mapping: written,
}).register(z.globalRegistry, {
  id: 'distribution',
  title: 'distribution',
  description: 'A length that varies: a duration (always the same), or a mapping with one distribution.',
});

/** The quantile of a parsed distribution. */
export function toQuantile(spec: DistributionSpec): Quantile {
  const [[verb, params]] = Object.entries(spec);
  const definition = distributions.find(({ name }) => name === verb);
  invariant(definition !== undefined, `a parsed distribution has a verb of the catalog, not "${verb}"`);
  return definition.toQuantile(params);
}

function withVerb(parsed: DistributionSpec): DistributionSpec {
  const owner = distributions.find(({ bare }) => bare !== undefined && Object.hasOwn(parsed, bare.key));
  return owner === undefined ? parsed : { [owner.name]: parsed };
}
