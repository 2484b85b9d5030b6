/**
 * The reference: one page for each catalog and one for the scenario as a whole, written from the
 * same definitions that check a scenario, so that it cannot tell another story.
 */
import type { z } from 'zod';
import {
  balancers,
  brokers,
  chains,
  countedBy,
  distributions,
  faultField,
  faults,
  type MetricEntry,
  mayRamp,
  metricCatalog,
  policies,
  policyNamed,
  pushable,
  SYSTEMS,
  workloads,
} from '../sim/index.ts';
import {
  EXAMPLE_FILE,
  EXAMPLE_FILES,
  example,
  exampleScenario,
  inOneLine,
  loadExample,
  operationExample,
} from './reference-examples.ts';
import { scenarioPage } from './reference-scenario.ts';
import { formsOf, formTables, keyTable, sayKind } from './reference-table.ts';
import { scenarioSchema } from './schema.ts';
import { itemOf, type JsonSchema, property, writtenSchema } from './written-schema.ts';

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
  const forms = formsOf(written);
  const others = forms.filter((form) => form.type === 'array');
  const words = forms
    .filter((form) => form.type === 'string')
    .map((form) => `a ${sayKind(form)}, or a mapping with`);
  if (isList && tables !== '') return `\`${name}\` takes a list; each item has\n\n${tables}`;
  if (tables !== '') {
    const head = words.length > 0 ? [`\`${name}\` takes ${words.join(', ')}`] : [];
    const choices = forms.flatMap((form) => choiceTables(form));
    return [...head, tables, ...others.map((form) => `or a ${sayKind(form)}`), ...choices].join('\n\n');
  }
  return written.type === 'object' ? '' : `\`${name}\` takes a ${sayKind(written)}.`;
}

/** For each key whose value is one of several by its verb: a table of each. */
function choiceTables(schema: JsonSchema): string[] {
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([key, value]) => {
    const verbs = formsOf(value).flatMap((form) => (isVerb(form) ? [form] : formsOf(form).filter(isVerb)));
    return verbs.map((form) => {
      const [[verb, inner]] = Object.entries(form.properties as Record<string, JsonSchema>);
      return `\`${key}: { ${verb}: … }\`: ${form.description}\n\n${keyTable(inner)}`;
    });
  });
}

/** A mapping with one key, which says what it is, and a mapping behind it. */
function isVerb(schema: JsonSchema): boolean {
  const inner = Object.values((schema.properties ?? {}) as Record<string, JsonSchema>);
  return inner.length === 1 && inner[0].properties !== undefined;
}

function policiesPage(): string[] {
  const members = Object.values(policies) as unknown as (Member & {
    cures: string;
    harms: string;
    params: z.ZodType;
    machine?: unknown;
    gate?: { readonly params: z.ZodType; readonly example: unknown };
    presets?: Readonly<Record<string, unknown>>;
  })[];
  return [
    "Policies stand between a caller and what it calls. They are written as keys of a call, or as a list under `policies:` that calls name; the first one is the outermost. So a `timeout` outside of a `retry` is the total of all attempts, and one inside of it the limit of each. How long a request may wait at its callee is the callee's to say: `wait` of its [queue](scenario.md).",
    'What a policy remembers (a budget, the window of a breaker) it remembers for each call site and each replica of the caller: each is a client of its own.',
    'Some may also, or only, stand at the door of the callee: in the list `admission` of a [service](scenario.md#admission), the first one asked first. There each replica of the callee keeps its own state, and whom one turns away is `shed`.',
    ...orderPart(),
    ...presetsPart(),
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
        presetTable(policy.name, policy.presets ?? {}),
        `A [config push](faults.md#config-push) may set ${pushableNames(policy.name).join(', ')}.`,
      ]),
    ),
  ];
}

/** Parameters that a push may set, in whatever form the policy is written. */
function pushableNames(name: string): string[] {
  const definition = policyNamed(name);
  return pushable({ definition, schema: definition.params, params: undefined }).map((path) => `\`${path}\``);
}

function orderPart(): string[] {
  return [
    '## Which is outside',
    'The order in which policies are written is the order in which they surround the call, from the outside in. That holds for keys of a call, for a list, and for both together: a list stands where its key `policies` stands. A key that is no policy (`balancer`) may stand anywhere.',
    example({
      policies: { careful: [{ breaker: {} }, { retry: { attempts: 2 } }] },
      services: {
        orders: {
          operations: {
            place: [
              {
                call: 'payments.charge',
                timeout: '2s',
                policies: 'careful',
                limiter: { kind: 'token-bucket', rate: '100/s', burst: 20 },
              },
            ],
          },
        },
      },
    }),
    'Here a `timeout` of two seconds is around what the list `careful` names, and the `limiter` inside of it all: it sees every attempt.',
    'A policy that is written again keeps its place: `--set`, or a key behind `<<:`, gives it other values and leaves it where it is. A policy that `--set` adds is the innermost.',
    'One policy may be there twice, once as a key and once in the list: both act, each with what it remembers for itself.',
  ];
}

function presetsPart(): string[] {
  const systems = Object.entries(SYSTEMS).map(([system, sentence]) => `| \`${system}\` | ${sentence} |`);
  const rows = Object.entries(chains).map(
    ([name, { sentence, policies: chain }]) =>
      `| \`${name}\` | ${chain.map((entry) => `\`${inOneLine(entry)}\``).join('<br>')} | ${sentence} |`,
  );
  return [
    '## Presets',
    'A policy may begin from what a known system sets: `retry: { preset: envoy }`. What is written beside the preset wins. The table of each policy shows what its presets stand for.',
    operationExample('orders', 'place', [
      { call: 'payments.charge', retry: { preset: 'aws-sdk', attempts: 5 } },
    ]),
    ['| system | |', '|---|---|', ...systems].join('\n'),
    'Whole chains, in the order in which the system lays them, stand where a list of policies may stand, alone or as an entry of a list. A policy of the chain that is written beside its preset is the one of the chain with that set otherwise, or with `none` it is left out; to change one of two of a kind, write the list out.',
    operationExample('orders', 'place', [
      { call: 'biller.issue', policies: { preset: 'istio' } },
      {
        call: 'payments.charge',
        policies: [{ timeout: '3s' }, { preset: 'resilience4j', retry: { attempts: 5 } }],
      },
    ]),
    ['| preset | policies, outermost first | |', '|---|---|---|', ...rows].join('\n'),
  ];
}

function presetTable(policy: string, presets: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(presets).map(
    ([system, params]) => `| \`${system}\` | \`${inOneLine(params)}\` |`,
  );
  return rows.length === 0 ? '' : [`| \`${policy}\` preset | stands for |`, '|---|---|', ...rows].join('\n');
}

function faultsPage(): string[] {
  const members = Object.values(faults) as unknown as (Member & {
    params: z.ZodType;
    targets: readonly string[];
    isAction?: true;
  })[];
  const envelope = envelopeOf(members);
  return [
    'A fault is a name for effects that hold while it lasts. When it ends, nothing of it remains but what it set in motion.',
    'Some are actions, things that operators do: they move no [phase](scenario.md#expect) of a run in which something goes wrong as well. Any other is one with `action: true`: a config push, or fewer requests for a while, that is the cure.',
    '## When, how long, how often',
    'Every fault may say this beside its own parameters; a `ramp` only those of which it is said below.',
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
    'One that comes and goes, and fails the first five payments about two of the keys each time it comes:',
    example({
      faults: [
        {
          errors: 'payments.charge',
          share: '100%',
          at: '20s',
          for: '60s',
          flap: { on: '5s', off: '10s' },
          match: { key: [3, 7], first: 5 },
        },
      ],
    }),
    '## What it waits for',
    'Instead of an instant a fault may wait for something. A crash that comes when payments has had twenty requests waiting for a second, and another two seconds after that one has ended:',
    example({
      faults: [
        { slow: 'payments', factor: 10, at: '20s', for: '20s' },
        { crash: 'orders', replicas: 'one', when: { waiting: 'payments', above: 20, for: '1s' }, for: '5s' },
        { crash: 'web', replicas: 'one', when: { ended: 'crash-orders', after: '2s' }, for: '5s' },
      ],
    }),
    'Half of the shoppers are turned away once fewer than 90% were served well, second after second for ten seconds; and orders waits a shorter time for payments from when one in five of those calls failed over ten seconds:',
    example({
      faults: [
        { slow: 'payments', factor: 10, at: '20s', for: '20s' },
        { shed: 'shoppers', share: '50%', when: { goodput: 'shoppers', below: '90%', for: '10s' } },
        {
          config: 'orders -> payments.charge',
          setting: 'timeout.after',
          to: '100ms',
          when: { failure: 'orders -> payments.charge', above: '20%', over: '10s' },
        },
      ],
    }),
    'The same conditions end a fault (`until`): a push is taken back when too little succeeds, a surge goes on until a queue is full. What is measured over a stretch of time is measured from the beginning of the fault on, so that it ends when one stretch has passed, at the earliest. It ends at once and for good, without what it would do at its own end (the roll-back of a `deploy`, say, which goes replica by replica), and the phases go by that. One that comes again ends by the clock.',
    example({
      faults: [
        {
          config: 'orders',
          setting: 'timeout.after',
          to: '1ms',
          at: '30s',
          until: { goodput: 'shoppers', below: '90%', over: '10s' },
        },
      ],
    }),
    ...conditionsOf(),
    ...members.flatMap((fault) =>
      section(fault, [
        `${fault.isAction === true ? 'An action, something that operators do. ' : ''}Aimed at: ${fault.targets.join(', ')}.${mayRamp(faultField.parse(fault.example)) ? ' It may grow and fade (`ramp`).' : ''}`,
        example({ faults: [fault.example] }),
        parameters(fault.name, fault.params),
        `\`hits\` counts ${countedBy(faultField.parse(fault.example)).join('; ')}.`,
      ]),
    ),
  ];
}

/** The keys that all faults have in common, as the schema of `faults` has them. */
function envelopeOf(members: readonly { name: string; params: z.ZodType }[]): string {
  const [first] = members;
  const [branch] = formsOf(itemOf(property(writtenSchema(scenarioSchema), 'faults')));
  const own = Object.keys((writtenSchema(first.params).properties ?? {}) as object);
  return keyTable(branch, { leaveOut: [first.name, ...own], folded: ['when'] });
}

/** What a fault may wait for: the metrics are told of on a page of their own, so one stands for all. */
function conditionsOf(): string[] {
  const [branch] = formsOf(itemOf(property(writtenSchema(scenarioSchema), 'faults')));
  const forms = formsOf(property(branch, 'when'));
  const isNamed = (form: JsonSchema, name: string) => Object.hasOwn((form.properties ?? {}) as object, name);
  const metrics = metricCatalog.map(({ name }) => name).filter((name) => name !== 'utilisation');
  const goodput = forms.find((form) => isNamed(form, 'goodput')) ?? {};
  const others = forms.filter((form) => !metrics.some((name) => isNamed(form, name)));
  return [
    formTables({ anyOf: others }),
    'or any of the [metrics](metrics.md), under its name, of whom it is told of; `goodput` stands for all of them:',
    keyTable(goodput),
    'A level is looked at ten times a second, on the tenth. A metric is worked out over the stretch of time that ends now, ten times in a stretch and no more often than ten times a second; the first look is when one stretch has passed, or at `at`. With `for` it must be so at each look for so long. Where there was nothing to measure (a latency where no call was answered, a share of no calls), it is neither above nor below. What an expectation would refuse, a metric of somebody who has nothing of the kind, is refused here, too.',
  ];
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
  const members = Object.values(balancers) as unknown as (Member & {
    params: z.ZodType;
    needs?: string;
  })[];
  return [
    'A balancer chooses one replica of the callee for each attempt. Each caller replica chooses for itself, by what it knows, among the replicas that it does not hold out: see [health](scenario.md#health) and [ejection](scenario.md#ejection).',
    'A service names the one that its callers choose by; without it that is `round-robin`. A `call`, a `notify`, a load or a consumer may name its own, which then holds for it alone:',
    example({
      services: {
        orders: {
          operations: { place: [{ call: 'payments.charge', balancer: 'least-requests' }] },
        },
      },
    }),
    'What a balancer remembers (whose turn is next, say) each caller replica keeps for each operation that it calls; two calls of one operation share it where their balancers are the same, parameters included, and keep it apart where they differ. How many of its attempts are in flight it counts over all calls of the operation. The call that a `fallback` makes may name one, too: `fallback: { call: cache.read, balancer: random }`.',
    "Where turns begin is drawn for each caller replica, as in Envoy (a seed of each worker's balancer) and in gRPC (a picker begins at a random index). From there on they are strict: calls that every request makes together keep in step for as long as nothing else turns one of their wheels, such as a retry or another call. If replicas of both are down, each caller replica then meets them as its two beginnings happen to stand, for the whole fault. With few caller replicas a run shows the luck of its seed: run many (`--seeds 50`), or choose `random`. [L159](lints.md#l159) tells where that decides.",
    ...members.flatMap((balancer) =>
      section(balancer, [
        example({
          services: {
            payments: {
              ...(balancer.needs === 'weights' ? { replicas: 3, weights: [5, 1, 1] } : {}),
              balancer: balancer.example,
            },
          },
        }),
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

/** " Only of a service with `ejection`." */
function sayNeed(needs: MetricEntry['needs']): string {
  return needs === undefined ? '' : ` Only of ${needs.of}.`;
}

function metricsPage(): string[] {
  const rows = metricCatalog.map(
    ({ name, unit, subjects, sentence, needs }) =>
      `| \`${name}\` | ${unit} | ${subjects.join(', ')} | ${(sentence + sayNeed(needs)).replaceAll('|', '\\|')} |`,
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
    'Everything that begins ends once. A call or request ends **ok** when it was answered as asked; **degraded** when it was answered, but by a fallback, with a stale value or in part; and otherwise it **failed**: `error`, `timed-out`, `refused`, `rejected`, `shed`, `expired`, `cancelled` or `lost`. So degraded is an answer and no failure: `success` counts both ok and degraded, `failure` neither. `goodput` is stricter: of the requests that began in an interval or ended in it, whichever are more, it counts those that ended ok and in time; what was degraded, late, failed or has not ended is not in it. So neither a backlog that grows nor one that is worked off makes an interval look better than it was.',
    'Some metrics measure something that not every system has; the table says what they need. An expectation of one where it is not there would say nothing of the system, and is an error.',
    'Work is **futile** from the instant at which anybody on the way from it up to who asked has stopped waiting: a user, a service that timed out, a replica that died. Its result gets no further, however patient its own caller is. `wasted` is about the time that goes into such work, `unwanted` about the frames that ended so. What a `notify` or a message sets in motion has effects of its own, and is futile only when a caller below it leaves; what several calls share through `coalesce` is futile when all of them are. A frame that has answered and keeps its slot because of a leak is futile, too.',
    'What is taken is measured against what there was at that instant: a push, `shrink` or `noisy-neighbour` changes it for as long as it lasts. A slot that is taken away in the middle of a request is there until the request gives it back. A replica that pauses or is dead keeps what it has, idle; one that is not in service has nothing.',
    'A breaker whose time is over stays open until the next call finds it half-open, as resilience4j does; its dashboards tell the two apart, too, while Hystrix counts half-open as open. A limit that is learned changes when somebody comes or goes.',
    'Means are exact. Percentiles, and maxima of a part of the run, are read from a histogram and may be wrong by 0.4%: what always takes 10ms may read 10.03ms. Leave that much room in a limit.',
    ['| metric | unit | of | |', '|---|---|---|---|', ...rows].join('\n'),
  ];
}
