/** What a stream of lines promises, as a JSON Schema; and the same as a page for people. */
import { REASON_WORDS } from '../../present/fact-lines.ts';
import { WINDOW_KEYS } from '../../present/window-lines.ts';
import { EXPECTATION, STOPPED } from '../run-schema-parts.ts';
import { byName, keyTable, list, mapping, maybe, number, type Schema, text, yes } from '../schema-words.ts';
import { STREAM_VERSION } from './ndjson.ts';

type Keys = Readonly<Record<string, Schema>>;

const whole = (description: string): Schema => ({ type: 'integer', description });
const at = whole('Simulated instant.');
const request = whole('Which request of a user all this is for, counted from 0 over the whole run.');
const edge = text('Who asks whom.');
const began = whole('When it began.');

const ending: Keys = {
  outcome: text('How it ended for who asked.'),
  firstCause: maybe('string', 'What first went wrong; null where nothing did.'),
  origin: maybe('string', 'The edge on which it did.'),
};

const startCause = text(
  'Why it was sent: arrival (a first try), retry, hedge, redelivery (the first try of another call).',
);
const replica = maybe('string', 'The replica it was sent to; null where that was a broker.');
const isWanted = yes('Whether the caller was still waiting.');

const queue = text('The queue, or the subscription of a topic.');
const message = whole(
  'Which message, counted from 0 over the whole run; each queue that takes it counts it.',
);

const policy: Keys = {
  edge,
  policy: text('Its kind.'),
  layer: whole('Its place in the chain of policies of the edge, from 0 at the outside.'),
  client: whole(
    'Number of the replica that calls, among all that do in the run; each has a state of its own, unless the policy is shared more widely.',
  ),
  replica: maybe('string', 'Its name where it is a replica of a service; null of a load or a consumer.'),
  state: text('The state it is in from now on: closed, open or half-open for a breaker.'),
};

const client: Keys = {
  client: whole('Number of the replica that calls, among all that do in the run.'),
  caller: maybe('string', 'Its name where it is a replica of a service; null of a load or a consumer.'),
};
const service = text('The service that is called.');
const REASONS = list(
  { enum: REASON_WORDS },
  'Why it is left out from now on, nothing when it may be chosen: ejected (it failed this caller too often), unhealthy (a check says so), absent (it is being restarted), on-trial (one request after an ejection is under way), unlisted (it is not among those there are: drained, replaced, not in service).',
);

const fault: Keys = {
  fault: text('Its name.'),
  kind: maybe('string', 'Its kind.'),
  target: maybe('string', 'Whom it hits.'),
  strengthShare: number('How much of its full force is in force from now on.'),
};

interface EventWords {
  readonly event: string;
  /** What of `--events` it belongs to; nothing for those that are always there. */
  readonly of: string | undefined;
  readonly sentence: string;
  readonly keys: Keys;
}

const EVENTS: readonly EventWords[] = [
  {
    event: 'run-began',
    of: undefined,
    sentence: 'A run begins. All lines up to its end are about it; several scenarios run one after another.',
    keys: {
      formatVersion: {
        const: STREAM_VERSION,
        description: 'Grows when a reader of the last version could misread the next.',
      },
      engineVersion: text('Version of Knockon.'),
      file: text('The scenario file as it was named; - for standard input.'),
      title: text('Its title.'),
      scenarioHash: text('As in the JSON of runs.'),
      seed: text('The seed of all luck.'),
      lengthNs: whole('Planned simulated time.'),
      windowNs: whole('Width of a window.'),
      kinds: list({ type: 'string' }, 'What is told, as --events names it.'),
    },
  },
  {
    event: 'fault-began',
    of: 'faults',
    sentence: 'A fault begins.',
    keys: {
      ...fault,
      isInstant: yes(
        'Whether it acts in this instant and is over with it (a burst, a flush): no fault-ended follows.',
      ),
    },
  },
  {
    event: 'fault-changed',
    of: 'faults',
    sentence: 'A fault grows or shrinks: it has a ramp.',
    keys: fault,
  },
  {
    event: 'fault-ended',
    of: 'faults',
    sentence: 'A fault ends; whether it comes again is not known yet.',
    keys: fault,
  },
  {
    event: 'request-ended',
    of: 'requests',
    sentence: 'A user has an answer, or none.',
    keys: {
      request,
      load: text('Whose request it was.'),
      edge,
      beganNs: began,
      tries: whole("Attempts of the user's own call."),
      isGood: yes('Whether it ended ok, and within the limit of the load.'),
      ...ending,
    },
  },
  {
    event: 'call-ended',
    of: 'calls',
    sentence: 'A service or a consumer is done with one call, however many tries it took.',
    keys: { request, edge, beganNs: began, startCause, tries: whole('Attempts it took.'), ...ending },
  },
  {
    event: 'attempt-ended',
    of: 'attempts',
    sentence: 'A caller has the answer to one try, or has left it. The callee may work on: see frame-ended.',
    keys: {
      request,
      edge,
      replica,
      beganNs: began,
      startCause,
      tryNumber: whole('The how manyth of its call, from 1.'),
      ...ending,
    },
  },
  {
    event: 'frame-began',
    of: 'frames',
    sentence: 'A replica begins with an operation: it has a slot.',
    keys: { request, edge, replica, waitedNs: whole('How long it waited for the slot.') },
  },
  {
    event: 'frame-ended',
    of: 'frames',
    sentence: 'A replica is done with an operation.',
    keys: { request, edge, replica, beganNs: began, isWanted, ...ending },
  },
  {
    event: 'turned-away',
    of: 'turned-away',
    sentence: 'A callee turns an attempt away, or drops it from its queue.',
    keys: {
      request,
      edge,
      replica,
      waitedNs: whole('How long it had waited.'),
      isWanted,
      metNobody: yes(
        'Whether nobody was there to take it: the replica was down or closed. Where it is false and outcome is refused, the queue was full.',
      ),
      outcome: text('Why: refused, shed, expired, cancelled, error.'),
    },
  },
  {
    event: 'message-published',
    of: 'messages',
    sentence: 'A queue takes a message.',
    keys: { queue, message, request },
  },
  {
    event: 'message-delivered',
    of: 'messages',
    sentence: 'A message goes to a consumer.',
    keys: { queue, message, request, deliveries: whole('Deliveries so far, this one included.') },
  },
  {
    event: 'message-handled',
    of: 'messages',
    sentence: 'A consumer is done with a message, well or not.',
    keys: {
      queue,
      message: maybe('integer', 'As above; null where the message had left the queue meanwhile.'),
      request: maybe('integer', 'The same.'),
      ...ending,
    },
  },
  {
    event: 'message-left',
    of: 'messages',
    sentence: 'A message leaves its queue.',
    keys: {
      queue,
      message,
      request,
      how: {
        enum: ['acknowledged', 'dead-lettered', 'expired'],
        description:
          'acknowledged: a consumer settled it; dead-lettered: the queue gave it up after its last delivery; expired: its time in the queue was over.',
      },
    },
  },
  {
    event: 'policy-changed',
    of: 'policies',
    sentence: 'A policy of a caller has come into another state.',
    keys: policy,
  },
  {
    event: 'view-changed',
    of: 'health',
    sentence:
      'A caller replica begins, or ceases, to leave out a replica of a callee, or does so for another reason. Replicas that are not in service when the run begins are left out from the start, and nothing is told of that.',
    keys: { ...client, replica: text('The replica of the callee.'), reasons: REASONS },
  },
  {
    event: 'panic-began',
    of: 'health',
    sentence:
      'A caller replica has too few replicas of a service left to mind their health: from now on it chooses among all.',
    keys: { ...client, service },
  },
  {
    event: 'panic-ended',
    of: 'health',
    sentence: 'It has enough of them again.',
    keys: { ...client, service },
  },
  {
    event: 'replica-restarted',
    of: 'health',
    sentence: 'A check has found a replica not well for long enough, and it is restarted.',
    keys: { replica: text('The replica that goes down.') },
  },
  {
    event: 'window-ended',
    of: 'windows',
    sentence: 'A window of time has passed; the last one of a run may be shorter.',
    keys: {
      fromNs: whole('When the window began.'),
      ...Object.fromEntries(
        Object.entries(WINDOW_KEYS).map(([kind, keys]) => [
          kind,
          byName(
            mapping(
              Object.fromEntries(keys.map(({ key, sentence }) => [key, maybe('number', sentence)])),
              `Numbers of one ${kind} in the window.`,
            ),
            `By name of the ${kind}, the numbers of the window.`,
          ),
        ]),
      ),
    },
  },
  {
    event: 'run-ended',
    of: undefined,
    sentence: 'The run is over.',
    keys: {
      runHash: text('As in the JSON of runs, with a stream or without.'),
      events: whole('Events the simulation took; not the lines of this stream.'),
      stopped: STOPPED,
      expectations: list(EXPECTATION, 'As in the JSON of runs.'),
      again: text('The command that runs it again.'),
    },
  },
];

export function eventsJsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A line of what happens in a Knockon run',
    description: 'One line of what `knockon run --ndjson` writes.',
    oneOf: EVENTS.map(({ event, sentence, keys }) =>
      mapping({ event: { const: event }, atNs: at, ...keys }, sentence),
    ),
  };
}

/** The page of the reference about it. */
export function eventsPage(): { readonly file: string; readonly text: string } {
  const sections = [
    '# What happens, line by line',
    '<!-- Written from the definitions that the schema is made by; change those, not this. -->',
    '`knockon run --ndjson` writes one JSON object a line, as it happens, to standard output or a file. The JSON Schema of a line is `schema/events.schema.json`; `knockon schema events` prints it.',
    `This is version ${STREAM_VERSION}. Within a version keys and events may be added; none is removed, renamed or given another meaning. The same scenario, seed, \`--events\` and version of Knockon give the same bytes. The run is the same with a stream and without, and it waits for whoever reads slowly.`,
    'Every line has `event`, what happened, and `atNs`, when: simulated nanoseconds from the start of the run. Lines are in the order in which things happened; of one instant, in the order of cause and effect. Keys with `Ns` are nanoseconds; the numbers of windows are named as in the [JSON of runs](json.md), where durations are milliseconds.',
    '`--events` chooses what is told: `requests`, `calls`, `attempts`, `frames`, `turned-away`, `messages`, `policies`, `health`, `faults`, `windows`, or `all`. Without it, all but attempts and frames. What a run ends with is told in any case.',
    ...EVENTS.flatMap(({ event, of, sentence, keys }) => [
      `## ${event}`,
      of === undefined ? sentence : `${sentence} (\`--events ${of}\`)`,
      keyTable(keys),
    ]),
    '### numbers of a window',
    ...Object.entries(WINDOW_KEYS).map(
      ([kind, keys]) => `**${kind}**: ${keys.map(({ key }) => `\`${key}\``).join(', ')}`,
    ),
    'What each means the page on [metrics](metrics.md) tells.',
  ];
  return { file: 'docs/reference/events.md', text: `${sections.join('\n\n')}\n` };
}
