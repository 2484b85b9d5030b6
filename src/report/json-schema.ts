/** What the JSON of runs promises, as a JSON Schema; and the same as a page for people. */
import { SERIES_KEYS } from '../present/series.ts';
import { TOTAL_KEYS } from '../present/totals.ts';
import { JSON_VERSION } from './json.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', description });
const number = (description: string): Schema => ({ type: 'number', description });
const maybe = (type: string, description: string): Schema => ({ type: [type, 'null'], description });
const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** Every key is always there; readers must allow keys they do not know. */
function mapping(properties: Readonly<Record<string, Schema>>, description: string): Schema {
  return { type: 'object', description, properties, required: Object.keys(properties) };
}

function byName(value: Schema, description: string): Schema {
  return { type: 'object', description, additionalProperties: value };
}

const phase = text('before-faults, during-faults, after-faults, warm-up or whole');

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
        fromMs: number('Its first beginning.'),
        toMs: maybe('number', 'Its last end; null when it lasts to the end of the run.'),
        everyMs: maybe('number', 'From one beginning to the next.'),
        probabilityShare: number('Chance of coming at all, each time.'),
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
        cause: text('What first went wrong: an outcome, or late.'),
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
};

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
        runs: list(mapping(RUN, 'One run.'), 'One for each scenario, in the order given.'),
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
  const sections = [
    '# The JSON of runs',
    '<!-- Written from the definitions that the JSON is made by; change those, not this. -->',
    '`knockon run --json` writes one object with `formatVersion`, `engineVersion` and `runs`. Its JSON Schema is `schema/runs.schema.json`; `knockon schema runs` prints it.',
    `This is version ${JSON_VERSION}. Within a version keys may be added; none is removed, renamed or given another meaning. The same scenario, seed and version of Knockon give the same bytes.`,
    'Times are milliseconds and their keys end in `Ms`; rates end in `PerSecond`; shares run from 0 to 1 and end in `Share`; what ends in none of these is a count or a ratio. Where there was nothing to measure there is `null`, which is not zero.',
    '## A run',
    table(Object.entries(RUN).map(([key, schema]) => [key, meaningOf(schema)])),
    ...['faults', 'phases', 'failures', 'expectations'].flatMap((key) => {
      const item = RUN[key].items as { readonly properties: Readonly<Record<string, Schema>> };
      return [
        `## ${key}`,
        meaningOf(RUN[key]),
        table(
          Object.entries(item.properties).map(([name, schema]) => [
            name,
            meaningOf(schema) || (schema.enum as string[] | undefined)?.join(', ') || '',
          ]),
        ),
      ];
    }),
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
  ];
  return { file: 'docs/reference/json.md', text: `${sections.join('\n\n')}\n` };
}
