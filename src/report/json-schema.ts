/** What the JSON of runs promises, as a JSON Schema; and the same as a page for people. */
import { SERIES_KEYS } from '../present/series.ts';
import { TOTAL_KEYS } from '../present/totals.ts';
import { JSON_VERSION } from './json.ts';

export type Schema = Readonly<Record<string, unknown>>;

export const text = (description: string): Schema => ({ type: 'string', description });
export const number = (description: string): Schema => ({ type: 'number', description });
export const maybe = (type: string, description: string): Schema => ({ type: [type, 'null'], description });
export const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** Every key but those named is always there; readers must allow keys they do not know. */
export function mapping(
  properties: Readonly<Record<string, Schema>>,
  description: string,
  except: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((key) => !except.includes(key));
  return { type: 'object', description, properties, required };
}

function byName(value: Schema, description: string): Schema {
  return { type: 'object', description, additionalProperties: value };
}

const phase = text('before-faults, during-faults, after-faults, warm-up or whole');

const ending: Readonly<Record<string, Schema>> = {
  outcome: maybe('string', 'How it ended for who asked; null while that is open.'),
  firstCause: maybe('string', 'What first went wrong; null where nothing did.'),
  origin: maybe('string', 'The edge on which it did.'),
};

const span: Readonly<Record<string, Schema>> = {
  kind: {
    enum: ['call', 'attempt'],
    description: 'A call is one caller asking one callee, however many tries; an attempt is one try of it.',
  },
  parent: maybe(
    'integer',
    "Index of the span that started it: a call's attempt above, an attempt's call; null for the request's own call.",
  ),
  edge: text('Who asks whom.'),
  beganMs: number('When the call began, or the attempt was sent.'),
  endedMs: maybe('number', 'When the caller had its ending, or left.'),
  ...ending,
};

/** Only attempts have these. */
const attempt: Readonly<Record<string, Schema>> = {
  startCause: text('Attempts: why it was sent: arrival (a first try), retry, hedge, redelivery, callback.'),
  tryNumber: number('Attempts: the how manyth of its call, from 1.'),
  replica: maybe('string', 'Attempts: who took it up or turned it away; null when nobody did.'),
  waitedMs: maybe('number', 'Attempts: how long it waited for a slot until then.'),
  startedMs: maybe('number', 'Attempts: when the callee began with it.'),
  doneMs: maybe('number', 'Attempts: when the callee was done with it, or turned it away.'),
  doneOutcome: maybe('string', 'Attempts: how it ended at the callee.'),
  isWanted: { type: 'boolean', description: 'Attempts: whether the caller was still waiting then.' },
};

const RUN: Readonly<Record<string, Schema>> = {
  file: text('The scenario file as it was named; - for standard input.'),
  title: text('Its title.'),
  question: maybe('string', 'Its question.'),
  scenarioHash: text('16 hexadecimal digits: equal for equal systems and expectations, whatever the seed.'),
  seed: text('The seed of all luck.'),
  runHash: text(
    '16 hexadecimal digits over everything that ended, when, where and how: equal for equal runs.',
  ),
  lengthMs: number('Planned simulated time.'),
  reachedMs: number('Simulated time that was run.'),
  events: number('Events the simulation took.'),
  stopped: {
    ...mapping(
      { by: text('events, seconds, memory, SIGINT or SIGTERM'), sentence: text('The same for people.') },
      'Why it stopped before its end; null when it did not.',
    ),
    type: ['object', 'null'],
  },
  faults: list(
    mapping(
      {
        name: text('Its name.'),
        kind: text('Its kind.'),
        target: text('Whom it hits.'),
        fromMs: maybe('number', 'Its first beginning; null when what it waits for never came.'),
        toMs: maybe('number', 'Its last end; null when it lasts to the end of the run.'),
        everyMs: maybe('number', 'From one beginning to the next.'),
        probabilityShare: number('Chance of coming at all, each time.'),
        hits: number(
          'How often it touched something: work slowed, attempts failed, killed or turned away, messages delayed or lost, arrivals moved.',
        ),
      },
      'A planned fault.',
    ),
    'The faults, in the order of the scenario.',
  ),
  phases: list(
    mapping(
      {
        name: phase,
        fromMs: number('Begin.'),
        toMs: number('End.'),
        isCutShort: { type: 'boolean', description: 'Whether the run stopped inside of it.' },
      },
      'A phase.',
    ),
    'The phases between which the faults divide the run; the one `whole` without faults.',
  ),
  failures: list(
    mapping(
      {
        load: text('Whose requests.'),
        phase,
        cause: text(
          'What first went wrong: an outcome, late, or still waiting (no ending by the end of the phase).',
        ),
        edge: maybe('string', 'The edge on which it did.'),
        share: number('Of the requests that began in the phase, 0 to 1.'),
      },
      'One reason.',
    ),
    'Why requests did not end ok, the most frequent first.',
  ),
  expectations: list(
    mapping(
      {
        standing: {
          enum: ['held', 'failed', 'not-judged'],
          description:
            'held, failed, or not-judged where the run stopped before the end of what it is about.',
        },
        text: text('What is expected.'),
        sentence: text('The same with what was observed.'),
        note: maybe('string', "The author's note."),
        metric: text('Key of the metric, as in the summary.'),
        subject: maybe('string', 'Whom it is about.'),
        observed: {
          type: ['number', 'null'],
          description:
            'In the unit that the key of the metric tells; null when there was nothing to observe.',
        },
        file: text('File in which it stands.'),
        line: number('Line, from 1.'),
        column: number('Column, from 1.'),
      },
      'One expectation.',
    ),
    'The expectations, in the order of the scenario.',
  ),
  again: text('The command that runs it again.'),
  summary: byName(
    mapping(
      Object.fromEntries(
        Object.entries(TOTAL_KEYS).map(([kind, keys]) => [
          kind,
          byName(
            mapping(
              Object.fromEntries(keys.map(({ key, sentence }) => [key, maybe('number', sentence)])),
              `Numbers of one ${kind}.`,
            ),
            `By name of the ${kind}.`,
          ),
        ]),
      ),
      'By kind of subject.',
    ),
    'By phase that has begun, `warm-up` and `whole` among them.',
  ),
  series: mapping(
    {
      windowMs: number('Width of a window.'),
      endsMs: list({ type: 'number' }, 'Ends of the windows.'),
      of: mapping(
        Object.fromEntries(
          Object.entries(SERIES_KEYS).map(([kind, keys]) => [
            kind,
            byName(
              mapping(
                Object.fromEntries(
                  keys.map((key) => [key, list({ type: ['number', 'null'] }, 'One number a window.')]),
                ),
                `Series of one ${kind}.`,
              ),
              `By name of the ${kind}.`,
            ),
          ]),
        ),
        'By kind of subject.',
      ),
    },
    'How the numbers moved.',
  ),
  traces: list(
    mapping(
      {
        request: number('Which request of the run, counted from 0.'),
        load: text('Whose.'),
        why: {
          enum: ['failed', 'sampled'],
          description:
            'Why it was kept: as one of the first of its way to fail, or as one of a sample of all.',
        },
        beganMs: number('When it began.'),
        endedMs: number('When it ended.'),
        ...ending,
        isWhole: { type: 'boolean', description: 'False when it has more spans than are kept.' },
        spans: list(
          mapping({ ...span, ...attempt }, 'A call or an attempt.', Object.keys(attempt)),
          'Its calls and attempts, parents before children, children in the order they began.',
        ),
      },
      'One request.',
    ),
    'Single requests, in the order they began; only with --traces.',
  ),
};
/** Keys that are there only when they are asked for. */
const ON_DEMAND = ['traces'];

export function runsJsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Knockon runs',
    ...mapping(
      {
        formatVersion: {
          const: JSON_VERSION,
          description: 'Grows when a reader of the last version could misread the next.',
        },
        engineVersion: text('Version of Knockon.'),
        runs: list(mapping(RUN, 'One run.', ON_DEMAND), 'One for each scenario, in the order given.'),
      },
      'What `knockon run --json` writes.',
    ),
  };
}

/** The page of the reference about it. */
export function jsonPage(): { readonly file: string; readonly text: string } {
  const table = (rows: readonly (readonly [string, string])[]) =>
    [
      '| key | |',
      '|---|---|',
      ...rows.map(([key, meaning]) => `| \`${key}\` | ${meaning.replaceAll('|', '\\|')} |`),
    ].join('\n');
  const meaningOf = (schema: Schema) => String(schema.description ?? '');
  /** The keys of a list's items. */
  const keyTable = (schema: Schema) => {
    const { properties } = schema.items as { readonly properties: Readonly<Record<string, Schema>> };
    return table(Object.entries(properties).map(([name, of]) => [name, meaningOf(of)]));
  };
  const sections = [
    '# The JSON of runs',
    '<!-- Written from the definitions that the JSON is made by; change those, not this. -->',
    '`knockon run --json` writes one object with `formatVersion`, `engineVersion` and `runs`. Its JSON Schema is `schema/runs.schema.json`; `knockon schema runs` prints it.',
    `This is version ${JSON_VERSION}. Within a version keys may be added; none is removed, renamed or given another meaning. The same scenario, seed and version of Knockon give the same bytes.`,
    'Times are milliseconds and their keys end in `Ms`; rates end in `PerSecond`; shares run from 0 to 1 and end in `Share`; what ends in none of these is a count or a ratio. Where there was nothing to measure there is `null`, which is not zero.',
    '## A run',
    table(Object.entries(RUN).map(([key, schema]) => [key, meaningOf(schema)])),
    ...['faults', 'phases', 'failures', 'expectations'].flatMap((key) => [
      `## ${key}`,
      meaningOf(RUN[key]),
      keyTable(RUN[key]),
    ]),
    '## summary',
    '`summary[phase][kind][name]` holds these keys: `summary.whole.load.shoppers.goodputShare`.',
    ...Object.entries(TOTAL_KEYS).map(
      ([kind, keys]) => `**${kind}**: ${keys.map(({ key }) => `\`${key}\``).join(', ')}`,
    ),
    'What each means the page on [metrics](metrics.md) tells.',
    '## series',
    '`series.of[kind][name][key]` is a list with one number for each window; `series.endsMs` has the ends of the windows. What ends in neither `PerSecond`, `Ms` nor `Share` is a level, averaged over the window; `lag` and `ageMs` are those at its end.',
    ...Object.entries(SERIES_KEYS).map(
      ([kind, keys]) => `**${kind}**: ${keys.map((key) => `\`${key}\``).join(', ')}`,
    ),
    '## traces',
    `${meaningOf(RUN['traces'])} One request in ten is followed; of those, the first few of every way to fail are kept, anew from each beginning of a fault, and a sample of all. What a callee still does for who has left is in it too.`,
    keyTable(RUN['traces']),
    '### spans',
    meaningOf(spansOf(RUN['traces'])),
    keyTable(spansOf(RUN['traces'])),
  ];
  return { file: 'docs/reference/json.md', text: `${sections.join('\n\n')}\n` };
}

function spansOf(traces: Schema): Schema {
  return (traces.items as { readonly properties: Readonly<Record<string, Schema>> }).properties['spans'];
}
