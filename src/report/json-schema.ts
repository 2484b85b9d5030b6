/** What the JSON of runs promises, as a JSON Schema; and the same as a page for people. */
import { BOOK_KEYS, BOOK_LAWS } from '../present/books.ts';
import { ASKED_SERIES, SERIES_KEYS } from '../present/series.ts';
import { TOTAL_KEYS } from '../present/totals.ts';
import { JSON_VERSION } from './json.ts';
import { READ_FILES } from './mistakes.ts';
import { EVIDENCE, EXPECTATION, PHASE, PHASES, STOPPED } from './run-schema-parts.ts';
import {
  byName,
  keysOfItems,
  keyTable,
  list,
  mapping,
  maybe,
  meaningOf,
  number,
  orNull,
  type Schema,
  text,
  yes,
} from './schema-words.ts';
import { EXPERIMENT, experimentPage } from './seeds/json-schema.ts';

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
  startCause: text(
    'Attempts: why it was sent: arrival (a first try), retry, hedge, redelivery (the first try of another call).',
  ),
  tryNumber: number('Attempts: the how manyth of its call, from 1.'),
  replica: maybe('string', 'Attempts: who took it up or turned it away; null when nobody did.'),
  waitedMs: maybe('number', 'Attempts: how long it waited for a slot until then.'),
  startedMs: maybe('number', 'Attempts: when the callee began with it.'),
  doneMs: maybe('number', 'Attempts: when the callee was done with it, or turned it away.'),
  doneOutcome: maybe('string', 'Attempts: how it ended at the callee.'),
  isWanted: { type: 'boolean', description: 'Attempts: whether the caller was still waiting then.' },
  metNobody: {
    type: 'boolean',
    description:
      'Attempts: whether it was refused because the replica was down or closed. Where it is false and doneOutcome is refused, the queue was full.',
  },
};

const RUN: Readonly<Record<string, Schema>> = {
  file: text('The scenario file as it was named; - for standard input.'),
  title: text('Its title.'),
  question: maybe('string', 'Its question.'),
  scenarioHash: text('16 hexadecimal digits: equal for equal systems and expectations, whatever the seed.'),
  seed: text('The seed of all luck.'),
  runHash: text(
    '16 hexadecimal digits over every ending of a call, an attempt, a frame or a message: when, where and how. Equal for equal runs.',
  ),
  lengthMs: number('Planned simulated time.'),
  reachedMs: number('Simulated time that was run.'),
  events: number('Events the simulation took.'),
  stopped: STOPPED,
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
          'How often it touched something: what is counted once depends on the fault, and the reference of each says it.',
        ),
      },
      'A planned fault.',
    ),
    'The faults, in the order of the scenario.',
  ),
  phases: PHASES,
  failures: list(
    mapping(
      {
        load: text('Whose requests.'),
        phase: PHASE,
        cause: text(
          'What first went wrong: an outcome, late, or still waiting (no ending by the end of the phase).',
        ),
        edge: maybe('string', 'The edge on which it did.'),
        share: number(
          'Of the requests that began or ended in the phase, whichever are more; 0 to 1. With the goodputShare of the load, all shares of a phase make 1.',
        ),
        isDegraded: yes(
          'True where the request was answered all the same, by a fallback or in part, after that had gone wrong: no failure. False where it failed, was late or still waits.',
        ),
      },
      'One reason.',
    ),
    'Why requests did not end ok (answered as asked), the most frequent first: failed, late, still waiting, or answered in a degraded way.',
  ),
  expectations: list(EXPECTATION, 'The expectations, in the order of the scenario.'),
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
        ASKED_SERIES,
      ),
    },
    'How the numbers moved.',
  ),
  books: orNull(
    mapping(
      Object.fromEntries(
        Object.entries(BOOK_KEYS).map(([kind, keys]) => [
          kind,
          byName(
            mapping(
              Object.fromEntries(Object.entries(keys).map(([key, meaning]) => [key, number(meaning)])),
              `Books of one ${kind}.`,
            ),
            `By name of the ${kind}.`,
          ),
        ]),
      ),
      'Of all that begins: how many have begun, ended and are still there, from the start of the run to its end; null where memory was used up in the middle of an event.',
    ),
  ),
  traces: list(
    mapping(
      {
        request: number('Which request of the run, counted from 0.'),
        load: text('Whose.'),
        why: {
          enum: ['failed', 'sampled', 'first'],
          description:
            'Why it was kept: as one of the first of its way to fail, as one of a sample of all, or as one of the first of the run.',
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
        runs: list(
          mapping(RUN, 'One run.', ON_DEMAND),
          'One for each scenario, in the order given; none with --seeds, and none where a scenario has mistakes.',
        ),
        files: READ_FILES,
        experiments: list(
          mapping(EXPERIMENT, 'One scenario run with many seeds.'),
          'One for each scenario, in the order given; only with --seeds.',
        ),
      },
      'What `knockon run --json` writes.',
      ['files', 'experiments'],
    ),
  };
}

/** The keys of the series of some kinds, a line each. */
function seriesLines(isMeant: (kind: string) => boolean): string[] {
  return Object.entries(SERIES_KEYS)
    .filter(([kind]) => isMeant(kind))
    .map(([kind, keys]) => `**${kind}**: ${keys.map((key) => `\`${key}\``).join(', ')}`);
}

/** The page of the reference about it. */
export function jsonPage(): { readonly file: string; readonly text: string } {
  const sections = [
    '# The JSON of runs',
    '<!-- Written from the definitions that the JSON is made by; change those, not this. -->',
    '`knockon run --json` writes one object with `formatVersion`, `engineVersion` and `runs`; with `--seeds`, `runs` is empty and there are `experiments`; where a scenario has mistakes nothing is run, `runs` is empty and there are `files`. Its JSON Schema is `schema/runs.schema.json`; `knockon schema runs` prints it.',
    `This is version ${JSON_VERSION}. Within a version keys may be added; none is removed, renamed or given another meaning. The same scenario, seed and version of Knockon give the same bytes.`,
    'Times are milliseconds and their keys end in `Ms`; rates end in `PerSecond`; shares run from 0 to 1 and end in `Share`; what ends in none of these is a count or a ratio. Where there was nothing to measure there is `null`, which is not zero.',
    '## A run',
    keyTable(RUN),
    ...['faults', 'phases', 'failures', 'expectations'].flatMap((key) => [
      `## ${key}`,
      meaningOf(RUN[key]),
      keyTable(keysOfItems(RUN[key])),
    ]),
    '### evidence of an expectation that failed',
    keyTable(EVIDENCE),
    '## summary',
    '`summary[phase][kind][name]` holds these keys: `summary.whole.load.shoppers.goodputShare`.',
    ...Object.entries(TOTAL_KEYS).map(
      ([kind, keys]) => `**${kind}**: ${keys.map(({ key }) => `\`${key}\``).join(', ')}`,
    ),
    'What each means the page on [metrics](metrics.md) tells.',
    '## series',
    '`series.of[kind][name][key]` is a list with one number for each window; `series.endsMs` has the ends of the windows. What ends in neither `PerSecond`, `Ms` nor `Share` is a level, averaged over the window; `lag` and `ageMs` are those at its end.',
    ...seriesLines((kind) => !ASKED_SERIES.includes(kind)),
    '`health` has the services whose health somebody minds: what their callers hold of their replicas, on average over the caller replicas.',
    'There are more with `--series operations,replicas,policies`, or `all`; each takes memory, and a run that has no room for them is refused before it begins. A replica that is not in service has no `utilisationShare`. A `policy` has the name of the edge around whose calls it is, or of the replica at whose door; its numbers are averages over all breakers, or limits, there, of which each replica of the caller has its own. They say nothing where there is no breaker, or no limit.',
    ...seriesLines((kind) => ASKED_SERIES.includes(kind)),
    '## books',
    `${meaningOf(RUN['books'])} The same is checked after every run, and Knockon stops with a mistake of its own where it does not hold.`,
    '`books[kind][name]` holds these counts:',
    ...Object.entries(BOOK_KEYS).flatMap(([kind, keys]) => [
      `**${kind}**: ${BOOK_LAWS[kind as keyof typeof BOOK_LAWS].map((law) => `\`${law}\``).join(', ')}`,
      [
        '| key | |',
        '|---|---|',
        ...Object.entries(keys).map(([key, meaning]) => `| \`${key}\` | ${meaning} |`),
      ].join('\n'),
    ]),
    '## traces',
    `${meaningOf(RUN['traces'])} One request in ten is followed, and the first 20 of the run; of those, the first few of every way to fail are kept, anew from each beginning of a fault, and a sample of all: one in 1,000, and the first 20. There are 64 places for the sample. When they are full, the latest of the first 20 give way, one by one; then one in n becomes one in 2n. What a callee still does for who has left is in it too, and what came of messages and notifies: below the attempt that brought a message stands a call for each of its deliveries, however late. The \`endedMs\` of a trace is that of the request itself; what it started may end later. Of a trace 500 spans are kept.`,
    keyTable(keysOfItems(RUN['traces'])),
    '### spans',
    meaningOf(keysOfItems(RUN['traces'])['spans']),
    keyTable(keysOfItems(keysOfItems(RUN['traces'])['spans'])),
    '## files',
    meaningOf(READ_FILES),
    keyTable(keysOfItems(READ_FILES)),
    '### diagnostics',
    keyTable(keysOfItems(keysOfItems(READ_FILES)['diagnostics'])),
    ...experimentPage(),
  ];
  return { file: 'docs/reference/json.md', text: `${sections.join('\n\n')}\n` };
}
