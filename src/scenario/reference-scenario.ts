/** The page on the scenario as a whole: a table for every mapping of the language, and an example of each. */
import { PHASES, type PhaseName, policies } from '../sim/index.ts';
import { COMPARISONS } from './expectation-field.ts';
import { EXAMPLE_FILE, example, loadExample, operationExample } from './reference-examples.ts';
import { healthPart } from './reference-health.ts';
import { standInsPart } from './reference-stand-ins.ts';
import { formsOf, formTables, keyTable, verbTable } from './reference-table.ts';
import { GROWING_LISTS, scenarioSchema } from './schema.ts';
import { itemOf, type JsonSchema, property, writtenSchema } from './written-schema.ts';

export function scenarioPage(): string[] {
  const schema = writtenSchema(scenarioSchema);
  const service = itemOf(property(schema, 'services'));
  const load = itemOf(property(schema, 'load'));
  return [
    'A scenario is one YAML file. Durations, rates and shares carry their unit: `250ms`, `200/s`, `99.5%`. An unknown key is an error, except at the top those that begin with `x-`, which are left alone and make a good place for anchors.',
    keyTable(schema, { folded: ['run', 'network'] }),
    '## run',
    keyTable(property(schema, 'run')),
    example({ run: { length: '4m', warmup: '20s', seed: 'monday', window: '500ms' } }),
    ...servicesPart(service),
    ...admissionPart(property(service, 'admission')),
    ...stepsPart(schema, property(service, 'operations')),
    ...networkPart(property(schema, 'network')),
    '## policies',
    'A mapping from names to lists of [policies](policies.md), the outermost first. A call, a load or a consumer names a list with `policies:`, or has a list of its own there.',
    example({
      policies: { careful: [{ retry: { attempts: 2 } }, { timeout: '300ms' }] },
      services: {
        orders: { operations: { place: [{ call: 'payments.charge', policies: 'careful' }] } },
      },
    }),
    '## brokers',
    'A mapping from names to [brokers](brokers.md), with their queues and topics.',
    '## consumers',
    'A list; each item is a caller like any other and may carry [policies](policies.md).',
    keyTable(itemOf(property(schema, 'consumers')), { leaveOut: POLICY_KEYS }),
    example({
      brokers: { bus: { kind: 'queue', topics: { 'order-placed': {} } } },
      consumers: [{ from: 'order-placed', group: 'billing', call: 'biller.issue', concurrency: 2 }],
    }),
    ...loadPart(load),
    '## faults',
    'A list of [faults](faults.md). Each has its kind with its target, what the kind needs, and may say when it begins (`at`), how long it lasts (`for` or `until`), how it grows and fades (`ramp`), how often it comes (`repeat`), how likely (`probability`) and on which `replicas`. One without a `name` is called by its kind and target: `slow-payments`. That name is good for `--without slow-payments` and `--set faults.slow-payments.factor=1` too.',
    example({
      faults: [{ slow: 'payments', factor: 10, at: '60s', for: '20s', ramp: { in: '5s', out: '5s' } }],
    }),
    ...expectPart(property(schema, 'expect')),
    ...standInsPart(),
    '## extends',
    `The keys of another file, below the directory of this one, are taken over. Mappings merge; lists and single values of this file replace those of the other. A key with a \`+\` adds to the list instead: ${GROWING_LISTS.map((key) => `\`${key}+\``).join(', ')}.`,
    example({
      extends: EXAMPLE_FILE,
      title: 'The shop with slow payments',
      'faults+': [{ slow: 'payments', factor: 10, at: '60s', for: '20s' }],
    }),
  ];
}

/** Told on their own page. */
const POLICY_KEYS = [...Object.keys(policies), 'policies'];

function servicesPart(service: JsonSchema): string[] {
  return [
    '## services',
    'A mapping from names to services. Whatever has a name here: letters a to z, large or small, digits, `-` and `_`, at most 60 of them, and a letter or digit first.',
    keyTable(service, { folded: ['health'] }),
    '### concurrency',
    verbTable(formsOf(property(service, 'concurrency'))),
    'A slot is held from the start of an operation to its reply, also while it waits for others. With `threads`, every slot computes on a core of its own; `cores` makes them share that many. With `async`, all slots of a replica share `cores`, and that is ONE core unless more are written: ten requests that compute for 10ms each then take 100ms.',
    'So look at the right metric: `utilisation` is the share of the slots that are taken, whatever is done in them; `cores-utilisation` is the share of the cores in use, and says nothing where no cores are counted (`threads` without `cores`). A service with `async: 1000` is at its end when `cores-utilisation` is 100%, while its `utilisation` may read 1%.',
    example({
      services: {
        web: { concurrency: { async: 1000 }, cores: 2, queue: { limit: 64, order: 'lifo', wait: '200ms' } },
      },
    }),
    ...healthPart(service),
  ];
}

function admissionPart(admission: JsonSchema): string[] {
  const [first] = formsOf(itemOf(admission));
  const [policy] = Object.keys(first.properties as object);
  return [
    '### admission',
    'What a service does before it begins to serve: a list of [policies](policies.md) at its door. Whatever arrives at a replica (requests of users and of other services, messages, health checks with `lane: shared`) is shown to each of them, the first one first. A policy lets it in, holds it for a while, or turns it away:',
    [
      '- Whom all let in gets a slot, or a place in the `queue`, or is `refused` where neither is left.',
      '- Whom one holds has neither meanwhile, and is then shown to the next one.',
      '- Whom one turns away is `shed`: the answer travels back to the caller, whose retry may try again. A limiter that knows from when on it would have said yes tells so, as a `Retry-After` header does, and `retry` waits exactly so long unless its `pushback` says otherwise.',
    ].join('\n'),
    'Each replica knows only what came to itself: a limit of 40 at the door of three replicas lets 120 in. The same policy around a call limits each replica of the caller, and whom it turns away there is `rejected`: nothing is sent. A retry is not told for how long a limiter around its own call would go on saying no: it makes its own pauses, and unless its `on` names `rejected` it does not try again at all.',
    'Each item has one policy, and may say what its rejections cost, and when to come again:',
    keyTable(first, { leaveOut: [policy] }),
    'A rejection that costs work waits for a free slot and has it before any request; up to 4096 of them wait at a replica, and one more is refused for nothing. What rejections take is part of `utilisation` (of `cores-utilisation`, where cores are shared), and `rejecting` says how much of it that is.',
    example({
      services: {
        payments: {
          admission: [
            { shed: { by: 'queue-length', limit: 20 }, 'reject-cost': '200us' },
            { limiter: { kind: 'concurrency', limit: 40 } },
          ],
        },
      },
    }),
    'Here payments may be asked 80 times a second at each of its two replicas, and orders comes again as soon as it may. For ten seconds a bad push leaves a tenth of that:',
    example({
      services: {
        payments: { admission: [{ limiter: { kind: 'token-bucket', rate: '80/s', burst: 20 } }] },
        orders: {
          operations: {
            place: [{ work: '5ms' }, { call: 'payments.charge', retry: { attempts: 3 }, timeout: '500ms' }],
          },
        },
      },
      faults: [{ config: 'payments', setting: 'admission.limiter.rate', to: '8/s', at: '60s', for: '10s' }],
      expect: [
        { goodput: 'shoppers', during: 'before-faults', 'at-least': '95%' },
        { goodput: 'shoppers', during: 'during-faults', 'at-most': '60%' },
      ],
    }),
    '`--without config-payments` leaves out the push, `--without payments.admission.limiter` what it was aimed at, and `--without payments.limiter` the limiters around the calls of payments as well.',
  ];
}

function stepsPart(schema: JsonSchema, operations: JsonSchema): string[] {
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  const steps = stepsIn(definitions, operations);
  const formOf = (verb: string) =>
    property(steps.find((step) => property(step, verb) !== undefined) ?? {}, verb);
  return [
    '## Steps',
    'What an operation does: a list of steps, one after another. Steps that call (`call`, `notify`, `send`, `publish`) may carry [policies](policies.md); `call` and `notify` may name a [balancer](balancers.md) of their own.',
    verbTable(steps),
    operationExample('orders', 'place', [
      { work: { exponential: '5ms' } },
      { sleep: '1ms' },
      { call: 'payments.charge', retry: { attempts: 2 }, timeout: '500ms' },
      { notify: 'biller.issue' },
      { send: 'invoices' },
      { fail: '0.1%' },
    ]),
    '### parallel',
    'Each item is a step, or a list of steps that follow each other.',
    operationExample('orders', 'place', [
      { parallel: [{ call: 'payments.charge' }, [{ work: '1ms' }, { call: 'biller.issue' }]] },
    ]),
    '### branch',
    'Each item has these keys: either every one a `share` or every one a `weight`.',
    keyTable(itemOf(formOf('branch'))),
    operationExample('orders', 'place', [
      {
        branch: [
          { share: '80%', steps: [{ work: '1ms' }] },
          { share: '15%', steps: [{ call: 'payments.charge' }] },
        ],
      },
    ]),
    '### repeat',
    'Either `times` or `again`.',
    keyTable(formOf('repeat')),
    operationExample('orders', 'place', [
      { repeat: { times: 3, steps: [{ call: 'payments.charge' }] } },
      { repeat: { again: '20%', steps: [{ work: '1ms' }] } },
    ]),
  ];
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

function networkPart(network: JsonSchema): string[] {
  return [
    '## network',
    keyTable(network),
    '### between',
    'Each item names its ends with `from` and `to`, or a pair of zones with `zones`, and says what is different there. Where several items fit one edge, each of `latency`, `jitter` and `loss` is that of the last one that says it. A link to a queue or a topic is one to its broker.',
    keyTable(itemOf(property(network, 'between'))),
    example({
      network: {
        latency: '500us',
        between: [
          { from: 'web', to: 'orders', latency: '2ms', jitter: { exponential: '1ms' } },
          { to: 'jobs', loss: '0.1%' },
          { zones: ['a', 'b'], latency: '1ms' },
        ],
      },
    }),
  ];
}

function loadPart(load: JsonSchema): string[] {
  return [
    '## load',
    'A list; each item is a caller like any other and may carry [policies](policies.md). It asks for one `operation` or a `mix`, and is open (`arrivals`) or closed (`users`).',
    keyTable(load, { leaveOut: POLICY_KEYS, folded: ['keys'] }),
    '### users',
    'Each user asks, waits for the answer, thinks, and asks again. Without `think` the next request follows the answer at once. Only where answer and request would share one instant (a call refused by a network without latency, say) does a user pause for 1ms, since time would stand still otherwise: such a user asks 1000 times a second.',
    loadExample({ users: 200, think: { exponential: '4s' }, patience: '3s', within: '1s' }),
    '### profile',
    'Each item is one of these; what several of them say is multiplied. A profile bends the rate of an open load, and the number of users of a closed one.',
    formTables(itemOf(property(load, 'profile'))),
    loadExample({
      arrivals: { poisson: '100/s' },
      profile: [
        { daily: 2, period: '2m', peak: '60s' },
        { ramp: 1.5, at: '20s', for: '30s' },
        { spike: 3, at: '70s', for: '5s' },
        { step: 0.5, at: '100s' },
      ],
    }),
    '### mix',
    'A mapping from operations to weights: here three of four requests are checkouts.',
    loadExample({ mix: { 'web.checkout': 3, 'orders.place': 1 }, arrivals: { poisson: '100/s' } }),
    '### keys',
    keyTable(property(load, 'keys')),
    loadExample({ arrivals: { poisson: '100/s' }, keys: { count: 10_000, zipf: 1 } }),
  ];
}

const WHEN: Readonly<Record<PhaseName, string>> = {
  'warm-up': 'From the start to the end of `run.warmup`.',
  'before-faults':
    'From the end of the warm-up to the beginning of the first fault; without faults, to the end.',
  'during-faults':
    'From the beginning of the first fault to the end of the last one, the quiet time between two faults included.',
  'after-faults': 'From the end of the last fault to the end of the run.',
  whole: 'From the end of the warm-up to the end of the run; meant when nothing is said.',
};

function expectPart(expect: JsonSchema): string[] {
  const [first] = formsOf(itemOf(expect));
  const [metric] = Object.keys(first.properties as object);
  return [
    '## expect',
    `A list. Each item has one [metric](metrics.md) with its subject, and one of ${COMPARISONS.map((word) => `\`${word}\``).join(', ')} with a value in the metric's unit. For a metric that is a share:`,
    keyTable(first, { leaveOut: [metric] }),
    '`during` is a phase, an interval such as `70s..100s`, or `last 30s`. The phases follow the faults as they are planned, and a phase of no length cannot be asked about:',
    ['| phase | |', '|---|---|', ...PHASES.map((phase) => `| \`${phase}\` | ${WHEN[phase]} |`)].join('\n'),
    'What operators do (`scale`, `drain` and whatever else [the faults](faults.md) call an action, or says `action: true`) moves no phase where something goes wrong as well: a run with a cure and one without it are compared over the same time. Only where operators alone do something the phases go by that.',
    'A fault that `--without` leaves out leaves the phases the times it would have had, so a run with it and one without it are compared over the same time, too. Where one that is left out waits for something (`when`), nobody can know when its phases were: what is expected of them is not judged, and that is no failure. A fault that waits in vain is part of no phase.',
    'For the gap between two faults, or one fault of several, write the interval.',
    example({
      faults: [{ slow: 'payments', factor: 10, at: '40s', for: '20s' }],
      expect: [
        { goodput: 'shoppers', during: 'before-faults', 'at-least': '99%' },
        { 'latency-p99': 'web -> orders.place', during: 'last 30s', below: '800ms' },
        { amplification: 'run', during: '70s..100s', between: [1, '1.1x'], note: 'nobody retries here' },
      ],
    }),
  ];
}
