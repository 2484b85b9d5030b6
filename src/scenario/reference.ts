/**
 * The reference: one page for each catalog and one for the scenario as a whole, written from the
 * same definitions that check a scenario, so that it cannot tell another story.
 */
import type { z } from 'zod';
import {
  balancers,
  brokers,
  distributions,
  faults,
  metricCatalog,
  policies,
  workloads,
} from '../sim/index.ts';
import {
  EXAMPLE_FILE,
  EXAMPLE_FILES,
  example,
  exampleScenario,
  loadExample,
  operationExample,
} from './reference-examples.ts';
import { scenarioPage } from './reference-scenario.ts';
import { formsOf, formTables, keyTable, sayKind } from './reference-table.ts';
import { scenarioSchema } from './schema.ts';
import { itemOf, property, writtenSchema } from './written-schema.ts';

export interface Page {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/** Every page, in the order in which they are listed, and the files its examples need. */
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
    { file: `docs/reference/${EXAMPLE_FILE}`, text: exampleScenario() },
    ...Object.entries(EXAMPLE_FILES).map(([name, text]) => ({ file: `docs/reference/${name}`, text })),
  ];
}

function page(name: string, title: string, sections: readonly string[]): Page {
  const origin = '<!-- Written from the definitions that check a scenario; change those, not this. -->';
  return {
    file: `docs/reference/${name}.md`,
    text: `${[`# ${title}`, origin, EXAMPLES, ...sections.filter((section) => section !== '')].join('\n\n')}\n`,
  };
}

const EXAMPLES = `Every example here is a piece of a scenario. Laid upon [${EXAMPLE_FILE}](${EXAMPLE_FILE}) it is a whole one: write \`extends: ${EXAMPLE_FILE}\` above it.`;

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

/** A table for a mapping, a sentence for a single value. */
function parameters(name: string, schema: z.ZodType): string {
  const written = writtenSchema(schema);
  const isList = written.type === 'array';
  const tables = formTables(isList ? itemOf(written) : written);
  const others = formsOf(written).filter((form) => form.type === 'array');
  if (isList && tables !== '') return `\`${name}\` takes a list; each item has\n\n${tables}`;
  if (tables !== '') return [tables, ...others.map((form) => `or a ${sayKind(form)}`)].join('\n\n');
  return written.type === 'object' ? '' : `\`${name}\` takes a ${sayKind(written)}.`;
}

function policiesPage(): string[] {
  const members = Object.values(policies) as unknown as (Member & {
    cures: string;
    harms: string;
    params: z.ZodType;
    machine?: unknown;
    gate?: { readonly params: z.ZodType; readonly example: unknown };
  })[];
  return [
    'Policies stand between a caller and what it calls. They are written as keys of a call, or as a list under `policies:` that calls name; the first one is the outermost. Each replica of the caller keeps its own state.',
    'Some may also, or only, stand at the door of the callee: in the list `admission` of a [service](scenario.md#admission), the first one asked first. There each replica of the callee keeps its own state, and whom one turns away is `shed`.',
    ...members.flatMap(({ machine, gate, ...policy }) =>
      section(policy, [
        `Good against: ${policy.cures}.`,
        `Harm it can do: ${policy.harms}.`,
        ...(machine === undefined
          ? []
          : [
              operationExample('orders', 'place', [
                { work: '5ms' },
                { call: 'payments.charge', [policy.name]: policy.example },
              ]),
            ]),
        ...(gate === undefined
          ? []
          : [
              machine === undefined ? 'At the door of a callee:' : 'or at the door of a callee:',
              example({ services: { payments: { admission: [{ [policy.name]: gate.example }] } } }),
            ]),
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
    'A fault that grows for five seconds and fades for ten, comes back every minute and hits one replica of the two, if at all:',
    example({
      faults: [
        {
          slow: 'payments',
          factor: 10,
          at: '20s',
          for: '20s',
          ramp: { in: '5s', out: '10s' },
          repeat: { every: '60s', times: 2 },
          probability: '80%',
          replicas: 'one',
        },
      ],
    }),
    ...members.flatMap((fault) =>
      section(fault, [
        `Aimed at: ${fault.targets.join(', ')}.`,
        example({ faults: [fault.example] }),
        parameters(fault.name, fault.params),
      ]),
    ),
  ];
}

/** The keys that all faults have in common, as the schema of `faults` has them. */
function envelopeOf(members: readonly { name: string; params: z.ZodType }[]): string {
  const [first] = members;
  const [branch] = formsOf(itemOf(property(writtenSchema(scenarioSchema), 'faults')));
  const own = Object.keys((writtenSchema(first.params).properties ?? {}) as object);
  return keyTable(branch, { leaveOut: [first.name, ...own] });
}

function brokersPage(): string[] {
  const members = Object.values(brokers) as unknown as (Member & { queueParams: z.ZodType })[];
  const [ofBroker] = formsOf(itemOf(property(writtenSchema(scenarioSchema), 'brokers')));
  return [
    'A broker takes messages and hands them to consumers. A message sent to a queue goes to one consumer; an event published to a topic goes to every subscription.',
    keyTable(ofBroker),
    ...members.flatMap((broker) =>
      section(broker, [
        `Kind: \`${broker.name}\`. Each queue, and each subscription of a topic, may say:`,
        parameters(broker.name, broker.queueParams),
        example({ brokers: { jobs: { kind: broker.name, queues: withDeadLetters(broker.example) } } }),
        'A queue for dead letters is a queue like any other: it must be declared, and somebody may consume from it.',
      ]),
    ),
  ];
}

/** The example's queue, and the one that takes its dead letters. */
function withDeadLetters(settings: unknown): Readonly<Record<string, unknown>> {
  const { 'dead-letter': letters } = settings as { 'dead-letter'?: string };
  return { invoices: settings, ...(letters === undefined ? {} : { [letters]: {} }) };
}

function balancersPage(): string[] {
  const members = Object.values(balancers) as unknown as (Member & { params: z.ZodType })[];
  return [
    'A balancer chooses one replica of the callee for each attempt. Each caller replica chooses for itself, by what it knows.',
    ...members.flatMap((balancer) =>
      section(balancer, [
        example({ services: { payments: { balancer: balancer.example } } }),
        parameters(balancer.name, balancer.params),
      ]),
    ),
  ];
}

function workloadsPage(): string[] {
  const members = Object.values(workloads) as unknown as (Member & { params: z.ZodType })[];
  return [
    'A workload says how the requests of an open load are spaced: they come whatever happens. A closed load has `users` instead.',
    ...members.flatMap((workload) =>
      section(workload, [
        loadExample({ arrivals: workload.example }),
        ...filesIn(workload.example),
        parameters(workload.name, workload.params),
      ]),
    ),
  ];
}

/** The files an example names, as they may look. */
function filesIn(value: unknown): string[] {
  const text = JSON.stringify(value);
  return Object.entries(EXAMPLE_FILES).flatMap(([name, content]) =>
    text.includes(`"${name}"`)
      ? [`where [${name}](${name}) may be`, `\`\`\`csv\n${content.trimEnd()}\n\`\`\``]
      : [],
  );
}

function distributionsPage(): string[] {
  const members = distributions as unknown as readonly (Member & {
    params: z.ZodType;
    bare?: unknown;
  })[];
  return [
    'A distribution is a length that varies. A plain duration such as `5ms` is the constant one.',
    ...members.flatMap((distribution) =>
      section(distribution, [
        operationExample('payments', 'charge', [
          { work: distribution.example },
          ...(distribution.bare === undefined
            ? []
            : [{ work: { [distribution.name]: distribution.example } }]),
        ]),
        parameters(distribution.name, distribution.params),
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
    example({
      expect: [
        { goodput: 'shoppers', 'at-least': '99%' },
        { 'latency-p99': 'web -> orders.place', below: '800ms' },
        { amplification: 'orders -> payments.charge', between: [1, '1.1x'] },
      ],
    }),
    'Means are exact. Percentiles, and maxima of a part of the run, are read from a histogram and may be wrong by 0.4%: what always takes 10ms may read 10.03ms. Leave that much room in a limit.',
    ['| metric | unit | of | |', '|---|---|---|---|', ...rows].join('\n'),
  ];
}
