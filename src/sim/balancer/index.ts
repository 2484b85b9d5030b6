/**
 * The balancers, and the field that reads one from a scenario: its name, or a mapping with its name
 * and parameters. To add a balancer, write its file and list it here.
 */
import { z } from 'zod';
import { invariant } from '../../base/assert.ts';
import { byShape, mapping, nearestWord, oneOfKeys, sayValue } from '../../fields/index.ts';
import type { BalancerDefinition } from './contract.ts';
import { leastRequests } from './least-requests.ts';
import { peakEwma } from './peak-ewma.ts';
import { random } from './random.ts';
import { ringHash } from './ring-hash.ts';
import { roundRobin } from './round-robin.ts';
import { twoChoices } from './two-choices.ts';
import { weighted } from './weighted.ts';
import { zoneAware } from './zone-aware.ts';

export type { BalancerDefinition, Choice } from './contract.ts';

export const balancers = {
  'round-robin': roundRobin,
  weighted,
  random,
  'least-requests': leastRequests,
  'two-choices': twoChoices,
  'peak-ewma': peakEwma,
  'ring-hash': ringHash,
  'zone-aware': zoneAware,
} as const;

export type BalancerName = keyof typeof balancers;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyBalancer = BalancerDefinition<unknown>;

/** A balancer after parsing: its name and its parameters, as in `{ 'ring-hash': { 'virtual-nodes': 100 } }`. */
export type BalancerSpec = Readonly<Record<string, unknown>>;

const WHAT = 'a balancer such as round-robin or { ring-hash: { virtual-nodes: 100 } }';
const names = Object.keys(balancers) as BalancerName[];

const word = z
  .enum(names, {
    error: (issue) => {
      const meant = typeof issue.input === 'string' ? nearestWord(issue.input, names) : undefined;
      const advice =
        meant === undefined ? `expected one of: ${names.join(', ')}` : `did you mean "${meant}"?`;
      return `${sayValue(issue.input)} is not a balancer; ${advice}`;
    },
  })
  .transform((name): BalancerSpec => ({ [name]: balancerNamed(name).params.parse({}) }));

const withParams = oneOfKeys(
  'a balancer',
  Object.fromEntries(
    names.map((name) => [
      name,
      mapping({ [name]: balancers[name].params as z.ZodType }).meta({
        description: balancers[name].sentence,
      }),
    ]),
  ),
);

/** `round-robin` or `{ ring-hash: { virtual-nodes: 100 } }`; both are read into the long form. */
export const balancerField: z.ZodType<BalancerSpec> = byShape(WHAT, { text: word, mapping: withParams }).meta(
  {
    title: 'balancer',
    description:
      'How a caller chooses among the replicas: the name of a balancer, or a mapping with its parameters.',
    examples: Object.values(balancers).map((balancer) => balancer.example),
  },
) as unknown as z.ZodType<BalancerSpec>;

/** The balancer a service has when it names none. */
export const DEFAULT_BALANCER: BalancerSpec = { 'round-robin': {} };

function balancerNamed(name: BalancerName): AnyBalancer {
  return balancers[name] as unknown as AnyBalancer;
}

/** The member that a parsed balancer names, with the parameters to give it; the default where none is named. */
export function balancerOf(parsed: BalancerSpec = DEFAULT_BALANCER): {
  readonly definition: AnyBalancer;
  readonly params: unknown;
} {
  const [[name, params]] = Object.entries(parsed);
  invariant(Object.hasOwn(balancers, name), `a parsed balancer is in the catalog, not "${name}"`);
  return { definition: balancerNamed(name as BalancerName), params };
}
