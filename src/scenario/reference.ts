/**
 * The reference: one page for each catalog and one for the scenario as a whole, written from the
 * same definitions that check a scenario, so that it cannot tell another story.
 */
import { stringify } from 'yaml';
import type { z } from 'zod';
import {
  balancers,
  brokers,
  distributions,
  faults,
  metricCatalog,
  PHASES,
  policies,
  workloads,
} from '../sim/index.ts';
import { COMPARISONS } from './expectation.ts';
import { keyTable, sayKind } from './reference-table.ts';
import { GROWING_LISTS, scenarioSchema } from './schema.ts';
import { type JsonSchema, writtenSchema } from './written-schema.ts';

export interface Page {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/** Every page, in the order in which they are listed. */
export function referencePages(): readonly Page[] {
  return [
    page('scenario', 'The scenario', scenarioPage()),
    page('policies', 'Policies', policiesPage()),
    page('faults', 'Faults', faultsPage()),
    page('brokers', 'Brokers', brokersPage()),
    page('balancers', 'Balancers', balancersPage()),
    page('workloads', 'Workloads', workloadsPage()),
    page('distributions', 'Distributions', distributionsPage()),
    page('metrics', 'Metrics', metricsPage()),
  ];
}

function page(name: string, title: string, sections: readonly string[]): Page {
  const origin = '<!-- Written from the definitions that check a scenario; change those, not this. -->';
  return {
    file: `docs/reference/${name}.md`,
    text: `${[`# ${title}`, origin, ...sections.filter((section) => section !== '')].join('\n\n')}\n`,
  };
}

/** What every member of a catalog says of itself. */
interface Member {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  readonly example: unknown;
}

function section(member: Member, parts: readonly string[]): string[] {
  return [`## ${member.title}`, member.sentence, ...parts];
}

function yaml(value: unknown): string {
  const text = stringify(value, {
    flowCollectionPadding: true,
    lineWidth: 100,
    collectionStyle: 'any',
  }).trimEnd();
  return `\`\`\`yaml\n${text}\n\`\`\``;
}

/** A table for a mapping, a sentence for a single value. */
function parameters(name: string, schema: z.ZodType): string {
  const written = writtenSchema(schema);
  const branches = ((written.anyOf ?? written.oneOf) as JsonSchema[] | undefined) ?? [written];
  const tables = branches.map((branch) => keyTable(branch)).filter((table) => table !== '');
  if (tables.length > 0) return tables.join('\n\nor\n\n');
  return written.type === 'object' ? '' : `\`${name}\` takes a ${sayKind(written)}.`;
}

function policiesPage(): string[] {
  const members = Object.values(policies) as unknown as (Member & {
    cures: string;
    harms: string;
    params: z.ZodType;
    settings: readonly string[];
  })[];
  return [
    'Policies stand between a caller and what it calls. They are written as keys of a call, or as a list under `policies:` that calls name; the first one is the outermost.',
    ...members.flatMap((policy) =>
      section(policy, [
        `Good against: ${policy.cures}.`,
        `Harm it can do: ${policy.harms}.`,
        yaml({ [policy.name]: policy.example }),
        parameters(policy.name, policy.params),
      ]),
    ),
  ];
}

function faultsPage(): string[] {
  const members = Object.values(faults) as unknown as (Member & {
    params: z.ZodType;
    targets: readonly string[];
  })[];
  const envelope = envelopeOf(members);
  return [
    'A fault is a name for effects that hold while it lasts. When it ends, nothing of it remains but what it set in motion.',
    '## When, how long, how often',
    'Every fault may say this beside its own parameters.',
    envelope,
    ...members.flatMap((fault) =>
      section(fault, [
        `Aimed at: ${fault.targets.join(', ')}.`,
        yaml({ faults: [fault.example] }),
        parameters(fault.name, fault.params),
      ]),
    ),
  ];
}

/** The keys that all faults have in common, as the schema of `faults` has them. */
function envelopeOf(members: readonly { name: string; params: z.ZodType }[]): string {
  const [first] = members;
  const whole = property(writtenSchema(scenarioSchema), 'faults');
  const branch = ((whole.items as JsonSchema).anyOf as JsonSchema[])[0];
  const own = Object.keys((writtenSchema(first.params).properties ?? {}) as object);
  return keyTable(branch, { leaveOut: [first.name, ...own] });
}

function brokersPage(): string[] {
  const members = Object.values(brokers) as unknown as (Member & { queueParams: z.ZodType })[];
  const ofBroker = (
    (property(writtenSchema(scenarioSchema), 'brokers').additionalProperties ?? {}) as JsonSchema
  ).oneOf as JsonSchema[] | undefined;
  return [
    'A broker takes messages and hands them to consumers. A message sent to a queue goes to one consumer; an event published to a topic goes to every subscription.',
    ...(ofBroker === undefined ? [] : [keyTable(ofBroker[0])]),
    ...members.flatMap((broker) =>
      section(broker, [
        `Kind: \`${broker.name}\`. Each queue, and each subscription of a topic, may say:`,
        parameters(broker.name, broker.queueParams),
        yaml({ brokers: { jobs: { kind: broker.name, queues: { invoices: broker.example } } } }),
      ]),
    ),
  ];
}

function balancersPage(): string[] {
  const members = Object.values(balancers) as unknown as (Member & { params: z.ZodType })[];
  return [
    'A balancer chooses one replica of the callee for each attempt. Each caller replica chooses for itself, by what it knows.',
    ...members.flatMap((balancer) =>
      section(balancer, [yaml({ balancer: balancer.example }), parameters(balancer.name, balancer.params)]),
    ),
  ];
}

function workloadsPage(): string[] {
  const members = Object.values(workloads) as unknown as (Member & { params: z.ZodType })[];
  return [
    'A workload says how the requests of an open load are spaced: they come whatever happens. A closed load has `users` instead.',
    ...members.flatMap((workload) =>
      section(workload, [yaml({ arrivals: workload.example }), parameters(workload.name, workload.params)]),
    ),
  ];
}

function distributionsPage(): string[] {
  const members = distributions as unknown as readonly (Member & {
    params: z.ZodType;
    bare?: { params: z.ZodType };
  })[];
  return [
    'A distribution is a length that varies. A plain duration such as `5ms` is the constant one.',
    ...members.flatMap((distribution) =>
      section(distribution, [
        yaml({ work: distribution.example }),
        parameters(distribution.name, distribution.bare?.params ?? distribution.params),
      ]),
    ),
  ];
}

function metricsPage(): string[] {
  const rows = metricCatalog.map(
    ({ name, unit, subjects, sentence }) =>
      `| \`${name}\` | ${unit} | ${subjects.join(', ')} | ${sentence.replaceAll('|', '\\|')} |`,
  );
  return [
    'What a run can be asked. In an expectation the metric is the key and its subject the value: `{ goodput: shoppers, at-least: 99% }`.',
    'A share is written `99.5%`, a rate `200/s`, a duration `250ms`, a count `12`, a ratio `1.5` or `1.5x`. Subjects are named as in the scenario: a load `shoppers`, a service `orders`, an operation `orders.place`, an edge `web -> orders.place`, a replica `orders/2`, a queue `invoices` (of a topic `order-placed/mail`), or `run`.',
    ['| metric | unit | of | |', '|---|---|---|---|', ...rows].join('\n'),
  ];
}

function property(schema: JsonSchema, key: string): JsonSchema {
  return ((schema.properties ?? {}) as Record<string, JsonSchema>)[key];
}

function itemOf(schema: JsonSchema): JsonSchema {
  return (schema.items ?? schema.additionalProperties ?? {}) as JsonSchema;
}

function scenarioPage(): string[] {
  const schema = writtenSchema(scenarioSchema);
  const part = (key: string) => property(schema, key);
  const policyNames = [...Object.keys(policies), 'policies'];
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  return [
    'A scenario is one YAML file. Durations, rates and shares carry their unit: `250ms`, `200/s`, `99.5%`. An unknown key is an error, except at the top those that begin with `x-`, which are left alone and make a good place for anchors.',
    keyTable(schema, { folded: ['run', 'network'] }),
    '## run',
    keyTable(part('run')),
    '## services',
    'A mapping from names to services.',
    keyTable(itemOf(part('services'))),
    '## Steps',
    'What an operation does: a list of steps, one after another. Steps that call may carry [policies](policies.md).',
    stepTable(definitions, itemOf(property(itemOf(part('services')), 'operations'))),
    '## network',
    keyTable(part('network')),
    '## policies',
    'A mapping from names to lists of [policies](policies.md), the outermost first.',
    '## brokers',
    'A mapping from names to [brokers](brokers.md).',
    '## consumers',
    keyTable(itemOf(part('consumers')), { leaveOut: policyNames }),
    '## load',
    'A list; each item is a caller like any other and may carry [policies](policies.md).',
    keyTable(itemOf(part('load')), { leaveOut: policyNames }),
    '## faults',
    'A list of [faults](faults.md). One without a name is called by its kind and target: `slow-payments`.',
    '## expect',
    `A list. Each item has one [metric](metrics.md) with its subject, one of ${COMPARISONS.map((word) => `\`${word}\``).join(', ')}, and may have \`during\` and a \`note\`. \`during\` is one of ${PHASES.map((word) => `\`${word}\``).join(', ')} (all of them without the warm-up, but \`warm-up\`; \`whole\` if nothing is said), an interval such as \`70s..100s\`, or \`last 30s\`.`,
    yaml({
      expect: [
        { goodput: 'shoppers', during: 'before-faults', 'at-least': '99%' },
        { 'latency-p99': 'web -> orders.place', during: 'last 30s', below: '800ms' },
      ],
    }),
    '## extends',
    `The keys of another file, below the directory of this one, are taken over. Mappings merge; lists and single values of this file replace those of the other. A key with a \`+\` adds to the list instead: ${GROWING_LISTS.map((key) => `\`${key}+\``).join(', ')}.`,
    yaml({
      extends: 'systems/shop.yaml',
      title: 'The shop with slow payments',
      'faults+': [{ slow: 'payments', factor: 10, at: '60s', for: '20s' }],
    }),
  ];
}

/** Verbs of a step and what each does. */
function stepTable(definitions: Readonly<Record<string, JsonSchema>>, operations: JsonSchema): string {
  const options = stepsIn(definitions, operations);
  const rows = options.map((option) => {
    const verb = Object.keys(option.properties as object)[0];
    const kind = sayKind(property(option, verb));
    return `| \`${verb}\` | ${kind} | ${String(option.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return ['| step | value | |', '|---|---|---|', ...rows].join('\n');
}

/** Follows references and lists until the kinds of step are reached. */
function stepsIn(definitions: Readonly<Record<string, JsonSchema>>, from: JsonSchema): JsonSchema[] {
  let at: JsonSchema | undefined = from;
  for (let hops = 0; at !== undefined && hops < 10; hops++) {
    if (Array.isArray(at.anyOf)) return at.anyOf as JsonSchema[];
    const ref: string | undefined =
      typeof at.$ref === 'string' ? at.$ref.replace('#/definitions/', '') : undefined;
    at =
      ref === undefined
        ? ((at.items ?? at.additionalProperties) as JsonSchema | undefined)
        : definitions[ref];
  }
  return [];
}
